//===- Failure.h - Messages of the runtime libraries -------------*- C++
//-*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_COMMON_FAILURE_H
#define MAPWRIGHT_LIB_RUNTIME_COMMON_FAILURE_H

#include "mapwright/Runtime/policy.h"

#include <string>

namespace mapwright {
namespace runtime {

/// Something that stops the run, as the diagnostics of the tools show it: one
/// line `PLACE: error: TEXT [mapwright-ID]`, then notes.
class Failure {
public:
  /// `place` is `FILE`, `FILE:LINE:COLUMN` or the name of this library; `id`
  /// that of a diagnostic without prefix, or empty.
  Failure(std::string place, std::string text, std::string id);

  /// What a function of a policy returned.
  static Failure ofPolicy(const mw_policy &policy, const mw_error &error);

  Failure &note(const std::string &text);

  /// Prints the message in one piece and ends the job: every rank of it, with a
  /// status other than 0. Not even destructors run.
  [[noreturn]] void abortJob() const;

  const std::string &getText() const { return message; }

private:
  std::string message;
};

/// Prints a warning in one piece.
void warn(const std::string &text);

} // namespace runtime
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_COMMON_FAILURE_H
