//===- MappingOps.td - Operations for expressions ----------*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPPING_OPS_TD
#define MAPPING_OPS_TD

include "MappingInterfaces.td"
include "MappingStatements.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

//===----------------------------------------------------------------------===//
// Names and constants
//===----------------------------------------------------------------------===//

def Mapping_LocalOp : Mapping_Op<"local",
    [AllTypesMatch<["value", "result"]>, OpAsmOpInterface]> {
  let summary = "`x = expr;` in a function";
  let description = [{
    Gives a value the name the author gave it. Locals are evaluated in order,
    used or not (EXP8).
  }];
  let arguments = (ins StrAttr:$name, Mapping_Value:$value);
  let results = (outs Mapping_Value:$result);
  let assemblyFormat = "$name $value attr-dict `:` type($value)";
  let extraClassDeclaration = [{
    void getAsmResultNames(::mlir::OpAsmSetValueNameFn setName) {
      setName(getResult(), getName());
    }
  }];
}

def Mapping_GetOp : Mapping_Op<"get",
    [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "the value of a global";
  let description = [{
    Reads the value that the initializer of the global had on the machine. If the
    initializer failed, reading fails with its error (EXP8).
  }];
  let arguments = (ins FlatSymbolRefAttr:$global);
  let results = (outs Mapping_Value:$result);
  let assemblyFormat = "$global attr-dict `:` type($result)";
}

