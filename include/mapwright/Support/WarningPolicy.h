//===- WarningPolicy.h - The -W options -------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What -W<name>, -Wno-<name>, -Werror, -Werror=<name>, -Wno-error=<name> and -w
// ask for. A name is the id of a diagnostic or a group. Later options win.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SUPPORT_WARNINGPOLICY_H
#define MAPWRIGHT_SUPPORT_WARNINGPOLICY_H

#include "mapwright/Support/Diagnostics.h"

#include <vector>

namespace mapwright {

class WarningPolicy {
public:
  WarningPolicy();

  /// Takes one option, written without its `-W`: "type", "no-names", "error",
  /// "error=names", "no-error", "no-error=type". Returns the name that is
  /// neither an id nor a group, empty if all is well.
  llvm::StringRef add(llvm::StringRef option);

  /// -w: no warnings and no remarks at all.
  void suppressAll() { silent = true; }

  /// What becomes of a diagnostic.
  struct Verdict {
    mlir::DiagnosticSeverity severity;
    /// Whether -Werror made an error of it.
    bool promoted;
  };

  /// The verdict for a diagnostic of a given severity; none if it is not shown.
  /// Errors always stay errors. Foreign diagnostics have no id.
  std::optional<Verdict> judge(std::optional<DiagId> id,
                               mlir::DiagnosticSeverity severity) const;

private:
  struct State {
    bool enabled = true;
    /// Set by -Werror=<name> and -Wno-error=<name>.
    std::optional<bool> isError;
  };

  std::vector<State> states; ///< by id
  bool allErrors = false;
  bool silent = false;
};

/// The ids that `name` stands for: the one called so, or those of a group.
llvm::SmallVector<DiagId> findDiagnostics(llvm::StringRef name);

/// The id or group closest to `name`, empty if none is close.
llvm::StringRef closestDiagnostic(llvm::StringRef name);

} // namespace mapwright

#endif // MAPWRIGHT_SUPPORT_WARNINGPOLICY_H
