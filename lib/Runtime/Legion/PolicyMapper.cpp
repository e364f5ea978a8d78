//===- PolicyMapper.cpp - A mapper that does what a policy says -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PolicyMapper.h"

#include <algorithm>
#include <typeinfo>

using namespace mapwright::legion;
using Legion::Domain;
using Legion::Machine;
using Legion::Memory;
using Legion::Processor;
using Legion::RegionRequirement;
using Legion::Task;
using Legion::Mapping::DefaultMapper;
using Legion::Mapping::Mapper;
using Legion::Mapping::MapperContext;
using Legion::Mapping::PhysicalInstance;
using mapwright::runtime::warn;

ActivePolicy::ActivePolicy(const mw_policy &source, Legion::Runtime *runtime,
                           Machine machine, Legion::MapperID id,
                           DecisionLog *log)
    : localNode(Machine::ProcessorQuery(machine)
                    .local_address_space()
                    .first()
                    .address_space()),
      machine(machine, localNode), policy(source, this->machine, localNode),
      tables(policy), functors(runtime, policy, id), log(log) {}

uint64_t ActivePolicy::takeTurn(const std::string &task) {
  std::lock_guard<std::mutex> lock(mutex);
  return turns[task]++;
}

PolicyMapper::PolicyMapper(ActivePolicy &active, Mapper *base)
    : ForwardingMapper(base), active(active),
      name("mapwright " + std::string(active.policy.get().name) + " before " +
           base->get_mapper_name()),
      instances(active.policy, active.tables, runtime), copySources(runtime),
      isBeforeDefault(typeid(*base) == typeid(DefaultMapper)) {}

bool PolicyMapper::governs(Context context, const Task &task,
                           const TaskFacts &facts) {
  return facts.isNamed || instances.hasStatement(context, task, facts.kind);
}

Processor PolicyMapper::getFirstLocal(mw_proc kind) const {
  return active.machine.getProcessors(active.localNode, kind).front();
}

//===----------------------------------------------------------------------===//
// Where a launch begins
//===----------------------------------------------------------------------===//

bool PolicyMapper::shouldReplicate(const Task &task,
                                   const TaskFacts &facts) const {
  if (active.machine.getNumNodes() == 1)
    return false;
  return facts.replicate < 0 ? task.get_depth() == 0 : facts.replicate == 1;
}

/// STM10. False if no map applies.
bool PolicyMapper::evaluateSingle(const Task &task, const TaskFacts &facts,
                                  Printing printing, Places &places) const {
  if (!facts.hasSingleMap)
    return false;
  const Task *parent = getParent(task);
  mw_place at = {static_cast<int32_t>(active.localNode), 0};
  mw_proc parentKind = facts.kind;
  if (parent) {
    at = active.machine.getPlace(parent->current_proc);
    parentKind = toPolicyKind(parent->current_proc.kind()).value_or(facts.kind);
  }
  // Every shard has to find the same.
  if (isInReplicatedContext(task))
    at = {0, 0};
  mw_place self = {at.node, 0};
  mw_error error = {};
  mw_status status =
      active.policy.single(facts.name.c_str(), facts.kind, self,
                           parent ? parent->get_task_name() : nullptr,
                           parentKind, at, places, error, printing);
  if (status == MW_ERROR)
    active.policy.describe(error, facts.name.c_str(), facts.kind)
        .note("a single launch")
        .abortJob();
  for (mw_place place : places)
    active.policy.checkPlace(place, facts.name.c_str(), facts.kind);
  return status == MW_OK;
}

Processor PolicyMapper::chooseInitial(const Task &task,
                                      const TaskFacts &facts) {
  Places places;
  if (task.is_index_space || task.must_epoch_task ||
      !evaluateSingle(task, facts, Printing::On, places))
    return getFirstLocal(facts.kind);
  // GPUs have memories of their own: one has to be chosen before mapping.
  bool takesTurns = facts.kind == MW_GPU && places.size() > 1;
  mw_place place =
      places[takesTurns ? active.takeTurn(facts.name) % places.size() : 0];
  // Only the shard that owns the task runs it.
  if (isInReplicatedContext(task) &&
      static_cast<unsigned>(place.node) != active.localNode)
    return getFirstLocal(facts.kind);
  return active.machine.getProcessor(place, facts.kind);
}

