// Requirements with and without the operation they check, in both parts.
//
// RUN: mapper-translate --emit-cpp %s -o %t.cpp && FileCheck %s --input-file=%t.cpp
// RUN: %python %S/Inputs/policy.py %repository/include %t.cpp \
// RUN:   "launch t GPU 4..5" "launch t GPU 9..9" "launch t GPU -1..-1" \
// RUN:   "launch t GPU 9223372036854775807..9223372036854775807" \
// RUN:   "launch t GPU -9223372036854775808..-9223372036854775808" \
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
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %hi0: i64):
  // CHECK-LABEL: mw_status f_launch(
  // CHECK:         // app.mapper:1{{$}}
  // CHECK-NEXT:    int64_t below;
  // CHECK-NEXT:    if (__builtin_sub_overflow(domain.lo[0], 1, &below))
  // CHECK-NEXT:      return fail(error, {MW_E_OVERFLOW, 1, 2, 0}, 0, 0,
  // CHECK-NEXT:                  "\"too\\low\" ?\? \303\274");
  // CHECK-NEXT:    launch = {machine.procs[MW_GPU]};
  %unit = arith.constant 1 : i64
  %below, %ok = placement.sub %lo0, %unit loc("below"("app.mapper":1:2))
  placement.require %ok, "overflow" "\"too\\low\" ?? \C3\BC" loc("app.mapper":1:2)
  placement.yield %gpus : i64
} point {
^bb0(%gpus: i64, %p0: i64):
  // CHECK-LABEL: mw_status f_point(
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %three = arith.constant 3 : i64

  // A requirement on more than the operation comes after it.
  // CHECK:         int64_t sum;
  // CHECK-NEXT:    const bool sum_fits = !__builtin_add_overflow(p[0], 1, &sum);
  // CHECK-NEXT:    if (!sum_fits || p[0] < 0)
  // CHECK-NEXT:      return fail(error, {MW_E_SPACE_ARGUMENT, 0, 0, 3}, p[0], 0, "a");
  %sum, %fits = placement.add %p0, %one
  %positive = arith.cmpi sge, %p0, %zero : i64
  %both = arith.andi %fits, %positive : i1
  placement.require %both, "space-argument" "a" dim 3 value %p0

  // So does one that reports what is not there before it.
  // CHECK-NEXT:    int64_t product;
  // CHECK-NEXT:    const bool product_fits = !__builtin_mul_overflow(sum, 3, &product);
  // CHECK-NEXT:    const int64_t later = sum - 1;
  // CHECK-NEXT:    if (!product_fits)
  // CHECK-NEXT:      return fail(error, {MW_E_OVERFLOW, 0, 0, 0}, later, 0, "b");
  %product, %product_fits = placement.mul %sum, %three
  %later = arith.subi %sum, %one overflow<nsw> : i64 loc("later"("x":1:1))
  placement.require %product_fits, "overflow" "b" value %later

  // Nothing is moved across a requirement: `before` is a variable.
  // CHECK-NEXT:    const int64_t index = remainder(p[0], launch.gpus);
  // CHECK-NEXT:    if (product - 3 * later >= 10)
  // CHECK-NEXT:      return fail(error, {MW_E_TUPLE_BOUNDS, 0, 0, 0}, product, 10, "c");
  // CHECK-NEXT:    *out = {0, int32_t(index)};
  %before = placement.rem %p0, %gpus
  %ten = arith.constant 10 : i64
  %thrice = arith.muli %three, %later overflow<nsw> : i64
  %left = arith.subi %product, %thrice overflow<nsw> : i64
  %small = arith.cmpi slt, %left, %ten : i64
  placement.require %small, "tuple-bounds" "c" value %product bound %ten

  // What always holds is not there.
  %true = arith.constant true
  placement.require %true, "rank-mismatch" "d"
  placement.place #mapping.proc<GPU> nodes(%zero) indices(%before)
}

// SAYS:      t (4): node 0 0
// SAYS-NEXT: t (5): node 0 1
// SAYS-NEXT: t (9): node 0 1
// SAYS-NEXT: t (-1): error 5 at 0:0 dim 3 value -1 bound 0: a
// SAYS-NEXT: t (9223372036854775807): error 5 at 0:0 dim 3 value 9223372036854775807 bound 0: a
// SAYS-NEXT: launch t GPU -9223372036854775808..-9223372036854775808: error 1 at 1:2 dim 0 value 0 bound 0: "too\low" ?? ü
