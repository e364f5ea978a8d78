//===- Interpreter.cpp - Runs placement.map as it stands ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Interpreter.h"

#include "mapwright/Runtime/Space.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::placement;

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

bool PlacementInterpreter::runLaunch(ArrayRef<int64_t> facts) {
  Block &block = map.getLaunch().front();
  SmallVector<int64_t> arguments = {machine.getNumNodes()};
  for (auto kind : map.getKinds().getAsRange<mapping::ProcKindAttr>())
    arguments.push_back(machine.getNumProcessors(kind.getValue()));
  arguments.append(facts.begin(), facts.end());
  for (auto [argument, value] :
       llvm::zip_equal(block.getArguments(), arguments))
    values[argument] = value;
  return runBlock(block);
}

bool PlacementInterpreter::runPoint(ArrayRef<int64_t> coordinates,
                                    Places &places) {
  Block &block = map.getPoint().front();
  std::vector<int64_t> arguments =
      getAll(map.getLaunch().front().getTerminator()->getOperands());
  arguments.insert(arguments.end(), coordinates.begin(), coordinates.end());
  for (auto [argument, value] :
       llvm::zip_equal(block.getArguments(), arguments))
    values[argument] = value;
  if (!runBlock(block))
    return false;
  auto place = cast<PlaceOp>(block.getTerminator());
  for (auto [node, index] : llvm::zip(place.getNodes(), place.getIndices()))
    places.push_back({place.getKind().getValue(),
                      static_cast<int32_t>(get(node)),
                      static_cast<int32_t>(get(index))});
  return true;
}

bool PlacementInterpreter::runBlock(Block &block) {
  return llvm::all_of(block, [&](Operation &op) { return runOp(&op); });
}

std::vector<int64_t> PlacementInterpreter::getAll(ValueRange range) const {
  std::vector<int64_t> list;
  for (Value value : range)
    list.push_back(get(value));
  return list;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

bool PlacementInterpreter::runOp(Operation *op) {
  if (auto requirement = dyn_cast<RequireOp>(op))
    return require(requirement);
  if (isa<scf::IfOp>(op))
    return runIf(op);
  if (op->hasTrait<OpTrait::IsTerminator>())
    return true;
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](placement::AddOp) { runChecked(op, space::checkedAdd); })
      .Case([&](placement::SubOp) { runChecked(op, space::checkedSub); })
      .Case([&](placement::MulOp) { runChecked(op, space::checkedMul); })
      .Case<placement::DivOp, RemOp>([&](auto) {
        int64_t result = 0;
        auto *compute = isa<RemOp>(op) ? space::checkedRem : space::checkedDiv;
        compute(get(op->getOperand(0)), get(op->getOperand(1)), result);
        set(op, result);
      })
      .Case([&](FactorizeOp factors) { factorize(factors); })
      .Case([&](AddressesOp addresses) {
        set(op, machine.canAddress(0, addresses.getProc().getValue(),
                                   get(addresses.getIndex()),
                                   addresses.getMemory().getValue()));
      })
      .Case([&](PrintOp line) { print(line); })
      .Default([&](Operation *) { runArith(op); });
  return true;
}

bool PlacementInterpreter::require(RequireOp op) {
  if (get(op.getCondition()))
    return true;
  auto read = [&](Value value) {
    return value ? std::optional(get(value)) : std::nullopt;
  };
  unmet = UnmetRequirement{op, read(op.getValue()), read(op.getBound())};
  return false;
}

bool PlacementInterpreter::runIf(Operation *op) {
  auto branch = cast<scf::IfOp>(op);
  Block *chosen =
      get(branch.getCondition()) ? branch.thenBlock() : branch.elseBlock();
  if (!chosen)
    return true;
  if (!runBlock(*chosen))
    return false;
  for (auto [result, value] : llvm::zip_equal(
           branch.getResults(), chosen->getTerminator()->getOperands()))
    values[result] = get(value);
  return true;
}

/// Undefined results are what placement-discharge must rule out.
void PlacementInterpreter::runPlain(Operation *op,
                                    bool (*compute)(int64_t, int64_t,
                                                    int64_t &)) {
  int64_t lhs = get(op->getOperand(0)), rhs = get(op->getOperand(1));
  uint64_t a = lhs, b = rhs;
  int64_t result = isa<arith::AddIOp>(op)   ? a + b
                   : isa<arith::SubIOp>(op) ? a - b
                   : isa<arith::MulIOp>(op) ? a * b
                                            : 0;
  bool isDefined = compute(lhs, rhs, result);
  auto flags = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op);
  if (!isDefined && (!flags || flags.hasNoSignedWrap()))
    ADD_FAILURE() << op->getName().getStringRef().str() << " of " << lhs
                  << " and " << rhs << " is undefined";
  set(op, result);
}

