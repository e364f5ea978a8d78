//===- EffectChecks.cpp - Statements that decide nothing ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckContext.h"

#include "mapwright/Frontend/Names.h"

#include "llvm/ADT/DenseMap.h"

using namespace mlir;
using namespace mapwright;

namespace {
/// What a program makes of a statement.
struct Effect {
  bool isCandidate = false;     ///< it is about something the program does
  bool isUsed = false;          ///< it decides some of that
  Operation *decider = nullptr; ///< what decides it instead
};

/// Follows every decision of the program back to its statement.
class EffectFinder {
public:
  explicit EffectFinder(CheckContext &context)
      : context(context), policies(context.getPolicies()) {}

  void run();

private:
  void visitLaunch(size_t launch);
  void visitArgument(size_t launch, size_t requirement);
  void visitMemories(size_t launch, size_t requirement);
  template <typename StatementOp>
  void addTaskStatements(StringRef task, Operation *decider);
  template <typename MapOp>
  void addMaps(StringRef task, ProcKind kind, Operation *decider);
  void add(Operation *statement, Operation *decider);
  bool mayBeAbout(Operation *statement, size_t launch, size_t requirement);

  void report(Operation *statement);
  void reportShadowed(Operation *statement, const Effect &effect);
  bool isLaunched(StringRef task, std::optional<bool> asIndex) const;
  bool reportNeverLaunched(Operation *statement);
  bool reportNeverHeldBack(mapping::InstanceLimitOp statement);

  CheckContext &context;
  const Policies &policies;
  llvm::DenseMap<Operation *, Effect> effects;
};
} // namespace

//===----------------------------------------------------------------------===//
// What statements are about
//===----------------------------------------------------------------------===//

static ArrayAttr getTasks(Operation *statement) {
  return statement->getAttrOfType<ArrayAttr>("tasks");
}

static bool isStar(ArrayAttr selectors) {
  return llvm::any_of(selectors, llvm::IsaPred<mapping::AnyAttr>);
}

static bool namesTask(ArrayAttr tasks, StringRef task) {
  return llvm::any_of(tasks.getAsRange<Attribute>(), [&](Attribute selector) {
    auto name = dyn_cast<StringAttr>(selector);
    return name && name.getValue() == task;
  });
}

static bool namesRegion(ArrayAttr regions, const RegionKey &region) {
  return llvm::any_of(regions, [&](Attribute selector) {
    if (auto index = dyn_cast<IntegerAttr>(selector))
      return index.getInt() == region.index;
    auto pattern = dyn_cast<StringAttr>(selector);
    return pattern && llvm::any_of(region.names, [&](StringRef name) {
             return matchesWildcard(pattern.getValue(), name);
           });
  });
}

/// Whether a statement is for this processor or memory kind, or for all.
static bool isFor(Attribute target, ProcKind proc, MemKind memory) {
  if (auto kind = dyn_cast<mapping::ProcKindAttr>(target))
    return kind.getValue() == proc;
  if (auto kind = dyn_cast<mapping::MemKindAttr>(target))
    return kind.getValue() == memory;
  return true;
}

bool EffectFinder::mayBeAbout(Operation *statement, size_t launch,
                              size_t requirement) {
  const CheckedLaunch &checked = context.launches[launch];
  const sim::LaunchPlacement &placement = context.getPlacement(launch);
  ArrayAttr tasks = getTasks(statement);
  auto regions = statement->getAttrOfType<ArrayAttr>("regions");
  if ((!isStar(tasks) && !namesTask(tasks, checked.task->name)) ||
      (!isStar(regions) && !namesRegion(regions, checked.regions[requirement])))
    return false;
  Attribute target =
      statement->getAttr(isa<mapping::RegionOp>(statement) ? "proc" : "target");
  return !target ||
         isFor(target, placement.kind, placement.arguments[requirement].memory);
}

