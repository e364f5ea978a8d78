//===- ImportProgram.cpp - Declarations from IR ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ImportProgram.h"

#include "mapwright/Support/Diagnostics.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::detail;

Rect mapwright::detail::makeRect(ArrayRef<int64_t> bounds) {
  Rect rect;
  rect.lo.rank = rect.hi.rank = bounds.size() / 2;
  llvm::copy(bounds.take_front(rect.lo.rank), rect.lo.at.begin());
  llvm::copy(bounds.drop_front(rect.lo.rank), rect.hi.at.begin());
  return rect;
}

RectList mapwright::detail::makeRects(unsigned rank, ArrayRef<int64_t> bounds) {
  RectList rects(rank);
  for (; !bounds.empty(); bounds = bounds.drop_front(2 * rank))
    rects.push_back(makeRect(bounds.take_front(2 * rank)));
  return rects;
}

static std::string getText(std::optional<StringRef> text) {
  return text.value_or("").str();
}

static LinearCost makeCost(std::optional<ArrayRef<double>> values) {
  LinearCost cost;
  if (!values)
    return cost;
  cost.constant = values->front();
  cost.perElement.assign(values->begin() + 1, values->end());
  return cost;
}

//===----------------------------------------------------------------------===//
// Data
//===----------------------------------------------------------------------===//

void ProgramImporter::numberDeclarations() {
  auto number = [&](auto declarations) {
    for (auto [id, declaration] : llvm::enumerate(declarations)) {
      ids[declaration.getSymNameAttr()] = id;
      isPartition[declaration.getSymNameAttr()] =
          isa<task::PartitionOp>(declaration);
    }
  };
  mlir::Region &region = op.getDeclarations();
  number(region.getOps<task::FieldSpaceOp>());
  number(region.getOps<task::IndexSpaceOp>());
  number(region.getOps<task::RegionOp>());
  number(region.getOps<task::PartitionOp>());
  number(region.getOps<task::KindOp>());
}

void ProgramImporter::importData() {
  mlir::Region &region = op.getDeclarations();
  for (auto space : region.getOps<task::FieldSpaceOp>()) {
    FieldSpace &result = program.fieldSpaces.emplace_back();
    result.name = getWrittenName(space).str();
    auto &fields = fieldIds.emplace_back();
    for (auto [name, bytes] : llvm::zip(
             space.getFields().getAsRange<StringAttr>(), space.getBytes())) {
      fields.try_emplace(name, result.fields.size());
      result.fields.push_back({name.str(), static_cast<uint32_t>(bytes)});
    }
  }
  for (auto space : region.getOps<task::IndexSpaceOp>())
    program.indexSpaces.push_back(
        {getWrittenName(space).str(),
         makeRects(space.getRank(), space.getBounds())});
  for (auto root : region.getOps<task::RegionOp>())
    program.regions.push_back({getWrittenName(root).str(),
                               getId(root.getIndexSpaceAttr()),
                               getId(root.getFieldSpaceAttr())});
  for (auto partition : region.getOps<task::PartitionOp>())
    importPartition(partition);
}

std::optional<PieceRef>
ProgramImporter::makePieceRef(FlatSymbolRefAttr partition,
                              std::optional<uint64_t> color) {
  if (!partition)
    return std::nullopt;
  return PieceRef{getId(partition), static_cast<unsigned>(*color)};
}

void ProgramImporter::importPartition(task::PartitionOp partition) {
  Partition &result = program.partitions.emplace_back();
  result.name = getWrittenName(partition).str();
  result.indexName = getText(partition.getIndex());
  result.region = getId(partition.getRegionAttr());
  result.parent =
      makePieceRef(partition.getParentAttr(), partition.getParentColor());
  result.colors = makeRect(partition.getColors());
  result.disjoint = partition.getDisjoint();
  result.complete = partition.getComplete();
  result.rects = makeRects(partition.getRank(), partition.getBounds());
  result.offsets.assign(partition.getOffsets().begin(),
                        partition.getOffsets().end());
  if (ArrayAttr names = partition.getPieceNamesAttr())
    for (auto name : names.getAsRange<StringAttr>())
      result.pieceNames.push_back(name.str());
}

//===----------------------------------------------------------------------===//
// Task kinds
//===----------------------------------------------------------------------===//

static Variant importVariant(task::VariantOp op) {
  Variant variant;
  variant.kind = op.getKind().getValue();
  variant.isInner = op.getInner();
  variant.isReplicable = op.getReplicable();
  if (std::optional<APFloat> efficiency = op.getEfficiency())
    variant.efficiency = efficiency->convertToDouble();
  if (op.getSeconds())
    variant.seconds = makeCost(op.getSeconds());
  for (auto demand : op.getDemands().getOps<task::DemandOp>())
    variant.demands.push_back({static_cast<unsigned>(demand.getArgument()),
                               demand.getAos(), demand.getCOrder(),
                               demand.getAlign()});
  for (auto group : op.getDemands().getOps<task::ColocateOp>())
    variant.colocated.emplace_back(group.getArguments().begin(),
                                   group.getArguments().end());
  return variant;
}

void ProgramImporter::importTask(task::KindOp kind) {
  TaskKind &result = program.tasks.emplace_back();
  result.name = getWrittenName(kind).str();
  result.flops = makeCost(kind.getFlops());
  for (auto argument : kind.getParts().getOps<task::ArgumentOp>()) {
    ArgumentUse use;
    use.bytes = makeCost(argument.getBytes());
    use.gatherBytes = argument.getGather();
    use.fastestDim = argument.getFastest();
    result.arguments.push_back({getText(argument.getParameter()), use});
  }
  for (auto variant : kind.getParts().getOps<task::VariantOp>())
    result.variants.push_back(importVariant(variant));
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

Program ProgramImporter::run() {
  program.name = getWrittenName(op).str();
  program.topLevel = op.getTopLevel().str();
  program.isReplicable = op.getReplicable();
  program.numFutures = op.getFutures();
  if (std::optional<APFloat> work = op.getWork())
    program.work = work->convertToDouble();
  program.workUnit = getText(op.getWorkUnit());
  numberDeclarations();
  importData();
  for (auto kind : op.getDeclarations().getOps<task::KindOp>())
    importTask(kind);
  importStatements(op.getBodyOp().getStatements(), /*numLoops=*/0,
                   program.body);
  return std::move(program);
}

FailureOr<Program> mapwright::importProgram(task::ProgramOp op) {
  Program program = ProgramImporter(op).run();
  if (llvm::Error error = verify(program))
    return diagnose(op.getLoc(), DiagId::Input)
           << llvm::toString(std::move(error));
  return program;
}

FailureOr<Program> mapwright::importProgram(ModuleOp module) {
  auto programs = module.getOps<task::ProgramOp>();
  if (!llvm::hasSingleElement(programs))
    return diagnose(module.getLoc(), DiagId::Input)
           << "expected a module with one program, got "
           << std::distance(programs.begin(), programs.end());
  return importProgram(*programs.begin());
}
