//===- MapperOpt.h - Passes over mappers ------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TOOLS_MAPPEROPT_H
#define MAPWRIGHT_TOOLS_MAPPEROPT_H

namespace mapwright {

/// The whole of `mapper-opt`: runs passes over mappers and modules. Returns one
/// of the exit codes of ExitCodes.h.
int mapperOptMain(int argc, char **argv);

} // namespace mapwright

#endif // MAPWRIGHT_TOOLS_MAPPEROPT_H
