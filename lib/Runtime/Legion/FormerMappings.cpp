//===- FormerMappings.cpp - Mapping a task as before ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Instances.h"

using namespace mapwright::legion;
using Legion::RegionRequirement;

/// Of each mapper.
static constexpr size_t mostFormerMappings = 1 << 12;

bool Instances::RequirementKey::operator<(const RequirementKey &other) const {
  return std::tie(region, parent, fields, privilege, coherence, redop) <
         std::tie(other.region, other.parent, other.fields, other.privilege,
                  other.coherence, other.redop);
}

bool Instances::TaskKey::operator<(const TaskKey &other) const {
  return std::tie(task, variant, target, requirements) <
         std::tie(other.task, other.variant, other.target, other.requirements);
}

Instances::TaskKey Instances::makeKey(const MappedTask &mapped) const {
  TaskKey key{mapped.task.task_id, mapped.variant.id, mapped.target, {}};
  key.requirements.reserve(mapped.task.regions.size());
  for (const RegionRequirement &requirement : mapped.task.regions)
    key.requirements.push_back(
        {requirement.region, requirement.parent, requirement.privilege_fields,
         requirement.privilege, requirement.prop, requirement.redop});
  return key;
}

bool Instances::reuse(const MappedTask &mapped, const TaskKey &key,
                      Chosen &chosen) {
  Chosen known;
  {
    std::lock_guard<std::mutex> lock(mutex);
    auto found = former.find(key);
    if (found == former.end())
      return false;
    known = found->second;
  }
  // Without the lock: the runtime may wait.
  if (runtime->acquire_and_filter_instances(mapped.context, known)) {
    chosen = std::move(known);
    return true;
  }
  std::lock_guard<std::mutex> lock(mutex);
  former.erase(key);
  return false;
}

void Instances::remember(TaskKey key, const Chosen &chosen) {
  std::lock_guard<std::mutex> lock(mutex);
  auto [entry, isNew] = former.insert_or_assign(key, chosen);
  if (isNew)
    age.push_back(std::move(key));
  while (age.size() > mostFormerMappings) {
    former.erase(age.front());
    age.pop_front();
  }
}
