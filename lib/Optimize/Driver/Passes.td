//===- Passes.td - The pass that optimizes -----------------*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef OPTIMIZE_PASSES_TD
#define OPTIMIZE_PASSES_TD

include "mlir/Pass/PassBase.td"

def MappingOptimize : Pass<"mapping-optimize", "::mlir::ModuleOp"> {
  let summary = "Replace a mapper by the best one found";
  let description = [{
    Runs a study (`mapper-opt --optimize`) that starts from the only mapper of
    the module, and replaces that mapper by the best one found; comments and
    formatting of what is not changed stay. Everything is deterministic: equal
    options give the same mapper (with evaluators that measure, as far as the
    measurements go; with a store, that of the store).

    ```
    mapper-opt app.mapper --emit=mapper
        --mapping-optimize='program=circuit machine=p100x4 evaluations=10'
    ```
  }];
  let options = [
    Option<"program", "program", "std::string", /*default=*/"\"\"",
           "The program: NAME[:key=value...] or FILE.mlir[bc]">,
    Option<"machine", "machine", "std::string", /*default=*/"\"\"",
           "The machine: PRESET[:NODES], FILE.json or nodes:N[,KIND:COUNT]...">,
    Option<"proposer", "proposer", "std::string", /*default=*/"\"guided\"",
           "What proposes candidates">,
    Option<"evaluator", "evaluator", "std::string", /*default=*/"\"sim\"",
           "What measures them: sim, or with `command` exec, sim-then-exec">,
    Option<"command", "command", "std::string", /*default=*/"\"\"",
           "Command of evaluators that run the program: words between spaces">,
    Option<"evaluations", "evaluations", "uint64_t", /*default=*/"100",
           "Candidates to look at, at most">,
    Option<"seconds", "seconds", "double", /*default=*/"0",
           "Seconds to spend, at most; 0: any number">,
    Option<"seed", "seed", "uint64_t", /*default=*/"0",
           "Seed of all random choices">,
    Option<"level", "level", "std::string", /*default=*/"\"suggest\"",
           "Feedback for proposers: raw, explain or suggest">,
    Option<"minimize", "minimize", "bool", /*default=*/"true",
           "Whether changes that are worth nothing are taken back">,
    Option<"store", "store", "std::string", /*default=*/"\"\"",
           "File of the study; it goes on with the one there is">,
  ];
  let dependentDialects = ["::mapwright::mapping::MappingDialect"];
}

#endif // OPTIMIZE_PASSES_TD
