//===- Resolve.cpp - Total decisions for a program ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Decider.h"
#include "ResolveTables.h"

#include "mapwright/Evaluate/Defaults.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::detail;

namespace {
/// Resolves one mapper.
class MapperResolver {
public:
  MapperResolver(Evaluator &evaluator, ProgramTables &tables)

      : policies(evaluator.getPolicies()), tables(tables), model(tables.model),
        decider(evaluator, &tables.facts, /*isTotal=*/true) {}

  FailureOr<Resolved> run();

private:
  /// Decisions of a launch in the table: several for a single launch whose map
  /// says different things for different places of the launching task.
  struct DecisionRange {
    size_t begin, end;
  };

  bool decideReplication();
  LogicalResult decideLaunch(size_t launch);
  LogicalResult decideSingle(size_t launch);
  bool dependsOnPlace(size_t launch, const LaunchDecision &decision);
  std::vector<uint32_t> getParents(size_t launch);
  std::vector<uint32_t> getRelativePlaces(size_t launch);

  LogicalResult placeAll();
  void placeIndexLaunch(size_t launch, const LaunchDecision &decision);
  void placeSingleLaunch(size_t launch);
  void placeRelative(size_t launch);
  void addPlaces(const LaunchDecision &decision,
                 std::vector<uint32_t> &processors) const;

  LogicalResult placeArguments(size_t launch);
  LogicalResult placeArgument(size_t launch, size_t index,
                              const TaskDecision &task);
  void placeLimits();
  void warnOfCollection();

  const Policies &policies;
  ProgramTables &tables;
  const MachineModel &model;
  Decider decider;
  Resolved resolved;
  std::vector<DecisionRange> ranges; ///< by launch
  llvm::StringMap<const TaskDecision *> tasks;
  /// Statements of CollectMemory that apply to something, and whether any of it
  /// is read only.
  llvm::MapVector<Operation *, bool> collects;
  llvm::DenseSet<Operation *> warnedOfShards;
};
} // namespace

//===----------------------------------------------------------------------===//
// Decisions
//===----------------------------------------------------------------------===//

/// Whether the top-level task is on more than one node.
bool MapperResolver::decideReplication() {
  const Program &program = tables.program;
  std::optional<bool> asked = policies.isReplicated(program.topLevel);
  bool isReplicated = asked.value_or(program.isReplicable);
  if (isReplicated && !program.isReplicable) {
    for (auto statement :
         policies.getMapper().getOps<mapping::ControlReplicateOp>()) {
      DiagnosticBuilder diag = diagnose(statement.getLoc(), DiagId::NoEffect);
      diag << "`" << program.topLevel
           << "` has no variant that can be replicated; it runs on one node";
      decider.getChecks().getFixes().remove(diag, statement);
    }
    return false;
  }
  return isReplicated && model.getNumNodes() > 1;
}

/// Where the top-level task runs: processor 0 of the first kind node 0 has, CPU
/// before all others.
static Place getTopLevelPlace(const Machine &machine) {
  for (unsigned kind = 0; kind < numProcKinds; ++kind)
    if (!machine.getNode(0).processors[kind].empty())
      return {static_cast<ProcKind>(kind), 0, 0};
  return {};
}

/// The processors, ascending, where tasks that launch this one may run.
std::vector<uint32_t> MapperResolver::getParents(size_t launch) {
  std::optional<unsigned> parent = tables.entries[launch].parent;
  if (!parent || !resolved.table.launches[ranges[*parent].begin].kind)
    return {model.getProcessor(getTopLevelPlace(model.getMachine()))};
  const sim::LaunchPlacement &placement = resolved.placement.launches[*parent];
  std::vector<uint32_t> processors = placement.isRelativeToParent
                                         ? getRelativePlaces(*parent)
                                         : placement.processors;
  llvm::sort(processors);
  processors.erase(llvm::unique(processors), processors.end());
  // Where the map of the launching task fails, its place does not matter.
  if (processors.empty())
    processors.push_back(0);
  return processors;
}

