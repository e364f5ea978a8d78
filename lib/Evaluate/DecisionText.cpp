//===- DecisionText.cpp - Decisions as text -------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/Decisions.h"

#include "mapwright/Evaluate/Defaults.h"
#include "mapwright/Frontend/Names.h"

#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using llvm::raw_ostream;
using llvm::StringRef;

static void writePoint(const Point &point, raw_ostream &os) {
  os << '(';
  for (unsigned d = 0; d < point.rank; ++d) {
    if (d > 0)
      os << ',';
    os << point.at[d];
  }
  os << ')';
}

std::string mapwright::formatPoint(const Point &point) {
  std::string text;
  llvm::raw_string_ostream os(text);
  writePoint(point, os);
  return text;
}

std::string mapwright::formatFailure(const EvalFailure &failure) {
  return failure.text + " [" + getDiagInfo(failure.id).name.str() + "]";
}

//===----------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------===//

static void writePlace(const LaunchDecision &decision, PlacedTask task,
                       raw_ostream &os) {
  if (task.node < 0)
    os << "error: " << formatFailure(decision.failures[task.index]);
  else
    os << "node " << task.node << ' ' << spelling(*decision.kind) << ' '
       << task.index;
}

static void writeIndexLaunch(const LaunchDecision &decision, StringRef name,
                             raw_ostream &os) {
  RowMajorPoints points(*decision.launch.domain);
  size_t position = 0;
  for (Point point; points.next(point);) {
    os << name << ' ';
    writePoint(point, os);
    os << ": ";
    if (decision.isDefault)
      os << "default";
    else
      writePlace(decision, decision.tasks[position++], os);
    os << '\n';
  }
}

static void writeSingleLaunch(const LaunchDecision &decision, StringRef name,
                              raw_ostream &os) {
  os << name << " single: ";
  if (decision.isDefault) {
    os << "default\n";
    return;
  }
  if (decision.tasks.size() == 1) {
    writePlace(decision, decision.tasks.front(), os);
    os << '\n';
    return;
  }
  auto isFailure = [](PlacedTask task) { return task.node < 0; };
  if (auto failed = llvm::find_if(decision.tasks, isFailure);
      failed != decision.tasks.end()) {
    writePlace(decision, *failed, os);
    os << '\n';
    return;
  }
  os << "node " << decision.tasks.front().node << ' '
     << spelling(*decision.kind) << " {";
  llvm::interleave(
      decision.tasks, os, [&](PlacedTask task) { os << task.index; }, ",");
  os << "}\n";
}

//===----------------------------------------------------------------------===//
// Task kinds
//===----------------------------------------------------------------------===//

static void writeArgument(const ArgumentName &argument, raw_ostream &os) {
  os << " arg";
  if (argument.index)
    os << ' ' << *argument.index;
  if (!argument.name.empty())
    os << ' ' << quoteName(argument.name);
  if (!argument.index && argument.name.empty())
    os << " *";
}

static void writeArgumentDecision(const ArgumentDecision &decision,
                                  raw_ostream &os) {
  writeArgument(decision.argument, os);
  os << " on " << spelling(decision.kind) << ": ";
  if (decision.memories.empty())
    os << "default";
  llvm::interleave(
      decision.memories, os, [&](MemKind kind) { os << spelling(kind); }, ",");
  os << ' ' << (decision.layout ? decision.layout->str() : "default");
}

static void writeTask(const TaskDecision &task, raw_ostream &os) {
  std::string name = quoteName(task.task);
  for (const ArgumentDecision &argument : task.arguments) {
    os << name;
    writeArgumentDecision(argument, os);
    os << '\n';
  }
  if (task.arguments.empty())
    for (ProcKind kind : task.kinds)
      os << name << " on " << spelling(kind) << '\n';
  if (task.limit)
    os << name << " limit " << *task.limit << '\n';
  for (const ArgumentName &argument : task.collected) {
    os << name << " collect";
    writeArgument(argument, os);
    os << '\n';
  }
  if (task.isReplicated)
    os << name << " replicate yes\n";
}

void mapwright::writeText(const DecisionTable &table, raw_ostream &os) {
  for (const LaunchDecision &decision : table.launches) {
    std::string name = quoteName(decision.launch.task);
    if (decision.launch.domain)
      writeIndexLaunch(decision, name, os);
    else
      writeSingleLaunch(decision, name, os);
  }
  for (const TaskDecision &task : table.tasks)
    writeTask(task, os);
}
