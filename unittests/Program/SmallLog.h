//===- SmallLog.h - Logs for tests ------------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_PROGRAM_SMALLLOG_H
#define MAPWRIGHT_UNITTESTS_PROGRAM_SMALLLOG_H

#include "mapwright/Program/WrapperLog.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include "gtest/gtest.h"

namespace mapwright {

/// Puts a log together line by line, as Realm prefixes it.
class SmallLog {
public:
  /// Lines that follow come from this rank and thread.
  SmallLog &from(unsigned newRank, llvm::StringRef newThread = "7f00") {
    rank = newRank;
    thread = newThread.str();
    return *this;
  }
  SmallLog &add(llvm::StringRef text) {
    return addRaw(llvm::formatv("[{0} - {1}]    1.234567 {{2}{{mapper}: {2}",
                                rank, thread, text)
                      .str());
  }
  SmallLog &addRaw(llvm::StringRef line) {
    text += line.str() + "\n";
    return *this;
  }
  /// Memories and processors of the rank: one SYSTEM_MEM, two LOC_PROC.
  SmallLog &addMachine() {
    std::string owner = llvm::formatv("{0,0+4}", llvm::utohexstr(rank, true));
    addMemories();
    add("Processors on rank 0:");
    for (char i : {'0', '1', '2'})
      add(llvm::formatv(
              "  1d{0}000000000{1} ({2}_PROC) can see 1e{0}0000000000(bw=100)",
              owner, i, i == '0' ? "UTIL" : "LOC")
              .str());
    return *this;
  }
  SmallLog &addMemories(llvm::StringRef bytes = "4096") {
    std::string owner = llvm::formatv("{0,0+4}", llvm::utohexstr(rank, true));
    add("Memories on rank 0:");
    return add(
        llvm::formatv("  1e{0}0000000000 (SYSTEM_MEM): {1} bytes", owner, bytes)
            .str());
  }

  std::string text;

private:
  unsigned rank = 0;
  std::string thread = "7f00";
};

inline LoggedRun readGood(llvm::StringRef text) {
  llvm::Expected<LoggedRun> run = readWrapperLog(text, "small.log");
  if (run)
    return std::move(*run);
  ADD_FAILURE() << llvm::toString(run.takeError());
  return LoggedRun();
}

inline std::string messageOf(llvm::StringRef text) {
  llvm::Expected<LoggedRun> run = readWrapperLog(text, "small.log");
  return run ? "accepted" : llvm::toString(run.takeError());
}

} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_PROGRAM_SMALLLOG_H
