//===- TaskPlaces.cpp - Where tasks may be mapped -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TaskPlaces.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"

using namespace mapwright;

/// Single tasks without a map run on the node of the launching task.
void TaskPlaces::addRelative(const sim::LaunchPlacement &decision,
                             uint32_t parent, bool onlyFirst,
                             Processors &processors) const {
  int32_t node = model.getPlace(parent).node;
  for (uint32_t index : decision.processors) {
    processors.push_back(
        model.getProcessor({decision.kind, node, static_cast<int32_t>(index)}));
    if (onlyFirst)
      break;
  }
}

/// What the map says, for a launching task on `parent` if it looks at that.
void TaskPlaces::addListed(const sim::LaunchPlacement &decision,
                           uint32_t parent, bool onlyFirst,
                           Processors &processors) const {
  llvm::ArrayRef<uint32_t> listed = decision.processors;
  if (!decision.firstOfParent.empty()) {
    uint32_t first = decision.firstOfParent[parent];
    uint32_t count = decision.firstOfParent[parent + 1] - first;
    if (count != 0)
      listed = listed.slice(first, count);
  }
  llvm::append_range(processors, onlyFirst ? listed.take_front() : listed);
}

TaskPlaces::Processors TaskPlaces::getChoices(uint32_t task, bool isMapping) {
  const sim::TaskNode &node = graph.nodes[task];
  const sim::LaunchPlacement &decision = placement.launches[node.launch];
  if (graph.launches[node.launch].isIndex)
    return {decision.processors[node.point]};
  // Instances are those of the first processor where the first free one runs
  // the task.
  bool onlyFirst = isMapping && decision.takesFirstFree;
  uint32_t parent =
      graph.contexts[graph.operations[node.operation].context].parent;
  Processors processors;
  Processors parents = parent == sim::none ? Processors{0} : getRunning(parent);
  for (uint32_t place : parents) {
    if (decision.isRelativeToParent)
      addRelative(decision, place, onlyFirst, processors);
    else
      addListed(decision, place, onlyFirst, processors);
  }
  llvm::sort(processors);
  processors.erase(llvm::unique(processors), processors.end());
  return processors;
}

const TaskPlaces::Processors &TaskPlaces::getRunning(uint32_t task) {
  auto found = running.find(task);
  if (found == running.end()) {
    // Not in one step: the choices of parents are added to the same table.
    Processors choices = getChoices(task, /*isMapping=*/false);
    found = running.try_emplace(task, std::move(choices)).first;
  }
  return found->second;
}

TaskPlaces::Processors TaskPlaces::getMapped(uint32_t task) {
  return getChoices(task, /*isMapping=*/true);
}
