/*===- TestPolicy.c - A policy written by hand
------------------------------===*\
|*                                                                            *|
|* Part of the Mapwright project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
|*===----------------------------------------------------------------------===*|
|*                                                                            *|
|* Also the proof that C is enough to write one. Its header is right unless   *|
|* the build says otherwise:                                                  *|
|*   TEST_MAGIC, TEST_ABI, TEST_SIZE, TEST_POINT  what stands in the header   *|
|*   TEST_NULL       serves no host                                           *|
|*   TEST_SYMBOL     the name of the exported function                        *|
|*   TEST_FACTOR     what a point's coordinate is multiplied with             *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include "mapwright/Runtime/policy.h"

#ifndef TEST_MAGIC
#define TEST_MAGIC MW_MAGIC
#endif
#ifndef TEST_ABI
#define TEST_ABI MW_ABI
#endif
#ifndef TEST_SIZE
#define TEST_SIZE sizeof(mw_policy)
#endif
#ifndef TEST_POINT
#define TEST_POINT placePoint
#endif
#ifndef TEST_SYMBOL
#define TEST_SYMBOL mapwright_policy
#endif
#ifndef TEST_FACTOR
#define TEST_FACTOR 1
#endif

typedef struct {
  const mw_machine *machine;
} BoundMachine;

typedef struct {
  const mw_machine *machine;
  mw_domain domain;
  uint32_t processors;
} BoundLaunch;

static int equal(const char *lhs, const char *rhs) {
  while (*lhs && *lhs == *rhs) {
    ++lhs;
    ++rhs;
  }
  return *lhs == *rhs;
}

static mw_status fail(mw_error *error, uint32_t code, int64_t value,
                      int64_t bound, const char *text) {
  error->code = code;
  error->line = 7;
  error->column = 3;
  error->dim = 1;
  error->value = value;
  error->bound = bound;
  error->text = text;
  return MW_ERROR;
}

static mw_status bindMachine(void *m, const mw_machine *machine,
                             mw_error *error) {
  BoundMachine *bound = m;
  if (machine->procs[MW_GPU] == 0)
    return fail(error, MW_E_SPACE_ARGUMENT, 0, 0, "no GPUs");
  bound->machine = machine;
  if (machine->print)
    machine->print(machine->print_arg, "bound", 5);
  return MW_OK;
}

static uint32_t listKinds(const char *task, mw_proc out[MW_PROC_KINDS]) {
  if (equal(task, "too long"))
    return MW_PROC_KINDS + 1;
  if (equal(task, "no such kind")) {
    out[0] = MW_PROC_KINDS;
    return 1;
  }
  if (!equal(task, "calc"))
    return 0;
  out[0] = MW_GPU;
  out[1] = MW_CPU;
  return 2;
}

/* FBMEM for the region "r", ZCMEM for requirement 3, RDMEM without an index. */
static uint32_t listMemories(const char *task, const mw_region *region,
                             mw_proc proc, mw_mem *out, uint32_t cap) {
  uint32_t count = 0, i;
  (void)task;
  for (i = 0; i < region->num_names; ++i)
    if (equal(region->names[i], "r") && proc == MW_GPU && count < cap)
      out[count++] = MW_FBMEM;
  if (region->index == 3 && count < cap)
    out[count++] = MW_ZCMEM;
  if (region->index == UINT32_MAX && count < cap)
    out[count++] = MW_RDMEM;
  return count;
}

static mw_status chooseLayout(const char *task, const mw_region *region,
                              mw_mem memory, mw_proc proc, mw_layout *out) {
  (void)region;
  if (equal(task, "broken"))
    return MW_ERROR;
  if (memory != MW_FBMEM || proc != MW_GPU)
    return MW_DEFAULT;
  out->aos = 1;
  out->c_order = 0;
  out->compact = 0;
  out->exact = 1;
  out->align_op = 1;
  out->align = 128;
  return MW_OK;
}

