//===- PolicyMaps.h - What the maps of a policy stand on --------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Generated policies hold a function for the launch and one for the points of
// each index map and rank, and tables of which map is whose (STM5). Here is the
// rest: how a map is found, how it fails, prints and divides. Freestanding;
// nothing allocates.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_RUNTIME_POLICYMAPS_H
#define MAPWRIGHT_RUNTIME_POLICYMAPS_H

#include "mapwright/Runtime/PolicyTables.h"
#include "mapwright/Runtime/Space.h"

namespace mapwright {
namespace policy {

//===----------------------------------------------------------------------===//
// Failing
//===----------------------------------------------------------------------===//

/// Fills `error` in. Not inlined: the way around it is what matters.
[[gnu::cold, gnu::noinline]] inline mw_status
fail(mw_error *error, uint32_t code, uint32_t line, uint32_t column,
     uint32_t dim, int64_t value, int64_t bound, const char *text) {
  *error = {code, line, column, dim, value, bound, text};
  return MW_ERROR;
}

//===----------------------------------------------------------------------===//
// Total arithmetic
//===----------------------------------------------------------------------===//

/// 0 <= index < size, for a size that is not negative.
constexpr bool inside(int64_t index, int64_t size) {
  return static_cast<uint64_t>(index) < static_cast<uint64_t>(size);
}

/// The operations as of two's complement: what does not fit is cut off.
constexpr int64_t wrapAdd(int64_t lhs, int64_t rhs) {
  return static_cast<int64_t>(static_cast<uint64_t>(lhs) +
                              static_cast<uint64_t>(rhs));
}
constexpr int64_t wrapSub(int64_t lhs, int64_t rhs) {
  return static_cast<int64_t>(static_cast<uint64_t>(lhs) -
                              static_cast<uint64_t>(rhs));
}
constexpr int64_t wrapMul(int64_t lhs, int64_t rhs) {
  return static_cast<int64_t>(static_cast<uint64_t>(lhs) *
                              static_cast<uint64_t>(rhs));
}

/// lhs / rhs; 0 where there is none.
constexpr int64_t quotient(int64_t lhs, int64_t rhs) {
  int64_t result = 0;
  space::checkedDiv(lhs, rhs, result);
  return result;
}

/// lhs % rhs; 0 where there is none.
constexpr int64_t remainder(int64_t lhs, int64_t rhs) {
  int64_t result = 0;
  space::checkedRem(lhs, rhs, result);
  return result;
}

//===----------------------------------------------------------------------===//
// Factorizations
//===----------------------------------------------------------------------===//

namespace detail {

template <uint32_t n>
bool areBelow(int64_t limit, const int64_t (&values)[n]) {
  for (int64_t value : values)
    if (value < 1 || value >= limit)
      return false;
  return true;
}

/// Whether the arguments of a factorization are in the range of MSP15; all
/// parts are 1 where they are not.
template <uint32_t n>
bool start(bool isValid, int64_t size, int64_t (&parts)[n]) {
  static_assert(n <= space::maxRank, "a space has at most 9 dimensions");
  for (int64_t &part : parts)
    part = 1;
  return isValid && size >= 1 && size < space::sizeLimit;
}

} // namespace detail

/// `balance_split` (MSP11).
template <uint32_t n>
void balanceSplit(int64_t size, int64_t (&parts)[n]) {
  if (detail::start(true, size, parts))
    space::balanceSplit(size, n, parts);
}

/// `greedy_split` (MSP13).
template <uint32_t n>
void greedySplit(int64_t size, const int64_t (&extents)[n],
                 int64_t (&parts)[n]) {
  if (detail::start(detail::areBelow(space::sizeLimit, extents), size, parts))
    space::greedySplit(size, extents, n, parts);
}

/// `auto_split` (MSP12), and `decompose` without weights (MSP14).
template <uint32_t n>
void autoSplit(int64_t size, const int64_t (&extents)[n], int64_t (&parts)[n]) {
  if (detail::start(detail::areBelow(space::sizeLimit, extents), size, parts))
    space::decompose(size, extents, nullptr, n, parts);
}

/// `decompose` with weights (MSP14).
template <uint32_t n>
void decompose(int64_t size, const int64_t (&extents)[n],
               const int64_t (&weights)[n], int64_t (&parts)[n]) {
  bool isValid = detail::areBelow(space::sizeLimit, extents);
  for (int64_t weight : weights)
    isValid = isValid && weight >= 1;
  if (detail::start(isValid, size, parts))
    space::decompose(size, extents, weights, n, parts);
}

//===----------------------------------------------------------------------===//
// The machine
//===----------------------------------------------------------------------===//

/// Storage for a machine: nothing but the way to it.
struct Machine {
  const mw_machine *description;
};

/// Starts mw_policy::bind. Refuses machines whose counts do not fit in the
/// places a policy returns.
inline mw_status bindMachine(void *m, const mw_machine *machine,
                             mw_error *error) {
  static_cast<Machine *>(m)->description = machine;
  if (machine->size < sizeof(mw_machine))
    return fail(error, MW_E_NONE, 0, 0, 0, machine->size, sizeof(mw_machine),
                "the host's description of the machine is too short");
  if (machine->nodes < 1 || machine->nodes > INT32_MAX)
    return fail(error, MW_E_NONE, 0, 0, 0, machine->nodes, INT32_MAX,
                "the machine has no nodes, or too many");
  for (uint32_t count : machine->procs)
    if (count > INT32_MAX)
      return fail(error, MW_E_NONE, 0, 0, 0, count, INT32_MAX,
                  "a node of the machine has too many processors");
  return MW_OK;
}

/// MSP4; false for a processor that is not there.
inline bool addresses(const mw_machine &machine, mw_proc kind, int64_t index,
                      mw_mem memory) {
  return inside(index, machine.procs[kind]) && machine.sees[kind] &&
         (machine.sees[kind][index] >> memory & 1) != 0;
}

/// A line of `print` (FUN5). What goes beyond `capacity` bytes is cut off.
template <size_t capacity>
class Line {
public:
  Line &text(const char *characters) {
    while (*characters)
      append(*characters++);
    return *this;
  }
  Line &number(int64_t value) {
    if (value < 0)
      append('-');
    return digits(value < 0 ? 0 - static_cast<uint64_t>(value)
                            : static_cast<uint64_t>(value));
  }
  Line &truth(bool value) { return text(value ? "True" : "False"); }

