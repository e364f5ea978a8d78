//===- shapes.cc - Launch domains of every shape --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A program for tests of mappers: index launches in 1 to 3 dimensions with any
// lower bound, dense, sparse and empty ones, and thousands of different ones.
// Prints "result ok" and ends with 0 if all sums are right.
//
//   shapes [-lo LOWER_BOUND] [-e EXTENT] [-sparse 1] [-domains COUNT]
//
// Dimension d of the domains has EXTENT + d points from LOWER_BOUND - d on.
// COUNT more launches each have a domain of their own, of 1 to 4 points.
//
//===----------------------------------------------------------------------===//

#include "Support.h"

using namespace Legion;
using namespace support;

namespace {
enum Tasks { TopTask, MarkTask, GatherTask, TotalTask, CountTask };
enum Fields { ValueField };

struct Options {
  int lower = 0, extent = 4, sparse = 0, domains = 0;
};
} // namespace

/// A number that tells points apart.
static int64_t valueOf(const DomainPoint &point) {
  int64_t value = 7;
  for (int d = 0; d < point.get_dim(); ++d)
    value = value * 31 + point[d];
  return value;
}

template <int dim, typename Visit>
static void visit(Context context, Runtime *runtime, LogicalRegion region,
                  Visit visitPoint) {
  DomainT<dim> domain =
      runtime->get_index_space_domain(context, region.get_index_space());
  for (PointInDomainIterator<dim> it(domain); it(); ++it)
    visitPoint(*it);
}

template <int dim>
static void markTyped(const Regions &regions, Context context,
                      Runtime *runtime) {
  const FieldAccessor<WRITE_DISCARD, int64_t, dim> values(regions[0],
                                                          ValueField);
  visit<dim>(context, runtime, regions[0].get_logical_region(),
             [&](Point<dim> point) { values[point] = valueOf(point); });
}

static void mark(const Task *task, const Regions &regions, Context context,
                 Runtime *runtime) {
  switch (task->index_point.get_dim()) {
  case 1:
    return markTyped<1>(regions, context, runtime);
  case 2:
    return markTyped<2>(regions, context, runtime);
  case 3:
    return markTyped<3>(regions, context, runtime);
  }
}

template <int dim>
static int64_t sumTyped(const Regions &regions, Context context,
                        Runtime *runtime) {
  const FieldAccessor<READ_ONLY, int64_t, dim> values(regions[0], ValueField);
  int64_t sum = 0;
  visit<dim>(context, runtime, regions[0].get_logical_region(),
             [&](Point<dim> point) { sum += values[point]; });
  return sum;
}

/// The sum of the values of a region.
static int64_t sum(const Task *, const Regions &regions, Context context,
                   Runtime *runtime) {
  switch (regions[0].get_logical_region().get_dim()) {
  case 1:
    return sumTyped<1>(regions, context, runtime);
  case 2:
    return sumTyped<2>(regions, context, runtime);
  default:
    return sumTyped<3>(regions, context, runtime);
  }
}

static int64_t count(const Task *task, const Regions &, Context, Runtime *) {
  return valueOf(task->index_point);
}

//===----------------------------------------------------------------------===//
// One shape
//===----------------------------------------------------------------------===//

/// The points of a launch: those of a box, or every third of them.
template <int dim>
static std::vector<Point<dim>> listPoints(const Options &options) {
  Rect<dim> box;
  for (int d = 0; d < dim; ++d) {
    box.lo[d] = options.lower - d;
    box.hi[d] = box.lo[d] + options.extent + d - 1;
  }
  std::vector<Point<dim>> points;
  int number = 0;
  for (PointInRectIterator<dim> it(box); it(); ++it)
    if (number++ % 3 == 0 || !options.sparse)
      points.push_back(*it);
  return points;
}

template <int dim>
static IndexSpace makeSpace(Context context, Runtime *runtime,
                            const Options &options,
                            const std::vector<Point<dim>> &points) {
  if (options.sparse)
    return runtime->create_index_space(context, points);
  return runtime->create_index_space(context,
                                     Rect<dim>(points.front(), points.back()));
}

/// The sum over no points. (Legion cannot reduce over an empty index space, but
/// over an empty domain.)
template <int dim>
static int64_t launchNothing(Context context, Runtime *runtime) {
  Rect<dim> none = Rect<dim>::make_empty();
  IndexTaskLauncher overSpace(CountTask,
                              runtime->create_index_space(context, none),
                              UntypedBuffer(), ArgumentMap());
  runtime->execute_index_space(context, overSpace);
  IndexTaskLauncher overDomain(CountTask, Domain(none), UntypedBuffer(),
                               ArgumentMap());
  return runtime
      ->execute_index_space(context, overDomain, LEGION_REDOP_SUM_INT64)
      .get_result<int64_t>();
}

