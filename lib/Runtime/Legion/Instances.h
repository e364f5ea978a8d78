//===- Instances.h - Instances for the requirements of a task ---*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_INSTANCES_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_INSTANCES_H

#include "FormerMappings.h"
#include "Layouts.h"
#include "RegionNames.h"
#include "TaskTable.h"

namespace mapwright {
namespace legion {

/// What all mappers with one policy share.
struct SharedTables {
  explicit SharedTables(const BoundPolicy &policy) : tasks(policy) {}

  TaskTable tasks;
  RegionNames names;
  Layouts layouts;
};

/// A task that is being mapped.
struct MappedTask {
  Legion::Mapping::MapperContext context;
  const Legion::Task &task;
  const TaskFacts &facts;
  const VariantFacts &variant;
  Legion::Processor target;
  mw_proc kind; ///< of `target`
};

/// Chooses instances (STM2 to STM4, CollectMemory). One for each mapper.
class Instances {
public:
  using Chosen = ChosenInstances;

  Instances(const BoundPolicy &policy, SharedTables &tables,
            Legion::Mapping::MapperRuntime *runtime)
      : policy(policy), tables(tables), runtime(runtime) {}

  /// Fills the instances, and the untracked regions, of a task. The job ends
  /// with a message if no instance can be made.
  void choose(const MappedTask &mapped,
              const Legion::Mapping::Mapper::MapTaskInput &input,
              Legion::Mapping::Mapper::MapTaskOutput &output);

  /// Whether a statement of the policy is about a requirement of the task.
  bool hasStatement(Legion::Mapping::MapperContext context,
                    const Legion::Task &task, mw_proc kind);

private:
  /// What the policy decides for a requirement, or for some that have to be in
  /// one instance.
  struct Plan {
    unsigned index = 0; ///< of the first requirement
    Legion::Memory memory = Legion::Memory::NO_MEMORY;
    LayoutRequest layout;
    std::vector<Legion::LogicalRegion> regions;
  };

  bool reuse(const MappedTask &mapped, const NumberKey &key,
             Legion::Mapping::Mapper::MapTaskOutput &output);
  void chooseAnew(const MappedTask &mapped,
                  const Legion::Mapping::Mapper::MapTaskInput &input,
                  Legion::Mapping::Mapper::MapTaskOutput &output);

  bool findStatement(Legion::Mapping::MapperContext context,
                     const Legion::Task &task, mw_proc kind);

  bool isMapped(const MappedTask &mapped, unsigned index) const;
  bool chooseVirtual(const MappedTask &mapped, Chosen &chosen);
  void chooseColocated(const MappedTask &mapped, Chosen &chosen);
  bool
  chooseRestricted(const MappedTask &mapped, unsigned index,
                   const std::vector<Legion::Mapping::PhysicalInstance> &valid,
                   std::vector<Legion::Mapping::PhysicalInstance> &chosen);
  void chooseOne(const MappedTask &mapped, unsigned index,
                 const std::vector<Legion::Mapping::PhysicalInstance> &valid,
                 Chosen &chosen);
  void collect(const MappedTask &mapped,
               Legion::Mapping::Mapper::MapTaskOutput &output);

  Legion::Memory chooseMemory(const MappedTask &mapped, unsigned index,
                              const mw_region &region, bool &isVirtual);
  Legion::Memory findDemandedMemory(const MappedTask &mapped, unsigned index);
  Plan plan(const MappedTask &mapped, unsigned index, bool &isVirtual);
  Legion::LogicalRegion chooseRegion(const MappedTask &mapped, unsigned index,
                                     const Plan &plan);
  Legion::LogicalRegion findLevel(Legion::Mapping::MapperContext context,
                                  Legion::LogicalRegion region);
  bool findValid(const MappedTask &mapped, const Plan &plan,
                 const std::vector<Legion::Mapping::PhysicalInstance> &valid,
                 Legion::Mapping::PhysicalInstance &found);
  Legion::Mapping::PhysicalInstance create(const MappedTask &mapped,
                                           const Plan &plan);
  [[noreturn]] void fail(const MappedTask &mapped, const Plan &plan,
                         size_t bytes,
                         const Legion::LayoutConstraint *unsatisfied) const;

  const BoundPolicy &policy;
  SharedTables &tables;
  Legion::Mapping::MapperRuntime *runtime;
  FormerMappings former{/*capacity=*/1 << 12};
  std::mutex mutex;
  /// Answers of hasStatement(), which every mapper call asks for.
  NumberKeyMap<bool> stated;
};

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_INSTANCES_H
