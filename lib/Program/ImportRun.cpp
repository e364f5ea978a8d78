//===- ImportRun.cpp - Programs from logs of runs -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/ImportRun.h"

#include "ImportRunLaunch.h"

#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::Twine;

namespace {
/// Goes from contexts of a log to sequences of elements, and from folded
/// sequences to statements.
class RunImporter {
public:
  RunImporter(const SpyLog &log, const ProfLog *prof, ImportedRun &run)
      : log(log), prof(prof), run(run), launches(log, run.program),
        orders(log.collectProgramOrders()) {}

  Error import();

private:
  using Sequence = std::vector<RunElement>;

  Expected<Sequence> importContext(uint64_t context, unsigned depth);
  Expected<RunElement> importLaunch(const SpyOperation &operation,
                                    unsigned depth);
  Error importNested(RunElement &element, const SpyOperation &operation,
                     unsigned depth);
  std::vector<RunWait> getWaits(uint64_t context,
                                llvm::ArrayRef<uint64_t> order) const;
  void importUses(RunElement &element, const SpyOperation &operation,
                  const std::map<uint64_t, size_t> &positions);
  std::optional<uint64_t> findProducer(uint64_t future) const;

  void joinFutures(const Sequence &sequence);
  std::vector<Statement> makeBody(Sequence sequence);
  void makeNotes();

  const SpyLog &log;
  const ProfLog *prof;
  ImportedRun &run;
  RunLaunches launches;
  std::map<uint64_t, std::vector<uint64_t>> orders;
  /// Launches whose futures are one future of the program.
  llvm::EquivalenceClasses<uint64_t> futures;
  std::map<uint64_t, unsigned> futureNumbers;
  std::map<std::string, unsigned> leftOut; // operations, by kind
  unsigned numFutureUsesLeftOut = 0;
};
} // namespace

//===----------------------------------------------------------------------===//
// Futures
//===----------------------------------------------------------------------===//

/// The launch that produces a future.
std::optional<uint64_t> RunImporter::findProducer(uint64_t future) const {
  auto creator = log.futureCreators.find(future);
  const SpyOperation *operation = creator == log.futureCreators.end()
                                      ? nullptr
                                      : log.findOperation(creator->second);
  if (operation && operation->kind == SpyOperationKind::PointTask)
    operation = log.findOperation(operation->launch);
  if (!operation || (operation->kind != SpyOperationKind::Task &&
                     operation->kind != SpyOperationKind::IndexTask))
    return std::nullopt;
  return operation->id;
}

/// What an operation reads from launches before it in its context. Keys have
/// distances, which are the same in all iterations of a loop.
void RunImporter::importUses(RunElement &element, const SpyOperation &operation,
                             const std::map<uint64_t, size_t> &positions) {
  std::vector<uint64_t> producers;
  for (uint64_t future : operation.usedFutures) {
    std::optional<uint64_t> producer = findProducer(future);
    if (!producer || !positions.count(*producer)) {
      ++numFutureUsesLeftOut;
      continue;
    }
    if (llvm::is_contained(producers, *producer))
      continue;
    producers.push_back(*producer);
    element.key +=
        " reads " + std::to_string(positions.size() - positions.at(*producer));
  }
  element.uses.push_back(std::move(producers));
}

/// Producers that one statement reads in different iterations, and launches
/// that are one statement, have one future.
void RunImporter::joinFutures(const Sequence &sequence) {
  for (const RunElement &element : sequence) {
    for (const std::vector<uint64_t> &uses : element.uses)
      for (auto [use, first] : llvm::zip_equal(uses, element.uses.front()))
        futures.unionSets(use, first);
    for (uint64_t member : element.members)
      futures.unionSets(member, element.members.front());
    joinFutures(element.body);
  }
}

/// Numbers the sets of futures that somebody reads, in program order.
static void collectReads(llvm::ArrayRef<RunElement> sequence,
                         std::vector<uint64_t> &reads) {
  for (const RunElement &element : sequence) {
    if (element.statement.kind == StatementKind::Wait)
      llvm::append_range(reads, element.members);
    for (const std::vector<uint64_t> &uses : element.uses)
      llvm::append_range(reads, uses);
    collectReads(element.body, reads);
  }
}

//===----------------------------------------------------------------------===//
// Contexts
//===----------------------------------------------------------------------===//

/// What each task of a launch launches itself: the same for all of them.
Error RunImporter::importNested(RunElement &element,
                                const SpyOperation &operation, unsigned depth) {
  bool isFirst = true;
  auto add = [&](uint64_t context) -> Error {
    Expected<Sequence> nested = importContext(context, depth + 1);
    if (!nested)
      return nested.takeError();
    auto isSame = [](const RunElement &a, const RunElement &b) {
      return a.key == b.key;
    };
    if (!isFirst && !llvm::equal(element.body, *nested, isSame))
      return log.error(operation.line,
                       "the tasks of '" + log.getTaskName(operation.task) +
                           "' launch different things: such launches cannot "
                           "be imported");
    if (isFirst)
      element.body = std::move(*nested);
    else
      for (auto [own, added] : llvm::zip_equal(element.body, *nested))
        mergeElement(own, std::move(added));
    isFirst = false;
    return Error::success();
  };
  if (operation.kind == SpyOperationKind::Task)
    return add(operation.id);
  for (uint64_t point : operation.points)
    if (Error error = add(point))
      return error;
  return Error::success();
}

Expected<RunElement> RunImporter::importLaunch(const SpyOperation &operation,
                                               unsigned depth) {
  Expected<LaunchStatement> launch = launches.make(operation);
  if (!launch)
    return launch.takeError();
  RunElement element;
  element.key = RunLaunches::makeKey(*launch);
  element.statement.launch = std::move(*launch);
  element.statement.line = operation.line;
  element.members.push_back(operation.id);
  if (Error error = importNested(element, operation, depth))
    return std::move(error);
  for (const RunElement &nested : element.body)
    element.key += " {" + nested.key + "}";
  return element;
}

