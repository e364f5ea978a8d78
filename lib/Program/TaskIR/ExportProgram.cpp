//===- ExportProgram.cpp - Declarations as IR -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExportProgram.h"

#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::detail;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

DeclaredName SymbolNamer::choose(StringRef name, StringRef fallback) {
  StringRef base = name.empty() ? fallback : name;
  SmallString<32> symbol = base;
  // What has no name is always numbered.
  bool isFree = !name.empty() && used.try_emplace(base).second;
  while (!isFree) {
    symbol = base;
    (Twine("_") + Twine(used[base]++)).toVector(symbol);
    isFree = used.try_emplace(symbol).second;
  }
  bool isSame = symbol == name;
  return {builder.getStringAttr(symbol),
          isSame ? StringAttr() : builder.getStringAttr(name)};
}

ProgramExporter::ProgramExporter(const Program &program, MLIRContext *context)
    : program(program), builder(context), loc(builder.getUnknownLoc()) {
  for (const FieldSpace &space : program.fieldSpaces) {
    llvm::StringSet<> names;
    hasFieldNames.push_back(llvm::all_of(space.fields, [&](const Field &field) {
      return !field.name.empty() && names.insert(field.name).second;
    }));
  }
  chooseSymbols();
}

/// Those that people look for most choose first.
void ProgramExporter::chooseSymbols() {
  // A program is no symbol of itself.
  programName = SymbolNamer(builder).choose(program.name, "program");
  SymbolNamer namer(builder);
  auto choose = [&](const auto &declarations, StringRef fallback,
                    std::vector<DeclaredName> &names) {
    for (const auto &declaration : declarations)
      names.push_back(namer.choose(declaration.name, fallback));
  };
  choose(program.tasks, "task", tasks);
  choose(program.partitions, "partition", partitions);
  choose(program.regions, "region", regions);
  choose(program.indexSpaces, "index_space", indexSpaces);
  choose(program.fieldSpaces, "field_space", fieldSpaces);
}

DenseF64ArrayAttr ProgramExporter::makeCost(const LinearCost &cost) {
  SmallVector<double> values = {cost.constant};
  values.append(cost.perElement.begin(), cost.perElement.end());
  while (values.size() > 1 && values.back() == 0)
    values.pop_back();
  return builder.getDenseF64ArrayAttr(values);
}

//===----------------------------------------------------------------------===//
// Data
//===----------------------------------------------------------------------===//

static DenseI64ArrayAttr makeBounds(Builder &builder, const RectList &rects) {
  SmallVector<int64_t> bounds;
  bounds.reserve(rects.size() * 2 * rects.getRank());
  for (size_t index = 0; index < rects.size(); ++index) {
    for (unsigned dim = 0; dim < rects.getRank(); ++dim)
      bounds.push_back(rects.lo(index, dim));
    for (unsigned dim = 0; dim < rects.getRank(); ++dim)
      bounds.push_back(rects.hi(index, dim));
  }
  return builder.getDenseI64ArrayAttr(bounds);
}

void ProgramExporter::exportData() {
  for (auto [space, name] : llvm::zip(program.fieldSpaces, fieldSpaces)) {
    SmallVector<Attribute> fields;
    SmallVector<int64_t> bytes;
    for (const Field &field : space.fields) {
      fields.push_back(builder.getStringAttr(field.name));
      bytes.push_back(field.bytes);
    }
    task::FieldSpaceOp::create(builder, loc, name.symbol, name.named,
                               builder.getArrayAttr(fields),
                               builder.getDenseI64ArrayAttr(bytes));
  }
  for (auto [space, name] : llvm::zip(program.indexSpaces, indexSpaces))
    task::IndexSpaceOp::create(builder, loc, name.symbol, name.named,
                               builder.getI64IntegerAttr(space.rects.getRank()),
                               makeBounds(builder, space.rects));
  for (auto [region, name] : llvm::zip(program.regions, regions))
    task::RegionOp::create(
        builder, loc, name.symbol, name.named,
        FlatSymbolRefAttr::get(indexSpaces[region.indexSpace].symbol),
        FlatSymbolRefAttr::get(fieldSpaces[region.fieldSpace].symbol));
  for (unsigned id = 0; id < program.partitions.size(); ++id)
    exportPartition(id);
}

