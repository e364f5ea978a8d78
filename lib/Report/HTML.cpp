//===- HTML.cpp - A simulated run as a web page ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The page (page.html) is fixed; the facts of a run are one JSON object in it.
// Neighbouring tasks that a screen could not tell apart are merged, so that the
// page of a run of a million tasks still opens.
//
//===----------------------------------------------------------------------===//

#include "JSONParts.h"
#include "Names.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <map>
#include <tuple>

using namespace mapwright;
using llvm::StringRef;
using llvm::json::OStream;

namespace mapwright {
/// The text of page.html.
extern const char *const reportPage;
} // namespace mapwright

/// Steps of time that a page tells apart.
static constexpr unsigned numTimeSteps = 4000;
/// Points of a launch that are shown with their processors.
static constexpr uint64_t maxShownPoints = 1u << 16;

namespace {
/// Tasks (or copies) of one row of the timeline.
struct Segment {
  uint32_t row;
  uint32_t label; ///< task kind
  uint32_t first; ///< graph node of the first task
  uint32_t count;
  double start, end;
  uint64_t bytes;
};

class PageData {
public:
  PageData(const RunView &run, OStream &json)
      : run(run), names(run), json(json) {}

  void write();

private:
  void writeSegments(StringRef name, llvm::ArrayRef<Segment> segments);
  std::vector<Segment> collectTasks() const;
  std::vector<Segment> collectCopies();
  void writeSamples();
  void writeLaunches();
  void writeCriticalPath();
  void writeRoutes();

  const RunView &run;
  TaskNames names;
  OStream &json;
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> routes;
};
} // namespace

/// Merges neighbours in a row that are closer than a step of time.
static std::vector<Segment> merge(std::vector<Segment> segments, double span) {
  double step = span / numTimeSteps;
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
        before.bytes += segment.bytes;
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
         1, task.start, task.end, 0});
  return merge(std::move(segments), run.result.outcome.seconds);
}

std::vector<Segment> PageData::collectCopies() {
  std::vector<sim::CopyRecord> copies = run.result.copies;
  llvm::sort(copies, [](const sim::CopyRecord &a, const sim::CopyRecord &b) {
    return std::tie(a.start, a.end, a.from, a.to, a.forTask, a.requirement) <
           std::tie(b.start, b.end, b.from, b.to, b.forTask, b.requirement);
  });
  for (const sim::CopyRecord &copy : copies)
    routes.try_emplace({copy.from, copy.to}, 0);
  uint32_t number = 0;
  for (auto &[pair, index] : routes)
    index = number++;
  std::vector<Segment> segments;
  for (const sim::CopyRecord &copy : copies)
    segments.push_back({routes[{copy.from, copy.to}],
                        copy.isReduction ? 1u : 0u, copy.forTask, 1, copy.start,
                        copy.end, copy.bytes});
  return merge(std::move(segments), run.result.outcome.seconds);
}

void PageData::writeSegments(StringRef name, llvm::ArrayRef<Segment> segments) {
  json.attributeArray(name, [&] {
    for (const Segment &segment : segments)
      json.array([&] {
        json.value(int64_t(segment.row));
        json.value(int64_t(segment.label));
        json.value(segment.start);
        json.value(segment.end);
        json.value(int64_t(segment.count));
        json.value(segment.count == 1 && segment.first != sim::none
                       ? names.formatPoint(segment.first)
                       : "");
        json.value(int64_t(segment.bytes));
      });
  });
}

void PageData::writeRoutes() {
  std::vector<uint64_t> bytes(routes.size()), count(routes.size());
  for (const sim::CopyRecord &copy : run.result.copies) {
    uint32_t route = routes[{copy.from, copy.to}];
    bytes[route] += copy.bytes;
    ++count[route];
  }
  json.attributeArray("routes", [&] {
    for (const auto &[pair, index] : routes)
      json.array([&, &pair = pair, index = index] {
        json.value(int64_t(pair.first));
        json.value(int64_t(pair.second));
        json.value(int64_t(bytes[index]));
        json.value(int64_t(count[index]));
      });
  });
}

/// The use of each memory, at most one sample in a step of time: the largest.
void PageData::writeSamples() {
  double step = run.result.outcome.seconds / numTimeSteps;
  std::map<uint32_t, std::vector<sim::MemorySample>> byMemory;
  for (const sim::MemorySample &sample : run.result.memorySamples) {
    std::vector<sim::MemorySample> &samples = byMemory[sample.memory];
    if (samples.empty() || sample.time - samples.back().time >= step)
      samples.push_back(sample);
    else
      samples.back().bytes = std::max(samples.back().bytes, sample.bytes);
  }
  json.attributeArray("samples", [&] {
    for (const auto &[memory, samples] : byMemory)
      json.object([&, memory = memory, &samples = samples] {
        json.attribute("memory", int64_t(memory));
        json.attributeArray("at", [&] {
          for (const sim::MemorySample &sample : samples)
            json.array([&] {
              json.value(sample.time);
              json.value(int64_t(sample.bytes));
            });
        });
      });
  });
}

/// Where the points of each launch of a task kind go; a launch statement that
/// repeats the domain and places of one before it is left out.
void PageData::writeLaunches() {
  json.attributeArray("launches", [&] {
    for (auto [launch, placed] : llvm::enumerate(run.placement.launches)) {
      const Domain *domain = names.getDomain(launch);
      if (!domain || domain->empty() ||
          placed.processors.size() > maxShownPoints)
        continue;
      Rect box = domain->bounds();
      if (domain->rects.size() != 1)
        continue;
      json.object([&, launch = launch, &placed = placed] {
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
          for (uint32_t processor : placed.processors)
            json.value(int64_t(processor));
        });
      });
    }
  });
}

void PageData::writeCriticalPath() {
  std::vector<sim::CriticalStep> steps = run.result.criticalPath;
  if (steps.size() > numTimeSteps) {
    llvm::sort(steps,
               [](const sim::CriticalStep &a, const sim::CriticalStep &b) {
                 return std::make_pair(b.end - b.start, a.start) <
                        std::make_pair(a.end - a.start, b.start);
               });
    steps.resize(numTimeSteps);
  }
  json.attributeArray("critical", [&] {
    for (const sim::CriticalStep &step : steps)
      json.array([&] {
        json.value(int64_t(static_cast<int>(step.kind)));
        json.value(step.start);
        json.value(step.end);
        json.value(describeStep(run, names, step));
      });
  });
}

void PageData::write() {
  json.attributeObject("run", [&] { writeRunFacts(run, json); });
  json.attributeArray("processorNodes", [&] {
    for (unsigned i = 0; i < run.model.getNumProcessors(); ++i)
      json.value(int64_t(run.model.getPlace(i).node));
  });
  writeSegments("segments", collectTasks());
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
  auto [before, after] = StringRef(reportPage).split("@DATA@");
  os << before;
  // "</script>" inside a string would end the element.
  for (char c : data)
    c == '<' ? os << "\\u003c" : os << c;
  os << after;
}
