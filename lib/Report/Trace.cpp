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
// Threads of a node: its processors, then one per pair of memories with copies
// into the node.
//
//===----------------------------------------------------------------------===//

#include "Names.h"

#include "llvm/Support/JSON.h"

#include <map>

using namespace mapwright;
using llvm::json::OStream;

namespace {
/// One pair of memories as a thread of the node copied to.
using MemoryPair = std::pair<uint32_t, uint32_t>;

class TraceWriter {
public:
  TraceWriter(const RunView &run, llvm::raw_ostream &os)
      : run(run), names(run), json(os) {}

  void write();

private:
  void nameThread(unsigned node, unsigned thread, std::string name);
  void nameNodes();
  void nameProcessors();
  void nameCopies();
  void writeTasks();
  void writeCopies();
  void writeMemories();
  void writeSpan(llvm::StringRef category, const std::string &name,
                 unsigned node, unsigned thread, double start, double end);

  const RunView &run;
  TaskNames names;
  OStream json;
  std::map<MemoryPair, unsigned> copyThreads;
};
} // namespace

static double toMicroseconds(double seconds) { return seconds * 1e6; }

void TraceWriter::nameThread(unsigned node, unsigned thread, std::string name) {
  json.object([&] {
    json.attribute("ph", "M");
    json.attribute("name", "thread_name");
    json.attribute("pid", int64_t(node));
    json.attribute("tid", int64_t(thread));
    json.attributeObject("args", [&] { json.attribute("name", name); });
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

void TraceWriter::nameCopies() {
  for (const sim::CopyRecord &copy : run.result.copies)
    copyThreads.try_emplace({copy.from, copy.to}, 0);
  unsigned thread = run.model.getNumProcessors();
  for (auto &[pair, number] : copyThreads) {
    number = thread++;
    nameThread(run.model.getNodeOfMemory(pair.second), number,
               "copy " + run.model.getMemoryName(pair.first) + " -> " +
                   run.model.getMemoryName(pair.second));
  }
}

void TraceWriter::writeSpan(llvm::StringRef category, const std::string &name,
                            unsigned node, unsigned thread, double start,
                            double end) {
  json.attribute("ph", "X");
  json.attribute("cat", category);
  json.attribute("name", name);
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
  for (const sim::CopyRecord &copy : run.result.copies)
    json.object([&] {
      writeSpan(copy.isReduction ? "fold" : "copy",
                (copy.isReduction ? "fold for " : "copy for ") +
                    names.format(copy.forTask),
                run.model.getNodeOfMemory(copy.to),
                copyThreads[{copy.from, copy.to}], copy.start, copy.end);
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
  json.object([&] {
    json.attribute("displayTimeUnit", "ms");
    json.attributeObject("otherData", [&] {
      json.attribute("program", run.programName);
      json.attribute("machine", run.model.getName());
      json.attribute("mapper", llvm::json::fixUTF8(run.mapper));
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
