//===- OutputLines.h - Output of programs, line by line ---------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/AutoGuide.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_AUTOGUIDE_OUTPUTLINES_H
#define MAPWRIGHT_LIB_AUTOGUIDE_OUTPUTLINES_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace mapwright {

/// What is kept of a line; the rest is dropped.
constexpr size_t maxLineBytes = size_t(64) << 10;

/// A line, or what one rank wrote into it.
struct OutputLine {
  llvm::StringRef shown; ///< without escape sequences and control characters
  llvm::StringRef text;  ///< the end of `shown` behind prefixes of ranks
};

/// Cuts a stream into lines. The memory needed is that of a line.
class OutputLines {
public:
  using Receiver = llvm::function_ref<void(const OutputLine &)>;

  void add(llvm::StringRef chunk, Receiver receive);
  /// The last line, which need not end with a line feed.
  void finish(Receiver receive);

private:
  std::string line;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_AUTOGUIDE_OUTPUTLINES_H