/// Whether all points of a launch use the whole of a requirement and none
/// writes it: then the copies of several nodes can be made together.
static bool isCollective(const RegionRequirement &requirement) {
  bool isShared = requirement.privilege == LEGION_READ_ONLY ||
                  requirement.privilege == LEGION_REDUCE;
  bool isWhole = requirement.handle_type == LEGION_SINGULAR_PROJECTION ||
                 (requirement.handle_type == LEGION_REGION_PROJECTION &&
                  requirement.projection == 0);
  return isShared && isWhole;
}

void PolicyMapper::chooseOptions(const Task &task, const TaskFacts &facts,
                                 TaskOptions &output) {
  output.initial_proc = chooseInitial(task, facts);
  output.inline_task = false;
  output.stealable = false;
  output.map_locally = false;
  output.replicate = shouldReplicate(task, facts);
  // Tasks that map together could wait for each other's tokens.
  if (!task.is_index_space || active.machine.getNumNodes() == 1 ||
      facts.limit > 0)
    return;
  for (unsigned i = 0; i < task.regions.size(); ++i)
    if (isCollective(task.regions[i]))
      output.check_collective_regions.insert(i);
}

void PolicyMapper::select_task_options(const MapperContext context,
                                       const Task &task, TaskOptions &output) {
  const TaskFacts &facts = getFacts(context, task);
  if (governs(context, task, facts))
    chooseOptions(task, facts, output);
  else
    mapper->select_task_options(context, task, output);
  if (active.log)
    active.log->writeOptions(runtime, context, task, output);
}

void PolicyMapper::replicate_task(MapperContext context, const Task &task,
                                  const ReplicateTaskInput &input,
                                  ReplicateTaskOutput &output) {
  const TaskFacts &facts = getFacts(context, task);
  if (governs(context, task, facts)) {
    const VariantFacts &variant = active.tables.tasks.getVariant(
        runtime, context, task, toLegionKind(facts.kind));
    if (variant.isReplicable && shouldReplicate(task, facts)) {
      output.chosen_variant = variant.id;
      for (unsigned node = 0; node < active.machine.getNumNodes(); ++node)
        output.target_processors.push_back(
            active.machine.getProcessors(node, facts.kind).front());
    } else if (facts.replicate == 1) {
      warn("task \"" + facts.name +
           "\" is not replicated: its variant is not registered as replicable");
    }
  } else {
    mapper->replicate_task(context, task, input, output);
  }
  if (active.log)
    active.log->writeReplication(runtime, context, task, output);
}

static ShardOfNode findShards(const std::vector<Processor> &mapping,
                              unsigned numNodes) {
  ShardOfNode shards(numNodes);
  for (size_t i = mapping.size(); i-- > 0;)
    shards[mapping[i].address_space()] = i;
  return shards;
}

void PolicyMapper::select_sharding_functor(
    const MapperContext context, const Task &task,
    const SelectShardingFunctorInput &input,
    SelectShardingFunctorOutput &output) {
  const TaskFacts &facts = getFacts(context, task);
  if (governs(context, task, facts)) {
    ShardOfNode shards =
        findShards(input.shard_mapping, active.machine.getNumNodes());
    Places places;
    output.chosen_functor = active.functors.findDealing();
    if (task.is_index_space && facts.hasIndexMap)
      output.chosen_functor =
          active.functors.findMap(facts.name, facts.kind, shards);
    else if (!task.is_index_space &&
             evaluateSingle(task, facts, Printing::Off, places))
      output.chosen_functor =
          active.functors.findConstant(shards[places[0].node].value_or(0));
    output.slice_recurse = true;
  } else {
    mapper->select_sharding_functor(context, task, input, output);
  }
  if (active.log)
    active.log->writeSharding(runtime, context, task, input, output);
}

//===----------------------------------------------------------------------===//
// Mapping a task
//===----------------------------------------------------------------------===//

