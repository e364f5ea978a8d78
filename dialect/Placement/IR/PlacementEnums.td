//===- PlacementEnums.td - Enums of the placement dialect --*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PLACEMENT_ENUMS_TD
#define PLACEMENT_ENUMS_TD

include "mlir/IR/EnumAttr.td"

def Placement_FactorizeKind : I32EnumAttr<"FactorizeKind",
    "how a size is factorized", [
    I32EnumAttrCase<"balance_split", 0>, I32EnumAttrCase<"auto_split", 1>,
    I32EnumAttrCase<"greedy_split", 2>, I32EnumAttrCase<"decompose", 3>]> {
  let cppNamespace = "::mapwright::placement";
}

#endif // PLACEMENT_ENUMS_TD
