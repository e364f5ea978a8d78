//===- Screen.cpp - From the text of a candidate to its decisions ---------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Analysis/Checks.h"
#include "mapwright/AutoGuide/DiagnosticFeedback.h"
#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Optimize/Problem.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace mapwright;
using namespace mapwright::optimize;

/// Attributes are never freed while their context lives: after so many
/// candidates there is a new one.
static constexpr unsigned candidatesPerContext = 2000;

struct Screener::State {
  explicit State(const Problem &problem)
      : problem(problem), resolver(problem.program, problem.model),
        checker(problem.program, problem.model, problem.graph) {}

  mlir::MLIRContext *getContext() {
    if (!context || ++numScreened % candidatesPerContext == 0)
      context = std::make_unique<mlir::MLIRContext>(
          mlir::MLIRContext::Threading::DISABLED);
    return context.get();
  }
  mlir::LogicalResult decide(mlir::MLIRContext *context, Candidate &candidate);

  const Problem &problem;
  Resolver resolver;
  MapperChecker checker;
  std::unique_ptr<mlir::MLIRContext> context;
  unsigned numScreened = 0;
};

Screener::Screener(const Problem &problem)
    : state(std::make_unique<State>(problem)) {}

Screener::~Screener() = default;

static std::string hashText(llvm::StringRef text) {
  return "text:" +
         llvm::toHex(llvm::SHA256::hash(llvm::arrayRefFromStringRef(text)),
                     /*LowerCase=*/true);
}

/// Fills in the identity as soon as the decisions are known, and the decisions
/// once they have passed the checks.
mlir::LogicalResult Screener::State::decide(mlir::MLIRContext *context,
                                            Candidate &candidate) {
  mlir::OwningOpRef<mlir::ModuleOp> module =
      importMapper(candidate.source, problem.file, context, problem.maxRank);
  if (!module)
    return mlir::failure();
  Evaluator evaluator(*module->getOps<mapping::MapperOp>().begin(),
                      problem.model.getMachine());
  mlir::FailureOr<Resolved> resolved = resolver.resolve(evaluator);
  if (failed(resolved))
    return mlir::failure();
  candidate.identity = resolved->identity;
  CheckOptions options;
  options.onlyFatal = true;
  if (failed(checker.check(evaluator, *resolved, options)))
    return mlir::failure();
  candidate.resolved = std::move(*resolved);
  return mlir::success();
}

/// "3:4: text [mapwright-id]" of the first error.
static std::string
describeFirstError(llvm::ArrayRef<CollectedDiagnostic> diagnostics) {
  for (const CollectedDiagnostic &diagnostic : diagnostics) {
    if (diagnostic.severity != mlir::DiagnosticSeverity::Error)
      continue;
    std::string text;
    if (diagnostic.place.line > 0)
      text = std::to_string(diagnostic.place.line) + ":" +
             std::to_string(diagnostic.place.column) + ": ";
    text += llvm::StringRef(diagnostic.text).split('\n').first;
    if (diagnostic.id)
      text += (" [mapwright-" + getDiagInfo(*diagnostic.id).name + "]").str();
    return text;
  }
  return "the mapper cannot be used";
}

Candidate Screener::screen(llvm::StringRef source, GuideLevel level,
                           bool wantsFeedback) {
  Candidate candidate;
  candidate.source = source.str();
  mlir::MLIRContext *context = state->getContext();
  DiagnosticCollector collector(context);
  if (succeeded(state->decide(context, candidate)))
    return candidate;
  if (candidate.identity.empty())
    candidate.identity = hashText(source);
  Feedback feedback = collector.makeFeedback();
  bool isParseError = feedback.outcome.isKnown &&
                      feedback.outcome.kind == sim::OutcomeKind::ParseError;
  candidate.failure.kind =
      isParseError ? sim::OutcomeKind::ParseError : sim::OutcomeKind::Rejected;
  candidate.failure.text = describeFirstError(collector.getDiagnostics());
  if (!wantsFeedback)
    return candidate;
  limitFeedback(feedback, level);
  candidate.failure.feedback = std::move(feedback);
  return candidate;
}
