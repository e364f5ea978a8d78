//===- SourceLookup.h - Texts that diagnostics point into -------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Finds the text behind the file name of a location and cuts it into lines.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SUPPORT_SOURCELOOKUP_H
#define MAPWRIGHT_LIB_SUPPORT_SOURCELOOKUP_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"

#include <map>
#include <memory>
#include <vector>

namespace llvm {
class SourceMgr;
} // namespace llvm

namespace mapwright {

/// A text with its lines, which count from 1.
class SourceText {
public:
  explicit SourceText(llvm::StringRef text);

  llvm::StringRef get() const { return text; }
  unsigned getNumLines() const { return lineStarts.size(); }
  /// A line without its end; empty for one that does not exist.
  llvm::StringRef getLine(unsigned line) const;
  uint32_t getLineStart(unsigned line) const { return lineStarts[line - 1]; }
  /// The line that holds the byte at `offset`.
  unsigned getLineAt(uint32_t offset) const;

private:
  llvm::StringRef text;
  std::vector<uint32_t> lineStarts;
};

class SourceLookup {
public:
  explicit SourceLookup(const llvm::SourceMgr *sources) : sources(sources) {}

  /// The text called `file`, from the source manager or else from disk; null
  /// if there is none to be had.
  const SourceText *find(llvm::StringRef file);

private:
  struct Entry {
    std::unique_ptr<llvm::MemoryBuffer> owned;
    std::unique_ptr<SourceText> text;
  };

  const llvm::SourceMgr *sources;
  std::map<std::string, Entry> entries;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_SUPPORT_SOURCELOOKUP_H
