// Calls and initializers in circles are found in modules, too (FUN2).
//
// RUN: split-file %s %t
// RUN: not mapc %t/calls.mlir 2>&1 | FileCheck %s
// RUN: not mapc %t/globals.mlir 2>&1 | FileCheck %s --check-prefix=GLOBALS
// RUN: not mapper-opt %t/calls.mlir --mapping-monomorphize 2>&1 | FileCheck %s

// CHECK: calls.mlir:3:10: error: calls nest more than 256 deep; functions cannot call themselves [mapwright-recursion]
// CHECK: note: in this call
// CHECK: note: and {{[0-9]+}} more calls
// GLOBALS: globals.mlir:2:3: error: the initializer of `a` uses the global itself [mapwright-recursion]
//--- calls.mlir
mapping.mapper "a" {
  mapping.func @f(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
    %0 = mapping.call @f(%t) unpacked [false] : (!mapping.task<?>) -> !mapping.point
    mapping.return %0 : !mapping.point
  }
  mapping.index_map "t" by @f
}
//--- globals.mlir
mapping.mapper "a" {
  mapping.global @a : i64 {
    %0 = mapping.get @b : i64
    mapping.yield %0 : i64
  }
  mapping.global @b : i64 {
    %0 = mapping.get @a : i64
    mapping.yield %0 : i64
  }
}
