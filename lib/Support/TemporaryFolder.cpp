//===- TemporaryFolder.cpp - A folder that goes away ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/TemporaryFolder.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mapwright;
namespace fs = llvm::sys::fs;

llvm::Expected<TemporaryFolder> TemporaryFolder::create() {
  llvm::SmallString<128> path;
  std::error_code code;
  for (unsigned attempt = 0; attempt < 16; ++attempt) {
    fs::createUniquePath("mapwright-%%%%%%%%%%%%", path, /*MakeAbsolute=*/true);
    code = fs::create_directory(path, /*IgnoreExisting=*/false,
                                fs::perms::owner_all);
    if (!code)
      return TemporaryFolder(path);
    if (code != std::errc::file_exists)
      break;
  }
  return llvm::createStringError(
      code, "cannot make a folder for temporary files, '" + path +
                "': " + code.message() +
                "; set TMPDIR to a folder that can be written to");
}

TemporaryFolder::~TemporaryFolder() {
  if (path.empty())
    return;
  // Nothing can be done about a folder that stays.
  [[maybe_unused]] std::error_code code = fs::remove_directories(path);
}

std::string TemporaryFolder::file(llvm::StringRef name) const {
  llvm::SmallString<128> file(path);
  llvm::sys::path::append(file, name);
  return std::string(file);
}
