//===- PolicyTables.cpp - Asking a policy for what it states --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Policy/PolicyLibrary.h"

using namespace mapwright;

/// A region requirement as the ABI has it. Refers to the region it was made of.
class ABIRegion {
public:
  explicit ABIRegion(const PolicyRegion &region) {
    for (const std::string &name : region.names)
      names.push_back(name.c_str());
    value = {names.data(), static_cast<uint32_t>(names.size()),
             region.index.value_or(UINT32_MAX)};
  }
  ABIRegion(const ABIRegion &) = delete;
  ABIRegion &operator=(const ABIRegion &) = delete;

  const mw_region *get() const { return &value; }

private:
  llvm::SmallVector<const char *, 9> names;
  mw_region value;
};

/// Turns a list of kinds of the ABI into ours, which have the same numbers.
template <typename Kind, typename ABIKind>
static llvm::Expected<llvm::SmallVector<Kind>>
convertKinds(llvm::StringRef policy, llvm::StringRef function, uint32_t count,
             llvm::ArrayRef<ABIKind> kinds) {
  auto refuse = [&](llvm::StringRef what, uint32_t number) {
    return llvm::createStringError(
        "policy '" + policy + "' is broken: '" + function + "' answers with " +
        what + " " + llvm::Twine(number) + ", but there are only " +
        llvm::Twine(kinds.size()) + " kinds");
  };
  if (count > kinds.size())
    return refuse("a list of length", count);
  llvm::SmallVector<Kind> converted;
  for (ABIKind kind : kinds.take_front(count)) {
    auto number = static_cast<uint32_t>(kind);
    if (number >= kinds.size())
      return refuse("kind number", number);
    converted.push_back(static_cast<Kind>(number));
  }
  return converted;
}

llvm::Expected<llvm::SmallVector<ProcKind>>
PolicyLibrary::getKinds(llvm::StringRef task) const {
  mw_proc kinds[MW_PROC_KINDS] = {};
  uint32_t count = policy->kinds(task.str().c_str(), kinds);
  return convertKinds<ProcKind, mw_proc>(getName(), "kinds", count, kinds);
}

llvm::Expected<llvm::SmallVector<MemKind>>
PolicyLibrary::getMemories(llvm::StringRef task, const PolicyRegion &region,
                           ProcKind proc) const {
  mw_mem kinds[MW_MEM_KINDS] = {};
  uint32_t count =
      policy->memories(task.str().c_str(), ABIRegion(region).get(),
                       static_cast<mw_proc>(proc), kinds, MW_MEM_KINDS);
  return convertKinds<MemKind, mw_mem>(getName(), "memories", count, kinds);
}

llvm::Expected<std::optional<mw_layout>>
PolicyLibrary::getLayout(llvm::StringRef task, const PolicyRegion &region,
                         MemKind memory, ProcKind proc) const {
  mw_layout layout = {};
  mw_status status = policy->layout(task.str().c_str(), ABIRegion(region).get(),
                                    static_cast<mw_mem>(memory),
                                    static_cast<mw_proc>(proc), &layout);
  if (status == MW_OK)
    return layout;
  if (status == MW_DEFAULT)
    return std::nullopt;
  return llvm::createStringError("policy '" + getName() +
                                 "' is broken: 'layout' answers with status " +
                                 llvm::Twine(unsigned(status)));
}

std::optional<uint32_t>
PolicyLibrary::getInstanceLimit(llvm::StringRef task) const {
  uint32_t limit = policy->instance_limit(task.str().c_str());
  return limit == 0 ? std::nullopt : std::optional(limit);
}

bool PolicyLibrary::isCollected(llvm::StringRef task,
                                const PolicyRegion &region) const {
  return policy->collect(task.str().c_str(), ABIRegion(region).get()) != 0;
}

std::optional<bool> PolicyLibrary::isReplicated(llvm::StringRef task) const {
  int replicated = policy->replicate(task.str().c_str());
  return replicated < 0 ? std::nullopt : std::optional(replicated != 0);
}
