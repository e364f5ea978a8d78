//===- LogBlocks.cpp - The blocks of a wrapper log ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LogBlocks.h"

#include "LogRequirements.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

/// Blocks of one rank that may be interleaved where thread ids are blanked.
static constexpr size_t maxInterleaved = 4;

static constexpr std::pair<llvm::StringLiteral, BlockKind> keywords[] = {
    {"SELECT_SHARDING_FUNCTOR", BlockKind::Sharding},
    {"SLICE_TASK", BlockKind::Slicing},
    {"MAP_TASK", BlockKind::Mapping},
    {"MAP_REPLICATE_TASK", BlockKind::Replication},
    {"SELECT_TASK_OPTIONS", BlockKind::Options},
    {"SELECT_TASK_SOURCES", BlockKind::Sources},
    {"SELECT_INLINE_SOURCES", BlockKind::Sources},
    {"SELECT_COPY_SOURCES", BlockKind::Sources},
    {"MAP_INLINE", BlockKind::Other},
    {"MAP_COPY", BlockKind::Other},
};

static StringRef keywordOf(BlockKind kind) {
  switch (kind) {
  case BlockKind::Memories:
    return "Memories";
  case BlockKind::Processors:
    return "Processors";
  default:
    for (auto [name, named] : keywords)
      if (named == kind)
        return name;
    return "";
  }
}

/// What the lines of a block look like, for messages.
static StringRef bodyOf(BlockKind kind) {
  switch (kind) {
  case BlockKind::Memories:
    return "'ID (KIND): N bytes'";
  case BlockKind::Processors:
    return "'ID (KIND) can see ID(bw=N)...'";
  case BlockKind::Sharding:
    return "'SHARD <- (POINT)...', shards numbered from 0";
  case BlockKind::Slicing:
    return "'<LO>..<HI>+... -> PROCESSOR'";
  case BlockKind::Mapping:
    return "'TARGET PROCS:', 'CHOSEN INSTANCES:', its requirements numbered "
           "from 0 and their instances, 'MEMORY POOLS:', in this order";
  case BlockKind::Replication:
    return "'REPLICANT N -> PROCESSOR', numbered from 0";
  case BlockKind::Sources:
    return "'TARGET:', 'SOURCES:', a requirement or an instance";
  case BlockKind::Options:
  case BlockKind::Other:
    return "a line of another block";
  }
  return "";
}

//===----------------------------------------------------------------------===//
// First lines of blocks
//===----------------------------------------------------------------------===//

/// A keyword as MAP_TASK and ` for ` off the front of `rest`; empty if none.
static StringRef takeKeyword(StringRef &rest) {
  StringRef word =
      rest.take_while([](char c) { return llvm::isUpper(c) || c == '_'; });
  StringRef behind = rest.drop_front(word.size());
  if (!word.contains('_') || !behind.consume_front(" for "))
    return {};
  rest = behind;
  return word;
}

/// Whether `word` is most likely one of the keywords with a damaged byte.
static bool isAlmostKeyword(StringRef word) {
  return llvm::any_of(keywords, [&](const auto &entry) {
    return word.edit_distance(entry.first, true, 2) <= 2;
  });
}

size_t LogBlocks::enterReplication(const MapperLine &line,
                                   const OperationName &operation) {
  auto [it, isNew] = replications.try_emplace({line.rank, operation.number},
                                              run.replications.size());
  if (isNew)
    run.replications.push_back({operation.name.str(), line.line, {}});
  return it->second;
}

/// `: initial_proc=ID NAME=VALUE...` after the operation.
Error LogBlocks::readOptions(const MapperLine &line,
                             const OperationName &operation) {
  static constexpr llvm::StringLiteral mark = ": initial_proc=";
  size_t begin = operation.tail.rfind(mark);
  llvm::SmallVector<StringRef> options;
  if (begin != StringRef::npos)
    operation.tail.drop_front(begin + 2).split(options, ' ');
  bool isDamaged = options.empty();
  for (StringRef option : options) {
    auto [name, value] = option.split('=');
    isDamaged |= name.empty() || value.empty();
    isDamaged |= name == "replicate" && value != "true";
    if (name == "replicate")
      enterReplication(line, operation);
  }
  if (isDamaged)
    return lines.damaged(line, "'SELECT_TASK_OPTIONS for NAME<NUMBER>: "
                               "initial_proc=ID OPTION=VALUE...'");
  return Error::success();
}

