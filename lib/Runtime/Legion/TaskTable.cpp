//===- TaskTable.cpp - What a policy and the runtime say of tasks ---------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TaskTable.h"

#include <algorithm>

using namespace mapwright::legion;
using Legion::Processor;
using Legion::Task;
using Legion::TaskID;
using Legion::VariantID;
using Legion::Mapping::MapperContext;
using Legion::Mapping::MapperRuntime;
using mapwright::runtime::warn;

//===----------------------------------------------------------------------===//
// Tasks
//===----------------------------------------------------------------------===//

/// DefaultMapper's ranking.
static constexpr mw_proc defaultRanking[] = {MW_GPU, MW_OMP, MW_PROC,
                                             MW_CPU, MW_IO,  MW_PY};

static bool hasVariant(MapperRuntime *runtime, MapperContext context,
                       TaskID task, mw_proc kind) {
  std::vector<VariantID> variants;
  runtime->find_valid_variants(context, task, variants, toLegionKind(kind));
  return !variants.empty();
}

mw_proc TaskTable::chooseKind(MapperRuntime *runtime, MapperContext context,
                              const Task &task) const {
  const char *name = task.get_task_name();
  auto fits = [&](mw_proc kind) {
    return policy.getMachine().count(kind) > 0 &&
           hasVariant(runtime, context, task.task_id, kind);
  };
  mw_proc listed[MW_PROC_KINDS];
  uint32_t count = policy.get().kinds(name, listed);
  const mw_proc *found = std::find_if(listed, listed + count, fits);
  if (found != listed + count)
    return *found;
  const mw_proc *byDefault =
      std::find_if(std::begin(defaultRanking), std::end(defaultRanking), fits);
  if (byDefault == std::end(defaultRanking))
    Failure(policy.get().source,
            "task \"" + std::string(name) +
                "\" has no variant for a kind of processor that every node has",
            "no-variant")
        .note("the machine has " + policy.getMachine().describe())
        .abortJob();
  if (count > 0 && policy.getLocalNode() == 0)
    warn("none of the kinds that the mapper lists for task \"" +
         std::string(name) +
         "\" has a variant and a processor on every node; " +
         spell(*byDefault) + " is used");
  return *byDefault;
}

TaskFacts TaskTable::collect(MapperRuntime *runtime, MapperContext context,
                             const Task &task) const {
  const mw_policy &source = policy.get();
  TaskFacts facts;
  facts.name = task.get_task_name();
  const char *name = facts.name.c_str();
  facts.kind = chooseKind(runtime, context, task);
  facts.limit = source.instance_limit(name);
  facts.replicate = source.replicate(name);
  // Whether there is a map does not depend on the launch.
  Legion::Domain any(Legion::DomainPoint(0), Legion::DomainPoint(0));
  facts.hasIndexMap =
      policy.launch(name, facts.kind, any, Printing::Off)->status != MW_DEFAULT;
  std::vector<mw_place> places;
  mw_error error;
  mw_place first = {0, 0};
  facts.hasSingleMap =
      policy.single(name, facts.kind, first, nullptr, facts.kind, first, places,
                    error, Printing::Off) != MW_DEFAULT;
  mw_proc kinds[MW_PROC_KINDS];
  facts.isNamed = source.kinds(name, kinds) > 0 || facts.limit > 0 ||
                  facts.replicate >= 0 || facts.hasIndexMap ||
                  facts.hasSingleMap;
  return facts;
}

const TaskFacts &TaskTable::getTask(MapperRuntime *runtime,
                                    MapperContext context, const Task &task) {
  auto &recent = recentTasks[task.task_id % numRecent];
  const Tasks::value_type *entry = recent.load(std::memory_order_acquire);
  if (entry && entry->first == task.task_id)
    return entry->second;
  {
    std::lock_guard<std::mutex> lock(mutex);
    auto known = tasks.find(task.task_id);
    if (known != tasks.end()) {
      recent.store(&*known, std::memory_order_release);
      return known->second;
    }
  }
  // Calls of the runtime may wait: without the lock.
  TaskFacts facts = collect(runtime, context, task);
  std::lock_guard<std::mutex> lock(mutex);
  return tasks.emplace(task.task_id, std::move(facts)).first->second;
}

//===----------------------------------------------------------------------===//
// Variants
//===----------------------------------------------------------------------===//

static VariantFacts collectVariant(MapperRuntime *runtime,
                                   MapperContext context, TaskID task,
                                   VariantID id) {
  VariantFacts facts;
  facts.id = id;
  facts.isInner = runtime->is_inner_variant(context, task, id);
  facts.isLeaf = runtime->is_leaf_variant(context, task, id);
  facts.isReplicable = runtime->is_replicable_variant(context, task, id);
  facts.layouts =
      runtime->find_task_layout_constraints(context, task, id).layouts;
  for (const Legion::ColocationConstraint &constraint :
       runtime->find_execution_constraints(context, task, id)
           .colocation_constraints)
    facts.colocated.emplace_back(constraint.indexes.begin(),
                                 constraint.indexes.end());
  return facts;
}

const VariantFacts &TaskTable::getVariant(MapperRuntime *runtime,
                                          MapperContext context,
                                          const Task &task,
                                          Processor::Kind kind) {
  VariantKey key(task.task_id, kind);
  auto &recent = recentVariants[(task.task_id + kind) % numRecent];
  const Variants::value_type *entry = recent.load(std::memory_order_acquire);
  if (entry && entry->first == key)
    return entry->second;
  {
    std::lock_guard<std::mutex> lock(mutex);
    auto known = variants.find(key);
    if (known != variants.end()) {
      recent.store(&*known, std::memory_order_release);
      return known->second;
    }
  }
  std::vector<VariantID> ids;
  runtime->find_valid_variants(context, task.task_id, ids, kind);
  if (ids.empty())
    Failure(policy.get().source,
            "task \"" + std::string(task.get_task_name()) +
                "\" has no variant for the processor it was sent to",
            "no-variant")
        .abortJob();
  VariantFacts facts =
      collectVariant(runtime, context, task.task_id,
                     *std::max_element(ids.begin(), ids.end()));
  std::lock_guard<std::mutex> lock(mutex);
  return variants.emplace(key, std::move(facts)).first->second;
}
