//===- StartMapper.cpp - What the mapper to start from says ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StartMapper.h"

#include "mapwright/Evaluate/Defaults.h"
#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Frontend/Names.h"

#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::optimize;
using namespace mapwright::optimize::detail;
using llvm::dyn_cast;

/// Launches of more points are judged by their first ones.
static constexpr uint64_t maxPointsTried = 4096;

StartMapper::StartMapper(SpaceState &state)
    : state(state), machine(state.problem.model.getMachine()),
      programFacts(collectFacts(state.problem.program)),
      context(mlir::MLIRContext::Threading::DISABLED),
      silence(&context, [this](mlir::Diagnostic &diagnostic) {
        if (firstError.empty() &&
            diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error)
          firstError = diagnostic.str();
        return mlir::success();
      }) {}

llvm::Error StartMapper::load() {
  const Problem &problem = state.problem;
  module =
      importMapper(problem.source, problem.file, &context, problem.maxRank);
  SourceFile file(&context, problem.file, problem.source);
  mlir::FailureOr<ast::Mapper> tree = parseMapper(file, state.context);
  if (!module || failed(tree) || module->getOps<mapping::MapperOp>().empty())
    return llvm::createStringError(problem.file + ": " + firstError);
  state.mapper = *tree;
  state.editor = std::make_unique<MapperEditor>(problem.source, problem.file,
                                                state.mapper);
  evaluator = std::make_unique<Evaluator>(
      *module->getOps<mapping::MapperOp>().begin(), machine);
  return llvm::Error::success();
}

const TaskFacts &StartMapper::getFacts(uint32_t task) const {
  return programFacts.at(state.problem.program.tasks[task].name);
}

ProcKind StartMapper::chooseKind(const TaskKind &task) const {
  const std::vector<ProcKind> &variants = programFacts.at(task.name).variants;
  if (std::optional<ProcKind> kind = evaluator->chooseKind(task.name, variants))
    return *kind;
  return chooseDefaultKind(machine, variants).value_or(variants.front());
}

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

/// The kind that a function places all points on; none if it fails for one, or
/// places them on several.
std::optional<ProcKind>
StartMapper::getIndexKind(const MapChoice &map,
                          llvm::ArrayRef<const Domain *> domains) {
  std::optional<ProcKind> kind;
  uint64_t tried = 0;
  for (const Domain *domain : domains) {
    mlir::FailureOr<std::unique_ptr<BoundMap>> bound =
        evaluator->bind(map, *domain);
    if (failed(bound))
      return std::nullopt;
    RowMajorPoints points(*domain);
    Places places;
    for (Point point; points.next(point) && tried < maxPointsTried; ++tried) {
      std::optional<EvalFailure> failure;
      places.clear();
      if (!(*bound)->evaluate(point, places, failure) || places.empty() ||
          (kind && *kind != places.front().kind))
        return std::nullopt;
      kind = places.front().kind;
    }
  }
  return kind;
}

std::optional<ProcKind> StartMapper::getSingleKind(const MapChoice &map) {
  std::optional<EvalFailure> failure;
  Place first = {ProcKind::CPU, 0, 0};
  mlir::FailureOr<Places> places =
      evaluator->evaluateSingle(map, first, first, failure);
  if (failed(places) || failure || places->empty())
    return std::nullopt;
  return places->front().kind;
}

void StartMapper::addWrittenMap(uint32_t task,
                                llvm::function_ref<MapChoice(ProcKind)> getMap,
                                KindOfFunction getKind,
                                std::vector<std::string> &choices,
                                ChoiceFacts &facts) {
  MapOption &option = facts.maps.emplace_back();
  const TaskEntry &entry = state.tasks[task];
  for (ProcKind kind : entry.kinds) {
    MapChoice map = getMap(kind);
    std::optional<ProcKind> placed = map.statement ? getKind(map) : kind;
    option.suits[size_t(kind)] = placed == kind;
  }
  // Whatever the start does is to be kept where nothing else changes.
  option.suits[size_t(entry.startKind)] = true;
  MapChoice map = getMap(entry.startKind);
  choices.push_back("as written (" +
                    (map.statement ? map.function.getName().str() : "default") +
                    ")");
}