std::vector<Processor>
PolicyMapper::chooseTargets(const Task &task, const TaskFacts &facts) const {
  std::vector<Processor> targets = {task.target_proc};
  if (task.is_index_space || task.must_epoch_task || task.concurrent_task ||
      task.target_proc.kind() == Processor::TOC_PROC ||
      task.target_proc.kind() != toLegionKind(facts.kind))
    return targets;
  unsigned node = task.target_proc.address_space();
  auto add = [&](Processor processor) {
    if (processor != task.target_proc)
      targets.push_back(processor);
  };
  Places places;
  if (!evaluateSingle(task, facts, Printing::Off, places)) {
    for (Processor processor : active.machine.getProcessors(node, facts.kind))
      add(processor);
    return targets;
  }
  for (mw_place place : places)
    if (static_cast<unsigned>(place.node) == node)
      add(active.machine.getProcessor(place, facts.kind));
  return targets;
}

/// A task runs on any of its targets, so all of them have to see its data.
void PolicyMapper::keepAddressing(const Instances::Chosen &chosen, mw_proc kind,
                                  std::vector<Processor> &targets) const {
  if (targets.size() == 1)
    return;
  std::vector<Memory> memories;
  for (const std::vector<PhysicalInstance> &instances : chosen)
    for (const PhysicalInstance &instance : instances) {
      if (instance.is_virtual_instance())
        continue;
      Memory memory = instance.get_location();
      if (!active.machine.isSeenByAll(kind, memory) &&
          std::find(memories.begin(), memories.end(), memory) == memories.end())
        memories.push_back(memory);
    }
  if (memories.empty())
    return;
  auto seesAll = [&](Processor processor) {
    return std::all_of(memories.begin(), memories.end(), [&](Memory memory) {
      return active.machine.canAddress(processor, memory);
    });
  };
  targets.erase(std::remove_if(targets.begin() + 1, targets.end(),
                               [&](Processor p) { return !seesAll(p); }),
                targets.end());
}

/// Regions that the task makes: their sizes are known after it ran.
void PolicyMapper::chooseOutputs(const Task &task, Processor target,
                                 MapTaskOutput &output) const {
  for (size_t i = 0; i < task.output_regions.size(); ++i) {
    output.output_targets[i] = active.machine.findDefaultMemory(target);
    int dim = task.output_regions[i].region.get_dim();
    std::vector<Legion::DimensionKind> order;
    for (int d = 0; d < dim; ++d)
      order.push_back(static_cast<Legion::DimensionKind>(LEGION_DIM_X + d));
    order.push_back(LEGION_DIM_F);
    output.output_constraints[i].add_constraint(
        Legion::OrderingConstraint(order, /*contiguous=*/false));
  }
}

void PolicyMapper::mapGoverned(Context context, const Task &task,
                               const TaskFacts &facts,
                               const MapTaskInput &input,
                               MapTaskOutput &output) {
  bool isShard = input.shard_processor.exists();
  Processor target = isShard ? input.shard_processor : task.target_proc;
  Processor::Kind targetKind = target.kind();
  const VariantFacts &variant =
      active.tables.tasks.getVariant(runtime, context, task, targetKind);
  output.chosen_variant = isShard ? input.shard_variant : variant.id;
  output.task_priority = 0;
  output.postmap_task = false;
  mw_proc kind = toPolicyKind(targetKind).value_or(facts.kind);
  instances.choose({context, task, facts, variant, target, kind}, input,
                   output);
  if (isShard)
    output.target_procs.assign(1, target);
  else
    output.target_procs = chooseTargets(task, facts);
  keepAddressing(output.chosen_instances, kind, output.target_procs);
  chooseOutputs(task, target, output);
  // The token goes back when Realm says how the task ended.
  if (facts.limit > 0 && active.ledger.holds(task.get_unique_id()))
    output.task_prof_requests.add_measurement<
        Legion::Mapping::ProfilingMeasurements::OperationStatus>();
}

void PolicyMapper::map_task(const MapperContext context, const Task &task,
                            const MapTaskInput &input, MapTaskOutput &output) {
  const TaskFacts &facts = getFacts(context, task);
  if (governs(context, task, facts))
    mapGoverned(context, task, facts, input, output);
  else
    mapper->map_task(context, task, input, output);
  if (active.log)
    active.log->writeMapping(runtime, context, task, output);
}

