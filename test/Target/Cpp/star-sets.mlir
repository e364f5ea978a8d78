// Star sets of single maps (MSP3) are loops; prints of a global's initializer.
//
// RUN: mapper-translate --emit-cpp %s -o %t.cpp && FileCheck %s --input-file=%t.cpp
// RUN: %python %S/Inputs/policy.py %repository/include %t.cpp \
// RUN:   "single t GPU 1.0 0.0" "single t GPU 0.0 0.0" "single u GPU 0.0 0.0" \
// RUN:   | FileCheck %s --check-prefix=SAYS

// CHECK:      mw_status row_single(const mw_machine &machine, mw_place self, mw_place,
// CHECK-NEXT:                      Answer answer, mw_error *) {
// CHECK-NEXT:   const int64_t gpus = machine.procs[MW_GPU];
// CHECK-NEXT:   const int64_t self_node = self.node;
// CHECK-NEXT:   *answer.count = 0;
// CHECK-NEXT:   for (int64_t i = 0; i < 2; ++i) {
// CHECK-NEXT:     for (int64_t j = 0; j < gpus; ++j) {
// CHECK-NEXT:       const int64_t twice = j + j;
// CHECK-NEXT:       answer.add({int32_t(self_node), int32_t(i + twice)});
// CHECK-NEXT:     }
// CHECK-NEXT:   }
// CHECK-NEXT:   return MW_OK;
// CHECK-NEXT: }

// CHECK:      mw_status all_single(const mw_machine &machine, mw_place, mw_place,
// CHECK-NEXT:                      Answer answer, mw_error *error) {
// CHECK-NEXT:   const int64_t nodes = machine.nodes;
// CHECK-NEXT:   int64_t node = -1;
// CHECK-NEXT:   for (int64_t i = 0; i < nodes; ++i) {
// CHECK-NEXT:     const int64_t member = i;
// CHECK-NEXT:     if (node < 0)
// CHECK-NEXT:       node = member;
// CHECK-NEXT:     if (member != node)
// CHECK-NEXT:       return fail(error, {MW_E_SEVERAL_NODES, 0, 0, 0}, node, member,
// CHECK-NEXT:                   "`*` stands for processors of several nodes");
// CHECK-NEXT:   }
// CHECK-NEXT:   *answer.count = 0;
// CHECK-NEXT:   for (int64_t i = 0; i < nodes; ++i) {
// CHECK-NEXT:     answer.add({int32_t(i), 0});
// CHECK-NEXT:   }
// CHECK-NEXT:   return MW_OK;

// An initializer's failure is not the machine's.
// CHECK:      mw_status bind(void *m, const mw_machine *machine, mw_error *error) {
// CHECK-NEXT:   mw_status status = bindMachine(m, machine, error);
// CHECK-NEXT:   if (status == MW_OK)
// CHECK-NEXT:     startup(*machine, error);
// CHECK-NEXT:   return status;

// The host has room for 4 of 8.
// SAYS:      > before
// SAYS-NEXT: single t GPU: 1.0,1.2,1.4,1.6
// SAYS-NEXT: single t GPU: 0.0,0.2,0.4,0.6
// SAYS-NEXT: single u GPU: error 7 at 0:0 dim 0 value 0 bound 1: `*` stands for processors of several nodes

mapping.mapper "app.mapper" {
  mapping.func @row(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
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
  mapping.single_map "t" by @row
  mapping.single_map "u" by @all
}

placement.map @row_rank0 rank 0 of [#mapping.proc<GPU>] from @row launch {
^bb0(%nodes: i64, %gpus: i64, %self_node: i64, %self_index: i64, %parent_node: i64, %parent_index: i64):
  placement.yield %gpus, %self_node : i64, i64
} point {
^bb0(%gpus: i64, %self_node: i64):
  %two = arith.constant 2 : i64
  placement.place_set <GPU> sizes(%two, %gpus) {
  ^bb0(%star0: i64, %star1: i64):
    %twice = arith.addi %star1, %star1 overflow<nsw> : i64 loc("twice")
    %index = arith.addi %star0, %twice overflow<nsw> : i64
    placement.yield %self_node, %index : i64, i64
  }
}

placement.map @all_rank0 rank 0 of [#mapping.proc<GPU>] from @all launch {
^bb0(%nodes: i64, %gpus: i64, %self_node: i64, %self_index: i64, %parent_node: i64, %parent_index: i64):
  placement.yield %nodes : i64
} point {
^bb0(%nodes: i64):
  %zero = arith.constant 0 : i64
  placement.require_one_node sizes(%nodes) {
  ^bb0(%star0: i64):
    placement.yield %star0 : i64
  }
  placement.place_set <GPU> sizes(%nodes) {
  ^bb0(%star0: i64):
    placement.yield %star0, %zero : i64, i64
  }
}

placement.map @startup rank 0 of [#mapping.proc<GPU>] initializes @x launch {
^bb0(%nodes: i64, %gpus: i64, %self_node: i64, %self_index: i64, %parent_node: i64, %parent_index: i64):
  placement.yield %nodes : i64
} point {
^bb0(%nodes: i64):
  %zero = arith.constant 0 : i64
  %none = arith.cmpi eq, %nodes, %zero : i64
  placement.print "before" []
  placement.require %none, "division-by-zero" "none"
  placement.print "after" []
  placement.place <GPU> nodes(%zero) indices(%zero)
}
