//===- OutputFile.cpp - Outputs that appear only when complete ------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/OutputFile.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mapwright;
namespace fs = llvm::sys::fs;

static llvm::Error writeError(llvm::StringRef name, std::error_code code) {
  return llvm::createStringError(code, "cannot write '" + name +
                                           "': " + code.message());
}

static bool holds(llvm::StringRef path, uint64_t size,
                  llvm::StringRef contents) {
  if (size != contents.size())
    return false;
  auto existing = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                              /*RequiresNullTerminator=*/false);
  return existing && (*existing)->getBuffer() == contents;
}

/// Writes and reports what a destructor would turn into a fatal error.
static std::error_code writeAll(llvm::raw_fd_ostream &os,
                                llvm::StringRef contents) {
  os << contents;
  os.flush();
  std::error_code code = os.error();
  os.clear_error();
  return code;
}

llvm::Error OutputFile::writeToStdout() {
  std::error_code code = writeAll(llvm::outs(), contents);
  return code ? writeError("<stdout>", code) : llvm::Error::success();
}

llvm::Error OutputFile::writeInPlace(llvm::StringRef target) {
  std::error_code code;
  llvm::raw_fd_ostream os(target, code, fs::CD_OpenExisting, fs::FA_Write,
                          fs::OF_None);
  if (!code)
    code = writeAll(os, contents);
  return code ? writeError(path, code) : llvm::Error::success();
}

llvm::Error OutputFile::replace(llvm::StringRef target) {
  llvm::Expected<fs::TempFile> temporary =
      fs::TempFile::create(target + ".%%%%%%%%.tmp");
  if (!temporary)
    return writeError(path, llvm::errorToErrorCode(temporary.takeError()));
  std::error_code code;
  {
    llvm::raw_fd_ostream os(temporary->FD, /*shouldClose=*/false);
    code = writeAll(os, contents);
  }
  if (llvm::ErrorOr<fs::perms> perms = fs::getPermissions(target);
      !code && perms)
    code = fs::setPermissions(temporary->FD, *perms);
  if (!code) {
    llvm::Error error = temporary->keep(target);
    return error ? writeError(path, llvm::errorToErrorCode(std::move(error)))
                 : llvm::Error::success();
  }
  llvm::consumeError(temporary->discard());
  return writeError(path, code);
}

llvm::Error OutputFile::keep() {
  if (path == "-")
    return writeToStdout();
  fs::file_status status;
  if (fs::status(path, status) || !fs::exists(status))
    return replace(path);
  if (fs::is_directory(status))
    return writeError(path, std::make_error_code(std::errc::is_a_directory));
  if (!fs::is_regular_file(status))
    return writeInPlace(path);
  if (onlyIfChanged && holds(path, status.getSize(), contents))
    return llvm::Error::success();
  if (std::error_code code = fs::access(path, fs::AccessMode::Write))
    return writeError(path, code);
  llvm::SmallString<256> target;
  if (std::error_code code = fs::real_path(path, target))
    return writeError(path, code);
  return replace(target);
}
