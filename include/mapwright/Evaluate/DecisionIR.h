//===- DecisionIR.h - Total decisions as placement IR -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From what resolve() says to the decision part of the `placement` dialect and
// back, without loss.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_EVALUATE_DECISIONIR_H
#define MAPWRIGHT_EVALUATE_DECISIONIR_H

#include "dialect/Placement/IR/PlacementDialect.h"
#include "mapwright/Evaluate/Resolve.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mapwright {

#define GEN_PASS_DECL
#include "lib/Evaluate/DecisionIR/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "lib/Evaluate/DecisionIR/Passes.h.inc"

/// Builds `placement.decisions`, total, for the program with that symbol.
/// `machine` is the argument that `model` was loaded from.
placement::DecisionsOp writeDecisions(mlir::OpBuilder &builder,
                                      mlir::StringAttr program,
                                      llvm::StringRef machine,
                                      const MachineModel &model,
                                      const Resolved &resolved);

/// What total decisions say, for the program and the machine they were made
/// for. Reports, and fails for, decisions that are not total or do not fit.
mlir::FailureOr<Resolved> readDecisions(placement::DecisionsOp op,
                                        const Program &program,
                                        const MachineModel &model);

} // namespace mapwright

#endif // MAPWRIGHT_EVALUATE_DECISIONIR_H
