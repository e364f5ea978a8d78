//===- Passes.td - Passes that check --------------------- -*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CHECK_IR_PASSES_TD
#define CHECK_IR_PASSES_TD

include "mlir/Pass/PassBase.td"

def MappingCheck : Pass<"mapping-check", "::mlir::ModuleOp"> {
  let summary = "Reject mappers that cannot run on a machine";
  let description = [{
    Checks the one mapper of a module and leaves the module as it is: for the
    machine, for the `task.program` in the module or for `program`, and for
    `launches`, whose domains may be of any size. The pass fails if there is an
    error; docs/checks.md lists what is found.

    `prove` tells of index maps that are not proved to stay in bounds on all
    machines and for all launches; it needs no machine.

    ```
    mapper-opt app.mapper
        --mapping-check='program=circuit:pieces=16 machine=p100x4'
    mapper-opt app.mapper
        --mapping-check='machine=nodes:2,GPU:4 launches=a[1000000000];b[8,8]'
    ```
  }];
  let options = [
    Option<"machine", "machine", "std::string", /*default=*/"\"\"",
           "The machine: PRESET[:NODES], FILE.json or nodes:N[,KIND:COUNT]...">,
    Option<"program", "program", "std::string", /*default=*/"\"\"",
           "The program: NAME[:key=value...] or FILE.mlir[bc]">,
    Option<"launches", "launches", "std::string", /*default=*/"\"\"",
           "Index launches, with `;` between them: TASK[e,...][:KIND]">,
    Option<"prove", "prove", "bool", /*default=*/"false",
           "Prove that index maps stay in bounds everywhere">,
  ];
  let dependentDialects = ["::mapwright::placement::PlacementDialect",
                           "::mapwright::task::TaskDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
}

#endif // CHECK_IR_PASSES_TD
