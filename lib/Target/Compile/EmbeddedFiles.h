//===- EmbeddedFiles.h - Texts that are part of the program -----*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TARGET_COMPILE_EMBEDDEDFILES_H
#define MAPWRIGHT_LIB_TARGET_COMPILE_EMBEDDEDFILES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace mapwright::detail {

struct EmbeddedFile {
  llvm::StringLiteral path; ///< as it is included
  llvm::StringLiteral text;
};

/// The headers a policy can include, and nothing else.
llvm::ArrayRef<EmbeddedFile> getEmbeddedHeaders();

/// The C++ of the functions that compilers call without being asked to.
llvm::StringRef getMemoryFunctions();

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_TARGET_COMPILE_EMBEDDEDFILES_H
