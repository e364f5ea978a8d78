//===- Proposer.cpp - Proposes candidates ---------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Proposer.h"

using namespace mapwright::optimize;

Exchanges::~Exchanges() = default;

Proposer::~Proposer() = default;
