//===- NumberKey.h - Keys of caches -----------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_NUMBERKEY_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_NUMBERKEY_H

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace mapwright {
namespace legion {

/// Everything that a decision follows from, as a row of numbers: what is cached
/// is found with few accesses to memory, and compared in full.
class NumberKey {
public:
  /// `expected` numbers, more or less.
  explicit NumberKey(size_t expected) { numbers.reserve(expected); }

  void add(uint64_t number) {
    numbers.push_back(number);
    hash = (hash ^ number) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }

  bool operator==(const NumberKey &other) const {
    return hash == other.hash && numbers == other.numbers;
  }
  size_t size() const { return numbers.size(); }

  struct Hasher {
    size_t operator()(const NumberKey &key) const { return key.hash; }
  };

private:
  uint64_t hash = 0;
  std::vector<uint64_t> numbers;
};

template <typename Value>
using NumberKeyMap = std::unordered_map<NumberKey, Value, NumberKey::Hasher>;

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_NUMBERKEY_H
