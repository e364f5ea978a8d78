//===- Answer.cpp - What the evaluator and a policy say -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Answer.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mapwright;

std::string Answer::str() const {
  if (failed)
    return id + " in line " + std::to_string(line);
  std::string all;
  for (auto [node, index] : places)
    all += std::to_string(node) + "." + std::to_string(index) + " ";
  return all;
}

//===----------------------------------------------------------------------===//
// The evaluator's
//===----------------------------------------------------------------------===//

/// The line of an expression, wherever it was called from.
static unsigned findLine(mlir::Location loc) {
  while (true) {
    if (auto call = llvm::dyn_cast<mlir::CallSiteLoc>(loc))
      loc = call.getCallee();
    else if (auto named = llvm::dyn_cast<mlir::NameLoc>(loc))
      loc = named.getChildLoc();
    else
      break;
  }
  auto range = llvm::dyn_cast<mlir::FileLineColRange>(loc);
  return range ? range.getStartLine() : 0;
}

Answer mapwright::makeAnswer(const Places &places,
                             const std::optional<EvalFailure> &failure) {
  if (failure)
    return {true,
            {},
            getDiagInfo(failure->id).name.str(),
            findLine(failure->loc),
            failure->text};
  Answer answer;
  for (const Place &place : places)
    answer.places.push_back({place.node, place.index});
  return answer;
}

//===----------------------------------------------------------------------===//
// The policy's
//===----------------------------------------------------------------------===//

/// The evaluator's text with `$v` for the value, `$b` for the bound, `$l` for
/// the number before the bound, and `$d` for the dimension.
static llvm::StringRef getPattern(llvm::StringRef text, const mw_error &error) {
  return llvm::StringSwitch<llvm::StringRef>(text)
      .Case("the sum does not fit in 64 bits", "$v + $b does not fit")
      .Case("the difference does not fit in 64 bits", "$v - $b does not fit")
      .Case("the product does not fit in 64 bits", "$v * $b does not fit")
      .Case("the quotient does not fit in 64 bits", "$v / $b does not fit")
      .Case("the negation does not fit in 64 bits", "-($b) does not fit")
      .Case("the extent of the launch domain does not fit in 64 bits",
            "the extent of the launch domain does not fit in 64 bits")
      .Case("division by zero", "division by zero: $v ")
      .Case("index out of range for a tuple",
            "index $v is out of range for a tuple of length $b")
      .Case("index out of bounds",
            error.bound == 0
                ? "index $v is out of bounds for dimension $d, which has size 0"
                : "index $v is out of bounds for dimension $d of size $b")
      .Case("`*` stands for no index: the dimension has size 0",
            "`*` stands for no index: dimension $d has size 0")
      .Case("`*` stands for processors of several nodes",
            "`*` stands for processors of several nodes ($v and $b)")
      .Case("the processor is not in this machine space",
            "which is not in this machine space")
      .Case("an extent must be 1 to 2147483647; 0 means fewer points than "
            "processors",
            error.value == 0  ? "extent $d is 0"
            : error.value < 0 ? "extent $d is $v;"
                              : "$v is too large; expected less than $b")
      .Case("the factor of a split must be positive",
            "the factor must be positive, got $v")
      .Case("the factor of a split must divide the size of the dimension",
            "the factor $v does not divide the size $b of")
      .Case("the merged dimension is too large",
            "$v is too large; expected less than $b")
      .Case("a bound of a slice is outside of the dimension",
            "bound $v is outside of the dimension; expected 0 to $l ")
      .Case("the lower bound of a slice is above its upper bound",
            "the lower bound $v is above the upper bound $b")
      .Case("as many weights as extents are needed",
            "$v weights for $b extents")
      .Case("a weight must be positive", "weight $d is $v;")
      .StartsWith("the dimension has size 0: there is no ",
                  "dimension $d has size 0: there is no ")
      .Default("a text that is not known here");
}

Answer mapwright::makeAnswer(const mw_error &error, llvm::StringRef text) {
  llvm::StringRef pattern = getPattern(text, error);
  std::string full;
  while (!pattern.empty()) {
    auto [before, after] = pattern.split('$');
    full += before;
    if (!after.empty()) {
      int64_t number = after.front() == 'v'   ? error.value
                       : after.front() == 'b' ? error.bound
                       : after.front() == 'l' ? error.bound - 1
                                              : error.dim;
      full += std::to_string(number);
    }
    pattern = after.drop_front(!after.empty());
  }
  return {true, {}, getPolicyErrorName(error.code).str(), error.line, full};
}

Answer mapwright::makeAnswer(llvm::Error error) {
  Answer answer;
  llvm::handleAllErrors(
      std::move(error),
      [&](const PolicyError &why) {
        answer = makeAnswer(why.getError(), why.getText());
      },
      [&](const llvm::ErrorInfoBase &why) {
        answer = {true, {}, "no answer of a policy", 0, why.message()};
      });
  return answer;
}

Answer mapwright::makeAnswer(llvm::ArrayRef<mw_place> places) {
  Answer answer;
  for (mw_place place : places)
    answer.places.push_back({place.node, place.index});
  return answer;
}
