//===- Cpp.h - C++ of policies ----------------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From a mapper and its index maps to the C++ of a policy (policy.h): C++17 a
// person can read, which needs mapwright/Runtime and no library, never
// allocates and never throws.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TARGET_CPP_H
#define MAPWRIGHT_TARGET_CPP_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/LLVM.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace mapwright {

struct CppPolicyOptions {
  /// mw_policy.source; empty: what the mapper calls itself. mw_policy.name is
  /// this without folders and ending.
  std::string sourceName;
  /// mw_policy.identity; none: computePolicyIdentity of the module.
  std::optional<std::array<uint8_t, 32>> identity;
  /// `#line` directives: compilers and debuggers then show the mapper. What
  /// stands for none of its lines is in the file "NAME (generated)".
  bool lineDirectives = false;
  /// Headers to include besides those of the policy itself, as "NAME.h".
  std::vector<std::string> includes;
  /// Definitions in place of the function mapwright_policy, which makes a
  /// policy loadable; `policy` is the mw_policy. Empty: that function.
  std::string entry;
};

/// Prints the policy of a module with one `mapping.mapper` and, beside it, the
/// `placement.map` operations of its functions, one for each rank that a launch
/// can have. A map without `from` is run by mw_policy.bind, once for a machine:
/// what top-level `print` statements do. Its place is ignored.
///
/// Places in the source are those of locations in the file the mapper is called
/// after. Fails, with a diagnostic, on what no policy can do; part of the file
/// may have been written then.
mlir::LogicalResult emitCppPolicy(mlir::ModuleOp module, mlir::raw_ostream &os,
                                  const CppPolicyOptions &options = {});

/// SHA-256 of what a policy decides: the statements of the mapper and the maps,
/// printed without locations. Comments and names of locals do not count.
std::array<uint8_t, 32> computePolicyIdentity(mlir::ModuleOp module);

} // namespace mapwright

#endif // MAPWRIGHT_TARGET_CPP_H
