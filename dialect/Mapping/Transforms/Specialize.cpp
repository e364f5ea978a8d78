//===- Specialize.cpp - Rank-static forms of functions and globals --------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Mapping/Transforms/Specialize.h"

#include "dialect/Mapping/Transforms/BodySpecializer.h"

#include "llvm/ADT/ScopeExit.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

Specializer::Specializer(MapperOp mapper) : mapper(mapper), symbols(mapper) {}
Specializer::~Specializer() = default;

FailureOr<Value> Specializer::copyFunction(FuncOp function,
                                           TypeRange parameters, Block &into,
                                           bool generic) {
  for (auto [parameter, type] :
       llvm::zip_equal(function.getBody().getArguments(), parameters))
    into.addArgument(type, parameter.getLoc());
  BodySpecializer body(*this, generic);
  FailureOr<Value> result =
      body.copyBlock(function.getBody().front(), into.getArguments(), into);
  lastSteps = body.getSteps();
  return result;
}

FailureOr<FuncOp> Specializer::specialize(FuncOp function, unsigned rank) {
  auto [slot, isNew] =
      functions.try_emplace(std::pair(function.getOperation(), rank));
  if (!isNew)
    return slot->second ? FailureOr<FuncOp>(*slot->second)
                        : FailureOr<FuncOp>(failure());
  reached.insert(function);
  OpBuilder builder(mapper.getContext());
  Type task = TaskType::get(mapper.getContext(), rank);
  auto type = builder.getFunctionType(task, function.getResultTypes());
  std::string name = (function.getName() + ".rank" + Twine(rank)).str();
  OwningOpRef<FuncOp> form = FuncOp::create(
      builder, function.getLoc(), builder.getStringAttr(name),
      TypeAttr::get(type), function.getArgAttrsAttr(), /*res_attrs=*/nullptr,
      FlatSymbolRefAttr::get(function.getSymNameAttr()),
      builder.getI64IntegerAttr(rank));
  Block &entry = form->getBody().emplaceBlock();
  FailureOr<Value> result =
      copyFunction(function, task, entry, /*generic=*/false);
  if (failed(result))
    return failure();
  builder.setInsertionPointToEnd(&entry);
  ReturnOp::create(
      builder, function.getBody().front().getTerminator()->getLoc(), *result);
  auto &owned = functions[{function, rank}];
  owned = std::move(form);
  return *owned;
}

FailureOr<GlobalOp> Specializer::specialize(GlobalOp global) {
  auto [slot, isNew] = globals.try_emplace(global);
  if (!isNew && slot->second)
    return *slot->second;
  // Sema excludes cycles, IR from elsewhere may not.
  if (!isNew && globalsInProgress.contains(global))
    return diagnose(global.getLoc(), DiagId::Recursion)
           << "the initializer of `" << global.getSymName()
           << "` uses the global itself";
  if (!isNew)
    return failure();
  globalsInProgress.insert(global);
  auto done = llvm::scope_exit([&] { globalsInProgress.erase(global); });
  OpBuilder builder(mapper.getContext());
  OwningOpRef<GlobalOp> form = GlobalOp::create(
      builder, global.getLoc(), global.getSymName().str() + ".static",
      global.getType(), FlatSymbolRefAttr::get(global.getSymNameAttr()));
  Block &body = form->getInitializer().emplaceBlock();
  BodySpecializer specializer(*this, /*generic=*/false);
  FailureOr<Value> value =
      specializer.copyBlock(global.getInitializer().front(), {}, body);
  if (failed(value))
    return failure();
  builder.setInsertionPointToEnd(&body);
  YieldOp::create(builder, global.getLoc(), *value);
  form->setType(value->getType());
  auto &owned = globals[global];
  owned = std::move(form);
  return *owned;
}

FailureOr<StartupOp> Specializer::specialize(StartupOp startup) {
  auto [slot, isNew] = startups.try_emplace(startup);
  if (!isNew)
    return slot->second ? FailureOr<StartupOp>(*slot->second)
                        : FailureOr<StartupOp>(failure());
  OpBuilder builder(mapper.getContext());
  OwningOpRef<StartupOp> form = StartupOp::create(builder, startup.getLoc());
  BodySpecializer specializer(*this, /*generic=*/false);
  if (failed(specializer.copyBlock(startup.getBody().front(), {},
                                   form->getBody().emplaceBlock())))
    return failure();
  auto &owned = startups[startup];
  owned = std::move(form);
  return *owned;
}

