//===- MappingDialect.td - The mapping dialect -------------*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPPING_DIALECT_TD
#define MAPPING_DIALECT_TD

include "mlir/IR/OpBase.td"

def Mapping_Dialect : Dialect {
  let name = "mapping";
  let cppNamespace = "::mapwright::mapping";
  let summary = "What the author of a mapper wrote";
  let description = [{
    One operation a statement of the mapper language, with its exact source
    range as location, and one operation an expression. Nothing here wraps, is
    speculated or is erased if it may fail: operations that can fail are not
    `Pure`, and they fold only when the fold cannot fail. Lengths of tuples and
    ranks of spaces may be unknown (`?`); `mapping-monomorphize` makes them
    static (rule EXP7).

    The labels in the descriptions are those of the language reference.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let hasRegionArgAttrVerify = 1;
}

#endif // MAPPING_DIALECT_TD
