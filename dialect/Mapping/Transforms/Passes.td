//===- Passes.td - Passes over the mapping dialect ---------*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPPING_PASSES_TD
#define MAPPING_PASSES_TD

include "mlir/Pass/PassBase.td"

def MappingMonomorphize : Pass<"mapping-monomorphize", "::mlir::ModuleOp"> {
  let summary = "Make lengths and ranks static for each launch rank (EXP7)";
  let description = [{
    Adds to each mapper, for every function that a map names and every launch
    rank it is well typed for, its form for that rank: a `mapping.func` with
    `specializes` and `rank` in which calls are inlined, `tuple(... for ...)` is
    unrolled and every type has its extent. What the author wrote stays as it is,
    and the added functions are not printed as mapper language.

    Fails if such a function is not well typed for any rank.

    ```mlir
    mapping.func @f.rank1(%t: !mapping.task<1>) -> !mapping.point
    ```
  }];
  let options = [
    Option<"maxRank", "max-rank", "unsigned", /*default=*/"3",
           "Highest launch rank to make forms for (1 to 9)">,
  ];
  let statistics = [
    Statistic<"numForms", "forms", "Forms of functions that were added">,
  ];
}

#endif // MAPPING_PASSES_TD
