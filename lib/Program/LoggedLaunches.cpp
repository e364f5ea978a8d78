//===- LoggedLaunches.cpp - Launches of a logged run ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LogValues.h"

#include "mapwright/Program/WrapperLog.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

#include <deque>
#include <map>
#include <set>

using namespace mapwright;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Domains
//===----------------------------------------------------------------------===//

/// Whether `next` is the point behind `point` in the last dimension.
static bool follows(const Point &next, const Point &point) {
  unsigned last = point.rank - 1;
  return std::equal(point.at.begin(), point.at.begin() + last,
                    next.at.begin()) &&
         point.at[last] != INT64_MAX && next.at[last] == point.at[last] + 1;
}

/// One rectangle if the disjoint `rects` fill their bounding box, else them.
static Domain joinRects(unsigned rank, std::vector<Rect> rects) {
  Domain domain{rank, std::move(rects)};
  std::optional<uint64_t> volume = domain.volume();
  Rect bounds = domain.bounds();
  if (!domain.empty() && volume && bounds.volume() == volume)
    domain.rects = {bounds};
  return domain;
}

static Domain domainOf(std::vector<Point> points) {
  llvm::sort(points);
  points.erase(llvm::unique(points), points.end());

  std::vector<Rect> runs;
  for (const Point &point : points) {
    if (!runs.empty() && follows(point, runs.back().hi))
      runs.back().hi = point;
    else
      runs.push_back({point, point});
  }
  return joinRects(points.empty() ? 1 : points.front().rank, std::move(runs));
}

static Domain domainOf(const LoggedSharding &sharding) {
  std::vector<Point> points;
  for (const LoggedShard &point : sharding.points)
    points.push_back(point.point);
  return domainOf(std::move(points));
}

/// The part of a launch that one shard runs.
static Domain shardOf(const LoggedSharding &sharding, unsigned shard) {
  std::vector<Point> points;
  for (const LoggedShard &point : sharding.points)
    if (point.shard == shard)
      points.push_back(point.point);
  return domainOf(std::move(points));
}

static Domain domainOf(const LoggedSlicing &slicing) {
  std::vector<Rect> rects;
  for (const LoggedSlice &slice : slicing.slices)
    llvm::copy_if(slice.domain.rects, std::back_inserter(rects),
                  [](const Rect &rect) { return !rect.empty(); });
  auto isBefore = [](const Rect &a, const Rect &b) {
    return a.lo < b.lo || (a.lo == b.lo && a.hi < b.hi);
  };
  llvm::sort(rects, isBefore);
  rects.erase(llvm::unique(rects,
                           [](const Rect &a, const Rect &b) {
                             return a.lo == b.lo && a.hi == b.hi;
                           }),
              rects.end());
  return joinRects(rects.empty() ? 1 : rects.front().rank(), std::move(rects));
}

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

static void appendNumber(std::string &key, uint64_t number) {
  key.append(reinterpret_cast<const char *>(&number), sizeof(number));
}

static void appendPoint(std::string &key, const Point &point) {
  key.append(reinterpret_cast<const char *>(point.at.data()),
             point.rank * sizeof(point.at[0]));
}

/// A key that is equal for equal (task, domain) only.
static std::string makeKey(StringRef task,
                           const std::optional<Domain> &domain) {
  std::string key;
  appendNumber(key, task.size());
  key += task;
  appendNumber(key, domain ? domain->rank : 0);
  if (domain) {
    for (const Rect &rect : domain->rects) {
      appendPoint(key, rect.lo);
      appendPoint(key, rect.hi);
    }
  }
  return key;
}

/// The same for a part of a launch that a rank is to slice.
static std::string makeKey(StringRef task, const Domain &part, unsigned rank) {
  std::string key = makeKey(task, part);
  appendNumber(key, rank);
  return key;
}

/// A key for the points of a sharding as they were printed.
static std::string makeKey(const LoggedSharding &sharding) {
  std::string key;
  appendNumber(key, sharding.task.size());
  key += sharding.task;
  appendNumber(
      key, sharding.points.empty() ? 0 : sharding.points.front().point.rank);
  for (const LoggedShard &shard : sharding.points)
    appendPoint(key, shard.point);
  return key;
}

