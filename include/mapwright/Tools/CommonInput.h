//===- CommonInput.h - Inputs of the tools ----------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From a path to a module, with the diagnostics on the standard error and the
// exit code that goes with them. `--split-input-file` and
// `--verify-diagnostics` work here, for all tools and for `.mapper` files too.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TOOLS_COMMONINPUT_H
#define MAPWRIGHT_TOOLS_COMMONINPUT_H

#include "dialect/Mapping/IR/MappingDialect.h"
#include "mapwright/Support/DiagnosticConsole.h"
#include "mapwright/Support/ExitCodes.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/SourceMgr.h"

namespace mapwright {

/// Line that separates the parts of an input with `--split-input-file`.
constexpr llvm::StringLiteral defaultSplitMarker = "// -----";

/// Modules may be larger than the sources they were made of.
constexpr uint64_t maxModuleBytes = 256u << 20;

enum class InputLanguage {
  Auto,   ///< by the first bytes, then by the name: `.mlir` and `.mlirbc`
  Mapper, ///< text of the mapper language
  MLIR,   ///< a module, as text or bytecode
};

using VerifyLevel = mlir::SourceMgrDiagnosticVerifierHandler::Level;

struct InputOptions {
  std::string path; ///< `-` for the standard input
  InputLanguage language = InputLanguage::Auto;
  /// The line between parts that are files of their own; empty: one file.
  std::string splitMarker;
  /// Compare diagnostics with `expected-error` comments instead of showing
  /// them.
  bool verifyDiagnostics = false;
  VerifyLevel verifyLevel = VerifyLevel::All;
  DiagnosticOptions diagnostics;
};

/// One input, or one part of it.
struct InputChunk {
  /// Holds the text as its only buffer; shared, since MLIR's parser asks for
  /// it.
  std::shared_ptr<llvm::SourceMgr> sources;
  InputLanguage language = InputLanguage::Mapper; ///< never Auto

  llvm::StringRef getName() const;
  llvm::StringRef getText() const;
};

/// Works on one part; what it writes to the stream is output.
using ChunkHandler = llvm::function_ref<mlir::LogicalResult(
    const InputChunk &, mlir::MLIRContext &, llvm::raw_ostream &)>;

/// Reads the input and passes it, part by part, to `handler`, which reports
/// through the context it gets. Returns `exitDone` if all parts succeed without
/// an error (a warning that -Werror promotes is one), or, with
/// `verifyDiagnostics`, if all of them report what is expected.
ExitCode processInput(const InputOptions &options, llvm::raw_ostream &output,
                      ChunkHandler handler);

/// Reads a file within the limit of its language.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
readChunk(const InputOptions &options);

/// Resolves `Auto`.
InputLanguage findLanguage(InputLanguage asked, llvm::MemoryBufferRef buffer);

/// Reports an error that stands in no source, in the format asked for. Returns
/// the exit code for its cause: `exitDiagnosed` for an input that is too large,
/// else `exitEnvironment`.
ExitCode reportFileError(llvm::Error error, const DiagnosticOptions &options);

/// Reports an error about an input: exitDiagnosed if it is one of its contents,
/// which has no system's error code, else as reportFileError.
ExitCode reportInputError(llvm::Error error, const DiagnosticOptions &options);

/// The module that a chunk holds as text or bytecode, verified. Null after an
/// error.
mlir::OwningOpRef<mlir::ModuleOp> parseModule(const InputChunk &chunk,
                                              mlir::MLIRContext &context);

/// The module of a chunk: a mapper is checked for ranks up to `maxRank` (EXP7)
/// and compiled, a module is parsed, verified and checked in the same way. Null
/// after an error.
mlir::OwningOpRef<mlir::ModuleOp> loadModule(const InputChunk &chunk,
                                             mlir::MLIRContext &context,
                                             unsigned maxRank);

/// The one mapper of a module; reports, and fails for, any other number.
mlir::FailureOr<mapping::MapperOp> findMapper(mlir::ModuleOp module);

} // namespace mapwright

#endif // MAPWRIGHT_TOOLS_COMMONINPUT_H
