//===- OutputFile.h - Outputs that appear only when complete ----*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A tool collects what it writes in memory and keeps it once everything has
// succeeded; a failed run leaves no file behind and changes none.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SUPPORT_OUTPUTFILE_H
#define MAPWRIGHT_SUPPORT_OUTPUTFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace mapwright {

/// One output of a tool. Without a call of keep() nothing is written.
class OutputFile {
public:
  /// `path` may be `-` for the standard output. With `onlyIfChanged`, a file
  /// that holds the same bytes already is left alone, its time stamp included.
  explicit OutputFile(llvm::StringRef path, bool onlyIfChanged = false)
      : path(path), onlyIfChanged(onlyIfChanged) {}

  llvm::raw_ostream &os() { return stream; }
  llvm::StringRef getPath() const { return path; }

  /// Puts what was written to os() in place: a file is replaced in one step, so
  /// readers see the old or the new contents and never a part. Symbolic links
  /// are followed, the permissions of an existing file stay, and devices and
  /// pipes are written to. The text of the error names the file.
  llvm::Error keep();

private:
  llvm::Error writeToStdout();
  llvm::Error writeInPlace(llvm::StringRef target);
  llvm::Error replace(llvm::StringRef target);

  std::string path;
  bool onlyIfChanged;
  std::string contents;
  llvm::raw_string_ostream stream{contents};
};

} // namespace mapwright

#endif // MAPWRIGHT_SUPPORT_OUTPUTFILE_H
