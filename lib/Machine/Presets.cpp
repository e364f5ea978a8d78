//===- Presets.cpp - Machines that come with Mapwright --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelParts.h"

#include "mapwright/Support/InputErrors.h"
#include "mapwright/Support/InputFile.h"
#include "mapwright/Support/LocatedJSON.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

static constexpr uint64_t maxFileBytes = uint64_t(16) << 20;

namespace {
struct Preset {
  StringRef name, text;
};
} // namespace

// Made of the files in the folder `presets` when the build is configured.
static constexpr Preset presets[] = {
#include "lib/Machine/Presets.inc"
};

llvm::ArrayRef<StringRef> mapwright::getPresetNames() {
  static const std::vector<StringRef> names = [] {
    std::vector<StringRef> all;
    for (const Preset &preset : presets)
      all.push_back(preset.name);
    return all;
  }();
  return names;
}

std::optional<StringRef> mapwright::getPresetText(StringRef name) {
  for (const Preset &preset : presets)
    if (preset.name == name)
      return preset.text;
  return std::nullopt;
}

static Expected<MachineModel> loadFile(StringRef path) {
  auto buffer = readInput(path, maxFileBytes);
  if (!buffer)
    return buffer.takeError();
  return readMachineJSON((*buffer)->getBuffer(), path);
}

static Expected<MachineModel> loadSpec(StringRef spec) {
  Expected<Machine> machine = parseMachineSpec(spec);
  if (!machine)
    return machine.takeError();
  bool hasGPUs = machine->hasEverywhere(ProcKind::GPU);
  Expected<MachineModel> resembled = loadMachine(hasGPUs ? "p100x4" : "cpu");
  if (!resembled)
    return resembled.takeError();
  return makeSpecModel(spec, *machine, *resembled);
}

static Expected<MachineModel> loadPreset(StringRef argument) {
  auto [name, nodes] = argument.split(':');
  std::optional<StringRef> text = getPresetText(name);
  if (!text)
    return makeError("there is no machine '" + argument +
                     "': expected FILE.json, PRESET[:NODES] or "
                     "nodes:N[,KIND:COUNT]..., where PRESET is " +
                     llvm::join(getPresetNames(), ", ") +
                     suggestName(name, getPresetNames()));
  unsigned numNodes = 1;
  bool hasNodes = name.size() < argument.size();
  if (hasNodes && (nodes.empty() || !llvm::all_of(nodes, llvm::isDigit) ||
                   nodes.getAsInteger(10, numNodes) || numNodes == 0 ||
                   numNodes > maxSpecNodes))
    return makeError("machine '" + argument + "': expected 1 to " +
                     Twine(maxSpecNodes) + " nodes, got '" + nodes + "'");
  return readMachineJSON(*text, (name + ".json").str(), numNodes);
}

Expected<MachineModel> mapwright::loadMachine(StringRef argument) {
  if (argument.ends_with(".json"))
    return loadFile(argument);
  if (argument.starts_with("nodes:"))
    return loadSpec(argument);
  return loadPreset(argument);
}
