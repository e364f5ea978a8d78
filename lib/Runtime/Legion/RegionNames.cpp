//===- RegionNames.cpp - Names of regions ---------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RegionNames.h"

#include <algorithm>

using namespace mapwright::legion;
using Legion::LogicalPartition;
using Legion::LogicalRegion;
using Legion::RegionRequirement;
using Legion::Mapping::MapperContext;
using Legion::Mapping::MapperRuntime;

static constexpr size_t mostEntries = 1 << 14;

void NameList::add(std::string name) {
  if (std::find(names.begin(), names.end(), name) != names.end())
    return;
  names.push_back(std::move(name));
  pointers.clear();
  for (const std::string &known : names)
    pointers.push_back(known.c_str());
}

mw_region NameList::describe(unsigned index) const {
  return {pointers.data(), static_cast<uint32_t>(pointers.size()), index};
}

namespace {
/// Collects the names of one requirement.
class Collector {
public:
  Collector(MapperRuntime *runtime, MapperContext context)
      : runtime(runtime), context(context) {}

  /// A region, its index space, its partition and that one's index partition.
  void addRegion(LogicalRegion region);
  void addPartition(LogicalPartition partition);

  NameList list;

private:
  template <typename Handle>
  void addNameOf(Handle handle);

  MapperRuntime *runtime;
  MapperContext context;
};
} // namespace

template <typename Handle>
void Collector::addNameOf(Handle handle) {
  const void *name = nullptr;
  size_t size = 0;
  if (runtime->retrieve_semantic_information(
          context, handle, LEGION_NAME_SEMANTIC_TAG, name, size,
          /*can_fail=*/true, /*wait_until_ready=*/false) &&
      size > 0)
    list.add(static_cast<const char *>(name));
}

void Collector::addPartition(LogicalPartition partition) {
  addNameOf(partition);
  addNameOf(partition.get_index_partition());
}

void Collector::addRegion(LogicalRegion region) {
  if (!region.exists())
    return;
  addNameOf(region);
  addNameOf(region.get_index_space());
  if (runtime->has_parent_logical_partition(context, region))
    addPartition(runtime->get_parent_logical_partition(context, region));
}

std::shared_ptr<const NameList>
RegionNames::find(MapperRuntime *runtime, MapperContext context,
                  const RegionRequirement &requirement) {
  Key key{requirement.region, requirement.parent, requirement.partition};
  // Of a point, the region decides; a launch has a partition instead.
  if (key.region.exists())
    key.partition = LogicalPartition::NO_PART;
  {
    std::lock_guard<std::mutex> lock(mutex);
    auto found = known.find(key);
    if (found != known.end())
      return found->second;
  }
  Collector collector(runtime, context);
  collector.addRegion(key.region);
  if (key.partition.exists())
    collector.addPartition(key.partition);
  collector.addRegion(key.parent);
  auto names = std::make_shared<const NameList>(std::move(collector.list));
  std::lock_guard<std::mutex> lock(mutex);
  if (known.size() >= mostEntries)
    known.clear();
  known[key] = names;
  return names;
}