  /// machine.print must not be null.
  void send(const mw_machine &machine) const {
    machine.print(machine.print_arg, buffer, length);
  }

private:
  Line &digits(uint64_t value) {
    char reversed[20];
    size_t count = 0;
    do
      reversed[count++] = static_cast<char>('0' + value % 10);
    while (value /= 10);
    while (count > 0)
      append(reversed[--count]);
    return *this;
  }
  void append(char character) {
    if (length < capacity)
      buffer[length++] = character;
  }

  char buffer[capacity];
  size_t length = 0;
};

//===----------------------------------------------------------------------===//
// Index maps
//===----------------------------------------------------------------------===//

/// The launch part of an index map for one rank.
template <typename Launch>
using LaunchForm = mw_status (*)(const mw_machine &machine,
                                 const mw_domain &domain, Launch &launch,
                                 mw_error *error);

/// A function that places index launches.
template <typename Launch>
struct IndexMap {
  uint32_t line, column;                    ///< where it is defined
  const char *noForm;                       ///< text of MW_E_RANK
  LaunchForm<Launch> forms[MW_MAX_DIM + 1]; ///< by rank; null: ill-typed
};

/// `IndexTaskMap`: for a task, else for a kind, else for all.
template <typename Launch>
struct IndexRow {
  const char *task;
  mw_proc proc;
  const IndexMap<Launch> *map;
};

namespace detail {

/// The row that decides (STM5), or null.
template <typename Row>
const Row *findMap(const Rows<Row> &rows, const char *task, mw_proc proc) {
  const Row *byKind = nullptr, *forAll = nullptr;
  for (const Row &row : rows) {
    if (namesTask(row.task, task))
      return &row;
    if (row.task)
      continue;
    const Row *&slot = row.proc == anyProc ? forAll : byKind;
    if (!slot && (row.proc == anyProc || row.proc == proc))
      slot = &row;
  }
  return byKind ? byKind : forAll;
}

inline bool isEmpty(const mw_domain &domain) {
  for (uint32_t d = 0; d < domain.rank; ++d)
    if (domain.hi[d] < domain.lo[d])
      return true;
  return false;
}

} // namespace detail

/// mw_policy::launch. A launch without points meets no error of a point, so
/// nothing is computed for it.
template <typename Launch, const auto &rows>
mw_status launch(const void *m, const char *task, mw_proc proc,
                 const mw_domain *domain, void *l, mw_error *error) {
  const auto *row = detail::findMap(Rows<IndexRow<Launch>>(rows), task, proc);
  if (!row)
    return MW_DEFAULT;
  const IndexMap<Launch> &map = *row->map;
  LaunchForm<Launch> form =
      domain->rank <= MW_MAX_DIM ? map.forms[domain->rank] : nullptr;
  if (!form)
    return fail(error, MW_E_RANK, map.line, map.column, 0, domain->rank, 0,
                map.noForm);
  Launch &storage = *static_cast<Launch *>(l);
  if (detail::isEmpty(*domain)) {
    storage.map = {};
    return MW_OK;
  }
  return form(*static_cast<const Machine *>(m)->description, *domain, storage,
              error);
}

/// mw_policy::launch and mw_policy::point of policies without index maps.
inline mw_status launchByDefault(const void *, const char *, mw_proc,
                                 const mw_domain *, void *, mw_error *) {
  return MW_DEFAULT;
}
inline mw_status pointByDefault(const void *, const int64_t *, mw_place *,
                                mw_error *) {
  return MW_DEFAULT;
}

//===----------------------------------------------------------------------===//
// Single maps
//===----------------------------------------------------------------------===//

/// Where the places of a single task go.
struct Answer {
  mw_place *places;
  uint32_t cap;
  uint32_t *count;

