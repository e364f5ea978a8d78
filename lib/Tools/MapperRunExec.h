//===- MapperRunExec.h - Real runs beside simulated ones --------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Tools.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TOOLS_MAPPERRUNEXEC_H
#define MAPWRIGHT_LIB_TOOLS_MAPPERRUNEXEC_H

#include "MapperRunOptions.h"

#include "mapwright/Optimize/RealRuns.h"
#include "mapwright/Report/Report.h"

namespace mapwright {

/// Runs the command of --exec with a mapper that was simulated. Errors are
/// those of measureRealRuns().
llvm::Expected<optimize::RealRuns> runForReal(const MapperRunOptions &options,
                                              const RunView &view,
                                              const std::string &source);

/// A table of what was simulated and what was measured; what went wrong in a
/// real run is explained below it.
void writeRealText(const MapperRunOptions &options, const RunView &view,
                   const optimize::RealRuns &real, llvm::raw_ostream &os);
/// The same as a JSON object with the schema "mapwright-exec/1".
void writeRealJSON(const MapperRunOptions &options, const RunView &view,
                   const optimize::RealRuns &real, llvm::raw_ostream &os);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPPERRUNEXEC_H
