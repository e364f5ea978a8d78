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

#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mapwright;

//===----------------------------------------------------------------------===//
// What StarPU cannot do
//===----------------------------------------------------------------------===//

static DiagnosticBuilder warn(Operation *statement) {
  DiagnosticBuilder diag = diagnose(statement->getLoc(), DiagId::NoEffect);
  diag << "no effect with StarPU: ";
  return diag;
}

static void warnOfTask(mapping::TaskOp statement) {
  auto isThere = [](mapping::ProcKindAttr kind) {
    return kind.getValue() == ProcKind::CPU || kind.getValue() == ProcKind::GPU;
  };
  if (llvm::none_of(statement.getKinds().getAsRange<mapping::ProcKindAttr>(),
                    isThere))
    warn(statement) << "its workers are CPU and GPU (OpenCL); list one of them";
}

static void warnOfRegion(mapping::RegionOp statement) {
  auto isThere = [](mapping::MemKindAttr kind) {
    return kind.getValue() == MemKind::SYSMEM ||
           kind.getValue() == MemKind::ZCMEM ||
           kind.getValue() == MemKind::FBMEM;
  };
  if (llvm::none_of(statement.getMemories().getAsRange<mapping::MemKindAttr>(),
                    isThere))
    warn(statement) << "its memories are SYSMEM, ZCMEM and FBMEM; list one of "
                       "them";
}

void mapwright::warnOfStarPULimits(ModuleOp module) {
  module.walk([](Operation *op) {
    if (auto task = dyn_cast<mapping::TaskOp>(op))
      warnOfTask(task);
    else if (auto region = dyn_cast<mapping::RegionOp>(op))
      warnOfRegion(region);
    else if (isa<mapping::LayoutOp>(op))
      warn(op) << "data keep the layout in which the program registers them";
    else if (isa<mapping::SingleMapOp>(op))
      warn(op) << "its programs make index launches only";
    else if (isa<mapping::ControlReplicateOp>(op))
      warn(op) << "all ranks submit all tasks";
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
