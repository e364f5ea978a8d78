//===- LogMachine.cpp - The machine a log describes -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LogMachine.h"

#include "LogValues.h"

#include "mapwright/Program/WrapperLog.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <set>

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

/// Memories, processors and affinities a machine may have in all: a log of a
/// few megabytes could otherwise ask for terabytes.
static constexpr uint64_t maxMachineParts = 1ull << 25;

/// Intermediate buffers for transfers, which no processor sees, carry this tag
/// in the top byte of their ids.
static constexpr uint64_t bufferMemoryTag = 0x1a;

static std::optional<MemKind> memoryKind(const LoggedMemory &memory) {
  if (memory.id >> 56 == bufferMemoryTag)
    return std::nullopt;
  return llvm::StringSwitch<std::optional<MemKind>>(memory.kind)
      .Case("SYSTEM_MEM", MemKind::SYSMEM)
      .Case("GPU_FB_MEM", MemKind::FBMEM)
      .Case("Z_COPY_MEM", MemKind::ZCMEM)
      .Case("REGDMA_MEM", MemKind::RDMEM)
      .Case("SOCKET_MEM", MemKind::SOCKMEM)
      .Default(std::nullopt);
}

static std::optional<ProcKind> processorKind(StringRef name) {
  return llvm::StringSwitch<std::optional<ProcKind>>(name)
      .Case("LOC_PROC", ProcKind::CPU)
      .Case("TOC_PROC", ProcKind::GPU)
      .Case("OMP_PROC", ProcKind::OMP)
      .Case("IO_PROC", ProcKind::IO)
      .Case("PY_PROC", ProcKind::PY)
      .Case("PROC_SET", ProcKind::PROC)
      .Default(std::nullopt);
}

bool LoggedMemory::operator==(const LoggedMemory &other) const {
  return id == other.id && kind == other.kind && bytes == other.bytes;
}

bool LoggedProcessor::operator==(const LoggedProcessor &other) const {
  return id == other.id && kind == other.kind && bandwidths == other.bandwidths;
}

/// `ID (KIND)`; an empty kind if there is none.
static StringRef takeIdAndKind(StringRef &rest, uint64_t &id) {
  std::optional<uint64_t> taken = takeId(rest);
  if (!taken || !rest.consume_front(" ("))
    return {};
  id = *taken;
  StringRef kind =
      rest.take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
  rest = rest.drop_front(kind.size());
  return rest.consume_front(")") ? kind : StringRef();
}

std::optional<LoggedMemory> mapwright::parseMemoryLine(StringRef text) {
  LoggedMemory memory;
  memory.kind = takeIdAndKind(text, memory.id);
  if (memory.kind.empty() || !text.consume_front(": "))
    return std::nullopt;
  std::optional<uint64_t> bytes = takeNumber(text);
  if (!bytes || text != " bytes")
    return std::nullopt;
  memory.bytes = *bytes;
  return memory;
}

std::optional<LoggedProcessor> mapwright::parseProcessorLine(StringRef text) {
  LoggedProcessor processor;
  processor.kind = takeIdAndKind(text, processor.id);
  if (processor.kind.empty() || !text.consume_front(" can see"))
    return std::nullopt;
  while (text.consume_front(" ")) {
    std::optional<uint64_t> memory = takeId(text);
    if (!memory || !text.consume_front("(bw="))
      return std::nullopt;
    std::optional<uint64_t> bandwidth = takeNumber(text);
    if (!bandwidth || !text.consume_front(")"))
      return std::nullopt;
    processor.bandwidths.push_back({*memory, *bandwidth});
  }
  if (!text.empty())
    return std::nullopt;
  return processor;
}

/// Sorts a block by ids, checks it and enters it into `known`.
template <typename Entry>
static Error addBlock(std::map<unsigned, LoggedBlock<Entry>> &known,
                      LoggedBlock<Entry> block, const LogLines &lines,
                      StringRef what) {
  llvm::sort(block.entries,
             [](const Entry &a, const Entry &b) { return a.id < b.id; });
  for (const Entry &entry : block.entries)
    if (ownerOf(entry.id) != block.rank)
      return lines.error(
          block.line, "the " + what + " of rank " + Twine(block.rank) +
                          " include one of rank " + Twine(ownerOf(entry.id)));
  for (size_t i = 1; i < block.entries.size(); ++i)
    if (block.entries[i].id == block.entries[i - 1].id)
      return lines.error(block.line, "the " + what + " of rank " +
                                         Twine(block.rank) +
                                         " include one id twice");
  auto [it, isNew] = known.try_emplace(block.rank, block);
  if (!isNew && it->second.entries != block.entries)
    return lines.error(
        block.line, "the " + what + " of rank " + Twine(block.rank) +
                        " differ from those in line " + Twine(it->second.line));
  return Error::success();
}

