//===- GuidedParts.cpp - Placements put together --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GuidedParts.h"

#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::optimize;

/// Contexts keep what was made in them.
static constexpr unsigned textsPerContext = 2000;

/// Compiles and resolves mappers whose diagnostics nobody sees.
struct PlacementParts::Compiler {
  explicit Compiler(const Problem &problem)
      : problem(problem), resolver(problem.program, problem.model) {}

  std::optional<sim::Placement> run(llvm::StringRef source);

  const Problem &problem;
  Resolver resolver;
  std::unique_ptr<mlir::MLIRContext> context;
  unsigned numTexts = 0;
};

std::optional<sim::Placement>
PlacementParts::Compiler::run(llvm::StringRef source) {
  if (numTexts++ % textsPerContext == 0)
    context = std::make_unique<mlir::MLIRContext>(
        mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler silence(
      context.get(), [](mlir::Diagnostic &) { return mlir::success(); });
  mlir::OwningOpRef<mlir::ModuleOp> module =
      importMapper(source, problem.file, context.get(), problem.maxRank);
  if (!module)
    return std::nullopt;
  Evaluator evaluator(*module->getOps<mapping::MapperOp>().begin(),
                      problem.model.getMachine());
  mlir::FailureOr<Resolved> resolved = resolver.resolve(evaluator);
  if (mlir::failed(resolved))
    return std::nullopt;
  return std::move(resolved->placement);
}

PlacementParts::PlacementParts(const Problem &problem, const Space &space)
    : space(space), compiler(std::make_unique<Compiler>(problem)) {
  using Kind = DimensionKind;
  uint32_t topLevel = problem.program.tasks.size();
  replicating = listDimensions(topLevel, {Kind::Replicate});
  for (uint32_t task = 0; task < topLevel; ++task)
    limiting.push_back(listDimensions(task, {Kind::Processor, Kind::Limit}));
  for (const sim::LaunchFacts &launch : problem.graph.launches) {
    placing.push_back(listDimensions(
        launch.task,
        {Kind::Processor, launch.isIndex ? Kind::IndexMap : Kind::SingleMap}));
    storing.emplace_back();
    for (uint32_t index = 0; index < launch.requirements.size(); ++index) {
      Dimensions &dimensions = storing.back().emplace_back(
          listDimensions(launch.task, {Kind::Processor}));
      llvm::append_range(
          dimensions,
          listDimensions(launch.task,
                         {Kind::Memory, Kind::Layout, Kind::Collect}, index));
    }
  }
}

PlacementParts::~PlacementParts() = default;

PlacementParts::Dimensions
PlacementParts::listDimensions(uint32_t task,
                               llvm::ArrayRef<DimensionKind> kinds,
                               std::optional<uint32_t> argument) const {
  Dimensions dimensions;
  for (DimensionKind kind : kinds)
    if (std::optional<uint32_t> number = space.find(kind, task, argument))
      dimensions.push_back(*number);
  return dimensions;
}

PlacementParts::Key
PlacementParts::makeKey(std::initializer_list<uint32_t> subject,
                        const Dimensions &dimensions,
                        const Assignment &assignment) {
  Key key(subject);
  for (uint32_t dimension : dimensions)
    key.push_back(assignment[dimension]);
  return key;
}

//===----------------------------------------------------------------------===//
// Learning
//===----------------------------------------------------------------------===//

void PlacementParts::learn(const Assignment &assignment) {
  std::optional<sim::Placement> placement =
      compiler->run(space.write(assignment));
  if (!placement)
    return;
  for (auto [launch, decision] : llvm::enumerate(placement->launches)) {
    uint32_t number = launch;
    for (auto [index, argument] : llvm::enumerate(decision.arguments))
      arguments[makeKey({number, static_cast<uint32_t>(index)},
                        storing[launch][index], assignment)] = argument;
    decision.arguments.clear();
    places[makeKey({number}, placing[launch], assignment)] =
        std::move(decision);
  }
  placement->limits.resize(limiting.size(), 0);
  for (uint32_t task = 0; task < limiting.size(); ++task)
    limits[makeKey({task}, limiting[task], assignment)] =
        placement->limits[task];
  replications[makeKey({}, replicating, assignment)] = placement->isReplicated;
}

/// The same with the choices of some dimensions wherever they can be chosen, so
/// that more is learned from one text.
Assignment PlacementParts::widen(const Assignment &assignment,
                                 const Dimensions &dimensions) const {
  Assignment wide = assignment;
  llvm::ArrayRef<Dimension> all = space.getDimensions();
  for (uint32_t number : dimensions) {
    if (all[number].kind == DimensionKind::Processor ||
        all[number].kind == DimensionKind::Replicate)
      continue;
    const std::string &choice = all[number].choices[assignment[number]];
    for (auto [other, dimension] : llvm::enumerate(all)) {
      if (dimension.kind != all[number].kind)
        continue;
      ProcKind kind = space.getKind(assignment, dimension.task);
      auto found = llvm::find(dimension.choices, choice);
      uint16_t index = found - dimension.choices.begin();
      if (found != dimension.choices.end() && space.suits(other, index, kind))
        wide[other] = index;
    }
  }
  return wide;
}

std::optional<sim::Placement>
PlacementParts::compose(const Assignment &assignment) {
  if (failed.count(assignment))
    return std::nullopt;
  Dimensions missing;
  std::optional<sim::Placement> placement = assemble(assignment, missing);
  // Each text adds a part at least, unless it does not resolve.
  for (Dimensions last; !placement && missing != last;) {
    last = missing;
    learn(widen(assignment, missing));
    placement = assemble(assignment, missing);
  }
  if (!placement) {
    learn(assignment);
    placement = assemble(assignment, missing);
  }
  if (!placement)
    failed.insert(assignment);
  return placement;
}

//===----------------------------------------------------------------------===//
// Putting together
//===----------------------------------------------------------------------===//

template <typename Map>
static const typename Map::mapped_type *
lookUp(const Map &map, const typename Map::key_type &key) {
  auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

std::optional<sim::Placement>
PlacementParts::assemble(const Assignment &assignment,
                         Dimensions &missing) const {
  sim::Placement placement;
  for (uint32_t launch = 0; launch < placing.size(); ++launch) {
    missing = placing[launch];
    const auto *place = lookUp(places, makeKey({launch}, missing, assignment));
    if (!place)
      return std::nullopt;
    sim::LaunchPlacement &decision = placement.launches.emplace_back(*place);
    for (uint32_t index = 0; index < storing[launch].size(); ++index) {
      missing = storing[launch][index];
      const auto *argument =
          lookUp(arguments, makeKey({launch, index}, missing, assignment));
      if (!argument)
        return std::nullopt;
      decision.arguments.push_back(*argument);
    }
  }
  for (uint32_t task = 0; task < limiting.size(); ++task) {
    missing = limiting[task];
    const auto *limit = lookUp(limits, makeKey({task}, missing, assignment));
    if (!limit)
      return std::nullopt;
    placement.limits.push_back(*limit);
  }
  missing = replicating;
  const auto *isReplicated =
      lookUp(replications, makeKey({}, missing, assignment));
  if (!isReplicated)
    return std::nullopt;
  placement.isReplicated = *isReplicated;
  return placement;
}
