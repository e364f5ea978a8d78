//===- JSONParts.h - Parts of JSON reports ----------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Report.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_REPORT_JSONPARTS_H
#define MAPWRIGHT_LIB_REPORT_JSONPARTS_H

#include "mapwright/Report/Report.h"

#include "llvm/Support/JSON.h"

namespace mapwright {

/// A name as JSON can hold it: programs and paths may have any bytes in theirs.
inline std::string asJSON(llvm::StringRef name) {
  return llvm::json::fixUTF8(name);
}

/// Attributes of the object of schema "mapwright-run/1".
void writeRunFacts(const RunView &run, llvm::json::OStream &json);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_REPORT_JSONPARTS_H
