//===- WarningPolicy.cpp - The -W options ---------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/WarningPolicy.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using mlir::DiagnosticSeverity;

llvm::SmallVector<DiagId> mapwright::findDiagnostics(llvm::StringRef name) {
  if (const DiagInfo *info = findDiagInfo(name))
    return {info->id};
  llvm::SmallVector<DiagId> ids;
  for (const DiagInfo &info : allDiagnostics())
    if (info.group == name)
      ids.push_back(info.id);
  return ids;
}

llvm::StringRef mapwright::closestDiagnostic(llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef> names;
  for (const DiagInfo &info : allDiagnostics()) {
    names.push_back(info.name);
    names.push_back(info.group);
  }
  name.consume_front("mapwright-");
  return closestName(name, names);
}

WarningPolicy::WarningPolicy() : states(allDiagnostics().size()) {}

llvm::StringRef WarningPolicy::add(llvm::StringRef option) {
  bool on = !option.consume_front("no-");
  if (option == "error") {
    allErrors = on;
    return {};
  }
  bool setsError = option.consume_front("error=");
  llvm::SmallVector<DiagId> ids = findDiagnostics(option);
  for (DiagId id : ids) {
    State &state = states[static_cast<size_t>(id)];
    if (setsError)
      state.isError = on;
    // -Wno-error=<name> leaves the warning as it is.
    if (!setsError || on)
      state.enabled = on;
  }
  return ids.empty() ? option : llvm::StringRef();
}

std::optional<WarningPolicy::Verdict>
WarningPolicy::judge(std::optional<DiagId> id,
                     DiagnosticSeverity severity) const {
  bool isWarning = severity == DiagnosticSeverity::Warning;
  if (!isWarning && severity != DiagnosticSeverity::Remark)
    return Verdict{severity, /*promoted=*/false};
  State state = id ? states[static_cast<size_t>(*id)] : State();
  if (silent || !state.enabled)
    return std::nullopt;
  // -Werror alone is about warnings; a remark has to be named.
  bool promoted = state.isError.value_or(allErrors && isWarning);
  return Verdict{promoted ? DiagnosticSeverity::Error : severity, promoted};
}
