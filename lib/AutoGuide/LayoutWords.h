//===- LayoutWords.h - Layouts as statements say them -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/AutoGuide.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_AUTOGUIDE_LAYOUTWORDS_H
#define MAPWRIGHT_LIB_AUTOGUIDE_LAYOUTWORDS_H

#include <string>

namespace mapwright {

/// The words of a Layout statement, for what a mapper says (Layout) and for
/// what was decided (sim::ArgumentPlacement).
template <typename LayoutType>
std::string formatLayoutWords(const LayoutType &layout) {
  std::string words = layout.aos ? "AOS" : "SOA";
  words += layout.cOrder ? " C_order" : " F_order";
  if (layout.compact)
    words += " Compact";
  if (layout.exact)
    words += " Exact";
  if (layout.align)
    words += " Align == " + std::to_string(layout.align);
  return words;
}

} // namespace mapwright

#endif // MAPWRIGHT_LIB_AUTOGUIDE_LAYOUTWORDS_H
