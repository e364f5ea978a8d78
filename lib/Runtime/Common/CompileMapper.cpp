//===- CompileMapper.cpp - Compiling a mapper at the start of a program ---===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Common/PolicyFile.h"

#include "Common/Digest.h"
#include "Common/Failure.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fstream>
#include <spawn.h>
#include <sstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mapwright::runtime;

extern char **environ;

[[noreturn]] static void refuse(const std::string &path,
                                const std::string &why) {
  Failure(path, "cannot compile the mapper: " + why, "").abortJob();
}

static std::string getVariable(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

/// Makes all folders on the way to `path`, too.
static void makeFolder(const std::string &path) {
  for (size_t end = 1; end != std::string::npos;) {
    end = path.find('/', end + 1);
    std::string part = path.substr(0, end);
    if (mkdir(part.c_str(), 0777) != 0 && errno != EEXIST)
      refuse(part, std::strerror(errno));
  }
}

static std::string findCache() {
  std::string folder = getVariable("MAPWRIGHT_CACHE");
  if (!folder.empty())
    return folder;
  std::string base = getVariable("XDG_CACHE_HOME");
  if (base.empty()) {
    base = getVariable("HOME");
    base = base.empty() ? "/tmp" : base + "/.cache";
  }
  return base + "/mapwright";
}

/// MAPWRIGHT_MAPC, the compiler that is installed with this library, or the one
/// of the search path.
static std::string findCompiler() {
  std::string named = getVariable("MAPWRIGHT_MAPC");
  if (!named.empty())
    return named;
  Dl_info self;
  if (dladdr(reinterpret_cast<void *>(&compileMapper), &self)) {
    std::string library = self.dli_fname;
    size_t slash = library.rfind('/');
    std::string beside =
        library.substr(0, slash == std::string::npos ? 0 : slash) +
        "/../bin/mapc";
    if (access(beside.c_str(), X_OK) == 0)
      return beside;
  }
  return "mapc";
}

static std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    refuse(path, std::strerror(errno));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Runs the compiler; its messages go to the standard error of this program.
static void runCompiler(const std::string &path, const std::string &output) {
  std::string compiler = findCompiler();
  std::string option = "--emit=shared";
  const char *arguments[] = {compiler.c_str(), path.c_str(),
                             option.c_str(),   "-o",
                             output.c_str(),   nullptr};
  pid_t child = 0;
  int error = posix_spawnp(&child, compiler.c_str(), nullptr, nullptr,
                           const_cast<char *const *>(arguments), environ);
  if (error != 0)
    refuse(path, "cannot start " + compiler + ": " + std::strerror(error));
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR)
      refuse(path, std::strerror(errno));
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    refuse(path, "its mistakes are shown above");
}

std::string mapwright::runtime::compileMapper(const std::string &path) {
  Digest content;
  content.add(path);
  content.add(readFile(path));
  content.add(uint64_t(MW_ABI));
  std::ostringstream name;
  name << std::hex << content.get() << ".so";
  std::string folder = findCache();
  makeFolder(folder);
  std::string object = folder + "/" + name.str();
  if (access(object.c_str(), R_OK) == 0)
    return object;
  // Several ranks may compile at the same time; whoever comes last puts the
  // same file in place once more.
  char host[64] = "";
  gethostname(host, sizeof(host) - 1);
  std::string temporary = object + "." + host + "." + std::to_string(getpid());
  runCompiler(path, temporary);
  if (rename(temporary.c_str(), object.c_str()) != 0)
    refuse(object, std::strerror(errno));
  return object;
}
