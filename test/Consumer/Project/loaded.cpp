//===- loaded.cpp - Asks the policy in a file -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <mapwright/Policy/PolicyLibrary.h>

#include <llvm/Support/raw_ostream.h>

using namespace mapwright;

/// Prints where the points 0 to 3 of a launch of `work` run.
static llvm::Error showLaunch(llvm::StringRef file) {
  auto policy = PolicyLibrary::load(file);
  if (!policy)
    return policy.takeError();
  auto machine = parseMachineSpec("nodes:2,GPU:2");
  if (!machine)
    return machine.takeError();
  auto bound = policy->bind(*machine);
  if (!bound)
    return bound.takeError();
  mw_domain domain = {1, {0}, {3}};
  auto launch = bound->launch("work", ProcKind::GPU, domain);
  if (!launch)
    return launch.takeError();
  if (!*launch)
    return llvm::createStringError("the policy has no map for `work`");
  for (int64_t point = domain.lo[0]; point <= domain.hi[0]; ++point) {
    auto place = (*launch)->evaluate(point);
    if (!place)
      return place.takeError();
    llvm::outs() << "point " << point << ": node " << place->node << " GPU "
                 << place->index << '\n';
  }
  return llvm::Error::success();
}

int main(int argc, char **argv) {
  if (argc != 2) {
    llvm::errs() << "usage: loaded POLICY.so\n";
    return 2;
  }
  if (llvm::Error error = showLaunch(argv[1])) {
    llvm::errs() << "loaded: " << llvm::toString(std::move(error)) << '\n';
    return 1;
  }
  return 0;
}
