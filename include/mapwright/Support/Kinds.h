//===- Kinds.h - Processor and memory kinds ---------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The kinds of rule LEX3, numbered as in the policy ABI (`mw_proc`, `mw_mem`).
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SUPPORT_KINDS_H
#define MAPWRIGHT_SUPPORT_KINDS_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>

namespace mapwright {

enum class ProcKind : uint8_t { CPU, GPU, OMP, IO, PY, PROC };
constexpr unsigned numProcKinds = 6;

enum class MemKind : uint8_t { SYSMEM, FBMEM, ZCMEM, RDMEM, SOCKMEM, VIRTUAL };
constexpr unsigned numMemKinds = 6;

/// "CPU", "FBMEM", ...: the keywords of the language.
llvm::StringRef spelling(ProcKind kind);
llvm::StringRef spelling(MemKind kind);
std::optional<ProcKind> parseProcKind(llvm::StringRef text);
std::optional<MemKind> parseMemKind(llvm::StringRef text);

} // namespace mapwright

#endif // MAPWRIGHT_SUPPORT_KINDS_H