  template <uint32_t n>
  mw_status give(const mw_place (&all)[n]) const {
    for (uint32_t i = 0; i < n && i < cap; ++i)
      places[i] = all[i];
    *count = n;
    return MW_OK;
  }
};

/// A function that places single tasks.
using SingleMap = mw_status (*)(const mw_machine &machine, mw_place self,
                                mw_place parent, Answer answer,
                                mw_error *error);

/// `SingleTaskMap`: for a task, else for a kind, else for all.
struct SingleRow {
  const char *task;
  mw_proc proc;
  SingleMap map;
};

/// mw_policy::single.
template <const auto &rows>
mw_status single(const void *m, const char *task, mw_proc proc, mw_place self,
                 const char *, mw_proc, mw_place parentAt, mw_place *out,
                 uint32_t cap, uint32_t *n, mw_error *error) {
  const SingleRow *row = detail::findMap(Rows<SingleRow>(rows), task, proc);
  if (!row)
    return MW_DEFAULT;
  return row->map(*static_cast<const Machine *>(m)->description, self, parentAt,
                  {out, cap, n}, error);
}

/// mw_policy::single of policies without single maps.
inline mw_status singleByDefault(const void *, const char *, mw_proc, mw_place,
                                 const char *, mw_proc, mw_place, mw_place *,
                                 uint32_t, uint32_t *, mw_error *) {
  return MW_DEFAULT;
}

} // namespace policy
} // namespace mapwright

#endif // MAPWRIGHT_RUNTIME_POLICYMAPS_H
