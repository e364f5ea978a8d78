//===- LoadProgram.cpp - Programs from files and generators ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/TaskIR.h"
#include "mapwright/Support/InputFile.h"

#include "mlir/Parser/Parser.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace mapwright;

/// A module of 10^6 rectangles as text is smaller.
static constexpr uint64_t maxProgramBytes = 256u << 20;

bool mapwright::isProgramFile(StringRef argument) {
  return argument.ends_with(".mlir") || argument.ends_with(".mlirbc");
}

FailureOr<Program> mapwright::parseProgram(const llvm::MemoryBuffer &buffer,
                                           MLIRContext *context) {
  context->loadDialect<task::TaskDialect>();
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBuffer(buffer.getMemBufferRef()), SMLoc());
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(sources, context);
  if (!module)
    return failure();
  return importProgram(*module);
}

llvm::Expected<FailureOr<Program>>
mapwright::loadProgram(StringRef argument, MLIRContext *context) {
  if (isProgramFile(argument)) {
    auto buffer = readInput(argument, maxProgramBytes);
    if (!buffer)
      return buffer.takeError();
    return parseProgram(**buffer, context);
  }
  llvm::Expected<Program> program = generateProgram(argument);
  if (!program)
    return program.takeError();
  return FailureOr<Program>(std::move(*program));
}
