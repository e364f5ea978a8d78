//===- Mapc.h - The compiler of the mapper language -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TOOLS_MAPC_H
#define MAPWRIGHT_TOOLS_MAPC_H

namespace mapwright {

/// The whole of `mapc`: checks, compiles, formats, fixes and explains. Returns
/// one of the exit codes of ExitCodes.h.
int mapcMain(int argc, char **argv);

} // namespace mapwright

#endif // MAPWRIGHT_TOOLS_MAPC_H
