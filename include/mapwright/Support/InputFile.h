//===- InputFile.h - Bounded reading of files -------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every input of every tool is read here, so that no file, pipe or device can
// make a tool use more memory than it expects.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SUPPORT_INPUTFILE_H
#define MAPWRIGHT_SUPPORT_INPUTFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdint>
#include <memory>

namespace mapwright {

/// Reads `path`, or the standard input if it is `-`. The buffer is called like
/// the path (`<stdin>` for the standard input) and followed by a NUL byte.
/// Fails if the file cannot be read, is a directory, or holds more than
/// `limitBytes` bytes, of which at most `limitBytes + 1` are read. The text of
/// the error names the file; its code tells why.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
readInput(llvm::StringRef path, uint64_t limitBytes);

/// A number of bytes for people: "512 bytes", "16 MiB", "1.5 KiB".
std::string formatBytes(uint64_t bytes);

} // namespace mapwright

#endif // MAPWRIGHT_SUPPORT_INPUTFILE_H
