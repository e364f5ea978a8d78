//===- TwoLevelPolicy.cpp - A policy with two auto_split ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Written by hand, in the way of a generated policy. Compiled by the tests, in
// this process, and not by the build:
//
//   m = Machine(GPU);
//   def place(Task t) {
//     nodes = m.auto_split(0, t.ispace);
//     blocks = t.ispace / nodes.size[0:2] (rounded up);
//     all = nodes.auto_split(2, blocks);
//     upper = tuple(t.ipoint[i] * nodes.size[i] / t.ispace[i] for i in (0, 1));
//     lower = tuple(t.ipoint[i] % all.size[i + 2] for i in (0, 1));
//     return all[*upper, *lower];
//   }
//
//===----------------------------------------------------------------------===//

#include "mapwright/Runtime/Space.h"
#include "mapwright/Runtime/policy.h"

using namespace mapwright::space;

namespace {

struct Launch {
  int64_t lo[2], extent[2];
  Transform upper, lower;
  Sizes sizes; // of the 4-D space
};

mw_status bindMachine(void *m, const mw_machine *machine, mw_error *) {
  *static_cast<const mw_machine **>(m) = machine;
  return MW_OK;
}

mw_status fail(mw_error *error, const Failure &why) {
  *error = {MW_E_SPACE_ARGUMENT, 3, 11, why.argument, why.value, why.bound,
            "wrong argument"};
  return MW_ERROR;
}

mw_status bindLaunch(const void *m, const char *, mw_proc proc,
                     const mw_domain *domain, void *l, mw_error *error) {
  const mw_machine &machine = **static_cast<const mw_machine *const *>(m);
  Launch &launch = *static_cast<Launch *>(l);
  if (domain->rank != 2)
    return MW_DEFAULT;
  for (int i = 0; i < 2; ++i) {
    launch.lo[i] = domain->lo[i];
    launch.extent[i] = domain->hi[i] - domain->lo[i] + 1;
  }
  Sizes &sizes = launch.sizes;
  sizes = {2, {machine.nodes, machine.procs[proc]}};
  Failure why;
  if (makeAutoSplit(sizes, 0, launch.extent, 2, launch.upper, why) !=
      Status::Ok)
    return fail(error, why);
  newSizes(launch.upper, sizes, sizes);
  int64_t blocks[2];
  for (int i = 0; i < 2; ++i)
    blocks[i] = (launch.extent[i] + sizes.at[i] - 1) / sizes.at[i];
  if (makeAutoSplit(sizes, 2, blocks, 2, launch.lower, why) != Status::Ok)
    return fail(error, why);
  newSizes(launch.lower, sizes, sizes);
  return MW_OK;
}

mw_status placePoint(const void *l, const int64_t *p, mw_place *out,
                     mw_error *error) {
  const Launch &launch = *static_cast<const Launch *>(l);
  int64_t at[maxRank];
  for (int i = 0; i < 2; ++i) {
    int64_t from0 = p[i] - launch.lo[i];
    at[i] = from0 * launch.sizes.at[i] / launch.extent[i];
    at[i + 2] = from0 % launch.sizes.at[i + 2];
  }
  uint32_t outside = findOutside(launch.sizes, at);
  if (outside != launch.sizes.rank) {
    *error = {MW_E_INDEX_BOUNDS,
              8,
              10,
              outside,
              at[outside],
              launch.sizes.at[outside],
              "index out of bounds"};
    return MW_ERROR;
  }
  toOld(launch.lower, at);
  toOld(launch.upper, at);
  *out = {static_cast<int32_t>(at[0]), static_cast<int32_t>(at[1])};
  return MW_OK;
}

uint32_t listKinds(const char *, mw_proc out[MW_PROC_KINDS]) {
  out[0] = MW_GPU;
  return 1;
}
uint32_t listMemories(const char *, const mw_region *, mw_proc, mw_mem *,
                      uint32_t) {
  return 0;
}
mw_status chooseLayout(const char *, const mw_region *, mw_mem, mw_proc,
                       mw_layout *) {
  return MW_DEFAULT;
}
mw_status placeSingle(const void *, const char *, mw_proc, mw_place,
                      const char *, mw_proc, mw_place, mw_place *, uint32_t,
                      uint32_t *, mw_error *) {
  return MW_DEFAULT;
}
uint32_t limitInstances(const char *) { return 0; }
int isCollected(const char *, const mw_region *) { return 0; }
int isReplicated(const char *) { return -1; }

const mw_policy policy = {MW_MAGIC,
                          MW_ABI,
                          sizeof(mw_policy),
                          0,
                          {},
                          "two-level",
                          "two-level.mapper",
                          "by hand",
                          sizeof(void *),
                          sizeof(Launch),
                          bindMachine,
                          listKinds,
                          listMemories,
                          chooseLayout,
                          bindLaunch,
                          placePoint,
                          placeSingle,
                          limitInstances,
                          isCollected,
                          isReplicated};

} // namespace

extern "C" const mw_policy *mapwright_policy(uint32_t host_abi) {
  return host_abi == MW_ABI ? &policy : nullptr;
}
