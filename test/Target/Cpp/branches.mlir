// `scf.if` as statement, as expression, and as `&&` and `||`.
//
// RUN: mapper-translate --emit-cpp %s -o %t.cpp && FileCheck %s --input-file=%t.cpp
// RUN: %python %S/Inputs/policy.py %repository/include %t.cpp \
// RUN:   "launch t GPU -1..4" | FileCheck %s --check-prefix=SAYS

mapping.mapper "app.mapper" {
  mapping.func @f(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
    %m = mapping.machine GPU : !mapping.space<2>
    %zero = mapping.constant 0
    %point = mapping.index %m[%zero, %zero] : (!mapping.space<2>, i64, i64) -> !mapping.point
    mapping.return %point : !mapping.point
  }
  mapping.index_map kind GPU by @f
}

placement.map @f_rank1 rank 1 of [] from @f launch {
^bb0(%nodes: i64, %lo0: i64, %hi0: i64):
  // Nothing to pass on: neither a struct nor a union.
  // CHECK:       struct f_values {
  // CHECK-NEXT:    const mw_machine *machine;
  // CHECK-NEXT:  };
  placement.yield
} point {
^bb0(%p0: i64):
  // CHECK:      mw_status f_point(const f_values &launch, const int64_t *p, mw_place *out,
  // CHECK-NEXT:                   mw_error *error) {
  // CHECK-NEXT:   const mw_machine &machine = *launch.machine;
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %three = arith.constant 3 : i64
  %true = arith.constant true
  %false = arith.constant false
  %positive = arith.cmpi sgt, %p0, %zero : i64

  // Lazy and total: an expression.
  // CHECK-NEXT: const bool both = p[0] > 0 && p[0] < 3;
  // CHECK-NEXT: const bool either = p[0] > 0 || quotient(3, p[0]) < 0;
  %c0 = arith.cmpi sgt, %p0, %zero : i64
  %both = scf.if %c0 -> i1 {
    %c = arith.cmpi slt, %p0, %three : i64
    scf.yield %c : i1
  } else {
    scf.yield %false : i1
  } loc("both"("x":1:1))
  %c1 = arith.cmpi sgt, %p0, %zero : i64
  %either = scf.if %c1 -> i1 {
    scf.yield %true : i1
  } else {
    %c2 = arith.cmpi eq, %p0, %zero : i64
    %d = placement.div %three, %p0
    %c3 = arith.cmpi slt, %d, %zero : i64
    scf.yield %c3 : i1
  } loc("either"("x":1:1))

  // A branch that can fail: statements. The other one initializes.
  // CHECK-NEXT: bool lazy = false;
  // CHECK-NEXT: if (both) {
  // CHECK-NEXT:   const int64_t ratio = quotient(2, p[0]);
  // CHECK-NEXT:   if (ratio >= 2)
  // CHECK-NEXT:     return fail(error, {MW_E_INDEX_BOUNDS, 0, 0, 0}, p[0], 2, "lazy");
  // CHECK-NEXT:   lazy = ratio == 1;
  // CHECK-NEXT: }
  %lazy = scf.if %both -> i1 {
    %d = placement.div %two, %p0
    %c = arith.cmpi slt, %d, %two : i64
    placement.require %c, "index-bounds" "lazy" value %p0 bound %two
    %e = arith.cmpi eq, %d, %one : i64
    scf.yield %e : i1
  } else {
    scf.yield %false : i1
  } loc("lazy"("x":1:1))

  // Several results, of which one is used; statements in both branches.
  // CHECK-NEXT: int64_t choice;
  // CHECK-NEXT: if (lazy) {
  // CHECK-NEXT:   if (machine.print)
  // CHECK-NEXT:     Line<5>().text("then").send(machine);
  // CHECK-NEXT:   choice = 1;
  // CHECK-NEXT: } else {
  // CHECK-NEXT:   if (p[0] >= 4)
  // CHECK-NEXT:     return fail(error, {MW_E_DIVISION_BY_ZERO, 0, 0, 0}, 0, 0, "else");
  // CHECK-NEXT:   choice = p[0] == 3 ? 3 : 2;
  // CHECK-NEXT: }
  %choice:2 = scf.if %lazy -> (i64, i64) {
    placement.print "then" []
    scf.yield %one, %two : i64, i64
  } else {
    %four = arith.constant 4 : i64
    %c = arith.cmpi slt, %p0, %four : i64
    placement.require %c, "division-by-zero" "else"
    %isThree = arith.cmpi eq, %p0, %three : i64
    %chosen = arith.select %isThree, %three, %two : i64
    scf.yield %chosen, %zero : i64, i64
  }

  // No results; nothing in the first branch.
  // CHECK-NEXT: if (!either) {
  // CHECK-NEXT:   if (machine.print)
  // CHECK-NEXT:     Line<6>().text("never").send(machine);
  // CHECK-NEXT: }
  // CHECK-NEXT: *out = {0, int32_t(choice)};
  scf.if %either {
  } else {
    placement.print "never" []
  }
  placement.place #mapping.proc<GPU> nodes(%zero) indices(%choice#0)
}

// SAYS:      t (-1): node 0 2
// SAYS-NEXT: > never
// SAYS-NEXT: t (0): node 0 2
// SAYS-NEXT: t (1): error 4 at 0:0 dim 0 value 1 bound 2: lazy
// SAYS-NEXT: > then
// SAYS-NEXT: t (2): node 0 1
// SAYS-NEXT: t (3): node 0 3
// SAYS-NEXT: t (4): error 2 at 0:0 dim 0 value 0 bound 0: else
