//===- Instances.cpp - Instances for the requirements of a task -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Instances.h"

#include <algorithm>
#include <cstring>

static constexpr size_t mostStated = 1 << 14;

using namespace mapwright::legion;
using Legion::LogicalPartition;
using Legion::LogicalRegion;
using Legion::Memory;
using Legion::RegionRequirement;
using Legion::Mapping::Mapper;
using Legion::Mapping::MapperContext;
using Legion::Mapping::PhysicalInstance;

//===----------------------------------------------------------------------===//
// Which memory and layout
//===----------------------------------------------------------------------===//

/// A memory that the code of the variant demands.
Memory Instances::findDemandedMemory(const MappedTask &mapped, unsigned index) {
  auto [first, last] = mapped.variant.layouts.equal_range(index);
  for (auto it = first; it != last; ++it) {
    const Legion::MemoryConstraint &constraint =
        runtime->find_layout_constraints(mapped.context, it->second)
            .memory_constraint;
    if (!constraint.is_valid())
      continue;
    if (auto kind = toPolicyKind(constraint.get_kind()))
      return policy.getMachine().findMemory(mapped.target, *kind);
  }
  return Memory::NO_MEMORY;
}

Memory Instances::chooseMemory(const MappedTask &mapped, unsigned index,
                               const mw_region &region, bool &isVirtual) {
  const MachineView &machine = policy.getMachine();
  mw_mem listed[MW_MEM_KINDS];
  uint32_t count = policy.get().memories(mapped.facts.name.c_str(), &region,
                                         mapped.kind, listed, MW_MEM_KINDS);
  for (uint32_t i = 0; i < count; ++i) {
    isVirtual = listed[i] == MW_VIRTUAL;
    if (isVirtual)
      return Memory::NO_MEMORY;
    Memory memory = machine.findMemory(mapped.target, listed[i]);
    if (memory.exists())
      return memory;
  }
  Memory demanded = findDemandedMemory(mapped, index);
  Memory memory =
      demanded.exists() ? demanded : machine.findDefaultMemory(mapped.target);
  if (!memory.exists())
    Failure(policy.get().source,
            "no memory for argument " + std::to_string(index) + " of task \"" +
                mapped.facts.name + "\": a " + spell(mapped.kind) +
                " addresses none",
            "memory-unreachable")
        .abortJob();
  return memory;
}

Instances::Plan Instances::plan(const MappedTask &mapped, unsigned index,
                                bool &isVirtual) {
  const RegionRequirement &requirement = mapped.task.regions[index];
  auto names = tables.names.find(runtime, mapped.context, requirement);
  mw_region region = names->describe(index);
  Plan plan;
  plan.index = index;
  plan.memory = chooseMemory(mapped, index, region, isVirtual);
  if (isVirtual)
    return plan;
  LayoutRequest &layout = plan.layout;
  layout.isStated = policy.get().layout(mapped.facts.name.c_str(), &region,
                                        *toPolicyKind(plan.memory.kind()),
                                        mapped.kind, &layout.layout) == MW_OK;
  layout.memory = plan.memory.kind();
  layout.dim = requirement.region.get_dim();
  layout.redop = requirement.privilege == LEGION_REDUCE ? requirement.redop : 0;
  layout.fieldSpace = requirement.region.get_field_space();
  layout.fields.assign(requirement.privilege_fields.begin(),
                       requirement.privilege_fields.end());
  auto [first, last] = mapped.variant.layouts.equal_range(index);
  for (auto it = first; it != last; ++it)
    layout.demands.push_back(it->second);
  plan.regions.push_back(chooseRegion(mapped, index, plan));
  return plan;
}

//===----------------------------------------------------------------------===//
// Which region
//===----------------------------------------------------------------------===//

