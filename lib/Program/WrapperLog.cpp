//===- WrapperLog.cpp - Legion mapper-wrapper logs ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/WrapperLog.h"

#include "LogBlocks.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

/// Explicit copies are sharded too, under this name.
static constexpr llvm::StringLiteral copyName = "Copy";

/// Drops the shardings of copies, unless a task has their name.
static void dropCopies(LoggedRun &run) {
  auto isCopy = [](const auto &block) { return block.task == copyName; };
  if (llvm::any_of(run.mappings, isCopy) || llvm::any_of(run.slicings, isCopy))
    return;
  llvm::erase_if(run.shardings, isCopy);
}

static Error readLines(LogLines &lines, LogBlocks &blocks) {
  while (true) {
    Expected<std::optional<MapperLine>> line = lines.next();
    if (!line)
      return line.takeError();
    if (!*line)
      return blocks.finish();
    if (Error error = blocks.read(**line))
      return error;
  }
}

/// Nodes are as many as ranks that printed and as shards anybody saw.
static unsigned countNodes(const LogMachine &machine, const LogBlocks &blocks) {
  unsigned printed = machine.getRanks().back() + 1;
  return std::max(printed, blocks.getNumShards());
}

Expected<LoggedRun> mapwright::readWrapperLog(StringRef text, StringRef name) {
  LogLines lines(text, name);
  if (text.size() > maxLogBytes)
    return lines.error(1, "a log of " + llvm::Twine(text.size()) +
                              " bytes; at most " + llvm::Twine(maxLogBytes) +
                              " are read");
  LoggedRun run;
  LogMachine machine(lines);
  LogBlocks blocks(lines, machine, run);
  if (Error error = readLines(lines, blocks))
    return std::move(error);
  if (Error error = machine.finish())
    return std::move(error);

  run.loggedRanks = machine.getRanks();
  if (run.loggedRanks.empty())
    return lines.error(
        1, "the log has no memories and processors of any rank; such a log is "
           "made by a run whose mapper is in Legion's logging wrapper "
           "(Legion::Mapping::LoggingWrapper), with '-level mapper=2'");
  unsigned numNodes = countNodes(machine, blocks);
  if (Error error = blocks.checkReferences(numNodes))
    return std::move(error);
  Expected<Machine> built = machine.build(numNodes);
  if (!built)
    return built.takeError();
  run.machine = std::move(*built);
  dropCopies(run);
  return run;
}
