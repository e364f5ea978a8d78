//===- MapLowering.cpp - Lowers one specialized function: structure -------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapLowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

/// Processor kinds whose counts the map needs: all that the mapper mentions.
static SmallVector<ProcKind> collectKinds(MapperOp mapper) {
  llvm::SmallSetVector<ProcKind, numProcKinds> kinds;
  mapper.walk([&](MachineOp op) { kinds.insert(op.getKind().getValue()); });
  return SmallVector<ProcKind>(kinds.begin(), kinds.end());
}

void MapLowering::createMap(Operation *source, StringRef name,
                            FlatSymbolRefAttr function) {
  kinds = collectKinds(specializer.getMapper());
  SmallVector<Attribute> attrs;
  for (ProcKind kind : kinds)
    attrs.push_back(ProcKindAttr::get(outer.getContext(), kind));
  Location loc = source->getLoc();
  map = placement::MapOp::create(outer, loc, outer.getStringAttr(name),
                                 outer.getI64IntegerAttr(rank),
                                 outer.getArrayAttr(attrs), function,
                                 /*initializes=*/nullptr);
  Block &launchBlock = map.getLaunch().emplaceBlock();
  Block &pointBlock = map.getPoint().emplaceBlock();
  launch.setInsertionPointToEnd(&launchBlock);
  point.setInsertionPointToEnd(&pointBlock);
  auto addFact = [&] {
    return Scalar{std::nullopt,
                  launchBlock.addArgument(outer.getI64Type(), loc), false,
                  false};
  };
  nodes = addFact();
  for (ProcKind kind : kinds)
    processors[static_cast<unsigned>(kind)] = addFact();
  for (unsigned d = 0; d < rank; ++d)
    lower_.push_back(addFact());
  for (unsigned d = 0; d < rank; ++d)
    upper_.push_back(addFact());
  for (Scalar *fact : {&self[0], &self[1], &parent[0], &parent[1]})
    if (rank == 0)
      *fact = addFact();
  for (unsigned d = 0; d < rank; ++d)
    coordinates.push_back({std::nullopt,
                           pointBlock.addArgument(outer.getI64Type(), loc),
                           true, false});
}

FailureOr<placement::MapOp> MapLowering::lower(FuncOp form) {
  rank = form.getRank().value_or(0);
  StringRef function = form.getSpecializes().value_or(form.getName());
  createMap(form, (function + "_rank" + Twine(rank)).str(),
            FlatSymbolRefAttr::get(outer.getContext(), function));
  Block &body = form.getBody().front();
  values[body.getArgument(0)] = TaskValue();
  if (failed(lowerOps(body)))
    return complete(failure());
  Operation *end = body.getTerminator();
  return complete(finish(get(end->getOperand(0)), end->getLoc()));
}

FailureOr<placement::MapOp> MapLowering::lower(StartupOp startup,
                                               StringRef name) {
  createMap(startup, name, /*function=*/nullptr);
  return finishStartup(startup.getBody().front(), startup.getLoc());
}

FailureOr<placement::MapOp> MapLowering::lower(GlobalOp form, GlobalOp global,
                                               StringRef name) {
  createMap(form, name, /*function=*/nullptr);
  map.setInitializes(global.getSymName());
  return finishStartup(form.getInitializer().front(), form.getLoc());
}

FailureOr<placement::MapOp> MapLowering::finishStartup(Block &body,
                                                       Location loc) {
  if (failed(lowerOps(body)))
    return complete(failure());
  PointValue nowhere{ProcKind::CPU, constant(0), constant(0)};
  return complete(finish(nowhere, loc));
}

FailureOr<placement::MapOp> MapLowering::complete(LogicalResult lowered) {
  if (failed(lowered)) {
    map.erase();
    return failure();
  }
  hoistRequirements();
  return map;
}

/// In an index map a star set is its first point (MSP3).
LogicalResult MapLowering::finish(const LoweredValue &result, Location loc) {
  if (auto *set = std::get_if<StarSetRef>(&result)) {
    if (failed(placeSet(**set, loc)))
      return failure();
  } else {
    const auto &place = std::get<PointValue>(result);
    placement::PlaceOp::create(
        point, loc, ProcKindAttr::get(outer.getContext(), place.kind),
        inPoint(place.node, loc), inPoint(place.index, loc));
  }
  placement::YieldOp::create(launch, loc,
                             llvm::to_vector(llvm::make_first_range(captures)));
  return success();
}

