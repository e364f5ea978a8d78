// The counts of a known machine become constants; arguments stay.
//
// RUN: mapper-opt %s --pass-pipeline='builtin.module(placement.map(placement-specialize{machine=nodes:3,GPU:4}))' | FileCheck %s
// RUN: mapper-opt %s --pass-pipeline='builtin.module(placement.map(placement-specialize{machine=nodes:3,GPU:4},canonicalize,placement-discharge),canonicalize)' | FileCheck %s --check-prefix=CLEAN
// RUN: not mapper-opt %s --pass-pipeline='builtin.module(placement.map(placement-specialize))' 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not mapper-opt %s --pass-pipeline='builtin.module(placement.map(placement-specialize{machine=knots:3}))' 2>&1 | FileCheck %s --check-prefix=WRONG

// NONE: error: placement-specialize:
// WRONG: error: placement-specialize: {{.*}}knots

// CHECK-LABEL: placement.map @f
// CLEAN-LABEL: placement.map @f
placement.map @f rank 1 of [#mapping.proc<GPU>, #mapping.proc<IO>, #mapping.proc<CPU>] launch {
// CHECK-NEXT: ^bb0(%nodes: i64, %gpus: i64, %ios: i64, %cpus: i64, %lo0: i64, %hi0: i64):
// CLEAN-NEXT: ^bb0(%nodes: i64, %gpus: i64, %ios: i64, %cpus: i64, %lo0: i64, %hi0: i64):
^bb0(%nodes: i64, %gpus: i64, %ios: i64, %cpus: i64, %lo: i64, %hi: i64):
  // CHECK-DAG: %[[N:.*]] = arith.constant 3 : i64
  // CHECK-DAG: %[[G:.*]] = arith.constant 4 : i64
  // CHECK-DAG: %[[I:.*]] = arith.constant 0 : i64
  // A node has a CPU without being told so.
  // CHECK-DAG: %[[C:.*]] = arith.constant 1 : i64
  %c0 = arith.constant 0 : i64
  // CHECK: arith.cmpi ne, %[[I]],
  %some = arith.cmpi ne, %ios, %c0 : i64
  // CHECK: arith.cmpi ne, %[[G]],
  %others = arith.cmpi ne, %gpus, %c0 : i64
  // The first fails on this machine; the second does not.
  // CLEAN: %[[F:.*]] = arith.constant false
  // CLEAN-NEXT: placement.require %[[F]], "space-argument" "no IO"
  placement.require %some, "space-argument" "no IO"
  // CLEAN-NOT: placement.require
  placement.require %others, "space-argument" "no GPU"
  // CHECK: placement.yield %[[N]], %[[G]], %[[C]], %lo0 : i64, i64, i64, i64
  // CLEAN-NEXT: placement.yield %lo0 : i64
  placement.yield %nodes, %gpus, %cpus, %lo : i64, i64, i64, i64
} point {
^bb0(%a: i64, %b: i64, %c: i64, %lower: i64, %p0: i64):
  // CLEAN-DAG: %[[N:.*]] = arith.constant 3 : i64
  // CLEAN-DAG: %[[G:.*]] = arith.constant 4 : i64
  // CLEAN: placement.print "{}" [5](%[[N]], %[[G]], %{{.*}}, %launch, %p0 :
  placement.print "{}" [5] (%a, %b, %c, %lower, %p0 : i64, i64, i64, i64, i64)
  placement.place <GPU> nodes(%p0) indices(%p0)
}
