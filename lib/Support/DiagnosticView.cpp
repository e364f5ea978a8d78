//===- DiagnosticView.cpp - A diagnostic as it is shown -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DiagnosticView.h"

#include "mlir/IR/Location.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mapwright;
using namespace mlir;

std::optional<FilePosition> mapwright::findPosition(Location loc) {
  using Result = std::optional<FilePosition>;
  return llvm::TypeSwitch<LocationAttr, Result>(loc)
      .Case([](FileLineColRange range) -> Result {
        return FilePosition{range.getFilename().getValue(),
                            range.getStartLine(), range.getStartColumn(),
                            range.getEndLine(), range.getEndColumn()};
      })
      .Case([](NameLoc name) { return findPosition(name.getChildLoc()); })
      .Case([](OpaqueLoc opaque) {
        return findPosition(opaque.getFallbackLocation());
      })
      .Case([](CallSiteLoc site) {
        Result callee = findPosition(site.getCallee());
        return callee ? callee : findPosition(site.getCaller());
      })
      .Case([](FusedLoc fused) -> Result {
        for (Location part : fused.getLocations())
          if (Result position = findPosition(part))
            return position;
        return std::nullopt;
      })
      .Default([](LocationAttr) { return std::nullopt; });
}

llvm::StringRef mapwright::spelling(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Remark:
    return "remark";
  }
  llvm_unreachable("all severities are spelled");
}