void ProgramExporter::exportPartition(unsigned id) {
  const Partition &partition = program.partitions[id];
  SmallVector<int64_t> colors;
  for (const Point &bound : {partition.colors.lo, partition.colors.hi})
    colors.append(bound.at.begin(), bound.at.begin() + bound.rank);
  SmallVector<int32_t> offsets(partition.offsets.begin(),
                               partition.offsets.end());
  SmallVector<StringRef> pieceNames(partition.pieceNames.begin(),
                                    partition.pieceNames.end());
  FlatSymbolRefAttr parent;
  IntegerAttr parentColor;
  if (partition.parent) {
    parent =
        FlatSymbolRefAttr::get(partitions[partition.parent->partition].symbol);
    parentColor = builder.getI64IntegerAttr(partition.parent->color);
  }
  task::PartitionOp::create(
      builder, loc, partitions[id].symbol, partitions[id].named,
      FlatSymbolRefAttr::get(regions[partition.region].symbol), parent,
      parentColor, builder.getDenseI64ArrayAttr(colors),
      makeFlag(partition.disjoint), makeFlag(partition.complete),
      makeOptional(partition.indexName),
      pieceNames.empty() ? ArrayAttr() : builder.getStrArrayAttr(pieceNames),
      builder.getI64IntegerAttr(partition.rects.getRank()),
      makeBounds(builder, partition.rects),
      builder.getDenseI32ArrayAttr(offsets));
}

//===----------------------------------------------------------------------===//
// Task kinds
//===----------------------------------------------------------------------===//

void ProgramExporter::exportVariant(const Variant &variant) {
  OpBuilder::InsertionGuard guard(builder);
  auto op = task::VariantOp::create(
      builder, loc, task::ProcAttr::get(builder.getContext(), variant.kind),
      makeFlag(variant.isInner), makeFlag(variant.isReplicable),
      variant.efficiency == 1 ? FloatAttr()
                              : builder.getF64FloatAttr(variant.efficiency),
      variant.seconds ? makeCost(*variant.seconds) : DenseF64ArrayAttr());
  enter(op.getDemands());
  auto makeChoice = [&](std::optional<bool> choice) {
    return choice ? builder.getBoolAttr(*choice) : BoolAttr();
  };
  for (const LayoutDemand &demand : variant.demands)
    task::DemandOp::create(builder, loc,
                           builder.getI64IntegerAttr(demand.argument),
                           makeChoice(demand.aos), makeChoice(demand.cOrder),
                           builder.getI64IntegerAttr(demand.align));
  for (const std::vector<unsigned> &group : variant.colocated)
    task::ColocateOp::create(
        builder, loc,
        builder.getDenseI64ArrayAttr(
            llvm::SmallVector<int64_t>(group.begin(), group.end())));
}

void ProgramExporter::exportTask(unsigned id) {
  OpBuilder::InsertionGuard guard(builder);
  const TaskKind &kind = program.tasks[id];
  auto op = task::KindOp::create(builder, loc, tasks[id].symbol,
                                 tasks[id].named, makeOptionalCost(kind.flops));
  enter(op.getParts());
  for (const Argument &argument : kind.arguments)
    task::ArgumentOp::create(
        builder, loc, makeOptional(argument.name),
        makeOptionalCost(argument.use.bytes),
        builder.getI64IntegerAttr(argument.use.gatherBytes),
        builder.getI64IntegerAttr(argument.use.fastestDim));
  for (const Variant &variant : kind.variants)
    exportVariant(variant);
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

OwningOpRef<ModuleOp> ProgramExporter::run() {
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder, loc);
  builder.setInsertionPointToStart(module->getBody());
  auto op = task::ProgramOp::create(
      builder, loc, programName.symbol, programName.named,
      builder.getStringAttr(program.topLevel), makeFlag(program.isReplicable),
      builder.getI64IntegerAttr(program.numFutures),
      program.work == 0 ? FloatAttr() : builder.getF64FloatAttr(program.work),
      makeOptional(program.workUnit));
  enter(op.getDeclarations());
  exportData();
  for (unsigned id = 0; id < program.tasks.size(); ++id)
    exportTask(id);
  auto body = task::BodyOp::create(builder, loc);
  enter(body.getStatements());
  exportStatements(program.body, /*numLoops=*/0);
  return module;
}

OwningOpRef<ModuleOp> mapwright::exportProgram(const Program &program,
                                               MLIRContext *context) {
  context->loadDialect<task::TaskDialect>();
  return ProgramExporter(program, context).run();
}
