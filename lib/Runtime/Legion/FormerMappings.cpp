//===- FormerMappings.cpp - Mapping a task as before ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FormerMappings.h"

using namespace mapwright::legion;
using Legion::LogicalRegion;
using Legion::RegionRequirement;

/// Field spaces follow from trees.
static void addRegion(NumberKey &key, LogicalRegion region) {
  key.add(region.get_tree_id());
  key.add(region.get_index_space().get_id());
}

NumberKey mapwright::legion::makeMappingKey(
    Legion::TaskID task, Legion::VariantID variant, Legion::Processor target,
    const std::vector<RegionRequirement> &requirements) {
  constexpr size_t perRequirement = 12;
  NumberKey key(3 + perRequirement * requirements.size());
  key.add(task);
  key.add(variant);
  key.add(target.id);
  for (const RegionRequirement &requirement : requirements) {
    addRegion(key, requirement.region);
    addRegion(key, requirement.parent);
    key.add(requirement.privilege);
    key.add(requirement.prop);
    key.add(requirement.redop);
    key.add(requirement.privilege_fields.size());
    for (Legion::FieldID field : requirement.privilege_fields)
      key.add(field);
  }
  return key;
}

bool FormerMappings::find(const NumberKey &key, ChosenInstances &chosen,
                          std::set<unsigned> &untracked) {
  std::lock_guard<std::mutex> lock(mutex);
  auto found = known.find(key);
  if (found == known.end())
    return false;
  for (const auto &[requirement, instance] : found->second.instances)
    chosen[requirement].push_back(instance);
  untracked = found->second.untracked;
  return true;
}

void FormerMappings::remember(const NumberKey &key,
                              const ChosenInstances &chosen,
                              std::set<unsigned> untracked) {
  Mapping mapping;
  for (unsigned i = 0; i < chosen.size(); ++i)
    for (const Legion::Mapping::PhysicalInstance &instance : chosen[i])
      mapping.instances.emplace_back(i, instance);
  mapping.untracked = std::move(untracked);
  std::lock_guard<std::mutex> lock(mutex);
  if (known.size() >= capacity)
    known.clear();
  known.insert_or_assign(key, std::move(mapping));
}

void FormerMappings::forget(const NumberKey &key) {
  std::lock_guard<std::mutex> lock(mutex);
  known.erase(key);
}
