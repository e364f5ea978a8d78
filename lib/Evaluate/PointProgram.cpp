//===- PointProgram.cpp - What runs per point -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PointProgram.h"

#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using namespace mapwright::detail;

std::string detail::formatPoint(llvm::ArrayRef<int64_t> coordinates) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << '(';
  llvm::interleave(coordinates, os, ",");
  os << ')';
  return text;
}

//===----------------------------------------------------------------------===//
// Failures
//===----------------------------------------------------------------------===//

static llvm::StringRef getSymbol(OpCode code) {
  switch (code) {
  case OpCode::Add:
    return "+";
  case OpCode::Sub:
    return "-";
  case OpCode::Mul:
    return "*";
  case OpCode::Div:
    return "/";
  default:
    return "%";
  }
}

/// An index that is out of bounds: dimension, value, bound, point and domain
/// (MSP2), and how to wrap the index expression.
static void describeBound(EvalFailure &failure, const FailureSite &site,
                          int64_t value, int64_t size) {
  llvm::raw_string_ostream os(failure.text);
  os << "index " << value << " is out of bounds for dimension "
     << site.dimension;
  if (size == 0) {
    os << ", which has size 0: there is no " << site.kindName << " on a node";
    return;
  }
  os << " of size " << size << "; expected 0 to " << size - 1;
  failure.wrap = site.index;
  if (!site.index)
    return;
  std::string bound =
      site.sizeText.empty() ? std::to_string(size) : site.sizeText;
  failure.before = "(";
  failure.after = ") % " + bound;
  // The remainder of a negative index is not positive (EXP2).
  if (value < 0) {
    failure.before = "((";
    failure.after += " + " + bound + ") % " + bound;
  }
}

EvalFailure PointProgram::describe(const Instruction &instruction) const {
  const FailureSite &site = sites[instruction.site];
  EvalFailure failure{site.id, site.loc, site.text, std::nullopt, {}, {}};
  llvm::raw_string_ostream os(failure.text);
  auto at = [&](uint32_t slot) { return slots[slot]; };
  switch (instruction.code) {
  case OpCode::Bound:
    describeBound(failure, site, at(instruction.a), at(instruction.b));
    break;
  case OpCode::Div:
  case OpCode::Rem:
    if (at(instruction.b) == 0) {
      failure.id = DiagId::DivisionByZero;
      os << "division by zero: " << at(instruction.a) << " "
         << getSymbol(instruction.code) << " 0";
      break;
    }
    [[fallthrough]];
  case OpCode::Add:
  case OpCode::Sub:
  case OpCode::Mul:
    os << at(instruction.a) << " " << getSymbol(instruction.code) << " "
       << at(instruction.b) << " does not fit in 64 bits";
    break;
  case OpCode::Neg:
    os << "-(" << at(instruction.a) << ") does not fit in 64 bits";
    break;
  case OpCode::Element:
    os << "index " << at(instruction.a)
       << " is out of range for a tuple of length " << instruction.b;
    break;
  default:
    break;
  }
  if (rank > 0)
    failure.text += " at point " +
                    formatPoint(llvm::ArrayRef(slots).take_front(rank)) +
                    " of the launch domain " + domainText;
  return failure;
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

void PointProgram::printLine(const PrintSite &site,
                             const PrintSink &print) const {
  if (!print)
    return;
  std::string line;
  llvm::raw_string_ostream os(line);
  llvm::StringRef rest = site.format;
  for (const PrintSite::Argument &argument : site.arguments) {
    size_t hole = rest.find("{}");
    if (hole == llvm::StringRef::npos)
      break;
    os << rest.take_front(hole);
    rest = rest.drop_front(hole + 2);
    if (argument.kind == PrintSite::Argument::Bool)
      os << (read(argument.values.front()) ? "True" : "False");
    else
      llvm::interleave(
          argument.values, os, [&](const Scalar &value) { os << read(value); },
          ",");
  }
  os << rest;
  print(line);
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

/// Runs the instructions; false with the failed one's index in `failedAt`.
bool PointProgram::execute(const PrintSink &print, uint32_t &failedAt) {
  int64_t *at = slots.data();
  const Instruction *begin = code.data();
  const Instruction *end = begin + code.size();
  for (const Instruction *i = begin; i != end; ++i) {
    bool ok = true;
    switch (i->code) {
    case OpCode::Add:
      ok = space::checkedAdd(at[i->a], at[i->b], at[i->dst]);
      break;
    case OpCode::Sub:
      ok = space::checkedSub(at[i->a], at[i->b], at[i->dst]);
      break;
    case OpCode::Mul:
      ok = space::checkedMul(at[i->a], at[i->b], at[i->dst]);
      break;
    case OpCode::Div:
      ok = space::checkedDiv(at[i->a], at[i->b], at[i->dst]);
      break;
    case OpCode::Rem:
      ok = space::checkedRem(at[i->a], at[i->b], at[i->dst]);
      break;
    case OpCode::Neg:
      ok = space::checkedNeg(at[i->a], at[i->dst]);
      break;
    case OpCode::Lt:
      at[i->dst] = at[i->a] < at[i->b];
      break;
    case OpCode::Le:
      at[i->dst] = at[i->a] <= at[i->b];
      break;
    case OpCode::Gt:
      at[i->dst] = at[i->a] > at[i->b];
      break;
    case OpCode::Ge:
      at[i->dst] = at[i->a] >= at[i->b];
      break;
    case OpCode::Eq:
      at[i->dst] = at[i->a] == at[i->b];
      break;
    case OpCode::Ne:
      at[i->dst] = at[i->a] != at[i->b];
      break;
    case OpCode::Move:
      at[i->dst] = at[i->a];
      break;
    case OpCode::Jump:
      i = begin + i->a - 1;
      break;
    case OpCode::JumpIfZero:
      if (!at[i->a])
        i = begin + i->b - 1;
      break;
    case OpCode::Element: {
      int64_t position = 0;
      ok = space::resolveIndex(i->b, at[i->a], position);
      if (ok)
        at[i->dst] = at[i->dst + 1 + position];
      break;
    }
    case OpCode::Bound:
      ok = static_cast<uint64_t>(at[i->a]) < static_cast<uint64_t>(at[i->b]);
      break;
    case OpCode::Undo:
      for (const space::Transform &transform :
           llvm::reverse(spaces[i->site]->transforms))
        space::toOld(transform, at + i->dst);
      break;
    case OpCode::Print:
      printLine(prints[i->site], print);
      break;
    case OpCode::Fail:
      ok = false;
      break;
    }
    if (!ok) {
      failedAt = i - begin;
      return false;
    }
  }
  return true;
}

bool PointProgram::run(llvm::ArrayRef<int64_t> point, Places &places,
                       std::optional<EvalFailure> &failure,
                       const PrintSink &print) {
  std::copy(point.begin(), point.end(), slots.begin());
  uint32_t failedAt = 0;
  if (!execute(print, failedAt)) {
    failure = describe(code[failedAt]);
    return false;
  }
  places.clear();
  for (const PointValue &value : result)
    places.push_back({value.kind, static_cast<int32_t>(read(value.node)),
                      static_cast<int32_t>(read(value.index))});
  return true;
}
