//===- LegionMapper.cpp - C++ for Legion programs -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Target/Legion.h"

#include "dialect/Mapping/IR/MappingDialect.h"
#include "mapwright/Support/Diagnostics.h"
#include "mapwright/Target/Cpp.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace mapwright;

std::string mapwright::getLegionName(StringRef mapper) {
  std::string name = llvm::sys::path::stem(mapper).str();
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  return name.empty() ? "mapper" : name;
}

/// Both functions; {0} is the name of the mapper.
static constexpr StringLiteral registration = R"(
/// A registration callback: Runtime::add_registration_callback(this function).
void register_{0}_mappers(
    Legion::Machine, Legion::Runtime *runtime,
    const std::set<Legion::Processor> &processors) {{
  mapwright::legion::registerPolicy(policy, runtime, processors);
}

/// The same for a mapper id other than 0, to be called in such a callback.
void register_{0}_mappers(
    Legion::Runtime *runtime, const std::set<Legion::Processor> &processors,
    Legion::MapperID id) {{
  mapwright::legion::registerPolicy(policy, runtime, processors, id);
}
)";

LogicalResult mapwright::emitLegionMapper(ModuleOp module, raw_ostream &os) {
  auto mappers = module.getOps<mapping::MapperOp>();
  if (mappers.empty())
    return diagnose(module.getLoc(), DiagId::IRUnsupported)
           << "expected a `mapping.mapper`";
  CppPolicyOptions options;
  options.includes = {"mapwright/Runtime/Legion.h"};
  options.entry = llvm::formatv(registration.drop_front().data(),
                                getLegionName((*mappers.begin()).getName()));
  return emitCppPolicy(module, os, options);
}
