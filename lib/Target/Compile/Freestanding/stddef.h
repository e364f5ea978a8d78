//===- stddef.h - Sizes for freestanding code -------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What in-process compilation includes as <stddef.h>.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_FREESTANDING_STDDEF_H
#define MAPWRIGHT_FREESTANDING_STDDEF_H

typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;

#define NULL __null
#define offsetof(type, member) __builtin_offsetof(type, member)

#endif // MAPWRIGHT_FREESTANDING_STDDEF_H
