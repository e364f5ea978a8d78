//===- LoggedRun.cpp - Questions to a logged run --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LogValues.h"

#include "mapwright/Program/WrapperLog.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;

std::optional<Place> LoggedRun::findProcessor(uint64_t id) const {
  const Node &node = machine.getNode(ownerOf(id));
  for (unsigned kind = 0; kind < numProcKinds; ++kind) {
    const std::vector<Processor> &all = node.processors[kind];
    auto it = llvm::lower_bound(
        all, id, [](const Processor &p, uint64_t id) { return p.id < id; });
    if (it != all.end() && it->id == id)
      return Place{static_cast<ProcKind>(kind),
                   static_cast<int32_t>(ownerOf(id)),
                   static_cast<int32_t>(it - all.begin())};
  }
  return std::nullopt;
}

const Memory *LoggedRun::findMemory(uint64_t id) const {
  const std::vector<Memory> &all = machine.getNode(ownerOf(id)).memories;
  auto it = llvm::find_if(all, [&](const Memory &m) { return m.id == id; });
  return it == all.end() ? nullptr : &*it;
}
