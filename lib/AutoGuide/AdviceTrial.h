//===- AdviceTrial.h - What an edited mapper would do -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/AutoGuide.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_AUTOGUIDE_ADVICETRIAL_H
#define MAPWRIGHT_LIB_AUTOGUIDE_ADVICETRIAL_H

#include "mapwright/Analysis/Checks.h"

#include "mlir/IR/MLIRContext.h"

namespace mapwright {

/// Compiles and decides mappers whose diagnostics nobody sees. Trials share an
/// MLIR context, which keeps what they made: one object for one set of them.
class Trials {
public:
  Trials(const MachineModel &model, Resolver &resolver,
         const MapperChecker &checker, unsigned maxRank);

  /// None if the mapper does not compile or resolve, or, with `isChecked`, is
  /// known not to run.
  std::optional<Resolved> resolve(llvm::StringRef source, bool isChecked);

private:
  const MachineModel &model;
  Resolver &resolver;
  const MapperChecker &checker;
  unsigned maxRank;
  mlir::MLIRContext context;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_AUTOGUIDE_ADVICETRIAL_H
