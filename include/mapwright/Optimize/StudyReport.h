//===- StudyReport.h - Shows studies ----------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a study found, for people: a line while it runs, tables, a web page. The
// JSON form, "mapwright-study/1", is that of Store.h.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_STUDYREPORT_H
#define MAPWRIGHT_OPTIMIZE_STUDYREPORT_H

#include "mapwright/Optimize/Exec.h"
#include "mapwright/Optimize/Store.h"

namespace mapwright {
namespace optimize {

/// A mapper to compare the best one with, for example an expert's.
struct Reference {
  std::string name;
  Evaluation evaluation;
};

/// A finished study and what is needed to name its parts.
struct StudyView {
  const StudyResult &result;
  StudySettings settings;
  std::string unit; ///< of the metric
  std::optional<Reference> reference;
  std::optional<PredictionQuality> predictions; ///< sim-then-exec
};

/// "460.9 ms" for seconds, else the number and its unit.
std::string formatMetric(double value, llvm::StringRef unit);

/// "ok 460.9 ms", "out of memory: ...": one line.
std::string formatEvaluation(const Evaluation &evaluation,
                             llvm::StringRef unit);

/// "guided: 7 of 10 evaluations, best 460.9 ms (#3, 1085x the start), 2.1 s":
/// the incumbent, what was spent, and what is left.
std::string formatProgress(const Progress &progress, llvm::StringRef proposer,
                           const Budgets &budgets, llvm::StringRef unit);

/// All trials, one line each.
void writeTrials(const History &history, llvm::StringRef unit,
                 llvm::raw_ostream &os);

/// One trial: its outcome, feedback and text.
void writeTrial(const Trial &trial, llvm::StringRef unit,
                llvm::raw_ostream &os);

/// How the best came about, what came of the others, what its changes are
/// worth, and what was spent.
void writeStudyText(const StudyView &view, llvm::raw_ostream &os);

/// A self-contained HTML page: the best so far over the evaluations, and every
/// candidate with its outcome, its feedback and what it changes.
void writeStudyHTML(const StudyView &view, llvm::raw_ostream &os);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_STUDYREPORT_H
