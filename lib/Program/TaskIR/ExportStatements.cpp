//===- ExportStatements.cpp - Statements as IR ----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExportProgram.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::detail;

//===----------------------------------------------------------------------===//
// Requirements
//===----------------------------------------------------------------------===//

/// The symbols of a projection are the loops, then what stands around the
/// launching tasks.
static AffineExpr makeResult(Builder &builder, const AffineResult &result,
                             unsigned numLoops) {
  AffineExpr sum = builder.getAffineConstantExpr(result.constant);
  for (auto [d, factor] : llvm::enumerate(result.point))
    sum = sum + builder.getAffineDimExpr(d) * factor;
  for (auto [l, factor] : llvm::enumerate(result.loops))
    sum = sum + builder.getAffineSymbolExpr(l) * factor;
  for (auto [m, factor] : llvm::enumerate(result.outer))
    sum = sum + builder.getAffineSymbolExpr(numLoops + m) * factor;
  return result.modulus == 0 ? sum : sum % result.modulus;
}

/// One more than the highest symbol that is used.
static unsigned countSymbols(ArrayRef<AffineExpr> results) {
  unsigned count = 0;
  for (AffineExpr result : results)
    result.walk([&](AffineExpr expr) {
      if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
        count = std::max(count, symbol.getPosition() + 1);
    });
  return count;
}

AffineMapAttr ProgramExporter::makeProjection(const Projection &projection,
                                              unsigned rank,
                                              unsigned numLoops) {
  SmallVector<AffineExpr> results;
  for (const AffineResult &result : projection)
    results.push_back(makeResult(builder, result, numLoops));
  return AffineMapAttr::get(AffineMap::get(rank, countSymbols(results), results,
                                           builder.getContext()));
}

ArrayAttr ProgramExporter::makeFields(const Requirement &requirement) {
  unsigned region = requirement.isPartition
                        ? program.partitions[requirement.target].region
                        : requirement.target;
  unsigned space = program.regions[region].fieldSpace;
  SmallVector<Attribute> fields;
  for (unsigned field : requirement.fields) {
    if (hasFieldNames[space])
      fields.push_back(
          builder.getStringAttr(program.fieldSpaces[space].fields[field].name));
    else
      fields.push_back(builder.getI64IntegerAttr(field));
  }
  return builder.getArrayAttr(fields);
}

void ProgramExporter::exportRequirement(const LaunchStatement &launch,
                                        const Requirement &requirement,
                                        unsigned numLoops) {
  const auto &targets = requirement.isPartition ? partitions : regions;
  bool isProjected = requirement.isPartition && !requirement.projection.empty();
  unsigned rank = launch.domain ? launch.domain->rank : 0;
  FlatSymbolRefAttr parent;
  IntegerAttr parentColor;
  if (requirement.parent) {
    parent = FlatSymbolRefAttr::get(
        partitions[requirement.parent->partition].symbol);
    parentColor = builder.getI64IntegerAttr(requirement.parent->color);
  }
  task::RequireOp::create(
      builder, loc,
      task::AccessAttr::get(builder.getContext(),
                            static_cast<task::Access>(requirement.privilege)),
      makeOptional(requirement.reduction),
      FlatSymbolRefAttr::get(targets[requirement.target].symbol),
      isProjected ? makeProjection(requirement.projection, rank, numLoops)
                  : AffineMapAttr(),
      makeFields(requirement), parent, parentColor);
}

static_assert(static_cast<int>(task::Access::none) ==
                      static_cast<int>(Privilege::None) &&
                  static_cast<int>(task::Access::read) ==
                      static_cast<int>(Privilege::Read) &&
                  static_cast<int>(task::Access::write) ==
                      static_cast<int>(Privilege::Write) &&
                  static_cast<int>(task::Access::read_write) ==
                      static_cast<int>(Privilege::ReadWrite) &&
                  static_cast<int>(task::Access::reduce) ==
                      static_cast<int>(Privilege::Reduce),
              "privileges are numbered alike");

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

static DenseI64ArrayAttr makeDomain(Builder &builder,
                                    const std::optional<Domain> &domain) {
  if (!domain)
    return {};
  SmallVector<int64_t> bounds;
  for (const Rect &rect : domain->rects)
    for (const Point &bound : {rect.lo, rect.hi})
      bounds.append(bound.at.begin(), bound.at.begin() + domain->rank);
  return builder.getDenseI64ArrayAttr(bounds);
}

void ProgramExporter::exportLaunch(const Statement &statement,
                                   unsigned numLoops) {
  const LaunchStatement &launch = statement.launch;
  auto makeNumber = [&](std::optional<unsigned> number) {
    return number ? builder.getI64IntegerAttr(*number) : IntegerAttr();
  };
  SmallVector<int64_t> waits(launch.waitsFor.begin(), launch.waitsFor.end());
  auto op = task::LaunchOp::create(
      builder, loc, FlatSymbolRefAttr::get(tasks[launch.task].symbol),
      launch.domain ? makeNumber(launch.domain->rank) : IntegerAttr(),
      makeDomain(builder, launch.domain), makeNumber(launch.predicate),
      builder.getDenseI64ArrayAttr(waits), makeNumber(launch.future),
      makeFlag(launch.isConcurrent), makeFlag(launch.isMustEpoch),
      makeLine(statement.line));
  enter(op.getBody());
  for (const Requirement &requirement : launch.requirements)
    exportRequirement(launch, requirement, numLoops);
  exportStatements(statement.body, /*numLoops=*/0);
}

void ProgramExporter::exportStatement(const Statement &statement,
                                      unsigned numLoops) {
  OpBuilder::InsertionGuard guard(builder);
  IntegerAttr line = makeLine(statement.line);
  switch (statement.kind) {
  case StatementKind::Launch:
    return exportLaunch(statement, numLoops);
  case StatementKind::Loop: {
    auto op = task::LoopOp::create(builder, loc,
                                   builder.getI64IntegerAttr(statement.trips),
                                   makeFlag(statement.isTraced), line);
    enter(op.getStatements());
    return exportStatements(statement.body, numLoops + 1);
  }
  case StatementKind::Fence:
    task::FenceOp::create(builder, loc, line);
    return;
  case StatementKind::Wait:
    task::WaitOp::create(builder, loc,
                         builder.getI64IntegerAttr(statement.future), line);
    return;
  }
}

void ProgramExporter::exportStatements(const std::vector<Statement> &statements,
                                       unsigned numLoops) {
  for (const Statement &statement : statements)
    exportStatement(statement, numLoops);
}