/// The processors where a single launch without a map may run.
std::vector<uint32_t> MapperResolver::getRelativePlaces(size_t launch) {
  const sim::LaunchPlacement &placement = resolved.placement.launches[launch];
  std::vector<uint32_t> processors;
  for (uint32_t parent : getParents(launch))
    for (uint32_t index : placement.processors)
      processors.push_back(
          model.getProcessor({placement.kind, model.getPlace(parent).node,
                              static_cast<int32_t>(index)}));
  return processors;
}

static bool isSameDecision(const LaunchDecision &a, const LaunchDecision &b) {
  auto isSameTask = [](const PlacedTask &a, const PlacedTask &b) {
    return a.node == b.node && a.index == b.index;
  };
  return a.isDefault == b.isDefault && a.failures.empty() &&
         b.failures.empty() && a.kind == b.kind &&
         std::equal(a.tasks.begin(), a.tasks.end(), b.tasks.begin(),
                    b.tasks.end(), isSameTask);
}

/// The first operation, in a function or what it calls, by which a map sees
/// where tasks run (MSP5); null if there is none. Calls do not recur (FUN2).
static mapping::ProcessorOp findProcessorOp(mapping::FuncOp function) {
  mapping::ProcessorOp found;
  function.walk([&](Operation *op) {
    found = dyn_cast<mapping::ProcessorOp>(op);
    if (auto call = dyn_cast<mapping::CallOp>(op))
      if (auto callee = SymbolTable::lookupNearestSymbolFrom<mapping::FuncOp>(
              call, call.getCalleeAttr()))
        found = findProcessorOp(callee);
    return found ? WalkResult::interrupt() : WalkResult::advance();
  });
  return found;
}

/// Whether the map of a single launch depends on where the launching task is.
bool MapperResolver::dependsOnPlace(size_t launch,
                                    const LaunchDecision &decision) {
  if (decision.isDefault || !decision.kind)
    return false;
  MapChoice map = policies.getSingleMap(decision.launch.task, decision.kind);
  mapping::ProcessorOp seen = findProcessorOp(map.function);
  bool isShared =
      resolved.placement.isReplicated && !tables.entries[launch].parent;
  if (seen && isShared && isa<mapping::ParentType>(seen.getTask().getType()) &&
      warnedOfShards.insert(seen).second)
    diagnose(seen.getLoc(), DiagId::ShardZero)
        << "`" << tables.program.topLevel << "` runs on every node: for `"
        << decision.launch.task << "` its place is that of shard 0";
  return seen != nullptr;
}

/// STM10: once for each place of the launching task, as far as that matters.
LogicalResult MapperResolver::decideSingle(size_t launch) {
  std::vector<LaunchDecision> decisions;
  bool ok = true;
  for (uint32_t parent : getParents(launch)) {
    Launch asked = tables.launches[launch];
    asked.parent = model.getPlace(parent);
    ok &= succeeded(decider.addLaunch(asked));
    decisions.push_back(decider.takeLast());
    if (!ok || !dependsOnPlace(launch, decisions.back()))
      break;
  }
  if (llvm::all_of(decisions, [&](const LaunchDecision &decision) {
        return isSameDecision(decision, decisions.front());
      }))
    decisions.erase(decisions.begin() + 1, decisions.end());
  for (LaunchDecision &decision : decisions)
    resolved.table.launches.push_back(std::move(decision));
  return success(ok);
}

