// Names that C++, its headers or the generated file use; equal ones; strings.
//
// RUN: mapper-translate --emit-cpp %s -o %t.cpp && FileCheck %s --input-file=%t.cpp
// RUN: mapper-translate --emit-cpp-lines %s -o %t.lines.cpp
// RUN: FileCheck %s --input-file=%t.lines.cpp --check-prefix=LINES
// RUN: %python %S/Inputs/policy.py %repository/include %t.cpp "launch t GPU 1..1" \
// RUN:   | FileCheck %s --check-prefix=SAYS
// RUN: %python %S/Inputs/policy.py %repository/include %t.lines.cpp "launch t GPU 1..1" \
// RUN:   | FileCheck %s --check-prefix=SAYS

// CHECK: struct class_values {
// CHECK: mw_status class_launch(
// CHECK: mw_status class_point(
// CHECK: // a\b "q.mapper:1: Task "Dr???cken" GPU; \ .
// CHECK-NEXT: const int64_t int_ = wrapAdd(p[0], 0);
// CHECK-NEXT: // a\b "q.mapper:3: {{x+}}...
// CHECK-NEXT: const int64_t fail_ = wrapAdd(int_, 1);
// CHECK-NEXT: const int64_t INT64_MIN_ = wrapAdd(int_, 2);
// CHECK-NEXT: const int64_t a_b = wrapAdd(int_, 3);
// CHECK-NEXT: const int64_t a_b2 = wrapAdd(int_, 4);
// CHECK-NEXT: const int64_t a_b3 = wrapAdd(int_, 5);
// CHECK-NEXT: const int64_t v9lives = wrapAdd(int_, 6);
// CHECK-NEXT: const int64_t v = wrapAdd(int_, 7);
// CHECK-NEXT: const int64_t out_ = wrapAdd(int_, 8);
// CHECK-NEXT: const int64_t and_ = wrapAdd(int_, 9);
// CHECK: constexpr IndexMap class_ = {
// CHECK: {"Initialize Nodes", anyProc, &class_},
// CHECK: {"t", anyProc, &class_},
// CHECK: {"a\\b \"?\?/", 1, {MW_CPU}},
// CHECK:      "q",
// CHECK-NEXT: "a\\b \"q.mapper",

// LINES:      mw_status class_point(
// LINES:        // a\b "q.mapper:1:
// LINES-NEXT: #line 1 "a\\b \"q.mapper"
// LINES-NEXT:   const int64_t int_ = wrapAdd(p[0], 0);
// LINES:      return MW_OK;
// LINES-NEXT: }
// LINES-NEXT: #line 1 "a\\b \"q.mapper (generated)"

// SAYS: > 1 2 3 4 5 6 7 8 9 10
// SAYS: t (1): node 0 0

mapping.mapper "a\\b \22q.mapper" attributes {source = "Task \22Dr\E2\80\AEcken\22 GPU; \\\0A\0A  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx;"} {
  mapping.task "a\\b \22??/" [CPU]
  mapping.func @class(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
    %m = mapping.machine GPU : !mapping.space<2>
    %zero = mapping.constant 0
    %point = mapping.index %m[%zero, %zero] : (!mapping.space<2>, i64, i64) -> !mapping.point
    mapping.return %point : !mapping.point
  }
  mapping.index_map "Initialize Nodes", "t" by @class
}
placement.map @class_rank1 rank 1 of [#mapping.proc<GPU>] from @class launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %hi0: i64):
  placement.yield %gpus : i64
} point {
^bb0(%gpus: i64, %p0: i64):
  %0 = arith.constant 0 : i64
  %1 = arith.constant 1 : i64
  %2 = arith.constant 2 : i64
  %3 = arith.constant 3 : i64
  %4 = arith.constant 4 : i64
  %5 = arith.constant 5 : i64
  %6 = arith.constant 6 : i64
  %7 = arith.constant 7 : i64
  %8 = arith.constant 8 : i64
  %9 = arith.constant 9 : i64
  %a = arith.addi %p0, %0 : i64 loc("int"("a\\b \22q.mapper":1:1))
  %b = arith.addi %a, %1 : i64 loc("fail"("a\\b \22q.mapper":3:1))
  %c = arith.addi %a, %2 : i64 loc("INT64_MIN"("a\\b \22q.mapper":3:1))
  %d = arith.addi %a, %3 : i64 loc("a__b"("a\\b \22q.mapper":3:1))
  %e = arith.addi %a, %4 : i64 loc("a_b"("a\\b \22q.mapper":3:1))
  %f = arith.addi %a, %5 : i64 loc("_a b"("a\\b \22q.mapper":3:1))
  %g = arith.addi %a, %6 : i64 loc("9lives"("a\\b \22q.mapper":3:1))
  %h = arith.addi %a, %7 : i64 loc("__"("a\\b \22q.mapper":3:1))
  %i = arith.addi %a, %8 : i64 loc("out"("a\\b \22q.mapper":3:1))
  %j = arith.addi %a, %9 : i64 loc("and"("a\\b \22q.mapper":3:1))
  placement.print "{} {} {} {} {} {} {} {} {} {}" [1, 1, 1, 1, 1, 1, 1, 1, 1, 1] (%a, %b, %c, %d, %e, %f, %g, %h, %i, %j : i64, i64, i64, i64, i64, i64, i64, i64, i64, i64)
  %ok = arith.cmpi sgt, %gpus, %0 : i64
  placement.require %ok, "tuple-bounds" "x" value %gpus
  placement.place #mapping.proc<GPU> nodes(%0) indices(%0)
}