/// The first region on the way from the root whose fan-out reaches the number
/// of nodes; the region itself if none does.
LogicalRegion Instances::findLevel(MapperContext context,
                                   LogicalRegion region) {
  auto volume = [&](LogicalRegion handle) {
    return runtime->get_index_space_domain(context, handle.get_index_space())
        .get_volume();
  };
  std::vector<LogicalRegion> path = {region};
  while (runtime->has_parent_logical_partition(context, path.back()))
    path.push_back(runtime->get_parent_logical_region(
        context, runtime->get_parent_logical_partition(context, path.back())));
  unsigned numNodes = policy.getMachine().getNumNodes();
  if (numNodes == 1 || path.size() == 1)
    return path.back();
  double fanout = 1;
  size_t above = volume(path.back());
  for (size_t level = path.size() - 1; level-- > 0;) {
    size_t here = volume(path[level]);
    fanout *= here == 0 ? 1.0 : double(above) / double(here);
    if (static_cast<unsigned>(fanout) >= numNodes)
      return path[level];
    above = here;
  }
  return region;
}

/// Memories in which instances cover more than their requirement (STM2).
static bool isShared(Memory::Kind kind) {
  return kind == Memory::SYSTEM_MEM || kind == Memory::SOCKET_MEM ||
         kind == Memory::REGDMA_MEM;
}

LogicalRegion Instances::chooseRegion(const MappedTask &mapped, unsigned index,
                                      const Plan &plan) {
  const RegionRequirement &requirement = mapped.task.regions[index];
  bool isPadded = false;
  for (Legion::LayoutConstraintID id : plan.layout.demands) {
    const Legion::LayoutConstraintSet &demanded =
        runtime->find_layout_constraints(mapped.context, id);
    isPadded |= demanded.padding_constraint.delta.get_dim() > 0 ||
                demanded.specialized_constraint.is_exact();
  }
  if (plan.layout.layout.exact || plan.layout.redop != 0 || isPadded ||
      !isShared(plan.memory.kind()))
    return requirement.region;
  return findLevel(mapped.context, requirement.region);
}

//===----------------------------------------------------------------------===//
// Finding and making instances
//===----------------------------------------------------------------------===//

/// Copies are saved where a valid instance satisfies all that is asked.
bool Instances::findValid(const MappedTask &mapped, const Plan &plan,
                          const std::vector<PhysicalInstance> &valid,
                          PhysicalInstance &found) {
  if (plan.layout.redop != 0 || valid.empty())
    return false;
  const RegionRequirement &requirement = mapped.task.regions[plan.index];
  const Legion::LayoutConstraintSet &constraints =
      runtime->find_layout_constraints(
          mapped.context,
          tables.layouts.find(runtime, mapped.context, plan.layout));
  for (const PhysicalInstance &instance : valid) {
    if (instance.get_location() != plan.memory ||
        !instance.is_normal_instance() || !instance.entails(constraints))
      continue;
    if (plan.layout.layout.exact &&
        instance.get_instance_domain() !=
            runtime->get_index_space_domain(
                mapped.context, requirement.region.get_index_space()))
      continue;
    std::vector<PhysicalInstance> one = {instance};
    std::set<Legion::FieldID> missing;
    runtime->filter_instances(mapped.context, mapped.task, plan.index,
                              mapped.variant.id, one, missing);
    if (one.empty() || !missing.empty() ||
        !runtime->acquire_and_filter_instances(mapped.context, one))
      continue;
    found = instance;
    return true;
  }
  return false;
}

PhysicalInstance Instances::create(const MappedTask &mapped, const Plan &plan) {
  Legion::LayoutConstraintID layout =
      tables.layouts.find(runtime, mapped.context, plan.layout);
  bool isTight = plan.layout.layout.exact;
  PhysicalInstance instance;
  size_t bytes = 0;
  const Legion::LayoutConstraint *unsatisfied = nullptr;
  bool isMade, isNew = true;
  // Point tasks that reduce at the same time must not share an instance.
  if (plan.layout.redop != 0)
    isMade = runtime->create_physical_instance(
        mapped.context, plan.memory, layout, plan.regions, instance,
        /*acquire=*/true, LEGION_GC_FIRST_PRIORITY, isTight, &bytes,
        &unsatisfied);
  else
    isMade = runtime->find_or_create_physical_instance(
        mapped.context, plan.memory, layout, plan.regions, instance, isNew,
        /*acquire=*/true, LEGION_GC_DEFAULT_PRIORITY, isTight, &bytes,
        &unsatisfied);
  if (!isMade)
    fail(mapped, plan, bytes, unsatisfied);
  return instance;
}

