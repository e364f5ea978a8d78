//===- TaskOps.td - Operations of the task dialect ---------*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TASK_OPS_TD
#define TASK_OPS_TD

include "TaskAttrs.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"

class Task_Op<string mnemonic, list<Trait> traits = []>
    : Op<Task_Dialect, mnemonic, traits>;

def Task_ProgramOp : Task_Op<"program", [IsolatedFromAbove, Symbol, SymbolTable,
    SingleBlock, NoTerminator, NoRegionArguments]> {
  let summary = "a whole program";
  let description = [{
    Declares data and task kinds, in any order, and has one `task.body`. The
    top-level task runs the body; `replicable` if its variant allows control
    replication. `work` is what a run gets done, for throughput.

    Symbols are unique, names need not be: `named` gives the name where it is
    not that of the symbol.

    ```mlir
    task.program @circuit top_level "top_level" replicable
        work 1200000000 of "flops" {
      ...
      task.body { ... }
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<StrAttr>:$named,
                       StrAttr:$top_level, UnitAttr:$replicable,
                       DefaultValuedAttr<Task_Number, "0">:$futures,
                       OptionalAttr<F64Attr>:$work,
                       OptionalAttr<StrAttr>:$work_unit);
  let regions = (region SizedRegion<1>:$declarations);
  let assemblyFormat = [{
    $sym_name (`named` $named^)? `top_level` $top_level
    (`replicable` $replicable^)? (`futures` $futures^)?
    (`work` custom<Real>($work)^)? (`of` $work_unit^)?
    attr-dict-with-keyword $declarations
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Null in a program that has not been verified.
    BodyOp getBodyOp();
  }];
}

//===----------------------------------------------------------------------===//
// Data
//===----------------------------------------------------------------------===//

class Task_Declaration<string mnemonic, list<Trait> traits = []>
    : Task_Op<mnemonic, traits # [Symbol, HasParent<"ProgramOp">]>;

def Task_FieldSpaceOp : Task_Declaration<"field_space"> {
  let summary = "fields and the bytes each takes per element";
  let description = [{
    ```mlir
    task.field_space @node {"capacitance": 4, "voltage": 4}
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<StrAttr>:$named,
                       Task_Names:$fields, DenseI64ArrayAttr:$bytes);
  let assemblyFormat = [{
    $sym_name (`named` $named^)? custom<Fields>($fields, $bytes) attr-dict
  }];
  let hasVerifier = 1;
}

def Task_IndexSpaceOp : Task_Declaration<"index_space"> {
  let summary = "disjoint rectangles of elements";
  let description = [{
    `bounds` has for each rectangle all lower, then all upper bounds. An index
    space without rectangles says how many dimensions it has.

    ```mlir
    task.index_space @cells {(0, 0) to (99, 99)}
    task.index_space @nothing {} rank 2
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<StrAttr>:$named,
                       I64Attr:$rank, DenseI64ArrayAttr:$bounds);
  let assemblyFormat = [{
    $sym_name (`named` $named^)? custom<Rects>($rank, $bounds) attr-dict
  }];
  let hasVerifier = 1;
}

def Task_RegionOp : Task_Declaration<"region",
    [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a root region: an index space with fields";
  let description = [{
    ```mlir
    task.region @all_nodes of @nodes fields @node
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<StrAttr>:$named,
                       FlatSymbolRefAttr:$index_space,
                       FlatSymbolRefAttr:$field_space);
  let assemblyFormat = [{
    $sym_name (`named` $named^)? `of` $index_space `fields` $field_space
    attr-dict
  }];
}

def Task_PartitionOp : Task_Declaration<"partition",
    [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "pieces of a region, or of a piece of another partition";
  let description = [{
    One list of rectangles for each color of the rectangle `colors`, in
    row-major order; pieces may be empty, and may overlap unless the partition
    is `disjoint`. It is `complete` if they cover all of what is partitioned.
    `index` is the name of the index partition, `piece_names` are those of
    subregions.

    Rectangles of all pieces are in `bounds`, one after the other; those of
    piece k are number `offsets[k]` to `offsets[k + 1]`, end not included.

    ```mlir
    task.partition @halves of @all_nodes colors 0 to 1 disjoint complete [
      {0 to 49},
      {50 to 60, 62 to 99}
    ]
    task.partition @quarters of @all_nodes in @halves[1] colors 0 to 1 [
      {50 to 60},
      {}
    ]
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<StrAttr>:$named,
                       FlatSymbolRefAttr:$region,
                       OptionalAttr<FlatSymbolRefAttr>:$parent,
                       OptionalAttr<Task_Number>:$parent_color,
                       DenseI64ArrayAttr:$colors, UnitAttr:$disjoint,
                       UnitAttr:$complete, OptionalAttr<StrAttr>:$index,
                       OptionalAttr<Task_Names>:$piece_names, I64Attr:$rank,
                       DenseI64ArrayAttr:$bounds, DenseI32ArrayAttr:$offsets);
  let assemblyFormat = [{
    $sym_name (`named` $named^)? `of` $region
    (`in` $parent^ `[` $parent_color `]`)? `colors` custom<Box>($colors)
    (`disjoint` $disjoint^)? (`complete` $complete^)? (`index` $index^)?
    (`piece_names` $piece_names^)? custom<Pieces>($rank, $bounds, $offsets)
    attr-dict
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Task kinds
//===----------------------------------------------------------------------===//

def Task_KindOp : Task_Declaration<"kind", [SingleBlock, NoTerminator,
    NoRegionArguments]> {
  let summary = "a task kind: its arguments, its cost and its variants";
  let description = [{
    Arguments are numbered in order. `flops` are those of one point task.

    ```mlir
    task.kind @update_voltages flops 4 * n0 {
      task.argument "private" bytes 24 * n0
      task.variant CPU
      task.variant GPU efficiency 0.5
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<StrAttr>:$named,
                       Task_Cost:$flops);
  let regions = (region SizedRegion<1>:$parts);
  let assemblyFormat = [{
    $sym_name (`named` $named^)? (`flops` custom<Cost>($flops)^)?
    attr-dict-with-keyword $parts
  }];
  let hasVerifier = 1;
}

def Task_ArgumentOp : Task_Op<"argument", [HasParent<"KindOp">]> {
  let summary = "what a kernel does with an argument";
  let description = [{
    `bytes` are the useful bytes it loads and stores there; without, each
    element's fields count once, twice for `read_write`. `gather` gives the
    bytes of one access where accesses are indirect or atomic. `fastest` is the
    dimension that neighbouring threads run over.
  }];
  let arguments = (ins OptionalAttr<StrAttr>:$parameter, Task_Cost:$bytes,
                       DefaultValuedAttr<Task_Number, "0">:$gather,
                       DefaultValuedAttr<Task_Number, "0">:$fastest);
  let assemblyFormat = [{
    ($parameter^)? (`bytes` custom<Cost>($bytes)^)? (`gather` $gather^)?
    (`fastest` $fastest^)? attr-dict
  }];
  let hasVerifier = 1;
}

def Task_VariantOp : Task_Op<"variant", [HasParent<"KindOp">, SingleBlock,
    NoTerminator, NoRegionArguments]> {
  let summary = "an implementation of a task kind for a kind of processors";
  let description = [{
    An `inner` variant only launches other tasks. `efficiency` is the share of
    the peak flops that it reaches (without: all of them). `seconds` is a
    measured time and replaces what flops and bytes say.

    ```mlir
    task.variant GPU replicable efficiency 0.9 seconds 1.0e-05 + 2.0e-09 * n0 {
      task.demand 0 [F_order, Align = 64]
    }
    ```
  }];
  let arguments = (ins Task_ProcAttr:$kind, UnitAttr:$inner,
                       UnitAttr:$replicable, OptionalAttr<F64Attr>:$efficiency,
                       Task_Cost:$seconds);
  let regions = (region SizedRegion<1>:$demands);
  let assemblyFormat = [{
    custom<Proc>($kind) (`inner` $inner^)? (`replicable` $replicable^)?
    (`efficiency` custom<Real>($efficiency)^)?
    (`seconds` custom<Cost>($seconds)^)? attr-dict-with-keyword
    `` custom<Block>($demands)
  }];
  let hasVerifier = 1;
}

def Task_DemandOp : Task_Op<"demand", [HasParent<"VariantOp">]> {
  let summary = "the layout a kernel needs an argument to have";
  let description = [{
    `SOA` or `AOS`, `F_order` or `C_order`, and the alignment in bytes, as far
    as the kernel cares.
  }];
  let arguments = (ins Task_Number:$argument, OptionalAttr<BoolAttr>:$aos,
                       OptionalAttr<BoolAttr>:$c_order,
                       DefaultValuedAttr<Task_Count, "0">:$align);
  let assemblyFormat = [{
    $argument custom<Demand>($aos, $c_order, $align) attr-dict
  }];
}

def Task_ColocateOp : Task_Op<"colocate", [HasParent<"VariantOp">]> {
  let summary = "arguments whose data a kernel needs in one instance";
  let description = [{
    They get one memory and one layout; at least two different arguments.

    ```mlir
    task.variant GPU {
      task.colocate [0, 2]
    }
    ```
  }];
  let arguments = (ins DenseI64ArrayAttr:$arguments);
  let assemblyFormat = "$arguments attr-dict";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

def Task_BodyOp : Task_Op<"body", [HasParent<"ProgramOp">, SingleBlock,
    NoTerminator, NoRegionArguments]> {
  let summary = "what the top-level task does";
  let regions = (region SizedRegion<1>:$statements);
  let assemblyFormat = "attr-dict-with-keyword $statements";
  let hasVerifier = 1;
}

/// `line` is the line of the source a statement came from, if there is one.
class Task_Statement<string mnemonic, list<Trait> traits = []>
    : Task_Op<mnemonic, traits # [
        ParentOneOf<["BodyOp", "LoopOp", "LaunchOp"]>]>;

def Task_LoopOp : Task_Statement<"loop", [SingleBlock, NoTerminator,
    NoRegionArguments]> {
  let summary = "runs its statements a number of times";
  let description = [{
    From the second time on a `traced` loop replays a trace.

    ```mlir
    task.loop 10 traced { ... }
    ```
  }];
  let arguments = (ins Task_Count:$trips, UnitAttr:$traced,
                       OptionalAttr<Task_Number>:$line);
  let regions = (region SizedRegion<1>:$statements);
  let assemblyFormat = [{
    $trips (`traced` $traced^)? (`line` $line^)? attr-dict-with-keyword
    $statements
  }];
  let hasVerifier = 1;
}

def Task_LaunchOp : Task_Statement<"launch", [SingleBlock, NoTerminator,
    NoRegionArguments, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "an index launch, or with no domain a single task";
  let description = [{
    Holds one `task.require` for each argument of the task kind, in order, and
    the statements that each of its tasks runs itself (nested launches).

    Futures are numbers below `futures` of the program. A launch `produces` one,
    reduced over all points; every point `waits` for others; `if` one is given,
    the launch is issued once it is there. `concurrent` points all run at the
    same time.

    ```mlir
    task.launch @calc_new_currents over {0 to 15} waits [0] {
      task.require read_write @private_wires ["current"]
    }
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$task, OptionalAttr<I64Attr>:$rank,
                       OptionalAttr<DenseI64ArrayAttr>:$domain,
                       OptionalAttr<Task_Number>:$predicate,
                       DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$waits,
                       OptionalAttr<Task_Number>:$produces,
                       UnitAttr:$concurrent, UnitAttr:$must_epoch,
                       OptionalAttr<Task_Number>:$line);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $task (`over` custom<Rects>($rank, $domain)^)? (`if` $predicate^)?
    (`waits` $waits^)? (`produces` $produces^)? (`concurrent` $concurrent^)?
    (`must_epoch` $must_epoch^)? (`line` $line^)? attr-dict-with-keyword
    `` custom<Block>($body)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Dimensions of the launch domain; 0 for a single task.
    unsigned getDomainRank() { return getRank().value_or(0); }
    auto getRequirements() { return getBody().getOps<RequireOp>(); }
  }];
}

def Task_RequireOp : Task_Op<"require", [HasParent<"LaunchOp">,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a region requirement of a launch";
  let description = [{
    `target` is a region, which all points get as a whole, or a partition, of
    which each point gets the piece that `projection` says. Its results are
    color coordinates. Its dimensions are the coordinates of the point; its
    symbols count the iterations, from 0, of the loops around the launch within
    its task (outermost first), and then, in a nested launch, those of each
    launching task (outermost first): its loops, then its point. A result is a
    sum of multiples of these, perhaps `mod` a constant. Without projection it
    is the point.

    `within` says on which piece the launching task has its privileges, where
    that is not the root region.

    ```mlir
    task.require read @ghost ["voltage"]
    task.require reduce "+" @cells at (d0, d1)[s0] -> (d0, (d1 + s0) mod 4)
        ["sum", 3] within @halves[1]
    ```
  }];
  let arguments = (ins Task_Access:$access, OptionalAttr<StrAttr>:$reduction,
                       FlatSymbolRefAttr:$target,
                       OptionalAttr<AffineMapAttr>:$projection,
                       Task_Fields:$fields,
                       OptionalAttr<FlatSymbolRefAttr>:$parent,
                       OptionalAttr<Task_Number>:$parent_color);
  let assemblyFormat = [{
    $access ($reduction^)? $target (`at` custom<Projection>($projection)^)?
    custom<FieldList>($fields) (`within` $parent^ `[` $parent_color `]`)?
    attr-dict
  }];
  let hasVerifier = 1;
}

def Task_FenceOp : Task_Statement<"fence"> {
  let summary = "what comes after waits for all that was launched before";
  let arguments = (ins OptionalAttr<Task_Number>:$line);
  let assemblyFormat = "(`line` $line^)? attr-dict";
}

def Task_WaitOp : Task_Statement<"wait"> {
  let summary = "blocks until a future is there";
  let arguments = (ins Task_Number:$future, OptionalAttr<Task_Number>:$line);
  let assemblyFormat = "$future (`line` $line^)? attr-dict";
}

#endif // TASK_OPS_TD
