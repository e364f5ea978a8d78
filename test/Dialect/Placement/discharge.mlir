// What ranges prove, and what they do not. Requirements called "given" are what
// is known; those called "gone" always hold after them, those called "kept" need
// not. Each line of CHECKs names all that are kept, in order.
//
// RUN: mapper-opt %s --split-input-file --pass-pipeline='builtin.module(placement.map(placement-discharge))' | FileCheck %s --implicit-check-not='"gone"'

// Coordinates may be anything.
// CHECK-LABEL: placement.map @nothing_known
placement.map @nothing_known rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c5 = arith.constant 5 : i64
  // CHECK: "kept sge"
  %t0 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t0, "index-bounds" "kept sge"
  // CHECK: "kept ult"
  %t1 = arith.cmpi ult, %y, %c5 : i64
  placement.require %t1, "index-bounds" "kept ult"
  // CHECK: placement.add
  %s, %ok = placement.add %x, %y
  // CHECK: "kept sum"
  placement.require %ok, "overflow" "kept sum"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// What was met holds after it: the same condition, and what follows from it.
// CHECK-LABEL: placement.map @repeated
placement.map @repeated rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c3 = arith.constant 3 : i64
  %c4 = arith.constant 4 : i64
  %t = arith.cmpi ult, %x, %c4 : i64
  placement.require %t, "index-bounds" "given"
  placement.require %t, "index-bounds" "gone"
  %t2 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t2, "index-bounds" "gone"
  %t3 = arith.cmpi sle, %x, %c3 : i64
  placement.require %t3, "index-bounds" "gone"
  // CHECK: "kept below"
  %t4 = arith.cmpi slt, %x, %c3 : i64
  placement.require %t4, "index-bounds" "kept below"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// There is a node, and counts are below 2^31, but there may be no GPU.
