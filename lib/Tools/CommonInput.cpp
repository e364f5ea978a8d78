//===- CommonInput.cpp - Inputs of the tools ------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Tools/CommonInput.h"

#include "dialect/Mapping/IR/MappingDialect.h"
#include "dialect/Mapping/Transforms/Specialize.h"
#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Support/InputFile.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;
using namespace mapwright;

//===----------------------------------------------------------------------===//
// Chunks
//===----------------------------------------------------------------------===//

static const llvm::MemoryBuffer &getBuffer(const InputChunk &chunk) {
  return *chunk.sources->getMemoryBuffer(chunk.sources->getMainFileID());
}

StringRef InputChunk::getName() const {
  return getBuffer(*this).getBufferIdentifier();
}

StringRef InputChunk::getText() const { return getBuffer(*this).getBuffer(); }

InputLanguage mapwright::findLanguage(InputLanguage asked,
                                      llvm::MemoryBufferRef buffer) {
  if (asked != InputLanguage::Auto)
    return asked;
  StringRef name = buffer.getBufferIdentifier();
  bool isModule = isBytecode(buffer) || name.ends_with(".mlir") ||
                  name.ends_with(".mlirbc");
  return isModule ? InputLanguage::MLIR : InputLanguage::Mapper;
}

/// The parts between the lines that hold `marker` and nothing else.
static SmallVector<StringRef> splitAtMarkers(StringRef text, StringRef marker) {
  SmallVector<StringRef> parts;
  size_t begin = 0;
  for (size_t line = 0; line < text.size();) {
    size_t lineEnd = text.find('\n', line);
    size_t next = lineEnd == StringRef::npos ? text.size() : lineEnd + 1;
    if (text.slice(line, next).rtrim() == marker) {
      parts.push_back(text.slice(begin, line));
      begin = next;
    }
    line = next;
  }
  parts.push_back(text.drop_front(begin));
  return parts;
}

/// A part as a buffer of its own. Messages of the verifier should name the
/// lines of the file, so the part is moved down there.
static std::unique_ptr<llvm::MemoryBuffer>
copyPart(StringRef part, const llvm::MemoryBuffer &whole, bool keepLines) {
  size_t offset = part.data() - whole.getBufferStart();
  size_t lines =
      keepLines ? whole.getBuffer().take_front(offset).count('\n') : 0;
  return llvm::MemoryBuffer::getMemBufferCopy(
      std::string(lines, '\n') + part.str(), whole.getBufferIdentifier());
}

//===----------------------------------------------------------------------===//
// Diagnostics
//===----------------------------------------------------------------------===//

static LogicalResult verifyChunk(const InputChunk &chunk, MLIRContext &context,
                                 VerifyLevel level, raw_ostream &output,
                                 ChunkHandler handler) {
  SourceMgrDiagnosticVerifierHandler verifier(*chunk.sources, &context, level);
  context.printOpOnDiagnostic(false);
  // Whether it succeeds is told by the diagnostics.
  (void)handler(chunk, context, output);
  return verifier.verify();
}

static LogicalResult runChunk(const InputChunk &chunk, MLIRContext &context,
                              const DiagnosticOptions &options,
                              raw_ostream &output, ChunkHandler handler) {
  DiagnosticConsole console(&context, llvm::errs(), chunk.sources.get(),
                            options);
  LogicalResult result = handler(chunk, context, output);
  console.printSummary();
  return success(succeeded(result) && console.getNumErrors() == 0);
}

static LogicalResult processBuffer(std::unique_ptr<llvm::MemoryBuffer> buffer,
                                   const InputOptions &options,
                                   raw_ostream &output, ChunkHandler handler) {
  InputChunk chunk;
  chunk.language = findLanguage(options.language, *buffer);
  chunk.sources = std::make_shared<llvm::SourceMgr>();
  chunk.sources->AddNewSourceBuffer(std::move(buffer), SMLoc());
  MLIRContext context(MLIRContext::Threading::DISABLED);
  if (options.verifyDiagnostics)
    return verifyChunk(chunk, context, options.verifyLevel, output, handler);
  return runChunk(chunk, context, options.diagnostics, output, handler);
}

