//===- WriteDecisions.cpp - From decisions to IR --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/DecisionIR.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mapwright;

namespace {
/// Builds the operations of one `placement.decisions`.
class DecisionWriter {
public:
  DecisionWriter(OpBuilder &builder, const MachineModel &model,
                 const Resolved &resolved)
      : builder(builder), loc(builder.getUnknownLoc()), model(model),
        resolved(resolved) {}

  placement::DecisionsOp write(StringAttr program, StringRef machine);

private:
  void writeTask(const TaskDecision &task);
  void writeLaunch(size_t number, const LaunchDecision &decision);
  void writeArguments(const sim::LaunchPlacement &placement);
  /// The places of a decision, or those that the runtime chooses.
  SmallVector<Place> getPlaces(const LaunchDecision &decision,
                               const sim::LaunchPlacement &placement) const;

  mapping::ProcKindAttr makeKind(ProcKind kind) {
    return mapping::ProcKindAttr::get(builder.getContext(), kind);
  }
  ArrayAttr makeMemories(ArrayRef<MemKind> memories);
  ArrayAttr makeWords(const Layout &layout);
  StringAttr makeOptional(StringRef text) {
    return text.empty() ? StringAttr() : builder.getStringAttr(text);
  }
  UnitAttr makeFlag(bool flag) {
    return flag ? builder.getUnitAttr() : UnitAttr();
  }
  IntegerAttr makeNumber(std::optional<int64_t> number) {
    return number ? builder.getI64IntegerAttr(*number) : IntegerAttr();
  }

  OpBuilder &builder;
  Location loc;
  const MachineModel &model;
  const Resolved &resolved;
};
} // namespace

ArrayAttr DecisionWriter::makeMemories(ArrayRef<MemKind> memories) {
  SmallVector<Attribute> attrs;
  for (MemKind memory : memories)
    attrs.push_back(mapping::MemKindAttr::get(builder.getContext(), memory));
  return builder.getArrayAttr(attrs);
}

ArrayAttr DecisionWriter::makeWords(const Layout &layout) {
  using mapping::LayoutWord;
  MLIRContext *context = builder.getContext();
  SmallVector<Attribute> words = {
      mapping::WordAttr::get(context,
                             layout.aos ? LayoutWord::AOS : LayoutWord::SOA),
      mapping::WordAttr::get(context, layout.cOrder ? LayoutWord::C_order
                                                    : LayoutWord::F_order)};
  if (layout.compact)
    words.push_back(mapping::WordAttr::get(context, LayoutWord::Compact));
  if (layout.exact)
    words.push_back(mapping::WordAttr::get(context, LayoutWord::Exact));
  if (layout.align != 0)
    words.push_back(
        mapping::WordAttr::get(context, LayoutWord::Align, layout.align));
  return builder.getArrayAttr(words);
}

//===----------------------------------------------------------------------===//
// Task kinds
//===----------------------------------------------------------------------===//

void DecisionWriter::writeTask(const TaskDecision &task) {
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Attribute> kinds;
  for (ProcKind kind : task.kinds)
    kinds.push_back(makeKind(kind));
  auto op = placement::TaskOp::create(
      builder, loc, builder.getStringAttr(task.task),
      kinds.empty() ? ArrayAttr() : builder.getArrayAttr(kinds),
      makeNumber(task.limit), makeFlag(task.isReplicated));
  builder.setInsertionPointToStart(&op.getDecided().emplaceBlock());
  for (const ArgumentDecision &argument : task.arguments)
    placement::ArgumentOp::create(
        builder, loc, makeNumber(argument.argument.index),
        makeOptional(argument.argument.name), makeKind(argument.kind),
        makeMemories(argument.memories),
        argument.layout ? makeWords(*argument.layout) : ArrayAttr(),
        /*collected=*/UnitAttr());
  for (const ArgumentName &argument : task.collected)
    placement::CollectOp::create(builder, loc, makeNumber(argument.index),
                                 makeOptional(argument.name));
}

