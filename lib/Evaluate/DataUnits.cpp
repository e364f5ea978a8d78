//===- DataUnits.cpp - Cuts the data of a program into units --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DataUnits.h"

#include "mapwright/Program/Cells.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::detail;
using llvm::Error;

/// More atoms than this are refused, not slow.
static constexpr size_t maxAtoms = 1u << 26;

/// Privileges on nothing: the requirement is not mapped at all (STM2).
static bool isEmpty(const Requirement &requirement) {
  return requirement.privilege == Privilege::None || requirement.fields.empty();
}

static unsigned getRegion(const Program &program,
                          const Requirement &requirement) {
  return requirement.isPartition ? program.partitions[requirement.target].region
                                 : requirement.target;
}

//===----------------------------------------------------------------------===//
// Atoms
//===----------------------------------------------------------------------===//

namespace {
/// Collects cells with the same owners into atoms.
class AtomBuilder {
public:
  explicit AtomBuilder(unsigned rank) : rects(rank) {}

  void addOwner(const RectList &from, size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      rects.push_back(from[i]);
      owners.push_back(numOwners);
    }
    ++numOwners;
  }

  /// False if there are too many.
  bool build(TreeAtoms &tree);

private:
  uint32_t getAtom(const Cell &cell);
  bool addCell(const Cell &cell);
  void invert(sim::Lists &atomsOfOwner) const;

  RectList rects;
  std::vector<uint32_t> owners; ///< by rectangle
  uint32_t numOwners = 0;
  llvm::DenseMap<uint64_t, uint32_t> atoms; ///< by the first half of the key
  std::vector<uint64_t> secondKeys;         ///< the other half, by atom
  std::vector<uint64_t> elements;           ///< by atom
  sim::Lists ownersOfAtom;
};
} // namespace

/// The atom of the cell's owners, a new one where there is none. Half a key
/// keeps the table small; where halves of different keys agree, the next free
/// number stands for the later one.
uint32_t AtomBuilder::getAtom(const Cell &cell) {
  for (uint64_t half = cell.key.first >> 2;; ++half) {
    auto [found, isNew] = atoms.try_emplace(half, elements.size());
    if (!isNew && secondKeys[found->second] != cell.key.second)
      continue;
    if (isNew) {
      elements.push_back(0);
      secondKeys.push_back(cell.key.second);
      llvm::append_range(ownersOfAtom.values, cell.owners);
      ownersOfAtom.begin.push_back(ownersOfAtom.values.size());
    }
    return found->second;
  }
}

bool AtomBuilder::addCell(const Cell &cell) {
  uint32_t atom = getAtom(cell);
  uint64_t volume = 1;
  for (auto [lo, hi] : llvm::zip_equal(cell.lo, cell.hi))
    volume *= static_cast<uint64_t>(hi) - static_cast<uint64_t>(lo) + 1;
  elements[atom] += volume;
  return elements.size() <= maxAtoms && ownersOfAtom.values.size() < sim::none;
}

void AtomBuilder::invert(sim::Lists &atomsOfOwner) const {
  std::vector<uint32_t> &begin = atomsOfOwner.begin;
  begin.assign(numOwners + 1, 0);
  for (uint32_t owner : ownersOfAtom.values)
    ++begin[owner + 1];
  for (uint32_t owner = 0; owner < numOwners; ++owner)
    begin[owner + 1] += begin[owner];
  std::vector<uint32_t> next(begin.begin(), begin.end() - 1);
  atomsOfOwner.values.resize(ownersOfAtom.values.size());
  for (uint32_t atom = 0; atom < elements.size(); ++atom)
    for (uint32_t i = ownersOfAtom.begin[atom];
         i < ownersOfAtom.begin[atom + 1]; ++i)
      atomsOfOwner.values[next[ownersOfAtom.values[i]]++] = atom;
}

