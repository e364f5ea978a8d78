//===- Launch.h - Launches of tasks -----------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_PROGRAM_LAUNCH_H
#define MAPWRIGHT_PROGRAM_LAUNCH_H

#include "mapwright/Machine/Machine.h"

#include <cstddef>
#include <memory>

namespace mapwright {

/// A launch domain is at most this deep (FUN4).
constexpr unsigned maxLaunchRank = 9;

/// A point of a launch domain.
struct Point {
  unsigned rank = 0;
  std::array<int64_t, maxLaunchRank> at = {};

  bool operator==(const Point &other) const;
  /// Row-major order: dimension 0 is the slowest.
  bool operator<(const Point &other) const;
};

/// A dense rectangle, both ends included; empty if hi < lo in some dimension.
struct Rect {
  Point lo;
  Point hi;

  unsigned rank() const { return lo.rank; }
  bool empty() const;
  bool contains(const Point &point) const;
  /// Number of points, none if it does not fit 64 bits.
  std::optional<uint64_t> volume() const;
};

/// A launch domain: the union of disjoint rectangles. One rectangle is a dense
/// domain, several (or none) a sparse one; FUN4 says what a mapper sees of it.
struct Domain {
  unsigned rank = 1;
  std::vector<Rect> rects;

  bool empty() const;
  /// The smallest rectangle around all points.
  Rect bounds() const;
  std::optional<uint64_t> volume() const;
};

/// One launch as a mapper sees it.
struct Launch {
  std::string task;
  /// The processor kind, where the user gave one (`task[4]:GPU`).
  std::optional<ProcKind> kind;
  /// An index launch's domain; none for a single launch.
  std::optional<Domain> domain;
  /// Where the launching task runs, for single launches.
  std::optional<Place> parent;
};

/// The highest rank of the launches' domains, at least 1: what maps have to be
/// compiled for.
unsigned getHighestRank(llvm::ArrayRef<Launch> launches);

/// Parses LAUNCH of design section 10: `TASK[e,...][:KIND]` with e = `N` (0 to
/// N-1) or `LO..HI` (both included), or `TASK[:KIND][@PARENT_KIND:NODE.INDEX]`
/// for a single launch. TASK may be quoted. N may be 0: an empty domain.
llvm::Expected<Launch> parseLaunchSpec(llvm::StringRef spec);

} // namespace mapwright

#endif // MAPWRIGHT_PROGRAM_LAUNCH_H
