//===- MapcActions.h - What mapc does with a source -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TOOLS_MAPCACTIONS_H
#define MAPWRIGHT_LIB_TOOLS_MAPCACTIONS_H

#include "MapcProgram.h"

#include "mapwright/Machine/Machine.h"

namespace mapwright {

/// What all parts of an input are compiled with.
struct MapcJob {
  const MapcOptions &options;
  std::optional<Machine> machine;
  std::optional<MapcProgram> program;
};

/// Checks a chunk and writes what `--emit` asks for.
mlir::LogicalResult compileChunk(const MapcJob &job, const InputChunk &chunk,
                                 mlir::MLIRContext &context,
                                 llvm::raw_ostream &os);

/// Writes a policy for a checked module: its arithmetic, its C++, or that C++
/// compiled. Messages of Clang are reported at the line of the mapper.
mlir::LogicalResult emitPolicy(const MapcOptions &options,
                               mlir::ModuleOp module, llvm::raw_ostream &os);

/// Writes a chunk in the standard style.
mlir::LogicalResult formatChunk(const InputChunk &chunk,
                                mlir::MLIRContext &context,
                                llvm::raw_ostream &os);

/// `--fix`: repairs the source until nothing can be repaired any more, writes
/// it, and shows what remains.
ExitCode fixSource(const MapcJob &job);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPCACTIONS_H
