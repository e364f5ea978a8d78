// Factorizations are calls of PolicyMaps.h; all parts are 1 where the operands
// are out of range (MSP15).
//
// RUN: mapper-translate --emit-cpp %s -o %t.cpp && FileCheck %s --input-file=%t.cpp
// RUN: %python %S/Inputs/policy.py %repository/include %t.cpp --machine=nodes:6,GPU:12 \
// RUN:   "launch t GPU 1..3,1..8" "launch t GPU 1..0,0..1" "launch t GPU 0..0,-1..-1" \
// RUN:   | FileCheck %s --check-prefix=SAYS

mapping.mapper "app.mapper" {
  mapping.func @f(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
    %m = mapping.machine GPU : !mapping.space<2>
    %zero = mapping.constant 0
    %point = mapping.index %m[%zero, %zero] : (!mapping.space<2>, i64, i64) -> !mapping.point
    mapping.return %point : !mapping.point
  }
  mapping.index_map kind GPU by @f
}

placement.map @f_rank2 rank 2 of [#mapping.proc<GPU>] from @f launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %lo1: i64, %hi0: i64, %hi1: i64):
  // CHECK:      struct f_values {
  // CHECK-NEXT:   const mw_machine *machine;
  // CHECK-NEXT:   int64_t upper_0;
  // CHECK-NEXT:   int64_t upper_1;
  // CHECK-NEXT:   int64_t parts_0;
  // CHECK-LABEL: mw_status f_launch(
  // CHECK:        int64_t upper[2];
  // CHECK-NEXT:   autoSplit(nodes, {domain.hi[0], domain.hi[1]}, upper);
  // CHECK-NEXT:   int64_t parts[2];
  // CHECK-NEXT:   decompose(gpus, {domain.hi[0], domain.hi[1]}, {1, 5}, parts);
  // CHECK-NEXT:   int64_t parts2[3];
  // CHECK-NEXT:   balanceSplit(gpus, parts2);
  // CHECK-NEXT:   int64_t parts3[2];
  // CHECK-NEXT:   greedySplit(gpus, {domain.hi[0], 3}, parts3);
  // CHECK-NEXT:   int64_t parts4[1];
  // CHECK-NEXT:   autoSplit(gpus, {domain.hi[1]}, parts4);
  %one = arith.constant 1 : i64
  %five = arith.constant 5 : i64
  %three = arith.constant 3 : i64
  %u:2 = placement.factorize auto_split %nodes extents %hi0, %hi1 : i64, i64 loc("upper"("x":1:1))
  %d:2 = placement.factorize decompose %gpus extents %hi0, %hi1 weights %one, %five : i64, i64
  %b:3 = placement.factorize balance_split %gpus : i64, i64, i64
  %g:2 = placement.factorize greedy_split %gpus extents %hi0, %three : i64, i64
  %a = placement.factorize decompose %gpus extents %hi1 : i64
  placement.yield %u#0, %u#1, %d#0, %d#1, %b#0, %b#1, %b#2, %g#0, %g#1, %a : i64, i64, i64, i64, i64, i64, i64, i64, i64, i64
} point {
^bb0(%u0: i64, %u1: i64, %d0: i64, %d1: i64, %b0: i64, %b1: i64, %b2: i64, %g0: i64, %g1: i64, %a: i64, %p0: i64, %p1: i64):
  placement.print "{} {} {} {} {}" [2, 2, 3, 2, 1] (%u0, %u1, %d0, %d1, %b0, %b1, %b2, %g0, %g1, %a : i64, i64, i64, i64, i64, i64, i64, i64, i64, i64)
  placement.place #mapping.proc<GPU> nodes(%u0) indices(%u1)
}

// L = (3, 8): nodes 6 = 2 * 3 or 1 * 6 (2/3 + 3/8 > 1/3 + 6/8 = 1.0833), 3 * 2
// is 1.25, 2 * 3 is 1.0417. Weights (1, 5) on 12: (4, 3) costs 4/3 + 15/8 =
// 3.208, (3, 4) 3.5, (6, 2) 3.25. greedy_split 12 on (3, 3): 3 to the first, 2
// and 2 to the second.
// SAYS: > 2,3 4,3 3,2,2 3,4 12
// SAYS: t (1,1): node 2 3
// No extent is 0 or negative.
// SAYS: > 1,1 1,1 3,2,2 1,1 1