Error LogMachine::add(LoggedBlock<LoggedMemory> block) {
  return addBlock(memories, std::move(block), lines, "memories");
}

Error LogMachine::add(LoggedBlock<LoggedProcessor> block) {
  return addBlock(processors, std::move(block), lines, "processors");
}

template <typename Entry>
static bool hasId(const LoggedBlock<Entry> &block, uint64_t id) {
  auto it = llvm::lower_bound(
      block.entries, id, [](const Entry &e, uint64_t id) { return e.id < id; });
  return it != block.entries.end() && it->id == id;
}

Error LogMachine::checkAffinities(
    const LoggedBlock<LoggedProcessor> &block) const {
  const LoggedBlock<LoggedMemory> &own = memories.at(block.rank);
  for (const LoggedProcessor &processor : block.entries) {
    std::set<uint64_t> seen;
    for (auto [memory, bandwidth] : processor.bandwidths) {
      bool isRemote = ownerOf(memory) != block.rank;
      if ((!isRemote && !hasId(own, memory)) || !seen.insert(memory).second)
        return lines.error(block.line,
                           "a processor of rank " + Twine(block.rank) +
                               " sees a memory twice, or one its rank does "
                               "not have (memories in line " +
                               Twine(own.line) + ")");
    }
  }
  return Error::success();
}

Error LogMachine::finish() const {
  for (const auto &[rank, block] : memories)
    if (!processors.count(rank))
      return lines.error(block.line, "rank " + Twine(rank) +
                                         " printed its memories, but no block "
                                         "'Processors on rank ...'");
  for (const auto &[rank, block] : processors) {
    if (!memories.count(rank))
      return lines.error(block.line, "rank " + Twine(rank) +
                                         " printed its processors, but no "
                                         "block 'Memories on rank ...'");
    if (Error error = checkAffinities(block))
      return error;
  }
  return Error::success();
}

std::vector<unsigned> LogMachine::getRanks() const {
  auto ranks = llvm::make_first_range(memories);
  return std::vector<unsigned>(ranks.begin(), ranks.end());
}

/// The rank that describes node `rank`: itself, else the first one.
unsigned LogMachine::getRankLike(unsigned rank) const {
  return hasRank(rank) ? rank : memories.begin()->first;
}

/// The node `rank`, as the rank that printed these blocks describes it.
static Node buildNode(unsigned rank, const LoggedBlock<LoggedMemory> &memories,
                      const LoggedBlock<LoggedProcessor> &processors) {
  Node node;
  std::map<uint64_t, unsigned> indices;
  for (const LoggedMemory &memory : memories.entries) {
    std::optional<MemKind> kind = memoryKind(memory);
    if (!kind)
      continue;
    indices[memory.id] = node.memories.size();
    node.memories.push_back({*kind, memory.bytes, withOwner(memory.id, rank)});
  }
  for (const LoggedProcessor &logged : processors.entries) {
    std::optional<ProcKind> kind = processorKind(logged.kind);
    if (!kind)
      continue;
    Processor processor{withOwner(logged.id, rank), {}};
    for (auto [memory, bandwidth] : logged.bandwidths)
      if (auto it = indices.find(memory); it != indices.end())
        processor.affinities.push_back({it->second, bandwidth});
    node.processors[static_cast<unsigned>(*kind)].push_back(
        std::move(processor));
  }
  return node;
}

Expected<Machine> LogMachine::build(unsigned numNodes) const {
  uint64_t parts = 0;
  for (unsigned rank = 0; rank < numNodes; ++rank) {
    const auto &own = processors.at(getRankLike(rank)).entries;
    parts += memories.at(getRankLike(rank)).entries.size() + own.size();
    for (const LoggedProcessor &processor : own)
      parts += processor.bandwidths.size();
    if (parts > maxMachineParts)
      return lines.error(memories.begin()->second.line,
                         "the " + Twine(numNodes) +
                             " nodes have too many memories and processors");
  }
  std::vector<Node> nodes;
  nodes.reserve(numNodes);
  for (unsigned rank = 0; rank < numNodes; ++rank) {
    unsigned like = getRankLike(rank);
    nodes.push_back(buildNode(rank, memories.at(like), processors.at(like)));
  }
  return Machine(std::move(nodes));
}

template <typename Entry>
static bool hasIdOf(const std::map<unsigned, LoggedBlock<Entry>> &blocks,
                    unsigned like, uint64_t id) {
  const LoggedBlock<Entry> &block = blocks.at(like);
  return hasId(block, withOwner(id, block.rank));
}

bool LogMachine::hasProcessor(uint64_t id, unsigned numNodes) const {
  return ownerOf(id) < numNodes &&
         hasIdOf(processors, getRankLike(ownerOf(id)), id);
}

bool LogMachine::hasMemory(uint64_t id, unsigned numNodes) const {
  return ownerOf(id) < numNodes &&
         hasIdOf(memories, getRankLike(ownerOf(id)), id);
}
