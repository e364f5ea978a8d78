// Every operation survives text, generic text and bytecode; what is left out
// where it says nothing.
//
// RUN: mapper-opt %s --verify-roundtrip | FileCheck %s
// RUN: mapper-opt %s --mlir-print-op-generic | mapper-opt -x=mlir - | FileCheck %s
// RUN: mapper-opt %s --emit-bytecode | mapper-opt - | FileCheck %s
// RUN: mapper-opt %s | not grep -n ' $'

// CHECK-LABEL: task.program @circuit top_level "top_level" replicable futures 2 work 1500000000 of "flops" {
task.program @circuit top_level "top_level" replicable futures 2 work 1.5e9 of "flops" {
  // CHECK-NEXT: task.field_space @node {"capacitance": 4, "voltage": 8}
  task.field_space @node {"capacitance": 4, "voltage": 8}
  // CHECK-NEXT: task.field_space @odd named "" {"": 4, "a": 1, "a": 2}
  task.field_space @odd named "" {"": 4, "a": 1, "a": 2}
  // CHECK-NEXT: task.index_space @nodes {0 to 99}
  task.index_space @nodes {(0) to (99)}
  // CHECK-NEXT: task.index_space @grid named "nodes" {(0, 0) to (9, 9), (10, -10)}
  task.index_space @grid named "nodes" {(0, 0) to (9, 9), (10, -10)}
  // CHECK-NEXT: task.index_space @nothing {} rank 3
  task.index_space @nothing {} rank 3
  // CHECK-NEXT: task.index_space @nothing1 {}{{$}}
  task.index_space @nothing1 {} rank 1
  // CHECK-NEXT: task.region @all_nodes of @nodes fields @node
  task.region @all_nodes of @nodes fields @node
  // CHECK-NEXT: task.region @"cells of 2D" of @grid fields @odd
  task.region @"cells of 2D" of @grid fields @odd
  // CHECK-NEXT: task.partition @halves of @all_nodes colors 0 to 1 disjoint complete index "ip" piece_names ["left", "right"] [
  // CHECK-NEXT:   {0 to 49},
  // CHECK-NEXT:   {50 to 60, 61 to 99}
  // CHECK-NEXT: ]
  task.partition @halves of @all_nodes colors 0 to 1 disjoint complete index "ip" piece_names ["left", "right"] [{0 to 49}, {50 to 60, 61 to 99}]
  // CHECK-NEXT: task.partition @quarters of @all_nodes in @halves[1] colors (0, 0) to (1, 0) [
  // CHECK-NEXT:   {50 to 60},
  // CHECK-NEXT:   {}
  // CHECK-NEXT: ]
  task.partition @quarters of @all_nodes in @halves[1] colors (0, 0) to (1, 0) [{50 to 60}, {}]
  // CHECK-NEXT: task.partition @empty of @"cells of 2D" colors 7 [
  // CHECK-NEXT:   {}
  // CHECK-NEXT: ] rank 2
  task.partition @empty of @"cells of 2D" colors 7 [{}] rank 2
  // CHECK-NEXT: task.kind @update flops 4 + 60 * n0 {
  task.kind @update flops 60 * n0 + 4 + 0 * n7 {
    // CHECK-NEXT: task.argument "private" bytes 24.5 * n0 gather 4
    task.argument "private" bytes 24.5 * n0 gather 4 fastest 0
    // CHECK-NEXT: task.argument bytes 1.0e-07 + 3 * n0 + 2 * n1 fastest 1
    task.argument bytes 1.0e-7 + 3 * n0 + 2 * n1 fastest 1
    // CHECK-NEXT: task.variant CPU{{$}}
    task.variant CPU
    // CHECK-NEXT: task.variant GPU inner replicable efficiency 0.1 seconds 1.0e-05 + 2.0e-09 * n0 {
    // CHECK-NEXT:   task.demand 0 [AOS, C_order, Align = 64]
    // CHECK-NEXT:   task.demand 1 []
    // CHECK-NEXT:   task.colocate [0, 1]
    // CHECK-NEXT: }
    task.variant GPU inner replicable efficiency 0.1 seconds 1.0e-05 + 2.0e-09 * n0 {
      task.demand 0 [Align = 64, C_order, AOS]
      task.demand 1 []
      task.colocate [0, 1]
    }
    // CHECK-NEXT: task.variant OMP seconds 0
    task.variant OMP seconds 0
  }
  // CHECK: task.kind @inner {
  task.kind @inner { task.variant CPU }
  // CHECK: task.body {
  task.body {
    // CHECK-NEXT: task.launch @inner{{$}}
    task.launch @inner
    // CHECK-NEXT: task.loop 10 traced line 3 {
    task.loop 10 traced line 3 {
      // CHECK-NEXT: task.launch @update over {0 to 1} produces 1 line 4 {
      task.launch @update over {0 to 1} produces 1 line 4 {
        // CHECK-NEXT: task.require read_write @halves ["voltage", "capacitance"]
        task.require read_write @halves ["voltage", "capacitance"]
        // CHECK-NEXT: task.require reduce "+" @quarters at (d0)[s0] -> ((d0 + s0 * 3) mod 2, 0) [1] within @halves[1]
        task.require reduce "+" @quarters at (d0)[s0] -> ((d0 + s0 * 3) mod 2, 0) [1] within @halves[1]
        // CHECK-NEXT: task.launch @inner
        task.launch @inner
        // CHECK-NEXT: task.fence{{$}}
        task.fence
      }
      // CHECK: task.wait 1
      task.wait 1
      // CHECK-NEXT: task.launch @update over {0, 1} if 1 waits [1, 1] concurrent must_epoch {
      task.launch @update over {0, 1} if 1 waits [1, 1] concurrent must_epoch {
        // CHECK-NEXT: task.require none @all_nodes []
        task.require none @all_nodes []
        // CHECK-NEXT: task.require read @"cells of 2D" [2]
        task.require read @"cells of 2D" [2]
      }
    }
    // CHECK: task.fence line 9
    task.fence line 9
  }
}