static std::string formatBytes(size_t bytes) {
  constexpr size_t mebi = 1 << 20;
  if (bytes < mebi)
    return std::to_string(bytes) + " bytes";
  return std::to_string(bytes / mebi) + "." +
         std::to_string(bytes % mebi * 10 / mebi) + " MiB";
}

void Instances::fail(const MappedTask &mapped, const Plan &plan, size_t bytes,
                     const Legion::LayoutConstraint *unsatisfied) const {
  std::string memory = spell(*toPolicyKind(plan.memory.kind()));
  std::string argument = "argument " + std::to_string(plan.index) +
                         " of task \"" + mapped.facts.name + "\"";
  std::string place = policy.get().source;
  bool isTooLarge = bytes > 0 || !unsatisfied;
  Failure failure =
      isTooLarge ? Failure(place,
                           argument + " needs " + formatBytes(bytes) + " in " +
                               memory + ", which has " +
                               formatBytes(plan.memory.capacity()) +
                               " and not enough left",
                           "capacity")
                 : Failure(place,
                           "no instance in " + memory +
                               " has the layout that " + argument + " asks for",
                           "layout-demand");
  failure.note("rank " + std::to_string(policy.getLocalNode()) + ", point " +
               (mapped.task.is_index_space
                    ? formatPoint(mapped.task.index_point)
                    : std::string("single")) +
               ", on " + spell(mapped.kind));
  if (isTooLarge)
    failure.note("give the memory more with Realm's -ll: options, choose "
                 "another one in a Region statement, or hold less at a time "
                 "with CollectMemory or InstanceLimit");
  failure.abortJob();
}

//===----------------------------------------------------------------------===//
// Requirements of a task
//===----------------------------------------------------------------------===//

bool Instances::isMapped(const MappedTask &mapped, unsigned index) const {
  const RegionRequirement &requirement = mapped.task.regions[index];
  return requirement.region.exists() &&
         requirement.privilege != LEGION_NO_ACCESS &&
         !requirement.privilege_fields.empty();
}

/// Whether Legion checks what mappers answer: a debug build does unless it is
/// told not to, a release build if it is told to.
static bool checksAnswers() {
#ifdef DEBUG_LEGION
  bool isChecked = true;
#else
  bool isChecked = false;
#endif
  const Legion::InputArgs &arguments = Legion::Runtime::get_input_args();
  for (int i = 1; i < arguments.argc; ++i) {
    isChecked |= !std::strcmp(arguments.argv[i], "-lg:safe_mapper");
    isChecked &= std::strcmp(arguments.argv[i], "-lg:unsafe_mapper") != 0;
  }
  return isChecked;
}

/// Whether Legion accepts instances of the memory. Attached data is in one of 0
/// bytes, which the checks do not count as visible.
static bool isAccepted(Memory memory) {
  static const bool isChecked = checksAnswers();
  return !isChecked || memory.capacity() > 0;
}

