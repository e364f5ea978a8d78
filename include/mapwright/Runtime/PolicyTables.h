//===- PolicyTables.h - Lookup in the tables of a policy --------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the statements of a mapper say, as constant tables, and the lookup
// orders of the language reference (STM1 to STM7) over them. Generated policies
// hold the tables and take the functions of the policy ABI from here:
//
//   constexpr TaskRow tasks[] = {{"stencil", 1, {MW_GPU}}};
//   constexpr Tables tables = {tasks, {}, {}, {}, {}, {}};
//   ... kinds<tables> ...
//
// A row stands for one name of a task and one region; a statement with lists
// has a row for each pair. Earlier rows win (STM6). Freestanding.
//
// What is not inlined is looked up once per launch at most, and would cost more
// time where a policy is compiled than it ever saves.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_RUNTIME_POLICYTABLES_H
#define MAPWRIGHT_RUNTIME_POLICYTABLES_H

#include "mapwright/Runtime/policy.h"

#include <stddef.h>
#include <stdint.h>

namespace mapwright {
namespace policy {

/// `*` as a task.
constexpr const char *anyTask = nullptr;
/// `*` as a processor kind.
constexpr mw_proc anyProc = MW_PROC_KINDS;

/// A table that lives elsewhere, or none.
template <typename Row>
class Rows {
public:
  constexpr Rows() = default;
  template <size_t n>
  constexpr Rows(const Row (&rows)[n]) : first(rows), count(n) {}

