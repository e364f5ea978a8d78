//===- WrapperLogFuzzer.cpp - Arbitrary bytes as a wrapper log ------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/WrapperLog.h"

using namespace mapwright;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  llvm::Expected<LoggedRun> run = readWrapperLog(text, "fuzz.log");
  if (!run) {
    llvm::consumeError(run.takeError());
    return 0;
  }
  for (const Launch &launch : run->collectLaunches())
    if (launch.domain)
      (void)launch.domain->volume();
  return 0;
}
