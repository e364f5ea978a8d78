//===- OutputCapture.h - Output in bounded memory ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. Head and tail of an output of any length, and each
// of its lines once.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_EXEC_OUTPUTCAPTURE_H
#define MAPWRIGHT_LIB_OPTIMIZE_EXEC_OUTPUTCAPTURE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace mapwright {
namespace optimize {

class OutputCapture {
public:
  static constexpr size_t headBytes = 1 << 15;
  static constexpr size_t tailBytes = 1 << 16;
  /// What stands behind in a longer line is not seen by `onLine`.
  static constexpr size_t lineBytes = 1 << 16;

  /// `onLine` gets lines without their ends, and must outlive this.
  explicit OutputCapture(llvm::function_ref<void(llvm::StringRef)> onLine)
      : onLine(onLine) {}

  void add(llvm::StringRef bytes);
  /// The output is complete: a last line may have no end.
  void finish();

  /// Head and tail, with a line between them that says how much is left out.
  std::string getText() const;

private:
  void keep(llvm::StringRef bytes);

  llvm::function_ref<void(llvm::StringRef)> onLine;
  std::string head, tail, line;
  uint64_t numLeftOut = 0;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_EXEC_OUTPUTCAPTURE_H
