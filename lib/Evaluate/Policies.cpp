//===- Policies.cpp - Lookup of policies by task and region ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/Policies.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/raw_ostream.h"

#include <variant>

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

//===----------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------===//

bool mapwright::matchesWildcard(StringRef pattern, StringRef name) {
  size_t p = 0, n = 0;
  // Where to resume after the last `*`: it then stands for one character more.
  size_t star = StringRef::npos, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != StringRef::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return pattern.substr(p).find_first_not_of('*') == StringRef::npos;
}

static bool isStar(ArrayAttr selectors) {
  return llvm::any_of(selectors, llvm::IsaPred<AnyAttr>);
}

static bool namesTask(ArrayAttr tasks, StringRef task) {
  return llvm::any_of(tasks, [&](Attribute selector) {
    auto name = dyn_cast<StringAttr>(selector);
    return name && name.getValue() == task;
  });
}

/// One of the names of a requirement, or its index.
using RegionName = std::variant<StringRef, int64_t>;

static SmallVector<RegionName> getNames(const RegionKey &region) {
  SmallVector<RegionName> names(region.names.begin(), region.names.end());
  if (region.index)
    names.push_back(*region.index);
  return names;
}

static bool namesRegion(ArrayAttr regions, const RegionName &name) {
  return llvm::any_of(regions, [&](Attribute selector) {
    if (auto pattern = dyn_cast<StringAttr>(selector))
      return std::holds_alternative<StringRef>(name) &&
             matchesWildcard(pattern.getValue(), std::get<StringRef>(name));
    auto index = dyn_cast<IntegerAttr>(selector);
    return index && std::holds_alternative<int64_t>(name) &&
           index.getInt() == std::get<int64_t>(name);
  });
}

namespace {
/// A (task, region) pair of the lookup order (t, r), (t, *), (*, r), (*, *).
struct LookupStep {
  bool taskByName;
  bool regionByName;
};
} // namespace
static constexpr LookupStep taskFirst[] = {
    {true, true}, {true, false}, {false, true}, {false, false}};

static bool matchesTask(ArrayAttr tasks, StringRef task, bool byName) {
  return byName ? namesTask(tasks, task) : isStar(tasks);
}

/// The first statement of one step of the lookup. The names of a requirement
/// are tried in their order; for each of them, what `accepts` says first is
/// looked for first.
template <typename StatementOp>
static StatementOp
findFirst(ArrayRef<StatementOp> statements, StringRef task,
          const RegionKey &region, LookupStep step,
          ArrayRef<llvm::function_ref<bool(StatementOp)>> accepts) {
  auto find = [&](llvm::function_ref<bool(ArrayAttr)> matchesRegion) {
    for (auto accept : accepts)
      for (StatementOp statement : statements)
        if (matchesTask(statement.getTasks(), task, step.taskByName) &&
            matchesRegion(statement.getRegions()) && accept(statement))
          return statement;
    return StatementOp();
  };
  if (!step.regionByName)
    return find(isStar);
  for (const RegionName &name : getNames(region))
    if (auto found =
            find([&](ArrayAttr regions) { return namesRegion(regions, name); }))
      return found;
  return nullptr;
}

Policies::Policies(MapperOp mapper) : mapper(mapper), symbols(mapper) {
  for (Operation &op : mapper.getBody().front())
    llvm::TypeSwitch<Operation *>(&op)
        .Case([&](mapping::RegionOp region) { regions.push_back(region); })
        .Case([&](LayoutOp layout) { layouts.push_back(layout); })
        .Case([&](CollectMemoryOp collect) { collects.push_back(collect); });
}

//===----------------------------------------------------------------------===//
// Processor and memory kinds
//===----------------------------------------------------------------------===//

/// The first statement that names `task`, else the first one for `*`.
template <typename StatementOp>
static StatementOp findByTask(MapperOp mapper, StringRef task) {
  StatementOp forAll;
  for (auto statement : mapper.getOps<StatementOp>()) {
    if (namesTask(statement.getTasks(), task))
      return statement;
    if (!forAll && isStar(statement.getTasks()))
      forAll = statement;
  }
  return forAll;
}

TaskOp Policies::findKinds(StringRef task) const {
  return findByTask<TaskOp>(mapper, task);
}

SmallVector<ProcKind> Policies::getKinds(StringRef task) const {
  SmallVector<ProcKind> kinds;
  if (TaskOp statement = findKinds(task))
    for (auto kind : statement.getKinds().getAsRange<ProcKindAttr>())
      kinds.push_back(kind.getValue());
  return kinds;
}

SmallVector<mapping::RegionOp> Policies::findMemories(StringRef task,
                                                      const RegionKey &region,
                                                      ProcKind proc) const {
  SmallVector<mapping::RegionOp> statements;
  auto onProc = [&](mapping::RegionOp op) {
    auto kind = dyn_cast<ProcKindAttr>(op.getProc());
    return kind && kind.getValue() == proc;
  };
  auto onAny = [](mapping::RegionOp op) { return isa<AnyAttr>(op.getProc()); };
  for (LookupStep step : taskFirst)
    if (auto found = findFirst<mapping::RegionOp>(regions, task, region, step,
                                                  {onProc, onAny}))
      statements.push_back(found);
  return statements;
}

SmallVector<MemKind> Policies::getMemories(StringRef task,
                                           const RegionKey &region,
                                           ProcKind proc) const {
  llvm::SmallSetVector<MemKind, numMemKinds> memories;
  for (mapping::RegionOp statement : findMemories(task, region, proc))
    for (auto memory : statement.getMemories().getAsRange<MemKindAttr>())
      memories.insert(memory.getValue());
  return SmallVector<MemKind>(memories.begin(), memories.end());
}