  constexpr const Row *begin() const { return first; }
  constexpr const Row *end() const { return first + count; }

private:
  const Row *first = nullptr;
  size_t count = 0;
};

/// What a region position of a statement says. Made by the functions below.
struct Region {
  const char *pattern; ///< null: see index
  uint32_t index;      ///< of a requirement; UINT32_MAX: none
};
/// A name in which `*` stands for any characters (STM2).
constexpr Region named(const char *pattern) { return {pattern, UINT32_MAX}; }
/// The index of a requirement.
constexpr Region at(uint32_t index) { return {nullptr, index}; }
/// `*`.
constexpr Region anyRegion = {nullptr, UINT32_MAX};

/// What a `Layout` statement is about. Made by the functions below.
struct Target {
  mw_mem memory; ///< MW_MEM_KINDS: see proc
  mw_proc proc;  ///< anyProc: none
};
constexpr Target in(mw_mem memory) { return {memory, anyProc}; }
constexpr Target on(mw_proc proc) { return {MW_MEM_KINDS, proc}; }
/// `*`.
constexpr Target anywhere = {MW_MEM_KINDS, anyProc};

/// `Task` (STM1).
struct TaskRow {
  const char *task;
  uint32_t count;
  mw_proc kinds[MW_PROC_KINDS];
};

/// `Region` (STM2).
struct RegionRow {
  const char *task;
  Region region;
  mw_proc proc;
  uint32_t count;
  mw_mem memories[MW_MEM_KINDS];
};

/// `Layout` (STM3).
struct LayoutRow {
  const char *task;
  Region region;
  Target target;
  mw_layout layout;
};

/// `InstanceLimit` (STM7).
struct LimitRow {
  const char *task;
  uint32_t limit;
};

/// `CollectMemory` (STM7).
struct CollectRow {
  const char *task;
  Region region;
};

/// `ControlReplicate`.
struct ReplicateRow {
  const char *task;
};

/// All tables of a policy but those of the maps.
struct Tables {
  Rows<TaskRow> tasks;
  Rows<RegionRow> regions;
  Rows<LayoutRow> layouts;
  Rows<LimitRow> limits;
  Rows<CollectRow> collected;
  Rows<ReplicateRow> replicated;
};

namespace detail {

[[gnu::noinline]] inline bool isEqual(const char *lhs, const char *rhs) {
  while (*lhs && *lhs == *rhs)
    ++lhs, ++rhs;
  return *lhs == *rhs;
}

inline bool namesTask(const char *selector, const char *task) {
  return selector && isEqual(selector, task);
}

/// Whether `pattern`, in which `*` stands for any characters, matches `name`.
[[gnu::noinline]] inline bool matchesWildcard(const char *pattern,
                                              const char *name) {
  // Where to resume after the last `*`: it then stands for one character more.
  const char *afterStar = nullptr, *resume = nullptr;
  while (*name) {
    if (*pattern == '*') {
      afterStar = ++pattern;
      resume = name;
    } else if (*pattern == *name) {
      ++pattern;
      ++name;
    } else if (afterStar) {
      pattern = afterStar;
      name = ++resume;
    } else {
      return false;
    }
  }
  while (*pattern == '*')
    ++pattern;
  return !*pattern;
}

/// The name of a requirement with number `i`; after all names comes the index.
[[gnu::noinline]] inline bool namesRegion(const Region &selector,
                                          const mw_region &region, uint32_t i) {
  if (i < region.num_names)
    return selector.pattern &&
           matchesWildcard(selector.pattern, region.names[i]);
  return !selector.pattern && selector.index != UINT32_MAX &&
         selector.index == region.index;
}

inline bool isAnyRegion(const Region &selector) {
  return !selector.pattern && selector.index == UINT32_MAX;
}

/// A (task, region) pair of the lookup order (t, r), (t, *), (*, r), (*, *).
struct Step {
  bool taskByName, regionByName;
};
constexpr Step taskFirst[] = {
    {true, true}, {true, false}, {false, true}, {false, false}};

/// The first row of a step for which `accepts` holds and whose region is name
/// `i` of the requirement, or `*` if the step says so.
template <typename Row, typename Accepts>
[[gnu::noinline]] const Row *findRow(const Rows<Row> &rows, const char *task,
                                     const mw_region &region, Step step,
                                     uint32_t i, const Accepts &accepts) {
  for (const Row &row : rows) {
    bool isTask = step.taskByName ? namesTask(row.task, task) : !row.task;
    bool isRegion = step.regionByName ? namesRegion(row.region, region, i)
                                      : isAnyRegion(row.region);
    if (isTask && isRegion && accepts(row))
      return &row;
  }
  return nullptr;
}

/// The row that decides in one step of the lookup: the names of the requirement
/// are tried in their order, for each of them the preferences 0, 1, ... below
/// `preferences`, of which `accepts(row, preference)` knows.
template <typename Row, typename Accepts>
[[gnu::noinline]] const Row *
findInStep(const Rows<Row> &rows, const char *task, const mw_region &region,
           Step step, unsigned preferences, const Accepts &accepts) {
  uint32_t names = step.regionByName ? region.num_names + 1 : 1;
  for (uint32_t i = 0; i < names; ++i)
    for (unsigned preference = 0; preference < preferences; ++preference)
      if (const Row *found =
              findRow(rows, task, region, step, i,
                      [&](const Row &row) { return accepts(row, preference); }))
        return found;
  return nullptr;
}

/// The first row that names `task`, else the first one for `*`.
template <typename Row>
[[gnu::noinline]] const Row *findByTask(const Rows<Row> &rows,
                                        const char *task) {
  const Row *forAll = nullptr;
  for (const Row &row : rows) {
    if (namesTask(row.task, task))
      return &row;
    if (!forAll && !row.task)
      forAll = &row;
  }
  return forAll;
}

inline bool isListed(const mw_mem *memories, uint32_t count, mw_mem memory) {
  for (uint32_t i = 0; i < count; ++i)
    if (memories[i] == memory)
      return true;
  return false;
}

/// An entry for the kind of processor comes before one for all.
inline bool isFor(const RegionRow &row, mw_proc proc, unsigned preference) {
  return row.proc == (preference == 0 ? proc : anyProc);
}

/// An entry for the memory comes before one for the processor, and that before
/// one for all.
inline bool isFor(const LayoutRow &row, mw_mem memory, mw_proc proc,
                  unsigned preference) {
  const Target &target = row.target;
  if (preference == 0)
    return target.memory == memory;
  if (target.memory != MW_MEM_KINDS)
    return false;
  return target.proc == (preference == 1 ? proc : anyProc);
}

} // namespace detail

/// mw_policy::kinds (STM1).
template <const Tables &tables>
uint32_t kinds(const char *task, mw_proc out[MW_PROC_KINDS]) {
  const TaskRow *row = detail::findByTask(tables.tasks, task);
  if (!row)
    return 0;
  for (uint32_t i = 0; i < row->count; ++i)
    out[i] = row->kinds[i];
  return row->count;
}

/// mw_policy::memories (STM2).
template <const Tables &tables>
uint32_t memories(const char *task, const mw_region *region, mw_proc proc,
                  mw_mem *out, uint32_t cap) {
  mw_mem found[MW_MEM_KINDS];
  uint32_t count = 0;
  for (detail::Step step : detail::taskFirst) {
    const RegionRow *decides =
        detail::findInStep(tables.regions, task, *region, step, 2,
                           [&](const RegionRow &row, unsigned preference) {
                             return detail::isFor(row, proc, preference);
                           });
    for (uint32_t i = 0; decides && i < decides->count; ++i)
      if (!detail::isListed(found, count, decides->memories[i]))
        found[count++] = decides->memories[i];
  }
  for (uint32_t i = 0; i < count && i < cap; ++i)
    out[i] = found[i];
  return count;
}

/// mw_policy::layout (STM3).
template <const Tables &tables>
mw_status layout(const char *task, const mw_region *region, mw_mem memory,
                 mw_proc proc, mw_layout *out) {
  for (detail::Step step : detail::taskFirst) {
    const LayoutRow *decides = detail::findInStep(
        tables.layouts, task, *region, step, 3,
        [&](const LayoutRow &row, unsigned preference) {
          return detail::isFor(row, memory, proc, preference);
        });
    if (!decides)
      continue;
    *out = decides->layout;
    return MW_OK;
  }
  return MW_DEFAULT;
}

/// mw_policy::instance_limit (STM7).
template <const Tables &tables>
uint32_t instanceLimit(const char *task) {
  const LimitRow *row = detail::findByTask(tables.limits, task);
  return row ? row->limit : 0;
}

/// mw_policy::collect (STM7).
template <const Tables &tables>
int collect(const char *task, const mw_region *region) {
  for (detail::Step step : detail::taskFirst)
    if (detail::findInStep(tables.collected, task, *region, step, 1,
                           [](const CollectRow &, unsigned) { return true; }))
      return 1;
  return 0;
}

/// mw_policy::replicate.
template <const Tables &tables>
int replicate(const char *task) {
  int replicated = -1;
  for (const ReplicateRow &row : tables.replicated) {
    if (detail::isEqual(row.task, task))
      return 1;
    replicated = 0;
  }
  return replicated;
}

} // namespace policy
} // namespace mapwright

#endif // MAPWRIGHT_RUNTIME_POLICYTABLES_H
