//===- GenerateParameters.h - Keys of program generators --------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_GENERATEPARAMETERS_H
#define MAPWRIGHT_LIB_PROGRAM_GENERATEPARAMETERS_H

#include "mapwright/Support/InputErrors.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

#include <vector>

namespace mapwright {
namespace generate {

/// An integer a user may choose, and its range (both ends included).
struct Key {
  llvm::StringLiteral name;
  int64_t usual; ///< if the user says nothing
  int64_t least;
  int64_t most;
};

/// The values of a generator's keys.
class Parameters {
public:
  /// Reads `key=value[,key=value]...`; may be empty.
  static llvm::Expected<Parameters> parse(llvm::StringRef program,
                                          llvm::ArrayRef<Key> keys,
                                          llvm::StringRef text);

  /// `name` is one of the keys.
  int64_t operator[](llvm::StringRef name) const;
  llvm::StringRef getProgram() const { return program; }

private:
  Parameters(llvm::StringRef program, llvm::ArrayRef<Key> keys);
  llvm::Error set(llvm::StringRef assignment);

  llvm::StringRef program;
  llvm::ArrayRef<Key> keys;
  std::vector<int64_t> values; ///< by key
  std::vector<bool> isGiven;   ///< by key
};

} // namespace generate
} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_GENERATEPARAMETERS_H
