//===- Passes.td - Passes that decide ----------------------*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DECISION_IR_PASSES_TD
#define DECISION_IR_PASSES_TD

include "mlir/Pass/PassBase.td"

def PlacementResolve : Pass<"placement-resolve", "::mlir::ModuleOp"> {
  let summary = "Decide everything for a program on a machine";
  let description = [{
    Adds to a module with one mapper a total `placement.decisions` for the
    `task.program` in the module, or for `program`, which is added then. Where
    the mapper says nothing the runtime's defaults are taken.

    ```
    mapper-opt app.mapper
        --placement-resolve='program=circuit:pieces=16 machine=p100x4'
    ```
  }];
  let options = [
    Option<"machine", "machine", "std::string", /*default=*/"\"\"",
           "The machine: PRESET[:NODES], FILE.json or nodes:N[,KIND:COUNT]...">,
    Option<"program", "program", "std::string", /*default=*/"\"\"",
           "The program: NAME[:key=value...] or FILE.mlir[bc]">,
  ];
  let dependentDialects = ["::mapwright::placement::PlacementDialect",
                           "::mapwright::task::TaskDialect"];
}

#endif // DECISION_IR_PASSES_TD
