//===- WebPage.cpp - Self-contained web pages -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Report/WebPage.h"

#include "llvm/Support/raw_ostream.h"

using llvm::StringRef;

namespace mapwright {
/// The texts of page.css and common.js.
extern const char *const reportStyle;
extern const char *const reportCommon;
} // namespace mapwright

/// Writes what stands in `text` before `mark`, and cuts both off.
static void writeUpTo(StringRef mark, StringRef &text, llvm::raw_ostream &os) {
  auto [before, after] = text.split(mark);
  os << before;
  text = after;
}

void mapwright::writeWebPage(StringRef page, StringRef script, StringRef json,
                             llvm::raw_ostream &os) {
  writeUpTo("@STYLE@", page, os);
  os << reportStyle;
  writeUpTo("@DATA@", page, os);
  // "</script>" inside a string would end the element.
  for (char c : json)
    c == '<' ? os << "\\u003c" : os << c;
  writeUpTo("@SCRIPT@", page, os);
  os << reportCommon << script << page;
}
