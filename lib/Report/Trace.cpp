//===- Trace.cpp - A simulated run as a Chrome trace ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The JSON object format of the Trace Event Format, which chrome://tracing and
// Perfetto read: complete events ("X"), counters ("C") and metadata ("M").
// Threads of a node: its processors, then for each pair of memories with copies
// into the node as many as there are copies at once, because the events of a
// thread must not overlap.
//
//===----------------------------------------------------------------------===//

#include "JSONParts.h"
#include "Names.h"

#include <map>
#include <numeric>
#include <queue>
#include <set>

using namespace mapwright;
using llvm::json::OStream;

namespace {
using MemoryPair = std::pair<uint32_t, uint32_t>;

/// The threads of the copies from one memory to another.
struct CopyThreads {
  using EndAndLane = std::pair<double, unsigned>;

  /// The first lane that is free at `start`; it is taken until `end`.
  unsigned take(double start, double end);

  std::priority_queue<EndAndLane, std::vector<EndAndLane>, std::greater<>>
      taken;
  std::set<unsigned> free;
  unsigned numLanes = 0;
  unsigned first = 0; ///< number of the thread of lane 0
};

class TraceWriter {
public:
  TraceWriter(const RunView &run, llvm::raw_ostream &os)
      : run(run), names(run), json(os) {}

  void write();

private:
  void nameThread(unsigned node, unsigned thread, std::string name);
  void nameNodes();
  void nameProcessors();
  void assignCopies();
  void nameCopies();
  void writeTasks();
  void writeCopies();
  void writeMemories();
  void writeSpan(llvm::StringRef category, const std::string &name,
                 unsigned node, unsigned thread, double start, double end);

  const RunView &run;
  TaskNames names;
  OStream json;
  std::map<MemoryPair, CopyThreads> pairs;
  std::vector<unsigned> laneOfCopy; ///< thread within those of its pair
};
} // namespace

unsigned CopyThreads::take(double start, double end) {
  while (!taken.empty() && taken.top().first <= start) {
    free.insert(taken.top().second);
    taken.pop();
  }
  if (free.empty())
    free.insert(numLanes++);
  unsigned lane = *free.begin();
  free.erase(free.begin());
  taken.push({end, lane});
  return lane;
}

static double toMicroseconds(double seconds) { return seconds * 1e6; }

void TraceWriter::nameThread(unsigned node, unsigned thread, std::string name) {
  json.object([&] {
    json.attribute("ph", "M");
    json.attribute("name", "thread_name");
    json.attribute("pid", int64_t(node));
    json.attribute("tid", int64_t(thread));
    json.attributeObject("args", [&] { json.attribute("name", asJSON(name)); });
  });
}

void TraceWriter::nameNodes() {
  for (unsigned node = 0; node < run.model.getNumNodes(); ++node)
    json.object([&] {
      json.attribute("ph", "M");
      json.attribute("name", "process_name");
      json.attribute("pid", int64_t(node));
      json.attributeObject("args", [&] {
        json.attribute("name", "node " + std::to_string(node));
      });
    });
}

void TraceWriter::nameProcessors() {
  for (unsigned i = 0; i < run.model.getNumProcessors(); ++i) {
    Place place = run.model.getPlace(i);
    nameThread(place.node, i,
               spelling(place.kind).str() + " " + std::to_string(place.index));
  }
}

/// Each copy gets the first thread of its pair that is free when it starts.
void TraceWriter::assignCopies() {
  llvm::ArrayRef<sim::CopyRecord> copies = run.result.copies;
  std::vector<size_t> order(copies.size());
  std::iota(order.begin(), order.end(), size_t(0));
  llvm::sort(order, [&](size_t a, size_t b) {
    return std::make_pair(copies[a].start, a) <
           std::make_pair(copies[b].start, b);
  });
  laneOfCopy.resize(copies.size());
  for (size_t index : order) {
    const sim::CopyRecord &copy = copies[index];
    laneOfCopy[index] = pairs[{copy.from, copy.to}].take(copy.start, copy.end);
  }
}

void TraceWriter::nameCopies() {
  unsigned thread = run.model.getNumProcessors();
  for (auto &[pair, threads] : pairs) {
    threads.first = thread;
    std::string name = "copy " + run.model.getMemoryName(pair.first) + " -> " +
                       run.model.getMemoryName(pair.second);
    for (unsigned lane = 0; lane < threads.numLanes; ++lane)
      nameThread(run.model.getNodeOfMemory(pair.second), thread++,
                 lane == 0 ? name : name + " #" + std::to_string(lane + 1));
  }
}

void TraceWriter::writeSpan(llvm::StringRef category, const std::string &name,
                            unsigned node, unsigned thread, double start,
                            double end) {
  json.attribute("ph", "X");
  json.attribute("cat", category);
  json.attribute("name", asJSON(name));
  json.attribute("pid", int64_t(node));
  json.attribute("tid", int64_t(thread));
  json.attribute("ts", toMicroseconds(start));
  json.attribute("dur", toMicroseconds(end - start));
}

void TraceWriter::writeTasks() {
  for (const sim::TaskRecord &task : run.result.taskRecords)
    json.object([&] {
      writeSpan("task", names.format(task.node),
                run.model.getPlace(task.processor).node, task.processor,
                task.start, task.end);
      json.attributeObject("args", [&] {
        json.attribute("mapped_us", toMicroseconds(task.mapped));
        json.attribute("ready_us", toMicroseconds(task.ready));
      });
    });
}

void TraceWriter::writeCopies() {
  for (auto [index, copy] : llvm::enumerate(run.result.copies))
    json.object([&, index = index, &copy = copy] {
      writeSpan(copy.isReduction ? "fold" : "copy",
                (copy.isReduction ? "fold for " : "copy for ") +
                    names.format(copy.forTask),
                run.model.getNodeOfMemory(copy.to),
                pairs[{copy.from, copy.to}].first + laneOfCopy[index],
                copy.start, copy.end);
      json.attributeObject("args", [&] {
        json.attribute("bytes", int64_t(copy.bytes));
        json.attribute("argument", int64_t(copy.requirement));
      });
    });
}

void TraceWriter::writeMemories() {
  for (const sim::MemorySample &sample : run.result.memorySamples)
    json.object([&] {
      json.attribute("ph", "C");
      json.attribute("name", run.model.getMemoryName(sample.memory));
      json.attribute("pid", int64_t(run.model.getNodeOfMemory(sample.memory)));
      json.attribute("ts", toMicroseconds(sample.time));
      json.attributeObject(
          "args", [&] { json.attribute("bytes", int64_t(sample.bytes)); });
    });
}

void TraceWriter::write() {
  assignCopies();
  json.object([&] {
    json.attribute("displayTimeUnit", "ms");
    json.attributeObject("otherData", [&] {
      json.attribute("program", asJSON(run.programName));
      json.attribute("machine", asJSON(run.model.getName()));
      json.attribute("mapper", asJSON(run.mapper));
    });
    json.attributeArray("traceEvents", [&] {
      nameNodes();
      nameProcessors();
      nameCopies();
      writeTasks();
      writeCopies();
      writeMemories();
    });
  });
}

void mapwright::writeTrace(const RunView &run, llvm::raw_ostream &os) {
  TraceWriter(run, os).write();
  os << '\n';
}
