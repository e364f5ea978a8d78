//===- ByteSizes.h - Sizes that people read ---------------------*- C++ -*-===//
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

#ifndef MAPWRIGHT_LIB_AUTOGUIDE_BYTESIZES_H
#define MAPWRIGHT_LIB_AUTOGUIDE_BYTESIZES_H

#include "llvm/ADT/StringRef.h"

#include <optional>

namespace mapwright {

/// The bytes of "123", "1 byte", "2.5 GiB", "4 KB" (1024 bytes too, as programs
/// mean it); none for other texts.
std::optional<uint64_t> parseBytes(llvm::StringRef text);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_AUTOGUIDE_BYTESIZES_H
