//===- ReadDecisions.cpp - From IR to decisions ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/DecisionIR.h"

#include "mapwright/Support/Diagnostics.h"

using namespace mlir;
using namespace mapwright;

namespace {
/// Reads the operations of one `placement.decisions`.
class DecisionReader {
public:
  DecisionReader(placement::DecisionsOp op, const Program &program,
                 const MachineModel &model)
      : op(op), program(program), model(model),
        launches(collectLaunches(program)), parents(launches.size()) {
    forEachLaunch(program, [&](const Statement &statement) {
      numRequirements.push_back(statement.launch.requirements.size());
    });
  }

  FailureOr<Resolved> read();

private:
  void readTask(placement::TaskOp task);
  LogicalResult readLaunch(placement::LaunchOp launch);
  LogicalResult readPlaces(placement::LaunchOp launch, LaunchDecision &decision,
                           std::vector<uint32_t> &processors);
  LogicalResult checkPlace(placement::LaunchOp launch, const Place &place);
  void readArguments(placement::LaunchOp launch,
                     sim::LaunchPlacement &placement);
  LogicalResult checkLaunch(placement::LaunchOp launch);
  LogicalResult readParent(placement::LaunchOp launch, Place parent);
  void readLimits();
  /// Candidates of a launch that has several decisions, by launching task.
  void indexByParent();

  placement::DecisionsOp op;
  const Program &program;
  const MachineModel &model;
  std::vector<Launch> launches;
  std::vector<size_t> numRequirements; ///< by launch
  Resolved resolved;
  /// By launch: the launching tasks' processors, and where the candidates of
  /// each begin.
  std::vector<SmallVector<std::pair<uint32_t, uint32_t>, 1>> parents;
};
} // namespace

static DiagnosticBuilder report(Operation *op) {
  return diagnose(op->getLoc(), DiagId::Input);
}

static Layout readLayout(ArrayAttr words) {
  using mapping::LayoutWord;
  Layout layout;
  for (auto word : words.getAsRange<mapping::WordAttr>()) {
    layout.aos |= word.getWord() == LayoutWord::AOS;
    layout.cOrder |= word.getWord() == LayoutWord::C_order;
    layout.compact |= word.getWord() == LayoutWord::Compact;
    layout.exact |= word.getWord() == LayoutWord::Exact;
    if (word.getWord() == LayoutWord::Align)
      layout.align = word.getAlign();
  }
  return layout;
}

template <typename ArgumentLike>
static ArgumentName readName(ArgumentLike op) {
  ArgumentName name;
  name.name = op.getRegion().value_or("").str();
  if (op.getIndex())
    name.index = *op.getIndex();
  return name;
}

//===----------------------------------------------------------------------===//
// Task kinds
//===----------------------------------------------------------------------===//

void DecisionReader::readTask(placement::TaskOp op) {
  TaskDecision &task = resolved.table.tasks.emplace_back();
  task.task = op.getTask().str();
  if (op.getLimit())
    task.limit = *op.getLimit();
  task.isReplicated = op.getReplicated();
  if (ArrayAttr kinds = op.getKindsAttr())
    for (auto kind : kinds.getAsRange<mapping::ProcKindAttr>())
      task.kinds.push_back(kind.getValue());
  for (auto argument : op.getDecided().getOps<placement::ArgumentOp>()) {
    ArgumentDecision &decision = task.arguments.emplace_back();
    decision.argument = readName(argument);
    decision.kind = argument.getKind().getValue();
    for (auto memory :
         argument.getMemories().getAsRange<mapping::MemKindAttr>())
      decision.memories.push_back(memory.getValue());
    if (ArrayAttr words = argument.getWordsAttr())
      decision.layout = readLayout(words);
  }
  for (auto collect : op.getDecided().getOps<placement::CollectOp>())
    task.collected.push_back(readName(collect));
}

void DecisionReader::readLimits() {
  for (const TaskKind &kind : program.tasks) {
    int64_t limit = 0;
    for (const TaskDecision &task : resolved.table.tasks)
      if (task.task == kind.name)
        limit = task.limit.value_or(limit);
    resolved.placement.limits.push_back(std::min<int64_t>(limit, UINT32_MAX));
  }
}

//===----------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------===//

LogicalResult DecisionReader::checkPlace(placement::LaunchOp launch,
                                         const Place &place) {
  const Machine &machine = model.getMachine();
  bool exists = place.node >= 0 && place.index >= 0 &&
                static_cast<unsigned>(place.node) < machine.getNumNodes() &&
                static_cast<size_t>(place.index) <
                    machine.getNode(place.node)
                        .processors[static_cast<unsigned>(place.kind)]
                        .size();
  if (!exists)
    return report(launch) << "the machine has no " << spelling(place.kind)
                          << " " << place.index << " on node " << place.node;
  return success();
}

LogicalResult DecisionReader::readPlaces(placement::LaunchOp launch,
                                         LaunchDecision &decision,
                                         std::vector<uint32_t> &processors) {
  for (auto [node, index] :
       llvm::zip(*launch.getNodes(), *launch.getIndices())) {
    Place place{*decision.kind, node, index};
    if (failed(checkPlace(launch, place)))
      return failure();
    processors.push_back(launch.getRelative() ? index
                                              : model.getProcessor(place));
    if (!decision.isDefault)
      decision.tasks.push_back({node, index});
  }
  return success();
}

