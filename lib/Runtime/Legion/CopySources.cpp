//===- CopySources.cpp - Where explicit copies read -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CopySources.h"

#include "FormerMappings.h"

#include <algorithm>

using namespace mapwright::legion;
using Legion::Domain;
using Legion::RegionRequirement;
using Legion::Mapping::MapperContext;
using Legion::Mapping::PhysicalInstance;
using PhysicalInstances = std::vector<PhysicalInstance>;

static constexpr size_t mostEntries = 1 << 12;

/// Whether an instance can hold all that is read.
static bool holds(const PhysicalInstance &instance,
                  const RegionRequirement &source, const Domain &read) {
  if (!instance.is_normal_instance())
    return false;
  Domain held = instance.get_instance_domain();
  return std::all_of(source.privilege_fields.begin(),
                     source.privilege_fields.end(),
                     [&](Legion::FieldID field) {
                       return instance.has_field(field);
                     }) &&
         held.dense() && held.contains(read.lo()) && held.contains(read.hi());
}

static NumberKey makeKey(const RegionRequirement &source,
                         const PhysicalInstances &offered) {
  NumberKey key(4 + source.privilege_fields.size() + offered.size());
  addRegion(key, source.region);
  addFields(key, source.privilege_fields);
  addInstances(key, offered);
  return key;
}

/// Leaves only the instance that holds all, if there is one.
bool CopySources::findHolder(MapperContext context,
                             const RegionRequirement &source,
                             PhysicalInstances &offered) {
  NumberKey key = makeKey(source, offered);
  size_t holder;
  {
    std::lock_guard<std::mutex> lock(mutex);
    auto found = known.find(key);
    holder = found == known.end() ? SIZE_MAX : found->second.holder;
  }
  if (holder == SIZE_MAX) {
    // A call of the runtime may wait: without the lock.
    Domain read = runtime->get_index_space_domain(
        context, source.region.get_index_space());
    holder = std::find_if(offered.begin(), offered.end(),
                          [&](const PhysicalInstance &instance) {
                            return holds(instance, source, read);
                          }) -
             offered.begin();
    std::lock_guard<std::mutex> lock(mutex);
    if (known.size() >= mostEntries)
      known.clear();
    known.insert_or_assign(std::move(key), Judged{offered, holder});
  }
  if (holder == offered.size())
    return false;
  std::swap(offered.front(), offered[holder]);
  offered.resize(1);
  return true;
}

void CopySources::make(MapperContext context, const RegionRequirement &source,
                       Legion::Memory memory, PhysicalInstances &instances) {
  Legion::LayoutConstraintSet layout;
  layout.add_constraint(
      Legion::FieldConstraint(source.privilege_fields, /*contiguous=*/false));
  PhysicalInstance made;
  bool isNew;
  if (runtime->find_or_create_physical_instance(context, memory, layout,
                                                {source.region}, made, isNew))
    instances.assign(1, made);
}

/// Whether data are only moved, and to where the program says.
static bool isPlain(const Legion::Copy &copy) {
  return copy.src_indirect_requirements.empty() &&
         copy.dst_indirect_requirements.empty() &&
         std::all_of(copy.dst_requirements.begin(), copy.dst_requirements.end(),
                     [](const RegionRequirement &target) {
                       return target.is_restricted() &&
                              target.privilege != LEGION_REDUCE;
                     });
}

bool CopySources::answer(MapperContext context, const Legion::Copy &copy,
                         const Legion::Mapping::Mapper::MapCopyInput &input,
                         Legion::Mapping::Mapper::MapCopyOutput &output) {
  if (!isPlain(copy))
    return false;
  size_t numSources = copy.src_requirements.size();
  std::vector<PhysicalInstances> chosen;
  chosen.reserve(numSources + copy.dst_requirements.size());
  for (size_t i = 0; i < numSources; ++i) {
    chosen.push_back(input.src_instances[i]);
    if (!findHolder(context, copy.src_requirements[i], chosen.back()))
      return false;
  }
  for (const PhysicalInstances &targets : input.dst_instances) {
    if (targets.empty())
      return false;
    chosen.push_back(targets);
  }
  if (!runtime->acquire_and_filter_instances(context, chosen))
    return false;
  auto firstTarget = chosen.begin() + numSources;
  std::move(chosen.begin(), firstTarget, output.src_instances.begin());
  std::move(firstTarget, chosen.end(), output.dst_instances.begin());
  return true;
}

void CopySources::giveInstances(
    MapperContext context, const Legion::Copy &copy,
    Legion::Mapping::Mapper::MapCopyOutput &output) {
  for (size_t i = 0; i < output.src_instances.size(); ++i) {
    PhysicalInstances &instances = output.src_instances[i];
    const PhysicalInstances &targets = output.dst_instances[i];
    if (instances.empty() || !instances.back().is_virtual_instance() ||
        targets.empty() || targets.front().is_virtual_instance())
      continue;
    const RegionRequirement &source = copy.src_requirements[i];
    if (!findHolder(context, source, instances))
      make(context, source, targets.front().get_location(), instances);
  }
}