//===----------------------------------------------------------------------===//
// What decides
//===----------------------------------------------------------------------===//

void EffectFinder::add(Operation *statement, Operation *decider) {
  Effect &effect = effects[statement];
  effect.isCandidate = true;
  if (statement == decider)
    effect.isUsed = true;
  else if (!effect.decider)
    effect.decider = decider;
}

template <typename StatementOp>
void EffectFinder::addTaskStatements(StringRef task, Operation *decider) {
  for (auto statement : context.getMapper().getOps<StatementOp>())
    if (isStar(statement.getTasks()) || namesTask(statement.getTasks(), task))
      add(statement, decider);
}

template <typename MapOp>
void EffectFinder::addMaps(StringRef task, ProcKind kind, Operation *decider) {
  for (auto statement : context.getMapper().getOps<MapOp>()) {
    std::optional<ArrayAttr> tasks = statement.getTasks();
    bool isAbout = tasks ? isStar(*tasks) || namesTask(*tasks, task)
                         : statement.getKindAttr().getValue() == kind;
    if (isAbout)
      add(statement, decider);
  }
}

/// All statements are asked up to the one that has the memory.
void EffectFinder::visitMemories(size_t launch, size_t requirement) {
  const CheckedLaunch &checked = context.launches[launch];
  Operation *decider = context.findMemoryStatement(launch, requirement);
  for (auto statement : context.getMapper().getOps<mapping::RegionOp>())
    if (mayBeAbout(statement, launch, requirement))
      add(statement, decider ? decider : statement.getOperation());
  for (mapping::RegionOp statement :
       policies.findMemories(checked.task->name, checked.regions[requirement],
                             context.getPlacement(launch).kind)) {
    add(statement, statement);
    if (statement == decider)
      break;
  }
}

void EffectFinder::visitArgument(size_t launch, size_t requirement) {
  const sim::ArgumentPlacement &argument =
      context.getPlacement(launch).arguments[requirement];
  if (argument.memory == MemKind::VIRTUAL)
    return;
  visitMemories(launch, requirement);
  Operation *layout = context.findLayoutStatement(launch, requirement);
  for (auto statement : context.getMapper().getOps<mapping::LayoutOp>())
    if (mayBeAbout(statement, launch, requirement))
      add(statement, layout);
  const CheckedLaunch &checked = context.launches[launch];
  Operation *collect =
      policies.findCollect(checked.task->name, checked.regions[requirement]);
  for (auto statement : context.getMapper().getOps<mapping::CollectMemoryOp>())
    if (mayBeAbout(statement, launch, requirement))
      add(statement, collect);
}

void EffectFinder::visitLaunch(size_t launch) {
  const CheckedLaunch &checked = context.launches[launch];
  StringRef task = checked.task->name;
  ProcKind kind = context.getPlacement(launch).kind;
  addTaskStatements<mapping::TaskOp>(task, policies.findKinds(task));
  if (checked.statement->domain)
    addMaps<mapping::IndexMapOp>(task, kind,
                                 policies.getIndexMap(task, kind).statement);
  else
    addMaps<mapping::SingleMapOp>(task, kind,
                                  policies.getSingleMap(task, kind).statement);
  if (!context.graph.launches[launch].isConcurrent)
    addTaskStatements<mapping::InstanceLimitOp>(
        task, policies.findInstanceLimit(task));
  for (size_t index = 0; index < checked.regions.size(); ++index)
    visitArgument(launch, index);
}

//===----------------------------------------------------------------------===//
// What is said of it
//===----------------------------------------------------------------------===//

bool EffectFinder::isLaunched(StringRef task,
                              std::optional<bool> asIndex) const {
  return llvm::any_of(context.launches, [&](const CheckedLaunch &launch) {
    return launch.task->name == task &&
           (!asIndex || launch.statement->domain.has_value() == *asIndex);
  });
}