LogicalResult MapperResolver::decideLaunch(size_t launch) {
  size_t begin = resolved.table.launches.size();
  LogicalResult result = success();
  if (tables.launches[launch].domain) {
    result = decider.addLaunch(tables.launches[launch]);
    resolved.table.launches.push_back(decider.takeLast());
  } else {
    result = decideSingle(launch);
  }
  ranges.push_back({begin, resolved.table.launches.size()});
  return result;
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

void MapperResolver::addPlaces(const LaunchDecision &decision,
                               std::vector<uint32_t> &processors) const {
  for (PlacedTask task : decision.tasks)
    if (task.node >= 0)
      processors.push_back(
          model.getProcessor({*decision.kind, task.node, task.index}));
}

void MapperResolver::placeIndexLaunch(size_t launch,
                                      const LaunchDecision &decision) {
  sim::LaunchPlacement &placement = resolved.placement.launches[launch];
  if (!decision.isDefault)
    return addPlaces(decision, placement.processors);
  bool isReplicated =
      resolved.placement.isReplicated && !tables.entries[launch].parent;
  placement.processors =
      tables.getDefaultPlaces(launch, placement.kind, isReplicated);
}

/// STM1: a single launch without a map.
void MapperResolver::placeRelative(size_t launch) {
  sim::LaunchPlacement &placement = resolved.placement.launches[launch];
  placement.isRelativeToParent = true;
  placement.takesFirstFree = placement.kind != ProcKind::GPU;
  unsigned count = placement.takesFirstFree
                       ? model.getMachine().getNumProcessors(placement.kind)
                       : 1;
  for (unsigned index = 0; index < count; ++index)
    placement.processors.push_back(index);
}

void MapperResolver::placeSingleLaunch(size_t launch) {
  ArrayRef<LaunchDecision> decisions =
      ArrayRef(resolved.table.launches)
          .slice(ranges[launch].begin,
                 ranges[launch].end - ranges[launch].begin);
  if (decisions.front().isDefault)
    return placeRelative(launch);
  sim::LaunchPlacement &placement = resolved.placement.launches[launch];
  // MSP3: processors with memory of their own take turns.
  placement.takesFirstFree = placement.kind != ProcKind::GPU;
  if (decisions.size() == 1)
    return addPlaces(decisions.front(), placement.processors);
  placement.firstOfParent.reserve(model.getNumProcessors() + 1);
  auto next = decisions.begin();
  for (uint32_t parent = 0; parent < model.getNumProcessors(); ++parent) {
    placement.firstOfParent.push_back(placement.processors.size());
    if (next != decisions.end() &&
        model.getProcessor(*next->launch.parent) == parent)
      addPlaces(*next++, placement.processors);
  }
  placement.firstOfParent.push_back(placement.processors.size());
}

/// Decides and places launch by launch: where nested launches go may depend on
/// where the launching task is.
LogicalResult MapperResolver::placeAll() {
  bool ok = true;
  resolved.placement.launches.resize(tables.launches.size());
  for (size_t launch = 0; launch < tables.launches.size(); ++launch) {
    if (failed(decideLaunch(launch)))
      ok = false;
    const LaunchDecision &decision =
        resolved.table.launches[ranges[launch].begin];
    if (!decision.kind)
      continue;
    resolved.placement.launches[launch].kind = *decision.kind;
    if (tables.launches[launch].domain)
      placeIndexLaunch(launch, decision);
    else
      placeSingleLaunch(launch);
  }
  return success(ok);
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

LogicalResult MapperResolver::placeArgument(size_t launch, size_t index,
                                            const TaskDecision &task) {
  const ProgramTables::LaunchEntry &entry = tables.entries[launch];
  const Requirement &requirement = entry.statement->launch.requirements[index];
  sim::LaunchPlacement &placement = resolved.placement.launches[launch];
  sim::ArgumentPlacement &argument = placement.arguments.emplace_back();
  const TaskFacts &facts = tables.getFacts(entry);
  const RegionKey &region = facts.regions[entry.regions[index]];
  bool isInner = llvm::is_contained(facts.innerVariants, placement.kind);
  if (isInner || requirement.privilege == Privilege::None ||
      requirement.fields.empty()) {
    argument.memory = MemKind::VIRTUAL;
    return success();
  }
  size_t slot = llvm::find(task.kinds, placement.kind) - task.kinds.begin();
  const ArgumentDecision &decision =
      task.arguments[entry.regions[index] * task.kinds.size() + slot];
  Place place{placement.kind, 0, 0};
  argument.memory =
      chooseLayoutMemory(model.getMachine(), decision.memories, place);
  if (decision.layout) {
    argument.aos = decision.layout->aos;
    argument.cOrder = decision.layout->cOrder;
    argument.compact = decision.layout->compact;
    argument.exact = decision.layout->exact;
    argument.align = decision.layout->align;
  }
  if (mapping::CollectMemoryOp collect =
          policies.findCollect(task.task, region)) {
    argument.isCollected = requirement.privilege == Privilege::Read;
    collects[collect] |= argument.isCollected;
  }
  return argument.memory == MemKind::VIRTUAL
             ? decider.getChecks().reportVirtual(task.task, region,
                                                 placement.kind)
             : success();
}

LogicalResult MapperResolver::placeArguments(size_t launch) {
  const LaunchStatement &statement = tables.entries[launch].statement->launch;
  const TaskDecision &task =
      *tasks.lookup(tables.program.tasks[statement.task].name);
  for (size_t index = 0; index < statement.requirements.size(); ++index)
    if (failed(placeArgument(launch, index, task)))
      return failure();
  return success();
}

/// STM7: what is not read only is not collected.
void MapperResolver::warnOfCollection() {
  for (const auto &[statement, hasEffect] : collects) {
    if (hasEffect)
      continue;
    DiagnosticBuilder diag = diagnose(statement->getLoc(), DiagId::NoEffect);
    diag << "nothing that this names is read only; `CollectMemory` ignores "
            "other privileges";
    decider.getChecks().getFixes().remove(diag, statement);
  }
}

void MapperResolver::placeLimits() {
  for (const TaskKind &kind : tables.program.tasks) {
    const TaskDecision *task = tasks.lookup(kind.name);
    int64_t limit = task ? task->limit.value_or(0) : 0;
    resolved.placement.limits.push_back(std::min<int64_t>(limit, UINT32_MAX));
  }
}

//===----------------------------------------------------------------------===//
// All of it
//===----------------------------------------------------------------------===//

std::string mapwright::computeIdentity(const DecisionTable &table) {
  std::string text;
  llvm::raw_string_ostream os(text);
  writeText(table, os);
  return llvm::toHex(llvm::SHA256::hash(llvm::arrayRefFromStringRef(text)),
                     /*LowerCase=*/true);
}

FailureOr<Resolved> MapperResolver::run() {
  decider.checkStatements();
  resolved.placement.isReplicated = decideReplication();
  bool ok = succeeded(placeAll());
  resolved.table.tasks = decider.takeTable().tasks;
  for (const TaskDecision &task : resolved.table.tasks)
    tasks[task.task] = &task;
  for (size_t launch = 0; ok && launch < tables.launches.size(); ++launch)
    ok = succeeded(placeArguments(launch));
  placeLimits();
  warnOfCollection();
  reportFailures(policies.getMapper(), resolved.table);
  for (const LaunchDecision &decision : resolved.table.launches)
    ok &= decision.failures.empty();
  if (!ok)
    return failure();
  if (resolved.placement.isReplicated) {
    TaskDecision &topLevel = resolved.table.tasks.emplace_back();
    topLevel.task = tables.program.topLevel;
    topLevel.isReplicated = true;
  }
  resolved.identity = computeIdentity(resolved.table);
  return std::move(resolved);
}

Resolver::Resolver(const Program &program, const MachineModel &model)
    : tables(std::make_unique<ProgramTables>(program, model)) {}

Resolver::~Resolver() = default;

FailureOr<Resolved> Resolver::resolve(Evaluator &evaluator) {
  return MapperResolver(evaluator, *tables).run();
}

FailureOr<Resolved> mapwright::resolve(Evaluator &evaluator,
                                       const Program &program,
                                       const MachineModel &model) {
  return Resolver(program, model).resolve(evaluator);
}
