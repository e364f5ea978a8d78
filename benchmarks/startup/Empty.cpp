//===- Empty.cpp - A program that does nothing ----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Linked to the same shared libraries as mapc: what its start-up costs is the
// least any such tool can take.
//
//===----------------------------------------------------------------------===//

int main() { return 0; }
