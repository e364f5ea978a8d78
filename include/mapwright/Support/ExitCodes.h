//===- ExitCodes.h - Exit codes of all tools --------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one meaning of exit codes (design: "Tools"). Scripts depend on them.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SUPPORT_EXITCODES_H
#define MAPWRIGHT_SUPPORT_EXITCODES_H

namespace mapwright {

enum ExitCode : int {
  /// Done.
  exitDone = 0,
  /// Errors were diagnosed in the input, or warnings with -Werror.
  exitDiagnosed = 1,
  /// The command line is wrong.
  exitUsage = 2,
  /// The tool ran, but the answer is negative: a comparison differs, an outcome
  /// is not ok, nothing was found.
  exitNegative = 3,
  /// The environment failed: files, disk, network, a missing tool or runtime.
  exitEnvironment = 4,
  /// Interrupted by the user.
  exitInterrupted = 130,
};

} // namespace mapwright

#endif // MAPWRIGHT_SUPPORT_EXITCODES_H