bool AtomBuilder::build(TreeAtoms &tree) {
  if (!forEachCell(rects, owners,
                   [&](const Cell &cell) { return addCell(cell); }))
    return false;
  atoms = llvm::DenseMap<uint64_t, uint32_t>();
  secondKeys = {};
  rects = RectList(rects.getRank());
  invert(tree.atomsOfOwner);
  tree.elements = std::move(elements);
  return true;
}

Error DataUnits::buildTree(unsigned region) {
  TreeAtoms &tree = trees[region];
  const RectList &space =
      program.indexSpaces[program.regions[region].indexSpace].rects;
  AtomBuilder builder(space.getRank());
  builder.addOwner(space, 0, isRootUsed[region] ? space.size() : 0);
  uint32_t numOwners = 1;
  for (auto [id, partition] : llvm::enumerate(program.partitions)) {
    if (partition.region != region || !isPartitionUsed[id])
      continue;
    tree.firstOwner[id] = numOwners;
    uint32_t numColors = partition.offsets.size() - 1;
    for (uint32_t color = 0; color < numColors; ++color)
      builder.addOwner(partition.rects, partition.offsets[color],
                       partition.offsets[color + 1]);
    numOwners += numColors;
  }
  if (!builder.build(tree))
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "the pieces of region '" + program.regions[region].name +
            "' overlap in more than " + std::to_string(maxAtoms) + " ways");
  size_t numUnits = tree.elements.size() * groupBytes[region].size();
  unitOfAtom[region].assign(numUnits, sim::none);
  // Growing large vectors step by step takes twice the memory.
  graph.units.reserve(graph.units.size() + numUnits);
  graph.unitLists.values.reserve(graph.unitLists.values.size() +
                                 tree.atomsOfOwner.values.size());
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Fields
//===----------------------------------------------------------------------===//

uint32_t DataUnits::getFieldSet(const Requirement &requirement) {
  FieldSetKey key{getRegion(program, requirement), {}};
  if (!isEmpty(requirement))
    key.second = requirement.fields;
  llvm::sort(key.second);
  return fieldSets.try_emplace(std::move(key), fieldSets.size()).first->second;
}

void DataUnits::collectFieldSets() {
  forEachLaunch(program, [&](const Statement &statement) {
    for (const Requirement &requirement : statement.launch.requirements) {
      getFieldSet(requirement);
      if (isEmpty(requirement))
        continue;
      if (requirement.isPartition)
        isPartitionUsed[requirement.target] = true;
      else
        isRootUsed[requirement.target] = true;
    }
  });
  graph.fieldSetBytes.resize(fieldSets.size());
}

/// Fields that are in the same field sets form a group.
void DataUnits::groupFields(unsigned region) {
  const FieldSpace &space =
      program.fieldSpaces[program.regions[region].fieldSpace];
  std::vector<std::vector<uint32_t>> setsOfField(space.fields.size());
  for (const auto &[key, fieldSet] : fieldSets)
    if (key.first == region)
      for (unsigned field : key.second) {
        setsOfField[field].push_back(fieldSet);
        graph.fieldSetBytes[fieldSet] += space.fields[field].bytes;
      }
  std::map<std::vector<uint32_t>, uint32_t> groups;
  for (auto [field, sets] : llvm::enumerate(setsOfField)) {
    if (sets.empty())
      continue;
    auto [found, isNew] = groups.try_emplace(sets, groups.size());
    if (isNew)
      groupBytes[region].push_back(0);
    groupBytes[region][found->second] += space.fields[field].bytes;
  }
  for (const auto &[sets, group] : groups)
    for (uint32_t fieldSet : sets)
      groupsOfFieldSet[fieldSet].push_back(group);
}

//===----------------------------------------------------------------------===//
// Units
//===----------------------------------------------------------------------===//

