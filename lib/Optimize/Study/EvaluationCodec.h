//===- EvaluationCodec.h - Evaluations as text ---------------- -*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_STUDY_EVALUATIONCODEC_H
#define MAPWRIGHT_LIB_OPTIMIZE_STUDY_EVALUATIONCODEC_H

#include "mapwright/Optimize/Evaluation.h"

namespace mapwright {
namespace optimize {

/// None for a text that no kind is spelled like.
std::optional<sim::OutcomeKind> parseOutcomeKind(llvm::StringRef text);

/// A JSON array of numbers that come back bit for bit.
std::string encodeSamples(llvm::ArrayRef<double> samples);
std::optional<std::vector<double>> decodeSamples(llvm::StringRef text);

/// "mapwright-feedback/1"; empty for feedback that says nothing.
std::string encodeFeedback(const Feedback &feedback);
/// The inverse, up to bytes that are not UTF-8.
std::optional<Feedback> decodeFeedback(llvm::StringRef text);

/// What reading `evaluation` from a store would give, so that a proposer sees
/// the same whether a study was killed or not.
void normalize(Evaluation &evaluation);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_STUDY_EVALUATIONCODEC_H
