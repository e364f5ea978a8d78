//===- MappingToPlacement.cpp - From what was written to what is decided --===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Conversion/MappingToPlacement.h"

#include "MapLowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

/// The forms to lower, in the order of the maps that name them.
static SmallVector<FuncOp> collectForms(Specializer &specializer,
                                        unsigned maxRank) {
  MapperOp mapper = specializer.getMapper();
  SymbolTable symbols(mapper);
  llvm::SetVector<std::pair<Operation *, unsigned>> wanted;
  for (Operation &op : mapper.getBody().front()) {
    if (auto map = dyn_cast<SingleMapOp>(op))
      wanted.insert({symbols.lookup(map.getFunction()), singleLaunchRank});
    if (auto map = dyn_cast<IndexMapOp>(op))
      for (unsigned rank = 1; rank <= maxRank; ++rank)
        wanted.insert({symbols.lookup(map.getFunction()), rank});
  }
  SmallVector<FuncOp> forms;
  // What is wrong for one rank has no form for it; the mapper was checked.
  ScopedDiagnosticHandler quiet(mapper.getContext(),
                                [](Diagnostic &) { return success(); });
  for (auto [function, rank] : wanted) {
    FailureOr<FuncOp> form =
        specializer.specialize(cast<FuncOp>(function), rank);
    if (succeeded(form))
      forms.push_back(*form);
  }
  return forms;
}

/// Whether a form of a global prints; what it calls is inlined.
static bool prints(GlobalOp form) {
  return form.walk([](PrintOp) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

/// What prints once per machine, in its order: top-level prints, and globals
/// whose initializers print.
static LogicalResult lowerStartups(Specializer &specializer,
                                   OpBuilder &builder) {
  unsigned number = 0;
  auto createName = [&] { return "startup" + std::to_string(number++); };
  for (Operation &op : specializer.getMapper().getBody().front()) {
    if (auto startup = dyn_cast<StartupOp>(op)) {
      FailureOr<StartupOp> form = specializer.specialize(startup);
      if (failed(form) ||
          failed(MapLowering(specializer, builder).lower(*form, createName())))
        return failure();
    }
    auto global = dyn_cast<GlobalOp>(op);
    if (!global || global.getSpecializes())
      continue;
    FailureOr<GlobalOp> form = specializer.specialize(global);
    if (failed(form))
      return failure();
    MapLowering lowering(specializer, builder);
    if (prints(*form) && failed(lowering.lower(*form, global, createName())))
      return failure();
  }
  return success();
}

LogicalResult mapwright::lowerToPlacement(ModuleOp module, unsigned maxRank) {
  MLIRContext *context = module.getContext();
  context->loadDialect<placement::PlacementDialect>();
  auto mappers = module.getOps<MapperOp>();
  if (!llvm::hasSingleElement(mappers))
    return diagnose(module.getLoc(), DiagId::IRUnsupported)
           << "expected one `mapping.mapper`, got "
           << std::distance(mappers.begin(), mappers.end());
  Specializer specializer(*mappers.begin());
  // In their order, so that none is specialized on the way to another.
  for (auto global : specializer.getMapper().getOps<GlobalOp>())
    if (!global.getSpecializes() && failed(specializer.specialize(global)))
      return failure();
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  for (FuncOp form : collectForms(specializer, maxRank))
    if (failed(MapLowering(specializer, builder).lower(form)))
      return failure();
  if (failed(lowerStartups(specializer, builder)))
    return failure();
  return verify(module);
}
