// Every operation, type and attribute survives text and bytecode.
//
// RUN: mapper-opt %s --verify-roundtrip | FileCheck %s
// RUN: mapper-opt %s --mlir-print-op-generic | mapper-opt -x=mlir - | FileCheck %s
// RUN: mapper-opt %s --emit-bytecode | mapper-opt - | FileCheck %s

// CHECK-LABEL: mapping.mapper "statements" {
mapping.mapper "statements" {
  // CHECK-NEXT: mapping.task "calc", "top level" [GPU, CPU]
  mapping.task "calc", "top level" [GPU, CPU]
  // CHECK-NEXT: mapping.task * [OMP, IO, PY, PROC]
  mapping.task * [OMP, IO, PY, PROC]
  // CHECK-NEXT: mapping.region * of "rp_*", 2 on GPU [ZCMEM, FBMEM]
  mapping.region * of "rp_*", 2 on GPU [ZCMEM, FBMEM]
  // CHECK-NEXT: mapping.region "calc" of * on * [SYSMEM, RDMEM, SOCKMEM, VIRTUAL]
  mapping.region "calc" of * on * [SYSMEM, RDMEM, SOCKMEM, VIRTUAL]
  // CHECK-NEXT: mapping.layout * of * on FBMEM [SOA, C_order, Align = 128]
  mapping.layout * of * on FBMEM [SOA, C_order, Align = 128]
  // CHECK-NEXT: mapping.layout "calc" of 0 on CPU [AOS, F_order, Compact, Exact, No_Align]
  mapping.layout "calc" of 0 on CPU [AOS, F_order, Compact, Exact, No_Align]
  // CHECK-NEXT: mapping.layout * of * on * []
  mapping.layout * of * on * []
  // CHECK-NEXT: mapping.instance_limit "calc" at_most 4
  mapping.instance_limit "calc" at_most 4
  // CHECK-NEXT: mapping.collect_memory "calc" of "rp_shared", 1
  mapping.collect_memory "calc" of "rp_shared", 1
  // CHECK-NEXT: mapping.control_replicate "main"
  mapping.control_replicate "main"
  // CHECK-NEXT: mapping.func @place(%[[T:.*]]: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point
  mapping.func @place(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
    // CHECK-NEXT: mapping.get @m : !mapping.space<2>
    %m = mapping.get @m : !mapping.space<2>
    %zero = mapping.constant 0 : i64
    // CHECK: mapping.index %{{.*}}[%{{.*}}, %{{.*}}] : (!mapping.space<2>, i64, i64) -> !mapping.point
    %p = mapping.index %m[%zero, %zero] : (!mapping.space<2>, i64, i64) -> !mapping.point
    mapping.return %p : !mapping.point
  }
  // CHECK: mapping.index_map "calc", "top level" by @place
  mapping.index_map "calc", "top level" by @place
  // CHECK-NEXT: mapping.index_map * by @place
  mapping.index_map * by @place
  // CHECK-NEXT: mapping.single_map kind GPU by @place
  mapping.single_map kind GPU by @place
  // CHECK-NEXT: mapping.global @m : !mapping.space<2> {
  mapping.global @m : !mapping.space<2> {
    // CHECK-NEXT: mapping.machine GPU : <2>
    %0 = mapping.machine GPU : <2>
    // CHECK-NEXT: mapping.yield %{{.*}} : !mapping.space<2>
    mapping.yield %0 : !mapping.space<2>
  }
  // CHECK: mapping.startup {
  mapping.startup {
    // CHECK-NEXT: mapping.print "start"
    mapping.print "start"
  }
}

