//===- RegionNames.h - Names of regions -------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_REGIONNAMES_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_REGIONNAMES_H

#include "LegionVersion.h"

#include "mapwright/Runtime/policy.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace mapwright {
namespace legion {

/// The names of a requirement in the order of STM2, without repetitions.
class NameList {
public:
  void add(std::string name);
  /// For a policy; valid as long as this.
  mw_region describe(unsigned index) const;

private:
  std::vector<std::string> names;
  std::vector<const char *> pointers;
};

/// Looks up the names that a program attached to its regions. For all threads.
class RegionNames {
public:
  std::shared_ptr<const NameList>
  find(Legion::Mapping::MapperRuntime *runtime,
       Legion::Mapping::MapperContext context,
       const Legion::RegionRequirement &requirement);

private:
  /// What the names depend on.
  struct Key {
    Legion::LogicalRegion region, parent;
    Legion::LogicalPartition partition;
    bool operator<(const Key &other) const {
      return std::tie(region, parent, partition) <
             std::tie(other.region, other.parent, other.partition);
    }
  };
  std::mutex mutex;
  /// Bounded: programs may create and destroy regions for ever.
  std::map<Key, std::shared_ptr<const NameList>> known;
};

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_REGIONNAMES_H
