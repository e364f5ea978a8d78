//===- RunLogFuzzer.cpp - Arbitrary bytes as Spy and Prof logs ------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/ImportRunFile.h"

using namespace mapwright;

/// The largest output, so that a packed input cannot take all the time.
static constexpr uint64_t maxUnpackedBytes = 1 << 20;

static void readProf(llvm::StringRef bytes) {
  llvm::Expected<ProfLog> log = readProfLog(bytes, "fuzz.prof");
  if (!log)
    return llvm::consumeError(log.takeError());
  for (const ProfTask &run : log->taskRuns)
    (void)run.getBusy();
}

static void readSpy(llvm::StringRef text) {
  llvm::Expected<SpyLog> log = readSpyLog(text, "fuzz.spy");
  if (!log)
    return llvm::consumeError(log.takeError());
  llvm::Expected<ImportedRun> run = importRun(*log);
  if (!run)
    llvm::consumeError(run.takeError());
  llvm::Expected<LoggedRun> logged = makeLoggedRun(*log);
  if (!logged)
    return llvm::consumeError(logged.takeError());
  logged->collectLaunches();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef bytes(reinterpret_cast<const char *>(data), size);
  if (bytes.starts_with("\x1f\x8b")) {
    auto unpacked = unpackGzip(bytes, "fuzz.gz", maxUnpackedBytes);
    if (!unpacked)
      llvm::consumeError(unpacked.takeError());
    return 0;
  }
  isProfLog(bytes) ? readProf(bytes) : readSpy(bytes);
  return 0;
}
