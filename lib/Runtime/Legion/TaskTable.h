//===- TaskTable.h - What a policy and the runtime say of tasks --*- C++
//-*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_TASKTABLE_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_TASKTABLE_H

#include "BoundPolicy.h"

#include <array>
#include <atomic>
#include <mutex>

namespace mapwright {
namespace legion {

/// What is known of a kind of task, for all its launches.
struct TaskFacts {
  std::string name;
  /// STM1, and where no statement says so, the runtime's ranking. The same on
  /// all ranks.
  mw_proc kind = MW_CPU;
  /// Whether a statement of the policy is about the task as such: one that is
  /// about some of its requirements is not noted here.
  bool isNamed = false;
  bool hasIndexMap = false;
  bool hasSingleMap = false;
  uint32_t limit = 0; ///< STM7; 0: none
  int replicate = -1; ///< see mw_policy::replicate
};

/// What is known of the variant that runs on a kind of processor.
struct VariantFacts {
  Legion::VariantID id = 0;
  bool isInner = false;
  bool isLeaf = false;
  bool isReplicable = false;
  /// By requirement: the layouts the code was written for.
  std::multimap<unsigned, Legion::LayoutConstraintID> layouts;
  /// Requirements that have to be in one instance.
  std::vector<std::set<unsigned>> colocated;
};

/// Facts about tasks, found out at their first use. For all threads; entries
/// never move.
class TaskTable {
public:
  explicit TaskTable(const BoundPolicy &policy) : policy(policy) {}

  const TaskFacts &getTask(Legion::Mapping::MapperRuntime *runtime,
                           Legion::Mapping::MapperContext context,
                           const Legion::Task &task);

  /// The one with the highest id. The job ends with a message if the task has
  /// no variant for the kind.
  const VariantFacts &getVariant(Legion::Mapping::MapperRuntime *runtime,
                                 Legion::Mapping::MapperContext context,
                                 const Legion::Task &task,
                                 Legion::Processor::Kind kind);

private:
  TaskFacts collect(Legion::Mapping::MapperRuntime *runtime,
                    Legion::Mapping::MapperContext context,
                    const Legion::Task &task) const;
  mw_proc chooseKind(Legion::Mapping::MapperRuntime *runtime,
                     Legion::Mapping::MapperContext context,
                     const Legion::Task &task) const;

  const BoundPolicy &policy;
  std::mutex mutex;
  using Tasks = std::map<Legion::TaskID, TaskFacts>;
  Tasks tasks;
  using VariantKey = std::pair<Legion::TaskID, Legion::Processor::Kind>;
  using Variants = std::map<VariantKey, VariantFacts>;
  Variants variants;
  /// What was asked for last, to be found without the lock.
  static constexpr size_t numRecent = 64;
  std::array<std::atomic<const Tasks::value_type *>, numRecent> recentTasks{};
  std::array<std::atomic<const Variants::value_type *>, numRecent>
      recentVariants{};
};

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_TASKTABLE_H