/// Copies come from where they are fastest, then from where most is found.
void PolicyMapper::select_task_sources(const MapperContext context,
                                       const Task &task,
                                       const SelectTaskSrcInput &input,
                                       SelectTaskSrcOutput &output) {
  if (!governs(context, task, getFacts(context, task)))
    return mapper->select_task_sources(context, task, input, output);
  if (input.source_instances.size() == 1) {
    output.chosen_ranking.push_back(input.source_instances.front());
    return;
  }
  Memory to = input.target.get_location();
  Domain wanted = input.target.get_instance_domain();
  // Bandwidth, points, and of equals the one that was named first.
  using Rank = std::tuple<unsigned, size_t, ptrdiff_t>;
  std::vector<Rank> ranked;
  ranked.reserve(input.source_instances.size());
  Memory from = Memory::NO_MEMORY;
  unsigned bandwidth = 0;
  for (const PhysicalInstance &source : input.source_instances) {
    // Most are in one memory.
    if (source.get_location() != from) {
      from = source.get_location();
      bandwidth = active.machine.getBandwidth(from, to);
    }
    ranked.emplace_back(
        bandwidth,
        source.get_instance_domain().intersection(wanted).get_volume(),
        -ptrdiff_t(ranked.size()));
  }
  std::sort(ranked.begin(), ranked.end(), std::greater<>());
  for (const Rank &rank : ranked)
    output.chosen_ranking.push_back(input.source_instances[-std::get<2>(rank)]);
}

void PolicyMapper::map_copy(const MapperContext context,
                            const Legion::Copy &copy, const MapCopyInput &input,
                            MapCopyOutput &output) {
  if (isBeforeDefault && copySources.answer(context, copy, input, output))
    return;
  mapper->map_copy(context, copy, input, output);
  copySources.giveInstances(context, copy, output);
}

//===----------------------------------------------------------------------===//
// Instance limits
//===----------------------------------------------------------------------===//

/// STM7: who is never held back.
bool PolicyMapper::isCounted(const Task &task, const TaskFacts &facts) const {
  if (facts.limit == 0 || task.concurrent_task || task.must_epoch_task ||
      task.local_function)
    return false;
  for (const Task *above = getParent(task); above; above = getParent(*above))
    if (facts.name == above->get_task_name())
      return false;
  return true;
}

bool PolicyMapper::mayMap(const Task &task, const TaskFacts &facts) {
  return !isCounted(task, facts) ||
         active.ledger.take(facts.name, facts.limit, task.get_unique_id());
}

/// Has the runtime ask again when a token came back after `releases` of them.
void PolicyMapper::deferAll(Context context, uint64_t releases,
                            SelectMappingOutput &output) {
  output.deferral_event = runtime->create_mapper_event(context);
  if (!active.ledger.waitForRelease(output.deferral_event, releases))
    runtime->trigger_mapper_event(context, output.deferral_event);
}

void PolicyMapper::select_tasks_to_map(const MapperContext context,
                                       const SelectMappingInput &input,
                                       SelectMappingOutput &output) {
  uint64_t releases = active.ledger.getReleases();
  SelectMappingInput forBase;
  bool isHeldBack = false;
  for (const Task *task : input.ready_tasks) {
    const TaskFacts &facts = getFacts(context, *task);
    if (!governs(context, *task, facts))
      forBase.ready_tasks.push_back(task);
    else if (mayMap(*task, facts))
      output.map_tasks.insert(task);
    else
      isHeldBack = true;
  }
  if (!forBase.ready_tasks.empty())
    mapper->select_tasks_to_map(context, forBase, output);
  if (isHeldBack && output.map_tasks.empty() && output.relocate_tasks.empty())
    deferAll(context, releases, output);
}

void PolicyMapper::report_profiling(const MapperContext context,
                                    const Task &task,
                                    const TaskProfilingInfo &input) {
  if (!governs(context, task, getFacts(context, task)))
    return mapper->report_profiling(context, task, input);
  for (Legion::Mapping::MapperEvent event :
       active.ledger.release(task.get_unique_id()))
    runtime->trigger_mapper_event(context, event);
}
