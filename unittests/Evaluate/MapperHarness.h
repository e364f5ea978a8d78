//===- MapperHarness.h - Mappers given as text ------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiles a mapper, evaluates it for launches on a machine and hands back
// decision text, printed lines and diagnostics as strings.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_EVALUATE_MAPPERHARNESS_H
#define MAPWRIGHT_UNITTESTS_EVALUATE_MAPPERHARNESS_H

#include "mapwright/Evaluate/Decisions.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

namespace mapwright {

class MapperHarness {
public:
  /// Compiles `text` for `machine`, as `--machine` takes it.
  explicit MapperHarness(llvm::StringRef text,
                         llvm::StringRef machine = "nodes:2,GPU:4,CPU:2")
      : MapperHarness(text, llvm::cantFail(parseMachineSpec(machine))) {}

  MapperHarness(llvm::StringRef text, Machine machineGiven)
      : context(mlir::MLIRContext::Threading::DISABLED),
        handler(&context,
                [this](mlir::Diagnostic &diag) {
                  std::string id = "?";
                  if (std::optional<DiagId> known = getDiagId(diag))
                    id = getDiagInfo(*known).name.str();
                  diagnostics.push_back(id + ": " + diag.str());
                }),
        machine(std::move(machineGiven)) {
    module = importMapper(text, "test.mapper", &context);
    if (!module)
      return;
    evaluator = std::make_unique<Evaluator>(
        *module->getOps<mapping::MapperOp>().begin(), machine,
        [this](llvm::StringRef line) { printed.push_back(line.str()); });
  }

  bool isCompiled() const { return evaluator != nullptr; }
  Evaluator &getEvaluator() { return *evaluator; }
  const Policies &getPolicies() const { return evaluator->getPolicies(); }

  /// Decision text for launches as `--launch` takes them; "failed" if they
  /// cannot be evaluated.
  std::string decide(std::vector<std::string> specs) {
    if (!evaluator)
      return "not compiled: " + llvm::join(diagnostics, "; ");
    std::vector<Launch> launches;
    for (const std::string &spec : specs)
      launches.push_back(llvm::cantFail(parseLaunchSpec(spec)));
    return decide(launches);
  }
  std::string decide(llvm::ArrayRef<Launch> launches) {
    mlir::FailureOr<DecisionTable> table =
        mapwright::decide(*evaluator, launches, nullptr);
    if (failed(table))
      return "failed";
    std::string text;
    llvm::raw_string_ostream os(text);
    writeText(*table, os);
    return text;
  }

  std::vector<std::string> printed;
  std::vector<std::string> diagnostics; ///< "id: text"

private:
  mlir::MLIRContext context;
  mlir::ScopedDiagnosticHandler handler;
  Machine machine;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::unique_ptr<Evaluator> evaluator;
};

/// The decision for the one point of `t[LO..LO]` (or the single launch `t`) by
/// a function `f` with the given body: what stands behind "t (..): ".
inline std::string
evaluateBody(llvm::StringRef body, llvm::StringRef launch = "t[1]",
             llvm::StringRef machine = "nodes:2,GPU:4,CPU:2") {
  std::string map =
      launch.contains('[') ? "IndexTaskMap t f;" : "SingleTaskMap t f;";
  MapperHarness mapper("m = Machine(GPU);\ndef f(Task t) {\n" + body.str() +
                           "\n}\n" + map,
                       machine);
  std::string text = mapper.decide(std::vector<std::string>{launch.str()});
  return llvm::StringRef(text).split(": ").second.rtrim().str();
}

} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_EVALUATE_MAPPERHARNESS_H
