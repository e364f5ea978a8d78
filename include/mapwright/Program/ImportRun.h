//===- ImportRun.h - Programs from logs of runs -----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Makes the program of a run from its Spy log: regions and partitions with
// their names and rectangles, task kinds, and launches in program order, with
// loops where consecutive launches repeat. What a log shows only in part is
// documented in docs/calibration.md.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_PROGRAM_IMPORTRUN_H
#define MAPWRIGHT_PROGRAM_IMPORTRUN_H

#include "mapwright/Program/ProfLog.h"
#include "mapwright/Program/SpyLog.h"

namespace mapwright {

/// The program of a run.
struct ImportedRun {
  Program program;
  /// The operations of the log that each launch statement stands for, in
  /// program order; by launch id (pre-order, as forEachLaunch() visits them).
  std::vector<std::vector<uint64_t>> operations;
  /// What the run did and the program does not have: sentences for people.
  std::vector<std::string> notes;
};

/// Imports the run of a Spy log. `prof`, its Prof log, shows where the
/// top-level task blocked; without it a timing operation is taken for a place
/// where it did. The result keeps verify(). Refused, as `NAME:LINE: what`: logs
/// that lack points of a launch, tasks that launch different things at
/// different points, and requirements whose pieces are no affine function of
/// the point.
llvm::Expected<ImportedRun> importRun(const SpyLog &spy,
                                      const ProfLog *prof = nullptr);

/// Imports the run of a mapper-wrapper log as far as it goes. Such a log shows
/// no extents, sizes, names of regions, futures or fences. Each region is one
/// element of its tree, so that launches depend on each other where they use
/// the same region and nowhere else; fields have 8 bytes. The notes say so.
/// Points that no rank of the log mapped get regions of their own. `operations`
/// stays empty.
llvm::Expected<ImportedRun> importRun(const LoggedRun &logged,
                                      llvm::StringRef name);

} // namespace mapwright

#endif // MAPWRIGHT_PROGRAM_IMPORTRUN_H
