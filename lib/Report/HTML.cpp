//===- HTML.cpp - A simulated run as a web page ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The page (page.html, page.css, page.js) is fixed; the facts of a run are one
// JSON object in it. What a screen could not tell apart is merged or left out,
// so that the page of a run of a million tasks still opens.
//
//===----------------------------------------------------------------------===//

#include "JSONParts.h"
#include "Names.h"

#include "mapwright/Report/WebPage.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <map>
#include <set>
#include <tuple>

using namespace mapwright;
using llvm::StringRef;
using llvm::json::OStream;

namespace mapwright {
/// The texts of page.html and page.js.
extern const char *const reportPage;
extern const char *const reportScript;
} // namespace mapwright

/// Steps of time that a page tells apart, at most.
static constexpr unsigned numTimeSteps = 4000;
/// Memories are drawn smaller than the timeline.
static constexpr unsigned numMemorySteps = 1000;
/// Tasks (merged) of the timeline.
static constexpr size_t maxShownTasks = 100'000;
/// Rows of the timeline for pairs of memories, the busiest ones.
static constexpr size_t maxShownRoutes = 24;
/// Memories drawn over time, the fullest ones.
static constexpr size_t maxShownMemories = 12;
/// Points of a launch that are shown with their processors.
static constexpr uint64_t maxShownPoints = 1u << 16;
/// Steps of the critical path, the longest ones.
static constexpr size_t maxShownSteps = 40;

namespace {
/// Tasks (or copies) of one row of the timeline that are shown as one.
struct Segment {
  uint32_t row;   ///< processor, or number of a route
  uint32_t label; ///< task kind, or whether a copy folds reductions
  uint32_t first; ///< graph node of the first task
  uint32_t count;
  double start, end;
  double amount; ///< seconds that tasks were running, bytes of copies
};

/// The copies from one memory to another.
struct RouteTotals {
  uint32_t number = 0;
  uint64_t bytes = 0, count = 0;
};

class PageData {
public:
  PageData(const RunView &run, OStream &json)
      : run(run), names(run), json(json), span(findSpan()) {}

  void write();

private:
  double findSpan() const;
  void writeNumber(double value);
  void writeSegments(StringRef name, llvm::ArrayRef<Segment> segments);
  std::vector<Segment> collectTasks() const;
  void collectRoutes();
  std::vector<Segment> collectCopies() const;
  void writeRoutes();
  std::vector<std::vector<sim::MemorySample>> collectSamples() const;
  void writeSamples();
  bool canShow(uint32_t launch) const;
  void writeLaunch(uint32_t launch);
  void writeLaunches();
  void writeCriticalPath();

  const RunView &run;
  TaskNames names;
  OStream &json;
  double span; ///< of all that is drawn over time, in seconds
  std::map<std::pair<uint32_t, uint32_t>, RouteTotals> routes;
  std::vector<uint32_t> shownRoutes; ///< numbers, in order
};
} // namespace

/// A run that did not end well has a timeline up to where it ended.
double PageData::findSpan() const {
  if (run.result.outcome.kind == sim::OutcomeKind::Ok)
    return run.result.outcome.seconds;
  double end = 0;
  for (const sim::TaskRecord &task : run.result.taskRecords)
    end = std::max(end, task.end);
  for (const sim::CopyRecord &copy : run.result.copies)
    end = std::max(end, copy.end);
  for (const sim::MemorySample &sample : run.result.memorySamples)
    end = std::max(end, sample.time);
  return end;
}

/// Seconds with as many digits as a screen can show.
void PageData::writeNumber(double value) {
  json.rawValue(
      [&](llvm::raw_ostream &os) { os << llvm::format("%.9g", value); });
}

/// Merges neighbours in a row that are closer than `step`.
static std::vector<Segment> merge(llvm::ArrayRef<Segment> segments,
                                  double step) {
  std::map<uint32_t, size_t> last; ///< segment by row
  std::vector<Segment> merged;
  for (const Segment &segment : segments) {
    auto found = last.find(segment.row);
    if (found != last.end()) {
      Segment &before = merged[found->second];
      bool isShort = segment.end - before.start < step;
      bool isAlike = before.label == segment.label &&
                     segment.end - segment.start < step &&
                     segment.start - before.end < step;
      if (isShort || isAlike) {
        before.end = std::max(before.end, segment.end);
        before.count += segment.count;
        before.amount += segment.amount;
        continue;
      }
    }
    last[segment.row] = merged.size();
    merged.push_back(segment);
  }
  return merged;
}

