//===- Kinds.cpp - Processor and memory kinds -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/Kinds.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"

using namespace mapwright;

static constexpr llvm::StringLiteral procNames[numProcKinds] = {
    "CPU", "GPU", "OMP", "IO", "PY", "PROC"};
static constexpr llvm::StringLiteral memNames[numMemKinds] = {
    "SYSMEM", "FBMEM", "ZCMEM", "RDMEM", "SOCKMEM", "VIRTUAL"};

llvm::StringRef mapwright::spelling(ProcKind kind) {
  return procNames[static_cast<unsigned>(kind)];
}

llvm::StringRef mapwright::spelling(MemKind kind) {
  return memNames[static_cast<unsigned>(kind)];
}

template <typename Kind>
static std::optional<Kind> parseKind(llvm::ArrayRef<llvm::StringLiteral> names,
                                     llvm::StringRef text) {
  for (auto [i, name] : llvm::enumerate(names))
    if (name == text)
      return static_cast<Kind>(i);
  return std::nullopt;
}

std::optional<ProcKind> mapwright::parseProcKind(llvm::StringRef text) {
  return parseKind<ProcKind>(procNames, text);
}

std::optional<MemKind> mapwright::parseMemKind(llvm::StringRef text) {
  return parseKind<MemKind>(memNames, text);
}
