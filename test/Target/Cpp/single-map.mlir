// A single map is one function; a map without `from` runs once for a machine.
//
// RUN: mapper-opt %s --mlir-print-debuginfo -o %t.mlir \
// RUN:   --pass-pipeline='builtin.module(placement.map(placement-discharge))'
// RUN: mapper-translate --emit-cpp %t.mlir -o %t.cpp && FileCheck %s --input-file=%t.cpp
// RUN: %python %S/Inputs/policy.py %repository/include %t.cpp --machine=nodes:2,CPU:2,GPU:4 \
// RUN:   "single t GPU 1.0 1.2" "single t GPU 0.0 1.4" "single star GPU 1.1 0.0" "single other CPU 0.0 0.0" \
// RUN:   "launch t GPU 0..0" | FileCheck %s --check-prefix=SAYS
// RUN: %python %S/Inputs/policy.py %repository/include %t.cpp --machine=nodes:2,CPU:1 \
// RUN:   | FileCheck %s --check-prefix=NONE

// CHECK:      mw_status beside_single(const mw_machine &machine, mw_place, mw_place parent,
// CHECK-NEXT:                         Answer answer, mw_error *error) {
// CHECK-NEXT:   const int64_t gpus = machine.procs[MW_GPU];
// CHECK-NEXT:   const int64_t parent_node = parent.node;
// CHECK-NEXT:   const int64_t parent_index = parent.index;
// CHECK-NEXT:   if (!inside(parent_index, gpus))
// CHECK-NEXT:     return fail(error, {MW_E_INDEX_BOUNDS, 0, 0, 1}, parent_index, gpus, "out");
// CHECK-NEXT:   const int64_t sum = parent_index + 1;
// CHECK-NEXT:   return answer.give({{[{]}}{int32_t(parent_node), int32_t(sum % gpus)}});
// CHECK-NEXT: }

// CHECK:      mw_status all_single(const mw_machine &, mw_place self, mw_place, Answer answer,
// CHECK-NEXT:                      mw_error *) {
// CHECK-NEXT:   const int64_t self_node = self.node;
// CHECK-NEXT:   return answer.give({{[{]}}{int32_t(self_node), 0}, {int32_t(self_node), 1},
// CHECK-NEXT:                       {int32_t(self_node), 2}, {int32_t(self_node), 3}});

// CHECK:      mw_status startup(const mw_machine &machine, mw_error *error) {
// CHECK-NEXT:   const int64_t gpus = machine.procs[MW_GPU];
// CHECK-NEXT:   if (gpus == 0)
// CHECK-NEXT:     return fail(error, {MW_E_DIVISION_BY_ZERO, 0, 0, 0}, 0, 0, "no GPU");
// CHECK-NEXT:   if (machine.print)
// CHECK-NEXT:     Line<26>().text("each ").number(8 / gpus).send(machine);
// CHECK-NEXT:   return MW_OK;
// CHECK-NEXT: }

// CHECK:      constexpr SingleRow single_maps[] = {
// CHECK-NEXT:     {"t", anyProc, beside_single},
// CHECK-NEXT:     {"star", anyProc, all_single},
// CHECK-NEXT: };
// CHECK:      mw_status bind(void *m, const mw_machine *machine, mw_error *error) {
// CHECK-NEXT:   mw_status status = bindMachine(m, machine, error);
// CHECK-NEXT:   if (status == MW_OK)
// CHECK-NEXT:     status = startup(*machine, error);
// CHECK-NEXT:   return status;
// CHECK:      bind,
// CHECK:      single<single_maps>,

// SAYS:      > each 2
// SAYS-NEXT: single t GPU: 1.3
// SAYS-NEXT: single t GPU: error 4 at 0:0 dim 1 value 4 bound 4: out
// SAYS-NEXT: single star GPU: 1.0,1.1,1.2,1.3
// SAYS-NEXT: single other CPU: default
// SAYS-NEXT: launch t GPU 0..0: default

// NONE: bind: error 2 at 0:0 dim 0 value 0 bound 0: no GPU

mapping.mapper "app.mapper" {
  mapping.func @beside(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
    %m = mapping.machine GPU : !mapping.space<2>
    %zero = mapping.constant 0
    %point = mapping.index %m[%zero, %zero] : (!mapping.space<2>, i64, i64) -> !mapping.point
    mapping.return %point : !mapping.point
  }
  mapping.func @all(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
    %m = mapping.machine GPU : !mapping.space<2>
    %zero = mapping.constant 0
    %point = mapping.index %m[%zero, %zero] : (!mapping.space<2>, i64, i64) -> !mapping.point
    mapping.return %point : !mapping.point
  }
  mapping.single_map "t" by @beside
  mapping.single_map "star" by @all
}

placement.map @beside_rank0 rank 0 of [#mapping.proc<GPU>] from @beside launch {
^bb0(%nodes: i64, %gpus: i64, %self_node: i64, %self_index: i64, %parent_node: i64, %parent_index: i64):
  %one = arith.constant 1 : i64
  %in = arith.cmpi ult, %parent_index, %gpus : i64
  placement.require %in, "index-bounds" "out" dim 1 value %parent_index bound %gpus
  %sum = arith.addi %parent_index, %one : i64
  placement.yield %gpus, %parent_node, %sum : i64, i64, i64
} point {
^bb0(%gpus: i64, %parent_node: i64, %sum: i64):
  %next = placement.rem %sum, %gpus
  placement.place #mapping.proc<GPU> nodes(%parent_node) indices(%next)
}

placement.map @all_rank0 rank 0 of [#mapping.proc<GPU>] from @all launch {
^bb0(%nodes: i64, %gpus: i64, %self_node: i64, %self_index: i64, %parent_node: i64, %parent_index: i64):
  placement.yield %self_node : i64
} point {
^bb0(%self_node: i64):
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %three = arith.constant 3 : i64
  placement.place #mapping.proc<GPU> nodes(%self_node, %self_node, %self_node, %self_node) indices(%zero, %one, %two, %three)
}

placement.map @startup rank 0 of [#mapping.proc<GPU>] launch {
^bb0(%nodes: i64, %gpus: i64, %self_node: i64, %self_index: i64, %parent_node: i64, %parent_index: i64):
  placement.yield %gpus : i64
} point {
^bb0(%gpus: i64):
  %zero = arith.constant 0 : i64
  %eight = arith.constant 8 : i64
  %some = arith.cmpi ne, %gpus, %zero : i64
  placement.require %some, "division-by-zero" "no GPU"
  %each = placement.div %eight, %gpus
  placement.print "each {}" [1] (%each : i64)
  placement.place #mapping.proc<GPU> nodes(%zero) indices(%zero)
}
