//===- Optimizer.h - Sets studies up ----------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From what a user names (a program, a machine, a proposer, an evaluator, a
// store) to a study, for mapper-opt, the pass and build systems.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_OPTIMIZER_H
#define MAPWRIGHT_OPTIMIZE_OPTIMIZER_H

#include "mapwright/Optimize/Exec.h"
#include "mapwright/Optimize/LanguageModel.h"
#include "mapwright/Optimize/Space.h"
#include "mapwright/Optimize/Store.h"

namespace mapwright {
namespace optimize {

struct OptimizerOptions {
  std::string program; ///< PROGRAM
  std::string machine; ///< MACHINE
  std::string proposer = "guided";
  std::string evaluator = "sim";
  std::string store;    ///< file; empty: nothing is kept
  bool resumes = false; ///< goes on with the study in `store`
  StudyOptions study;
  ExecOptions exec;
  ModelOptions model;
};

/// All names of OptimizerOptions::proposer and ::evaluator.
std::vector<llvm::StringRef> getProposerNames();
std::vector<llvm::StringRef> getEvaluatorNames();

/// What is wrong with how something is asked for, rather than with an input.
class UsageError : public llvm::ErrorInfo<UsageError> {
public:
  static char ID;
  explicit UsageError(const llvm::Twine &text) : text(text.str()) {}
  void log(llvm::raw_ostream &os) const override { os << text; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }

private:
  std::string text;
};

/// A study that is ready to run.
class Optimizer {
public:
  /// `source` is the text of the mapper to start from. Errors: UsageError; with
  /// a code of the system those of files; others are what is wrong with what
  /// the options name. What is wrong in the file of a program is reported
  /// through `context`, and the error has no text then.
  static llvm::Expected<std::unique_ptr<Optimizer>>
  create(llvm::StringRef source, llvm::StringRef file,
         const OptimizerOptions &options, mlir::MLIRContext *context);
  ~Optimizer();

  const Problem &getProblem() const;
  const Space &getSpace() const;
  /// What to call the study: StudyOptions::labels.
  const StudySettings &getLabels() const;
  llvm::StringRef getUnit() const; ///< of the metric

  llvm::Expected<StudyResult> run();

  /// After run(), for sim-then-exec: how far the search can be trusted.
  llvm::Expected<std::optional<PredictionQuality>>
  assess(const StudyResult &result);

  /// Another mapper, evaluated like the best one.
  llvm::Expected<Evaluation> evaluate(llvm::StringRef source);

private:
  struct State;
  explicit Optimizer(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_OPTIMIZER_H