std::vector<Segment> PageData::collectTasks() const {
  std::vector<Segment> segments;
  for (const sim::TaskRecord &task : run.result.taskRecords)
    segments.push_back(
        {task.processor,
         run.graph.launches[run.graph.nodes[task.node].launch].task, task.node,
         1, task.start, task.end, task.end - task.start});
  double step = span / numTimeSteps;
  segments = merge(segments, step);
  while (segments.size() > maxShownTasks && step < span)
    segments = merge(segments, step *= 2);
  return segments;
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

void PageData::collectRoutes() {
  for (const sim::CopyRecord &copy : run.result.copies) {
    RouteTotals &route = routes[{copy.from, copy.to}];
    route.bytes += copy.bytes;
    ++route.count;
  }
  std::vector<std::pair<uint64_t, uint32_t>> bySize;
  for (auto &[pair, route] : routes) {
    route.number = bySize.size();
    bySize.push_back({UINT64_MAX - route.bytes, route.number});
  }
  llvm::sort(bySize);
  for (auto [size, number] : llvm::ArrayRef(bySize).take_front(maxShownRoutes))
    shownRoutes.push_back(number);
  llvm::sort(shownRoutes);
}

std::vector<Segment> PageData::collectCopies() const {
  std::vector<Segment> segments;
  for (const sim::CopyRecord &copy : run.result.copies) {
    uint32_t number = routes.at({copy.from, copy.to}).number;
    if (llvm::is_contained(shownRoutes, number))
      segments.push_back({number, copy.isReduction ? 1u : 0u, copy.forTask, 1,
                          copy.start, copy.end, double(copy.bytes)});
  }
  llvm::sort(segments, [](const Segment &a, const Segment &b) {
    return std::tie(a.start, a.end, a.row, a.label, a.first, a.amount) <
           std::tie(b.start, b.end, b.row, b.label, b.first, b.amount);
  });
  return merge(segments, span / numTimeSteps);
}

void PageData::writeSegments(StringRef name, llvm::ArrayRef<Segment> segments) {
  json.attributeArray(name, [&] {
    for (const Segment &segment : segments)
      json.array([&] {
        json.value(int64_t(segment.row));
        json.value(int64_t(segment.label));
        writeNumber(segment.start);
        writeNumber(segment.end);
        json.value(int64_t(segment.count));
        json.value(segment.count == 1 && segment.first != sim::none
                       ? names.formatPoint(segment.first)
                       : "");
        writeNumber(segment.amount);
      });
  });
}

void PageData::writeRoutes() {
  json.attributeArray("routes", [&] {
    for (const auto &[pair, route] : routes)
      json.array([&, &pair = pair, &route = route] {
        json.value(int64_t(pair.first));
        json.value(int64_t(pair.second));
        json.value(int64_t(route.bytes));
        json.value(int64_t(route.count));
      });
  });
  json.attributeArray("shownRoutes", [&] {
    for (uint32_t number : shownRoutes)
      json.value(int64_t(number));
  });
}

//===----------------------------------------------------------------------===//
// Memories
//===----------------------------------------------------------------------===//

/// Of each step of time the largest sample and the last one.
static std::vector<sim::MemorySample>
thinOut(llvm::ArrayRef<sim::MemorySample> samples, double step) {
  std::vector<sim::MemorySample> kept;
  double begin = 0;
  for (auto [index, sample] : llvm::enumerate(samples)) {
    if (kept.empty() || sample.time - begin >= step) {
      if (index > 0 && kept.back().bytes != samples[index - 1].bytes)
        kept.push_back(samples[index - 1]);
      begin = sample.time;
      kept.push_back(sample);
    } else {
      kept.back().bytes = std::max(kept.back().bytes, sample.bytes);
    }
  }
  if (!kept.empty() && kept.back().bytes != samples.back().bytes)
    kept.push_back(samples.back());
  return kept;
}

/// The samples of the fullest memories, in the order of the memories.
std::vector<std::vector<sim::MemorySample>> PageData::collectSamples() const {
  std::map<uint32_t, std::vector<sim::MemorySample>> byMemory;
  for (const sim::MemorySample &sample : run.result.memorySamples)
    byMemory[sample.memory].push_back(sample);
  std::vector<std::pair<double, uint32_t>> byShare;
  for (const auto &[memory, samples] : byMemory)
    byShare.push_back({-double(run.result.memoryPeak[memory]) /
                           double(run.model.getMemoryFacts(memory).bytes),
                       memory});
  llvm::sort(byShare);
  for (auto [share, memory] : llvm::ArrayRef(byShare).drop_front(
           std::min(byShare.size(), maxShownMemories)))
    byMemory.erase(memory);
  std::vector<std::vector<sim::MemorySample>> shown;
  for (const auto &[memory, samples] : byMemory)
    shown.push_back(thinOut(samples, span / numMemorySteps));
  return shown;
}

void PageData::writeSamples() {
  json.attributeArray("samples", [&] {
    for (const std::vector<sim::MemorySample> &samples : collectSamples())
      json.object([&] {
        json.attribute("memory", int64_t(samples.front().memory));
        json.attributeArray("at", [&] {
          for (const sim::MemorySample &sample : samples)
            json.array([&] {
              writeNumber(sample.time);
              json.value(int64_t(sample.bytes));
            });
        });
      });
  });
}

//===----------------------------------------------------------------------===//
// Launches and the critical path
//===----------------------------------------------------------------------===//

/// Grids of points show boxes only.
bool PageData::canShow(uint32_t launch) const {
  return names.getDomain(launch)->rects.size() == 1 &&
         run.placement.launches[launch].processors.size() <= maxShownPoints;
}

void PageData::writeLaunch(uint32_t launch) {
  Rect box = names.getDomain(launch)->bounds();
  json.object([&] {
    json.attribute("task", int64_t(run.graph.launches[launch].task));
    json.attributeArray("lo", [&] {
      for (unsigned d = 0; d < box.rank(); ++d)
        json.value(box.lo.at[d]);
    });
    json.attributeArray("hi", [&] {
      for (unsigned d = 0; d < box.rank(); ++d)
        json.value(box.hi.at[d]);
    });
    json.attributeArray("processors", [&] {
      for (uint32_t processor : run.placement.launches[launch].processors)
        json.value(int64_t(processor));
    });
  });
}

/// Where the points of each launch of a task kind go; a launch statement that
/// repeats the domain and places of one before it is left out.
void PageData::writeLaunches() {
  std::set<std::tuple<uint32_t, std::vector<int64_t>, std::vector<uint32_t>>>
      seen;
  uint64_t numHidden = 0;
  json.attributeArray("launches", [&] {
    for (auto [launch, placed] : llvm::enumerate(run.placement.launches)) {
      const Domain *domain = names.getDomain(launch);
      if (!domain || domain->empty())
        continue;
      if (!canShow(launch)) {
        ++numHidden;
        continue;
      }
      Rect box = domain->bounds();
      std::vector<int64_t> corners(box.lo.at.begin(), box.lo.at.end());
      corners.insert(corners.end(), box.hi.at.begin(), box.hi.at.end());
      if (seen.insert({run.graph.launches[launch].task, std::move(corners),
                       placed.processors})
              .second)
        writeLaunch(launch);
    }
  });
  json.attribute("hiddenLaunches", int64_t(numHidden));
}

void PageData::writeCriticalPath() {
  std::vector<sim::CriticalStep> steps = run.result.criticalPath;
  llvm::sort(steps, [](const sim::CriticalStep &a, const sim::CriticalStep &b) {
    return std::make_tuple(b.end - b.start, a.start, a.node, a.copy) <
           std::make_tuple(a.end - a.start, b.start, b.node, b.copy);
  });
  json.attributeArray("critical", [&] {
    for (const sim::CriticalStep &step :
         llvm::ArrayRef(steps).take_front(maxShownSteps))
      json.array([&] {
        json.value(int64_t(static_cast<int>(step.kind)));
        writeNumber(step.start);
        writeNumber(step.end);
        json.value(asJSON(describeStep(run, names, step)));
      });
  });
}

void PageData::write() {
  json.attributeObject("run", [&] { writeRunFacts(run, json); });
  json.attribute("span", span);
  writeSegments("segments", collectTasks());
  collectRoutes();
  writeSegments("copies", collectCopies());
  writeRoutes();
  writeSamples();
  writeLaunches();
  writeCriticalPath();
}

void mapwright::writeHTML(const RunView &run, llvm::raw_ostream &os) {
  std::string data;
  llvm::raw_string_ostream out(data);
  {
    OStream json(out);
    json.object([&] { PageData(run, json).write(); });
  }
  writeWebPage(reportPage, reportScript, data, os);
}