Expected<OpenBlock> LogBlocks::parseOperationHeader(BlockKind kind,
                                                    const MapperLine &line,
                                                    StringRef rest) {
  OpenBlock block;
  block.kind = kind;
  std::optional<OperationName> operation = parseOperation(rest);
  if (!operation)
    return lines.damaged(line, "'" + keywordOf(kind) + " for NAME<NUMBER>'");
  usedRanks.try_emplace(line.rank, line.line);
  std::string name = operation->name.str();
  switch (kind) {
  case BlockKind::Sharding:
    block.index = run.shardings.size();
    run.shardings.push_back(
        {name, line.rank, line.line, operation->number, {}});
    break;
  case BlockKind::Slicing:
    block.index = run.slicings.size();
    run.slicings.push_back({name, line.rank, line.line, operation->number, {}});
    break;
  case BlockKind::Mapping:
    block.index = run.mappings.size();
    run.mappings.push_back({name,
                            line.rank,
                            line.line,
                            operation->number,
                            operation->point,
                            {},
                            {}});
    break;
  case BlockKind::Replication:
    block.index = enterReplication(line, *operation);
    if (!run.replications[block.index].targets.empty())
      return lines.error(line.line,
                         "a second MAP_REPLICATE_TASK of operation " +
                             Twine(operation->number));
    break;
  case BlockKind::Options:
    if (Error error = readOptions(line, *operation))
      return std::move(error);
    break;
  default:
    break;
  }
  return block;
}

/// The block that `line` starts; none if the line is not the wrapper's.
Expected<std::optional<OpenBlock>>
LogBlocks::parseHeader(const MapperLine &line) {
  StringRef rest = line.text;
  bool isMemories = rest.consume_front("Memories on rank ");
  if (isMemories || rest.consume_front("Processors on rank ")) {
    // The number is that of the rank that asked, not of the one described.
    if (!takeNumber(rest) || rest != ":")
      return lines.damaged(line, "'Memories on rank N:' or 'Processors on rank "
                                 "N:'");
    OpenBlock block;
    block.kind = isMemories ? BlockKind::Memories : BlockKind::Processors;
    block.memories.rank = block.processors.rank = line.rank;
    block.memories.line = block.processors.line = line.line;
    return block;
  }
  StringRef word = takeKeyword(rest);
  if (word.empty())
    return std::nullopt;
  const auto *known =
      llvm::find_if(keywords, [&](const auto &k) { return k.first == word; });
  if (known != std::end(keywords)) {
    Expected<OpenBlock> block = parseOperationHeader(known->second, line, rest);
    if (!block)
      return block.takeError();
    return std::move(*block);
  }
  if (isAlmostKeyword(word))
    return lines.damaged(line, "the name of a mapper call, as MAP_TASK");
  return OpenBlock();
}

