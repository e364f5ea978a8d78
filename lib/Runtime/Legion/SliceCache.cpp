//===- SliceCache.cpp - Slicing a launch as before ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SliceCache.h"

using namespace mapwright::legion;
using Legion::Domain;

/// Numbers of keys that are kept: 8 MiB.
static constexpr size_t mostNumbers = size_t(1) << 20;

static void addBox(NumberKey &key, const Box &box) {
  for (int d = 0; d < box.lo.get_dim(); ++d) {
    key.add(box.lo[d]);
    key.add(box.hi[d]);
  }
}

NumberKey mapwright::legion::makeSliceKey(Legion::TaskID task,
                                          bool isReplicated,
                                          const Domain &launch,
                                          const Domain &points) {
  std::vector<Box> boxes = listBoxes(points);
  NumberKey key(3 + 2 * launch.get_dim() * (1 + boxes.size()));
  key.add(task);
  key.add(isReplicated);
  key.add(launch.get_dim());
  addBox(key, {launch.lo(), launch.hi()});
  for (const Box &box : boxes)
    addBox(key, box);
  return key;
}

bool SliceCache::find(const NumberKey &key, Slices &slices) {
  std::lock_guard<std::mutex> lock(mutex);
  auto found = known.find(key);
  if (found == known.end())
    return false;
  slices = found->second;
  return true;
}

void SliceCache::remember(const NumberKey &key, const Slices &slices) {
  if (key.size() > mostNumbers)
    return;
  std::lock_guard<std::mutex> lock(mutex);
  numNumbers += key.size();
  if (numNumbers > mostNumbers) {
    known.clear();
    numNumbers = key.size();
  }
  known.insert_or_assign(key, slices);
}
