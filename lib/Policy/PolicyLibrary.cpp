//===- PolicyLibrary.cpp - Loading compiled policies ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Policy/PolicyLibrary.h"

#include "PolicyFile.h"
#include "mapwright/Support/InputFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

#include <dlfcn.h>
#include <link.h>

using namespace mapwright;
namespace fs = llvm::sys::fs;

/// Far above any policy: one of 10^4 statements has some MiB.
static constexpr uint64_t largestFile = uint64_t(1) << 28;
/// What a policy may ask for at most as storage, in bytes.
static constexpr size_t largestStorage = size_t(1) << 30;

static llvm::Error refuse(const llvm::Twine &why) {
  return llvm::createStringError(
      std::make_error_code(std::errc::executable_format_error), why);
}

//===----------------------------------------------------------------------===//
// The header
//===----------------------------------------------------------------------===//

static llvm::Error checkFunctions(const mw_policy &policy) {
  const std::pair<const char *, bool> functions[] = {
      {"bind", policy.bind},         {"kinds", policy.kinds},
      {"memories", policy.memories}, {"layout", policy.layout},
      {"launch", policy.launch},     {"point", policy.point},
      {"single", policy.single},     {"instance_limit", policy.instance_limit},
      {"collect", policy.collect},   {"replicate", policy.replicate}};
  for (const auto &[name, given] : functions)
    if (!given)
      return refuse("its function '" + llvm::Twine(name) + "' is missing");
  return llvm::Error::success();
}

/// The fields are read in this order: each says that the next ones are there.
static llvm::Error checkHeader(const mw_policy *policy) {
  if (!policy)
    return refuse("it cannot serve this host, whose policy ABI is version " +
                  llvm::Twine(unsigned(MW_ABI)));
  if (policy->magic != MW_MAGIC)
    return refuse("not a policy: it starts with the number 0x" +
                  llvm::utohexstr(policy->magic) + " instead of 0x" +
                  llvm::utohexstr(MW_MAGIC));
  if (policy->abi != MW_ABI)
    return refuse("its policy ABI is version " + llvm::Twine(policy->abi) +
                  ", but this host's is " + llvm::Twine(unsigned(MW_ABI)) +
                  "; compile the mapper again");
  if (policy->size < sizeof(mw_policy))
    return refuse("its header has " + llvm::Twine(policy->size) +
                  " bytes, but a policy of ABI version " +
                  llvm::Twine(unsigned(MW_ABI)) + " has at least " +
                  llvm::Twine(sizeof(mw_policy)));
  if (!policy->name || !policy->source || !policy->producer)
    return refuse("its name, source or producer is missing");
  if (llvm::Error error = checkFunctions(*policy))
    return error;
  if (policy->machine_bytes > largestStorage ||
      policy->launch_bytes > largestStorage)
    return refuse("it asks for " + formatBytes(policy->machine_bytes) +
                  " of storage for a machine and " +
                  formatBytes(policy->launch_bytes) +
                  " for a launch; the limit is " + formatBytes(largestStorage));
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

/// A path the dynamic loader takes as it is: with a slash, and without looking
/// into its search path.
static llvm::Expected<std::string> findFile(llvm::StringRef path) {
  llvm::SmallString<256> absolute(path);
  if (std::error_code code = fs::make_absolute(absolute))
    return llvm::createStringError(code, code.message());
  fs::file_status status;
  if (std::error_code code = fs::status(absolute, status))
    return llvm::createStringError(code, code.message());
  if (fs::is_directory(status))
    return refuse("it is a directory");
  if (!fs::is_regular_file(status))
    return refuse("it is no regular file");
  return std::string(absolute);
}

/// What the dynamic loader has put in memory for `handle`.
static detail::LoadedImage findImage(void *handle) {
  link_map *loaded = nullptr;
  if (dlinfo(handle, RTLD_DI_LINKMAP, static_cast<void *>(&loaded)) != 0)
    return {};
  detail::LoadedImage image;
  image.base = loaded->l_addr;
  dl_iterate_phdr(
      [](dl_phdr_info *info, size_t, void *argument) {
        auto *image = static_cast<detail::LoadedImage *>(argument);
        if (info->dlpi_addr != image->base)
          return 0;
        image->programHeaders = {
            reinterpret_cast<const char *>(info->dlpi_phdr),
            info->dlpi_phnum * sizeof(*info->dlpi_phdr)};
        return 1;
      },
      &image);
  return image;
}

static std::string takeLoaderMessage() {
  const char *message = dlerror();
  return message ? message : "the dynamic loader does not say why";
}

/// Opens a file that has been checked, as `bytes`.
static llvm::Expected<std::shared_ptr<void>>
openLibrary(const std::string &path, llvm::MemoryBufferRef bytes) {
  void *handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return refuse(takeLoaderMessage());
  std::shared_ptr<void> library(handle, [](void *handle) { dlclose(handle); });
  // The dynamic loader knows a library by its path: while an old one is in use
  // it hands that out for a new file of the same name.
  if (!detail::isImageOf(bytes, findImage(handle)))
    return refuse("another policy was loaded from this path and is still in "
                  "use; give the new one another name");
  return library;
}

static llvm::Expected<std::shared_ptr<const mw_policy>>
openPolicy(llvm::StringRef path) {
  llvm::Expected<std::string> absolute = findFile(path);
  if (!absolute)
    return absolute.takeError();
  auto bytes = readInput(*absolute, largestFile);
  if (!bytes)
    return bytes.takeError();
  if (llvm::Error error = detail::checkPolicyFile((*bytes)->getMemBufferRef()))
    return error;
  auto library = openLibrary(*absolute, (*bytes)->getMemBufferRef());
  if (!library)
    return library.takeError();
  auto entry = reinterpret_cast<decltype(&mapwright_policy)>(
      dlsym(library->get(), detail::policySymbol));
  if (!entry)
    return refuse(takeLoaderMessage());
  const mw_policy *policy = entry(MW_ABI);
  if (llvm::Error error = checkHeader(policy))
    return error;
  return std::shared_ptr<const mw_policy>(*library, policy);
}

llvm::Expected<PolicyLibrary> PolicyLibrary::load(llvm::StringRef path) {
  auto policy = openPolicy(path);
  if (policy)
    return PolicyLibrary(std::move(*policy));
  std::error_code code;
  std::string why;
  llvm::handleAllErrors(policy.takeError(),
                        [&](const llvm::ErrorInfoBase &error) {
                          code = error.convertToErrorCode();
                          why = error.message();
                        });
  return llvm::createStringError(code,
                                 "cannot load policy '" + path + "': " + why);
}
