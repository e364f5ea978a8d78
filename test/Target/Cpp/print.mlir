// Lines of `print` (FUN5).
//
// RUN: mapper-translate --emit-cpp %s -o %t.cpp && FileCheck %s --input-file=%t.cpp
// RUN: %python %S/Inputs/policy.py %repository/include %t.cpp "launch t GPU -1..0" \
// RUN:   "launch t GPU -9223372036854775808..-9223372036854775808" | FileCheck %s --check-prefix=SAYS

// CHECK:      if (machine.print)
// CHECK-NEXT:   Line<83>().text("p ").number(p[0]).text(" of ").number(p[0]).text(",")
// CHECK-NEXT:       .number(launch.gpus).text("; ").truth(p[0] < 0).text(" and { }")
// CHECK-NEXT:       .send(machine);
// CHECK-NEXT: if (machine.print)
// CHECK-NEXT:   Line<1>().send(machine);
// An empty tuple, and values beyond the last hole.
// CHECK-NEXT: if (machine.print)
// CHECK-NEXT:   Line<24>().text("[").text("] ").number(p[0]).send(machine);

// SAYS:      > p -1 of -1,4; True and { }
// SAYS-NEXT: > {{$}}
// SAYS-NEXT: > [] -1
// SAYS-NEXT: t (-1): node 0 0
// SAYS-NEXT: > p 0 of 0,4; False and { }
// SAYS:      > p -9223372036854775808 of -9223372036854775808,4; True and { }

mapping.mapper "app.mapper" {
  mapping.func @f(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
    %m = mapping.machine GPU : !mapping.space<2>
    %zero = mapping.constant 0
    %point = mapping.index %m[%zero, %zero] : (!mapping.space<2>, i64, i64) -> !mapping.point
    mapping.return %point : !mapping.point
  }
  mapping.index_map "t" by @f
}
placement.map @f_rank1 rank 1 of [#mapping.proc<GPU>] from @f launch {
^bb0(%nodes: i64, %gpus: i64, %lo0: i64, %hi0: i64):
  placement.yield %gpus : i64
} point {
^bb0(%gpus: i64, %p0: i64):
  %zero = arith.constant 0 : i64
  %negative = arith.cmpi slt, %p0, %zero : i64
  placement.print "p {} of {}; {} and { }" [1, 2, -1] (%p0, %p0, %gpus, %negative : i64, i64, i64, i1)
  placement.print "" []
  %next = arith.addi %p0, %gpus : i64 loc("next")
  %positive = arith.cmpi sgt, %p0, %zero : i64
  placement.print "[{}] {}" [0, 1, 2, -1] (%p0, %next, %gpus, %positive : i64, i64, i64, i1)
  placement.place #mapping.proc<GPU> nodes(%zero) indices(%zero)
}