ExitCode mapwright::reportFileError(llvm::Error error,
                                    const DiagnosticOptions &options) {
  bool isTooLarge = false;
  std::string text;
  llvm::handleAllErrors(std::move(error), [&](const llvm::ErrorInfoBase &info) {
    isTooLarge |= info.convertToErrorCode() == std::errc::file_too_large;
    text += info.message();
  });
  MLIRContext context(MLIRContext::Threading::DISABLED);
  DiagnosticConsole console(&context, llvm::errs(), nullptr, options);
  diagnose(UnknownLoc::get(&context), DiagId::Input) << text;
  return isTooLarge ? exitDiagnosed : exitEnvironment;
}

ExitCode mapwright::reportInputError(llvm::Error error,
                                     const DiagnosticOptions &diagnostics) {
  std::error_code code;
  std::string text;
  llvm::handleAllErrors(std::move(error), [&](const llvm::ErrorInfoBase &info) {
    code = info.convertToErrorCode();
    text = info.message();
  });
  ExitCode reported =
      reportFileError(llvm::createStringError(code, text), diagnostics);
  return code == llvm::inconvertibleErrorCode() ? exitDiagnosed : reported;
}

//===----------------------------------------------------------------------===//
// Input
//===----------------------------------------------------------------------===//

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
mapwright::readChunk(const InputOptions &options) {
  llvm::MemoryBufferRef nameOnly("", options.path);
  // What `-` holds is seen only when it has been read.
  bool mayBeModule =
      findLanguage(options.language, nameOnly) == InputLanguage::MLIR ||
      (options.path == "-" && options.language == InputLanguage::Auto);
  return readInput(options.path, mayBeModule ? maxModuleBytes : maxSourceBytes);
}

ExitCode mapwright::processInput(const InputOptions &options,
                                 raw_ostream &output, ChunkHandler handler) {
  auto buffer = readChunk(options);
  if (!buffer)
    return reportFileError(buffer.takeError(), options.diagnostics);
  bool isGood = true;
  if (options.splitMarker.empty()) {
    isGood =
        succeeded(processBuffer(std::move(*buffer), options, output, handler));
    return isGood ? exitDone : exitDiagnosed;
  }
  for (auto [i, part] : llvm::enumerate(
           splitAtMarkers((*buffer)->getBuffer(), options.splitMarker))) {
    if (i > 0)
      output << options.splitMarker << "\n";
    isGood &= succeeded(
        processBuffer(copyPart(part, **buffer, options.verifyDiagnostics),
                      options, output, handler));
  }
  return isGood ? exitDone : exitDiagnosed;
}

OwningOpRef<ModuleOp> mapwright::parseModule(const InputChunk &chunk,
                                             MLIRContext &context) {
  context.loadDialect<mapping::MappingDialect>();
  return parseSourceFile<ModuleOp>(chunk.sources, &context);
}

OwningOpRef<ModuleOp> mapwright::loadModule(const InputChunk &chunk,
                                            MLIRContext &context,
                                            unsigned maxRank) {
  if (chunk.language == InputLanguage::Mapper)
    return importMapper(chunk.getText(), chunk.getName(), &context, maxRank);
  OwningOpRef<ModuleOp> module = parseModule(chunk, context);
  if (!module)
    return nullptr;
  for (auto mapper : module->getOps<mapping::MapperOp>())
    if (failed(mapping::checkRanks(mapper, maxRank)))
      return nullptr;
  return module;
}

FailureOr<mapping::MapperOp> mapwright::findMapper(ModuleOp module) {
  auto mappers = module.getOps<mapping::MapperOp>();
  if (llvm::hasSingleElement(mappers))
    return *mappers.begin();
  DiagnosticBuilder diag = diagnose(module.getLoc(), DiagId::Input);
  diag << "expected a module with one mapper, got "
       << std::distance(mappers.begin(), mappers.end());
  return diag;
}
