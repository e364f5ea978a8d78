//===- ClangCompiler.cpp - Clang in this process --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClangCompiler.h"

#include "EmbeddedFiles.h"

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/Stack.h"
#include "clang/CodeGen/CodeGenAction.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/TargetParser/Host.h"

using namespace mapwright;

using Diagnostics = std::vector<CompileDiagnostic>;

/// The folder of the headers, in the file system that only Clang sees.
static constexpr llvm::StringLiteral includeFolder = "/include";
/// Enough for the deepest expressions the front end accepts.
static constexpr unsigned stackBytes = 64 << 20;

namespace {
/// Keeps what Clang reports.
class DiagnosticCollector : public clang::DiagnosticConsumer {
public:
  explicit DiagnosticCollector(Diagnostics &collected) : collected(collected) {}

  void HandleDiagnostic(clang::DiagnosticsEngine::Level level,
                        const clang::Diagnostic &info) override {
    DiagnosticConsumer::HandleDiagnostic(level, info);
    CompileDiagnostic diag;
    diag.severity = convertLevel(level);
    llvm::SmallString<128> text;
    info.FormatDiagnostic(text);
    diag.text = std::string(text);
    if (info.hasSourceManager() && info.getLocation().isValid()) {
      clang::PresumedLoc where =
          info.getSourceManager().getPresumedLoc(info.getLocation());
      if (where.isValid()) {
        diag.file = where.getFilename();
        diag.line = where.getLine();
        diag.column = where.getColumn();
      }
    }
    collected.push_back(std::move(diag));
  }

private:
  static CompileDiagnostic::Severity
  convertLevel(clang::DiagnosticsEngine::Level level) {
    switch (level) {
    case clang::DiagnosticsEngine::Ignored:
    case clang::DiagnosticsEngine::Note:
      return CompileDiagnostic::Severity::Note;
    case clang::DiagnosticsEngine::Remark:
      return CompileDiagnostic::Severity::Remark;
    case clang::DiagnosticsEngine::Warning:
      return CompileDiagnostic::Severity::Warning;
    case clang::DiagnosticsEngine::Error:
    case clang::DiagnosticsEngine::Fatal:
      break;
    }
    return CompileDiagnostic::Severity::Error;
  }

  Diagnostics &collected;
};
} // namespace

/// A file system that holds the headers and nothing of this machine.
static llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> makeFileSystem() {
  auto files = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  for (const detail::EmbeddedFile &header : detail::getEmbeddedHeaders())
    files->addFile(includeFolder + "/" + header.path, /*ModificationTime=*/0,
                   llvm::MemoryBuffer::getMemBuffer(header.text, header.path));
  return files;
}

/// The command line of `clang -cc1`, without the input.
static std::vector<std::string> makeArguments(llvm::StringRef fileName,
                                              const CompileOptions &options) {
  std::vector<std::string> arguments = {
      "-triple", llvm::sys::getProcessTriple(), "-emit-obj", "-x", "c++",
      "-std=c++17", "-fgnuc-version=4.2.1",
      "-O" + std::to_string(std::min(options.optimization, 3u)),
      // As Clang's driver: most divisions have small operands, and this tests
      // for them, because dividing 64 bits is slow on many processors.
      "-tune-cpu", "generic", "-main-file-name", fileName.str(),
      // Nothing from outside, and nothing that needs a run-time library.
      "-ffreestanding", "-nostdsysteminc", "-nobuiltininc", "-I",
      includeFolder.str(), "-fno-rtti", "-fno-threadsafe-statics",
      // A shared object that shows what it says it exports.
      "-mrelocation-model", "pic", "-pic-level", "2", "-fvisibility=hidden",
      // Twice the nesting of a mapper, for parentheses around each level.
      "-fbracket-depth", "1024",
      // What Clang's driver adds where it is not debugged.
      "-disable-llvm-verifier", "-discard-value-names",
      "-clear-ast-before-backend",
      // Equal inputs, equal bytes.
      "-Qn", "-fdebug-compilation-dir=/"};
  // No vectorization: maps work on a few scalars, and it takes a tenth of the
  // time to compile.
  if (options.optimization > 0)
    arguments.push_back("-mframe-pointer=none");
  if (options.debugInfo)
    arguments.insert(arguments.end(),
                     {"-debug-info-kind=constructor", "-dwarf-version=5"});
  return arguments;
}

/// Compiles with an instance that is set up; false after an error.
static bool run(clang::CompilerInstance &compiler, llvm::StringRef source,
                llvm::StringRef fileName, llvm::SmallVectorImpl<char> &object) {
  compiler.createFileManager();
  compiler.createSourceManager();
  std::string text(source), name(fileName);
  clang::FrontendInputFile input(llvm::MemoryBufferRef(text, name),
                                 clang::InputKind(clang::Language::CXX));
  compiler.getFrontendOpts().Inputs = {input};
  compiler.getFrontendOpts().DisableFree = false;
  compiler.setOutputStream(std::make_unique<llvm::raw_svector_ostream>(object));
  clang::EmitObjAction action;
  return compiler.ExecuteAction(action);
}

static bool compile(llvm::StringRef source, llvm::StringRef fileName,
                    const CompileOptions &options, Diagnostics &diagnostics,
                    llvm::SmallVectorImpl<char> &object) {
  clang::noteBottomOfStack();
  std::vector<std::string> strings = makeArguments(fileName, options);
  std::vector<const char *> arguments;
  arguments.reserve(strings.size());
  for (const std::string &string : strings)
    arguments.push_back(string.c_str());

  clang::CompilerInstance compiler;
  compiler.setVirtualFileSystem(makeFileSystem());
  compiler.setVerboseOutputStream(llvm::nulls());
  DiagnosticCollector collector(diagnostics);
  compiler.createDiagnostics(&collector, /*ShouldOwnClient=*/false);
  return clang::CompilerInvocation::CreateFromArgs(
             compiler.getInvocation(), arguments, compiler.getDiagnostics()) &&
         run(compiler, source, fileName, object);
}

static llvm::Error describeFailure(llvm::ArrayRef<CompileDiagnostic> diags) {
  for (const CompileDiagnostic &diag : diags) {
    if (diag.severity != CompileDiagnostic::Severity::Error)
      continue;
    if (diag.line == 0)
      return llvm::createStringError("cannot compile: " + diag.text);
    return llvm::createStringError(diag.file + ":" + llvm::Twine(diag.line) +
                                   ":" + llvm::Twine(diag.column) + ": " +
                                   diag.text);
  }
  return llvm::createStringError("cannot compile: Clang does not say why");
}

llvm::Expected<std::string>
detail::compileWithClang(llvm::StringRef source, llvm::StringRef fileName,
                         const CompileOptions &options,
                         Diagnostics &diagnostics) {
  static const bool noTarget = llvm::InitializeNativeTarget() ||
                               llvm::InitializeNativeTargetAsmPrinter() ||
                               llvm::InitializeNativeTargetAsmParser();
  if (noTarget)
    return llvm::createStringError("this LLVM does not compile for " +
                                   llvm::sys::getProcessTriple());
  size_t known = diagnostics.size();
  bool compiled = false;
  llvm::SmallVector<char, 0> object;
  // A thread for its stack: callers may have little left of theirs.
  llvm::CrashRecoveryContext().RunSafelyOnThread(
      [&] {
        compiled = compile(source, fileName, options, diagnostics, object);
      },
      stackBytes);
  if (!compiled)
    return describeFailure(llvm::ArrayRef(diagnostics).drop_front(known));
  return std::string(object.begin(), object.end());
}
