//===- PolicyFile.cpp - Policies that are loaded into a running program ---===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Common/PolicyFile.h"

#include "Common/Failure.h"

#include <climits>
#include <cstdlib>
#include <dlfcn.h>
#include <elf.h>
#include <fstream>
#include <vector>

using namespace mapwright::runtime;

[[noreturn]] static void refuse(const std::string &path,
                                const std::string &why) {
  Failure(path, "cannot load the policy: " + why, "")
      .note("MAPWRIGHT_MAPPER names a .mapper file, or a policy that "
            "'mapc app.mapper -o app.so' makes")
      .abortJob();
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

/// What of the header a policy for this machine has.
static const char *findHeaderMistake(const Elf64_Ehdr &header) {
#if defined(__x86_64__)
  constexpr unsigned machine = EM_X86_64;
#elif defined(__aarch64__)
  constexpr unsigned machine = EM_AARCH64;
#elif defined(__powerpc64__)
  constexpr unsigned machine = EM_PPC64;
#else
#error "add the ELF machine number of this processor"
#endif
  if (std::string(reinterpret_cast<const char *>(header.e_ident), SELFMAG) !=
      ELFMAG)
    return "it is no ELF shared object";
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != machine)
    return "it is built for another kind of machine";
  if (header.e_type != ET_DYN)
    return "it is no shared object; link it with -shared";
  return nullptr;
}

void mapwright::runtime::checkSharedObject(const std::string &path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file)
    refuse(path, "it cannot be opened");
  uint64_t size = file.tellg();
  Elf64_Ehdr header = {};
  file.seekg(0);
  if (!file.read(reinterpret_cast<char *>(&header), sizeof(header)))
    refuse(path, "it is no ELF shared object");
  if (const char *mistake = findHeaderMistake(header))
    refuse(path, mistake);
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  file.seekg(header.e_phoff);
  if (!file.read(reinterpret_cast<char *>(segments.data()),
                 segments.size() * sizeof(Elf64_Phdr)))
    refuse(path, "it is cut off");
  for (const Elf64_Phdr &segment : segments)
    if (segment.p_offset > size || segment.p_filesz > size - segment.p_offset)
      refuse(path, "it is cut off: it should have at least " +
                       std::to_string(segment.p_offset + segment.p_filesz) +
                       " bytes but has " + std::to_string(size));
}

//===----------------------------------------------------------------------===//
// The header of the policy
//===----------------------------------------------------------------------===//

static bool hasAllFunctions(const mw_policy &policy) {
  return policy.bind && policy.kinds && policy.memories && policy.layout &&
         policy.launch && policy.point && policy.single &&
         policy.instance_limit && policy.collect && policy.replicate;
}

/// The fields are read in this order: each says that the next ones are there.
static void checkPolicy(const std::string &path, const mw_policy *policy) {
  if (!policy)
    refuse(path, "it cannot serve this program, whose policy ABI is version " +
                     std::to_string(MW_ABI));
  if (policy->magic != MW_MAGIC)
    refuse(path, "what it exports is no policy");
  if (policy->abi != MW_ABI)
    refuse(path, "its policy ABI is version " + std::to_string(policy->abi) +
                     ", but this program's is " + std::to_string(MW_ABI) +
                     "; compile the mapper again");
  if (policy->size < sizeof(mw_policy))
    refuse(path, "its header is too short; compile the mapper again");
  if (!policy->name || !policy->source || !policy->producer ||
      !hasAllFunctions(*policy))
    refuse(path, "a part of it is missing; compile the mapper again");
}

const mw_policy &mapwright::runtime::loadPolicy(const std::string &path) {
  bool isSource = path.size() > 7 && path.substr(path.size() - 7) == ".mapper";
  std::string object = isSource ? compileMapper(path) : path;
  checkSharedObject(object);
  // Names without a slash would be looked up in the loader's search path.
  char absolute[PATH_MAX];
  if (!realpath(object.c_str(), absolute))
    refuse(object, "it cannot be found");
  void *library = dlopen(absolute, RTLD_NOW | RTLD_LOCAL);
  if (!library)
    refuse(object, dlerror());
  auto entry = reinterpret_cast<decltype(&mapwright_policy)>(
      dlsym(library, "mapwright_policy"));
  if (!entry)
    refuse(object, "it exports no function 'mapwright_policy'");
  const mw_policy *policy = entry(MW_ABI);
  checkPolicy(object, policy);
  return *policy;
}
