//===- CppNames.cpp - Identifiers of generated C++ ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CppNames.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using llvm::StringRef;

/// Words of C++ up to C++23, its other spellings of operators, and what
/// compilers define as macros unless they are told to be strict.
static const llvm::StringSet<> &getLanguageWords() {
  static const llvm::StringSet<> words = {"alignas",
                                          "alignof",
                                          "and",
                                          "and_eq",
                                          "asm",
                                          "auto",
                                          "bitand",
                                          "bitor",
                                          "bool",
                                          "break",
                                          "case",
                                          "catch",
                                          "char",
                                          "char16_t",
                                          "char32_t",
                                          "char8_t",
                                          "class",
                                          "co_await",
                                          "co_return",
                                          "co_yield",
                                          "compl",
                                          "concept",
                                          "const",
                                          "const_cast",
                                          "consteval",
                                          "constexpr",
                                          "constinit",
                                          "continue",
                                          "decltype",
                                          "default",
                                          "delete",
                                          "do",
                                          "double",
                                          "dynamic_cast",
                                          "else",
                                          "enum",
                                          "explicit",
                                          "export",
                                          "extern",
                                          "false",
                                          "float",
                                          "for",
                                          "friend",
                                          "goto",
                                          "i386",
                                          "if",
                                          "inline",
                                          "int",
                                          "linux",
                                          "long",
                                          "mutable",
                                          "namespace",
                                          "new",
                                          "noexcept",
                                          "not",
                                          "not_eq",
                                          "nullptr",
                                          "operator",
                                          "or",
                                          "or_eq",
                                          "private",
                                          "protected",
                                          "public",
                                          "register",
                                          "reinterpret_cast",
                                          "requires",
                                          "return",
                                          "short",
                                          "signed",
                                          "sizeof",
                                          "static",
                                          "static_assert",
                                          "static_cast",
                                          "struct",
                                          "switch",
                                          "template",
                                          "this",
                                          "thread_local",
                                          "throw",
                                          "true",
                                          "try",
                                          "typedef",
                                          "typeid",
                                          "typename",
                                          "typeof",
                                          "union",
                                          "unix",
                                          "unsigned",
                                          "using",
                                          "virtual",
                                          "void",
                                          "volatile",
                                          "wchar_t",
                                          "while",
                                          "xor",
                                          "xor_eq"};
  return words;
}

/// Names that generated code takes from headers or gives to what is its own.
static const llvm::StringSet<> &getOwnWords() {
  static const llvm::StringSet<> words = {
      // <stdint.h>, <stddef.h>, policy.h.
      "NULL", "int16_t", "int32_t", "int64_t", "int8_t", "main", "mapwright",
      "mapwright_policy", "max_align_t", "nullptr_t", "offsetof", "ptrdiff_t",
      "size_t", "std", "uint16_t", "uint32_t", "uint64_t", "uint8_t",
      // PolicyTables.h and PolicyMaps.h.
      "Answer", "CollectRow", "Form", "FormRow", "IndexMap", "IndexRow",
      "LaunchHead", "LaunchPart", "LayoutRow", "LimitRow", "Line", "Machine",
      "NoValues", "PointPart", "Reason", "Region", "RegionRow", "ReplicateRow",
      "Rows", "SingleMap", "SingleRow", "Tables", "Target", "TaskRow", "form",
      "getLaunchBytes", "getPoint", "addresses", "anyProc", "anyRegion",
      "anyTask", "anywhere", "at", "autoSplit", "balanceSplit", "bindMachine",
      "collect", "decompose", "detail", "fail", "greedySplit", "in", "inside",
      "instanceLimit", "kinds", "launch", "launchByDefault", "layout",
      "memories", "named", "on", "pointByDefault", "policy", "quotient",
      "remainder", "replicate", "single", "singleByDefault", "space", "wrapAdd",
      "wrapMul", "wrapSub",
      // The generated file.
      "answer", "bind", "collected", "domain", "error", "index_maps", "layouts",
      "limits", "machine", "out", "p", "parent", "point", "regions",
      "replicated", "self", "single_maps", "tables", "tasks"};
  return words;
}

/// Macros of the headers: INT64_MIN, SIZE_MAX, MW_OK, ...
static bool startsLikeMacro(StringRef name) {
  constexpr StringRef prefixes[] = {"INT",   "UINT", "PTRDIFF_",
                                    "SIZE_", "SIG_", "WCHAR_",
                                    "WINT_", "MW_",  "mw_"};
  return llvm::any_of(
      prefixes, [&](StringRef prefix) { return name.starts_with(prefix); });
}

/// Letters, digits and single underscores, not one in front: all other names
/// with underscores may be the implementation's.
static std::string spell(StringRef hint) {
  std::string name;
  for (char c : hint) {
    char kept = llvm::isAlnum(c) ? c : '_';
    if (kept != '_' || (!name.empty() && name.back() != '_'))
      name.push_back(kept);
  }
  if (name.empty() || llvm::isDigit(name.front()))
    name.insert(0, "v");
  return name;
}

std::string CppNames::create(StringRef hint) {
  std::string name = spell(hint);
  if (getLanguageWords().contains(name) || getOwnWords().contains(name) ||
      startsLikeMacro(name))
    name += name.back() == '_' ? "v" : "_";
  if (taken.insert(name).second)
    return name;
  for (unsigned number = 2;; ++number) {
    std::string numbered = name + llvm::utostr(number);
    if (taken.insert(numbered).second)
      return numbered;
  }
}
