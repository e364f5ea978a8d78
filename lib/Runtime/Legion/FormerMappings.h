//===- FormerMappings.h - Mapping a task as before --------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_FORMERMAPPINGS_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_FORMERMAPPINGS_H

#include "LegionVersion.h"
#include "NumberKey.h"

#include <mutex>
#include <set>
#include <vector>

namespace mapwright {
namespace legion {

/// The instances of a task, by requirement.
using ChosenInstances =
    std::vector<std::vector<Legion::Mapping::PhysicalInstance>>;

void addRegion(NumberKey &key, Legion::LogicalRegion region);
void addFields(NumberKey &key, const std::set<Legion::FieldID> &fields);
/// Their numbers mean them only as long as something refers to the instances.
void addInstances(
    NumberKey &key,
    const std::vector<Legion::Mapping::PhysicalInstance> &instances);

/// What the mapping of a task follows from. For data that is shared with the
/// outside these are the `valid` instances, too: the task takes them.
NumberKey
makeMappingKey(Legion::TaskID task, Legion::VariantID variant,
               Legion::Processor target,
               const std::vector<Legion::RegionRequirement> &requirements,
               const ChosenInstances &valid);

/// Former mappings of tasks, of which there is one for each key. Forgets all of
/// them when there are more than `capacity`: programs may create and destroy
/// regions for ever. For all threads.
class FormerMappings {
public:
  explicit FormerMappings(size_t capacity) : capacity(capacity) {}

  /// Adds the instances that were remembered last to `chosen`, which has a
  /// place for each requirement, and the requirements that are not tracked (see
  /// CollectMemory) to `untracked`; false if nothing is known.
  bool find(const NumberKey &key, ChosenInstances &chosen,
            std::set<unsigned> &untracked);
  void remember(const NumberKey &key, const ChosenInstances &chosen,
                std::set<unsigned> untracked);
  void forget(const NumberKey &key);

private:
  struct Mapping {
    /// With the number of the requirement; in one piece to be read quickly.
    std::vector<std::pair<unsigned, Legion::Mapping::PhysicalInstance>>
        instances;
    std::set<unsigned> untracked;
  };

  size_t capacity;
  std::mutex mutex;
  NumberKeyMap<Mapping> known;
};

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_FORMERMAPPINGS_H
