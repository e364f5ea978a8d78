//===- mapper-run.cpp - Decisions of mappers ------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Tools/MapperRun.h"

int main(int argc, char **argv) { return mapwright::mapperRunMain(argc, argv); }
