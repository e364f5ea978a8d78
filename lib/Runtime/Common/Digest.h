//===- Digest.h - Short numbers for long keys -------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_COMMON_DIGEST_H
#define MAPWRIGHT_LIB_RUNTIME_COMMON_DIGEST_H

#include <cstdint>
#include <string>

namespace mapwright {
namespace runtime {

/// FNV-1a: the same number on every rank and in every run.
class Digest {
public:
  void add(const std::string &text) {
    for (char c : text)
      addByte(static_cast<uint8_t>(c));
    addByte(0);
  }
  void add(uint64_t number) {
    for (unsigned i = 0; i < 8; ++i)
      addByte(number >> (8 * i));
  }
  uint64_t get() const { return state ^ (state >> 32); }

private:
  void addByte(uint8_t byte) { state = (state ^ byte) * 0x100000001b3; }

  uint64_t state = 0xcbf29ce484222325;
};

} // namespace runtime
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_COMMON_DIGEST_H
