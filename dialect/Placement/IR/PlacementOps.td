//===- PlacementOps.td - Operations of the placement dialect -*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PLACEMENT_OPS_TD
#define PLACEMENT_OPS_TD

include "PlacementDialect.td"
include "PlacementDecisionOps.td"
include "PlacementEnums.td"
include "dialect/Mapping/IR/MappingTypes.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Placement_Op<string mnemonic, list<Trait> traits = []>
    : Op<Placement_Dialect, mnemonic, traits>;

def Placement_MapOp : Placement_Op<"map", [Symbol, IsolatedFromAbove,
    SingleBlock, OpAsmOpInterface]> {
  let summary = "an index map or single map for launches of one rank";
  let description = [{
    `launch` runs once per launch. Its arguments are the number of nodes, then
    the number of processors a node has of each kind in `kinds`, then the lower
    bounds and the upper bounds of the launch domain (both inclusive), one for
    each dimension. It yields what the points need.

    `point` runs for each point. Its arguments are what `launch` yielded, then
    the coordinates. It ends in `placement.place`.

    Rank 0 is a single launch: the arguments of `launch` after the processor
    counts are then (node, index) of the task itself, and (node, index) of its
    parent.

    A requirement that fails in `launch` fails for every point.

    A map of rank 0 from no function runs once per machine, for what it prints:
    a `print` of the file or, with `initializes`, the initializer of a global. A
    requirement that fails in the latter ends it and is no error: a launch that
    uses the global meets the error (EXP8).
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, I64Attr:$rank,
                       Mapping_Procs:$kinds,
                       OptionalAttr<FlatSymbolRefAttr>:$function,
                       OptionalAttr<FlatSymbolRefAttr>:$initializes);
  let regions = (region SizedRegion<1>:$launch, SizedRegion<1>:$point);
  let assemblyFormat = [{
    $sym_name `rank` $rank `of` $kinds (`from` $function^)?
    (`initializes` $initializes^)? attr-dict-with-keyword
    `launch` $launch `point` $point
  }];
  let hasCanonicalizeMethod = 1;
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    void getAsmBlockArgumentNames(::mlir::Region &region,
                                  ::mlir::OpAsmSetValueNameFn setName);
  }];
}

def Placement_YieldOp : Placement_Op<"yield", [Terminator, Pure,
    ParentOneOf<["MapOp", "PlaceSetOp", "RequireOneNodeOp"]>]> {
  let summary = "what a launch passes to its points, or a member of a set";
  let arguments = (ins Variadic<AnyTypeOf<[I64, I1]>>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def Placement_PlaceOp : Placement_Op<"place", [Terminator, HasParent<"MapOp">,
    SameVariadicOperandSize]> {
  let summary = "the processors of a point: (node, index) pairs";
  let description = [{
    More than one pair only for a star index (MSP3); all have one node. The
    indices count processors of `kind`. A set whose size is not known is a
    `placement.place_set`.
  }];
  let arguments = (ins Mapping_ProcAttr:$kind, Variadic<I64>:$nodes,
                       Variadic<I64>:$indices);
  let assemblyFormat = [{
    $kind `nodes` `(` $nodes `)` `indices` `(` $indices `)` attr-dict
  }];
  let hasVerifier = 1;
}

class Placement_OverMembers<string mnemonic, list<Trait> traits>
    : Placement_Op<mnemonic, traits # [SingleBlock, OpAsmOpInterface]> {
  let regions = (region SizedRegion<1>:$members);
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    void getAsmBlockArgumentNames(::mlir::Region &region,
                                  ::mlir::OpAsmSetValueNameFn setName);
  }];
}

def Placement_PlaceSetOp : Placement_OverMembers<"place_set", [Terminator,
    HasParent<"MapOp">]> {
  let summary = "the processors of a single task's star index (MSP3)";
  let description = [{
    `members` computes (node, index) of the member with these coordinates, from
    0 to the size of each star; it neither fails nor prints. The set is in
    row-major order. All members have one node, and there is at least one:
    requirements before it see to that. Only in maps of rank 0.

    ```mlir
    placement.place_set <GPU> sizes(%gpus) {
    ^bb0(%star0: i64):
      placement.yield %node, %star0 : i64, i64
    }
    ```
  }];
  let arguments = (ins Mapping_ProcAttr:$kind, Variadic<I64>:$sizes);
  let assemblyFormat = [{
    $kind `sizes` `(` $sizes `)` $members attr-dict
  }];
}

