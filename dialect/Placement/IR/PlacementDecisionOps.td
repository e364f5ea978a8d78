//===- PlacementDecisionOps.td - What is decided -----------*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PLACEMENT_DECISION_OPS_TD
#define PLACEMENT_DECISION_OPS_TD

include "PlacementDialect.td"
include "dialect/Mapping/IR/MappingTypes.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"

class Placement_DecisionOp<string mnemonic, list<Trait> traits = []>
    : Op<Placement_Dialect, mnemonic, traits>;

class Placement_DecisionBlock<string mnemonic, list<Trait> traits = []>
    : Placement_DecisionOp<mnemonic, traits # [SingleBlock, NoTerminator,
        NoRegionArguments]>;

def Placement_DecisionsOp : Placement_DecisionBlock<"decisions",
    [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "what a mapper decides for a program on a machine";
  let description = [{
    Holds one `placement.task` for each task kind about which something is
    decided, and the `placement.launch`es in program order. `total` decisions
    leave nothing open: there is one launch operation for each launch of the
    program, it names one processor for each point (candidates, for a single
    task), and one memory and layout for each argument.

    `machine` is what `--machine` takes. `replicated` decisions run one shard
    of the top-level task on each node.

    ```mlir
    placement.decisions of @circuit on "p100x4" total {
      placement.task "calc_new_currents" limit 2 {
        placement.argument 1 "rp_shared" on GPU [ZCMEM] layout [SOA, F_order]
      }
      placement.launch 0 "calc_new_currents" on GPU places [0:0, 0:1] {
        placement.argument 0 on GPU [FBMEM] layout [SOA, F_order]
        placement.argument 1 on GPU [ZCMEM] layout [SOA, F_order]
      }
    }
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$program, StrAttr:$machine,
                       UnitAttr:$total, UnitAttr:$replicated);
  let regions = (region SizedRegion<1>:$decided);
  let assemblyFormat = [{
    `of` $program `on` $machine (`total` $total^)? (`replicated` $replicated^)?
    attr-dict-with-keyword $decided
  }];
  let hasVerifier = 1;
}

def Placement_Limit : ConfinedAttr<I64Attr, [IntMinValue<1>]>;

def Placement_TaskOp : Placement_DecisionBlock<"task",
    [HasParent<"DecisionsOp">]> {
  let summary = "what is decided for all launches of a task kind";
  let description = [{
    Holds `placement.argument` and `placement.collect`. It runs on `kinds`, if
    they are all known. At most `limit` of its tasks are mapped and not complete
    on a node (STM7).
  }];
  let arguments = (ins StrAttr:$task, OptionalAttr<Mapping_Procs>:$kinds,
                       OptionalAttr<Placement_Limit>:$limit,
                       UnitAttr:$replicated);
  let regions = (region SizedRegion<1>:$decided);
  let assemblyFormat = [{
    $task (`on` custom<Kinds>($kinds)^)? (`limit` $limit^)?
    (`replicated` $replicated^)?
    attr-dict-with-keyword `` custom<Decided>($decided)
  }];
  let hasVerifier = 1;
}

def Placement_ArgumentOp : Placement_DecisionOp<"argument",
    [ParentOneOf<["TaskOp", "LaunchOp"]>]> {
  let summary = "memory and layout of an argument";
  let description = [{
    In a `placement.task`: the candidate memories in order, when it runs on
    processors of that kind; `[]` and no `layout` leave the choice to the
    runtime. An argument is a number, a name or both; neither stands for all
    that no other statement names.

    In a `placement.launch`: the memory that is chosen, and its layout.
    `collected` instances are not kept as valid copies (STM7).
  }];
  let arguments = (ins OptionalAttr<I64Attr>:$index,
                       OptionalAttr<StrAttr>:$region, Mapping_ProcAttr:$kind,
                       Mapping_Memories:$memories,
                       OptionalAttr<Mapping_Words>:$words, UnitAttr:$collected);
  let assemblyFormat = [{
    ($index^)? ($region^)? `on` custom<Kind>($kind)
    custom<Kinds>($memories) (`layout` custom<Words>($words)^)?
    (`collected` $collected^)? attr-dict
  }];
  let hasVerifier = 1;
}

def Placement_CollectOp : Placement_DecisionOp<"collect",
    [HasParent<"TaskOp">]> {
  let summary = "an argument whose instances are collected (STM7)";
  let arguments = (ins OptionalAttr<I64Attr>:$index,
                       OptionalAttr<StrAttr>:$region);
  let assemblyFormat = "($index^)? ($region^)? attr-dict";
}

def Placement_LaunchOp : Placement_DecisionBlock<"launch",
    [HasParent<"DecisionsOp">,
     DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "where the tasks of a launch run";
  let description = [{
    `number` counts the launches of the program, nested ones behind the one
    they stand in. `places` are `node:index` among the node's processors of
    kind `kind`: one for each point in row-major order, or the candidates of a
    single task. A `default` launch is placed by the runtime, a launch `by` a
    `placement.map` by that; in total decisions such places are written out.

    A single task with `first_free` takes whichever candidate is free first,
    else they take turns; with `relative` the candidates are those of the node
    of the launching task, and all nodes are 0. Where a launching task runs in
    several places, and it matters, there is one operation for each of them,
    which `parent` names as kind, node and index.
  }];
  let arguments = (ins I64Attr:$number, StrAttr:$task,
                       OptionalAttr<Mapping_ProcAttr>:$parent_kind,
                       OptionalAttr<DenseI32ArrayAttr>:$parent,
                       OptionalAttr<Mapping_ProcAttr>:$kind,
                       UnitAttr:$by_default,
                       OptionalAttr<FlatSymbolRefAttr>:$map,
                       UnitAttr:$first_free, UnitAttr:$relative,
                       OptionalAttr<DenseI32ArrayAttr>:$nodes,
                       OptionalAttr<DenseI32ArrayAttr>:$indices);
  let regions = (region SizedRegion<1>:$decided);
  let assemblyFormat = [{
    $number $task (`parent` custom<Kind>($parent_kind)^ $parent)?
    (`on` custom<Kind>($kind)^)? (`default` $by_default^)? (`by` $map^)?
    (`first_free` $first_free^)? (`relative` $relative^)?
    (`places` custom<Places>($nodes, $indices)^)? attr-dict-with-keyword
    `` custom<Decided>($decided)
  }];
  let hasVerifier = 1;
}

#endif // PLACEMENT_DECISION_OPS_TD
