//===- StarPUPolicy.cpp - C++ for StarPU programs -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Target/StarPU.h"

#include "dialect/Mapping/IR/MappingDialect.h"
#include "mapwright/Support/Diagnostics.h"
#include "mapwright/Target/Cpp.h"
#include "mapwright/Target/Legion.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mapwright;

//===----------------------------------------------------------------------===//
// What StarPU cannot do
//===----------------------------------------------------------------------===//

static DiagnosticBuilder warn(Operation *statement) {
  DiagnosticBuilder diag =
      diagnose(statement->getLoc(), DiagId::TargetUnsupported);
  diag << "no effect with StarPU: ";
  return diag;
}

static bool isThere(ProcKind kind) {
  return kind == ProcKind::CPU || kind == ProcKind::GPU;
}

/// `kind`: none for `*`.
static bool isThere(MemKind memory, std::optional<ProcKind> kind) {
  if (memory == MemKind::ZCMEM)
    return true;
  return (memory == MemKind::SYSMEM && kind != ProcKind::GPU) ||
         (memory == MemKind::FBMEM && kind != ProcKind::CPU);
}

static void warnOfTask(mapping::TaskOp statement) {
  auto kinds = statement.getKinds().getAsRange<mapping::ProcKindAttr>();
  if (llvm::none_of(kinds, [](mapping::ProcKindAttr kind) {
        return isThere(kind.getValue());
      }))
    warn(statement) << "its workers are CPU and GPU (OpenCL); list one of them";
}

/// The kind that is the key of a statement, if it is the name of one.
static std::optional<ProcKind> getKind(Attribute key) {
  auto kind = dyn_cast_or_null<mapping::ProcKindAttr>(key);
  return kind ? std::optional(kind.getValue()) : std::nullopt;
}

static void warnOfKind(Operation *statement, ProcKind kind) {
  warn(statement) << "it has no " << spelling(kind)
                  << " workers; they are CPU and GPU (OpenCL)";
}

static void warnOfRegion(mapping::RegionOp statement) {
  std::optional<ProcKind> kind = getKind(statement.getProc());
  if (kind && !isThere(*kind))
    return warnOfKind(statement, *kind);
  auto memories = statement.getMemories().getAsRange<mapping::MemKindAttr>();
  if (llvm::any_of(memories, [&](mapping::MemKindAttr memory) {
        return isThere(memory.getValue(), kind);
      }))
    return;
  if (!kind)
    warn(statement) << "its memories are SYSMEM, ZCMEM and FBMEM; list one of "
                       "them";
  else
    warn(statement) << spelling(*kind) << " workers address "
                    << (*kind == ProcKind::CPU ? "SYSMEM" : "FBMEM")
                    << " and ZCMEM; list one of them";
}

template <typename MapOp>
static void warnOfMap(MapOp statement) {
  std::optional<ProcKind> kind =
      getKind(statement.getKind().value_or(mapping::ProcKindAttr()));
  if (kind && !isThere(*kind))
    warnOfKind(statement, *kind);
}

void mapwright::warnOfStarPULimits(ModuleOp module) {
  module.walk([](Operation *op) {
    TypeSwitch<Operation *>(op)
        .Case(warnOfTask)
        .Case(warnOfRegion)
        .Case(warnOfMap<mapping::IndexMapOp>)
        .Case(warnOfMap<mapping::SingleMapOp>)
        .Case([](mapping::LayoutOp layout) {
          warn(layout) << "data keep the layout in which the program "
                          "registers them";
        })
        .Case([](mapping::ControlReplicateOp replicate) {
          warn(replicate) << "all ranks submit all tasks";
        });
  });
}

//===----------------------------------------------------------------------===//
// C++
//===----------------------------------------------------------------------===//

/// {0} is the name of the mapper.
static constexpr StringLiteral getter = R"(
/// For the constructor of mapwright::starpu::Session.
const mw_policy *get_{0}_policy() {{
  return &policy;
}
)";

LogicalResult mapwright::emitStarPUPolicy(ModuleOp module, raw_ostream &os) {
  auto mappers = module.getOps<mapping::MapperOp>();
  if (mappers.empty())
    return diagnose(module.getLoc(), DiagId::IRUnsupported)
           << "expected a `mapping.mapper`";
  CppPolicyOptions options;
  options.entry = llvm::formatv(getter.drop_front().data(),
                                getLegionName((*mappers.begin()).getName()));
  return emitCppPolicy(module, os, options);
}
