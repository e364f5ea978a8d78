//===- MLIRHeaders.cpp - Owner of the precompiled header ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Exists only so that the precompiled header has a target to belong to.
//
//===----------------------------------------------------------------------===//
