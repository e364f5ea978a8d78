// Folds that cannot fail happen; operations that would fail stay where they are,
// used or not.
//
// RUN: mapper-opt %s --canonicalize | FileCheck %s

mapping.mapper "a" {
  // CHECK-LABEL: mapping.func @folds
  // CHECK-DAG: %[[SUM:.*]] = mapping.constant 5 : i64
  // CHECK-DAG: %[[DIV:.*]] = mapping.constant -3 : i64
  // CHECK-DAG: %[[REM:.*]] = mapping.constant -1 : i64
  // CHECK-NOT: mapping.add
  // CHECK-NOT: mapping.div
  // CHECK: mapping.print "{} {} {}"(%[[SUM]], %[[DIV]], %[[REM]] : i64, i64, i64)
  // CHECK: mapping.return %[[SUM]] : i64
  mapping.func @folds(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> i64 {
    %2 = mapping.constant 2 : i64
    %3 = mapping.constant 3 : i64
    %sum = mapping.add %2, %3 : (i64, i64) -> i64
    %7 = mapping.constant -7 : i64
    // Truncates toward zero (EXP2).
    %div = mapping.div %7, %2 : (i64, i64) -> i64
    %rem = mapping.rem %7, %2 : (i64, i64) -> i64
    mapping.print "{} {} {}"(%sum, %div, %rem : i64, i64, i64)
    mapping.return %sum : i64
  }

  // CHECK-LABEL: mapping.func @comparisons
  // CHECK: %[[TRUE:.*]] = mapping.constant true
  // CHECK-NOT: mapping.cmp
  // CHECK: mapping.return %[[TRUE]] : i1
  mapping.func @comparisons(%a: i64 {mapping.name = "a", mapping.type = "int"}) -> i1 {
    %min = mapping.constant -9223372036854775808 : i64
    %max = mapping.constant 9223372036854775807 : i64
    %lt = mapping.cmp lt %min, %max : i64
    mapping.return %lt : i1
  }

  // Elements of a tuple that is built on the spot, lengths that are static.
  // CHECK-LABEL: mapping.func @tuples
  // CHECK-SAME: (%[[A:.*]]: i64
  // CHECK: %[[THREE:.*]] = mapping.constant 3 : i64
  // CHECK-NOT: mapping.extract
  // CHECK-NOT: mapping.len
  // CHECK: mapping.print "{} {}"(%[[A]], %[[THREE]] : i64, i64)
  mapping.func @tuples(%a: i64 {mapping.name = "a", mapping.type = "int"}, %t: !mapping.tuple<3> {mapping.name = "t", mapping.type = "IPoint"}) -> i64 {
    %last = mapping.constant -1 : i64
    %0 = mapping.tuple %last, %a : (i64, i64) -> !mapping.tuple<2>
    %1 = mapping.extract %0[%last] : <2>
    %2 = mapping.len %t : !mapping.tuple<3>
    mapping.print "{} {}"(%1, %2 : i64, i64)
    mapping.return %a : i64
  }

  // Overflow and division by zero (EXP2, EXP3), with constants and without uses.
  // CHECK-LABEL: mapping.func @failures
  // CHECK: mapping.add
  // CHECK: mapping.mul
  // CHECK: mapping.neg
  // CHECK: mapping.div
  // CHECK: mapping.rem
  // CHECK: mapping.div
  // CHECK: mapping.extract
  // CHECK: mapping.extract
  // CHECK: mapping.return
  mapping.func @failures(%a: i64 {mapping.name = "a", mapping.type = "int"}, %t: !mapping.tuple<?> {mapping.name = "t", mapping.type = "IPoint"}) -> i64 {
    %0 = mapping.constant 0 : i64
    %1 = mapping.constant 1 : i64
    %minusOne = mapping.constant -1 : i64
    %min = mapping.constant -9223372036854775808 : i64
    %max = mapping.constant 9223372036854775807 : i64
    %r0 = mapping.add %max, %1 : (i64, i64) -> i64
    %r1 = mapping.mul %max, %max : (i64, i64) -> i64
    %r2 = mapping.neg %min : i64
    %r3 = mapping.div %1, %0 : (i64, i64) -> i64
    %r4 = mapping.rem %1, %0 : (i64, i64) -> i64
    %r5 = mapping.div %min, %minusOne : (i64, i64) -> i64
    %pair = mapping.tuple %a, %a : (i64, i64) -> !mapping.tuple<2>
    %2 = mapping.constant 2 : i64
    %r6 = mapping.extract %pair[%2] : <2>
    %r7 = mapping.extract %t[%0] : <?>
    mapping.return %a : i64
  }

  // Neither branches nor right sides are hoisted (EXP8), and prints are neither
  // merged nor moved.
  // CHECK-LABEL: mapping.func @lazy
  // CHECK: mapping.and
  // CHECK-NEXT: mapping.div
  // CHECK: mapping.select
  // CHECK-NEXT: mapping.div
  // CHECK: mapping.print "once"
  // CHECK: mapping.print "once"
  mapping.func @lazy(%a: i64 {mapping.name = "a", mapping.type = "int"}, %b: i1 {mapping.name = "b", mapping.type = "bool"}) -> i64 {
    %0 = mapping.constant 0 : i64
    %1 = mapping.and %b {
      %2 = mapping.div %a, %0 : (i64, i64) -> i64
      %3 = mapping.cmp gt %2, %0 : i64
      mapping.yield %3 : i1
    }
    %4 = mapping.select %1 {
      %5 = mapping.div %a, %0 : (i64, i64) -> i64
      mapping.yield %5 : i64
    } else {
      mapping.yield %a : i64
    } : i64
    mapping.print "once"
    mapping.print "once"
    mapping.return %4 : i64
  }

  // What cannot fail and is not used goes.
  // CHECK-LABEL: mapping.func @unused
  // CHECK-NOT: mapping.ipoint
  // CHECK: mapping.return
  mapping.func @unused(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}, %a: i64 {mapping.name = "a", mapping.type = "int"}) -> i64 {
    %0 = mapping.ipoint %t : (!mapping.task<?>) -> !mapping.tuple<?>
    mapping.return %a : i64
  }
}