// CHECK-LABEL: mapping.mapper "values" attributes {source = "x"}
mapping.mapper "values" attributes {source = "x"} {
  mapping.func @numbers(%a: i64 {mapping.name = "a", mapping.type = "int"}, %b: i1 {mapping.name = "b", mapping.type = "bool"}) -> i64 {
    // CHECK: mapping.constant true
    %true = mapping.constant true
    // CHECK: mapping.add %{{.*}}, %{{.*}} : (i64, i64) -> i64
    %0 = mapping.add %a, %a : (i64, i64) -> i64
    // CHECK: mapping.sub
    %1 = mapping.sub %a, %0 : (i64, i64) -> i64
    // CHECK: mapping.mul
    %2 = mapping.mul %a, %1 : (i64, i64) -> i64
    // CHECK: mapping.div
    %3 = mapping.div %a, %2 : (i64, i64) -> i64
    // CHECK: mapping.rem
    %4 = mapping.rem %a, %3 : (i64, i64) -> i64
    // CHECK: mapping.neg %{{.*}} : i64
    %5 = mapping.neg %4 : i64
    // CHECK: %[[X:.*]] = mapping.local "x" %{{.*}} : i64
    %x = mapping.local "x" %5 : i64
    // CHECK: mapping.cmp lt %{{.*}}, %{{.*}} : i64
    %6 = mapping.cmp lt %x, %a : i64
    // CHECK: mapping.cmp ne %{{.*}}, %{{.*}} : i1
    %7 = mapping.cmp ne %6, %b : i1
    // CHECK: mapping.and %{{.*}} {
    %8 = mapping.and %7 {
      mapping.yield %b : i1
    }
    // CHECK: mapping.or %{{.*}} {
    %9 = mapping.or %8 {
      mapping.yield %true : i1
    }
    // CHECK: mapping.select %{{.*}} {
    // CHECK: } else {
    // CHECK: } : i64
    %10 = mapping.select %9 {
      mapping.yield %x : i64
    } else {
      mapping.yield %a : i64
    } : i64
    // CHECK: mapping.print "{} {}"(%{{.*}}, %{{.*}} : i64, i1)
    mapping.print "{} {}"(%x, %b : i64, i1)
    mapping.return %10 : i64
  }
  mapping.func @tuples(%t: !mapping.tuple<?> {mapping.name = "t", mapping.type = "IPoint"}) -> !mapping.tuple<?> {
    %0 = mapping.constant 1 : i64
    // CHECK: mapping.tuple %{{.*}}, %{{.*}} : (i64, !mapping.tuple<?>) -> !mapping.tuple<?>
    %1 = mapping.tuple %0, %t : (i64, !mapping.tuple<?>) -> !mapping.tuple<?>
    // CHECK: mapping.tuple_for "i" in %{{.*}} {
    // CHECK: } : (!mapping.tuple<?>) -> !mapping.tuple<?>
    %2 = mapping.tuple_for "i" in %t {
    ^bb0(%i: i64):
      mapping.yield %i : i64
    } : (!mapping.tuple<?>) -> !mapping.tuple<?>
    // CHECK: mapping.extract %{{.*}}[%{{.*}}] : <?>
    %3 = mapping.extract %t[%0] : <?>
    // CHECK: mapping.tuple_slice %{{.*}} from %{{.*}} to %{{.*}} : (!mapping.tuple<?>) -> !mapping.tuple<?>
    %4 = mapping.tuple_slice %t from %0 to %3 : (!mapping.tuple<?>) -> !mapping.tuple<?>
    // CHECK: mapping.tuple_slice %{{.*}} to %{{.*}} : (!mapping.tuple<?>) -> !mapping.tuple<?>
    %5 = mapping.tuple_slice %t to %0 : (!mapping.tuple<?>) -> !mapping.tuple<?>
    // CHECK: mapping.len %{{.*}} : !mapping.tuple<?>
    %6 = mapping.len %t : !mapping.tuple<?>
    // CHECK: mapping.volume %{{.*}} : !mapping.tuple<?>
    %7 = mapping.volume %t : !mapping.tuple<?>
    // CHECK: mapping.call @pair(%{{.*}}, %{{.*}}) unpacked [true, false] : (!mapping.tuple<?>, i64) -> !mapping.tuple<?>
    %8 = mapping.call @pair(%t, %7) unpacked [true, false] : (!mapping.tuple<?>, i64) -> !mapping.tuple<?>
    mapping.return %8 : !mapping.tuple<?>
  }
  mapping.func @pair(%a: i64 {mapping.name = "a", mapping.type = "int"}, %b: i64 {mapping.name = "b", mapping.type = "int"}) -> !mapping.tuple<?> {
    %0 = mapping.tuple %a, %b : (i64, i64) -> !mapping.tuple<?>
    mapping.return %0 : !mapping.tuple<?>
  }
}