//===----------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------===//

SmallVector<Place>
DecisionWriter::getPlaces(const LaunchDecision &decision,
                          const sim::LaunchPlacement &placement) const {
  SmallVector<Place> places;
  if (!decision.isDefault) {
    for (const PlacedTask &task : decision.tasks)
      places.push_back({placement.kind, task.node, task.index});
    return places;
  }
  for (uint32_t processor : placement.processors)
    places.push_back(
        placement.isRelativeToParent
            ? Place{placement.kind, 0, static_cast<int32_t>(processor)}
            : model.getPlace(processor));
  return places;
}

void DecisionWriter::writeArguments(const sim::LaunchPlacement &placement) {
  for (auto [index, argument] : llvm::enumerate(placement.arguments)) {
    Layout layout{argument.aos, argument.cOrder, argument.compact,
                  argument.exact, static_cast<int64_t>(argument.align)};
    placement::ArgumentOp::create(
        builder, loc, makeNumber(index), /*region=*/StringAttr(),
        makeKind(placement.kind), makeMemories(argument.memory),
        makeWords(layout), makeFlag(argument.isCollected));
  }
}

void DecisionWriter::writeLaunch(size_t number,
                                 const LaunchDecision &decision) {
  OpBuilder::InsertionGuard guard(builder);
  const sim::LaunchPlacement &placement = resolved.placement.launches[number];
  SmallVector<int32_t> nodes, indices;
  for (const Place &place : getPlaces(decision, placement)) {
    nodes.push_back(place.node);
    indices.push_back(place.index);
  }
  const std::optional<Place> &parent = decision.launch.parent;
  auto op = placement::LaunchOp::create(
      builder, loc, builder.getI64IntegerAttr(number),
      builder.getStringAttr(decision.launch.task),
      parent ? makeKind(parent->kind) : mapping::ProcKindAttr(),
      parent ? builder.getDenseI32ArrayAttr({parent->node, parent->index})
             : DenseI32ArrayAttr(),
      makeKind(placement.kind), makeFlag(decision.isDefault),
      /*map=*/FlatSymbolRefAttr(), makeFlag(placement.takesFirstFree),
      makeFlag(placement.isRelativeToParent),
      builder.getDenseI32ArrayAttr(nodes),
      builder.getDenseI32ArrayAttr(indices));
  builder.setInsertionPointToStart(&op.getDecided().emplaceBlock());
  writeArguments(placement);
}

/// How many decisions the table has of a launch: one for each place of the
/// launching task, if it matters.
static size_t countDecisions(const sim::LaunchPlacement &placement) {
  const std::vector<uint32_t> &begins = placement.firstOfParent;
  if (begins.empty())
    return 1;
  size_t count = 0;
  for (size_t parent = 0; parent + 1 < begins.size(); ++parent)
    count += begins[parent] < begins[parent + 1];
  return count;
}

placement::DecisionsOp DecisionWriter::write(StringAttr program,
                                             StringRef machine) {
  OpBuilder::InsertionGuard guard(builder);
  auto op = placement::DecisionsOp::create(
      builder, loc, FlatSymbolRefAttr::get(program),
      builder.getStringAttr(machine), builder.getUnitAttr(),
      makeFlag(resolved.placement.isReplicated));
  builder.setInsertionPointToStart(&op.getDecided().emplaceBlock());
  for (const TaskDecision &task : resolved.table.tasks)
    writeTask(task);
  size_t next = 0;
  for (auto [number, placement] :
       llvm::enumerate(resolved.placement.launches)) {
    size_t end = next + countDecisions(placement);
    for (; next < end; ++next)
      writeLaunch(number, resolved.table.launches[next]);
  }
  return op;
}

placement::DecisionsOp mapwright::writeDecisions(OpBuilder &builder,
                                                 StringAttr program,
                                                 StringRef machine,
                                                 const MachineModel &model,
                                                 const Resolved &resolved) {
  return DecisionWriter(builder, model, resolved).write(program, machine);
}
