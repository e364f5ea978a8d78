//===- SliceCache.h - Slicing a launch as before ----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_SLICECACHE_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_SLICECACHE_H

#include "NumberKey.h"
#include "Points.h"

#include <mutex>

namespace mapwright {
namespace legion {

/// What the slices of a launch follow from: the task, whether the launching
/// task is replicated, the bounding box of the launch domain, and the points of
/// it that this node slices.
NumberKey makeSliceKey(Legion::TaskID task, bool isReplicated,
                       const Legion::Domain &launch,
                       const Legion::Domain &points);

/// Slices of former launches. The index spaces of sparse slices are never
/// destroyed: tasks that use them may be on their way to another node. Bounded;
/// for all threads.
class SliceCache {
public:
  using Slices = std::vector<Legion::Mapping::Mapper::TaskSlice>;

  bool find(const NumberKey &key, Slices &slices);
  void remember(const NumberKey &key, const Slices &slices);

private:
  std::mutex mutex;
  NumberKeyMap<Slices> known;
  size_t numNumbers = 0; ///< in all keys
};

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_SLICECACHE_H
