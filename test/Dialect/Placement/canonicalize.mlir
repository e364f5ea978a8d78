// Folds of constants, and captures that points do not need.
//
// RUN: mapper-opt %s --split-input-file --canonicalize | FileCheck %s

// What fits becomes its value, and `ok` true.
// CHECK-LABEL: placement.map @folds
placement.map @folds rank 0 of [] launch {
^bb0(%nodes: i64, %n: i64, %i: i64, %pn: i64, %pi: i64):
  placement.yield
} point {
  // CHECK-DAG: %[[C9:.*]] = arith.constant 9 : i64
  // CHECK-DAG: %[[C5:.*]] = arith.constant 5 : i64
  // CHECK-DAG: %[[C14:.*]] = arith.constant 14 : i64
  // CHECK-DAG: %[[TRUE:.*]] = arith.constant true
  %c7 = arith.constant 7 : i64
  %c2 = arith.constant 2 : i64
  %sum, %sum_ok = placement.add %c7, %c2
  %difference, %difference_ok = placement.sub %c7, %c2
  %product, %product_ok = placement.mul %c7, %c2
  // CHECK: placement.print "{} {} {} {} {} {}" [1, -1, 1, -1, 1, -1](%[[C9]], %[[TRUE]], %[[C5]], %[[TRUE]], %[[C14]], %[[TRUE]] : i64, i1, i64, i1, i64, i1)
  placement.print "{} {} {} {} {} {}" [1, -1, 1, -1, 1, -1] (%sum, %sum_ok, %difference, %difference_ok, %product, %product_ok : i64, i1, i64, i1, i64, i1)
  placement.place <CPU> nodes(%c2) indices(%c2)
}

// -----

// What does not fit stays: its requirement has to fail.
// CHECK-LABEL: placement.map @overflows
placement.map @overflows rank 0 of [] launch {
^bb0(%nodes: i64, %n: i64, %i: i64, %pn: i64, %pi: i64):
  placement.yield
} point {
  %most = arith.constant 9223372036854775807 : i64
  %least = arith.constant -9223372036854775808 : i64
  %c1 = arith.constant 1 : i64
  // CHECK: placement.add
  %sum, %sum_ok = placement.add %most, %c1
  // CHECK: placement.sub
  %difference, %difference_ok = placement.sub %least, %c1
  // CHECK: placement.mul
  %product, %product_ok = placement.mul %most, %least
  placement.print "{} {} {}" [-1, -1, -1] (%sum_ok, %difference_ok, %product_ok : i1, i1, i1)
  placement.place <CPU> nodes(%c1) indices(%c1)
}

// -----

// Truncated toward zero, and 0 where there is no quotient.
// CHECK-LABEL: placement.map @divisions
placement.map @divisions rank 0 of [] launch {
^bb0(%nodes: i64, %n: i64, %i: i64, %pn: i64, %pi: i64):
  placement.yield
} point {
  %c-7 = arith.constant -7 : i64
  %c2 = arith.constant 2 : i64
  %c0 = arith.constant 0 : i64
  %c-1 = arith.constant -1 : i64
  %least = arith.constant -9223372036854775808 : i64
  %quotient = placement.div %c-7, %c2
  %rest = placement.rem %c-7, %c2
  %by_zero = placement.div %c2, %c0
  %rest_by_zero = placement.rem %c2, %c0
  %overflow = placement.div %least, %c-1
  %rest_of_least = placement.rem %least, %c-1
  // CHECK-DAG: %[[Q:.*]] = arith.constant -3 : i64
  // CHECK-DAG: %[[R:.*]] = arith.constant -1 : i64
  // CHECK-DAG: %[[Z:.*]] = arith.constant 0 : i64
  // CHECK-NOT: placement.{{div|rem}}
  // CHECK: placement.print "{}" [6](%[[Q]], %[[R]], %[[Z]], %[[Z]], %[[Z]], %[[Z]] :
  placement.print "{}" [6] (%quotient, %rest, %by_zero, %rest_by_zero, %overflow, %rest_of_least : i64, i64, i64, i64, i64, i64)
  placement.place <CPU> nodes(%c0) indices(%c0)
}

// -----

// A launch passes each value once, constants not at all, and nothing unused.
// CHECK-LABEL: placement.map @captures
placement.map @captures rank 1 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo: i64, %hi: i64):
  %c5 = arith.constant 5 : i64
  // CHECK-NOT: placement.div
  %unused = placement.div %hi, %gpus
  // CHECK: placement.yield %nodes, %gpus : i64, i64
  placement.yield %nodes, %unused, %c5, %gpus, %nodes : i64, i64, i64, i64, i64
} point {
// CHECK: ^bb0(%launch: i64, %launch_0: i64, %p0: i64):
^bb0(%a: i64, %unused: i64, %five: i64, %b: i64, %again: i64, %p0: i64):
  // CHECK-NEXT: %[[C5:.*]] = arith.constant 5 : i64
  // CHECK-NEXT: placement.print "{}" [5](%launch, %[[C5]], %launch_0, %launch, %p0 :
  placement.print "{}" [5] (%a, %five, %b, %again, %p0 : i64, i64, i64, i64, i64)
  placement.place <GPU> nodes(%a) indices(%b)
}

// -----

// Requirements and prints are no dead code.
// CHECK-LABEL: placement.map @effects
placement.map @effects rank 1 of [] launch {
^bb0(%nodes: i64, %lo: i64, %hi: i64):
  %c0 = arith.constant 0 : i64
  %positive = arith.cmpi sgt, %lo, %c0 : i64
  // CHECK: placement.require
  placement.require %positive, "overflow" "text"
  placement.yield
} point {
^bb0(%p0: i64):
  // CHECK: placement.print
  placement.print "x" []
  // CHECK: placement.require
  %false = arith.constant false
  placement.require %false, "overflow" "text"
  // CHECK: placement.place
  placement.place <CPU> nodes(%p0) indices(%p0)
}