//===----------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------===//

namespace {
/// What a run shows of the launches of one task.
struct LaunchEvidence {
  bool single = false;
  bool index = false;
};

class LaunchCollector {
public:
  explicit LaunchCollector(const LoggedRun &run) : run(run) {}
  LoggedLaunches collect();

private:
  using Operation = std::pair<unsigned, uint64_t>; // rank and number

  void gatherEvidence();
  bool isSingle(const LoggedSharding &sharding) const;
  size_t add(const LoggedSharding &sharding);
  size_t add(const LoggedSlicing &slicing);
  std::optional<size_t> add(const LoggedMapping &mapping);
  size_t addLaunch(StringRef task, std::optional<Domain> domain);
  std::optional<size_t> takeSent(const LoggedSlicing &slicing,
                                 const Domain &domain);
  void send(StringRef task, const Domain &part, unsigned rank, size_t launch);
  std::optional<size_t> findPoint(const LoggedMapping &mapping) const;

  const LoggedRun &run;
  LoggedLaunches result;
  llvm::StringMap<LaunchEvidence> evidence;
  std::set<Operation> sliced, mappedSingle;
  std::map<Operation, size_t> sharded; // to launches
  llvm::StringMap<size_t> knownShardings, knownLaunches;
  /// Launches of the parts of which a SLICE_TASK with another number may
  /// follow, by task, part and rank.
  llvm::StringMap<std::deque<size_t>> sent;
  /// The latest of each task on each rank.
  std::map<std::pair<StringRef, unsigned>, size_t> lastSharding, lastSlicing;
};
} // namespace

void LaunchCollector::gatherEvidence() {
  for (const LoggedSharding &sharding : run.shardings)
    if (sharding.points.size() > 1)
      evidence[sharding.task].index = true;
  for (const LoggedSlicing &slicing : run.slicings) {
    sliced.insert({slicing.rank, slicing.operation});
    evidence[slicing.task].index = true;
  }
  for (const LoggedMapping &mapping : run.mappings) {
    LaunchEvidence &task = evidence[mapping.task];
    (mapping.point ? task.index : task.single) = true;
    if (!mapping.point)
      mappedSingle.insert({mapping.rank, mapping.operation});
  }
}

/// A sharding does not say whether its one point is that of a single launch:
/// the other blocks of the operation do, else those of other launches of the
/// task, else the point, which is 0 for a single launch.
bool LaunchCollector::isSingle(const LoggedSharding &sharding) const {
  Operation operation(sharding.rank, sharding.operation);
  if (mappedSingle.count(operation))
    return true;
  if (sliced.count(operation) || sharding.points.size() != 1)
    return false;
  LaunchEvidence task = evidence.lookup(sharding.task);
  if (task.single != task.index)
    return task.single;
  const Point &point = sharding.points.front().point;
  return point.rank == 1 && point.at[0] == 0;
}

size_t LaunchCollector::addLaunch(StringRef task,
                                  std::optional<Domain> domain) {
  auto [it, isNew] =
      knownLaunches.try_emplace(makeKey(task, domain), result.launches.size());
  if (isNew) {
    Launch launch;
    launch.task = task.str();
    launch.domain = std::move(domain);
    result.launches.push_back(std::move(launch));
  }
  return it->second;
}

/// A SLICE_TASK with another operation number may follow: in traces, or without
/// sharding when a slice was sent to another rank, which slices it again. It is
/// no launch of its own.
void LaunchCollector::send(StringRef task, const Domain &part, unsigned rank,
                           size_t launch) {
  sent[makeKey(task, part, rank)].push_back(launch);
}

std::optional<size_t> LaunchCollector::takeSent(const LoggedSlicing &slicing,
                                                const Domain &domain) {
  auto it = sent.find(makeKey(slicing.task, domain, slicing.rank));
  if (it == sent.end() || it->second.empty())
    return std::nullopt;
  size_t launch = it->second.front();
  it->second.pop_front();
  return launch;
}

