//===- FakePolicy.cpp - A policy that tests write by hand -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakePolicy.h"

#include <algorithm>

using namespace mapwright::starpu;

Answers answers;

static uint32_t getKinds(const char *, mw_proc *out) {
  std::copy(answers.kinds.begin(), answers.kinds.end(), out);
  return answers.kinds.size();
}

static uint32_t getMemories(const char *, const mw_region *, mw_proc,
                            mw_mem *out, uint32_t) {
  std::copy(answers.memories.begin(), answers.memories.end(), out);
  return answers.memories.size();
}

static mw_status launchIndex(const void *, const char *, mw_proc,
                             const mw_domain *, void *, mw_error *error) {
  *error = {MW_E_RANK, 3, 5, 0, 2, 0, "fails on purpose"};
  return answers.status;
}

static mw_status placePoint(const void *, const int64_t *point, mw_place *out,
                            mw_error *) {
  *out = answers.place(point);
  return MW_OK;
}

static mw_status placeSingle(const void *, const char *, mw_proc, mw_place,
                             const char *parent, mw_proc parentKind, mw_place,
                             mw_place *out, uint32_t, uint32_t *count,
                             mw_error *error) {
  *error = {MW_E_OVERFLOW, 3, 5, 0, 1, 2, "fails on purpose"};
  answers.parent = parent;
  answers.parentKind = parentKind;
  std::copy(answers.singlePlaces.begin(), answers.singlePlaces.end(), out);
  *count = answers.singlePlaces.size();
  return answers.status;
}

static uint32_t getLimit(const char *) { return answers.limit; }

static int isCollected(const char *, const mw_region *region) {
  return region->index < answers.collected.size() &&
         answers.collected[region->index];
}

static mw_policy makePolicy() {
  mw_policy policy = {};
  policy.name = "fake";
  policy.source = "fake.mapper";
  policy.kinds = getKinds;
  policy.memories = getMemories;
  policy.launch = launchIndex;
  policy.point = placePoint;
  policy.single = placeSingle;
  policy.instance_limit = getLimit;
  policy.collect = isCollected;
  return policy;
}

std::unique_ptr<detail::SessionState> makeSession(unsigned numRanks,
                                                  std::vector<int> cpus,
                                                  std::vector<int> devices) {
  static const mw_policy policy = makePolicy();
  answers = Answers();
  auto session = std::make_unique<detail::SessionState>();
  session->numRanks = static_cast<int>(numRanks);
  session->policy = &policy;
  session->workers = std::make_unique<WorkerTable>(numRanks, std::move(cpus),
                                                   std::move(devices));
  session->machine = std::make_unique<PolicyStorage>(0);
  return session;
}

static void runNothing(void **, void *) {}

starpu_codelet makeCodelet(bool hasCpu, bool hasDevice,
                           const std::vector<starpu_data_access_mode> &modes) {
  starpu_codelet codelet;
  starpu_codelet_init(&codelet);
  codelet.cpu_funcs[0] = hasCpu ? runNothing : nullptr;
  codelet.opencl_funcs[0] = hasDevice ? runNothing : nullptr;
  codelet.nbuffers = static_cast<int>(modes.size());
  std::copy(modes.begin(), modes.end(), codelet.modes);
  return codelet;
}
