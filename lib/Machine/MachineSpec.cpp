//===- MachineSpec.cpp - Machines given on the command line ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Machine/Machine.h"
#include "mapwright/Support/InputErrors.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

Expected<ProcKind> mapwright::parseProcKindArgument(StringRef text) {
  if (std::optional<ProcKind> kind = parseProcKind(text))
    return *kind;

  std::array<StringRef, numProcKinds> names;
  for (unsigned i = 0; i < numProcKinds; ++i)
    names[i] = spelling(static_cast<ProcKind>(i));
  return makeError("expected a processor kind (" + llvm::join(names, ", ") +
                   "), got '" + text + "'" + suggestName(text, names));
}

/// A count of `what`, from 1 to `most`.
static Expected<unsigned> parseCount(StringRef text, StringRef what,
                                     unsigned most) {
  unsigned count;
  if (text.empty() || !llvm::all_of(text, llvm::isDigit) ||
      text.getAsInteger(10, count) || count == 0 || count > most)
    return makeError("expected 1 to " + Twine(most) + " " + what + ", got '" +
                     text + "'");
  return count;
}

namespace {
/// How many processors of each kind a node has; 0 for a kind not named.
using Counts = std::array<unsigned, numProcKinds>;
} // namespace

static Error parseKindCount(StringRef part, Counts &counts) {
  auto [name, number] = part.split(':');
  if (part.find(':') == StringRef::npos)
    return makeError("expected 'KIND:COUNT', got '" + part + "'");
  if (name == "nodes")
    return makeError("the number of nodes is given twice: '" + part + "'");
  Expected<ProcKind> kind = parseProcKindArgument(name);
  if (!kind)
    return kind.takeError();
  unsigned &count = counts[static_cast<unsigned>(*kind)];
  if (count > 0)
    return makeError("the number of " + name + " processors is given twice: '" +
                     part + "'");
  Expected<unsigned> parsed =
      parseCount(number, (name + " processors").str(), maxSpecProcessors);
  if (!parsed)
    return parsed.takeError();
  count = *parsed;
  return Error::success();
}

namespace {
/// Builds the one node of which all nodes of a specified machine are copies.
class NodeBuilder {
public:
  Node build(const Counts &counts);

private:
  unsigned addMemory(MemKind kind);
  void addGPU(unsigned zeroCopy);

  Node node;
  uint64_t nextProcessor = 0;
};
} // namespace

// Realm's nominal bandwidths: they only order the memories one processor sees.
static constexpr uint64_t systemBandwidth = 100;
static constexpr uint64_t registeredBandwidth = 80;
static constexpr uint64_t hostZeroCopyBandwidth = 40;
static constexpr uint64_t framebufferBandwidth = 200;
static constexpr uint64_t gpuZeroCopyBandwidth = 20;

unsigned NodeBuilder::addMemory(MemKind kind) {
  unsigned index = node.memories.size();
  node.memories.push_back({kind, unknownCapacity, index});
  return index;
}

void NodeBuilder::addGPU(unsigned zeroCopy) {
  unsigned framebuffer = addMemory(MemKind::FBMEM);
  node.processors[static_cast<unsigned>(ProcKind::GPU)].push_back(
      {nextProcessor++,
       {{framebuffer, framebufferBandwidth},
        {zeroCopy, gpuZeroCopyBandwidth}}});
}

Node NodeBuilder::build(const Counts &counts) {
  unsigned numGPUs = counts[static_cast<unsigned>(ProcKind::GPU)];
  std::vector<Affinity> hostSees;
  hostSees.push_back({addMemory(MemKind::SYSMEM), systemBandwidth});
  if (counts[static_cast<unsigned>(ProcKind::OMP)] > 0)
    hostSees.push_back({addMemory(MemKind::SOCKMEM), systemBandwidth});
  unsigned zeroCopy = 0;
  if (numGPUs > 0) {
    zeroCopy = addMemory(MemKind::ZCMEM);
    hostSees.push_back({zeroCopy, hostZeroCopyBandwidth});
    hostSees.push_back({addMemory(MemKind::RDMEM), registeredBandwidth});
  }
  for (unsigned kind = 0; kind < numProcKinds; ++kind) {
    for (unsigned i = 0; i < counts[kind]; ++i) {
      if (static_cast<ProcKind>(kind) == ProcKind::GPU)
        addGPU(zeroCopy);
      else
        node.processors[kind].push_back({nextProcessor++, hostSees});
    }
  }
  return std::move(node);
}

static Expected<Machine> parseParts(StringRef spec) {
  llvm::SmallVector<StringRef> parts;
  spec.split(parts, ',');
  StringRef number = parts.front();
  if (!number.consume_front("nodes:"))
    return makeError("expected 'nodes:N[,KIND:COUNT]...', got '" +
                     parts.front() + "'");
  Expected<unsigned> numNodes = parseCount(number, "nodes", maxSpecNodes);
  if (!numNodes)
    return numNodes.takeError();

  Counts counts = {};
  for (StringRef part : llvm::ArrayRef(parts).drop_front())
    if (Error error = parseKindCount(part, counts))
      return std::move(error);
  unsigned &cpus = counts[static_cast<unsigned>(ProcKind::CPU)];
  cpus = std::max(cpus, 1u);
  return Machine(NodeBuilder().build(counts), *numNodes);
}

Expected<Machine> mapwright::parseMachineSpec(StringRef spec) {
  Expected<Machine> machine = parseParts(spec);
  if (!machine)
    return makeError("machine '" + spec +
                     "': " + llvm::toString(machine.takeError()));
  return machine;
}
