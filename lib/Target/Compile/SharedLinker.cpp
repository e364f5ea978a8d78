//===- SharedLinker.cpp - LLD in this process -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SharedLinker.h"

#include "ClangCompiler.h"
#include "EmbeddedFiles.h"

#include "mapwright/Support/TemporaryFolder.h"

#include "lld/Common/Driver.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Parallel.h"

#include <mutex>

LLD_HAS_DRIVER(elf)

using namespace mapwright;

namespace {
/// LLD resets all command-line options of the process to their defaults. Takes
/// those that were given out of its sight.
class HiddenOptions {
public:
  HiddenOptions() {
    for (auto &entry : llvm::cl::getRegisteredOptions())
      if (entry.second->getNumOccurrences() > 0)
        options.push_back(entry.second);
    // Those without a name are not among the registered ones.
    for (llvm::cl::Option *option :
         llvm::cl::SubCommand::getTopLevel().PositionalOpts)
      if (option->getNumOccurrences() > 0)
        options.push_back(option);
    for (llvm::cl::Option *option : options)
      option->removeArgument();
  }
  ~HiddenOptions() {
    for (llvm::cl::Option *option : options)
      option->addArgument();
  }
  HiddenOptions(const HiddenOptions &) = delete;
  HiddenOptions &operator=(const HiddenOptions &) = delete;

private:
  std::vector<llvm::cl::Option *> options;
};
} // namespace

static llvm::Error writeFile(const std::string &path, llvm::StringRef bytes) {
  std::error_code code;
  llvm::raw_fd_ostream stream(path, code);
  if (!code) {
    stream << bytes;
    stream.close();
    code = stream.error();
    stream.clear_error();
  }
  if (code)
    return llvm::createStringError(code, "cannot write the temporary file '" +
                                             path + "': " + code.message());
  return llvm::Error::success();
}

static llvm::Expected<std::string> readFile(const std::string &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return llvm::createStringError(buffer.getError(),
                                   "cannot read the temporary file '" + path +
                                       "': " + buffer.getError().message());
  return (*buffer)->getBuffer().str();
}

/// Whether the object calls a function of Freestanding/Memory.cpp.
static llvm::Expected<bool> needsMemoryFunctions(llvm::StringRef bytes) {
  auto object = llvm::object::ObjectFile::createObjectFile(
      llvm::MemoryBufferRef(bytes, "object"));
  if (!object)
    return object.takeError();
  for (const llvm::object::SymbolRef &symbol : (*object)->symbols()) {
    llvm::Expected<uint32_t> flags = symbol.getFlags();
    if (!flags)
      return flags.takeError();
    if (!(*flags & llvm::object::SymbolRef::SF_Undefined))
      continue;
    llvm::Expected<llvm::StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    if (name->starts_with("mem"))
      return true;
  }
  return false;
}

static llvm::Expected<std::string> compileMemoryFunctions() {
  std::vector<CompileDiagnostic> diagnostics;
  return detail::compileWithClang(detail::getMemoryFunctions(), "Memory.cpp",
                                  CompileOptions(), diagnostics);
}

/// Runs LLD on files, one at a time: its state is global.
static llvm::Error runLLD(llvm::ArrayRef<std::string> inputs,
                          const std::string &output) {
  static std::mutex mutex;
  static bool broken = false;
  std::lock_guard<std::mutex> lock(mutex);
  if (broken)
    return llvm::createStringError("cannot link: LLD crashed before");

  std::vector<const char *> arguments = {"ld.lld",
                                         "-shared",
                                         "-nostdlib",
                                         "--no-undefined",
                                         "--gc-sections",
                                         "--hash-style=gnu",
                                         "--build-id=sha1",
                                         "-z",
                                         "noexecstack",
                                         "-z",
                                         "relro",
                                         "-z",
                                         "now",
                                         "--threads=1",
                                         "--color-diagnostics=never",
                                         "-o",
                                         output.c_str()};
  for (const std::string &input : inputs)
    arguments.push_back(input.c_str());

  HiddenOptions hidden;
  llvm::scope_exit restoreThreads([before = llvm::parallel::strategy] {
    llvm::parallel::strategy = before;
  });
  std::string text;
  llvm::raw_string_ostream messages(text);
  lld::Result result = lld::lldMain(arguments, llvm::nulls(), messages,
                                    {{lld::Gnu, &lld::elf::link}});
  broken = !result.canRunAgain;
  if (result.retCode != 0)
    return llvm::createStringError("cannot link: " +
                                   llvm::StringRef(text).trim());
  return llvm::Error::success();
}

llvm::Expected<std::string> detail::linkWithLLD(llvm::StringRef object) {
  llvm::Expected<TemporaryFolder> folder = TemporaryFolder::create();
  if (!folder)
    return folder.takeError();
  std::vector<std::string> inputs = {folder->file("policy.o")};
  if (llvm::Error error = writeFile(inputs[0], object))
    return error;
  llvm::Expected<bool> needsMemory = needsMemoryFunctions(object);
  if (!needsMemory)
    return needsMemory.takeError();
  if (*needsMemory) {
    llvm::Expected<std::string> memory = compileMemoryFunctions();
    if (!memory)
      return memory.takeError();
    inputs.push_back(folder->file("memory.o"));
    if (llvm::Error error = writeFile(inputs[1], *memory))
      return error;
  }
  std::string output = folder->file("policy.so");
  if (llvm::Error error = runLLD(inputs, output))
    return error;
  return readFile(output);
}
