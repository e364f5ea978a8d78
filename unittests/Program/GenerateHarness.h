//===- GenerateHarness.h - Looks into generated programs --------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_PROGRAM_GENERATEHARNESS_H
#define MAPWRIGHT_UNITTESTS_PROGRAM_GENERATEHARNESS_H

#include "mapwright/Program/Program.h"

#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

namespace mapwright {
namespace test {

/// Generates and verifies; an empty program if either fails.
inline Program generate(llvm::StringRef spec) {
  llvm::Expected<Program> program = generateProgram(spec);
  if (!program) {
    ADD_FAILURE() << spec.str() << ": " << llvm::toString(program.takeError());
    return {};
  }
  EXPECT_EQ(llvm::toString(verify(*program)), "") << spec.str();
  return std::move(*program);
}

/// Why generating fails; "" if it does not.
inline std::string explain(llvm::StringRef spec) {
  llvm::Expected<Program> program = generateProgram(spec);
  return program ? "" : llvm::toString(program.takeError());
}

inline const Partition &findPartition(const Program &program,
                                      llvm::StringRef name) {
  return *llvm::find_if(program.partitions, [&](const Partition &partition) {
    return partition.name == name;
  });
}

inline const TaskKind &findTask(const Program &program, llvm::StringRef name) {
  return *llvm::find_if(
      program.tasks, [&](const TaskKind &task) { return task.name == name; });
}

/// The first launch of a task kind.
inline const Statement *findLaunch(const Program &program,
                                   llvm::StringRef name) {
  const Statement *found = nullptr;
  forEachLaunch(program, [&](const Statement &statement) {
    if (!found && program.tasks[statement.launch.task].name == name)
      found = &statement;
  });
  return found;
}

/// The elements of a piece as ranges, "0..4 9..9" or "0,0..1,3".
inline std::string spell(const Partition &partition, unsigned color) {
  std::string text;
  for (uint32_t i = partition.offsets[color]; i < partition.offsets[color + 1];
       ++i) {
    std::string lo, hi;
    for (unsigned d = 0; d < partition.rects.getRank(); ++d) {
      lo += (d > 0 ? "," : "") + std::to_string(partition.rects.lo(i, d));
      hi += (d > 0 ? "," : "") + std::to_string(partition.rects.hi(i, d));
    }
    text += (text.empty() ? "" : " ") + lo + ".." + hi;
  }
  return text;
}

/// Point tasks of all launches, nested ones included.
inline uint64_t countTasks(llvm::ArrayRef<Statement> body, uint64_t times = 1) {
  uint64_t sum = 0;
  for (const Statement &statement : body) {
    uint64_t inner = times;
    if (statement.kind == StatementKind::Loop)
      inner *= statement.trips;
    if (statement.kind == StatementKind::Launch) {
      if (statement.launch.domain)
        inner *= *statement.launch.domain->volume();
      sum += inner;
    }
    sum += countTasks(statement.body, inner);
  }
  return sum;
}

/// The color a projection gives, row-major.
inline unsigned project(const Partition &partition,
                        const Projection &projection,
                        llvm::ArrayRef<int64_t> point,
                        llvm::ArrayRef<int64_t> loops,
                        llvm::ArrayRef<int64_t> outer) {
  auto dot = [](llvm::ArrayRef<int64_t> a, llvm::ArrayRef<int64_t> b) {
    int64_t sum = 0;
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i)
      sum += a[i] * b[i];
    return sum;
  };
  unsigned color = 0;
  for (size_t d = 0; d < projection.size(); ++d) {
    const AffineResult &result = projection[d];
    int64_t value = result.constant + dot(result.point, point) +
                    dot(result.loops, loops) + dot(result.outer, outer);
    if (result.modulus)
      value = (value % result.modulus + result.modulus) % result.modulus;
    color = color * (partition.colors.hi.at[d] + 1) + value;
  }
  return color;
}

} // namespace test
} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_PROGRAM_GENERATEHARNESS_H
