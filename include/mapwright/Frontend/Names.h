//===- Names.h - Names as the language writes them --------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_FRONTEND_NAMES_H
#define MAPWRIGHT_FRONTEND_NAMES_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace mapwright {

/// A name of a task or a region as it stands in a mapper: bare if it is an
/// identifier and no keyword (LEX2, LEX3), else as a string literal (LEX4).
std::string quoteName(llvm::StringRef name);

} // namespace mapwright

#endif // MAPWRIGHT_FRONTEND_NAMES_H
