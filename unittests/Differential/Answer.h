//===- Answer.h - What the evaluator and a policy say -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is said of a point or a single task, in a form in which both sides can
// be compared: places, or the id, the line and the values of an error.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_DIFFERENTIAL_ANSWER_H
#define MAPWRIGHT_UNITTESTS_DIFFERENTIAL_ANSWER_H

#include "mapwright/Evaluate/Evaluator.h"
#include "mapwright/Policy/PolicyLibrary.h"

namespace mapwright {

struct Answer {
  bool failed = false;
  /// (node, index) of each member, in order.
  std::vector<std::pair<int32_t, int32_t>> places;
  std::string id;
  unsigned line = 0;
  /// The evaluator's text; of a policy, what of that text its numbers are.
  std::string text;

  std::string str() const;
};

Answer makeAnswer(const Places &places,
                  const std::optional<EvalFailure> &failure);
Answer makeAnswer(llvm::ArrayRef<mw_place> places);
/// `text` stands for that of the error, which may be null.
Answer makeAnswer(const mw_error &error, llvm::StringRef text);
/// Of an error that is a PolicyError.
Answer makeAnswer(llvm::Error error);

} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_DIFFERENTIAL_ANSWER_H
