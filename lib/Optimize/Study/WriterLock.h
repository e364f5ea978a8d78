//===- WriterLock.h - One process writes to a file ------------ -*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_STUDY_WRITERLOCK_H
#define MAPWRIGHT_LIB_OPTIMIZE_STUDY_WRITERLOCK_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace mapwright {
namespace optimize {

/// Held by the process that writes to a study, until it ends in whatever way.
/// Independent of the locks of SQLite, so that others can read.
class WriterLock {
public:
  /// With `creates`, makes the file and fails if it exists.
  static llvm::Expected<std::unique_ptr<WriterLock>> take(llvm::StringRef path,
                                                          bool creates);
  ~WriterLock();

private:
  explicit WriterLock(int descriptor) : descriptor(descriptor) {}
  int descriptor;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_STUDY_WRITERLOCK_H
