//===- DecisionJSON.cpp - Decisions as JSON -------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/Decisions.h"

#include "mapwright/Evaluate/Defaults.h"

#include "llvm/Support/JSON.h"

using namespace mapwright;
using llvm::json::OStream;

static void writeCoordinates(const Point &point, OStream &json) {
  json.array([&] {
    for (unsigned d = 0; d < point.rank; ++d)
      json.value(point.at[d]);
  });
}

//===----------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------===//

static void writeDomain(const Domain &domain, OStream &json) {
  json.attribute("rank", domain.rank);
  json.attributeArray("rectangles", [&] {
    for (const Rect &rect : domain.rects) {
      if (rect.empty())
        continue;
      json.object([&] {
        json.attributeBegin("lo");
        writeCoordinates(rect.lo, json);
        json.attributeEnd();
        json.attributeBegin("hi");
        writeCoordinates(rect.hi, json);
        json.attributeEnd();
      });
    }
  });
}

static void writePlace(const LaunchDecision &decision, PlacedTask task,
                       OStream &json) {
  if (task.node >= 0) {
    json.attribute("node", task.node);
    json.attribute("index", task.index);
    return;
  }
  const EvalFailure &failure = decision.failures[task.index];
  json.attributeObject("error", [&] {
    json.attribute("id", getDiagInfo(failure.id).name);
    json.attribute("text", llvm::json::fixUTF8(failure.text));
  });
}

static void writeTasks(const LaunchDecision &decision, OStream &json) {
  if (!decision.launch.domain) {
    for (PlacedTask task : decision.tasks)
      json.object([&] { writePlace(decision, task, json); });
    return;
  }
  RowMajorPoints points(*decision.launch.domain);
  size_t position = 0;
  for (Point point; points.next(point);)
    json.object([&] {
      json.attributeBegin("point");
      writeCoordinates(point, json);
      json.attributeEnd();
      writePlace(decision, decision.tasks[position++], json);
    });
}

static void writeLaunch(const LaunchDecision &decision, OStream &json) {
  json.attribute("task", llvm::json::fixUTF8(decision.launch.task));
  if (decision.kind)
    json.attribute("kind", spelling(*decision.kind));
  if (decision.launch.domain)
    json.attributeObject("domain",
                         [&] { writeDomain(*decision.launch.domain, json); });
  json.attribute("default", decision.isDefault);
  if (!decision.isDefault)
    json.attributeArray("tasks", [&] { writeTasks(decision, json); });
}

//===----------------------------------------------------------------------===//
// Task kinds
//===----------------------------------------------------------------------===//

static void writeName(const ArgumentName &argument, OStream &json) {
  if (argument.index)
    json.attribute("index", *argument.index);
  if (!argument.name.empty())
    json.attribute("name", llvm::json::fixUTF8(argument.name));
}

static void writeLayout(const Layout &layout, OStream &json) {
  json.attribute("aos", layout.aos);
  json.attribute("c_order", layout.cOrder);
  json.attribute("compact", layout.compact);
  json.attribute("exact", layout.exact);
  if (layout.align)
    json.attribute("align_bytes", layout.align);
}

static void writeArgument(const ArgumentDecision &decision, OStream &json) {
  writeName(decision.argument, json);
  json.attribute("kind", spelling(decision.kind));
  if (!decision.memories.empty())
    json.attributeArray("memories", [&] {
      for (MemKind memory : decision.memories)
        json.value(spelling(memory));
    });
  if (decision.layout)
    json.attributeObject("layout",
                         [&] { writeLayout(*decision.layout, json); });
}

static void writeTask(const TaskDecision &task, OStream &json) {
  json.attribute("task", llvm::json::fixUTF8(task.task));
  json.attributeArray("arguments", [&] {
    for (const ArgumentDecision &argument : task.arguments)
      json.object([&] { writeArgument(argument, json); });
  });
  if (!task.kinds.empty())
    json.attributeArray("kinds", [&] {
      for (ProcKind kind : task.kinds)
        json.value(spelling(kind));
    });
  if (task.limit)
    json.attribute("limit", *task.limit);
  json.attributeArray("collected", [&] {
    for (const ArgumentName &argument : task.collected)
      json.object([&] { writeName(argument, json); });
  });
  json.attribute("replicated", task.isReplicated);
}

void mapwright::writeJSON(const DecisionTable &table, llvm::raw_ostream &os) {
  OStream json(os);
  json.object([&] {
    json.attribute("schema", "mapwright-decisions/1");
    json.attributeArray("launches", [&] {
      for (const LaunchDecision &launch : table.launches)
        json.object([&] { writeLaunch(launch, json); });
    });
    json.attributeArray("tasks", [&] {
      for (const TaskDecision &task : table.tasks)
        json.object([&] { writeTask(task, json); });
    });
  });
  os << '\n';
}
