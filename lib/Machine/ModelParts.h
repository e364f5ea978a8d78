//===- ModelParts.h - Shared by reader, writer and presets ------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_MACHINE_MODELPARTS_H
#define MAPWRIGHT_LIB_MACHINE_MODELPARTS_H

#include "mapwright/Machine/MachineModel.h"
#include "mapwright/Support/LocatedJSON.h"

namespace mapwright {

/// A number of RuntimeCosts in seconds and its key in JSON.
struct CostField {
  const char *key;
  double RuntimeCosts::*field;
};
llvm::ArrayRef<CostField> getCostFields();

/// Reads an object of runtime costs; those it does not name stay as they are.
/// Its `source` is allowed and left to the caller.
llvm::LogicalResult readRuntimeCosts(JSONReader &reader, const JSONNode &object,
                                     RuntimeCosts &costs);

/// The schema of machines, without the version.
constexpr llvm::StringLiteral machineSchema = "mapwright-machine/";
constexpr unsigned machineSchemaVersion = 1;

/// Fills `node.node.processors` from `node.paths`: running ids, affinities of
/// the same order, bandwidths in MB/s.
void deriveProcessors(NodeModel &node);

/// A machine given by counts, with the rates of `resembled`. Fails if a node
/// has more than a model may have.
llvm::Expected<MachineModel> makeSpecModel(llvm::StringRef spec,
                                           const Machine &machine,
                                           const MachineModel &resembled);

/// The JSON text of a preset; nothing if there is none of that name.
std::optional<llvm::StringRef> getPresetText(llvm::StringRef name);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_MACHINE_MODELPARTS_H