// CHECK-LABEL: mapping.mapper "places"
mapping.mapper "places" {
  mapping.func @index(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point_set {
    // CHECK: mapping.ipoint %{{.*}} : (!mapping.task<?>) -> !mapping.tuple<?>
    %0 = mapping.ipoint %t : (!mapping.task<?>) -> !mapping.tuple<?>
    // CHECK: mapping.ispace
    %1 = mapping.ispace %t : (!mapping.task<?>) -> !mapping.tuple<?>
    // CHECK: mapping.ilo
    %2 = mapping.ilo %t : (!mapping.task<?>) -> !mapping.tuple<?>
    %m = mapping.machine CPU : <2>
    // CHECK: mapping.star
    %star = mapping.star
    %c0 = mapping.constant 0 : i64
    %c1 = mapping.constant 1 : i64
    // CHECK: mapping.split %{{.*}}, %{{.*}}, %{{.*}} : (!mapping.space<2>, i64, i64) -> !mapping.space<3>
    %3 = mapping.split %m, %c0, %c1 : (!mapping.space<2>, i64, i64) -> !mapping.space<3>
    // CHECK: mapping.merge
    %4 = mapping.merge %3, %c0, %c1 : (!mapping.space<3>, i64, i64) -> !mapping.space<2>
    // CHECK: mapping.swap
    %5 = mapping.swap %4, %c0, %c1 : (!mapping.space<2>, i64, i64) -> !mapping.space<2>
    // CHECK: mapping.slice
    %6 = mapping.slice %5, %c0, %c0, %c0 : (!mapping.space<2>, i64, i64, i64) -> !mapping.space<2>
    // CHECK: mapping.reverse
    %7 = mapping.reverse %6, %c0 : (!mapping.space<2>, i64) -> !mapping.space<2>
    // CHECK: mapping.balance_split
    %8 = mapping.balance_split %7, %c0, %c1 : (!mapping.space<2>, i64, i64) -> !mapping.space<?>
    // CHECK: mapping.auto_split
    %9 = mapping.auto_split %8, %c0, %1 : (!mapping.space<?>, i64, !mapping.tuple<?>) -> !mapping.space<?>
    // CHECK: mapping.greedy_split
    %10 = mapping.greedy_split %9, %c0, %1 : (!mapping.space<?>, i64, !mapping.tuple<?>) -> !mapping.space<?>
    // CHECK: mapping.decompose %{{.*}} : (!mapping.space<?>, i64, !mapping.tuple<?>) -> !mapping.space<?>
    %11 = mapping.decompose %10, %c0, %1 : (!mapping.space<?>, i64, !mapping.tuple<?>) -> !mapping.space<?>
    // CHECK: mapping.decompose %{{.*}} : (!mapping.space<?>, i64, !mapping.tuple<?>, !mapping.tuple<?>) -> !mapping.space<?>
    %12 = mapping.decompose %11, %c0, %1, %1 : (!mapping.space<?>, i64, !mapping.tuple<?>, !mapping.tuple<?>) -> !mapping.space<?>
    // CHECK: mapping.size %{{.*}} : (!mapping.space<?>) -> !mapping.tuple<?>
    %13 = mapping.size %12 : (!mapping.space<?>) -> !mapping.tuple<?>
    // CHECK: mapping.index %{{.*}}[%{{.*}}] of_node_zero : (!mapping.space<2>, i64) -> !mapping.point
    %14 = mapping.index %m[%c0] of_node_zero : (!mapping.space<2>, i64) -> !mapping.point
    // CHECK: mapping.has %{{.*}} FBMEM
    %15 = mapping.has %14 FBMEM
    // CHECK: mapping.point_tuple %{{.*}} : <2>
    %16 = mapping.point_tuple %14 : <2>
    // CHECK: mapping.index %{{.*}}[%{{.*}}, %{{.*}}] : (!mapping.space<2>, i64, !mapping.star) -> !mapping.point_set
    %17 = mapping.index %m[%c0, %star] : (!mapping.space<2>, i64, !mapping.star) -> !mapping.point_set
    mapping.return %17 : !mapping.point_set
  }
  mapping.func @single(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.tuple<?> {
    %m = mapping.machine CPU : <2>
    // CHECK: mapping.parent %{{.*}} : <?>
    %0 = mapping.parent %t : <?>
    // CHECK: mapping.processor %{{.*}}, %{{.*}} : (!mapping.parent, !mapping.space<2>) -> !mapping.tuple<2>
    %1 = mapping.processor %0, %m : (!mapping.parent, !mapping.space<2>) -> !mapping.tuple<2>
    // CHECK: mapping.processor %{{.*}}, %{{.*}} : (!mapping.task<?>, !mapping.space<2>) -> !mapping.tuple<?>
    %2 = mapping.processor %t, %m : (!mapping.task<?>, !mapping.space<2>) -> !mapping.tuple<?>
    mapping.return %2 : !mapping.tuple<?>
  }
  // CHECK: mapping.func @index.rank2(%{{.*}}: !mapping.task<2> {{.*}}) -> !mapping.point attributes {rank = 2 : i64, specializes = @index}
  mapping.func @index.rank2(%t: !mapping.task<2> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point attributes {rank = 2 : i64, specializes = @index} {
    %m = mapping.machine CPU : <2>
    %0 = mapping.ipoint %t : (!mapping.task<2>) -> !mapping.tuple<2>
    %1 = mapping.index %m[%0] : (!mapping.space<2>, !mapping.tuple<2>) -> !mapping.point
    mapping.return %1 : !mapping.point
  }
}