size_t LaunchCollector::add(const LoggedSharding &sharding) {
  if (isSingle(sharding))
    return addLaunch(sharding.task, std::nullopt);
  auto [it, isNew] = knownShardings.try_emplace(makeKey(sharding), 0);
  if (isNew)
    it->second = addLaunch(sharding.task, domainOf(sharding));
  Operation operation(sharding.rank, sharding.operation);
  sharded[operation] = it->second;
  if (!sliced.count(operation))
    send(sharding.task, shardOf(sharding, sharding.rank), sharding.rank,
         it->second);
  return it->second;
}

size_t LaunchCollector::add(const LoggedSlicing &slicing) {
  auto known = sharded.find({slicing.rank, slicing.operation});
  if (known != sharded.end())
    return known->second;
  Domain domain = domainOf(slicing);
  std::optional<size_t> sentHere = takeSent(slicing, domain);
  size_t launch =
      sentHere ? *sentHere : addLaunch(slicing.task, std::move(domain));
  for (const LoggedSlice &slice : slicing.slices)
    if (ownerOf(slice.processor) != slicing.rank)
      send(slicing.task, joinRects(slice.domain.rank, slice.domain.rects),
           ownerOf(slice.processor), launch);
  return launch;
}

static bool hasPoint(const LoggedSharding &sharding, const Point &point) {
  return llvm::any_of(sharding.points, [&](const LoggedShard &shard) {
    return shard.point == point;
  });
}

static bool hasPoint(const LoggedSlicing &slicing, const Point &point) {
  return llvm::any_of(slicing.slices, [&](const LoggedSlice &slice) {
    return llvm::any_of(slice.domain.rects,
                        [&](const Rect &rect) { return rect.contains(point); });
  });
}

std::optional<size_t>
LaunchCollector::findPoint(const LoggedMapping &mapping) const {
  std::pair<StringRef, unsigned> key(mapping.task, mapping.rank);
  auto slicing = lastSlicing.find(key);
  if (slicing != lastSlicing.end() &&
      hasPoint(run.slicings[slicing->second], *mapping.point))
    return result.ofSlicing[slicing->second];
  auto sharding = lastSharding.find(key);
  if (sharding != lastSharding.end() &&
      hasPoint(run.shardings[sharding->second], *mapping.point))
    return result.ofSharding[sharding->second];
  return std::nullopt;
}

std::optional<size_t> LaunchCollector::add(const LoggedMapping &mapping) {
  return mapping.point ? findPoint(mapping)
                       : addLaunch(mapping.task, std::nullopt);
}

LoggedLaunches LaunchCollector::collect() {
  gatherEvidence();
  auto lineIn = [](const auto &blocks, size_t index) {
    return index < blocks.size() ? blocks[index].line : UINT_MAX;
  };
  // Merges the three lists, each of which is in the order of its lines.
  while (true) {
    size_t sharding = result.ofSharding.size();
    size_t slicing = result.ofSlicing.size();
    size_t mapping = result.ofMapping.size();
    unsigned shardingLine = lineIn(run.shardings, sharding);
    unsigned slicingLine = lineIn(run.slicings, slicing);
    unsigned mappingLine = lineIn(run.mappings, mapping);
    unsigned first = std::min({shardingLine, slicingLine, mappingLine});
    if (first == UINT_MAX)
      return std::move(result);
    if (shardingLine == first) {
      const LoggedSharding &block = run.shardings[sharding];
      result.ofSharding.push_back(add(block));
      lastSharding[{block.task, block.rank}] = sharding;
    } else if (slicingLine == first) {
      const LoggedSlicing &block = run.slicings[slicing];
      result.ofSlicing.push_back(add(block));
      lastSlicing[{block.task, block.rank}] = slicing;
    } else {
      result.ofMapping.push_back(add(run.mappings[mapping]));
    }
  }
}

LoggedLaunches LoggedRun::indexLaunches() const {
  return LaunchCollector(*this).collect();
}
