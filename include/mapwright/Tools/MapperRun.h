//===- MapperRun.h - The tool mapper-run ------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TOOLS_MAPPERRUN_H
#define MAPWRIGHT_TOOLS_MAPPERRUN_H

namespace mapwright {

/// Runs `mapper-run` and returns its exit code.
int mapperRunMain(int argc, char **argv);

} // namespace mapwright

#endif // MAPWRIGHT_TOOLS_MAPPERRUN_H
