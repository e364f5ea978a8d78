//===- ProfLog.h - Legion Prof logs -----------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads what `-lg:prof` makes Legion write: when tasks ran, what the runtime
// itself did (meta tasks), instances and copies. The file begins with a text
// that describes its records (name, number, fields with type and size); records
// are decoded by that description, so that fields may come, go and move between
// versions of Legion. Times are nanoseconds.
//
// The size of a field of a field space is not read: Legion 25.06 writes the
// length of the field's name there. Spy logs have the sizes.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_PROGRAM_PROFLOG_H
#define MAPWRIGHT_PROGRAM_PROFLOG_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mapwright {

/// A time during which a task did not occupy its processor.
struct ProfWait {
  uint64_t start = 0; ///< it stops running
  uint64_t ready = 0; ///< what it waited for happened
  uint64_t end = 0;   ///< it runs again
};

/// A task of the program, or a meta task (`kind` is its number then).
struct ProfTask {
  uint64_t operation = 0; ///< 0: none, for meta tasks
  unsigned kind = 0;
  unsigned variant = 0;
  uint64_t processor = 0;
  uint64_t create = 0;
  uint64_t ready = 0;
  uint64_t start = 0;
  uint64_t stop = 0;
  /// GPU tasks: the time of their kernels on the device.
  uint64_t deviceStart = 0;
  uint64_t deviceStop = 0;
  std::vector<ProfWait> waits;

  /// Time on its processor: from start to stop without the waits.
  uint64_t getBusy() const;
};

struct ProfInstance {
  uint64_t memory = 0;
  uint64_t bytes = 0;
  uint64_t operation = 0; ///< that made it
};

/// A copy or a fill.
struct ProfCopy {
  uint64_t operation = 0;
  uint64_t bytes = 0;
  uint64_t start = 0;
  uint64_t stop = 0;
  bool isFill = false;
};

struct ProfLog {
  std::string name; ///< of the file, for messages
  std::map<unsigned, std::string> tasks;
  std::map<unsigned, std::string> metaTasks;
  std::map<uint64_t, unsigned> processors; ///< Realm's kinds
  std::vector<ProfTask> taskRuns;          ///< in the order of the file
  std::vector<ProfTask> metaRuns;
  std::vector<ProfInstance> instances;
  std::vector<ProfCopy> copies;
};

/// Whether `bytes` begins like a Prof log.
bool isProfLog(llvm::StringRef bytes);

/// Reads an unpacked Prof log. Errors are `NAME:LINE: what` in the describing
/// text and `NAME: byte OFFSET: what` in the records.
llvm::Expected<ProfLog> readProfLog(llvm::StringRef bytes,
                                    llvm::StringRef name);

} // namespace mapwright

#endif // MAPWRIGHT_PROGRAM_PROFLOG_H
