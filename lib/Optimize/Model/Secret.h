//===- Secret.h - Keys that nobody gets to see ------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_MODEL_SECRET_H
#define MAPWRIGHT_LIB_OPTIMIZE_MODEL_SECRET_H

#include "mapwright/Optimize/LanguageModel.h"

namespace mapwright {
namespace optimize {

/// A key from the environment.
class Secret {
public:
  /// Fails, without showing it, for a value that cannot stand in a header. No
  /// key at all is fine.
  static llvm::Expected<Secret> read(const ModelServer &server);

  bool empty() const { return value.empty(); }
  /// For the one header that it is for.
  llvm::StringRef reveal() const { return value; }
  /// `text` with "[redacted]" for the key. Values below 8 characters are taken
  /// to be placeholders ("none", "EMPTY") and left alone.
  std::string redact(llvm::StringRef text) const;

private:
  std::string value;
};

/// Where the key is: the option, or the API's usual variable.
std::string getKeyVariable(const ModelServer &server);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_MODEL_SECRET_H
