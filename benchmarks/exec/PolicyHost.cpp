//===- PolicyHost.cpp - Asks a policy where and how -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PolicyHost.h"

#include <dlfcn.h>

PolicyHost::PolicyHost(unsigned numWorkers)
    : numWorkers(numWorkers), visible(numWorkers, 1u << MW_SYSMEM) {
  machine.size = sizeof(machine);
  machine.nodes = 1;
  machine.procs[MW_CPU] = numWorkers;
  machine.sees[MW_CPU] = visible.data();
}

PolicyHost::~PolicyHost() {
  if (library)
    dlclose(library);
}

std::string PolicyHost::describe(const mw_error &failure) const {
  return std::string(policy->source) + ":" + std::to_string(failure.line) +
         ":" + std::to_string(failure.column) + ": error: " + failure.text;
}

bool PolicyHost::load(const char *path, std::string &error) {
  library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    error = dlerror();
    return false;
  }
  auto *entry = reinterpret_cast<decltype(&mapwright_policy)>(
      dlsym(library, "mapwright_policy"));
  policy = entry ? entry(MW_ABI) : nullptr;
  if (!policy || policy->magic != MW_MAGIC || policy->abi != MW_ABI ||
      policy->size < sizeof(mw_policy)) {
    policy = nullptr;
    error = std::string(path) + " is no policy for this program";
    return false;
  }
  bound = std::make_unique<Block[]>(policy->machine_bytes / 16 + 1);
  mw_error failure = {};
  if (policy->bind(bound.get(), &machine, &failure) != MW_ERROR)
    return true;
  error = describe(failure);
  return false;
}

std::vector<unsigned> PolicyHost::place(const char *task, unsigned numPoints,
                                        std::string &error) const {
  // Without a map: blocks of points, as runtimes do it.
  std::vector<unsigned> workers(numPoints);
  for (unsigned point = 0; point < numPoints; ++point)
    workers[point] = point * numWorkers / numPoints;
  if (!policy)
    return workers;
  auto launch = std::make_unique<Block[]>(policy->launch_bytes / 16 + 1);
  mw_domain domain = {1, {0}, {int64_t(numPoints) - 1}};
  mw_error failure = {};
  mw_status status = policy->launch(bound.get(), task, MW_CPU, &domain,
                                    launch.get(), &failure);
  for (unsigned point = 0; status == MW_OK && point < numPoints; ++point) {
    int64_t coordinate = point;
    mw_place place = {};
    status = policy->point(launch.get(), &coordinate, &place, &failure);
    workers[point] = unsigned(place.index);
  }
  if (status != MW_ERROR)
    return workers;
  error = describe(failure);
  return {};
}

mw_layout PolicyHost::getLayout(const char *task,
                                const std::vector<const char *> &names) const {
  mw_layout layout = {};
  mw_region region = {names.data(), uint32_t(names.size()), 0};
  if (!policy ||
      policy->layout(task, &region, MW_SYSMEM, MW_CPU, &layout) != MW_OK)
    return {};
  return layout;
}