// CHECK-LABEL: placement.map @counts
placement.map @counts rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield %nodes, %gpus : i64, i64
} point {
^bb0(%n: i64, %g: i64, %x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c1 = arith.constant 1 : i64
  %c2147483647 = arith.constant 2147483647 : i64
  %t5 = arith.cmpi sge, %n, %c1 : i64
  placement.require %t5, "index-bounds" "gone"
  %t6 = arith.cmpi sle, %n, %c2147483647 : i64
  placement.require %t6, "index-bounds" "gone"
  %t7 = arith.cmpi sge, %g, %c0 : i64
  placement.require %t7, "index-bounds" "gone"
  %t8 = arith.cmpi sle, %g, %c2147483647 : i64
  placement.require %t8, "index-bounds" "gone"
  // CHECK: "kept no GPU"
  %t9 = arith.cmpi ne, %g, %c0 : i64
  placement.require %t9, "index-bounds" "kept no GPU"
  // CHECK: "kept one node"
  %t10 = arith.cmpi sgt, %n, %c1 : i64
  placement.require %t10, "index-bounds" "kept one node"
  // CHECK: %[[R:.*]] = arith.muli
  // CHECK-NOT: placement.mul
  %all, %ok = placement.mul %n, %g
  placement.require %ok, "overflow" "gone"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// Sums, and sums that do not fit.
// CHECK-LABEL: placement.map @add
placement.map @add rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c-3 = arith.constant -3 : i64
  %c4 = arith.constant 4 : i64
  %c10 = arith.constant 10 : i64
  %c20 = arith.constant 20 : i64
  %c7 = arith.constant 7 : i64
  %c24 = arith.constant 24 : i64
  %t11 = arith.cmpi sge, %x, %c-3 : i64
  placement.require %t11, "index-bounds" "given"
  %t12 = arith.cmpi sle, %x, %c4 : i64
  placement.require %t12, "index-bounds" "given"
  %t13 = arith.cmpi sge, %y, %c10 : i64
  placement.require %t13, "index-bounds" "given"
  %t14 = arith.cmpi sle, %y, %c20 : i64
  placement.require %t14, "index-bounds" "given"
  %s, %ok = placement.add %x, %y
  placement.require %ok, "overflow" "gone"
  %t15 = arith.cmpi sge, %s, %c7 : i64
  placement.require %t15, "index-bounds" "gone"
  %t16 = arith.cmpi sle, %s, %c24 : i64
  placement.require %t16, "index-bounds" "gone"
  // CHECK: "kept above 7"
  %t17 = arith.cmpi sgt, %s, %c7 : i64
  placement.require %t17, "index-bounds" "kept above 7"
  // CHECK: "kept below 24"
  %t18 = arith.cmpi slt, %s, %c24 : i64
  placement.require %t18, "index-bounds" "kept below 24"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// Differences.
// CHECK-LABEL: placement.map @sub
placement.map @sub rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c-3 = arith.constant -3 : i64
  %c4 = arith.constant 4 : i64
  %c10 = arith.constant 10 : i64
  %c20 = arith.constant 20 : i64
  %c-23 = arith.constant -23 : i64
  %c-6 = arith.constant -6 : i64
  %t19 = arith.cmpi sge, %x, %c-3 : i64
  placement.require %t19, "index-bounds" "given"
  %t20 = arith.cmpi sle, %x, %c4 : i64
  placement.require %t20, "index-bounds" "given"
  %t21 = arith.cmpi sge, %y, %c10 : i64
  placement.require %t21, "index-bounds" "given"
  %t22 = arith.cmpi sle, %y, %c20 : i64
  placement.require %t22, "index-bounds" "given"
  %s, %ok = placement.sub %x, %y
  placement.require %ok, "overflow" "gone"
  %t23 = arith.cmpi sge, %s, %c-23 : i64
  placement.require %t23, "index-bounds" "gone"
  %t24 = arith.cmpi sle, %s, %c-6 : i64
  placement.require %t24, "index-bounds" "gone"
  // CHECK: "kept above -23"
  %t25 = arith.cmpi sgt, %s, %c-23 : i64
  placement.require %t25, "index-bounds" "kept above -23"
  // CHECK: "kept below -6"
  %t26 = arith.cmpi slt, %s, %c-6 : i64
  placement.require %t26, "index-bounds" "kept below -6"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// Products: all four corners count.
// CHECK-LABEL: placement.map @mul
placement.map @mul rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c-3 = arith.constant -3 : i64
  %c4 = arith.constant 4 : i64
  %c-10 = arith.constant -10 : i64
  %c20 = arith.constant 20 : i64
  %c-60 = arith.constant -60 : i64
  %c80 = arith.constant 80 : i64
  %t27 = arith.cmpi sge, %x, %c-3 : i64
  placement.require %t27, "index-bounds" "given"
  %t28 = arith.cmpi sle, %x, %c4 : i64
  placement.require %t28, "index-bounds" "given"
  %t29 = arith.cmpi sge, %y, %c-10 : i64
  placement.require %t29, "index-bounds" "given"
  %t30 = arith.cmpi sle, %y, %c20 : i64
  placement.require %t30, "index-bounds" "given"
  %s, %ok = placement.mul %x, %y
  placement.require %ok, "overflow" "gone"
  %t31 = arith.cmpi sge, %s, %c-60 : i64
  placement.require %t31, "index-bounds" "gone"
  %t32 = arith.cmpi sle, %s, %c80 : i64
  placement.require %t32, "index-bounds" "gone"
  // CHECK: "kept above -60"
  %t33 = arith.cmpi sgt, %s, %c-60 : i64
  placement.require %t33, "index-bounds" "kept above -60"
  // CHECK: "kept below 80"
  %t34 = arith.cmpi slt, %s, %c80 : i64
  placement.require %t34, "index-bounds" "kept below 80"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// The last sum that fits, and the first that does not.
// CHECK-LABEL: placement.map @barely_fits
placement.map @barely_fits rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c9223372036854775806 = arith.constant 9223372036854775806 : i64
  %c1 = arith.constant 1 : i64
  %c2 = arith.constant 2 : i64
  %t35 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t35, "index-bounds" "given"
  %t36 = arith.cmpi sle, %x, %c9223372036854775806 : i64
  placement.require %t36, "index-bounds" "given"
  %s, %ok = placement.add %x, %c1
  placement.require %ok, "overflow" "gone"
  // CHECK: placement.add
  %u, %uk = placement.add %x, %c2
  // CHECK: "kept 1"
  placement.require %uk, "overflow" "kept 1"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// Plain arithmetic wraps, so nothing is known of what does not fit.
// CHECK-LABEL: placement.map @plain_wraps
placement.map @plain_wraps rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c1 = arith.constant 1 : i64
  %t37 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t37, "index-bounds" "given"
  %s = arith.addi %x, %c1 : i64
  // CHECK: "kept wrapped"
  %t38 = arith.cmpi sge, %s, %c1 : i64
  placement.require %t38, "index-bounds" "kept wrapped"
  %m = arith.muli %x, %x : i64
  // CHECK: "kept product"
  %t39 = arith.cmpi sge, %m, %c0 : i64
  placement.require %t39, "index-bounds" "kept product"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// A bound on an exact sum is one on its first operand.
// CHECK-LABEL: placement.map @sum_of_checked
placement.map @sum_of_checked rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c5 = arith.constant 5 : i64
  %c0 = arith.constant 0 : i64
  %c9 = arith.constant 9 : i64
  %c-5 = arith.constant -5 : i64
  %c4 = arith.constant 4 : i64
  %s, %ok = placement.add %x, %c5
  placement.require %ok, "overflow" "given"
  %t40 = arith.cmpi sge, %s, %c0 : i64
  placement.require %t40, "index-bounds" "given"
  %t41 = arith.cmpi sle, %s, %c9 : i64
  placement.require %t41, "index-bounds" "given"
  %t42 = arith.cmpi sge, %x, %c-5 : i64
  placement.require %t42, "index-bounds" "gone"
  %t43 = arith.cmpi sle, %x, %c4 : i64
  placement.require %t43, "index-bounds" "gone"
  // CHECK: "kept above -5"
  %t44 = arith.cmpi sgt, %x, %c-5 : i64
  placement.require %t44, "index-bounds" "kept above -5"
  // CHECK: "kept below 4"
  %t45 = arith.cmpi slt, %x, %c4 : i64
  placement.require %t45, "index-bounds" "kept below 4"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// Nothing of that before the sum was required to fit.
// CHECK-LABEL: placement.map @sum_that_may_wrap
placement.map @sum_that_may_wrap rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c5 = arith.constant 5 : i64
  %c0 = arith.constant 0 : i64
  %c9 = arith.constant 9 : i64
  %c-5 = arith.constant -5 : i64
  %s, %ok = placement.add %x, %c5
  %t46 = arith.cmpi sge, %s, %c0 : i64
  placement.require %t46, "index-bounds" "given"
  %t47 = arith.cmpi sle, %s, %c9 : i64
  placement.require %t47, "index-bounds" "given"
  // CHECK: "kept early"
  %t48 = arith.cmpi sge, %x, %c-5 : i64
  placement.require %t48, "index-bounds" "kept early"
  placement.print "{}" [-1] (%ok : i1)
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// Quotients are truncated toward zero.
// CHECK-LABEL: placement.map @div
placement.map @div rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c-7 = arith.constant -7 : i64
  %c8 = arith.constant 8 : i64
  %c2 = arith.constant 2 : i64
  %c3 = arith.constant 3 : i64
  %c-3 = arith.constant -3 : i64
  %c4 = arith.constant 4 : i64
  %t49 = arith.cmpi sge, %x, %c-7 : i64
  placement.require %t49, "index-bounds" "given"
  %t50 = arith.cmpi sle, %x, %c8 : i64
  placement.require %t50, "index-bounds" "given"
  %t51 = arith.cmpi sge, %y, %c2 : i64
  placement.require %t51, "index-bounds" "given"
  %t52 = arith.cmpi sle, %y, %c3 : i64
  placement.require %t52, "index-bounds" "given"
  %s = placement.div %x, %y
  %t53 = arith.cmpi sge, %s, %c-3 : i64
  placement.require %t53, "index-bounds" "gone"
  %t54 = arith.cmpi sle, %s, %c4 : i64
  placement.require %t54, "index-bounds" "gone"
  // CHECK: "kept above -3"
  %t55 = arith.cmpi sgt, %s, %c-3 : i64
  placement.require %t55, "index-bounds" "kept above -3"
  // CHECK: "kept below 4"
  %t56 = arith.cmpi slt, %s, %c4 : i64
  placement.require %t56, "index-bounds" "kept below 4"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// Remainders have the sign of the dividend.
// CHECK-LABEL: placement.map @rem
placement.map @rem rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c-7 = arith.constant -7 : i64
  %c80 = arith.constant 80 : i64
  %c1 = arith.constant 1 : i64
  %c5 = arith.constant 5 : i64
  %c-4 = arith.constant -4 : i64
  %c4 = arith.constant 4 : i64
  %t57 = arith.cmpi sge, %x, %c-7 : i64
  placement.require %t57, "index-bounds" "given"
  %t58 = arith.cmpi sle, %x, %c80 : i64
  placement.require %t58, "index-bounds" "given"
  %t59 = arith.cmpi sge, %y, %c1 : i64
  placement.require %t59, "index-bounds" "given"
  %t60 = arith.cmpi sle, %y, %c5 : i64
  placement.require %t60, "index-bounds" "given"
  %s = placement.rem %x, %y
  %t61 = arith.cmpi sge, %s, %c-4 : i64
  placement.require %t61, "index-bounds" "gone"
  %t62 = arith.cmpi sle, %s, %c4 : i64
  placement.require %t62, "index-bounds" "gone"
  // CHECK: "kept above -4"
  %t63 = arith.cmpi sgt, %s, %c-4 : i64
  placement.require %t63, "index-bounds" "kept above -4"
  // CHECK: "kept below 4"
  %t64 = arith.cmpi slt, %s, %c4 : i64
  placement.require %t64, "index-bounds" "kept below 4"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// A dividend that is not negative, and smaller than the divisor may be.
// CHECK-LABEL: placement.map @rem_not_negative
placement.map @rem_not_negative rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c2 = arith.constant 2 : i64
  %c1 = arith.constant 1 : i64
  %c9 = arith.constant 9 : i64
  %t65 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t65, "index-bounds" "given"
  %t66 = arith.cmpi sle, %x, %c2 : i64
  placement.require %t66, "index-bounds" "given"
  %t67 = arith.cmpi sge, %y, %c1 : i64
  placement.require %t67, "index-bounds" "given"
  %t68 = arith.cmpi sle, %y, %c9 : i64
  placement.require %t68, "index-bounds" "given"
  %s = placement.rem %x, %y
  %t69 = arith.cmpi sge, %s, %c0 : i64
  placement.require %t69, "index-bounds" "gone"
  %t70 = arith.cmpi sle, %s, %c2 : i64
  placement.require %t70, "index-bounds" "gone"
  // CHECK: "kept above 0"
  %t71 = arith.cmpi sgt, %s, %c0 : i64
  placement.require %t71, "index-bounds" "kept above 0"
  // CHECK: "kept below 2"
  %t72 = arith.cmpi slt, %s, %c2 : i64
  placement.require %t72, "index-bounds" "kept below 2"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// The rest is 0 where there is none, and the operation stays what it is.
// CHECK-LABEL: placement.map @divisor_may_be_zero
placement.map @divisor_may_be_zero rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c5 = arith.constant 5 : i64
  %t73 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t73, "index-bounds" "given"
  %t74 = arith.cmpi sle, %x, %c5 : i64
  placement.require %t74, "index-bounds" "given"
  %t75 = arith.cmpi sge, %y, %c0 : i64
  placement.require %t75, "index-bounds" "given"
  %t76 = arith.cmpi sle, %y, %c5 : i64
  placement.require %t76, "index-bounds" "given"
  // CHECK: placement.rem
  %s = placement.rem %x, %y
  %t77 = arith.cmpi ult, %s, %c5 : i64
  placement.require %t77, "index-bounds" "gone"
  // CHECK: "kept zero"
  %t78 = arith.cmpi ne, %y, %c0 : i64
  placement.require %t78, "index-bounds" "kept zero"
  %t79 = arith.cmpi sge, %y, %c0 : i64
  placement.require %t79, "index-bounds" "gone"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// An end that is excluded moves the range; a middle does not.
// CHECK-LABEL: placement.map @not_equal
placement.map @not_equal rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c5 = arith.constant 5 : i64
  %c1 = arith.constant 1 : i64
  %c3 = arith.constant 3 : i64
  %t80 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t80, "index-bounds" "given"
  %t81 = arith.cmpi sle, %x, %c5 : i64
  placement.require %t81, "index-bounds" "given"
  %t82 = arith.cmpi ne, %x, %c0 : i64
  placement.require %t82, "index-bounds" "given"
  %t83 = arith.cmpi sge, %x, %c1 : i64
  placement.require %t83, "index-bounds" "gone"
  %t84 = arith.cmpi ne, %x, %c5 : i64
  placement.require %t84, "index-bounds" "given"
  %t85 = arith.cmpi slt, %x, %c5 : i64
  placement.require %t85, "index-bounds" "gone"
  // CHECK: "given"
  %m = arith.cmpi ne, %x, %c3 : i64
  placement.require %m, "index-bounds" "given"
  // CHECK: "kept middle"
  %t86 = arith.cmpi sle, %x, %c3 : i64
  placement.require %t86, "index-bounds" "kept middle"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// Equal values share their ranges.
// CHECK-LABEL: placement.map @equal
placement.map @equal rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c5 = arith.constant 5 : i64
  %t87 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t87, "index-bounds" "given"
  %t88 = arith.cmpi sle, %x, %c5 : i64
  placement.require %t88, "index-bounds" "given"
  %t89 = arith.cmpi eq, %x, %y : i64
  placement.require %t89, "index-bounds" "given"
  %t90 = arith.cmpi sge, %y, %c0 : i64
  placement.require %t90, "index-bounds" "gone"
  %t91 = arith.cmpi sle, %y, %c5 : i64
  placement.require %t91, "index-bounds" "gone"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// A comparison narrows both sides.
// CHECK-LABEL: placement.map @both_sides
placement.map @both_sides rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c3 = arith.constant 3 : i64
  %c4 = arith.constant 4 : i64
  %t92 = arith.cmpi sge, %x, %c3 : i64
  placement.require %t92, "index-bounds" "given"
  %t93 = arith.cmpi sle, %x, %c4 : i64
  placement.require %t93, "index-bounds" "given"
  %t94 = arith.cmpi slt, %x, %y : i64
  placement.require %t94, "index-bounds" "given"
  %t95 = arith.cmpi sge, %y, %c4 : i64
  placement.require %t95, "index-bounds" "gone"
  // CHECK: "kept more"
  %t96 = arith.cmpi sgt, %y, %c4 : i64
  placement.require %t96, "index-bounds" "kept more"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// An unsigned comparison says something only if the bound is not negative.
// CHECK-LABEL: placement.map @unsigned
placement.map @unsigned rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c4 = arith.constant 4 : i64
  // CHECK: "kept below y"
  %t97 = arith.cmpi ult, %x, %y : i64
  placement.require %t97, "index-bounds" "kept below y"
  // CHECK: "kept sign"
  %t98 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t98, "index-bounds" "kept sign"
  // CHECK: "kept sign of y"
  %t99 = arith.cmpi sge, %y, %c0 : i64
  placement.require %t99, "index-bounds" "kept sign of y"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// The same with the bound on the left.
// CHECK-LABEL: placement.map @unsigned_swapped
placement.map @unsigned_swapped rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c4 = arith.constant 4 : i64
  %c3 = arith.constant 3 : i64
  %t100 = arith.cmpi ugt, %c4, %x : i64
  placement.require %t100, "index-bounds" "given"
  %t101 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t101, "index-bounds" "gone"
  %t102 = arith.cmpi ugt, %c4, %x : i64
  placement.require %t102, "index-bounds" "gone"
  // CHECK: "kept below 3"
  %t103 = arith.cmpi ugt, %c3, %x : i64
  placement.require %t103, "index-bounds" "kept below 3"
  // CHECK: "kept below y"
  %t104 = arith.cmpi ugt, %y, %x : i64
  placement.require %t104, "index-bounds" "kept below y"
  // CHECK: "kept sign of y"
  %t105 = arith.cmpi sge, %y, %c0 : i64
  placement.require %t105, "index-bounds" "kept sign of y"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// Both sides of a conjunction hold after it; parts that hold before it go.
// CHECK-LABEL: placement.map @conjunction
placement.map @conjunction rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c4 = arith.constant 4 : i64
  %a = arith.cmpi sge, %x, %c0 : i64
  %b = arith.cmpi slt, %y, %c4 : i64
  %both = arith.andi %a, %b : i1
  placement.require %both, "index-bounds" "given"
  placement.require %a, "index-bounds" "gone"
  placement.require %b, "index-bounds" "gone"
  %t106 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t106, "index-bounds" "gone"
  // CHECK: "kept x"
  %t107 = arith.cmpi slt, %x, %c4 : i64
  placement.require %t107, "index-bounds" "kept x"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// What is required not to hold.
// CHECK-LABEL: placement.map @negation
placement.map @negation rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c4 = arith.constant 4 : i64
  %true = arith.constant true
  %a = arith.cmpi sge, %x, %c4 : i64
  %not = arith.xori %a, %true : i1
  placement.require %not, "index-bounds" "given"
  %t108 = arith.cmpi slt, %x, %c4 : i64
  placement.require %t108, "index-bounds" "gone"
  // CHECK: "kept x"
  %t109 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t109, "index-bounds" "kept x"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// The check of INT64_MIN / -1 goes where one of both is excluded.
// CHECK-LABEL: placement.map @quotient_fits
placement.map @quotient_fits rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c1 = arith.constant 1 : i64
  %c-9223372036854775808 = arith.constant -9223372036854775808 : i64
  %c-1 = arith.constant -1 : i64
  %true = arith.constant true
  %t110 = arith.cmpi sge, %y, %c1 : i64
  placement.require %t110, "index-bounds" "given"
  %a = arith.cmpi eq, %x, %c-9223372036854775808 : i64
  %b = arith.cmpi eq, %y, %c-1 : i64
  %both = arith.andi %a, %b : i1
  %fits = arith.xori %both, %true : i1
  placement.require %fits, "overflow" "gone"
  %d = arith.cmpi eq, %x, %c-1 : i64
  %e = arith.andi %a, %d : i1
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// Either of two ranges.
// CHECK-LABEL: placement.map @select
placement.map @select rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  %c = arith.cmpi slt, %lo0, %hi0 : i64
  placement.yield %c : i1
} point {
^bb0(%c: i1, %x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c5 = arith.constant 5 : i64
  %c10 = arith.constant 10 : i64
  %c20 = arith.constant 20 : i64
  %t111 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t111, "index-bounds" "given"
  %t112 = arith.cmpi sle, %x, %c5 : i64
  placement.require %t112, "index-bounds" "given"
  %t113 = arith.cmpi sge, %y, %c10 : i64
  placement.require %t113, "index-bounds" "given"
  %t114 = arith.cmpi sle, %y, %c20 : i64
  placement.require %t114, "index-bounds" "given"
  %s = arith.select %c, %x, %y : i64
  %t115 = arith.cmpi sge, %s, %c0 : i64
  placement.require %t115, "index-bounds" "gone"
  %t116 = arith.cmpi sle, %s, %c20 : i64
  placement.require %t116, "index-bounds" "gone"
  // CHECK: "kept above 0"
  %t117 = arith.cmpi sgt, %s, %c0 : i64
  placement.require %t117, "index-bounds" "kept above 0"
  // CHECK: "kept below 20"
  %t118 = arith.cmpi slt, %s, %c20 : i64
  placement.require %t118, "index-bounds" "kept below 20"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// Parts are 1 to the size; also where the size is 0.
// CHECK-LABEL: placement.map @factorize
placement.map @factorize rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c1 = arith.constant 1 : i64
  %c6 = arith.constant 6 : i64
  %c12 = arith.constant 12 : i64
  %t119 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t119, "index-bounds" "given"
  %t120 = arith.cmpi sle, %x, %c12 : i64
  placement.require %t120, "index-bounds" "given"
  %a:2 = placement.factorize balance_split %x : i64, i64
  %t121 = arith.cmpi sge, %a#1, %c1 : i64
  placement.require %t121, "index-bounds" "gone"
  %t122 = arith.cmpi sle, %a#1, %c12 : i64
  placement.require %t122, "index-bounds" "gone"
  // CHECK: "kept above 1"
  %t123 = arith.cmpi sgt, %a#1, %c1 : i64
  placement.require %t123, "index-bounds" "kept above 1"
  // CHECK: "kept below 12"
  %t124 = arith.cmpi slt, %a#1, %c12 : i64
  placement.require %t124, "index-bounds" "kept below 12"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// A condition holds in its branch only, and so does what is met there.
// CHECK-LABEL: placement.map @branches
placement.map @branches rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c1 = arith.constant 1 : i64
  %c5 = arith.constant 5 : i64
  %c9 = arith.constant 9 : i64
  %t125 = arith.cmpi sge, %x, %c0 : i64
  placement.require %t125, "index-bounds" "given"
  %t126 = arith.cmpi sle, %x, %c9 : i64
  placement.require %t126, "index-bounds" "given"
  %c = arith.cmpi slt, %x, %c5 : i64
  %r = scf.if %c -> (i64) {
    %t127 = arith.cmpi slt, %x, %c5 : i64
    placement.require %t127, "index-bounds" "gone"
    %t128 = arith.cmpi sge, %y, %c0 : i64
    placement.require %t128, "index-bounds" "given"
    %t129 = arith.cmpi sge, %y, %c0 : i64
    placement.require %t129, "index-bounds" "gone"
    scf.yield %c1 : i64
  } else {
    %t130 = arith.cmpi sge, %x, %c5 : i64
    placement.require %t130, "index-bounds" "gone"
    // CHECK: "kept other branch"
    %t131 = arith.cmpi sge, %y, %c0 : i64
    placement.require %t131, "index-bounds" "kept other branch"
    scf.yield %x : i64
  }
  // CHECK: "kept after"
  %t132 = arith.cmpi slt, %x, %c5 : i64
  placement.require %t132, "index-bounds" "kept after"
  // CHECK: "kept y after"
  %t133 = arith.cmpi sge, %y, %c0 : i64
  placement.require %t133, "index-bounds" "kept y after"
  %t134 = arith.cmpi sge, %r, %c1 : i64
  placement.require %t134, "index-bounds" "gone"
  %t135 = arith.cmpi sle, %r, %c9 : i64
  placement.require %t135, "index-bounds" "gone"
  // CHECK: "kept result"
  %t136 = arith.cmpi slt, %r, %c9 : i64
  placement.require %t136, "index-bounds" "kept result"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// A requirement that cannot hold stays.
// CHECK-LABEL: placement.map @contradiction
placement.map @contradiction rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield
} point {
^bb0(%x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %c5 = arith.constant 5 : i64
  %t137 = arith.cmpi sge, %x, %c5 : i64
  placement.require %t137, "index-bounds" "given"
  // CHECK: "kept always"
  %t = arith.cmpi slt, %x, %c5 : i64
  placement.require %t, "index-bounds" "kept always"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// A coordinate minus its lower bound is below the extent of its dimension:
// not minus another bound, nor another coordinate.
// CHECK-LABEL: placement.map @offset
placement.map @offset rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield %lo0, %lo1 : i64, i64
} point {
^bb0(%lo: i64, %other: i64, %x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  // CHECK: arith.subi %p0, %
  %a, %a_ok = placement.sub %x, %lo
  placement.require %a_ok, "overflow" "gone"
  %t138 = arith.cmpi sge, %a, %c0 : i64
  placement.require %t138, "index-bounds" "gone"
  // CHECK: placement.sub %p0, %
  %b, %b_ok = placement.sub %x, %other
  // CHECK: "kept bound"
  placement.require %b_ok, "overflow" "kept bound"
  // CHECK: placement.sub %p1, %
  %d, %d_ok = placement.sub %y, %lo
  // CHECK: "kept coordinate"
  placement.require %d_ok, "overflow" "kept coordinate"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// Extents are positive, and fit: a policy refuses other launches. Nothing else
// bounds them.
// CHECK-LABEL: placement.map @extent
placement.map @extent rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  %c1 = arith.constant 1 : i64
  %c2 = arith.constant 2 : i64
  // CHECK: arith.subi %{{.*}} overflow<nsw>
  %e, %e_ok = placement.sub %hi0, %lo0
  placement.require %e_ok, "overflow" "gone"
  // CHECK: arith.addi %{{.*}} overflow<nsw>
  %n, %n_ok = placement.add %e, %c1
  placement.require %n_ok, "overflow" "gone"
  // CHECK: "kept larger"
  %l, %l_ok = placement.add %e, %c2
  placement.require %l_ok, "overflow" "kept larger"
  // CHECK: "kept other dimension"
  %o, %o_ok = placement.sub %hi1, %lo0
  placement.require %o_ok, "overflow" "kept other dimension"
  placement.yield %n : i64
} point {
^bb0(%n: i64, %x: i64, %y: i64):
  %c1 = arith.constant 1 : i64
  %c4 = arith.constant 4 : i64
  %t139 = arith.cmpi sge, %n, %c1 : i64
  placement.require %t139, "index-bounds" "gone"
  // CHECK: "kept large"
  %t140 = arith.cmpi slt, %n, %c4 : i64
  placement.require %t140, "index-bounds" "kept large"
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// So do offsets, whether the launch looks at the extents or not. One more fits,
// two more need not.
// CHECK-LABEL: placement.map @offset_of_any_extent
placement.map @offset_of_any_extent rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield %lo0 : i64
} point {
^bb0(%lo: i64, %x: i64, %y: i64):
  %c1 = arith.constant 1 : i64
  %c2 = arith.constant 2 : i64
  // CHECK: arith.subi %p0, %launch overflow<nsw>
  %a, %a_ok = placement.sub %x, %lo
  placement.require %a_ok, "overflow" "gone"
  %b, %b_ok = placement.add %a, %c1
  placement.require %b_ok, "overflow" "gone"
  // CHECK: "kept two more"
  %c, %c_ok = placement.add %a, %c2
  placement.require %c_ok, "overflow" "kept two more"
  placement.place <GPU> nodes(%a) indices(%y)
}

// -----

// Requirements on the launch alone move there if nothing of the point is left
// before them, with what they report.
// CHECK-LABEL: placement.map @hoist
placement.map @hoist rank 1 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %hi0: i64):
  %c0 = arith.constant 0 : i64
  %some = arith.cmpi ne, %gpus, %c0 : i64
  placement.yield %lo0, %some, %gpus : i64, i1, i64
  // CHECK:      placement.require %{{.*}}, "index-bounds" "kept some" dim 1 value %gpus bound %c7
  // CHECK-NEXT: placement.yield
} point {
^bb0(%lo: i64, %some: i1, %g: i64, %x: i64):
  %c7 = arith.constant 7 : i64
  %a, %a_ok = placement.sub %x, %lo
  placement.require %a_ok, "overflow" "gone"
  placement.require %some, "index-bounds" "kept some" dim 1 value %g bound %c7
  // CHECK: } point {
  // CHECK: "kept offset"
  %small = arith.cmpi slt, %a, %c7 : i64
  placement.require %small, "index-bounds" "kept offset"
  // CHECK: "kept behind the point's"
  %few = arith.cmpi slt, %g, %c7 : i64
  placement.require %few, "index-bounds" "kept behind the point's"
  placement.place <GPU> nodes(%a) indices(%g)
}

// -----

// What the launch has met holds for points: here the sizes of a split.
// CHECK-LABEL: placement.map @launch_to_point
placement.map @launch_to_point rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  %c0 = arith.constant 0 : i64
  %some = arith.cmpi ne, %gpus, %c0 : i64
  // CHECK: "given"
  placement.require %some, "space-argument" "given"
  %a:2 = placement.factorize balance_split %gpus : i64, i64
  placement.yield %a#0, %some : i64, i1
} point {
^bb0(%s: i64, %t: i1, %x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %t141 = arith.cmpi ne, %s, %c0 : i64
  placement.require %t141, "index-bounds" "gone"
  %i = placement.rem %x, %s
  // CHECK: "kept negative"
  %t142 = arith.cmpi sge, %i, %c0 : i64
  placement.require %t142, "index-bounds" "kept negative"
  %abs = arith.select %t, %i, %c0 : i64
  placement.place <GPU> nodes(%x) indices(%y)
}

// -----

// Divisions become plain where the divisor is not 0 and the quotient fits.
// CHECK-LABEL: placement.map @plain_divisions
placement.map @plain_divisions rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield %nodes, %gpus : i64, i64
} point {
^bb0(%n: i64, %g: i64, %x: i64, %y: i64):
  %c0 = arith.constant 0 : i64
  %true = arith.constant true
  %least = arith.constant -9223372036854775808 : i64
  %minus_one = arith.constant -1 : i64
  // CHECK: arith.divsi %p0, %launch :
  %a = placement.div %x, %n
  // CHECK: arith.remsi %p0, %launch :
  %b = placement.rem %x, %n
  // A node may have no GPUs.
  // CHECK: placement.rem %p0
  %c = placement.rem %x, %g
  // CHECK: placement.div %p0, %p1
  %d = placement.div %x, %y
  // CHECK: "kept not zero"
  %nonzero = arith.cmpi ne, %y, %c0 : i64
  placement.require %nonzero, "division-by-zero" "kept not zero"
  // CHECK: placement.div %p0, %p1
  %e = placement.div %x, %y
  // CHECK: "kept fits"
  %is_least = arith.cmpi eq, %x, %least : i64
  %is_minus_one = arith.cmpi eq, %y, %minus_one : i64
  %both = arith.andi %is_least, %is_minus_one : i1
  %fits = arith.xori %both, %true : i1
  placement.require %fits, "overflow" "kept fits"
  // CHECK: arith.divsi %p0, %p1
  %f = placement.div %x, %y
  placement.place <GPU> nodes(%a) indices(%f)
}

// -----

// What is learned in a branch does not outlive it.
// CHECK-LABEL: placement.map @division_in_branch
placement.map @division_in_branch rank 1 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %hi0: i64):
  placement.yield %gpus : i64
} point {
^bb0(%g: i64, %x: i64):
  %c0 = arith.constant 0 : i64
  %some = arith.cmpi ne, %g, %c0 : i64
  // CHECK: scf.if
  %r = scf.if %some -> i64 {
    // CHECK: arith.remsi %p0
    %a = placement.rem %x, %g
    scf.yield %a : i64
  } else {
    // CHECK: placement.rem %p0
    %b = placement.rem %x, %g
    scf.yield %b : i64
  }
  // CHECK: placement.rem %p0
  %s = placement.rem %x, %g
  placement.place <GPU> nodes(%r) indices(%s)
}