void DecisionReader::readArguments(placement::LaunchOp launch,
                                   sim::LaunchPlacement &placement) {
  placement.arguments.clear();
  for (auto op : launch.getDecided().getOps<placement::ArgumentOp>()) {
    Layout layout = readLayout(op.getWordsAttr());
    sim::ArgumentPlacement &argument = placement.arguments.emplace_back();
    argument.memory =
        cast<mapping::MemKindAttr>(op.getMemories()[0]).getValue();
    argument.aos = layout.aos;
    argument.cOrder = layout.cOrder;
    argument.compact = layout.compact;
    argument.exact = layout.exact;
    argument.align = layout.align;
    argument.isCollected = op.getCollected();
  }
}

/// Whether an operation decides a launch of the program, to its end. MLIR has
/// verified that only if the program is in the same module.
LogicalResult DecisionReader::checkLaunch(placement::LaunchOp op) {
  if (op.getNumber() >= launches.size())
    return report(op) << "the program has " << launches.size() << " launches";
  const Launch &launch = launches[op.getNumber()];
  if (op.getTask() != launch.task)
    return report(op) << "launch " << op.getNumber() << " of the program is of "
                      << "`" << launch.task << "`";
  auto arguments = op.getDecided().getOps<placement::ArgumentOp>();
  size_t numArguments = std::distance(arguments.begin(), arguments.end());
  if (numArguments != numRequirements[op.getNumber()])
    return report(op) << "decides " << numArguments << " of "
                      << numRequirements[op.getNumber()] << " arguments";
  if (launch.domain && launch.domain->volume() != op.getNodes()->size())
    return report(op) << "has " << op.getNodes()->size()
                      << " places; expected one for each point";
  return success();
}

/// Notes that what is read next is for tasks launched there.
LogicalResult DecisionReader::readParent(placement::LaunchOp op, Place place) {
  if (failed(checkPlace(op, place)))
    return failure();
  auto &known = parents[op.getNumber()];
  uint32_t parent = model.getProcessor(place);
  if (!known.empty() && known.back().first >= parent)
    return report(op)
           << "is for a launching task that does not come behind the "
              "one before";
  size_t begin = resolved.placement.launches[op.getNumber()].processors.size();
  known.push_back({parent, static_cast<uint32_t>(begin)});
  return success();
}

LogicalResult DecisionReader::readLaunch(placement::LaunchOp op) {
  if (failed(checkLaunch(op)))
    return failure();
  sim::LaunchPlacement &placement = resolved.placement.launches[op.getNumber()];
  LaunchDecision &decision = resolved.table.launches.emplace_back();
  decision.launch = launches[op.getNumber()];
  decision.kind = op.getKind()->getValue();
  decision.isDefault = op.getByDefault();
  if (ArrayRef<int32_t> parent = op.getParent().value_or(ArrayRef<int32_t>());
      !parent.empty()) {
    decision.launch.parent =
        Place{op.getParentKind()->getValue(), parent[0], parent[1]};
    if (failed(readParent(op, *decision.launch.parent)))
      return failure();
  }
  placement.kind = *decision.kind;
  placement.takesFirstFree = op.getFirstFree();
  placement.isRelativeToParent = op.getRelative();
  if (failed(readPlaces(op, decision, placement.processors)))
    return failure();
  readArguments(op, placement);
  return success();
}

void DecisionReader::indexByParent() {
  for (auto [placement, known] :
       llvm::zip(resolved.placement.launches, parents)) {
    if (known.size() < 2)
      continue;
    auto next = known.begin();
    for (uint32_t parent = 0; parent <= model.getNumProcessors(); ++parent) {
      placement.firstOfParent.push_back(
          next == known.end() ? placement.processors.size() : next->second);
      if (next != known.end() && next->first == parent)
        ++next;
    }
  }
}

//===----------------------------------------------------------------------===//
// All of it
//===----------------------------------------------------------------------===//

FailureOr<Resolved> DecisionReader::read() {
  if (!op.getTotal())
    return report(op) << "expected total decisions";
  resolved.placement.launches.resize(launches.size());
  resolved.placement.isReplicated = op.getReplicated();
  size_t numDecided = 0;
  for (Operation &decision : op.getDecided().front()) {
    if (auto task = dyn_cast<placement::TaskOp>(decision)) {
      readTask(task);
      continue;
    }
    auto launch = cast<placement::LaunchOp>(decision);
    if (failed(readLaunch(launch)))
      return failure();
    numDecided = launch.getNumber() + 1;
  }
  if (numDecided != launches.size())
    return report(op) << "decides " << numDecided << " of " << launches.size()
                      << " launches";
  indexByParent();
  readLimits();
  resolved.identity = computeIdentity(resolved.table);
  return std::move(resolved);
}

FailureOr<Resolved> mapwright::readDecisions(placement::DecisionsOp op,
                                             const Program &program,
                                             const MachineModel &model) {
  return DecisionReader(op, program, model).read();
}