/// Data that a program shares with the outside stays where it is, if the task
/// can use it there.
bool Instances::chooseRestricted(const MappedTask &mapped, unsigned index,
                                 const std::vector<PhysicalInstance> &valid,
                                 std::vector<PhysicalInstance> &chosen) {
  const RegionRequirement &requirement = mapped.task.regions[index];
  if (!requirement.is_restricted() || requirement.privilege == LEGION_REDUCE)
    return false;
  std::vector<PhysicalInstance> usable;
  for (const PhysicalInstance &instance : valid)
    if (isAccepted(instance.get_location()))
      usable.push_back(instance);
  std::set<Legion::FieldID> missing;
  if (!usable.empty())
    runtime->filter_instances(mapped.context, mapped.task, index,
                              mapped.variant.id, usable, missing);
  if (usable.empty() || !missing.empty() ||
      !runtime->acquire_and_filter_instances(mapped.context, usable))
    return false;
  chosen = std::move(usable);
  return true;
}

void Instances::chooseOne(const MappedTask &mapped, unsigned index,
                          const std::vector<PhysicalInstance> &valid,
                          Chosen &chosen) {
  if (chooseRestricted(mapped, index, valid, chosen[index]))
    return;
  bool isVirtual = false;
  Plan made = plan(mapped, index, isVirtual);
  bool isReduction = mapped.task.regions[index].privilege == LEGION_REDUCE;
  if (isVirtual && mapped.variant.isLeaf)
    Failure(policy.get().source,
            "argument " + std::to_string(index) + " of task \"" +
                mapped.facts.name +
                "\" cannot be VIRTUAL: its variant is a leaf",
            "memory-unreachable")
        .abortJob();
  PhysicalInstance instance;
  if (isVirtual || (isReduction && mapped.variant.isInner))
    instance = PhysicalInstance::get_virtual_instance();
  else if (!findValid(mapped, made, valid, instance))
    instance = create(mapped, made);
  chosen[index].assign(1, instance);
}

bool Instances::chooseVirtual(const MappedTask &mapped, Chosen &chosen) {
  if (!mapped.variant.isInner)
    return false;
  bool isExclusive =
      std::all_of(mapped.task.regions.begin(), mapped.task.regions.end(),
                  [](const RegionRequirement &requirement) {
                    return requirement.prop == LEGION_EXCLUSIVE;
                  });
  if (!isExclusive)
    return false;
  for (std::vector<PhysicalInstance> &instances : chosen)
    instances.assign(1, PhysicalInstance::get_virtual_instance());
  return true;
}

/// One instance over the regions of all requirements that belong together.
void Instances::chooseColocated(const MappedTask &mapped, Chosen &chosen) {
  for (const std::set<unsigned> &group : mapped.variant.colocated) {
    std::vector<unsigned> members;
    for (unsigned index : group)
      if (index < chosen.size() && isMapped(mapped, index) &&
          chosen[index].empty())
        members.push_back(index);
    if (members.empty())
      continue;
    bool isVirtual = false;
    Plan together = plan(mapped, members.front(), isVirtual);
    if (isVirtual)
      continue;
    std::set<Legion::FieldID> fields;
    for (unsigned index : members) {
      const RegionRequirement &requirement = mapped.task.regions[index];
      fields.insert(requirement.privilege_fields.begin(),
                    requirement.privilege_fields.end());
      together.regions.push_back(chooseRegion(mapped, index, together));
    }
    std::sort(together.regions.begin(), together.regions.end());
    together.regions.erase(
        std::unique(together.regions.begin(), together.regions.end()),
        together.regions.end());
    together.layout.fields.assign(fields.begin(), fields.end());
    PhysicalInstance instance = create(mapped, together);
    for (unsigned index : members)
      chosen[index].assign(1, instance);
  }
}

static bool isReadOnly(const RegionRequirement &requirement) {
  return requirement.privilege == LEGION_READ_ONLY;
}

void Instances::collect(const MappedTask &mapped,
                        Mapper::MapTaskOutput &output) {
  for (unsigned i = 0; i < mapped.task.regions.size(); ++i) {
    const RegionRequirement &requirement = mapped.task.regions[i];
    if (!isMapped(mapped, i) || !isReadOnly(requirement))
      continue;
    auto names = tables.names.find(runtime, mapped.context, requirement);
    mw_region region = names->describe(i);
    if (policy.get().collect(mapped.facts.name.c_str(), &region) == 1)
      output.untracked_valid_regions.insert(i);
  }
}

