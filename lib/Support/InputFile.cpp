//===- InputFile.cpp - Bounded reading of files ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/InputFile.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"

using namespace mapwright;
namespace fs = llvm::sys::fs;

using Bytes = llvm::SmallVector<char, 0>;

static llvm::Error readError(llvm::StringRef name, std::error_code code,
                             const llvm::Twine &why) {
  return llvm::createStringError(code, "cannot read '" + name + "': " + why);
}

static llvm::Error readError(llvm::StringRef name, llvm::Error error) {
  std::error_code code = llvm::errorToErrorCode(std::move(error));
  return readError(name, code, code.message());
}

/// Appends at most `count` bytes of `file`; fewer only at its end.
static llvm::Error readBytes(fs::file_t file, uint64_t count, Bytes &bytes) {
  constexpr uint64_t chunkBytes = 1 << 16;
  while (count > 0) {
    size_t size = bytes.size();
    size_t wanted = std::min(count, chunkBytes);
    bytes.resize_for_overwrite(size + wanted);
    llvm::Expected<size_t> got = fs::readNativeFile(
        file, llvm::MutableArrayRef<char>(bytes).drop_front(size));
    bytes.truncate(size + (got ? *got : 0));
    if (!got)
      return got.takeError();
    if (*got == 0)
      break;
    count -= *got;
  }
  return llvm::Error::success();
}

static llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
readOpenFile(fs::file_t file, llvm::StringRef name, uint64_t limitBytes) {
  auto tooLarge = [&] {
    return readError(name, std::make_error_code(std::errc::file_too_large),
                     "larger than " + formatBytes(limitBytes));
  };
  fs::file_status status;
  if (std::error_code code = fs::status(file, status))
    return readError(name, code, code.message());
  if (fs::is_directory(status))
    return readError(name, std::make_error_code(std::errc::is_a_directory),
                     "it is a directory");
  Bytes bytes;
  if (fs::is_regular_file(status)) {
    if (status.getSize() > limitBytes)
      return tooLarge();
    bytes.reserve(status.getSize() + 1);
  }
  if (llvm::Error error = readBytes(file, limitBytes + 1, bytes))
    return readError(name, std::move(error));
  if (bytes.size() > limitBytes)
    return tooLarge();
  return std::make_unique<llvm::SmallVectorMemoryBuffer>(
      std::move(bytes), name, /*RequiresNullTerminator=*/true);
}

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
mapwright::readInput(llvm::StringRef path, uint64_t limitBytes) {
  if (path == "-")
    return readOpenFile(fs::getStdinHandle(), "<stdin>", limitBytes);
  llvm::Expected<fs::file_t> file = fs::openNativeFileForRead(path);
  if (!file)
    return readError(path, file.takeError());
  llvm::scope_exit close([&] { fs::closeFile(*file); });
  return readOpenFile(*file, path, limitBytes);
}

std::string mapwright::formatBytes(uint64_t bytes) {
  static constexpr const char *units[] = {"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024)
    return llvm::formatv("{0} {1}", bytes, bytes == 1 ? "byte" : "bytes");
  double value = bytes / 1024.0;
  size_t unit = 0;
  while (value >= 1024.0 && unit + 1 < std::size(units)) {
    value /= 1024.0;
    ++unit;
  }
  bool whole = value == static_cast<double>(static_cast<uint64_t>(value));
  return llvm::formatv(whole ? "{0:F0} {1}" : "{0:F1} {1}", value, units[unit]);
}
