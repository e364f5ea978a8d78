// Every operation survives text, generic text and bytecode.
//
// RUN: mapper-opt %s --verify-roundtrip | FileCheck %s
// RUN: mapper-opt %s --mlir-print-op-generic | mapper-opt -x=mlir - | FileCheck %s
// RUN: mapper-opt %s --emit-bytecode | mapper-opt - | FileCheck %s

// CHECK-LABEL: placement.map @f_rank2 rank 2 of [#mapping.proc<GPU>, #mapping.proc<CPU>] from @f launch {
// CHECK-NEXT: ^bb0(%nodes: i64, %gpus: i64, %cpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
placement.map @f_rank2 rank 2 of [#mapping.proc<GPU>, #mapping.proc<CPU>] from @f launch {
^bb0(%nodes: i64, %gpus: i64, %cpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  // CHECK-NEXT: %result, %ok = placement.add %nodes, %gpus
  %sum, %sum_ok = placement.add %nodes, %gpus
  // CHECK-NEXT: %result_0, %ok_1 = placement.sub %hi0, %lo0
  %difference, %difference_ok = placement.sub %hi0, %lo0
  // CHECK-NEXT: %result_2, %ok_3 = placement.mul %result, %result_0
  %product, %product_ok = placement.mul %sum, %difference
  // CHECK-NEXT: placement.require %ok_3, "overflow" "does not fit" value %result bound %result_0
  placement.require %product_ok, "overflow" "does not fit" value %sum bound %difference
  // CHECK-NEXT: placement.require %ok, "overflow" "does not fit"{{$}}
  placement.require %sum_ok, "overflow" "does not fit"
  // CHECK-NEXT: %[[DIV:.*]] = placement.div %result_2, %cpus
  %quotient = placement.div %product, %cpus
  // CHECK-NEXT: %[[REM:.*]] = placement.rem %result_2, %cpus
  %rest = placement.rem %product, %cpus
  // CHECK-NEXT: %[[B:.*]]:3 = placement.factorize balance_split %nodes : i64, i64, i64
  %b:3 = placement.factorize balance_split %nodes : i64, i64, i64
  // CHECK-NEXT: %[[A:.*]]:2 = placement.factorize auto_split %nodes extents %lo0, %lo1 : i64, i64
  %a:2 = placement.factorize auto_split %nodes extents %lo0, %lo1 : i64, i64
  // CHECK-NEXT: placement.factorize greedy_split %nodes extents %lo0 : i64
  %g = placement.factorize greedy_split %nodes extents %lo0 : i64
  // CHECK-NEXT: placement.factorize decompose %nodes extents %lo0, %lo1 weights %hi0, %hi1 : i64, i64
  %d:2 = placement.factorize decompose %nodes extents %lo0, %lo1 weights %hi0, %hi1 : i64, i64
  // CHECK-NEXT: %[[SEES:.*]] = placement.addresses <GPU> %gpus, <FBMEM>
  %sees = placement.addresses <GPU> %gpus, <FBMEM>
  // CHECK-NEXT: placement.yield %[[DIV]], %[[REM]], %[[SEES]], %[[B]]#0 : i64, i64, i1, i64
  placement.yield %quotient, %rest, %sees, %b#0 : i64, i64, i1, i64
} point {
// CHECK-NEXT: } point {
// CHECK-NEXT: ^bb0(%launch: i64, %launch_0: i64, %launch_1: i1, %launch_2: i64, %p0: i64, %p1: i64):
^bb0(%quotient: i64, %rest: i64, %sees: i1, %part: i64, %p0: i64, %p1: i64):
  // CHECK-NEXT: placement.require %launch_1, "index-bounds" "index out of bounds" dim 1 value %p0 bound %launch
  placement.require %sees, "index-bounds" "index out of bounds" dim 1 value %p0 bound %quotient
  // CHECK-NEXT: placement.print "{} at {}" [-1, 2](%launch_1, %p0, %p1 : i1, i64, i64)
  placement.print "{} at {}" [-1, 2] (%sees, %p0, %p1 : i1, i64, i64)
  // CHECK-NEXT: placement.print "here" []{{$}}
  placement.print "here" []
  // CHECK-NEXT: placement.place <GPU> nodes(%launch, %launch) indices(%launch_0, %p1)
  placement.place <GPU> nodes(%quotient, %quotient) indices(%rest, %p1)
}

// A single launch: where the task and its parent run; no function.
// CHECK-LABEL: placement.map @single rank 0 of [] launch {
// CHECK-NEXT: ^bb0(%nodes: i64, %self_node: i64, %self_index: i64, %parent_node: i64, %parent_index: i64):
placement.map @single rank 0 of [] launch {
^bb0(%nodes: i64, %n: i64, %i: i64, %pn: i64, %pi: i64):
  // CHECK-NEXT: placement.yield{{$}}
  placement.yield
} point {
  // CHECK: placement.place <CPU> nodes(%[[C:.*]]) indices(%[[C]])
  %c0 = arith.constant 0 : i64
  placement.place <CPU> nodes(%c0) indices(%c0)
}

// A set of processors, and what a global's initializer prints.
// CHECK-LABEL: placement.map @set rank 0 of [] launch {
placement.map @set rank 0 of [] launch {
^bb0(%nodes: i64, %n: i64, %i: i64, %pn: i64, %pi: i64):
  placement.yield %nodes : i64
} point {
// CHECK: } point {
// CHECK-NEXT: ^bb0(%launch: i64):
^bb0(%nodes: i64):
  // CHECK-NEXT: placement.require_one_node sizes(%launch) {
  // CHECK-NEXT: ^bb0(%star0: i64):
  // CHECK-NEXT:   placement.yield %star0 : i64
  // CHECK-NEXT: }
  placement.require_one_node sizes(%nodes) {
  ^bb0(%a: i64):
    placement.yield %a : i64
  }
  // CHECK-NEXT: placement.place_set <CPU> sizes(%launch, %launch) {
  // CHECK-NEXT: ^bb0(%star0: i64, %star1: i64):
  // CHECK-NEXT:   placement.yield %star0, %star1 : i64, i64
  // CHECK-NEXT: }
  placement.place_set <CPU> sizes(%nodes, %nodes) {
  ^bb0(%a: i64, %b: i64):
    placement.yield %a, %b : i64, i64
  }
}

// CHECK-LABEL: placement.map @startup rank 0 of [] initializes @x launch {
placement.map @startup rank 0 of [] initializes @x launch {
^bb0(%nodes: i64, %n: i64, %i: i64, %pn: i64, %pi: i64):
  placement.yield
} point {
  %c0 = arith.constant 0 : i64
  placement.place <CPU> nodes(%c0) indices(%c0)
}