static mw_status bindLaunch(const void *m, const char *task, mw_proc proc,
                            const mw_domain *domain, void *l, mw_error *error) {
  const BoundMachine *bound = m;
  BoundLaunch *launch = l;
  if (equal(task, "unmapped"))
    return MW_DEFAULT;
  if (domain->rank > 2)
    return fail(error, MW_E_RANK, domain->rank, 0, "made for 1 or 2");
  launch->machine = bound->machine;
  launch->domain = *domain;
  launch->processors = bound->machine->procs[proc];
  return MW_OK;
}

/* Cyclic over nodes by the first coordinate; the last one is the processor. */
static mw_status placePoint(const void *l, const int64_t *p, mw_place *out,
                            mw_error *error) {
  const BoundLaunch *launch = l;
  int64_t first = TEST_FACTOR * (p[0] - launch->domain.lo[0]);
  int64_t last = p[launch->domain.rank - 1];
  if (last < 0 || last >= launch->processors)
    return fail(error, MW_E_INDEX_BOUNDS, last, launch->processors,
                "index out of bounds");
  if (launch->machine->print)
    launch->machine->print(launch->machine->print_arg, "point", 5);
  out->node = (int32_t)(first % launch->machine->nodes);
  out->index = (int32_t)last;
  return MW_OK;
}

static mw_status placeSingle(const void *m, const char *task, mw_proc proc,
                             mw_place self, const char *parent,
                             mw_proc parent_kind, mw_place parent_at,
                             mw_place *out, uint32_t cap, uint32_t *n,
                             mw_error *error) {
  const BoundMachine *bound = m;
  uint32_t i;
  if (equal(task, "unmapped"))
    return MW_DEFAULT;
  if (equal(task, "nowhere") || equal(task, "everywhere")) {
    *n = equal(task, "nowhere") ? 0 : 1000;
    return MW_OK;
  }
  if (equal(task, "sight")) { /* what the policy sees of the machine */
    *n = 1;
    out[0].node = (int32_t)bound->machine->sees[proc][0];
    out[0].index = (int32_t)bound->machine->procs[proc];
    return MW_OK;
  }
  if (parent_kind != MW_CPU)
    return fail(error, MW_E_INDEX_BOUNDS, parent_at.index, 1, "bad parent");
  if (equal(task, "beside")) {
    *n = 1;
    out[0] = parent ? parent_at : self;
    return MW_OK;
  }
  *n = bound->machine->procs[proc];
  for (i = 0; i < *n && i < cap; ++i) {
    out[i].node = parent_at.node;
    out[i].index = (int32_t)i;
  }
  return MW_OK;
}

static uint32_t limitInstances(const char *task) {
  return equal(task, "calc") ? 4 : 0;
}

static int isCollected(const char *task, const mw_region *region) {
  return equal(task, "calc") && region->index == 1;
}

static int isReplicated(const char *task) {
  return equal(task, "main") ? 1 : equal(task, "calc") ? 0 : -1;
}

static const mw_policy policy = {TEST_MAGIC,
                                 TEST_ABI,
                                 TEST_SIZE,
                                 0,
                                 {1, 2, 3},
                                 "test",
                                 "test.mapper",
                                 "by hand",
                                 sizeof(BoundMachine),
                                 sizeof(BoundLaunch),
                                 bindMachine,
                                 listKinds,
                                 listMemories,
                                 chooseLayout,
                                 bindLaunch,
                                 TEST_POINT,
                                 placeSingle,
                                 limitInstances,
                                 isCollected,
                                 isReplicated};

const mw_policy *TEST_SYMBOL(uint32_t host_abi);
const mw_policy *TEST_SYMBOL(uint32_t host_abi) {
  (void)placePoint; /* the header may name another function */
#ifdef TEST_NULL
  (void)policy;
  (void)host_abi;
  return NULL;
#else
  return host_abi == MW_ABI ? &policy : NULL;
#endif
}
