//===- ModelParts.cpp - Shared by reader, writer and presets --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelParts.h"

#include <algorithm>
#include <cmath>

using namespace mapwright;

llvm::ArrayRef<CostField> mapwright::getCostFields() {
  static constexpr CostField fields[] = {
      {"analysis_per_launch_seconds", &RuntimeCosts::analysisPerLaunch},
      {"analysis_per_requirement_seconds",
       &RuntimeCosts::analysisPerRequirement},
      {"slice_per_point_seconds", &RuntimeCosts::slicePerPoint},
      {"map_per_task_seconds", &RuntimeCosts::mapPerTask},
      {"map_per_requirement_seconds", &RuntimeCosts::mapPerRequirement},
      {"instance_creation_seconds", &RuntimeCosts::instanceCreation},
      {"copy_issue_seconds", &RuntimeCosts::copyIssue},
      {"task_launch_seconds", &RuntimeCosts::taskLaunch},
      {"task_completion_seconds", &RuntimeCosts::taskCompletion},
      {"replay_per_task_seconds", &RuntimeCosts::replayPerTask}};
  return fields;
}

llvm::LogicalResult mapwright::readRuntimeCosts(JSONReader &reader,
                                                const JSONNode &object,
                                                RuntimeCosts &costs) {
  std::vector<llvm::StringRef> keys = {"utility_processors", "window",
                                       "source"};
  for (const CostField &cost : getCostFields())
    keys.push_back(cost.key);
  if (failed(reader.checkObject(object, {}, keys)))
    return llvm::failure();
  for (const CostField &cost : getCostFields())
    if (failed(reader.readSeconds(object, cost.key, costs.*cost.field)))
      return llvm::failure();
  uint64_t utility = costs.utilityProcessors, window = costs.window;
  if (failed(
          reader.readInteger(object, "utility_processors", 1, 1024, utility)) ||
      failed(reader.readInteger(object, "window", 1, 1u << 30, window)))
    return llvm::failure();
  costs.utilityProcessors = utility;
  costs.window = window;
  return llvm::success();
}

static uint64_t toNominal(double bytesPerSecond) {
  return std::max<uint64_t>(1, std::llround(bytesPerSecond / 1e6));
}

void mapwright::deriveProcessors(NodeModel &node) {
  uint64_t nextId = 0;
  for (unsigned kind = 0; kind < numProcKinds; ++kind) {
    std::vector<Processor> &processors = node.node.processors[kind];
    processors.clear();
    for (const std::vector<AccessPath> &paths : node.paths[kind]) {
      Processor processor{nextId++, {}};
      for (const AccessPath &path : paths)
        processor.affinities.push_back(
            {path.memory, toNominal(path.bytesPerSecond)});
      processors.push_back(std::move(processor));
    }
  }
}
