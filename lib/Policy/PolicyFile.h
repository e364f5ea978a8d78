//===- PolicyFile.h - What a policy's file looks like -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_POLICY_POLICYFILE_H
#define MAPWRIGHT_LIB_POLICY_POLICYFILE_H

#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace mapwright::detail {

/// The symbol a policy exports.
constexpr char policySymbol[] = "mapwright_policy";

/// Checks that `file` is a complete shared object for this machine that exports
/// the policy symbol. The message says what it is instead, without its name.
llvm::Error checkPolicyFile(llvm::MemoryBufferRef file);

/// A shared object in memory.
struct LoadedImage {
  uintptr_t base = 0;             ///< what is added to the addresses in it
  llvm::StringRef programHeaders; ///< the bytes of the table
};

/// Whether `image` was loaded from the bytes of `file`, which passed
/// checkPolicyFile; segments that are written to are not looked at.
bool isImageOf(llvm::MemoryBufferRef file, const LoadedImage &image);

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_POLICY_POLICYFILE_H