//===----------------------------------------------------------------------===//
// Layouts
//===----------------------------------------------------------------------===//

static Layout resolveLayout(LayoutOp statement) {
  Layout layout;
  for (auto word : statement.getWords().getAsRange<WordAttr>()) {
    switch (word.getWord()) {
    case LayoutWord::AOS:
      layout.aos = true;
      break;
    case LayoutWord::C_order:
      layout.cOrder = true;
      break;
    case LayoutWord::Compact:
      layout.compact = true;
      break;
    case LayoutWord::Exact:
      layout.exact = true;
      break;
    case LayoutWord::Align:
      layout.align = word.getAlign();
      break;
    case LayoutWord::SOA:
    case LayoutWord::F_order:
    case LayoutWord::No_Align:
      break;
    }
  }
  return layout;
}

std::string Layout::str() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << (aos ? "AOS" : "SOA") << (cOrder ? " C_order" : " F_order");
  if (compact)
    os << " Compact";
  if (exact)
    os << " Exact";
  if (align)
    os << " Align==" << align;
  return text;
}

LayoutOp Policies::findLayout(StringRef task, const RegionKey &region,
                              MemKind memory, ProcKind proc) const {
  auto inMemory = [&](LayoutOp op) {
    auto kind = dyn_cast<MemKindAttr>(op.getTarget());
    return kind && kind.getValue() == memory;
  };
  auto onProc = [&](LayoutOp op) {
    auto kind = dyn_cast<ProcKindAttr>(op.getTarget());
    return kind && kind.getValue() == proc;
  };
  auto anywhere = [](LayoutOp op) { return isa<AnyAttr>(op.getTarget()); };
  for (LookupStep step : taskFirst)
    if (auto found = findFirst<LayoutOp>(layouts, task, region, step,
                                         {inMemory, onProc, anywhere}))
      return found;
  return nullptr;
}

std::optional<Layout> Policies::getLayout(StringRef task,
                                          const RegionKey &region,
                                          MemKind memory, ProcKind proc) const {
  if (LayoutOp statement = findLayout(task, region, memory, proc))
    return resolveLayout(statement);
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

template <typename MapOp>
static MapOp findMap(MapperOp mapper, StringRef task,
                     std::optional<ProcKind> proc) {
  MapOp byKind, byStar;
  for (auto map : mapper.getOps<MapOp>()) {
    if (map.getTasks() && namesTask(*map.getTasks(), task))
      return map;
    ProcKindAttr kind = map.getKindAttr();
    if (!byKind && kind && kind.getValue() == proc)
      byKind = map;
    if (!byStar && map.getTasks() && isStar(*map.getTasks()))
      byStar = map;
  }
  return byKind ? byKind : byStar;
}

template <typename MapOp>
static MapChoice choose(const SymbolTable &symbols, MapOp map) {
  if (!map)
    return {};
  return {map, symbols.lookup<FuncOp>(map.getFunction())};
}

MapChoice Policies::getIndexMap(StringRef task,
                                std::optional<ProcKind> proc) const {
  return choose(symbols, findMap<IndexMapOp>(mapper, task, proc));
}

MapChoice Policies::getSingleMap(StringRef task,
                                 std::optional<ProcKind> proc) const {
  return choose(symbols, findMap<SingleMapOp>(mapper, task, proc));
}

//===----------------------------------------------------------------------===//
// Limits, collection, replication
//===----------------------------------------------------------------------===//

InstanceLimitOp Policies::findInstanceLimit(StringRef task) const {
  return findByTask<InstanceLimitOp>(mapper, task);
}

std::optional<int64_t> Policies::getInstanceLimit(StringRef task) const {
  if (InstanceLimitOp statement = findInstanceLimit(task))
    return statement.getLimit();
  return std::nullopt;
}

CollectMemoryOp Policies::findCollect(StringRef task,
                                      const RegionKey &region) const {
  auto anyStatement = [](CollectMemoryOp) { return true; };
  for (LookupStep step : taskFirst)
    if (auto found = findFirst<CollectMemoryOp>(collects, task, region, step,
                                                {anyStatement}))
      return found;
  return nullptr;
}

std::optional<bool> Policies::isReplicated(StringRef task) const {
  std::optional<bool> replicated;
  for (auto statement : mapper.getOps<ControlReplicateOp>())
    replicated =
        replicated.value_or(false) || namesTask(statement.getTasks(), task);
  return replicated;
}

//===----------------------------------------------------------------------===//
// Regions of an unknown program
//===----------------------------------------------------------------------===//

std::vector<RegionKey> Policies::getMentionedRegions(StringRef task) const {
  llvm::SetVector<Attribute> selectors;
  auto collect = [&](ArrayAttr tasks, ArrayAttr regions) {
    if (namesTask(tasks, task) || isStar(tasks))
      selectors.insert(regions.begin(), regions.end());
  };
  for (Operation &op : mapper.getBody().front()) {
    if (auto statement = dyn_cast<mapping::RegionOp>(op))
      collect(statement.getTasks(), statement.getRegions());
    else if (auto statement = dyn_cast<LayoutOp>(op))
      collect(statement.getTasks(), statement.getRegions());
    else if (auto statement = dyn_cast<CollectMemoryOp>(op))
      collect(statement.getTasks(), statement.getRegions());
  }
  std::vector<RegionKey> keys;
  bool star = false;
  for (Attribute selector : selectors) {
    if (auto name = dyn_cast<StringAttr>(selector))
      keys.push_back({{name.str()}, std::nullopt});
    else if (auto index = dyn_cast<IntegerAttr>(selector))
      keys.push_back({{}, index.getInt()});
    else
      star = true;
  }
  if (star)
    keys.push_back({});
  return keys;
}
