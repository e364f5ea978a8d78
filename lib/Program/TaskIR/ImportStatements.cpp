//===- ImportStatements.cpp - Statements from IR --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ImportProgram.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::detail;

//===----------------------------------------------------------------------===//
// Requirements
//===----------------------------------------------------------------------===//

/// The coefficients without trailing zeros.
static std::vector<int64_t> trim(ArrayRef<int64_t> factors) {
  while (!factors.empty() && factors.back() == 0)
    factors = factors.drop_back();
  return factors.vec();
}

static Projection makeProjection(AffineMap map, unsigned numLoops) {
  Projection projection;
  for (AffineExpr expr : map.getResults()) {
    auto sum = task::readAffineSum(expr, map.getNumDims(), map.getNumSymbols());
    ArrayRef<int64_t> symbols = sum->symbols;
    AffineResult &result = projection.emplace_back();
    result.constant = sum->constant;
    result.point = trim(sum->dims);
    result.loops = trim(symbols.take_front(numLoops));
    if (symbols.size() > numLoops)
      result.outer = trim(symbols.drop_front(numLoops));
    result.modulus = sum->modulus;
  }
  return projection;
}

std::vector<unsigned>
ProgramImporter::importFields(task::RequireOp require,
                              const Requirement &requirement) {
  unsigned region = requirement.isPartition
                        ? program.partitions[requirement.target].region
                        : requirement.target;
  const auto &names = fieldIds[program.regions[region].fieldSpace];
  std::vector<unsigned> fields;
  for (Attribute field : require.getFields()) {
    auto name = dyn_cast<StringAttr>(field);
    fields.push_back(name ? names.lookup(name)
                          : cast<IntegerAttr>(field).getInt());
  }
  return fields;
}

Requirement ProgramImporter::importRequirement(task::RequireOp require,
                                               unsigned numLoops) {
  Requirement result;
  result.isPartition = isPartition.lookup(require.getTargetAttr().getAttr());
  result.target = getId(require.getTargetAttr());
  if (require.getProjection())
    result.projection = makeProjection(*require.getProjection(), numLoops);
  result.privilege = static_cast<Privilege>(require.getAccess());
  result.reduction = require.getReduction().value_or("").str();
  result.fields = importFields(require, result);
  result.parent =
      makePieceRef(require.getParentAttr(), require.getParentColor());
  return result;
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

static std::optional<Domain> makeDomain(task::LaunchOp launch) {
  if (!launch.getDomain())
    return std::nullopt;
  Domain domain;
  domain.rank = *launch.getRank();
  ArrayRef<int64_t> bounds = *launch.getDomain();
  for (; !bounds.empty(); bounds = bounds.drop_front(2 * domain.rank))
    domain.rects.push_back(makeRect(bounds.take_front(2 * domain.rank)));
  return domain;
}

static std::optional<unsigned> getNumber(std::optional<uint64_t> number) {
  if (!number)
    return std::nullopt;
  return static_cast<unsigned>(*number);
}

Statement ProgramImporter::importLaunch(task::LaunchOp op, unsigned numLoops) {
  Statement result;
  LaunchStatement &launch = result.launch;
  launch.task = getId(op.getTaskAttr());
  launch.domain = makeDomain(op);
  for (auto require : op.getRequirements())
    launch.requirements.push_back(importRequirement(require, numLoops));
  launch.future = getNumber(op.getProduces());
  launch.waitsFor.assign(op.getWaits().begin(), op.getWaits().end());
  launch.predicate = getNumber(op.getPredicate());
  launch.isConcurrent = op.getConcurrent();
  launch.isMustEpoch = op.getMustEpoch();
  result.line = op.getLine().value_or(0);
  importStatements(op.getBody(), /*numLoops=*/0, result.body);
  return result;
}

Statement ProgramImporter::importStatement(Operation &op, unsigned numLoops) {
  Statement result;
  llvm::TypeSwitch<Operation &>(op)
      .Case([&](task::LaunchOp launch) {
        result = importLaunch(launch, numLoops);
      })
      .Case([&](task::LoopOp loop) {
        result.kind = StatementKind::Loop;
        result.trips = loop.getTrips();
        result.isTraced = loop.getTraced();
        result.line = loop.getLine().value_or(0);
        importStatements(loop.getStatements(), numLoops + 1, result.body);
      })
      .Case([&](task::FenceOp fence) {
        result.kind = StatementKind::Fence;
        result.line = fence.getLine().value_or(0);
      })
      .Case([&](task::WaitOp wait) {
        result.kind = StatementKind::Wait;
        result.future = wait.getFuture();
        result.line = wait.getLine().value_or(0);
      });
  return result;
}

void ProgramImporter::importStatements(mlir::Region &region, unsigned numLoops,
                                       std::vector<Statement> &statements) {
  for (Operation &op : region.front())
    if (!isa<task::RequireOp>(op))
      statements.push_back(importStatement(op, numLoops));
}
