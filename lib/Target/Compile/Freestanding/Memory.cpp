//===- Memory.cpp - Functions compilers rely on ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Even freestanding code calls these four, for copying and clearing objects.
// Linked to a policy that needs them; not visible outside of it.
//
//===----------------------------------------------------------------------===//

#include <stddef.h>

extern "C" {

void *memcpy(void *target, const void *source, size_t bytes) {
  char *to = static_cast<char *>(target);
  const char *from = static_cast<const char *>(source);
  for (size_t i = 0; i < bytes; ++i)
    to[i] = from[i];
  return target;
}

void *memmove(void *target, const void *source, size_t bytes) {
  char *to = static_cast<char *>(target);
  const char *from = static_cast<const char *>(source);
  if (to < from)
    for (size_t i = 0; i < bytes; ++i)
      to[i] = from[i];
  else
    for (size_t i = bytes; i-- > 0;)
      to[i] = from[i];
  return target;
}

void *memset(void *target, int value, size_t bytes) {
  char *to = static_cast<char *>(target);
  for (size_t i = 0; i < bytes; ++i)
    to[i] = static_cast<char>(value);
  return target;
}

int memcmp(const void *lhs, const void *rhs, size_t bytes) {
  const unsigned char *left = static_cast<const unsigned char *>(lhs);
  const unsigned char *right = static_cast<const unsigned char *>(rhs);
  for (size_t i = 0; i < bytes; ++i)
    if (left[i] != right[i])
      return left[i] < right[i] ? -1 : 1;
  return 0;
}

} // extern "C"