/// Without a Prof log, who asks for the time is taken to wait for it.
std::vector<RunWait>
RunImporter::getWaits(uint64_t context, llvm::ArrayRef<uint64_t> order) const {
  if (prof)
    return findWaits(log, *prof, context, order);
  std::vector<RunWait> waits;
  std::optional<size_t> lastLaunch;
  for (auto [i, id] : llvm::enumerate(order)) {
    SpyOperationKind kind = log.findOperation(id)->kind;
    if (kind == SpyOperationKind::IndexTask || kind == SpyOperationKind::Task)
      lastLaunch = i;
    else if (kind == SpyOperationKind::Timing && lastLaunch)
      waits.push_back({i, *lastLaunch});
  }
  return waits;
}

Expected<RunImporter::Sequence> RunImporter::importContext(uint64_t context,
                                                           unsigned depth) {
  Sequence sequence;
  auto known = orders.find(context);
  if (known == orders.end())
    return sequence;
  llvm::ArrayRef<uint64_t> order = known->second;
  const SpyOperation *parent = log.findOperation(context);
  if (depth >= maxProgramNesting)
    return log.error(parent ? parent->line : 1,
                     "tasks launch tasks more than " +
                         Twine(maxProgramNesting) + " levels deep");
  std::vector<RunWait> waits = getWaits(context, order);
  std::map<uint64_t, size_t> positions; // of launches among launches
  auto wait = waits.begin();
  for (auto [i, id] : llvm::enumerate(order)) {
    const SpyOperation &operation = *log.findOperation(id);
    if (operation.kind == SpyOperationKind::IndexTask ||
        operation.kind == SpyOperationKind::Task) {
      Expected<RunElement> element = importLaunch(operation, depth);
      if (!element)
        return element.takeError();
      importUses(*element, operation, positions);
      positions.try_emplace(id, positions.size());
      sequence.push_back(std::move(*element));
    } else if (operation.isExecutionFence) {
      RunElement fence;
      fence.key = "fence";
      fence.statement.kind = StatementKind::Fence;
      fence.statement.line = operation.line;
      // A timing operation after a fence is one itself.
      if (sequence.empty() || sequence.back().key != fence.key)
        sequence.push_back(std::move(fence));
    } else {
      ++leftOut[operation.what.empty() ? "unknown" : operation.what];
    }
    for (; wait != waits.end() && wait->after == i; ++wait) {
      RunElement element;
      uint64_t launch = order[wait->forLaunch];
      element.key =
          "wait " + std::to_string(positions.size() - positions.at(launch));
      element.statement.kind = StatementKind::Wait;
      element.statement.line = operation.line;
      element.members.push_back(launch);
      sequence.push_back(std::move(element));
    }
  }
  foldLoops(sequence);
  return sequence;
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

std::vector<Statement> RunImporter::makeBody(Sequence sequence) {
  auto numberOf = [&](uint64_t launch) {
    return futureNumbers.at(futures.getLeaderValue(launch));
  };
  std::vector<Statement> body;
  for (RunElement &element : sequence) {
    Statement statement = std::move(element.statement);
    if (statement.kind == StatementKind::Launch) {
      run.operations.push_back(element.members);
      auto produced = futureNumbers.find(
          futures.getOrInsertLeaderValue(element.members.front()));
      if (produced != futureNumbers.end())
        statement.launch.future = produced->second;
      for (uint64_t use : element.uses.front())
        statement.launch.waitsFor.push_back(numberOf(use));
    } else if (statement.kind == StatementKind::Wait) {
      statement.future = numberOf(element.members.front());
    }
    statement.body = makeBody(std::move(element.body));
    body.push_back(std::move(statement));
  }
  return body;
}

void RunImporter::makeNotes() {
  for (const auto &[what, count] : leftOut)
    run.notes.push_back(std::to_string(count) + " operations of the kind '" +
                        what + "' are not part of the program");
  if (unsigned count = launches.getData().getNumUnknownPieces())
    run.notes.push_back(std::to_string(count) +
                        " pieces whose extent the log does not show are taken "
                        "as empty");
  if (numFutureUsesLeftOut > 0)
    run.notes.push_back(std::to_string(numFutureUsesLeftOut) +
                        " uses of futures that no launch of the same task "
                        "produces are not part of the program");
}

Error RunImporter::import() {
  if (!log.topLevel)
    return log.error(1, "the log has no top-level task");
  const SpyOperation &top = *log.findOperation(*log.topLevel);
  run.program.name = log.name;
  run.program.topLevel = log.getTaskName(top.task);
  run.program.isReplicable = log.shards.count(*log.topLevel);
  Expected<Sequence> sequence = importContext(*log.topLevel, /*depth=*/0);
  if (!sequence)
    return sequence.takeError();
  launches.finishTasks();
  joinFutures(*sequence);
  std::vector<uint64_t> reads;
  collectReads(*sequence, reads);
  for (uint64_t launch : reads)
    futureNumbers.try_emplace(futures.getOrInsertLeaderValue(launch),
                              futureNumbers.size());
  run.program.numFutures = futureNumbers.size();
  run.program.body = makeBody(std::move(*sequence));
  makeNotes();
  return verify(run.program);
}

Expected<ImportedRun> mapwright::importRun(const SpyLog &spy,
                                           const ProfLog *prof) {
  ImportedRun run;
  if (Error error = RunImporter(spy, prof, run).import())
    return std::move(error);
  return run;
}