def Mapping_CallOp : Mapping_Op<"call",
    [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a call of a helper function (FUN1)";
  let description = [{
    An operand marked in `unpacked` stands for the elements of a tuple (EXP5).
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee,
                       Variadic<Mapping_Value>:$arguments,
                       DenseBoolArrayAttr:$unpacked);
  let results = (outs Mapping_Value:$result);
  let assemblyFormat = [{
    $callee `(` $arguments `)` `unpacked` $unpacked attr-dict
    `:` functional-type($arguments, $result)
  }];
}

def Mapping_ConstantOp : Mapping_Op<"constant", [Pure, ConstantLike,
    AllTypesMatch<["value", "result"]>]> {
  let summary = "an integer or a truth value";
  let description = [{
    Negative integers are written with `mapping.neg`, as in the source; folds make
    them constants.
  }];
  let arguments = (ins TypedAttrInterface:$value);
  let results = (outs AnyTypeOf<[I64, I1]>:$result);
  let assemblyFormat = "$value attr-dict";
  let hasFolder = 1;
}

//===----------------------------------------------------------------------===//
// Arithmetic, comparison, choice
//===----------------------------------------------------------------------===//

class Mapping_Binary<string mnemonic, string symbol> : Mapping_Op<mnemonic> {
  let summary = "checked `" # symbol # "` on integers, or elementwise on tuples";
  let description = [{
    Overflow of 64 bits, division by zero and unequal lengths are errors (EXP2,
    EXP3), so the operation is not `Pure`.
  }];
  let arguments = (ins Mapping_Arith:$lhs, Mapping_Arith:$rhs);
  let results = (outs Mapping_Arith:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs attr-dict `:` functional-type(operands, $result)
  }];
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Mapping_AddOp : Mapping_Binary<"add", "+">;
def Mapping_SubOp : Mapping_Binary<"sub", "-">;
def Mapping_MulOp : Mapping_Binary<"mul", "*">;
def Mapping_DivOp : Mapping_Binary<"div", "/">;
def Mapping_RemOp : Mapping_Binary<"rem", "%">;

def Mapping_NegOp : Mapping_Op<"neg", [AllTypesMatch<["operand", "result"]>]> {
  let summary = "checked unary `-`";
  let description = [{
    Of an integer, or of each element of a tuple. The negation of the smallest
    64-bit value is an error (EXP3).
  }];
  let arguments = (ins Mapping_Arith:$operand);
  let results = (outs Mapping_Arith:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand)";
  let hasFolder = 1;
}

def Mapping_CmpOp : Mapping_Op<"cmp", [Pure, AllTypesMatch<["lhs", "rhs"]>]> {
  let summary = "a comparison of integers, or `==` and `!=` of truth values";
  let description = [{
    Integers take all six comparisons, truth values only `eq` and `ne` (EXP3).
  }];
  let arguments = (ins Mapping_CompareKind:$kind, AnyTypeOf<[I64, I1]>:$lhs,
                       AnyTypeOf<[I64, I1]>:$rhs);
  let results = (outs I1:$result);
  let assemblyFormat = "$kind $lhs `,` $rhs attr-dict `:` type($lhs)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

class Mapping_Lazy<string mnemonic, string symbol> : Mapping_Op<mnemonic,
    [SingleBlockImplicitTerminator<"YieldOp">]> {
  let summary = "`" # symbol # "`: the right side runs only if needed (EXP8)";
  let description = [{
    The region computes the right side; it is not entered where the left side
    decides alone.
  }];
  let arguments = (ins I1:$lhs);
  let results = (outs I1:$result);
  let regions = (region SizedRegion<1>:$rhs);
  let assemblyFormat = "$lhs $rhs attr-dict";
}

def Mapping_AndOp : Mapping_Lazy<"and", "&&">;
def Mapping_OrOp : Mapping_Lazy<"or", "||">;

def Mapping_SelectOp : Mapping_Op<"select",
    [SingleBlockImplicitTerminator<"YieldOp">]> {
  let summary = "`c ? a : b`: only the chosen branch runs (EXP6)";
  let description = [{
    Both branches have one type, lengths and ranks included (EXP6).

    ```mlir
    %r = mapping.select %c {
      mapping.yield %a : i64
    } else {
      mapping.yield %b : i64
    } : i64
    ```
  }];
  let arguments = (ins I1:$condition);
  let results = (outs Mapping_Value:$result);
  let regions = (region SizedRegion<1>:$thenRegion, SizedRegion<1>:$elseRegion);
  let assemblyFormat = [{
    $condition $thenRegion `else` $elseRegion attr-dict `:` type($result)
  }];
}

def Mapping_YieldOp : Mapping_Op<"yield", [Terminator, Pure,
    ParentOneOf<["GlobalOp", "AndOp", "OrOp", "SelectOp", "TupleForOp"]>]> {
  let summary = "the value of a region";
  let description = [{
    Ends the initializer of a global, a branch, the right side of `&&` or `||`, or
    the body of `tuple(... for ...)`. Only the last of them runs more than once.
  }];
  let arguments = (ins Optional<Mapping_Value>:$value);
  let assemblyFormat = "($value^ `:` type($value))? attr-dict";
  let builders = [OpBuilder<(ins), [{ }]>];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Tuples
//===----------------------------------------------------------------------===//

def Mapping_TupleOp : Mapping_Op<"tuple", [Pure]> {
  let summary = "`(a, *b)` (EXP4, EXP5)";
  let description = [{
    An integer operand is an element, a tuple operand is unpacked in place.
  }];
  let arguments = (ins Variadic<Mapping_Element>:$elements);
  let results = (outs Mapping_Tuple:$result);
  let assemblyFormat = [{
    $elements attr-dict `:` functional-type($elements, $result)
  }];
  let hasVerifier = 1;
}

def Mapping_TupleForOp : Mapping_Op<"tuple_for",
    [SingleBlockImplicitTerminator<"YieldOp">]> {
  let summary = "`tuple(expr for i in T)` (EXP5)";
  let description = [{
    The body runs once for each element, in order; its argument is the element.
    The range has a static length once ranks are known, so the operation is
    unrolled by specialization (EXP7).
  }];
  let arguments = (ins StrAttr:$variable, Mapping_Tuple:$over);
  let results = (outs Mapping_Tuple:$result);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $variable `in` $over $body attr-dict `:` functional-type($over, $result)
  }];
  let hasVerifier = 1;
}

def Mapping_ExtractOp : Mapping_Op<"extract"> {
  let summary = "`t[i]`; negative i count from the end (EXP4)";
  let description = [{
    An index outside of -length to length - 1 is an error, so the operation is not
    `Pure`.
  }];
  let arguments = (ins Mapping_Tuple:$tuple, I64:$index);
  let results = (outs I64:$result);
  let assemblyFormat = "$tuple `[` $index `]` attr-dict `:` type($tuple)";
  let hasFolder = 1;
}

def Mapping_TupleSliceOp : Mapping_Op<"tuple_slice", [AttrSizedOperandSegments]> {
  let summary = "`t[a:b]` of a tuple, or of the sizes of a space (EXP4, MSP1)";
  let description = [{
    Python's meaning for omitted and negative bounds; an upper bound of 0 is the
    end. After adding the length to negative ones, bounds lie in 0 to length, else
    the slice is an error. Bounds are constant after folding (EXP7).
  }];
  let arguments = (ins AnyTypeOf<[Mapping_Tuple, Mapping_Space]>:$tuple,
                       Optional<I64>:$lower, Optional<I64>:$upper);
  let results = (outs Mapping_Tuple:$result);
  let assemblyFormat = [{
    $tuple (`from` $lower^)? (`to` $upper^)? attr-dict
    `:` functional-type($tuple, $result)
  }];
}

def Mapping_LenOp : Mapping_Op<"len", [Pure]> {
  let summary = "`.len` of a tuple or space";
  let description = [{
    The number of elements of a tuple, or of dimensions of a space.
  }];
  let arguments = (ins AnyTypeOf<[Mapping_Tuple, Mapping_Space]>:$of);
  let results = (outs I64:$result);
  let assemblyFormat = "$of attr-dict `:` type($of)";
  let hasFolder = 1;
}

def Mapping_VolumeOp : Mapping_Op<"volume"> {
  let summary = "`.volume` of a tuple or space: the product of its elements";
  let description = [{
    Overflow of 64 bits is an error, so the operation is not `Pure`.
  }];
  let arguments = (ins AnyTypeOf<[Mapping_Tuple, Mapping_Space]>:$of);
  let results = (outs I64:$result);
  let assemblyFormat = "$of attr-dict `:` type($of)";
}

def Mapping_SizeOp : Mapping_Op<"size", [Pure]> {
  let summary = "`.size`: the sizes of a space (MSP1), or a tuple itself";
  let description = [{
    Of a space, the tuple of its sizes; a tuple gives itself (EXP4).
  }];
  let arguments = (ins AnyTypeOf<[Mapping_Tuple, Mapping_Space]>:$of);
  let results = (outs Mapping_Tuple:$result);
  let assemblyFormat = "$of attr-dict `:` functional-type($of, $result)";
}

def Mapping_PointTupleOp : Mapping_Op<"point_tuple", [Pure]> {
  let summary = "a point as the tuple (node, processor) (EXP9)";
  let description = [{
    Implicit in the language wherever a point is indexed, sliced, unpacked or
    computed with. The result is no longer a point.
  }];
  let arguments = (ins Mapping_Point:$point);
  let results = (outs Mapping_Tuple:$result);
  let assemblyFormat = "$point attr-dict `:` type($result)";
}

//===----------------------------------------------------------------------===//
// Tasks
//===----------------------------------------------------------------------===//

class Mapping_TaskProperty<string mnemonic, string what>
    : Mapping_Op<mnemonic, [Pure]> {
  let summary = what;
  let description = [{
    A tuple as long as the rank of the launch domain. Exists only in index
    launches.
  }];
  let arguments = (ins Mapping_Task:$task);
  let results = (outs Mapping_Tuple:$result);
  let assemblyFormat = "$task attr-dict `:` functional-type($task, $result)";
}

def Mapping_IPointOp
    : Mapping_TaskProperty<"ipoint", "`t.ipoint`: raw coordinates (FUN4)">;
def Mapping_ISpaceOp : Mapping_TaskProperty<"ispace",
    "`t.ispace`: extents of the bounding box of the launch domain (FUN4)">;
def Mapping_ILoOp : Mapping_TaskProperty<"ilo",
    "`t.ilo`: lower bound of the launch domain (FUN4)">;

def Mapping_ParentOp : Mapping_Op<"parent", [Pure]> {
  let summary = "`t.parent`: the launching task of a single task (FUN4)";
  let description = [{
    Has only `mapping.processor`. Exists only in single launches.
  }];
  let arguments = (ins Mapping_Task:$task);
  let results = (outs Mapping_Parent:$result);
  let assemblyFormat = "$task attr-dict `:` type($task)";
}

def Mapping_ProcessorOp : Mapping_Op<"processor"> {
  let summary = "`t.processor(m)`: where a task runs, in a space (MSP5)";
  let description = [{
    The (node, processor) pair of the task, pushed forward through the
    transformations of the space. A processor of another kind counts by its index
    within its own kind; one outside of the space is an error.
  }];
  let arguments = (ins AnyTypeOf<[Mapping_Task, Mapping_Parent]>:$task,
                       Mapping_Space:$space);
  let results = (outs Mapping_Tuple:$result);
  let assemblyFormat = [{
    $task `,` $space attr-dict `:` functional-type(operands, $result)
  }];
}

//===----------------------------------------------------------------------===//
// Machine spaces
//===----------------------------------------------------------------------===//

def Mapping_MachineOp : Mapping_Op<"machine", [Pure]> {
  let summary = "`Machine(P)`: the 2-D space (nodes, processors) (MSP1)";
  let description = [{
    The second size is the smallest number of processors of the kind on any node;
    it is 0 if a node has none, which only transforming or indexing makes an
    error.
  }];
  let arguments = (ins Mapping_ProcAttr:$kind);
  let results = (outs Mapping_Space:$result);
  let assemblyFormat = "custom<Kind>($kind) attr-dict `:` type($result)";
}

def Mapping_StarOp : Mapping_Op<"star", [Pure]> {
  let summary = "`*` as an index (MSP3)";
  let description = [{
    Only an operand of `mapping.index`.
  }];
  let results = (outs Mapping_Star:$result);
  let assemblyFormat = "attr-dict";
}

def Mapping_IndexOp : Mapping_Op<"index"> {
  let summary = "`m[i, *t, *]`: a point, or a set of points (MSP2, MSP3)";
  let description = [{
    An index outside of its dimension is an error. With `of_node_zero`, a single
    index into an untransformed space is the processor of node 0: the short form
    that MSP4 allows before `.has`.
  }];
  let arguments = (ins Mapping_Space:$space, Variadic<Mapping_IndexArg>:$indices,
                       UnitAttr:$of_node_zero);
  let results = (outs AnyTypeOf<[Mapping_Point, Mapping_PointSet]>:$result);
  let assemblyFormat = [{
    $space `[` $indices `]` (`of_node_zero` $of_node_zero^)? attr-dict
    `:` functional-type(operands, $result)
  }];
  let hasVerifier = 1;
}

def Mapping_HasOp : Mapping_Op<"has", [Pure]> {
  let summary = "`p.has(M)`: whether a processor addresses a memory kind (MSP4)";
  let description = [{
    A memory of 0 bytes counts as absent.
  }];
  let arguments = (ins Mapping_Point:$point, Mapping_MemoryAttr:$memory);
  let results = (outs I1:$result);
  let assemblyFormat = "$point custom<Kind>($memory) attr-dict";
}

class Mapping_Transform<string mnemonic, dag arguments_, string summary_>
    : Mapping_Op<mnemonic, [DeclareOpInterfaceMethods<
        Mapping_MachineSpaceTransform, ["resolve", "getNewRank"]>]> {
  let summary = summary_;
  let description = [{
    A wrong argument is an error where it is evaluated (MSP15), so the operation
    is not `Pure`.
  }];
  let arguments = arguments_;
  let results = (outs Mapping_Space:$result);
  let assemblyFormat = [{
    operands attr-dict `:` functional-type(operands, $result)
  }];
}

def Mapping_SplitOp : Mapping_Transform<"split",
    (ins Mapping_Space:$space, I64:$dim, I64:$factor),
    "`m.split(d, f)`: sizes f, n/f (MSP6)">;
def Mapping_MergeOp : Mapping_Transform<"merge",
    (ins Mapping_Space:$space, I64:$dim1, I64:$dim2),
    "`m.merge(d1, d2)`: the product (MSP7)">;
def Mapping_SwapOp : Mapping_Transform<"swap",
    (ins Mapping_Space:$space, I64:$dim1, I64:$dim2),
    "`m.swap(d1, d2)` (MSP8)">;
def Mapping_SliceOp : Mapping_Transform<"slice",
    (ins Mapping_Space:$space, I64:$dim, I64:$lower, I64:$upper),
    "`m.slice(d, lo, hi)`, both ends included (MSP9)">;
def Mapping_ReverseOp : Mapping_Transform<"reverse",
    (ins Mapping_Space:$space, I64:$dim), "`m.reverse(d)` (MSP10)">;
def Mapping_BalanceSplitOp : Mapping_Transform<"balance_split",
    (ins Mapping_Space:$space, I64:$dim, I64:$count),
    "`m.balance_split(d, k)`: k balanced sizes (MSP11)">;
def Mapping_AutoSplitOp : Mapping_Transform<"auto_split",
    (ins Mapping_Space:$space, I64:$dim, Mapping_Tuple:$extents),
    "`m.auto_split(d, L)`: sizes that fit extents best (MSP12)">;
def Mapping_GreedySplitOp : Mapping_Transform<"greedy_split",
    (ins Mapping_Space:$space, I64:$dim, Mapping_Tuple:$extents),
    "`m.greedy_split(d, L)` (MSP13)">;
def Mapping_DecomposeOp : Mapping_Transform<"decompose",
    (ins Mapping_Space:$space, I64:$dim, Mapping_Tuple:$extents,
         Optional<Mapping_Tuple>:$weights),
    "`m.decompose(d, L)`, `m.decompose(d, L, W)` (MSP14)">;

#endif // MAPPING_OPS_TD