/// Defined where the quotient fits.
static bool computeRemainder(int64_t lhs, int64_t rhs, int64_t &result) {
  return space::checkedDiv(lhs, rhs, result) &&
         space::checkedRem(lhs, rhs, result);
}

void PlacementInterpreter::runArith(Operation *op) {
  if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
    APInt value = cast<IntegerAttr>(constant.getValue()).getValue();
    return set(op, constant.getType().isInteger(1) ? value.getZExtValue()
                                                   : value.getSExtValue());
  }
  std::vector<int64_t> operands = getAll(op->getOperands());
  uint64_t a = operands[0], b = operands.size() > 1 ? operands[1] : 0;
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](arith::AddIOp) { runPlain(op, space::checkedAdd); })
      .Case([&](arith::SubIOp) { runPlain(op, space::checkedSub); })
      .Case([&](arith::MulIOp) { runPlain(op, space::checkedMul); })
      .Case([&](arith::DivSIOp) { runPlain(op, space::checkedDiv); })
      .Case([&](arith::RemSIOp) { runPlain(op, computeRemainder); })
      .Case([&](arith::AndIOp) { set(op, a & b); })
      .Case([&](arith::OrIOp) { set(op, a | b); })
      .Case([&](arith::XOrIOp) { set(op, a ^ b); })
      .Case([&](arith::ExtUIOp) { set(op, a); })
      .Case([&](arith::SelectOp) { set(op, operands[a ? 1 : 2]); })
      .Case([&](arith::CmpIOp compare) {
        set(op, arith::applyCmpPredicate(compare.getPredicate(), APInt(64, a),
                                         APInt(64, b)));
      })
      .Default([&](Operation *) {
        ADD_FAILURE() << "no meaning for "
                      << op->getName().getStringRef().str();
        for (Value result : op->getResults())
          values[result] = 0;
      });
}

/// The wrapped result where the exact one does not fit.
void PlacementInterpreter::runChecked(Operation *op,
                                      bool (*compute)(int64_t, int64_t,
                                                      int64_t &)) {
  int64_t lhs = get(op->getOperand(0)), rhs = get(op->getOperand(1));
  uint64_t a = lhs, b = rhs;
  int64_t result = isa<placement::AddOp>(op)   ? a + b
                   : isa<placement::SubOp>(op) ? a - b
                                               : a * b;
  values[op->getResult(1)] = compute(lhs, rhs, result);
  set(op, result);
}

void PlacementInterpreter::factorize(FactorizeOp op) {
  std::vector<int64_t> extents = getAll(op.getExtents());
  std::vector<int64_t> weights = getAll(op.getWeights());
  space::Sizes old = {1, {get(op.getSize())}};
  space::Transform made = {};
  space::Failure why = {};
  // A size that is out of range leaves the parts at 1.
  bool isPositive = old.at[0] > 0;
  space::Status status = space::Status::SizeTooLarge;
  if (isPositive && op.getKind() == FactorizeKind::balance_split)
    status = space::makeBalanceSplit(old, 0, op.getNumResults(), made, why);
  else if (isPositive && op.getKind() == FactorizeKind::greedy_split)
    status = space::makeGreedySplit(old, 0, extents.data(), extents.size(),
                                    made, why);
  else if (isPositive)
    status = space::makeDecompose(old, 0, extents.data(), extents.size(),
                                  weights.empty() ? nullptr : weights.data(),
                                  weights.size(), made, why);
  for (auto [i, part] : llvm::enumerate(op.getSizes()))
    values[part] = status == space::Status::Ok ? made.sizes[i] : 1;
}

void PlacementInterpreter::print(PrintOp op) {
  std::string line;
  llvm::raw_string_ostream os(line);
  StringRef rest = op.getFormat();
  std::vector<int64_t> all = getAll(op.getValues());
  ArrayRef<int64_t> unused = all;
  for (int64_t length : op.getLengths()) {
    if (!rest.contains("{}"))
      break;
    auto [before, after] = rest.split("{}");
    os << before;
    rest = after;
    if (length < 0)
      os << (unused.front() ? "True" : "False");
    else
      llvm::interleave(unused.take_front(length), os, ",");
    unused = unused.drop_front(std::abs(length));
  }
  os << rest;
  printed.push_back(line);
}