/// Every point writes and reads its piece, and a single task reads all.
template <int dim>
static bool testShape(Context context, Runtime *runtime,
                      const Options &options) {
  std::vector<Point<dim>> points = listPoints<dim>(options);
  int64_t expected = 0;
  std::map<DomainPoint, Domain> pieces;
  for (const Point<dim> &point : points) {
    expected += valueOf(point);
    pieces[point] = Rect<dim>(point, point);
  }
  IndexSpace space = makeSpace(context, runtime, options, points);
  LogicalRegion region =
      makeRegion(context, runtime, space, {ValueField}, "values");
  LogicalPartition partition = runtime->get_logical_partition(
      context, region,
      runtime->create_partition_by_domain(context, space, pieces, space));

  IndexTaskLauncher marks(MarkTask, space, UntypedBuffer(), ArgumentMap());
  marks.add_region_requirement(
      RegionRequirement(partition, 0, WRITE_DISCARD, EXCLUSIVE, region));
  marks.add_field(0, ValueField);
  runtime->execute_index_space(context, marks);
  IndexTaskLauncher gathers(GatherTask, space, UntypedBuffer(), ArgumentMap());
  gathers.add_region_requirement(
      RegionRequirement(partition, 0, READ_ONLY, EXCLUSIVE, region));
  gathers.add_field(0, ValueField);
  int64_t gathered =
      runtime->execute_index_space(context, gathers, LEGION_REDOP_SUM_INT64)
          .get_result<int64_t>();
  TaskLauncher total(TotalTask, UntypedBuffer());
  total.add_region_requirement(
      RegionRequirement(region, READ_ONLY, EXCLUSIVE, region));
  total.add_field(0, ValueField);
  int64_t read = runtime->execute_task(context, total).get_result<int64_t>();

  int64_t empty = launchNothing<dim>(context, runtime);
  std::string name = std::to_string(dim) + " dimensions";
  return report(context, runtime, name + ", points", gathered, expected) &&
         report(context, runtime, name + ", region", read, expected) &&
         report(context, runtime, name + ", no point", empty, 0);
}

//===----------------------------------------------------------------------===//
// Many shapes
//===----------------------------------------------------------------------===//

static bool testDomains(Context context, Runtime *runtime,
                        const Options &options) {
  // Futures that are still open: more would only take memory.
  constexpr size_t batch = 500;
  std::vector<Future> futures;
  int64_t expected = 0, result = 0;
  auto collect = [&] {
    for (Future &future : futures)
      result += future.get_result<int64_t>();
    futures.clear();
  };
  for (int i = 0; i < options.domains; ++i) {
    Point<2> lo(i - 3, 2 * i % 101);
    Rect<2> box(lo, lo + Point<2>(i % 2, i / 2 % 2));
    for (PointInRectIterator<2> it(box); it(); ++it)
      expected += valueOf(*it);
    IndexTaskLauncher launcher(CountTask, Domain(box), UntypedBuffer(),
                               ArgumentMap());
    futures.push_back(runtime->execute_index_space(context, launcher,
                                                   LEGION_REDOP_SUM_INT64));
    if (futures.size() == batch)
      collect();
  }
  collect();
  return report(context, runtime, "different domains", result, expected);
}

static void runAll(const Task *, const Regions &, Context context,
                   Runtime *runtime) {
  Options options;
  options.lower = readOption("-lo", options.lower);
  options.extent = readOption("-e", options.extent);
  options.sparse = readOption("-sparse", options.sparse);
  options.domains = readOption("-domains", options.domains);
  bool isRight = testShape<1>(context, runtime, options);
  isRight &= testShape<2>(context, runtime, options);
  isRight &= testShape<3>(context, runtime, options);
  isRight &= testDomains(context, runtime, options);
  if (!isRight)
    std::exit(1);
  LEGION_PRINT_ONCE(runtime, context, stdout, "result ok\n");
}

int main(int argc, char **argv) {
  Runtime::set_top_level_task_id(TopTask);
  preregister<runAll>(TopTask, "top", Role::Replicable);
  preregister<mark>(MarkTask, "mark", Role::Leaf);
  preregister<sum>(GatherTask, "gather", Role::Leaf);
  preregister<sum>(TotalTask, "total", Role::Leaf);
  preregister<count>(CountTask, "count", Role::Leaf);
  return Runtime::start(argc, argv);
}
