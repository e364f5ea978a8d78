//===- MapcActions.cpp - What mapc does with a source ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapcActions.h"

#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Target/StarPU.h"

#include "mlir/Bytecode/BytecodeWriter.h"

using namespace mlir;
using namespace mapwright;

/// Stages before the IR, which only a text can be shown in.
static LogicalResult emitSyntax(EmitKind kind, const InputChunk &chunk,
                                MLIRContext &context, raw_ostream &os) {
  SourceFile source(&context, chunk.getName(), chunk.getText());
  if (chunk.language == InputLanguage::MLIR)
    return diagnose(source.getLoc({0, 0}), DiagId::Input)
           << "a module has no tokens and no syntax tree; emit it as mapper "
              "first";
  if (failed(checkEncoding(source)))
    return failure();
  if (kind == EmitKind::Tokens)
    return printTokens(source, os);
  ast::ASTContext trees;
  FailureOr<ast::Mapper> mapper = parseMapper(source, trees);
  if (failed(mapper))
    return failure();
  printAST(*mapper, os);
  return success();
}

static LogicalResult emitModule(const MapcOptions &options, ModuleOp module,
                                raw_ostream &os) {
  switch (options.getEmit()) {
  case EmitKind::Mapping:
    module->print(os, OpPrintingFlags().enableDebugInfo(options.locations));
    os << "\n";
    return success();
  case EmitKind::MappingBytecode:
    return writeBytecodeToFile(module, os);
  case EmitKind::Mapper: {
    FailureOr<std::string> text = exportMapper(module);
    if (failed(text))
      return failure();
    os << *text;
    return success();
  }
  case EmitKind::Placement:
  case EmitKind::Cpp:
  case EmitKind::Object:
  case EmitKind::Shared:
    return emitPolicy(options, module, os);
  default:
    return success();
  }
}

LogicalResult mapwright::compileChunk(const MapcJob &job,
                                      const InputChunk &chunk,
                                      MLIRContext &context, raw_ostream &os) {
  EmitKind kind = job.options.getEmit();
  if (kind == EmitKind::Tokens || kind == EmitKind::AST)
    return emitSyntax(kind, chunk, context, os);
  OwningOpRef<ModuleOp> module =
      loadModule(chunk, context, job.options.maxRank);
  if (!module)
    return failure();
  if (job.machine && failed(checkOnMachine(*module, *job.machine)))
    return failure();
  if (job.program && failed(job.program->check(*module)))
    return failure();
  if (job.options.target == PolicyTarget::StarPU)
    warnOfStarPULimits(*module);
  if (job.options.prove && failed(proveMaps(*module, job.options.maxRank)))
    return failure();
  return emitModule(job.options, *module, os);
}

LogicalResult mapwright::formatChunk(const InputChunk &chunk,
                                     MLIRContext &context, raw_ostream &os) {
  SourceFile source(&context, chunk.getName(), chunk.getText());
  if (chunk.language == InputLanguage::MLIR)
    return diagnose(source.getLoc({0, 0}), DiagId::Input)
           << "a module has no mapper style; emit it as mapper first";
  ast::ASTContext trees;
  if (failed(checkEncoding(source)) || failed(parseMapper(source, trees)))
    return failure();
  os << formatMapper(source);
  return success();
}