/// A requirement on launch values that nothing of a point comes before fails
/// for every point, so it may fail for the launch. Prints and requirements on
/// the point end this: what they do, or report, comes first.
void MapLowering::hoistRequirements() {
  Block &block = map.getPoint().front();
  llvm::DenseMap<Value, Value> origins;
  for (auto [inLaunch, argument] : captures)
    origins[argument] = inLaunch;
  auto getOrigin = [&](Value value) -> Value {
    if (Value origin = origins.lookup(value))
      return origin;
    auto constant = value.getDefiningOp<arith::ConstantOp>();
    if (!constant)
      return {};
    return cast<Value>(launch.clone(*constant)->getResult(0));
  };
  Operation *last = nullptr;
  for (Operation &op : llvm::make_early_inc_range(block)) {
    auto require = dyn_cast<placement::RequireOp>(op);
    if (!require && !isMemoryEffectFree(&op))
      return;
    if (!require)
      continue;
    IRMapping mapping;
    launch.setInsertionPointToStart(&map.getLaunch().front());
    for (Value operand : op.getOperands())
      if (Value origin = getOrigin(operand))
        mapping.map(operand, origin);
      else
        return;
    last = insertEarly(op, mapping, last);
    op.erase();
  }
}

/// Clones a requirement to the launch region, as early as its operands and the
/// requirement before it allow: what comes after it may rely on it.
Operation *MapLowering::insertEarly(Operation &op, IRMapping &mapping,
                                    Operation *previous) {
  Operation *after = previous;
  for (Value operand : op.getOperands()) {
    Operation *definition = mapping.lookup(operand).getDefiningOp();
    if (definition && (!after || after->isBeforeInBlock(definition)))
      after = definition;
  }
  if (after)
    launch.setInsertionPointAfter(after);
  return launch.clone(op, mapping);
}

//===----------------------------------------------------------------------===//
// Values in regions
//===----------------------------------------------------------------------===//

Value MapLowering::materialize(OpBuilder &at, const Scalar &scalar,
                               Location loc) {
  if (scalar.isBool)
    return arith::ConstantOp::create(at, loc,
                                     at.getBoolAttr(*scalar.known != 0));
  return arith::ConstantOp::create(at, loc,
                                   at.getI64IntegerAttr(*scalar.known));
}

Value MapLowering::inLaunch(const Scalar &scalar, Location loc) {
  return scalar.known ? materialize(launch, scalar, loc) : scalar.value;
}

Value MapLowering::inPoint(const Scalar &scalar, Location loc) {
  if (scalar.known)
    return materialize(point, scalar, loc);
  if (scalar.perPoint)
    return scalar.value;
  auto [capture, isNew] = captures.insert({scalar.value, Value()});
  if (isNew) {
    Block &block = map.getPoint().front();
    capture->second =
        block.insertArgument(captures.size() - 1, scalar.value.getType(), loc);
  }
  return capture->second;
}

Value MapLowering::inRegion(const Scalar &scalar, bool perPoint, Location loc) {
  return perPoint ? inPoint(scalar, loc) : inLaunch(scalar, loc);
}

OpBuilder &
MapLowering::builderFor(std::initializer_list<const Scalar *> operands) {
  bool perPoint = llvm::any_of(
      operands, [](const Scalar *s) { return !s->known && s->perPoint; });
  return perPoint ? point : launch;
}

void MapLowering::require(Operation *op, const Scalar &condition, DiagId id,
                          const Twine &text, unsigned dim, const Scalar *value,
                          const Scalar *bound) {
  if (condition.known && *condition.known)
    return;
  Location loc = op->getLoc();
  Value valueOperand = value ? inPoint(*value, loc) : Value();
  Value boundOperand = bound ? inPoint(*bound, loc) : Value();
  placement::RequireOp::create(
      point, loc, inPoint(condition, loc),
      point.getStringAttr(getDiagInfo(id).name), point.getStringAttr(text),
      point.getI64IntegerAttr(dim), valueOperand, boundOperand);
}

LogicalResult MapLowering::bind(Value value, LoweredValue to) {
  if (Operation *op = value.getDefiningOp())
    keepName(op, to);
  values[value] = std::move(to);
  return success();
}

/// Takes the author's name of a local out of the location, which what checks
/// the operation's operands gets as well.
void MapLowering::takeName(Operation *op) {
  auto named = dyn_cast<NameLoc>(op->getLoc());
  if (!named)
    return;
  names[op] = named.getName();
  op->setLoc(named.getChildLoc());
}

