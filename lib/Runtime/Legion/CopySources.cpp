//===- CopySources.cpp - Where explicit copies read -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CopySources.h"

#include <algorithm>

using namespace mapwright::legion;
using Legion::Domain;
using Legion::RegionRequirement;
using Legion::Mapping::MapperContext;
using Legion::Mapping::MapperRuntime;
using Legion::Mapping::PhysicalInstance;
using PhysicalInstances = std::vector<PhysicalInstance>;

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

static void giveInstance(MapperRuntime &runtime, MapperContext context,
                         const RegionRequirement &source, Legion::Memory memory,
                         PhysicalInstances &instances) {
  Domain read =
      runtime.get_index_space_domain(context, source.region.get_index_space());
  auto found = std::find_if(instances.begin(), instances.end(),
                            [&](const PhysicalInstance &instance) {
                              return holds(instance, source, read);
                            });
  if (found != instances.end()) {
    instances.assign(1, PhysicalInstance(*found));
    return;
  }
  Legion::LayoutConstraintSet layout;
  layout.add_constraint(
      Legion::FieldConstraint(source.privilege_fields, /*contiguous=*/false));
  PhysicalInstance made;
  bool isNew;
  if (runtime.find_or_create_physical_instance(context, memory, layout,
                                               {source.region}, made, isNew))
    instances.assign(1, made);
}

void mapwright::legion::giveSourcesInstances(
    MapperRuntime &runtime, MapperContext context, const Legion::Copy &copy,
    Legion::Mapping::Mapper::MapCopyOutput &output) {
  for (size_t i = 0; i < output.src_instances.size(); ++i) {
    PhysicalInstances &instances = output.src_instances[i];
    const PhysicalInstances &targets = output.dst_instances[i];
    if (instances.empty() || !instances.back().is_virtual_instance() ||
        targets.empty() || targets.front().is_virtual_instance())
      continue;
    giveInstance(runtime, context, copy.src_requirements[i],
                 targets.front().get_location(), instances);
  }
}
