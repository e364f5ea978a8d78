//===- EmbeddedRules.cpp - The rules that come with Mapwright -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/Rules.h"

using namespace mapwright;

// Made of the files in the folder `rules` when the build is configured.
static constexpr EmbeddedRules embedded[] = {
#include "lib/AutoGuide/EmbeddedRules.inc"
};

llvm::ArrayRef<EmbeddedRules> mapwright::getEmbeddedRules() { return embedded; }
