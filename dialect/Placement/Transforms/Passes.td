//===- Passes.td - Passes over the placement dialect -------*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PLACEMENT_PASSES_TD
#define PLACEMENT_PASSES_TD

include "mlir/Pass/PassBase.td"

def PlacementDischarge : Pass<"placement-discharge",
                              "::mapwright::placement::MapOp"> {
  let summary = "Remove requirements and checks that ranges prove";
  let description = [{
    Follows the range of every integer through the launch region and then the
    point region. A requirement that has been met narrows the ranges after it:
    extents, for example, are 1 to 2^31 - 1 once they have served a
    factorization. Comparisons that ranges decide become constants, checked
    arithmetic that cannot overflow and divisions that have a quotient become
    `arith`, and requirements that always hold, or that were met before, are
    erased. A rest is also known to be below its divisor, whatever that is.

    Launches of which an extent does not fit in 64 bits are refused, so all
    extents fit, and coordinates minus their lower bounds do.

    At last, requirements at the beginning of the point region that depend on the
    launch alone move there.

    ```mlir
    placement.require %positive, "space-argument" "..."   // 1 <= %n
    %r = placement.rem %x, %n                             // arith.remsi
    %nonzero = arith.cmpi ne, %n, %c0_i64 : i64           // true
    ```
  }];
  let statistics = [
    Statistic<"numDischarged", "discharged", "Requirements erased">,
    Statistic<"numUnchecked", "unchecked",
              "Checked operations that became plain ones">,
  ];
}

def PlacementSpecialize : Pass<"placement-specialize",
                               "::mapwright::placement::MapOp"> {
  let summary = "Make the sizes of a known machine constants";
  let description = [{
    Replaces the number of nodes and the processor counts in launch regions by
    constants. The arguments stay, unused.
  }];
  let options = [
    Option<"machine", "machine", "std::string", /*default=*/"\"\"",
           "The machine, as nodes:N[,KIND:COUNT]...">,
  ];
}

#endif // PLACEMENT_PASSES_TD
