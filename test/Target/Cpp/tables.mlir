// Statements as tables, and their lookup orders.
//
// RUN: mapper-translate --emit-cpp %s -o %t.cpp && FileCheck %s --input-file=%t.cpp
// RUN: %python %S/Inputs/policy.py %repository/include %t.cpp info \
// RUN:   "kinds stencil" "kinds other" \
// RUN:   "memories stencil GPU ghost_left:-" "memories stencil CPU ghost_left:-" \
// RUN:   "memories stencil GPU -:3" "memories other GPU x,y:3" "memories other GPU first,second:-" \
// RUN:   "memories other IO x:-" \
// RUN:   "layout stencil FBMEM GPU a:-" "layout stencil SYSMEM GPU a:-" \
// RUN:   "layout stencil SYSMEM IO a:-" "layout other FBMEM GPU a:-" "layout other SYSMEM CPU b:-" \
// RUN:   "layout other ZCMEM CPU b:-" \
// RUN:   "limit stencil" "limit other" "collect stencil a:-" "collect other a:-" "collect other b:7" \
// RUN:   "replicate top" "replicate stencil" \
// RUN:   "launch stencil GPU 0..0" "single stencil GPU 0.0 0.0" \
// RUN:   | FileCheck %s --check-prefix=SAYS

// Without maps there is nothing to launch.
// CHECK-NOT: Launch
// CHECK:      constexpr TaskRow tasks[] = {
// CHECK-NEXT:     {"stencil", 2, {MW_GPU, MW_CPU}},
// CHECK-NEXT:     {"increment", 2, {MW_GPU, MW_CPU}},
// CHECK-NEXT:     {anyTask, 1, {MW_CPU}},
// CHECK-NEXT:     {"stencil", 1, {MW_IO}},
// CHECK-NEXT: };
// CHECK-EMPTY:
// CHECK-NEXT: constexpr RegionRow regions[] = {
// CHECK-NEXT:     {"stencil", named("ghost_*"), anyProc, 1, {MW_ZCMEM}},
// CHECK-NEXT:     {"stencil", named("ghost_*"), MW_GPU, 2, {MW_FBMEM, MW_ZCMEM}},
// CHECK-NEXT:     {"stencil", anyRegion, MW_GPU, 1, {MW_RDMEM}},
// CHECK-NEXT:     {anyTask, named("second"), MW_GPU, 1, {MW_SOCKMEM}},
// CHECK-NEXT:     {anyTask, at(3), MW_GPU, 1, {MW_SOCKMEM}},
// CHECK-NEXT:     {anyTask, named("first"), MW_GPU, 1, {MW_ZCMEM}},
// CHECK-NEXT:     {anyTask, anyRegion, anyProc, 2, {MW_SYSMEM, MW_FBMEM}},
// CHECK-NEXT: };
// CHECK-EMPTY:
// CHECK-NEXT: // AOS, C_order, Compact, Exact, 1 if aligned, and to how many bytes.
// CHECK-NEXT: constexpr LayoutRow layouts[] = {
// CHECK-NEXT:     {"stencil", anyRegion, anywhere, {0, 0, 0, 0, 0, 0}},
// CHECK-NEXT:     {"stencil", anyRegion, on(MW_GPU), {1, 1, 0, 0, 0, 0}},
// CHECK-NEXT:     {"stencil", anyRegion, in(MW_FBMEM), {0, 1, 1, 1, 1, 128}},
// CHECK-NEXT:     {anyTask, named("b"), in(MW_SYSMEM), {1, 0, 0, 0, 0, 0}},
// CHECK-NEXT: };
// CHECK-EMPTY:
// CHECK-NEXT: constexpr LimitRow limits[] = {
// CHECK-NEXT:     {anyTask, 7},
// CHECK-NEXT:     {"stencil", 4294967295},
// CHECK-NEXT: };
// CHECK-EMPTY:
// CHECK-NEXT: constexpr CollectRow collected[] = {
// CHECK-NEXT:     {"stencil", anyRegion},
// CHECK-NEXT:     {anyTask, at(7)},
// CHECK-NEXT: };
// CHECK-EMPTY:
// CHECK-NEXT: constexpr ReplicateRow replicated[] = {
// CHECK-NEXT:     {"top"},
// CHECK-NEXT: };
// CHECK-EMPTY:
// CHECK-NEXT: constexpr Tables tables = {tasks, regions, layouts, limits, collected,
// CHECK-NEXT:                            replicated};
// CHECK:      sizeof(Machine), 0,
// CHECK-NEXT: bindMachine,
// CHECK-NEXT: kinds<tables>, memories<tables>, layout<tables>,
// CHECK-NEXT: launchByDefault, pointByDefault,
// CHECK-NEXT: singleByDefault,
// CHECK-NEXT: instanceLimit<tables>, collect<tables>, replicate<tables>};

