//===- LocatedJSON.h - JSON text with the lines of its values ---*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// llvm::json forgets where a value stood and drops repeated keys, so the text
// becomes a tree of our own.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SUPPORT_LOCATEDJSON_H
#define MAPWRIGHT_SUPPORT_LOCATEDJSON_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/LogicalResult.h"

#include <string>
#include <vector>

namespace mapwright {

/// A value of a JSON text.
struct JSONNode {
  enum class Kind : uint8_t {
    Null,
    Boolean,
    Integer, ///< not negative, below 2^64
    Real,    ///< any other number
    String,
    Array,
    Object
  };
  Kind kind = Kind::Null;
  unsigned line = 1; ///< from 1
  uint64_t integer = 0;
  double real = 0;             ///< also of an integer
  std::string key;             ///< of a member of an object
  std::string text;            ///< of a string
  std::vector<JSONNode> items; ///< elements, or members in order; keys differ

  /// The member called `key`; null if there is none.
  const JSONNode *find(llvm::StringRef key) const;
};

/// Parses a JSON text of at most 16 MiB, 32 levels and 2^20 values. Errors are
/// `NAME:LINE: what`.
llvm::Expected<JSONNode> parseLocatedJSON(llvm::StringRef text,
                                          llvm::StringRef name);

/// Reads members of objects and keeps the first thing that is wrong.
class JSONReader {
public:
  JSONReader(llvm::StringRef name, const JSONNode &root)
      : name(name), root(root) {}

  /// Notes `NAME:LINE: PATH: text` for a node of the tree.
  llvm::LogicalResult fail(const JSONNode &node, const llvm::Twine &text);
  /// The error noted; only after a failure.
  llvm::Error takeError() const;

  /// Checks that `node` is an object with all keys in `required` and no others
  /// but those in `optional`.
  llvm::LogicalResult checkObject(const JSONNode &node,
                                  llvm::ArrayRef<llvm::StringRef> required,
                                  llvm::ArrayRef<llvm::StringRef> optional);
  llvm::LogicalResult checkKind(const JSONNode &node, JSONNode::Kind kind);

  // Read a member; if there is none, the value stays what it is.
  llvm::LogicalResult readString(const JSONNode &object, llvm::StringRef key,
                                 std::string &value);
  llvm::LogicalResult readInteger(const JSONNode &object, llvm::StringRef key,
                                  uint64_t least, uint64_t most,
                                  uint64_t &value);
  /// Above 0, at most `most`.
  llvm::LogicalResult readRate(const JSONNode &object, llvm::StringRef key,
                               double most, double &value);
  /// 0 to `maxSeconds`.
  llvm::LogicalResult readSeconds(const JSONNode &object, llvm::StringRef key,
                                  double &value);

  static constexpr double maxSeconds = 1000;

private:
  std::string name;
  const JSONNode &root;
  std::string error;
};

} // namespace mapwright

#endif // MAPWRIGHT_SUPPORT_LOCATEDJSON_H