DataUnits::DataUnits(const Program &program, sim::TaskGraph &graph)
    : program(program), graph(graph), groupBytes(program.regions.size()),
      trees(program.regions.size()), unitOfAtom(program.regions.size()),
      isRootUsed(program.regions.size(), false),
      isPartitionUsed(program.partitions.size(), false),
      nodeOfRoot(program.regions.size(), sim::none) {
  uint32_t numPieces = 0;
  for (const Partition &partition : program.partitions) {
    firstPiece.push_back(numPieces);
    numPieces += partition.offsets.size() - 1;
  }
  nodeOfPiece.assign(numPieces, sim::none);
  graph.unitLists.begin.push_back(0);
}

Error DataUnits::build() {
  collectFieldSets();
  groupsOfFieldSet.resize(fieldSets.size());
  for (unsigned region = 0; region < program.regions.size(); ++region) {
    groupFields(region);
    if (Error error = buildTree(region))
      return error;
  }
  for (std::vector<uint32_t> &groups : groupsOfFieldSet) {
    llvm::sort(groups);
    llvm::append_range(graph.groupsOfFieldSet.values, groups);
    graph.groupsOfFieldSet.begin.push_back(
        graph.groupsOfFieldSet.values.size());
  }
  graph.groupBytes = groupBytes;
  return Error::success();
}

uint32_t DataUnits::getDataNode(const Target &target) {
  uint32_t &known = target.piece
                        ? nodeOfPiece[firstPiece[target.piece->partition] +
                                      target.piece->color]
                        : nodeOfRoot[target.region];
  if (known != sim::none)
    return known;
  sim::DataNode node{target.region, sim::none, 0, 0};
  if (!target.piece) {
    node.elements = countElements(
        program.indexSpaces[program.regions[target.region].indexSpace].rects);
  } else {
    const Partition &partition = program.partitions[target.piece->partition];
    node.parent = getDataNode({target.region, partition.parent});
    node.fanOut = partition.offsets.size() - 1;
    node.elements = countElements(partition, target.piece->color);
  }
  known = graph.dataNodes.size();
  graph.dataNodes.push_back(node);
  return known;
}

uint32_t DataUnits::getOwner(const Target &target) const {
  if (!target.piece)
    return 0;
  const TreeAtoms &tree = trees[target.region];
  return tree.firstOwner.find(target.piece->partition)->second +
         target.piece->color;
}

uint32_t DataUnits::getUnit(unsigned region, uint32_t atom, uint32_t group) {
  uint32_t &unit =
      unitOfAtom[region][group * trees[region].elements.size() + atom];
  if (unit == sim::none) {
    unit = graph.units.size();
    graph.units.push_back(
        {region, trees[region].elements[atom] * groupBytes[region][group],
         group});
  }
  return unit;
}

uint32_t &DataUnits::getListNumber(const Target &target, uint32_t fieldSet) {
  if (!target.piece) {
    std::vector<uint32_t> &ofRoot = lists[{fieldSet, sim::none}];
    ofRoot.resize(1, sim::none);
    return ofRoot.front();
  }
  unsigned partition = target.piece->partition;
  std::vector<uint32_t> &ofColors = lists[{fieldSet, partition}];
  if (ofColors.empty())
    ofColors.assign(program.partitions[partition].offsets.size() - 1,
                    sim::none);
  return ofColors[target.piece->color];
}

uint32_t DataUnits::getUnitList(const Target &target, uint32_t fieldSet) {
  uint32_t &number = getListNumber(target, fieldSet);
  if (number != sim::none)
    return number;
  const sim::Lists &atoms = trees[target.region].atomsOfOwner;
  uint32_t owner = getOwner(target);
  std::vector<uint32_t> &values = graph.unitLists.values;
  size_t begin = values.size();
  for (uint32_t group : groupsOfFieldSet[fieldSet])
    for (uint32_t i = atoms.begin[owner]; i < atoms.begin[owner + 1]; ++i)
      values.push_back(getUnit(target.region, atoms.values[i], group));
  if (values.size() == begin)
    return number = 0;
  std::sort(values.begin() + begin, values.end());
  number = graph.unitLists.size();
  graph.unitLists.begin.push_back(values.size());
  return number;
}
