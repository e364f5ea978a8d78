//===- Program.cpp - The program to be mapped -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/Program.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace mapwright;

//===----------------------------------------------------------------------===//
// Rectangles
//===----------------------------------------------------------------------===//

RectList::RectList(const Domain &domain) : rank(domain.rank) {
  for (const Rect &rect : domain.rects)
    push_back(rect);
}

Rect RectList::operator[](size_t index) const {
  Rect rect;
  rect.lo.rank = rect.hi.rank = rank;
  for (unsigned d = 0; d < rank; ++d) {
    rect.lo.at[d] = lo(index, d);
    rect.hi.at[d] = hi(index, d);
  }
  return rect;
}

void RectList::push_back(const Rect &rect) {
  bounds.insert(bounds.end(), rect.lo.at.begin(), rect.lo.at.begin() + rank);
  bounds.insert(bounds.end(), rect.hi.at.begin(), rect.hi.at.begin() + rank);
}

static uint64_t countElements(const RectList &rects, size_t begin, size_t end) {
  uint64_t sum = 0;
  for (size_t i = begin; i < end; ++i) {
    uint64_t volume = 1;
    for (unsigned d = 0; d < rects.getRank(); ++d)
      volume *= rects.hi(i, d) < rects.lo(i, d)
                    ? 0
                    : static_cast<uint64_t>(rects.hi(i, d)) -
                          static_cast<uint64_t>(rects.lo(i, d)) + 1;
    sum += volume;
  }
  return sum;
}

uint64_t mapwright::countElements(const RectList &rects) {
  return ::countElements(rects, 0, rects.size());
}

uint64_t mapwright::countElements(const Partition &partition, unsigned color) {
  return ::countElements(partition.rects, partition.offsets[color],
                         partition.offsets[color + 1]);
}

//===----------------------------------------------------------------------===//
// Tasks and launches
//===----------------------------------------------------------------------===//

bool LinearCost::isZero() const {
  return constant == 0 &&
         llvm::all_of(perElement, [](double cost) { return cost == 0; });
}

llvm::StringRef mapwright::spelling(Privilege privilege) {
  switch (privilege) {
  case Privilege::None:
    return "none";
  case Privilege::Read:
    return "read";
  case Privilege::Write:
    return "write";
  case Privilege::ReadWrite:
    return "read_write";
  case Privilege::Reduce:
    return "reduce";
  }
  llvm_unreachable("all privileges have a spelling");
}

static void forEachLaunch(const std::vector<Statement> &body,
                          llvm::function_ref<void(const Statement &)> visit) {
  for (const Statement &statement : body) {
    if (statement.kind == StatementKind::Launch)
      visit(statement);
    forEachLaunch(statement.body, visit);
  }
}

void mapwright::forEachLaunch(
    const Program &program, llvm::function_ref<void(const Statement &)> visit) {
  ::forEachLaunch(program.body, visit);
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

namespace {
/// Collects names in order, without empty ones and repetitions.
class NameList {
public:
  void add(const std::string &name) {
    if (!name.empty() && !llvm::is_contained(names, name))
      names.push_back(name);
  }
  void addRegion(const Program &program, unsigned region) {
    add(program.regions[region].name);
    add(program.indexSpaces[program.regions[region].indexSpace].name);
  }
  void addPartition(const Partition &partition) {
    add(partition.name);
    add(partition.indexName);
  }

  std::vector<std::string> names;
};
} // namespace

std::vector<std::string>
mapwright::getRequirementNames(const Program &program,
                               const Requirement &requirement) {
  NameList list;
  unsigned root = requirement.target;
  if (requirement.isPartition) {
    const Partition &partition = program.partitions[requirement.target];
    list.addPartition(partition);
    root = partition.region;
  } else {
    list.addRegion(program, root);
  }
  if (!requirement.parent) {
    list.addRegion(program, root);
    return list.names;
  }
  const Partition &parent = program.partitions[requirement.parent->partition];
  if (!parent.pieceNames.empty())
    list.add(parent.pieceNames[requirement.parent->color]);
  list.addPartition(parent);
  return list.names;
}
