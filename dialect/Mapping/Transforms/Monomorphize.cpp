//===- Monomorphize.cpp - mapping-monomorphize ----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Mapping/Transforms/Passes.h"
#include "dialect/Mapping/Transforms/Specialize.h"

namespace mapwright::mapping {
#define GEN_PASS_DEF_MAPPINGMONOMORPHIZE
#include "dialect/Mapping/Transforms/Passes.h.inc"
} // namespace mapwright::mapping

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

namespace {
struct MappingMonomorphizePass
    : mapping::impl::MappingMonomorphizeBase<MappingMonomorphizePass> {
  using MappingMonomorphizeBase::MappingMonomorphizeBase;

  void runOnOperation() override;

private:
  LogicalResult runOnMapper(MapperOp mapper);
};
} // namespace

/// Functions named by maps, with the ranks they are wanted for.
static llvm::MapVector<FuncOp, llvm::SmallSetVector<unsigned, 4>>
collectEntries(MapperOp mapper, SymbolTable &symbols, unsigned maxRank) {
  llvm::MapVector<FuncOp, llvm::SmallSetVector<unsigned, 4>> entries;
  for (auto map : mapper.getOps<SingleMapOp>())
    entries[symbols.lookup<FuncOp>(map.getFunction())].insert(singleLaunchRank);
  for (auto map : mapper.getOps<IndexMapOp>())
    for (unsigned rank = 1; rank <= maxRank; ++rank)
      entries[symbols.lookup<FuncOp>(map.getFunction())].insert(rank);
  return entries;
}

LogicalResult MappingMonomorphizePass::runOnMapper(MapperOp mapper) {
  if (failed(checkRanks(mapper, maxRank)))
    return failure();
  SymbolTable symbols(mapper);
  Specializer specializer(mapper);
  SmallVector<FuncOp> forms;
  for (auto &[function, ranks] : collectEntries(mapper, symbols, maxRank)) {
    for (unsigned rank : ranks) {
      // checkRanks has reported what is wrong for all ranks; what is wrong for
      // some of them only has no form for those.
      ScopedDiagnosticHandler quiet(&getContext(),
                                    [](Diagnostic &) { return success(); });
      FailureOr<FuncOp> form = specializer.specialize(function, rank);
      if (succeeded(form))
        forms.push_back(*form);
    }
  }
  for (FuncOp form : forms) {
    if (Operation *stale = symbols.lookup(form.getName()))
      symbols.erase(stale);
    symbols.insert(form.clone());
    ++numForms;
  }
  return success();
}

void MappingMonomorphizePass::runOnOperation() {
  if (maxRank < 1 || maxRank > space::maxRank) {
    getOperation().emitError("max-rank is 1 to ")
        << space::maxRank << ", got " << maxRank.getValue();
    return signalPassFailure();
  }
  for (auto mapper : getOperation().getOps<MapperOp>())
    if (failed(runOnMapper(mapper)))
      return signalPassFailure();
}
