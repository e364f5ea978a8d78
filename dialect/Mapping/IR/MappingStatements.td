//===- MappingStatements.td - Operations for statements ----*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPPING_STATEMENTS_TD
#define MAPPING_STATEMENTS_TD

include "MappingTypes.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"

class Mapping_Op<string mnemonic, list<Trait> traits = []>
    : Op<Mapping_Dialect, mnemonic, traits>;

/// A statement that stands in a mapper.
class Mapping_Statement<string mnemonic, list<Trait> traits = []>
    : Mapping_Op<mnemonic, traits # [HasParent<"MapperOp">]>;

def Mapping_MapperOp : Mapping_Op<"mapper", [IsolatedFromAbove, SymbolTable,
    SingleBlock, NoTerminator, NoRegionArguments]> {
  let summary = "a whole mapper";
  let description = [{
    Holds the statements of one `.mapper` file in the order in which they were
    written. `source` keeps the bytes of the file: a statement whose slice of
    the source still says the same is printed back as that slice, with the
    comments and blank lines before it (`mapc --emit=mapper`), so an unmodified
    mapper comes back byte for byte.

    ```mlir
    mapping.mapper "app.mapper" {
      mapping.task * [GPU, CPU]
    }
    ```
  }];
  let arguments = (ins StrAttr:$name, OptionalAttr<StrAttr>:$source);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$name attr-dict-with-keyword $body";
}

//===----------------------------------------------------------------------===//
// Policies
//===----------------------------------------------------------------------===//

def Mapping_TaskOp : Mapping_Statement<"task"> {
  let summary = "`Task T P1,P2,...;` (STM1)";
  let description = [{
    Processor kinds of tasks in order of preference.

    ```mlir
    mapping.task "calc_new_currents", "top level" [GPU, CPU]
    ```
  }];
  let arguments = (ins Mapping_Selectors:$tasks, Mapping_Procs:$kinds);
  let assemblyFormat = "custom<Selectors>($tasks) custom<Kinds>($kinds) attr-dict";
  let hasVerifier = 1;
}

def Mapping_RegionOp : Mapping_Statement<"region"> {
  let summary = "`Region T R P M1,M2,...;` (STM2)";
  let description = [{
    Memory kinds of region requirements in order of preference, when the task
    runs on a processor of kind `proc`. A region is a name, in which `*` is a
    wildcard, or a requirement index.

    ```mlir
    mapping.region * of "rp_shared", 2 on GPU [ZCMEM, FBMEM]
    ```
  }];
  let arguments = (ins Mapping_Selectors:$tasks, Mapping_Selectors:$regions,
                       Mapping_ProcOrAny:$proc, Mapping_Memories:$memories);
  let assemblyFormat = [{
    custom<Selectors>($tasks) `of` custom<Selectors>($regions)
    `on` custom<Kind>($proc) custom<Kinds>($memories) attr-dict
  }];
  let hasVerifier = 1;
}

def Mapping_LayoutOp : Mapping_Statement<"layout"> {
  let summary = "`Layout T R X C...;` (STM3, STM4)";
  let description = [{
    Layout constraints of the instances of a region in memories of kind
    `target`, or of tasks on processors of kind `target`.

    ```mlir
    mapping.layout * of * on FBMEM [SOA, C_order, Align = 128]
    ```
  }];
  let arguments = (ins Mapping_Selectors:$tasks, Mapping_Selectors:$regions,
                       Mapping_LayoutTarget:$target, Mapping_Words:$words);
  let assemblyFormat = [{
    custom<Selectors>($tasks) `of` custom<Selectors>($regions)
    `on` custom<Kind>($target) custom<Words>($words) attr-dict
  }];
  let hasVerifier = 1;
}

class Mapping_MapStatement<string mnemonic> : Mapping_Statement<mnemonic,
    [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let arguments = (ins OptionalAttr<Mapping_Selectors>:$tasks,
                       OptionalAttr<Mapping_ProcAttr>:$kind,
                       FlatSymbolRefAttr:$function);
  let assemblyFormat = [{
    custom<MapKey>($tasks, $kind) `by` $function attr-dict
  }];
  let hasVerifier = 1;
}

def Mapping_IndexMapOp : Mapping_MapStatement<"index_map"> {
  let summary = "`IndexTaskMap T f;`, `IndexTaskMap P f;` (STM5)";
  let description = [{
    Index launches of tasks, or of all tasks that run on a processor kind, are
    placed by a function.

    ```mlir
    mapping.index_map "stencil" by @block2d
    mapping.index_map kind GPU by @linear
    ```
  }];
}

def Mapping_SingleMapOp : Mapping_MapStatement<"single_map"> {
  let summary = "`SingleTaskMap T f;`, `SingleTaskMap P f;` (STM10)";
  let description = [{
    The same as `mapping.index_map` for launches of a single task.
  }];
}

def Mapping_InstanceLimitOp : Mapping_Statement<"instance_limit"> {
  let summary = "`InstanceLimit T n;` (STM7)";
  let description = [{
    At most `limit` tasks of each kind named are mapped and not yet complete, on
    each node.
  }];
  let arguments = (ins Mapping_Selectors:$tasks,
                       ConfinedAttr<I64Attr, [IntMinValue<1>]>:$limit);
  let assemblyFormat = "custom<Selectors>($tasks) `at_most` $limit attr-dict";
  let hasVerifier = 1;
}