def Placement_RequireOneNodeOp
    : Placement_OverMembers<"require_one_node", []> {
  let summary = "fails unless the members of a set lie on one node (MSP3)";
  let description = [{
    `members` computes the node of the member with these coordinates, as in
    `placement.place_set`. The failure is an `index-bounds`; what it names are
    the node of the first member, and of the first one that lies elsewhere.
  }];
  let arguments = (ins Variadic<I64>:$sizes);
  let assemblyFormat = "`sizes` `(` $sizes `)` $members attr-dict";
}

def Placement_RequireOp : Placement_Op<"require", [AttrSizedOperandSegments]> {
  let summary = "fails unless a condition holds";
  let description = [{
    The failure is described by the id of a diagnostic, a text, and what the text
    leaves open: a dimension, a value and a bound (`mw_error` of the policy ABI).
    Its place in the source is the location of the operation.

    ```mlir
    placement.require %inside, "index-bounds" "index out of bounds" dim 1
      value %i bound %n
    ```
  }];
  let arguments = (ins I1:$condition, StrAttr:$id, StrAttr:$text,
                       DefaultValuedAttr<I64Attr, "0">:$dim,
                       Optional<I64>:$value, Optional<I64>:$bound);
  let assemblyFormat = [{
    $condition `,` $id $text (`dim` $dim^)? (`value` $value^)?
    (`bound` $bound^)? attr-dict
  }];
  let hasVerifier = 1;
}

class Placement_Checked<string mnemonic, string symbol>
    : Placement_Op<mnemonic, [Pure]> {
  let summary = "`" # symbol # "` and whether the result fits in 64 bits";
  let description = [{
    `ok` is false where the exact result does not fit; `result` is then the
    wrapped one.
  }];
  let arguments = (ins I64:$lhs, I64:$rhs);
  let results = (outs I64:$result, I1:$ok);
  let assemblyFormat = "$lhs `,` $rhs attr-dict";
  let builders = [OpBuilder<(ins "::mlir::Value":$lhs, "::mlir::Value":$rhs), [{
    build($_builder, $_state, $_builder.getI64Type(), $_builder.getI1Type(),
          lhs, rhs);
  }]>];
  let hasFolder = 1;
}

def Placement_AddOp : Placement_Checked<"add", "+">;
def Placement_SubOp : Placement_Checked<"sub", "-">;
def Placement_MulOp : Placement_Checked<"mul", "*">;

class Placement_Division<string mnemonic, string symbol>
    : Placement_Op<mnemonic, [Pure, SameOperandsAndResultType]> {
  let summary = "`" # symbol # "`, truncated toward zero (EXP2), and total";
  let description = [{
    Gives 0 for a divisor of 0 and for a quotient that does not fit. A
    requirement before it says which of both is an error.
  }];
  let arguments = (ins I64:$lhs, I64:$rhs);
  let results = (outs I64:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict";
  let hasFolder = 1;
}

def Placement_DivOp : Placement_Division<"div", "/">;
def Placement_RemOp : Placement_Division<"rem", "%">;

def Placement_FactorizeOp : Placement_Op<"factorize",
    [Pure, AttrSizedOperandSegments]> {
  let summary = "new sizes of a dimension (MSP11 to MSP14)";
  let description = [{
    As many results as the dimension has parts; their product is `size` if the
    operands are in the range of MSP15, else all results are 1. `extents` are L
    and `weights` W of the language; `balance_split` has neither.
  }];
  let arguments = (ins Placement_FactorizeKind:$kind, I64:$size,
                       Variadic<I64>:$extents, Variadic<I64>:$weights);
  let results = (outs Variadic<I64>:$sizes);
  let assemblyFormat = [{
    $kind $size (`extents` $extents^)? (`weights` $weights^)? attr-dict
    `:` type($sizes)
  }];
  let hasVerifier = 1;
}

def Placement_AddressesOp : Placement_Op<"addresses", [Pure]> {
  let summary = "whether a processor addresses a memory kind (MSP4)";
  let arguments = (ins Mapping_ProcAttr:$proc, I64:$index,
                       Mapping_MemoryAttr:$memory);
  let results = (outs I1:$result);
  let assemblyFormat = "$proc $index `,` $memory attr-dict";
}

def Placement_PrintOp : Placement_Op<"print"> {
  let summary = "`print(\"text {}\", a);` (FUN5)";
  let description = [{
    `lengths` says how many of the values each hole of the format takes: -1 a
    truth value, 0 or more integers separated by commas. Values beyond the last
    hole are not printed.
  }];
  let arguments = (ins StrAttr:$format, DenseI64ArrayAttr:$lengths,
                       Variadic<AnyTypeOf<[I64, I1]>>:$values);
  let assemblyFormat = [{
    $format $lengths (`(` $values^ `:` type($values) `)`)? attr-dict
  }];
  let hasVerifier = 1;
}

#endif // PLACEMENT_OPS_TD