Error LogBlocks::start(Stream &stream, const MapperLine &line) {
  Expected<std::optional<OpenBlock>> block = parseHeader(line);
  if (!block)
    return block.takeError();
  bool isBlanked = line.thread == 0;
  stream.afterForeignText = !*block;
  while (stream.open.size() >= (isBlanked ? maxInterleaved : 1)) {
    OpenBlock oldest = std::move(stream.open.front());
    stream.open.erase(stream.open.begin());
    if (Error error = close(oldest))
      return error;
  }
  if (!*block)
    return Error::success();
  (*block)->rank = line.rank;
  (*block)->line = line.line;
  stream.open.push_back(std::move(**block));
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Further lines
//===----------------------------------------------------------------------===//

Error LogBlocks::keepPoints(size_t count, const MapperLine &line) {
  numPoints += count;
  if (numPoints <= maxLogPoints)
    return Error::success();
  return lines.error(line.line, "more than " + Twine(maxLogPoints) +
                                    " points up to here; a log of fewer "
                                    "iterations shows the same decisions");
}

Expected<bool> LogBlocks::readMemory(OpenBlock &block, const MapperLine &line) {
  if (!line.text.contains("): "))
    return false;
  std::optional<LoggedMemory> memory = parseMemoryLine(line.text.drop_front(2));
  if (!memory)
    return lines.damaged(line, bodyOf(block.kind));
  block.memories.entries.push_back(std::move(*memory));
  return true;
}

Expected<bool> LogBlocks::readProcessor(OpenBlock &block,
                                        const MapperLine &line) {
  if (!line.text.contains(") can see"))
    return false;
  std::optional<LoggedProcessor> processor =
      parseProcessorLine(line.text.drop_front(2));
  if (!processor)
    return lines.damaged(line, bodyOf(block.kind));
  block.processors.entries.push_back(std::move(*processor));
  return true;
}

Expected<bool> LogBlocks::readShard(OpenBlock &block, const MapperLine &line) {
  StringRef rest = line.text.drop_front(2);
  std::optional<uint64_t> shard = takeNumber(rest);
  if (!shard || !rest.consume_front(" <-") || *shard != block.count)
    return false;
  std::vector<LoggedShard> &points = run.shardings[block.index].points;
  size_t before = points.size();
  while (rest.consume_front(" ")) {
    std::optional<Point> point = takePoint(rest, '(', ')');
    if (!point)
      return lines.damaged(line, bodyOf(block.kind));
    if (!points.empty() && points.front().point.rank != point->rank)
      return lines.error(line.line, "a point of " + Twine(point->rank) +
                                        " dimensions in a launch of " +
                                        Twine(points.front().point.rank));
    points.push_back({*point, block.count});
  }
  // A cut line may end just behind a point.
  if (!rest.empty() || line.maybeCut || *shard >= maxLogNodes)
    return lines.damaged(line, bodyOf(block.kind));
  numShards = std::max(numShards, ++block.count);
  lastSharding = {block.line, block.count};
  if (Error error = keepPoints(points.size() - before, line))
    return std::move(error);
  return true;
}

Expected<bool> LogBlocks::readSlice(OpenBlock &block, const MapperLine &line) {
  static constexpr llvm::StringLiteral arrow = " -> ";
  StringRef rest = line.text.drop_front(2);
  if (!rest.contains(arrow) || rest.starts_with("REPLICANT"))
    return false;
  std::vector<LoggedSlice> &slices = run.slicings[block.index].slices;
  LoggedSlice slice;
  slice.domain.rank = slices.empty() ? 1 : slices.front().domain.rank;
  if (!rest.starts_with(arrow)) {
    std::optional<Domain> domain = takeDomain(rest);
    if (!domain)
      return lines.damaged(line, bodyOf(block.kind));
    slice.domain = std::move(*domain);
  }
  std::optional<uint64_t> processor;
  if (rest.consume_front(arrow))
    processor = takeId(rest);
  if (!processor || !rest.empty())
    return lines.damaged(line, bodyOf(block.kind));
  if (!slices.empty() && slices.front().domain.rank != slice.domain.rank)
    return lines.error(line.line, "a slice of " + Twine(slice.domain.rank) +
                                      " dimensions in a launch of " +
                                      Twine(slices.front().domain.rank));
  slice.processor = *processor;
  usedProcessors.try_emplace(*processor, line.line);
  if (Error error = keepPoints(slice.domain.rects.size(), line))
    return std::move(error);
  slices.push_back(std::move(slice));
  return true;
}

Expected<bool> LogBlocks::readTargets(OpenBlock &block, const MapperLine &line,
                                      StringRef ids) {
  if (block.stage != MappingStage::Start)
    return false;
  std::vector<uint64_t> &targets = run.mappings[block.index].targets;
  while (ids.consume_front(" ")) {
    std::optional<uint64_t> processor = takeId(ids);
    if (!processor)
      return lines.damaged(line, "'TARGET PROCS: ID...'");
    usedProcessors.try_emplace(*processor, line.line);
    targets.push_back(*processor);
  }
  // A cut line may end just behind an id.
  if (!ids.empty() || line.maybeCut)
    return lines.damaged(line, "'TARGET PROCS: ID...'");
  block.stage = MappingStage::Targets;
  return true;
}

Expected<bool> LogBlocks::readRequirement(OpenBlock &block,
                                          const MapperLine &line) {
  if (block.stage != MappingStage::Instances)
    return false;
  std::optional<LoggedRequirement> requirement = parseRequirement(line);
  if (!requirement)
    return lines.damaged(line, "'Requirement[N](privilege=P,region=(...),"
                               "domain=<LO>..<HI>+...,fields=F+...)'");
  std::vector<LoggedRequirement> &known =
      run.mappings[block.index].requirements;
  if (requirement->index != known.size())
    return false;
  known.push_back(std::move(*requirement));
  return true;
}

Expected<bool> LogBlocks::readInstance(OpenBlock &block,
                                       const MapperLine &line) {
  std::vector<LoggedRequirement> &known =
      run.mappings[block.index].requirements;
  if (block.stage != MappingStage::Instances || known.empty())
    return false;
  std::optional<LoggedInstance> instance = parseInstance(line);
  if (!instance)
    return lines.damaged(line, "'Instance(VIRTUAL)' or 'Instance[ID](region="
                               "(...),memory=ID,domain=...,fields=...,"
                               "layout=...)'");
  if (!instance->isVirtual)
    usedMemories.try_emplace(instance->memory, line.line);
  known.back().instances.push_back(std::move(*instance));
  return true;
}

Expected<bool> LogBlocks::readMapping(OpenBlock &block,
                                      const MapperLine &line) {
  StringRef text = line.text;
  if (text.consume_front("  TARGET PROCS:"))
    return readTargets(block, line, text);
  if (text.starts_with(requirementStart))
    return readRequirement(block, line);
  if (text.starts_with(instanceStart))
    return readInstance(block, line);
  if (text == "  CHOSEN INSTANCES:" && block.stage == MappingStage::Targets) {
    block.stage = MappingStage::Instances;
    return true;
  }
  if (text == "  MEMORY POOLS:" && block.stage == MappingStage::Instances) {
    block.stage = MappingStage::Pools;
    return true;
  }
  return text.starts_with("    Memory ") && block.stage == MappingStage::Pools;
}

Expected<bool> LogBlocks::readReplication(OpenBlock &block,
                                          const MapperLine &line) {
  StringRef rest = line.text;
  if (!rest.consume_front("  REPLICANT ")) {
    // Older wrappers print the mapping of each replicant here too.
    return rest.starts_with("  TARGET PROCS:") ||
           rest == "  CHOSEN INSTANCES:" ||
           rest.starts_with(requirementStart) ||
           rest.starts_with(instanceStart);
  }
  std::optional<uint64_t> number = takeNumber(rest);
  std::optional<uint64_t> processor;
  if (number && *number == block.count && rest.consume_front(" -> "))
    processor = takeId(rest);
  if (!processor || !rest.empty() || block.count >= maxLogNodes)
    return lines.damaged(line, bodyOf(block.kind));
  run.replications[block.index].targets.push_back(*processor);
  usedProcessors.try_emplace(*processor, line.line);
  numShards = std::max(numShards, ++block.count);
  return true;
}

/// A line of SELECT_..._SOURCES: its instances are indented less than those of
/// MAP_TASK.
static bool isSourcesLine(StringRef text) {
  return text == "  TARGET:" || text == "  SOURCES:" ||
         text.starts_with(requirementStart) || text.starts_with("    Instance");
}

/// A line that only blocks with a meaning have.
static bool isDecisionLine(StringRef text) {
  return text.starts_with("  TARGET PROCS:") || text == "  CHOSEN INSTANCES:" ||
         text == "  MEMORY POOLS:" || text.starts_with("  REPLICANT ") ||
         text.contains(" <-") || text.contains(" -> ") ||
         text.contains(") can see ") || text.ends_with(" bytes") ||
         text.starts_with(requirementStart) || text.starts_with(instanceStart);
}

Expected<bool> LogBlocks::readBody(OpenBlock &block, const MapperLine &line) {
  if (!line.text.starts_with("  "))
    return false;
  switch (block.kind) {
  case BlockKind::Memories:
    return readMemory(block, line);
  case BlockKind::Processors:
    return readProcessor(block, line);
  case BlockKind::Sharding:
    return readShard(block, line);
  case BlockKind::Slicing:
    return readSlice(block, line);
  case BlockKind::Mapping:
    return readMapping(block, line);
  case BlockKind::Replication:
    return readReplication(block, line);
  case BlockKind::Options:
    return false;
  case BlockKind::Sources:
    return isSourcesLine(line.text);
  case BlockKind::Other:
    return true;
  }
  return false;
}

Error LogBlocks::unexpected(const Stream &stream,
                            const MapperLine &line) const {
  if (stream.open.empty() || stream.afterForeignText)
    return lines.error(line.line,
                       "a line of no block: the line that starts it, "
                       "as 'MAP_TASK for NAME<NUMBER>', is missing "
                       "or damaged; got '" +
                           excerpt(line.text) + "'");
  const OpenBlock &block = stream.open.back();
  return lines.damaged(line, bodyOf(block.kind) + " in the block " +
                                 keywordOf(block.kind) + " of line " +
                                 Twine(block.line));
}

Error LogBlocks::read(const MapperLine &line) {
  lastSharding.reset();
  Stream &stream = streams[{line.rank, line.thread}];
  if (line.text.front() != ' ')
    return start(stream, line);
  for (OpenBlock &block : llvm::reverse(stream.open)) {
    Expected<bool> taken = readBody(block, line);
    if (!taken)
      return taken.takeError();
    if (*taken)
      return Error::success();
  }
  if (stream.afterForeignText && !isDecisionLine(line.text))
    return Error::success();
  return unexpected(stream, line);
}

//===----------------------------------------------------------------------===//
// Ends of blocks
//===----------------------------------------------------------------------===//

Error LogBlocks::close(OpenBlock &block) {
  bool isComplete = true;
  switch (block.kind) {
  case BlockKind::Memories:
    return machine.add(std::move(block.memories));
  case BlockKind::Processors:
    return machine.add(std::move(block.processors));
  case BlockKind::Sharding:
    isComplete = block.count > 0;
    break;
  case BlockKind::Slicing:
    isComplete = !run.slicings[block.index].slices.empty();
    break;
  case BlockKind::Mapping:
    isComplete = block.stage >= MappingStage::Instances;
    break;
  default:
    break;
  }
  if (isComplete)
    return Error::success();
  return lines.error(block.line, "the block " + keywordOf(block.kind) +
                                     " ends too early: expected " +
                                     bodyOf(block.kind));
}

Error LogBlocks::finish() {
  for (auto &[key, stream] : streams)
    for (OpenBlock &block : stream.open)
      if (Error error = close(block))
        return error;
  if (lastSharding && lastSharding->second < numShards)
    return lines.error(lastSharding->first,
                       "the log ends in this block: it shows " +
                           Twine(lastSharding->second) + " of " +
                           Twine(numShards) + " shards");
  return Error::success();
}

Error LogBlocks::checkReferences(unsigned numNodes) const {
  for (auto [rank, line] : usedRanks)
    if (!machine.hasRank(rank))
      return lines.error(line, "rank " + Twine(rank) +
                                   " decides here, but the log does not show "
                                   "its memories and processors ('Memories on "
                                   "rank ...')");
  // The message is about the first line, not the lowest id.
  std::map<unsigned, std::string> unknown;
  for (auto [id, line] : usedProcessors)
    if (!machine.hasProcessor(id, numNodes))
      unknown.try_emplace(line, "processor " + llvm::utohexstr(id, true));
  for (auto [id, line] : usedMemories)
    if (!machine.hasMemory(id, numNodes))
      unknown.try_emplace(line, "memory " + llvm::utohexstr(id, true));
  if (unknown.empty())
    return Error::success();
  return lines.error(unknown.begin()->first,
                     "no rank has the " + unknown.begin()->second);
}