LogicalResult Specializer::checkGeneric(FuncOp function) {
  Block scratch;
  return copyFunction(function, function.getArgumentTypes(), scratch,
                      /*generic=*/true);
}

//===----------------------------------------------------------------------===//
// EXP7 for a whole mapper
//===----------------------------------------------------------------------===//

namespace {
/// What one attempt to specialize reported.
struct Attempt {
  unsigned rank;
  SmallVector<Diagnostic> diagnostics;
  /// How far it got.
  uint64_t steps = 0;
};
} // namespace

/// Tries one rank and keeps what it reports.
static bool tryRank(Specializer &specializer, FuncOp function, unsigned rank,
                    SmallVector<Attempt> &failures) {
  Attempt attempt;
  attempt.rank = rank;
  ScopedDiagnosticHandler keep(function.getContext(), [&](Diagnostic &diag) {
    attempt.diagnostics.push_back(std::move(diag));
  });
  if (succeeded(specializer.specialize(function, rank)))
    return true;
  attempt.steps = specializer.getLastSteps();
  failures.push_back(std::move(attempt));
  return false;
}

/// Where a function starts: notes do not underline all of it.
static Location getStart(FuncOp function) {
  auto range = dyn_cast<FileLineColRange>(function.getLoc());
  if (!range)
    return function.getLoc();
  return FileLineColLoc::get(range.getFilename(), range.getStartLine(),
                             range.getStartColumn());
}

/// Reports the attempt that got furthest; with several ranks that differ, a
/// note says which one it was.
static LogicalResult reportFurthest(FuncOp function, unsigned maxRank,
                                    SmallVector<Attempt> &failures) {
  auto further = [](const Attempt &a, const Attempt &b) {
    return a.steps < b.steps;
  };
  Attempt &best = *llvm::max_element(failures, further);
  bool differ = llvm::any_of(failures, [&](const Attempt &attempt) {
    return attempt.diagnostics.empty() || best.diagnostics.empty() ||
           attempt.diagnostics.front().str() != best.diagnostics.front().str();
  });
  for (Diagnostic &diag : best.diagnostics) {
    if (differ && diag.getSeverity() == DiagnosticSeverity::Error)
      diag.attachNote(getStart(function))
          << "this is for launches of rank " << best.rank << "; `"
          << function.getName() << "` is not well typed for any rank from 1 to "
          << maxRank;
    function.getContext()->getDiagEngine().emit(std::move(diag));
  }
  return failure();
}

/// Which launches a function is an entry of.
struct EntryUse {
  bool index = false;
  bool single = false;
};

static LogicalResult checkEntry(Specializer &specializer, FuncOp function,
                                EntryUse use, unsigned maxRank) {
  LogicalResult result = success();
  if (use.single)
    result = specializer.specialize(function, singleLaunchRank);
  if (!use.index)
    return result;
  SmallVector<Attempt> failures;
  bool any = false;
  for (unsigned rank = 1; rank <= maxRank; ++rank)
    any |= tryRank(specializer, function, rank, failures);
  return any ? result : reportFurthest(function, maxRank, failures);
}

LogicalResult mapping::checkRanks(MapperOp mapper, unsigned maxRank) {
  Specializer specializer(mapper);
  SymbolTable symbols(mapper);
  llvm::MapVector<Operation *, EntryUse> entries;
  for (auto map : mapper.getOps<IndexMapOp>())
    if (auto function = symbols.lookup<FuncOp>(map.getFunction()))
      entries[function].index = true;
  for (auto map : mapper.getOps<SingleMapOp>())
    if (auto function = symbols.lookup<FuncOp>(map.getFunction()))
      entries[function].single = true;

  LogicalResult result = success();
  for (auto global : mapper.getOps<GlobalOp>())
    if (!global.getSpecializes() && failed(specializer.specialize(global)))
      result = failure();
  for (auto startup : mapper.getOps<StartupOp>())
    if (failed(specializer.specialize(startup)))
      result = failure();
  for (auto [function, use] : entries)
    if (failed(checkEntry(specializer, cast<FuncOp>(function), use, maxRank)))
      result = failure();
  for (auto function : mapper.getOps<FuncOp>())
    if (!function.getSpecializes() && !specializer.isReached(function) &&
        failed(specializer.checkGeneric(function)))
      result = failure();
  return result;
}