bool Instances::reuse(const MappedTask &mapped, const NumberKey &key,
                      Mapper::MapTaskOutput &output) {
  Chosen &chosen = output.chosen_instances;
  if (!former.find(key, chosen, output.untracked_valid_regions))
    return false;
  if (runtime->acquire_and_filter_instances(mapped.context, chosen))
    return true;
  former.forget(key);
  for (std::vector<PhysicalInstance> &instances : chosen)
    instances.clear();
  output.untracked_valid_regions.clear();
  return false;
}

void Instances::chooseAnew(const MappedTask &mapped,
                           const Mapper::MapTaskInput &input,
                           Mapper::MapTaskOutput &output) {
  Chosen &chosen = output.chosen_instances;
  collect(mapped, output);
  std::set<unsigned> done(input.premapped_regions.begin(),
                          input.premapped_regions.end());
  if (done.empty())
    chooseColocated(mapped, chosen);
  for (unsigned i = 0; i < chosen.size(); ++i)
    if (isMapped(mapped, i) && chosen[i].empty() && done.count(i) == 0)
      chooseOne(mapped, i,
                i < input.valid_instances.size()
                    ? input.valid_instances[i]
                    : std::vector<PhysicalInstance>(),
                chosen);
}

void Instances::choose(const MappedTask &mapped,
                       const Mapper::MapTaskInput &input,
                       Mapper::MapTaskOutput &output) {
  if (chooseVirtual(mapped, output.chosen_instances))
    return;
  if (!input.premapped_regions.empty())
    return chooseAnew(mapped, input, output);
  NumberKey key =
      makeMappingKey(mapped.task.task_id, mapped.variant.id, mapped.target,
                     mapped.task.regions, input.valid_instances);
  if (reuse(mapped, key, output))
    return;
  chooseAnew(mapped, input, output);
  former.remember(key, output.chosen_instances, output.untracked_valid_regions);
}

/// What the names of the requirements of a task follow from.
static NumberKey makeNamesKey(const Legion::Task &task, mw_proc kind) {
  constexpr size_t perRequirement = 6;
  NumberKey key(2 + perRequirement * task.regions.size());
  key.add(task.task_id);
  key.add(kind);
  for (const RegionRequirement &requirement : task.regions) {
    addRegion(key, requirement.region);
    addRegion(key, requirement.parent);
    key.add(requirement.partition.get_tree_id());
    key.add(requirement.partition.get_index_partition().get_id());
  }
  return key;
}

bool Instances::hasStatement(MapperContext context, const Legion::Task &task,
                             mw_proc kind) {
  NumberKey key = makeNamesKey(task, kind);
  {
    std::lock_guard<std::mutex> lock(mutex);
    auto known = stated.find(key);
    if (known != stated.end())
      return known->second;
  }
  bool isStated = findStatement(context, task, kind);
  std::lock_guard<std::mutex> lock(mutex);
  if (stated.size() >= mostStated)
    stated.clear();
  stated.insert_or_assign(std::move(key), isStated);
  return isStated;
}

bool Instances::findStatement(MapperContext context, const Legion::Task &task,
                              mw_proc kind) {
  const mw_policy &source = policy.get();
  const char *name = task.get_task_name();
  for (unsigned i = 0; i < task.regions.size(); ++i) {
    auto names = tables.names.find(runtime, context, task.regions[i]);
    mw_region region = names->describe(i);
    mw_layout layout;
    if (source.memories(name, &region, kind, nullptr, 0) > 0 ||
        source.collect(name, &region) == 1)
      return true;
    for (unsigned memory = 0; memory < MW_VIRTUAL; ++memory)
      if (source.layout(name, &region, static_cast<mw_mem>(memory), kind,
                        &layout) == MW_OK)
        return true;
  }
  return false;
}
