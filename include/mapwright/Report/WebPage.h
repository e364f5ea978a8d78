//===- WebPage.h - Self-contained web pages ---------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The frame of all pages that Mapwright writes: one style, the functions of
// common.js, the facts as one JSON object.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_REPORT_WEBPAGE_H
#define MAPWRIGHT_REPORT_WEBPAGE_H

#include "llvm/ADT/StringRef.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace mapwright {

/// Writes `page` with the common style for @STYLE@, `json` for @DATA@ and
/// common.js and `script` for @SCRIPT@, which stand there in this order.
void writeWebPage(llvm::StringRef page, llvm::StringRef script,
                  llvm::StringRef json, llvm::raw_ostream &os);

} // namespace mapwright

#endif // MAPWRIGHT_REPORT_WEBPAGE_H
