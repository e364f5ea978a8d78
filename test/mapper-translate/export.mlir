// A module that was never text is written in the standard style.
//
// RUN: mapper-translate --export-mapper %s | FileCheck %s
// RUN: mapper-translate --export-mapper %s > %t.mapper
// RUN: mapc -Werror %t.mapper
// RUN: mapc --format %t.mapper | diff - %t.mapper

// CHECK: {{^}}Task calc,"top level","Task" GPU,CPU;{{$}}
// CHECK-NEXT: {{^}}Region * "rp_*",2 GPU ZCMEM;{{$}}
// CHECK-NEXT: {{^}}Layout * * FBMEM SOA C_order Align == 128;{{$}}
// CHECK-NEXT: {{^}}InstanceLimit calc 4;{{$}}
// CHECK-NEXT: {{^}}m = Machine(GPU);{{$}}
// CHECK-NEXT: {{^}}def place(Task t) {{{$}}
// CHECK-NEXT: {{^    }}x = t.ipoint[0] % m.size[0];{{$}}
// CHECK-NEXT: {{^    }}return m[x, 0];{{$}}
// CHECK-NEXT: {{^}$}}
// CHECK-NEXT: {{^}}IndexTaskMap calc place;{{$}}
mapping.mapper "a" {
  mapping.task "calc", "top level", "Task" [GPU, CPU]
  mapping.region * of "rp_*", 2 on GPU [ZCMEM]
  mapping.layout * of * on FBMEM [SOA, C_order, Align = 128]
  mapping.instance_limit "calc" at_most 4
  mapping.global @m : !mapping.space<2> {
    %0 = mapping.machine GPU : <2>
    mapping.yield %0 : !mapping.space<2>
  }
  mapping.func @place(%t: !mapping.task<?> {mapping.name = "t", mapping.type = "Task"}) -> !mapping.point {
    %0 = mapping.ipoint %t : (!mapping.task<?>) -> !mapping.tuple<?>
    %c0 = mapping.constant 0 : i64
    %1 = mapping.extract %0[%c0] : <?>
    %2 = mapping.get @m : !mapping.space<?>
    %3 = mapping.size %2 : (!mapping.space<?>) -> !mapping.tuple<?>
    %4 = mapping.extract %3[%c0] : <?>
    %5 = mapping.rem %1, %4 : (i64, i64) -> i64
    %x = mapping.local "x" %5 : i64
    %6 = mapping.get @m : !mapping.space<?>
    %7 = mapping.index %6[%x, %c0] : (!mapping.space<?>, i64, i64) -> !mapping.point
    mapping.return %7 : !mapping.point
  }
  mapping.index_map "calc" by @place
}
