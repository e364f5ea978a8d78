//===- ImportRunFile.h - Files of runs ---------------------------*- C++
//-*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_PROGRAM_IMPORTRUNFILE_H
#define MAPWRIGHT_PROGRAM_IMPORTRUNFILE_H

#include "mapwright/Program/ImportRun.h"

#include "llvm/Support/MemoryBuffer.h"

#include <memory>

namespace mapwright {

/// Reads a log like readInput() does, and unpacks it if it is gzip (what it
/// begins with decides, not its name). Both the file and what it unpacks to are
/// limited to `limitBytes`. The text of an error names the file.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
readRunFile(llvm::StringRef path, uint64_t limitBytes);

/// Unpacks gzip (one or several members); `name` is for messages.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
unpackGzip(llvm::StringRef packed, llvm::StringRef name, uint64_t limitBytes);

/// A run from its files.
struct RunFiles {
  SpyLog spy;
  std::optional<ProfLog> prof;
  ImportedRun run;
};

/// Reads and imports a run; `profPath` may be empty. Files may be gzip.
llvm::Expected<RunFiles> loadRun(llvm::StringRef spyPath,
                                 llvm::StringRef profPath);

} // namespace mapwright

#endif // MAPWRIGHT_PROGRAM_IMPORTRUNFILE_H