void StartMapper::addOwnMaps(uint32_t task,
                             llvm::function_ref<MapChoice(ProcKind)> getMap,
                             KindOfFunction getKind,
                             std::vector<std::string> &choices,
                             ChoiceFacts &facts) {
  mlir::SymbolTable symbols(evaluator->getPolicies().getMapper());
  for (const ast::Stmt *statement : state.mapper.statements) {
    auto *function = dyn_cast<ast::FunctionStmt>(statement);
    if (!function || function->params.size() != 1 ||
        function->params.front().type != ast::ParamType::Task)
      continue;
    auto op = symbols.lookup<mapping::FuncOp>(function->name.text);
    if (!op)
      continue;
    std::optional<ProcKind> kind = getKind({op.getOperation(), op});
    if (!kind || !llvm::is_contained(state.tasks[task].kinds, *kind) ||
        getMap(*kind).function == op)
      continue;
    MapOption &option = facts.maps.emplace_back();
    option.function = function->name.text.str();
    option.suits[size_t(*kind)] = true;
    choices.push_back(option.function);
  }
}

void StartMapper::addIndexMaps(uint32_t task,
                               llvm::ArrayRef<const Domain *> domains,
                               bool isWritten,
                               std::vector<std::string> &choices,
                               ChoiceFacts &facts) {
  auto getMap = [&](ProcKind kind) {
    return evaluator->getPolicies().getIndexMap(
        state.problem.program.tasks[task].name, kind);
  };
  auto getKind = [&](const MapChoice &map) {
    return getIndexKind(map, domains);
  };
  if (isWritten)
    addWrittenMap(task, getMap, getKind, choices, facts);
  else
    addOwnMaps(task, getMap, getKind, choices, facts);
}

void StartMapper::addSingleMaps(uint32_t task, bool isWritten,
                                std::vector<std::string> &choices,
                                ChoiceFacts &facts) {
  auto getMap = [&](ProcKind kind) {
    return evaluator->getPolicies().getSingleMap(
        state.problem.program.tasks[task].name, kind);
  };
  auto getKind = [&](const MapChoice &map) { return getSingleKind(map); };
  if (isWritten)
    addWrittenMap(task, getMap, getKind, choices, facts);
  else
    addOwnMaps(task, getMap, getKind, choices, facts);
}

//===----------------------------------------------------------------------===//
// Limits, collection, replication
//===----------------------------------------------------------------------===//

/// Whether a statement names `*`.
static bool namesAny(llvm::ArrayRef<ast::Selector> selectors) {
  return llvm::any_of(selectors, [](const ast::Selector &selector) {
    return selector.kind == ast::Selector::Any;
  });
}

std::string StartMapper::getWrittenLimit(uint32_t task) const {
  std::optional<int64_t> limit = evaluator->getPolicies().getInstanceLimit(
      state.problem.program.tasks[task].name);
  return limit ? std::to_string(*limit) : "";
}

bool StartMapper::isLimitedWithOthers() const {
  return llvm::any_of(state.mapper.statements, [](const ast::Stmt *statement) {
    auto *limit = dyn_cast<ast::InstanceLimitStmt>(statement);
    return limit && namesAny(limit->tasks);
  });
}

bool StartMapper::isReplicated() const {
  const Program &program = state.problem.program;
  return evaluator->getPolicies()
      .isReplicated(program.topLevel)
      .value_or(program.isReplicable);
}

bool StartMapper::isCollected(uint32_t task, uint32_t argument) const {
  return evaluator->getPolicies().isCollected(
      state.problem.program.tasks[task].name, getRegion(task, argument));
}

