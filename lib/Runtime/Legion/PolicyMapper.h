//===- PolicyMapper.h - A mapper that does what a policy says ---*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_POLICYMAPPER_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_POLICYMAPPER_H

#include "CopySources.h"
#include "DecisionLog.h"
#include "Instances.h"
#include "Sharding.h"
#include "SliceCache.h"
#include "TokenLedger.h"

namespace mapwright {
namespace legion {

/// A policy at work for one mapper id of this process: what the mappers of all
/// its processors share. Lives until the process ends, as sharding functors do.
struct ActivePolicy {
  ActivePolicy(const mw_policy &source, Legion::Runtime *runtime,
               Legion::Machine machine, Legion::MapperID id, DecisionLog *log);

  unsigned localNode;
  MachineView machine;
  BoundPolicy policy;
  SharedTables tables;
  FunctorIds functors;
  TokenLedger ledger;
  SliceCache slices;
  DecisionLog *log; ///< null: no log is wanted

  /// How many single launches of a task took a member of a star set so far.
  uint64_t takeTurn(const std::string &task);

private:
  std::mutex mutex;
  std::map<std::string, uint64_t> turns;
};

/// Decides for tasks that a statement of the policy is about, and hands
/// everything else on to the mapper it is put before. One for each processor.
class PolicyMapper : public Legion::Mapping::ForwardingMapper {
public:
  /// Takes over `base`.
  PolicyMapper(ActivePolicy &active, Legion::Mapping::Mapper *base);

  const char *get_mapper_name() const override { return name.c_str(); }

  void select_task_options(const Legion::Mapping::MapperContext context,
                           const Legion::Task &task,
                           TaskOptions &output) override;
  void slice_task(const Legion::Mapping::MapperContext context,
                  const Legion::Task &task, const SliceTaskInput &input,
                  SliceTaskOutput &output) override;
  void map_task(const Legion::Mapping::MapperContext context,
                const Legion::Task &task, const MapTaskInput &input,
                MapTaskOutput &output) override;
  void replicate_task(Legion::Mapping::MapperContext context,
                      const Legion::Task &task, const ReplicateTaskInput &input,
                      ReplicateTaskOutput &output) override;
  void select_task_sources(const Legion::Mapping::MapperContext context,
                           const Legion::Task &task,
                           const SelectTaskSrcInput &input,
                           SelectTaskSrcOutput &output) override;
  void map_copy(const Legion::Mapping::MapperContext context,
                const Legion::Copy &copy, const MapCopyInput &input,
                MapCopyOutput &output) override;
  void report_profiling(const Legion::Mapping::MapperContext context,
                        const Legion::Task &task,
                        const TaskProfilingInfo &input) override;
  void select_sharding_functor(const Legion::Mapping::MapperContext context,
                               const Legion::Task &task,
                               const SelectShardingFunctorInput &input,
                               SelectShardingFunctorOutput &output) override;
  void select_tasks_to_map(const Legion::Mapping::MapperContext context,
                           const SelectMappingInput &input,
                           SelectMappingOutput &output) override;
  using ForwardingMapper::report_profiling;
  using ForwardingMapper::select_sharding_functor;

private:
  using Context = Legion::Mapping::MapperContext;
  using Places = std::vector<mw_place>;

  const TaskFacts &getFacts(Context context, const Legion::Task &task) {
    return active.tables.tasks.getTask(runtime, context, task);
  }
  bool governs(Context context, const Legion::Task &task,
               const TaskFacts &facts);

  Legion::Processor getFirstLocal(mw_proc kind) const;
  bool shouldReplicate(const Legion::Task &task, const TaskFacts &facts) const;
  bool evaluateSingle(const Legion::Task &task, const TaskFacts &facts,
                      Printing printing, Places &places) const;
  void chooseOptions(const Legion::Task &task, const TaskFacts &facts,
                     TaskOptions &output);
  Legion::Processor chooseInitial(const Legion::Task &task,
                                  const TaskFacts &facts);

  Legion::Domain getLaunchDomain(Context context, const Legion::Task &task);
  using PlacedPoints = std::map<Legion::Processor, BoxList>;
  PlacedPoints placeByMap(const TaskFacts &facts, const Legion::Domain &domain,
                          const Legion::Domain &points) const;
  PlacedPoints placeByDefault(const Legion::Task &task, mw_proc kind,
                              const Legion::Domain &points) const;
  void checkConcurrent(const Legion::Task &task,
                       const PlacedPoints &placed) const;
  void makeSlices(Context context, PlacedPoints &placed,
                  SliceCache::Slices &slices);
  void sliceGoverned(Context context, const Legion::Task &task,
                     const TaskFacts &facts, const Legion::Domain &points,
                     SliceCache::Slices &slices);

  void mapGoverned(Context context, const Legion::Task &task,
                   const TaskFacts &facts, const MapTaskInput &input,
                   MapTaskOutput &output);
  std::vector<Legion::Processor> chooseTargets(const Legion::Task &task,
                                               const TaskFacts &facts) const;
  void keepAddressing(const Instances::Chosen &chosen, mw_proc kind,
                      std::vector<Legion::Processor> &targets) const;
  void chooseOutputs(const Legion::Task &task, Legion::Processor target,
                     MapTaskOutput &output) const;

  bool isCounted(const Legion::Task &task, const TaskFacts &facts) const;
  bool mayMap(const Legion::Task &task, const TaskFacts &facts);
  void deferAll(Context context, uint64_t releases,
                SelectMappingOutput &output);

  ActivePolicy &active;
  std::string name;
  Instances instances;
  CopySources copySources;
  bool isBeforeDefault; ///< just DefaultMapper, not a mapper derived from it
};

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_POLICYMAPPER_H
