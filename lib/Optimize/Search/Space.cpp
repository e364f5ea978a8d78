//===- Space.cpp - The mappers that searches look at ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Space.h"

#include "SpaceState.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace mapwright;
using namespace mapwright::optimize;
using optimize::detail::SpaceState;
using optimize::detail::TaskEntry;

llvm::StringRef optimize::spelling(DimensionKind kind) {
  static constexpr llvm::StringRef names[] = {
      "processor",  "memory", "layout",     "index map",
      "single map", "limit",  "collection", "replication"};
  return names[static_cast<size_t>(kind)];
}

//===----------------------------------------------------------------------===//
// Queries
//===----------------------------------------------------------------------===//

Space::Space(std::unique_ptr<SpaceState> state) : state(std::move(state)) {}
Space::Space(Space &&) = default;
Space::~Space() = default;

llvm::Expected<Space> Space::derive(const Problem &problem) {
  auto state = std::make_unique<SpaceState>(problem);
  if (llvm::Error error = optimize::detail::deriveSpace(*state))
    return std::move(error);
  optimize::detail::findOverlaps(*state);
  return Space(std::move(state));
}

llvm::ArrayRef<Dimension> Space::getDimensions() const {
  return state->dimensions;
}

double Space::getLog10Size() const {
  double digits = 0;
  for (const Dimension &dimension : state->dimensions)
    digits += std::log10(double(dimension.choices.size()));
  return digits;
}

Assignment Space::getStart() const {
  return Assignment(state->dimensions.size(), 0);
}

llvm::ArrayRef<Overlap> Space::getOverlaps() const { return state->overlaps; }

uint64_t Space::getBytes(uint32_t dimension) const {
  return state->bytes[dimension];
}

std::optional<uint32_t> Space::find(DimensionKind kind, uint32_t task,
                                    std::optional<uint32_t> argument) const {
  for (uint32_t number : state->tasks[task].dimensions)
    if (const Dimension &dimension = state->dimensions[number];
        dimension.kind == kind && dimension.argument == argument)
      return number;
  return std::nullopt;
}

ProcKind SpaceState::getKind(const Assignment &assignment,
                             uint32_t task) const {
  const TaskEntry &entry = tasks[task];
  return entry.processor
             ? facts[*entry.processor].kinds[assignment[*entry.processor]]
             : entry.startKind;
}

ProcKind Space::getKind(const Assignment &assignment, uint32_t task) const {
  return state->getKind(assignment, task);
}

bool Space::suits(uint32_t dimension, uint16_t choice, ProcKind kind) const {
  const optimize::detail::ChoiceFacts &facts = state->facts[dimension];
  if (!facts.maps.empty())
    return facts.maps[choice].suits[static_cast<size_t>(kind)];
  // Where what is written cannot act, the runtime's default does.
  if (facts.memories.empty() || !facts.memories[choice])
    return true;
  return state->problem.model.getMachine().canAddress(0, kind, 0,
                                                      *facts.memories[choice]);
}

MemKind Space::getMemory(const Assignment &assignment,
                         uint32_t dimension) const {
  const Dimension &decision = state->dimensions[dimension];
  ProcKind kind = getKind(assignment, decision.task);
  const std::optional<MemKind> &chosen =
      state->facts[dimension].memories[assignment[dimension]];
  if (chosen && suits(dimension, assignment[dimension], kind))
    return *chosen;
  return state->tasks[decision.task]
      .written.at({*decision.argument, kind})
      .memory;
}

std::optional<uint16_t> Space::findMemory(uint32_t dimension, ProcKind kind,
                                          MemKind memory) const {
  const auto &memories = state->facts[dimension].memories;
  for (uint16_t choice = 1; choice < memories.size(); ++choice)
    if (memories[choice] == memory && suits(dimension, choice, kind))
      return choice;
  const Dimension &decision = state->dimensions[dimension];
  if (state->tasks[decision.task]
          .written.at({*decision.argument, kind})
          .memory == memory)
    return 0;
  return std::nullopt;
}

void Space::repair(Assignment &assignment, uint32_t task) const {
  ProcKind kind = getKind(assignment, task);
  for (uint32_t dimension : state->tasks[task].dimensions) {
    if (suits(dimension, assignment[dimension], kind))
      continue;
    uint16_t count = state->dimensions[dimension].choices.size();
    for (uint16_t choice = 0; choice < count; ++choice)
      if (suits(dimension, choice, kind)) {
        assignment[dimension] = choice;
        break;
      }
  }
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

std::string Space::write(const Assignment &assignment) const {
  return optimize::detail::writeAssignment(*state, assignment);
}

std::string Space::describeChange(const Assignment &from,
                                  const Assignment &to) const {
  std::string text;
  for (auto [number, dimension] : llvm::enumerate(state->dimensions))
    if (from[number] != to[number])
      text += (text.empty() ? "" : ", ") + dimension.name + ": " +
              dimension.choices[to[number]];
  return text;
}

void Space::print(llvm::raw_ostream &os) const {
  os << llvm::formatv("{0} dimensions, about 10^{1:F1} mappers\n",
                      state->dimensions.size(), getLog10Size());
  for (const Dimension &dimension : state->dimensions) {
    os << dimension.name << ": ";
    llvm::interleaveComma(dimension.choices, os);
    os << '\n';
  }
}

void Space::printJSON(llvm::raw_ostream &os) const {
  llvm::json::OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("schema", "mapwright-space/1");
    json.attribute("log10_size", getLog10Size());
    json.attributeArray("dimensions", [&] {
      for (const Dimension &dimension : state->dimensions)
        json.object([&] {
          json.attribute("kind", spelling(dimension.kind));
          json.attribute("name", dimension.name);
          // The top-level task is none of the task kinds.
          if (dimension.kind != DimensionKind::Replicate)
            json.attribute("task",
                           state->problem.program.tasks[dimension.task].name);
          if (dimension.argument)
            json.attribute("argument", int64_t(*dimension.argument));
          json.attribute("choices", llvm::json::Array(dimension.choices));
        });
    });
  });
  os << '\n';
}
