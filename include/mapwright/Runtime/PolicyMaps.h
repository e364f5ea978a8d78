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

/// What is known of a failure before it happens.
struct Reason {
  uint32_t code, line, column, dim;
};

/// Fills `error` in. Not inlined: the way around it is what matters. All
/// arguments fit in registers, so that callers need no stack and can jump here.
[[gnu::cold, gnu::noinline]] inline mw_status fail(mw_error *error,
                                                   Reason reason, int64_t value,
                                                   int64_t bound,
                                                   const char *text) {
  *error = {reason.code, reason.line, reason.column, reason.dim,
            value,       bound,       text};
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
    return fail(error, {}, machine->size, sizeof(mw_machine),
                "the host's description of the machine is too short");
  if (machine->nodes < 1 || machine->nodes > INT32_MAX)
    return fail(error, {}, machine->nodes, INT32_MAX,
                "the machine has no nodes, or too many");
  for (uint32_t count : machine->procs)
    if (count > INT32_MAX)
      return fail(error, {}, count, INT32_MAX,
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
  [[gnu::noinline]] Line &text(const char *characters) {
    while (*characters)
      append(*characters++);
    return *this;
  }
  [[gnu::noinline]] Line &number(int64_t value) {
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

/// What the storage of a launch begins with; the values that the launch leaves
/// for its points follow.
struct LaunchHead {
  decltype(mw_policy::point) point;
};

/// For maps whose points need nothing.
struct NoValues {};

/// Both parts of an index map for one rank, as they are generated.
template <typename Values>
using LaunchPart = mw_status (*)(const mw_machine &machine,
                                 const mw_domain &domain, Values &launch,
                                 mw_error *error);
template <typename Values>
using PointPart = mw_status (*)(const Values &launch, const int64_t *p,
                                mw_place *out, mw_error *error);

/// An index map for one rank, with storage of any kind.
struct Form {
  decltype(mw_policy::point) point;
  mw_status (*launch)(const mw_machine &machine, const mw_domain &domain,
                      void *l, mw_error *error);
  size_t bytes; ///< of the storage of a launch
};

namespace detail {

template <typename Values>
struct LaunchStorage {
  LaunchHead head;
  Values values;
};

template <typename Values, LaunchPart<Values> part>
mw_status runLaunch(const mw_machine &machine, const mw_domain &domain, void *l,
                    mw_error *error) {
  return part(machine, domain, static_cast<LaunchStorage<Values> *>(l)->values,
              error);
}

template <typename Values, PointPart<Values> part>
mw_status runPoint(const void *l, const int64_t *p, mw_place *out,
                   mw_error *error) {
  return part(static_cast<const LaunchStorage<Values> *>(l)->values, p, out,
              error);
}

template <typename Part>
struct ValuesOf;
template <typename Values>
struct ValuesOf<LaunchPart<Values>> {
  using Type = Values;
};

template <typename Values, LaunchPart<Values> launch, PointPart<Values> point>
constexpr Form makeForm() {
  return {runPoint<Values, point>, runLaunch<Values, launch>,
          sizeof(LaunchStorage<Values>)};
}

} // namespace detail

/// Of a LaunchPart and a PointPart for the same values.
template <auto launch, auto point>
constexpr Form form =
    detail::makeForm<typename detail::ValuesOf<decltype(launch)>::Type, launch,
                     point>();

/// The form for launches of the ranks from `first` to `last`.
struct FormRow {
  uint32_t first, last;
  Form form;
};

/// A function that places index launches.
struct IndexMap {
  uint32_t line, column; ///< where it is defined
  const char *noForm;    ///< text of MW_E_RANK
  /// Not for ranks it is ill-typed for; what is left of the array is zero.
  FormRow forms[MW_MAX_DIM];
};

/// `IndexTaskMap`: for a task, else for a kind, else for all.
struct IndexRow {
  const char *task;
  mw_proc proc;
  const IndexMap *map;
};

namespace detail {

/// The row that decides (STM5), or null.
template <typename Row>
[[gnu::noinline]] const Row *findMap(const Rows<Row> &rows, const char *task,
                                     mw_proc proc) {
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

/// Null if there is none.
inline const Form *findForm(const IndexMap &map, uint32_t rank) {
  for (const FormRow &row : map.forms)
    if (row.form.launch && row.first <= rank && rank <= row.last)
      return &row.form;
  return nullptr;
}

inline bool isEmpty(const mw_domain &domain) {
  for (uint32_t d = 0; d < domain.rank; ++d)
    if (domain.hi[d] < domain.lo[d])
      return true;
  return false;
}

/// Whether hi - lo + 1 does not fit in 64 bits. The domain is not empty.
inline bool isTooWide(const mw_domain &domain, uint32_t dim) {
  return static_cast<uint64_t>(domain.hi[dim]) -
             static_cast<uint64_t>(domain.lo[dim]) >=
         INT64_MAX;
}

} // namespace detail

/// mw_policy::launch and mw_policy::point of policies without index maps.
inline mw_status launchByDefault(const void *, const char *, mw_proc,
                                 const mw_domain *, void *, mw_error *) {
  return MW_DEFAULT;
}
inline mw_status pointByDefault(const void *, const int64_t *, mw_place *,
                                mw_error *) {
  return MW_DEFAULT;
}

/// mw_policy::launch_bytes.
template <const auto &rows>
constexpr size_t getLaunchBytes() {
  size_t most = sizeof(LaunchHead);
  for (const IndexRow &row : rows)
    for (const FormRow &ranks : row.map->forms)
      most = ranks.form.bytes > most ? ranks.form.bytes : most;
  return most;
}

/// mw_policy::launch. A launch without points maps nothing, so nothing is wrong
/// with it, not even its rank (FUN4). Maps rely on extents that fit.
template <const auto &rows>
mw_status launch(const void *m, const char *task, mw_proc proc,
                 const mw_domain *domain, void *l, mw_error *error) {
  const IndexRow *row = detail::findMap(Rows<IndexRow>(rows), task, proc);
  if (!row)
    return MW_DEFAULT;
  const IndexMap &map = *row->map;
  LaunchHead &head = *static_cast<LaunchHead *>(l);
  if (domain->rank <= MW_MAX_DIM && detail::isEmpty(*domain)) {
    head.point = pointByDefault;
    return MW_OK;
  }
  const Form *form = detail::findForm(map, domain->rank);
  if (!form)
    return fail(error, {MW_E_RANK, map.line, map.column, 0}, domain->rank, 0,
                map.noForm);
  for (uint32_t d = 0; d < domain->rank; ++d)
    if (detail::isTooWide(*domain, d))
      return fail(error, {MW_E_OVERFLOW, map.line, map.column, 0},
                  domain->hi[d], domain->lo[d],
                  "the extent of the launch domain does not fit in 64 bits");
  head.point = form->point;
  return form->launch(*static_cast<const Machine *>(m)->description, *domain, l,
                      error);
}

namespace detail {

inline mw_status jumpToPoint(const void *l, const int64_t *p, mw_place *out,
                             mw_error *error) {
  return static_cast<const LaunchHead *>(l)->point(l, p, out, error);
}

} // namespace detail

/// mw_policy::point: the one function for points that all maps share, or else a
/// jump to the launch's.
template <const auto &rows>
constexpr decltype(mw_policy::point) getPoint() {
  decltype(mw_policy::point) only = nullptr;
  for (const IndexRow &row : rows)
    for (const FormRow &ranks : row.map->forms) {
      auto point = ranks.form.point;
      if (only && point && point != only)
        return detail::jumpToPoint;
      only = point ? point : only;
    }
  return only ? only : pointByDefault;
}

//===----------------------------------------------------------------------===//
// Single maps
//===----------------------------------------------------------------------===//

/// Where the places of a single task go.
struct Answer {
  mw_place *places;
  uint32_t cap;
  uint32_t *count;

  /// One more; *count is 0 before the first.
  void add(mw_place place) const {
    if (*count < cap)
      places[*count] = place;
    ++*count;
  }

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
