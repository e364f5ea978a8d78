//===- CompileClient.cpp - Opens the compile library ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompileService.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <dlfcn.h>
#include <mutex>

using namespace mapwright;
using detail::CompileService;

static std::string getDefaultLibrary() {
  static int anchor;
  llvm::SmallString<256> path(
      llvm::sys::fs::getMainExecutable(nullptr, &anchor));
  llvm::sys::path::remove_filename(path);
  llvm::sys::path::append(path, "..", "lib", "libMapwrightCompile.so");
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  return std::string(path);
}

/// Opens the library for good: Clang and LLVM register themselves for the exit
/// of the process.
static llvm::Expected<CompileService *> openLibrary(const std::string &path) {
  auto refuse = [&](const llvm::Twine &why) {
    return llvm::createStringError(
        std::make_error_code(std::errc::no_such_file_or_directory),
        "cannot compile here: the library with Clang and LLD, '" + path +
            "', " + why);
  };
  void *handle = dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (!handle)
    return refuse(llvm::Twine("cannot be loaded (") + dlerror() + ")");
  auto entry = reinterpret_cast<decltype(&mapwrightCompileService)>(
      dlsym(handle, "mapwrightCompileService"));
  CompileService *service =
      entry ? entry(detail::compileServiceVersion) : nullptr;
  if (!service)
    return refuse("belongs to another version of this program");
  return service;
}

static llvm::Expected<CompileService *>
getService(const CompileOptions &options) {
  static std::mutex mutex;
  static CompileService *service;
  std::lock_guard<std::mutex> lock(mutex);
  if (service && options.library.empty())
    return service;
  llvm::Expected<CompileService *> opened = openLibrary(
      options.library.empty() ? getDefaultLibrary() : options.library);
  if (opened && options.library.empty())
    service = *opened;
  return opened;
}

llvm::Expected<std::string>
mapwright::compileToObject(llvm::StringRef source, llvm::StringRef fileName,
                           const CompileOptions &options,
                           std::vector<CompileDiagnostic> &diagnostics) {
  llvm::Expected<CompileService *> service = getService(options);
  if (!service)
    return service.takeError();
  return (*service)->compile(source, fileName, options, diagnostics);
}

llvm::Expected<std::string>
mapwright::linkShared(llvm::StringRef object, const CompileOptions &options) {
  llvm::Expected<CompileService *> service = getService(options);
  if (!service)
    return service.takeError();
  return (*service)->link(object);
}
