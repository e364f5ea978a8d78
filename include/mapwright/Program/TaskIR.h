//===- TaskIR.h - Programs as IR of the task dialect ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From plain structs to `task` IR and back, without loss. Programs differ from
// what they were only in form: trailing zeros of coefficients are gone, and
// projections are simplified as affine expressions are.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_PROGRAM_TASKIR_H
#define MAPWRIGHT_PROGRAM_TASKIR_H

#include "dialect/Task/IR/TaskDialect.h"
#include "mapwright/Program/Program.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace mapwright {

/// A module with one `task.program`. `program` must have passed verify().
mlir::OwningOpRef<mlir::ModuleOp> exportProgram(const Program &program,
                                                mlir::MLIRContext *context);

/// The program of a `task.program` that MLIR has verified. Reports what
/// verify() finds, at the operation, and then fails.
mlir::FailureOr<Program> importProgram(task::ProgramOp op);

/// The same for a module, which must have one program.
mlir::FailureOr<Program> importProgram(mlir::ModuleOp module);

/// Whether a PROGRAM argument (design section 10) names a file, `*.mlir` or
/// `*.mlirbc`, rather than a generator.
bool isProgramFile(llvm::StringRef argument);

/// Reads a program from a module, as text or bytecode. Errors in it are
/// reported through `context`.
mlir::FailureOr<Program> parseProgram(const llvm::MemoryBuffer &buffer,
                                      mlir::MLIRContext *context);

/// PROGRAM of design section 10: `FILE.mlir[bc]` or
/// `NAME[:key=value[,key=value]...]`. An error stands for what is wrong with
/// the argument: a generator or key that does not exist, a file that cannot be
/// read (its code is then the system's). What is wrong in a file is reported
/// through `context`, and the result is a failure.
llvm::Expected<mlir::FailureOr<Program>>
loadProgram(llvm::StringRef argument, mlir::MLIRContext *context);

} // namespace mapwright

#endif // MAPWRIGHT_PROGRAM_TASKIR_H
