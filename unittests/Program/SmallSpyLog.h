//===- SmallSpyLog.h - Spy logs for tests ------------------------*- C++
//-*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_PROGRAM_SMALLSPYLOG_H
#define MAPWRIGHT_UNITTESTS_PROGRAM_SMALLSPYLOG_H

#include "mapwright/Program/ImportRunFile.h"

#include "llvm/Support/FormatVariadic.h"

#include "gtest/gtest.h"

namespace mapwright {

/// Puts a Spy log together statement by statement. It begins with one CPU, one
/// utility processor, a memory, and the top-level task 1.
class SmallSpyLog {
public:
  SmallSpyLog() {
    add("Processor 1d00000000000000 3");
    add("Processor 1d00000000000001 2");
    add("Memory 1e00000000000000 4096 2");
    add("Processor Memory 1d00000000000001 1e00000000000000 100 5");
    add("Task ID Name 0 top");
    add("Top Task 0 0 1 top");
    add("Individual Task 0 0 1 top");
  }

  SmallSpyLog &add(const std::string &statement) {
    text += "[0 - 7f00]    1.234567 {3}{legion_spy}: " + statement + "\n";
    return *this;
  }

  /// Region tree 1: elements 0 to 4 * pieces - 1 with fields of 4 and 8 bytes,
  /// and partition 1 of it: spaces 100 (hexadecimal) and on, 4 elements each.
  SmallSpyLog &addData(unsigned pieces) {
    add("Index Space 1 0 ");
    add(llvm::formatv("Index Space Rect 1 1 0 {0}", 4 * pieces - 1).str());
    add("Index Space Name 1 elements");
    add("Field Space 1 0 ").add("Field Creation 1 0 4 ");
    add("Field Name 1 0 first").add("Field Creation 1 1 8 ");
    add("Region 1 1 1 0 ").add("Logical Region Name 1 1 1 all");
    add("Index Partition 1 1 2 2 0 0 ").add("Index Partition Name 1 blocks");
    for (unsigned i = 0; i < pieces; ++i) {
      add(llvm::formatv("Index Subspace 1 {0:x-} 0 1 {1}", 0x100 + i, i).str());
      add(llvm::formatv("Index Space Rect {0:x-} 1 {1} {2}", 0x100 + i, 4 * i,
                        4 * i + 3)
              .str());
    }
    return *this;
  }

  /// Launches task `task` at position `position` over `pieces` points; point i
  /// has operation id + 1 + i and reads and writes piece `pieceOf(i)`.
  template <typename Function>
  SmallSpyLog &addLaunch(unsigned id, unsigned position, unsigned task,
                         unsigned pieces, Function pieceOf) {
    add(llvm::formatv("Index Task 1 {0} {1} task{0}", task, id).str());
    add(llvm::formatv("Operation Index 1 {0} {1}", position, id).str());
    add(llvm::formatv("Logical Requirement {0} 0 0 1 1 1 7 0 0 1", id).str());
    add(llvm::formatv("Logical Requirement Field {0} 0 0", id).str());
    add(llvm::formatv("Index Launch Rect {0} 1 0 {1}", id, pieces - 1).str());
    for (unsigned i = 0; i < pieces; ++i) {
      unsigned point = id + 1 + i;
      add(llvm::formatv("Index Slice {0} {1}", id, 1000 + point).str());
      add(llvm::formatv("Slice Point {0} {1} 1 {2}", 1000 + point, point, i)
              .str());
      add(llvm::formatv("Logical Requirement {0} 0 1 {1:x-} 1 1 7 0 0 1", point,
                        0x100 + pieceOf(i))
              .str());
      add(llvm::formatv("Task Processor {0} 1d00000000000001", point).str());
    }
    return *this;
  }
  SmallSpyLog &addLaunch(unsigned id, unsigned position, unsigned task,
                         unsigned pieces) {
    return addLaunch(id, position, task, pieces, [](unsigned i) { return i; });
  }

  std::string text;
};

inline SpyLog readGoodSpy(llvm::StringRef text) {
  llvm::Expected<SpyLog> log = readSpyLog(text, "small.spy");
  if (log)
    return std::move(*log);
  ADD_FAILURE() << llvm::toString(log.takeError());
  return SpyLog();
}

inline std::string spyMessageOf(llvm::StringRef text) {
  llvm::Expected<SpyLog> log = readSpyLog(text, "small.spy");
  return log ? "accepted" : llvm::toString(log.takeError());
}

inline ImportedRun importGood(llvm::StringRef text) {
  SpyLog log = readGoodSpy(text);
  llvm::Expected<ImportedRun> run = importRun(log);
  if (run)
    return std::move(*run);
  ADD_FAILURE() << llvm::toString(run.takeError());
  return ImportedRun();
}

inline std::string importMessageOf(llvm::StringRef text) {
  SpyLog log = readGoodSpy(text);
  llvm::Expected<ImportedRun> run = importRun(log);
  return run ? "accepted" : llvm::toString(run.takeError());
}

/// A run of the repository, "circuit-p4c2".
inline RunFiles loadOwnRun(const std::string &name) {
  std::string base = MAPWRIGHT_TEST_INPUTS "/legion/" + name;
  llvm::Expected<RunFiles> run =
      loadRun(base + ".spy.log.gz", base + ".prof.gz");
  if (run)
    return std::move(*run);
  ADD_FAILURE() << llvm::toString(run.takeError());
  return RunFiles();
}

/// An unpacked file of the repository.
inline std::string unpackOwn(const std::string &name) {
  auto file = readRunFile(MAPWRIGHT_TEST_INPUTS "/legion/" + name, maxLogBytes);
  if (file)
    return (*file)->getBuffer().str();
  ADD_FAILURE() << llvm::toString(file.takeError());
  return "";
}

} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_PROGRAM_SMALLSPYLOG_H