/// The author's name of a local goes to the operations that compute it; that of
/// a space to its newest sizes.
void MapLowering::keepName(Operation *op, const LoweredValue &value) {
  StringAttr name = names.lookup(op);
  if (!name)
    return;
  auto rename = [&](const Scalar &scalar, const Twine &name) {
    Operation *definition =
        scalar.known ? nullptr : scalar.value.getDefiningOp();
    if (definition && !isa<NameLoc>(definition->getLoc()))
      definition->setLoc(
          NameLoc::get(outer.getStringAttr(name), definition->getLoc()));
  };
  if (auto *scalar = std::get_if<Scalar>(&value))
    rename(*scalar, name.getValue());
  if (auto *tuple = std::get_if<TupleValue>(&value))
    for (auto [i, element] : llvm::enumerate(*tuple))
      rename(element, name.getValue() + "_" + Twine(i));
  auto *space = std::get_if<SpaceRef>(&value);
  if (space && !(*space)->transforms.empty())
    for (const Scalar &size : (*space)->transforms.back().sizes)
      rename(size, name.getValue() + "_sizes");
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

LogicalResult MapLowering::lowerOps(Block &block) {
  for (Operation &op : block) {
    if (op.hasTrait<OpTrait::IsTerminator>())
      continue;
    takeName(&op);
    if (failed(lower(&op)))
      return failure();
  }
  return success();
}

LogicalResult MapLowering::lower(Operation *op) {
  // As large as a specialized function may be.
  constexpr uint64_t maxSteps = 1u << 18;
  if (++steps > maxSteps)
    return diagnose(op->getLoc(), DiagId::TooComplex)
           << "the map grows to more than " << maxSteps
           << " operations with the globals it uses";
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<AddOp, SubOp, MulOp, DivOp, RemOp>([&](auto) {
        Scalar lhs = getScalar(op->getOperand(0));
        Scalar rhs = getScalar(op->getOperand(1));
        return bind(op->getResult(0), compute(op, lhs, rhs));
      })
      .Case<ConstantOp, GetOp, AndOp, OrOp, SelectOp, PrintOp, NegOp, CmpOp,
            TupleOp, ExtractOp, SizeOp, PointTupleOp, IPointOp, ISpaceOp, ILoOp,
            ParentOp, ProcessorOp, MachineOp, StarOp, IndexOp, HasOp>(
          [&](auto derived) { return lowerOp(derived); })
      .Case<MachineSpaceTransform>(
          [&](auto derived) { return lowerTransform(derived); })
      .Default([&](Operation *) -> LogicalResult {
        return diagnose(op->getLoc(), DiagId::IRUnsupported)
               << "`" << op->getName() << "` is not part of a specialized "
               << "function";
      });
}

LogicalResult MapLowering::lowerOp(ConstantOp op) {
  APInt value = cast<IntegerAttr>(op.getValue()).getValue();
  bool isBool = op.getType().isInteger(1);
  return bind(op,
              isBool ? truth(!value.isZero()) : constant(value.getSExtValue()));
}

/// The value of a global that has been lowered where the builder must have come
/// by: nothing in its initializer fails any more. Null if there is none.
const LoweredValue *MapLowering::findLowered(GlobalOp global) {
  auto lowered = globals.find(global);
  if (lowered == globals.end())
    return nullptr;
  Operation *in = nullptr;
  for (Block *block = point.getInsertionBlock(); in != map;
       block = in->getBlock()) {
    for (const auto &[where, value] : lowered->second)
      if (where == block)
        return &value;
    in = block->getParentOp();
  }
  return nullptr;
}

/// The initializer, computed where it is used: it depends on the machine only,
/// so it lands in the launch region, and what fails in it fails here (EXP8). It
/// prints once per machine, not here.
LogicalResult MapLowering::lowerOp(GetOp op) {
  constexpr unsigned maxDepth = 1024;
  SymbolTable symbols(specializer.getMapper());
  auto global = symbols.lookup<GlobalOp>(op.getGlobal());
  if (const LoweredValue *known = findLowered(global))
    return bind(op, LoweredValue(*known));
  if (depth == maxDepth)
    return diagnose(op.getLoc(), DiagId::TooComplex)
           << "more than " << maxDepth
           << " globals stand upon one another here; use fewer";
  FailureOr<GlobalOp> initializer = specializer.specialize(global);
  if (failed(initializer))
    return failure();
  llvm::SaveAndRestore<bool> silent(isSilent, true);
  llvm::SaveAndRestore<unsigned> deeper(depth, depth + 1);
  Lowered value = lowerBlock(initializer->getInitializer().front());
  if (failed(value))
    return failure();
  globals[global].push_back({point.getInsertionBlock(), *value});
  return bind(op, *value);
}

LogicalResult MapLowering::lowerOp(PrintOp op) {
  if (isSilent)
    return success();
  SmallVector<int64_t> lengths;
  SmallVector<Value> operands;
  for (Value value : op.getValues()) {
    TupleValue scalars;
    const LoweredValue &lowered = get(value);
    if (auto *scalar = std::get_if<Scalar>(&lowered))
      scalars = {*scalar};
    else if (auto *tuple = std::get_if<TupleValue>(&lowered))
      scalars = *tuple;
    else if (auto *place = std::get_if<PointValue>(&lowered))
      scalars = {place->node, place->index};
    else
      scalars = getSpace(value)->sizes.back();
    bool isBool = value.getType().isInteger(1);
    lengths.push_back(isBool ? -1 : static_cast<int64_t>(scalars.size()));
    for (const Scalar &scalar : scalars)
      operands.push_back(inPoint(scalar, op.getLoc()));
  }
  placement::PrintOp::create(point, op.getLoc(), op.getFormat(), lengths,
                             operands);
  return success();
}