bool StartMapper::isCollectedWithOthers(uint32_t task,
                                        uint32_t argument) const {
  return llvm::any_of(state.mapper.statements, [&](const ast::Stmt *statement) {
    auto *collect = dyn_cast<ast::CollectMemoryStmt>(statement);
    return collect && namesAny(collect->tasks) &&
           (namesAny(collect->regions) ||
            llvm::is_contained(findArguments(task, collect->regions),
                               argument));
  });
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

const RegionKey &StartMapper::getRegion(uint32_t task,
                                        uint32_t argument) const {
  const std::vector<RegionKey> &regions = getFacts(task).regions;
  auto found = llvm::find_if(regions, [&](const RegionKey &key) {
    return key.index == int64_t(argument);
  });
  return found == regions.end() ? regions.front() : *found;
}

/// The arguments that a statement names, by name, wildcard or index.
std::vector<uint32_t>
StartMapper::findArguments(uint32_t task,
                           llvm::ArrayRef<ast::Selector> regions) const {
  std::vector<uint32_t> arguments;
  auto names = [&](const RegionKey &key, const ast::Selector &selector) {
    if (selector.kind == ast::Selector::Index)
      return selector.index == key.index;
    return selector.kind != ast::Selector::Any &&
           llvm::any_of(key.names, [&](const std::string &name) {
             return name == selector.text ||
                    matchesWildcard(selector.text, name);
           });
  };
  for (const RegionKey &key : getFacts(task).regions)
    for (const ast::Selector &selector : regions)
      if (names(key, selector) &&
          !llvm::is_contained(arguments, uint32_t(*key.index)))
        arguments.push_back(*key.index);
  return arguments;
}

void StartMapper::noteStatement(uint32_t task, const ast::Stmt &statement) {
  TaskEntry &entry = state.tasks[task];
  auto note = [&](llvm::ArrayRef<ast::Selector> tasks,
                  llvm::ArrayRef<ast::Selector> regions, bool isAnyNamed,
                  std::vector<NamingStatement> &statements) {
    if (llvm::none_of(tasks, [&](const ast::Selector &selector) {
          return selector.kind != ast::Selector::Any &&
                 quoteName(selector.text) == entry.name;
        }))
      return;
    std::vector<uint32_t> arguments = findArguments(task, regions);
    if (isAnyNamed && namesAny(regions))
      arguments.assign(getFacts(task).arguments.begin(),
                       getFacts(task).arguments.end());
    if (!arguments.empty())
      statements.push_back({&statement, std::move(arguments)});
  };
  // `*` comes after what is said of an argument by its index, except that
  // collection is whatever any statement says.
  if (auto *region = dyn_cast<ast::RegionStmt>(&statement))
    note(region->tasks, region->regions, false, entry.regions);
  if (auto *layout = dyn_cast<ast::LayoutStmt>(&statement))
    note(layout->tasks, layout->regions, false, entry.layouts);
  if (auto *collect = dyn_cast<ast::CollectMemoryStmt>(&statement))
    note(collect->tasks, collect->regions, true, entry.collects);
}

WrittenArgument StartMapper::describe(uint32_t task, uint32_t argument,
                                      ProcKind kind) const {
  const std::string &name = state.problem.program.tasks[task].name;
  const RegionKey &region = getRegion(task, argument);
  const Policies &policies = evaluator->getPolicies();
  llvm::SmallVector<MemKind> memories =
      policies.getMemories(name, region, kind);
  WrittenArgument written;
  for (MemKind memory : memories)
    written.memories +=
        (written.memories.empty() ? "" : ",") + spelling(memory).str();
  written.memory = chooseLayoutMemory(machine, memories, {kind, 0, 0});
  for (unsigned number = 0; number < numMemKinds; ++number) {
    std::optional<Layout> layout =
        policies.getLayout(name, region, static_cast<MemKind>(number), kind);
    if (layout)
      written.layouts[number] = layout->str();
    written.allLayouts[number] = layout.value_or(Layout()).str();
  }
  return written;
}

void StartMapper::describeArguments(uint32_t task) {
  TaskEntry &entry = state.tasks[task];
  for (const ast::Stmt *statement : state.mapper.statements)
    noteStatement(task, *statement);
  for (uint32_t argument : getFacts(task).arguments)
    for (ProcKind kind : entry.kinds)
      entry.written[{argument, kind}] = describe(task, argument, kind);
}