// -----

// A rest is below its divisor, whatever that is, if nothing is negative.
// CHECK-LABEL: placement.map @rest_below_divisor
placement.map @rest_below_divisor rank 2 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  placement.yield %nodes, %lo0 : i64, i64
} point {
^bb0(%n: i64, %lo: i64, %x: i64, %y: i64):
  %a, %a_ok = placement.sub %x, %lo
  placement.require %a_ok, "overflow" "given"
  %r = placement.rem %a, %n
  %t0 = arith.cmpi ult, %r, %n : i64
  placement.require %t0, "index-bounds" "gone"
  %t1 = arith.cmpi sgt, %n, %r : i64
  placement.require %t1, "index-bounds" "gone"
  // CHECK: "kept of the raw coordinate"
  %s = placement.rem %y, %n
  %t2 = arith.cmpi ult, %s, %n : i64
  placement.require %t2, "index-bounds" "kept of the raw coordinate"
  placement.place <GPU> nodes(%r) indices(%s)
}

// -----

// What a point requires of an extent bounds the offsets it has computed.
// CHECK-LABEL: placement.map @extent_after_offset
placement.map @extent_after_offset rank 1 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %hi0: i64):
  %e = arith.subi %hi0, %lo0 : i64
  placement.yield %lo0, %e : i64, i64
} point {
^bb0(%lo: i64, %e: i64, %x: i64):
  %c9 = arith.constant 9 : i64
  %a = arith.subi %x, %lo : i64
  // CHECK: "kept offset"
  %t0 = arith.cmpi sle, %a, %c9 : i64
  placement.require %t0, "overflow" "kept offset"
  // CHECK: "kept extent"
  %t1 = arith.cmpi slt, %e, %c9 : i64
  placement.require %t1, "overflow" "kept extent"
  %c8 = arith.constant 8 : i64
  %t2 = arith.cmpi sle, %a, %c8 : i64
  placement.require %t2, "overflow" "gone"
  placement.place <GPU> nodes(%a) indices(%a)
}

// -----

// Places of single tasks have 32 bits.
// CHECK-LABEL: placement.map @places
placement.map @places rank 0 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %node: i64, %index: i64, %p_node: i64, %p_index: i64):
  // CHECK: arith.addi
  %sum, %ok = placement.add %node, %p_index
  placement.require %ok, "overflow" "gone"
  placement.yield %sum : i64
} point {
^bb0(%sum: i64):
  placement.place <GPU> nodes(%sum) indices(%sum)
}
