//===- CppNames.h - Identifiers of generated C++ ----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Target/Cpp. The author's names are kept where C++ and the
// generated file allow it; all others get a suffix.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TARGET_CPP_CPPNAMES_H
#define MAPWRIGHT_LIB_TARGET_CPP_CPPNAMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"

#include <string>

namespace mapwright {

/// The identifiers of one scope.
class CppNames {
public:
  /// An identifier that looks like `hint` and has not been handed out before.
  /// Never a word of C++, a macro, or a name the generated file uses itself.
  std::string create(llvm::StringRef hint);

private:
  llvm::StringSet<> taken;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TARGET_CPP_CPPNAMES_H
