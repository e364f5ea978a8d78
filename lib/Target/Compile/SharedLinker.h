//===- SharedLinker.h - LLD in this process ---------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TARGET_COMPILE_SHAREDLINKER_H
#define MAPWRIGHT_LIB_TARGET_COMPILE_SHAREDLINKER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace mapwright::detail {

/// See linkShared.
llvm::Expected<std::string> linkWithLLD(llvm::StringRef object);

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_TARGET_COMPILE_SHAREDLINKER_H
