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

/// Top-level prints, in their order.
static LogicalResult lowerStartups(Specializer &specializer,
                                   OpBuilder &builder) {
  unsigned number = 0;
  for (auto startup : specializer.getMapper().getOps<StartupOp>()) {
    FailureOr<StartupOp> form = specializer.specialize(startup);
    std::string name = "startup" + std::to_string(number++);
    if (failed(form) ||
        failed(MapLowering(specializer, builder).lower(*form, name)))
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
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  for (FuncOp form : collectForms(specializer, maxRank))
    if (failed(MapLowering(specializer, builder).lower(form)))
      return failure();
  if (failed(lowerStartups(specializer, builder)))
    return failure();
  return verify(module);
}
