//===- ByteSizes.cpp - Sizes that people read -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ByteSizes.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <cmath>

using llvm::StringRef;

std::optional<uint64_t> mapwright::parseBytes(StringRef text) {
  text = text.trim();
  StringRef number =
      text.take_while([](char c) { return llvm::isDigit(c) || c == '.'; });
  uint64_t unit =
      llvm::StringSwitch<uint64_t>(text.drop_front(number.size()).trim())
          .Cases({"", "B", "byte", "bytes"}, 1)
          .Cases({"KiB", "KB", "kB", "K"}, uint64_t(1) << 10)
          .Cases({"MiB", "MB", "M"}, uint64_t(1) << 20)
          .Cases({"GiB", "GB", "G"}, uint64_t(1) << 30)
          .Cases({"TiB", "TB", "T"}, uint64_t(1) << 40)
          .Default(0);
  uint64_t whole;
  if (unit == 1 && !number.getAsInteger(10, whole))
    return whole;
  double value;
  if (unit == 0 || number.getAsDouble(value) || value * unit >= 0x1p63)
    return std::nullopt;
  return uint64_t(std::llround(value * unit));
}
