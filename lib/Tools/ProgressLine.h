//===- ProgressLine.h - How far a long run is -------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Tools.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TOOLS_PROGRESSLINE_H
#define MAPWRIGHT_LIB_TOOLS_PROGRESSLINE_H

#include "llvm/ADT/STLFunctionalExtras.h"

#include <chrono>
#include <string>

namespace mapwright {

/// A line on a terminal that says how far a long run is; nothing for a short
/// one, and nothing elsewhere.
class ProgressLine {
public:
  ProgressLine();
  ~ProgressLine() { clear(); }

  bool isOnTerminal() const { return isShown; }
  /// Shows `text()`, unless it is too early.
  void update(llvm::function_ref<std::string()> text);
  /// `what` is done to the share `share`.
  void update(const char *what, double share);
  /// Takes the line away.
  void clear();

private:
  bool isShown;
  bool isWritten = false;
  std::chrono::steady_clock::time_point next;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_PROGRESSLINE_H