def Mapping_CollectMemoryOp : Mapping_Statement<"collect_memory"> {
  let summary = "`CollectMemory T R;` (STM7)";
  let description = [{
    Read-only instances that the tasks use for the regions are not kept as valid
    copies once a task has finished.
  }];
  let arguments = (ins Mapping_Selectors:$tasks, Mapping_Selectors:$regions);
  let assemblyFormat = [{
    custom<Selectors>($tasks) `of` custom<Selectors>($regions) attr-dict
  }];
  let hasVerifier = 1;
}

def Mapping_ControlReplicateOp : Mapping_Statement<"control_replicate"> {
  let summary = "`ControlReplicate T;`";
  let description = [{
    The tasks are control-replicated, one shard a node; no other task is.
  }];
  let arguments = (ins Mapping_Selectors:$tasks);
  let assemblyFormat = "custom<Selectors>($tasks) attr-dict";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Globals and functions
//===----------------------------------------------------------------------===//

def Mapping_GlobalOp : Mapping_Statement<"global", [Symbol, IsolatedFromAbove,
    SingleBlockImplicitTerminator<"YieldOp">]> {
  let summary = "`x = expr;` at top level: a constant of the machine";
  let description = [{
    The initializer is evaluated once per machine. If it fails, only a launch
    that uses the global meets the error (EXP8).

    ```mlir
    mapping.global @mgpu : !mapping.space<2> {
      %0 = mapping.machine GPU
      mapping.yield %0 : !mapping.space<2>
    }
    ```

    With `specializes`, it is the rank-static form of another global that
    `mapping-monomorphize` made; it is not part of what the author wrote.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttr:$type,
                       OptionalAttr<FlatSymbolRefAttr>:$specializes);
  let regions = (region SizedRegion<1>:$initializer);
  let assemblyFormat = [{
    $sym_name `:` $type (`specializes` $specializes^)? attr-dict-with-keyword
    $initializer
  }];
}

def Mapping_FuncOp : Mapping_Statement<"func", [FunctionOpInterface,
    IsolatedFromAbove, OpAsmOpInterface]> {
  let summary = "`def f(type a, ...) { ... }` (FUN1 to FUN4)";
  let description = [{
    A function without loops and recursion. `mapping.name` and `mapping.type` of
    an argument say how its parameter is declared; the lengths and ranks of
    arguments are unknown, since a function is generic in them (EXP7).

    ```mlir
    mapping.func @f(%t: !mapping.task<?> {mapping.name = "t",
        mapping.type = "Task"}) -> !mapping.point { ... }
    ```

    With `specializes`, it is the form of another function for launches of rank
    `rank` (0: single launches) that `mapping-monomorphize` made.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name,
                       TypeAttrOf<FunctionType>:$function_type,
                       OptionalAttr<DictArrayAttr>:$arg_attrs,
                       OptionalAttr<DictArrayAttr>:$res_attrs,
                       OptionalAttr<FlatSymbolRefAttr>:$specializes,
                       OptionalAttr<I64Attr>:$rank);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::ArrayRef<::mlir::Type> getArgumentTypes() {
      return getFunctionType().getInputs();
    }
    ::mlir::ArrayRef<::mlir::Type> getResultTypes() {
      return getFunctionType().getResults();
    }
    ::mlir::Region *getCallableRegion() { return &getBody(); }
    /// Names of SSA values follow the names of parameters.
    void getAsmBlockArgumentNames(::mlir::Region &region,
                                  ::mlir::OpAsmSetValueNameFn setName);
    /// The declared name and type ("IPoint") of a parameter.
    ::llvm::StringRef getParamName(unsigned index);
    ::llvm::StringRef getParamType(unsigned index);
  }];
}

def Mapping_ReturnOp : Mapping_Op<"return", [Terminator, HasParent<"FuncOp">]> {
  let summary = "`return expr;`";
  let description = [{
    The last statement of a function (FUN3); what stands after it in the source
    has no operation.
  }];
  let arguments = (ins Mapping_Value:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
  let hasVerifier = 1;
}

def Mapping_PrintOp : Mapping_Op<"print"> {
  let summary = "`print(\"text {}\", a);` (FUN5)";
  let description = [{
    In a function it runs whenever the function does, in `mapping.startup` once
    per machine. It is neither hoisted nor repeated.
  }];
  let arguments = (ins StrAttr:$format, Variadic<Mapping_Value>:$values);
  let assemblyFormat = "$format (`(` $values^ `:` type($values) `)`)? attr-dict";
  let hasVerifier = 1;
}

def Mapping_StartupOp : Mapping_Statement<"startup", [IsolatedFromAbove,
    SingleBlock, NoTerminator]> {
  let summary = "`print(...);` at top level";
  let description = [{
    Holds a `mapping.print` and what computes its arguments; it runs once per
    machine, in the order of the statements.
  }];
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "attr-dict-with-keyword $body";
}

#endif // MAPPING_STATEMENTS_TD
