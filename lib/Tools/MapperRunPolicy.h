//===- MapperRunPolicy.h - Decisions of compiled policies -------*- C++ -*-===//
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

#ifndef MAPWRIGHT_LIB_TOOLS_MAPPERRUNPOLICY_H
#define MAPWRIGHT_LIB_TOOLS_MAPPERRUNPOLICY_H

#include "mapwright/Evaluate/Decisions.h"
#include "mapwright/Policy/PolicyLibrary.h"

namespace mapwright {

/// The decisions of a policy for `launches`, asked for through its ABI alone,
/// as a table like that of a mapper. `facts` are those of the program, null if
/// it is not known: then each task has one argument, which no statement names.
/// Where neither launch nor policy chooses a processor kind, the runtime's
/// ranking does (STM1). Failures of points are part of the table. Reports, and
/// fails for, a machine or launch that the policy refuses, too many points, a
/// parent the machine does not have, and answers no policy may give.
mlir::FailureOr<DecisionTable>
decide(const PolicyLibrary &policy, const Machine &machine,
       llvm::ArrayRef<Launch> launches, const ProgramFacts *facts,
       mlir::MLIRContext *context, PolicyPrintSink print);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPPERRUNPOLICY_H
