//===- TaskAttrs.td - Attributes of the task dialect -------*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TASK_ATTRS_TD
#define TASK_ATTRS_TD

include "TaskDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

def Task_ProcAttr : AttrDef<Task_Dialect, "Proc"> {
  let mnemonic = "proc";
  let summary = "a processor kind";
  let parameters = (ins "::mapwright::ProcKind":$value);
  let hasCustomAssemblyFormat = 1;
}

def Task_Access : I32EnumAttr<"Access", "the privilege of a requirement", [
    I32EnumAttrCase<"none", 0>, I32EnumAttrCase<"read", 1>,
    I32EnumAttrCase<"write", 2>, I32EnumAttrCase<"read_write", 3>,
    I32EnumAttrCase<"reduce", 4>]> {
  let cppNamespace = "::mapwright::task";
}

/// A number that is an `unsigned` elsewhere.
def Task_Number : ConfinedAttr<I64Attr,
    [IntNonNegative, IntMaxValue<4294967295>]>;
def Task_Count : ConfinedAttr<I64Attr, [IntNonNegative]>;
/// Coefficients of a cost: the constant, then one for each argument.
def Task_Cost : OptionalAttr<DenseF64ArrayAttr>;
def Task_Names : TypedArrayAttrBase<StrAttr, "names">;
def Task_Fields : TypedArrayAttrBase<AnyAttrOf<[StrAttr, I64Attr]>,
    "names or numbers of fields">;

#endif // TASK_ATTRS_TD