// SAYS:      5752504d 1 True tables folder/tables.mapper
// SAYS-NEXT: identity {{[0-9a-f]+}}
// STM1
// SAYS-NEXT: kinds stencil: GPU,CPU
// SAYS-NEXT: kinds other: CPU
// STM2: an entry for the kind before one for all; no memory twice.
// SAYS-NEXT: memories stencil GPU ghost_left:-: FBMEM,ZCMEM,RDMEM,SYSMEM
// SAYS-NEXT: memories stencil CPU ghost_left:-: ZCMEM,SYSMEM,FBMEM
// SAYS-NEXT: memories stencil GPU -:3: RDMEM,SOCKMEM,SYSMEM,FBMEM
// The names of a requirement before its index, in their order.
// SAYS-NEXT: memories other GPU x,y:3: SOCKMEM,SYSMEM,FBMEM
// SAYS-NEXT: memories other GPU first,second:-: ZCMEM,SYSMEM,FBMEM
// SAYS-NEXT: memories other IO x:-: SYSMEM,FBMEM
// STM3: the memory before the processor before `*`.
// SAYS-NEXT: layout stencil FBMEM GPU a:-: 0,1,1,1,1,128
// SAYS-NEXT: layout stencil SYSMEM GPU a:-: 1,1,0,0,0,0
// SAYS-NEXT: layout stencil SYSMEM IO a:-: 0,0,0,0,0,0
// SAYS-NEXT: layout other FBMEM GPU a:-: default
// SAYS-NEXT: layout other SYSMEM CPU b:-: 1,0,0,0,0,0
// SAYS-NEXT: layout other ZCMEM CPU b:-: default
// STM7
// SAYS-NEXT: limit stencil: 4294967295
// SAYS-NEXT: limit other: 7
// SAYS-NEXT: collect stencil a:-: 1
// SAYS-NEXT: collect other a:-: 0
// SAYS-NEXT: collect other b:7: 1
// SAYS-NEXT: replicate top: 1
// SAYS-NEXT: replicate stencil: 0
// SAYS-NEXT: launch stencil GPU 0..0: default
// SAYS-NEXT: single stencil GPU: default

mapping.mapper "folder/tables.mapper" {
  mapping.task "stencil", "increment" [GPU, CPU]
  mapping.task * [CPU]
  mapping.task "stencil" [IO]
  mapping.region "stencil" of "ghost_*" on * [ZCMEM]
  mapping.region "stencil" of "ghost_*" on GPU [FBMEM, ZCMEM]
  mapping.region "stencil" of * on GPU [RDMEM]
  mapping.region * of "second", 3, 4294967295 on GPU [SOCKMEM]
  mapping.region * of "first" on GPU [ZCMEM]
  mapping.region * of * on * [SYSMEM, FBMEM]
  mapping.layout "stencil" of * on * [SOA]
  mapping.layout "stencil" of * on GPU [AOS, C_order]
  mapping.layout "stencil" of * on FBMEM [C_order, Compact, Exact, Align = 128]
  mapping.layout * of "b" on SYSMEM [AOS, No_Align]
  mapping.instance_limit * at_most 7
  mapping.instance_limit "stencil" at_most 1000000000000
  mapping.collect_memory "stencil" of *
  mapping.collect_memory * of 7
  mapping.control_replicate "top"
}
