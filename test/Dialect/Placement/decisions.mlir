// The decision part survives text, generic text and bytecode.
//
// RUN: mapper-opt %s --verify-roundtrip | FileCheck %s
// RUN: mapper-opt %s --mlir-print-op-generic | mapper-opt -x=mlir - | FileCheck %s
// RUN: mapper-opt %s --emit-bytecode | mapper-opt - | FileCheck %s
// RUN: mapper-opt %s | not grep -n ' $'

task.program @p top_level "main" {
  task.field_space @f {"a": 8}
  task.index_space @s {0 to 9}
  task.region @r of @s fields @f
  task.kind @outer { task.variant CPU }
  task.kind @inner named "an inner one" {
    task.argument
    task.variant GPU
  }
  task.body {
    task.launch @outer over {0 to 2} {
      task.launch @inner {
        task.require read @r ["a"]
      }
    }
    task.launch @outer
  }
}

// CHECK-LABEL: placement.decisions of @p on "nodes:2,CPU:2,GPU:2" total replicated {
placement.decisions of @p on "nodes:2,CPU:2,GPU:2" total replicated {
  // CHECK-NEXT: placement.task "outer" on [CPU]{{$}}
  placement.task "outer" on [CPU]
  // CHECK-NEXT: placement.task "an inner one" limit 2 {
  placement.task "an inner one" limit 2 {
    // CHECK-NEXT: placement.argument 0 "r" on GPU [ZCMEM, FBMEM] layout [AOS, C_order, Align = 64]
    placement.argument 0 "r" on GPU [ZCMEM, FBMEM] layout [AOS, C_order, Align = 64]
    // CHECK-NEXT: placement.argument on CPU []{{$}}
    placement.argument on CPU []
    // CHECK-NEXT: placement.collect 0 "r"
    placement.collect 0 "r"
  }
  // CHECK-NEXT: }
  // CHECK-NEXT: placement.task "main" replicated
  placement.task "main" replicated
  // CHECK-NEXT: placement.launch 0 "outer" on CPU default places [0:0, 1:0, 0:1]
  placement.launch 0 "outer" on CPU default places [0:0, 1:0, 0:1]
  // CHECK-NEXT: placement.launch 1 "an inner one" parent CPU [0, 0] on GPU places [0:0, 0:1] {
  placement.launch 1 "an inner one" parent CPU [0, 0] on GPU places [0:0, 0:1] {
    // CHECK-NEXT: placement.argument 0 on GPU [FBMEM] layout [SOA, F_order] collected
    placement.argument 0 on GPU [FBMEM] layout [SOA, F_order] collected
  }
  // CHECK: placement.launch 1 "an inner one" parent CPU [1, 0] on GPU places [1:1] {
  placement.launch 1 "an inner one" parent CPU [1, 0] on GPU places [1:1] {
    placement.argument 0 on GPU [FBMEM] layout [SOA, F_order] collected
  }
  // CHECK: placement.launch 2 "outer" on CPU default first_free relative places [0:0, 0:1]
  placement.launch 2 "outer" on CPU default first_free relative places [0:0, 0:1]
}

// What is not total may leave launches out, and name maps.
// CHECK: placement.decisions of @elsewhere on "p100x4" {
placement.decisions of @elsewhere on "p100x4" {
  // CHECK-NEXT: placement.launch 3 "t" default
  placement.launch 3 "t" default
  // CHECK-NEXT: placement.launch 5 "t" on GPU by @f_rank1
  placement.launch 5 "t" on GPU by @f_rank1
}

placement.map @f_rank1 rank 1 of [] launch {
^bb0(%nodes: i64, %lo0: i64, %hi0: i64):
  placement.yield
} point {
^bb0(%p0: i64):
  placement.place <GPU> nodes(%p0) indices(%p0)
}
