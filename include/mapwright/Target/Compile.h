//===- Compile.h - Compiling C++ without a compiler -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From the C++ of a policy to a shared object, within this process: neither a
// compiler nor a linker nor a header has to be installed. Clang and LLD are in
// a library of their own, libMapwrightCompile.so, which is opened by the first
// call; programs that do not compile do not pay for loading them.
//
// Safe to call from several threads; linking is one at a time.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TARGET_COMPILE_H
#define MAPWRIGHT_TARGET_COMPILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace mapwright {

/// A message of Clang.
struct CompileDiagnostic {
  enum class Severity { Note, Remark, Warning, Error };

  Severity severity = Severity::Error;
  std::string file;    ///< as `#line` says; empty if there is no place
  unsigned line = 0;   ///< from 1, as `#line` says; 0 if there is no place
  unsigned column = 0; ///< from 1, in bytes, of the C++ and not of the mapper
  std::string text;    ///< one line, without place and severity
};

struct CompileOptions {
  unsigned optimization = 2; ///< 0 to 3
  bool debugInfo = false;    ///< for debuggers, at the lines of `#line`
  /// Where libMapwrightCompile.so is; by default in ../lib seen from the folder
  /// of the running program.
  std::string library;
};

/// Compiles `source` as freestanding C++17 without exceptions and RTTI,
/// position independent, for any processor of this machine's architecture. It
/// can include <stdint.h>, <stddef.h> and mapwright/Runtime, and no file of
/// this machine. `fileName` is what messages call it. Returns the bytes of the
/// object file; equal inputs give equal bytes. All messages of Clang are
/// appended to `diagnostics`, warnings of a success too. Fails, with the first
/// error as the text, if there was one, and if the library cannot be opened.
llvm::Expected<std::string>
compileToObject(llvm::StringRef source, llvm::StringRef fileName,
                const CompileOptions &options,
                std::vector<CompileDiagnostic> &diagnostics);

/// Links `object`, made by compileToObject, to the bytes of a shared object
/// that needs nothing else: a symbol that nothing defines is an error. Uses a
/// private folder in the system's folder for temporary files, and removes it.
llvm::Expected<std::string> linkShared(llvm::StringRef object,
                                       const CompileOptions &options);

} // namespace mapwright

#endif // MAPWRIGHT_TARGET_COMPILE_H
