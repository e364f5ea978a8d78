//===- MappingTypes.td - Types and attributes of the mapping dialect -*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPPING_TYPES_TD
#define MAPPING_TYPES_TD

include "MappingDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

class Mapping_Type<string typeName, string typeMnemonic>
    : TypeDef<Mapping_Dialect, typeName> {
  let mnemonic = typeMnemonic;
}

/// A type with one extent that may be unknown: `<3>` or `<?>`.
class Mapping_ExtentType<string typeName, string typeMnemonic>
    : Mapping_Type<typeName, typeMnemonic> {
  let parameters = (ins "int64_t":$extent);
  let assemblyFormat = "`<` custom<Extent>($extent) `>`";
  let extraClassDeclaration = [{
    bool isStatic() const { return getExtent() != ::mlir::ShapedType::kDynamic; }
  }];
  let genVerifyDecl = 1;
}

def Mapping_Tuple : Mapping_ExtentType<"MapTuple", "tuple"> {
  let summary = "a tuple of 64-bit integers with a length";
}

def Mapping_Space : Mapping_ExtentType<"Space", "space"> {
  let summary = "a machine space with a rank (MSP1)";
}

def Mapping_Task : Mapping_ExtentType<"Task", "task"> {
  let summary = "a launched task with the rank of its domain";
  let description = [{
    Rank 0 is a single launch (STM10): it has a parent and a processor, and no
    point. Other ranks are index launches (FUN4).
  }];
}

def Mapping_Parent : Mapping_Type<"Parent", "parent"> {
  let summary = "the task that launched a single task (FUN4)";
}
def Mapping_Point : Mapping_Type<"Point", "point"> {
  let summary = "a processor: the result of indexing a machine space (MSP2)";
}
def Mapping_PointSet : Mapping_Type<"PointSet", "point_set"> {
  let summary = "an ordered set of processors, all of one node (MSP3)";
}
def Mapping_Star : Mapping_Type<"Star", "star"> {
  let summary = "the index `*`: every value of a dimension (MSP3)";
}

def Mapping_Element : AnyTypeOf<[I64, Mapping_Tuple],
    "an integer, or a tuple that is unpacked">;
def Mapping_Arith : AnyTypeOf<[I64, Mapping_Tuple], "integer or tuple">;
def Mapping_IndexArg : AnyTypeOf<[I64, Mapping_Tuple, Mapping_Star],
    "an integer, a tuple that is unpacked, or `*`">;
def Mapping_Value : AnyTypeOf<[I64, I1, Mapping_Tuple, Mapping_Space,
    Mapping_Task, Mapping_Parent, Mapping_Point, Mapping_PointSet], "a value of the mapper language">;

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

class Mapping_Attr<string attrName, string attrMnemonic>
    : AttrDef<Mapping_Dialect, attrName> {
  let mnemonic = attrMnemonic;
}

def Mapping_ProcAttr : Mapping_Attr<"ProcKind", "proc"> {
  let summary = "a processor kind";
  let parameters = (ins "::mapwright::ProcKind":$value);
  let assemblyFormat = "`<` $value `>`";
}

def Mapping_MemoryAttr : Mapping_Attr<"MemKind", "memory"> {
  let summary = "a memory kind";
  let parameters = (ins "::mapwright::MemKind":$value);
  let assemblyFormat = "`<` $value `>`";
}

def Mapping_AnyAttr : Mapping_Attr<"Any", "any"> {
  let summary = "`*` where a name, a kind or a memory may stand";
}

def Mapping_LayoutWord : I32EnumAttr<"LayoutWord", "a word of `Layout` (STM4)", [
    I32EnumAttrCase<"SOA", 0>, I32EnumAttrCase<"AOS", 1>,
    I32EnumAttrCase<"C_order", 2>, I32EnumAttrCase<"F_order", 3>,
    I32EnumAttrCase<"Compact", 4>, I32EnumAttrCase<"Exact", 5>,
    I32EnumAttrCase<"Align", 6>, I32EnumAttrCase<"No_Align", 7>]> {
  let cppNamespace = "::mapwright::mapping";
  let genSpecializedAttr = 0;
}

def Mapping_WordAttr : Mapping_Attr<"Word", "word"> {
  let summary = "a word of `Layout`, with its bytes for `Align == n` (STM4)";
  let parameters = (ins "LayoutWord":$word, DefaultValuedParameter<"int64_t", "0">:$align);
  let assemblyFormat = "`<` $word (`,` $align^)? `>`";
  let builders = [AttrBuilder<(ins "LayoutWord":$word), [{
    return $_get($_ctxt, word, 0);
  }]>];
}

/// Names of tasks or regions: strings, requirement indices or `#mapping.any`.
def Mapping_Selectors : TypedArrayAttrBase<
    AnyAttrOf<[StrAttr, I64Attr, Mapping_AnyAttr]>, "task or region names">;
def Mapping_Procs : TypedArrayAttrBase<Mapping_ProcAttr, "processor kinds">;
def Mapping_Memories : TypedArrayAttrBase<Mapping_MemoryAttr, "memory kinds">;
def Mapping_Words : TypedArrayAttrBase<Mapping_WordAttr, "layout words">;
def Mapping_ProcOrAny : AnyAttrOf<[Mapping_ProcAttr, Mapping_AnyAttr]>;
def Mapping_LayoutTarget :
    AnyAttrOf<[Mapping_MemoryAttr, Mapping_ProcAttr, Mapping_AnyAttr]>;

def Mapping_CompareKind : I32EnumAttr<"CompareKind", "a comparison", [
    I32EnumAttrCase<"lt", 0>, I32EnumAttrCase<"le", 1>,
    I32EnumAttrCase<"gt", 2>, I32EnumAttrCase<"ge", 3>,
    I32EnumAttrCase<"eq", 4>, I32EnumAttrCase<"ne", 5>]> {
  let cppNamespace = "::mapwright::mapping";
}

#endif // MAPPING_TYPES_TD
