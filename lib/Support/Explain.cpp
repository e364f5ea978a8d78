//===- Explain.cpp - The text of --explain --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/Explain.h"

#include "DiagnosticView.h"
#include "mapwright/Support/WarningPolicy.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;

static void listGroup(llvm::StringRef group, llvm::raw_ostream &os) {
  os << group << ":\n";
  for (DiagId id : findDiagnostics(group)) {
    const DiagInfo &info = getDiagInfo(id);
    os << llvm::formatv("  {0,-22} {1,-7} {2}\n", info.name,
                        spelling(info.severity), info.summary);
  }
}

mlir::LogicalResult mapwright::explainDiagnostic(llvm::StringRef name,
                                                 llvm::raw_ostream &os) {
  if (const DiagInfo *info = findDiagInfo(name)) {
    os << info->name << " (" << spelling(info->severity) << ", group "
       << info->group << "): " << info->summary << "\n\n"
       << info->explanation;
    return mlir::success();
  }
  if (findDiagnostics(name).empty())
    return mlir::failure();
  listGroup(name, os);
  return mlir::success();
}

void mapwright::listDiagnostics(llvm::raw_ostream &os) {
  llvm::SetVector<llvm::StringRef> groups;
  for (const DiagInfo &info : allDiagnostics())
    groups.insert(info.group);
  for (llvm::StringRef group : groups)
    listGroup(group, os);
}
