//===- CppIdentity.cpp - What tells policies apart ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Placement/IR/PlacementDialect.h"
#include "mapwright/Target/Cpp.h"

#include "mlir/IR/AsmState.h"
#include "llvm/Support/SHA256.h"

using namespace mlir;
using namespace mapwright;

/// Functions and globals count by what the maps make of them.
static bool decides(Operation *op) {
  return !isa<mapping::FuncOp, mapping::GlobalOp, mapping::StartupOp>(op);
}

std::array<uint8_t, 32> mapwright::computePolicyIdentity(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  auto flags = OpPrintingFlags().useLocalScope().assumeVerified();
  flags.enableDebugInfo(false);
  for (auto mapper : module.getOps<mapping::MapperOp>()) {
    // One for all statements: making it looks at the whole mapper.
    AsmState state(mapper, flags);
    for (Operation &statement : mapper.getBody().front()) {
      if (!decides(&statement))
        continue;
      statement.print(os, state);
      os << '\n';
    }
  }
  for (auto map : module.getOps<placement::MapOp>()) {
    map->print(os, flags);
    os << '\n';
  }
  llvm::SHA256 hash;
  hash.update(text);
  return hash.final();
}
