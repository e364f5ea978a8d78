// Precedence, plain and total operators, and what becomes a variable.
//
// RUN: mapper-opt %s --mlir-print-debuginfo -o %t.mlir \
// RUN:   --pass-pipeline='builtin.module(placement.map(placement-discharge))'
// RUN: mapper-translate --emit-cpp %t.mlir -o %t.cpp && FileCheck %s --input-file=%t.cpp
// RUN: %python %S/Inputs/policy.py %repository/include %t.cpp \
// RUN:   "launch t GPU 7..7" "launch t GPU 10..10" "launch t GPU 8..8" \
// RUN:   "launch t GPU 2..2" "launch t GPU -1..-1" \
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

placement.map @f_rank1 rank 1 of [#mapping.proc<GPU>] from @f launch {
// Counts are of 32 bits: what computes with them takes a variable of 64, what
// only passes them on does not. What cannot overflow is plain.
// CHECK-LABEL: mw_status f_launch(
// CHECK-NEXT:                    f_values &launch, mw_error *) {
// CHECK-NEXT:   const int64_t nodes = machine.nodes;
// CHECK-NEXT:   const int64_t odd = 2 * nodes - 1;
// CHECK-NEXT:   const int64_t extent = wrapSub(1, wrapSub(domain.lo[0], domain.hi[0]));
// CHECK-NEXT:   launch = {&machine, nodes, machine.procs[MW_GPU], odd, extent, domain.lo[0]};
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %hi0: i64):
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %twice = arith.muli %two, %nodes : i64
  %odd = arith.subi %twice, %one : i64 loc("odd"("x":1:1))
  %difference = arith.subi %lo0, %hi0 : i64
  %extent = arith.subi %one, %difference : i64 loc("extent"("x":1:1))
  placement.yield %nodes, %gpus, %odd, %extent, %lo0 : i64, i64, i64, i64, i64
} point {
^bb0(%nodes: i64, %gpus: i64, %odd: i64, %extent: i64, %lo: i64, %p0: i64):
  // CHECK-LABEL: mw_status f_point(
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %minus = arith.constant -1 : i64
  %big = arith.constant 2000000000 : i64
  %least = arith.constant -9223372036854775808 : i64
  %true = arith.constant true

  // What nothing depends on is not there.
  // CHECK-NOT: dead
  %dead = arith.addi %p0, %one : i64 loc("dead"("x":1:1))

  // Divisors known to be positive; parentheses on the right of a minus.
  // CHECK: const int64_t right = p[0] % launch.nodes - (p[0] % launch.odd - 1);
  %a = placement.rem %p0, %nodes
  %b = placement.rem %p0, %odd
  %c = arith.subi %b, %one : i64
  %right = arith.subi %a, %c : i64 loc("right"("x":1:1))

  // CHECK-NEXT: const int64_t left = (p[0] % launch.nodes - 1) * 2;
  %d = placement.rem %p0, %nodes
  %e = arith.subi %d, %one : i64
  %left = arith.muli %e, %two : i64 loc("left"("x":1:1))

  // Divisors that can be 0, or -1 for the least dividend.
  // Literals alone would be of type int.
  // CHECK-NEXT: const int64_t by_zero = remainder(1, launch.gpus);
  // CHECK-NEXT: const int64_t by_minus = quotient(p[0], -1);
  // CHECK-NEXT: const int64_t small = p[0] % 2 / -1;
  // CHECK-NEXT: const int64_t negative = int64_t(1) - -1;
  %by_zero = placement.rem %one, %gpus loc("by_zero"("x":1:1))
  %by_minus = placement.div %p0, %minus loc("by_minus"("x":1:1))
  %f = placement.rem %p0, %two
  %small = placement.div %f, %minus loc("small"("x":1:1))
  %negative = arith.subi %one, %minus : i64 loc("negative"("x":1:1))

  // CHECK-NEXT: const int64_t wide = int64_t(2000000000) * 2;
  // CHECK-NEXT: const int64_t least = wrapAdd(INT64_MIN, p[0]);
  %wide = arith.muli %big, %two : i64 loc("wide"("x":1:1))
  %sum = arith.addi %least, %p0 : i64 loc("least"("x":1:1))

  // Two uses make a variable.
  // CHECK-NEXT: const int64_t product = wrapMul(p[0], p[0]);
  // CHECK-NEXT: const int64_t twice = wrapAdd(product, product);
  %square = arith.muli %p0, %p0 : i64
  %twice = arith.addi %square, %square : i64 loc("twice"("x":1:1))

  // CHECK-NEXT: const bool either = (p[0] > 0 && p[0] < 2) || p[0] == 7;
  %g = arith.cmpi sgt, %p0, %zero : i64
  %h = arith.cmpi slt, %p0, %two : i64
  %i = arith.andi %g, %h : i1
  %j = arith.cmpi eq, %p0, %big : i64
  %seven = arith.constant 7 : i64
  %k = arith.cmpi eq, %p0, %seven : i64
  %either = arith.ori %i, %k : i1 loc("either"("x":1:1))

  // CHECK-NEXT: const bool neither = p[0] <= 0 && p[0] != 7;
  %l = arith.cmpi sgt, %p0, %zero : i64
  %m = arith.cmpi eq, %p0, %seven : i64
  %n = arith.ori %l, %m : i1
  %neither = arith.xori %n, %true : i1 loc("neither"("x":1:1))

  // CHECK-NEXT: const bool same = (p[0] < 0) == (p[0] < 2);
  %o = arith.cmpi slt, %p0, %zero : i64
  %q = arith.cmpi slt, %p0, %two : i64
  %same = arith.cmpi eq, %o, %q : i1 loc("same"("x":1:1))

  // CHECK-NEXT: const bool unsigned_ = !inside(p[0], 2);
  // CHECK-NEXT: const bool swapped = inside(2, p[0]);
  %unsigned = arith.cmpi uge, %p0, %two : i64 loc("unsigned"("x":1:1))
  %swapped = arith.cmpi ugt, %p0, %two : i64 loc("swapped"("x":1:1))

  // What the condition says is known in the branches.
  // CHECK-NEXT: const int64_t guarded = p[0] > 0 ? 7 / p[0] : p[0] < 0 ? 1 : 2;
  %r = arith.cmpi sgt, %p0, %zero : i64
  %guarded = scf.if %r -> i64 {
    %s = placement.div %seven, %p0
    scf.yield %s : i64
  } else {
    %t = arith.cmpi slt, %p0, %zero : i64
    %u = arith.select %t, %one, %two : i64
    scf.yield %u : i64
  } loc("guarded"("x":1:1))

  // CHECK-NEXT: const int64_t number = 1 + int64_t(p[0] == 7);
  %v = arith.cmpi eq, %p0, %seven : i64
  %w = arith.extui %v : i1 to i64
  %number = arith.addi %one, %w : i64 loc("number"("x":1:1))

  // CHECK-NEXT: const bool sees = addresses(machine, MW_GPU, p[0], MW_ZCMEM);
  %sees = placement.addresses <GPU> %p0, <ZCMEM> loc("sees"("x":1:1))

  // A point is not below its domain, so this quotient is not negative, and no
  // dividend of what follows is INT64_MIN.
  // CHECK-NEXT: const int64_t offset = p[0] - launch.lo_0;
  // CHECK-NEXT: const int64_t back = offset / 2 / -1;
  // CHECK-NEXT: const int64_t plain = offset % p[0];
  %offset = arith.subi %p0, %lo overflow<nsw> : i64 loc("offset"("x":1:1))
  %half = placement.div %offset, %two
  %back = placement.div %half, %minus loc("back"("x":1:1))
  %plain = arith.remsi %offset, %p0 : i64 loc("plain"("x":1:1))
  // CHECK-NEXT: if (p[0] == 8)
  // CHECK-NEXT:   return fail(error, {MW_E_DIVISION_BY_ZERO, 0, 0, 0}, back, plain, "8");
  %eight = arith.constant 8 : i64
  %not_eight = arith.cmpi ne, %p0, %eight : i64
  placement.require %not_eight, "division-by-zero" "8" value %back bound %plain
  // A product that is not zero, and not -1 where the dividend is the least.
  // CHECK:      if (twice == 0)
  // CHECK:      if (least == INT64_MIN && twice == -1)
  // CHECK:      const int64_t share = least / twice;
  %ten = arith.constant 10 : i64
  %is_ten = arith.cmpi eq, %p0, %ten : i64
  %shared = scf.if %is_ten -> i64 {
    %some = arith.cmpi ne, %twice, %zero : i64
    placement.require %some, "division-by-zero" "zero"
    %is_least = arith.cmpi eq, %sum, %least : i64
    %is_minus = arith.cmpi eq, %twice, %minus : i64
    %overflows = arith.andi %is_least, %is_minus : i1
    %fits = arith.xori %overflows, %true : i1
    placement.require %fits, "overflow" "quotient"
    %share = placement.div %sum, %twice loc("share"("x":1:1))
    placement.require %is_ten, "overflow" "never"
    scf.yield %share : i64
  } else {
    scf.yield %zero : i64
  }
  // What was learned in the branch does not hold behind it.
  // CHECK:      const int64_t behind = quotient(least, twice);
  %behind = placement.div %sum, %twice loc("behind"("x":1:1))
  placement.print "{} {}" [1, 1] (%shared, %behind : i64, i64)

  placement.print "{} {} {} {} {} {} {} {} {}" [1, 1, 1, 1, 1, 1, 1, 1, 1] (%extent, %right, %left, %by_zero, %by_minus, %small, %negative, %wide, %sum : i64, i64, i64, i64, i64, i64, i64, i64, i64)
  placement.print "{} {} {} {} {} {} {} {} {}" [1, -1, -1, -1, -1, -1, 1, 1, -1] (%twice, %either, %neither, %same, %unsigned, %swapped, %guarded, %number, %sees : i64, i1, i1, i1, i1, i1, i64, i64, i1)
  placement.place #mapping.proc<GPU> nodes(%zero) indices(%zero)
}

// Machine: 2 nodes of 4 GPUs.
// 7 % 2 - (7 % 3 - 1) and (7 % 2 - 1) * 2
// SAYS:      > 0 -94116041192395671
// SAYS-NEXT: > 1 1 0 1 -7 -1 2 4000000000 -9223372036854775801
// SAYS-NEXT: > 98 True False True True True 1 2 False
// SAYS-NEXT: t (7): node 0 0
// SAYS-NEXT: > -46116860184273878 -46116860184273878
// SAYS-NEXT: > 1 0 -2
// SAYS:      t (10): node 0 0
// SAYS-NEXT: t (8): error 2 at 0:0 dim 0 value 0 bound 0: 8
// SAYS:      > 8 False False True True False 3 1 True
// SAYS-NEXT: t (2): node 0 0
// SAYS-NEXT: > 0 4611686018427387903
// SAYS-NEXT: > 1 1 -4 1 1 1 2 4000000000 9223372036854775807
// SAYS-NEXT: > 2 False True True True True 1 1 False
// SAYS-NEXT: t (-1): node 0 0
