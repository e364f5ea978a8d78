//===- RandomMapper.h - Random mappers for a program ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Mappers over all statements of the language, for the tasks and regions of a
// program. Most of the text is right; what it asks for need not be possible.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_BENCHMARKS_CHECKS_RANDOMMAPPER_H
#define MAPWRIGHT_BENCHMARKS_CHECKS_RANDOMMAPPER_H

#include "mapwright/Program/Program.h"

#include "llvm/ADT/ArrayRef.h"

#include <random>

namespace mapwright {

class RandomMapper {
public:
  /// The text is a function of program and seed.
  RandomMapper(const Program &program, unsigned seed)
      : program(program), random(seed) {}

  std::string makeText();

private:
  /// 0 to n-1.
  unsigned pick(unsigned n) { return random() % n; }
  bool chance(unsigned percent) { return pick(100) < percent; }
  std::string pickOf(llvm::ArrayRef<llvm::StringRef> words);
  /// Some words, different ones, in random order.
  std::string listOf(llvm::ArrayRef<llvm::StringRef> words, unsigned atMost);

  const TaskKind &pickTask();
  std::string makeTask(const TaskKind &task, unsigned starPercent);
  std::string makeRegion(const TaskKind &task);
  std::string makeProc();
  std::string makeLayoutWords();

  void addTasks();
  void addRegions();
  void addLayouts();
  void addMaps();
  void addLimits();

  /// The name of a function for launches of this rank; 0: single launches.
  std::string addFunction(unsigned rank);
  std::string makeSpace(unsigned &rank);
  std::string makeIndex(unsigned launchRank, unsigned dim);
  std::string makeTerm(unsigned launchRank);

  const Program &program;
  std::mt19937 random;
  std::string text;
  unsigned numFunctions = 0;
};

} // namespace mapwright

#endif // MAPWRIGHT_BENCHMARKS_CHECKS_RANDOMMAPPER_H
