//===- Names.cpp - Names as the language writes them ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Frontend/Names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mapwright;
using llvm::StringRef;

static bool isKeyword(StringRef text) {
  return llvm::StringSwitch<bool>(text)
#define KEYWORD(SPELLING, CATEGORY) .Case(#SPELLING, true)
#include "TokenKinds.def"
      .Default(false);
}

static bool isIdentifier(StringRef text) {
  auto isPart = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  return !text.empty() && !llvm::isDigit(text.front()) &&
         llvm::all_of(text, isPart);
}

std::string mapwright::quoteName(StringRef name) {
  if (isIdentifier(name) && !isKeyword(name))
    return name.str();
  return ("\"" + name + "\"").str();
}
