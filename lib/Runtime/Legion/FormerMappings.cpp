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
using Legion::Mapping::PhysicalInstance;

/// Field spaces follow from trees.
void mapwright::legion::addRegion(NumberKey &key, LogicalRegion region) {
  key.add(region.get_tree_id());
  key.add(region.get_index_space().get_id());
}

void mapwright::legion::addFields(NumberKey &key,
                                  const std::set<Legion::FieldID> &fields) {
  key.add(fields.size());
  for (Legion::FieldID field : fields)
    key.add(field);
}

void mapwright::legion::addInstances(
    NumberKey &key, const std::vector<PhysicalInstance> &instances) {
  key.add(instances.size());
  for (const PhysicalInstance &instance : instances)
    key.add(instance.hash());
}

NumberKey mapwright::legion::makeMappingKey(
    Legion::TaskID task, Legion::VariantID variant, Legion::Processor target,
    const std::vector<RegionRequirement> &requirements,
    const ChosenInstances &valid) {
  constexpr size_t perRequirement = 14;
  NumberKey key(3 + perRequirement * requirements.size());
  key.add(task);
  key.add(variant);
  key.add(target.id);
  for (size_t i = 0; i < requirements.size(); ++i) {
    const RegionRequirement &requirement = requirements[i];
    addRegion(key, requirement.region);
    addRegion(key, requirement.parent);
    key.add(requirement.privilege);
    key.add(requirement.prop);
    key.add(requirement.redop);
    addFields(key, requirement.privilege_fields);
    bool isShared = requirement.is_restricted() && i < valid.size();
    key.add(isShared);
    if (isShared)
      addInstances(key, valid[i]);
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
    for (const PhysicalInstance &instance : chosen[i])
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
