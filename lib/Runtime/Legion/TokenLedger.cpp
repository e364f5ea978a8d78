//===- TokenLedger.cpp - Instance limits ----------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TokenLedger.h"

using namespace mapwright::legion;
using Legion::UniqueID;
using Legion::Mapping::MapperEvent;

bool TokenLedger::take(const std::string &kind, unsigned limit, UniqueID id) {
  std::lock_guard<std::mutex> lock(mutex);
  std::set<UniqueID> &known = holders[kind];
  if (known.count(id) > 0)
    return true;
  if (known.size() >= limit)
    return false;
  known.insert(id);
  kinds[id] = kind;
  return true;
}

bool TokenLedger::holds(UniqueID id) {
  std::lock_guard<std::mutex> lock(mutex);
  return kinds.count(id) > 0;
}

std::vector<MapperEvent> TokenLedger::release(UniqueID id) {
  std::lock_guard<std::mutex> lock(mutex);
  std::vector<MapperEvent> triggered;
  auto held = kinds.find(id);
  if (held == kinds.end())
    return triggered;
  holders[held->second].erase(id);
  kinds.erase(held);
  ++releases;
  triggered.swap(waiting);
  return triggered;
}

bool TokenLedger::waitForRelease(MapperEvent event, uint64_t seen) {
  std::lock_guard<std::mutex> lock(mutex);
  if (releases != seen)
    return false;
  waiting.push_back(event);
  return true;
}