/// A statement that names tasks of the program which are never launched, or
/// never in the way it is about. Names that the program does not have are
/// reported elsewhere.
bool EffectFinder::reportNeverLaunched(Operation *statement) {
  ArrayAttr tasks = getTasks(statement);
  if (!tasks || isStar(tasks) || namesTask(tasks, context.program.topLevel))
    return false;
  std::optional<bool> asIndex;
  if (isa<mapping::IndexMapOp>(statement))
    asIndex = true;
  else if (isa<mapping::SingleMapOp>(statement))
    asIndex = false;
  StringRef first;
  for (const TaskKind &task : context.program.tasks)
    if (namesTask(tasks, task.name)) {
      if (isLaunched(task.name, asIndex))
        return false;
      if (first.empty())
        first = task.name;
    }
  if (first.empty())
    return false;
  DiagnosticBuilder diag =
      context.report(statement->getLoc(), DiagId::NoEffect);
  diag << "`" << first << "` is never launched"
       << (!asIndex || !isLaunched(first, !*asIndex) ? ""
           : *asIndex ? " over a domain, only as a single task"
                      : " as a single task, only over a domain");
  context.fixes.remove(diag, statement);
  return true;
}

/// STM7: concurrent tasks have to be mapped together.
bool EffectFinder::reportNeverHeldBack(mapping::InstanceLimitOp statement) {
  for (auto [index, launch] : llvm::enumerate(context.launches)) {
    bool isNamed = isStar(statement.getTasks()) ||
                   namesTask(statement.getTasks(), launch.task->name);
    if (!isNamed)
      continue;
    DiagnosticBuilder diag =
        context.report(statement.getLoc(), DiagId::NoEffect);
    diag << "the tasks of `" << launch.task->name
         << "` have to be mapped together; no limit holds them back";
    context.fixes.remove(diag, statement);
    return true;
  }
  return false;
}

/// Whether `duplicate-statement` has told of it: all its keys are among those
/// of the other statement.
static bool isRepeat(Operation *statement, Operation *decider) {
  if (statement->getName() != decider->getName())
    return false;
  for (StringRef name : {"regions", "proc", "target", "kind"})
    if (statement->getAttr(name) != decider->getAttr(name))
      return false;
  ArrayAttr tasks = getTasks(statement), others = getTasks(decider);
  if (!tasks || !others)
    return tasks == others;
  return llvm::all_of(
      tasks, [&](Attribute task) { return llvm::is_contained(others, task); });
}

void EffectFinder::reportShadowed(Operation *statement, const Effect &effect) {
  // Without a decider the runtime's default is taken in spite of it, which has
  // a warning of its own.
  if (!effect.decider || isRepeat(statement, effect.decider))
    return;
  DiagnosticBuilder diag =
      context.report(statement->getLoc(), DiagId::NoEffect);
  diag << "other statements decide all that this one is about";
  diag.note(effect.decider->getLoc()) << "for example this one";
  context.fixes.remove(diag, statement);
}

void EffectFinder::report(Operation *statement) {
  auto found = effects.find(statement);
  if (found != effects.end()) {
    if (!found->second.isUsed)
      reportShadowed(statement, found->second);
    return;
  }
  if (reportNeverLaunched(statement))
    return;
  if (auto limit = dyn_cast<mapping::InstanceLimitOp>(statement))
    reportNeverHeldBack(limit);
}

void EffectFinder::run() {
  for (size_t launch = 0; launch < context.launches.size(); ++launch)
    visitLaunch(launch);
  for (Operation &op : context.getMapper().getBody().front())
    if (isa<mapping::TaskOp, mapping::RegionOp, mapping::LayoutOp,
            mapping::IndexMapOp, mapping::SingleMapOp, mapping::InstanceLimitOp,
            mapping::CollectMemoryOp>(op))
      report(&op);
}

void mapwright::checkEffects(CheckContext &context) {
  EffectFinder(context).run();
}
