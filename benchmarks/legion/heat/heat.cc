//===- heat.cc - Heat conduction in a plate, with Legion ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The program of docs/legion-tutorial.md: an ordinary Legion program that knows
// nothing of Mapwright and leaves mapping to Legion's DefaultMapper.
//
//   heat [-n EXTENT] [-b BLOCKS] [-s STEPS]
//
// A plate of EXTENT x EXTENT cells is cut into BLOCKS bands of rows. In a step
// each cell becomes the mean of its four neighbours; a block reads its rows and
// one more on both sides. Prints the time of all steps after the first, and
// whether the sum of the plate is that of a sequential computation.
//
//===----------------------------------------------------------------------===//

#include "legion.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

using namespace Legion;

namespace {
enum Tasks { TopTask, InitTask, StepTask, SumTask };
/// A step reads one of them and writes the other.
enum Fields : FieldID { EvenField, OddField };

struct Options {
  int extent = 1536, blocks = 8, steps = 10;
};

using Regions = std::vector<PhysicalRegion>;
using Reader = FieldAccessor<READ_ONLY, double, 2, coord_t,
                             Realm::AffineAccessor<double, 2, coord_t>>;
using Writer = FieldAccessor<WRITE_DISCARD, double, 2, coord_t,
                             Realm::AffineAccessor<double, 2, coord_t>>;
} // namespace

static Options readOptions() {
  Options options;
  const InputArgs &arguments = Runtime::get_input_args();
  for (int i = 1; i + 1 < arguments.argc; ++i) {
    auto take = [&](const char *name, int &value) {
      if (!std::strcmp(arguments.argv[i], name))
        value = std::atoi(arguments.argv[i + 1]);
    };
    take("-n", options.extent);
    take("-b", options.blocks);
    take("-s", options.steps);
  }
  return options;
}

/// The plate is cold, but for a hot corner.
static double getStart(coord_t row, coord_t column) {
  return row + column < 64 ? 100.0 : 0.0;
}

static Rect<2> getRect(const Task *task, unsigned number, Context context,
                       Runtime *runtime) {
  return runtime->get_index_space_domain(
      context, task->regions[number].region.get_index_space());
}

static void init(const Task *task, const Regions &regions, Context context,
                 Runtime *runtime) {
  Rect<2> rect = getRect(task, 0, context, runtime);
  for (FieldID field : {EvenField, OddField}) {
    const Writer cells(regions[0], field);
    for (coord_t i = rect.lo[0]; i <= rect.hi[0]; ++i)
      for (coord_t j = rect.lo[1]; j <= rect.hi[1]; ++j)
        cells[{i, j}] = getStart(i, j);
  }
}

/// The border of the plate stays as it is.
static void step(const Task *task, const Regions &regions, Context context,
                 Runtime *runtime) {
  const Writer next(regions[0], *task->regions[0].privilege_fields.begin());
  const Reader now(regions[1], *task->regions[1].privilege_fields.begin());
  Rect<2> rect = getRect(task, 0, context, runtime);
  coord_t last = *static_cast<const int *>(task->args) - 1;
  for (coord_t i = rect.lo[0]; i <= rect.hi[0]; ++i)
    for (coord_t j = rect.lo[1]; j <= rect.hi[1]; ++j) {
      bool isBorder = i == 0 || j == 0 || i == last || j == last;
      next[{i, j}] = isBorder ? now[{i, j}]
                              : 0.25 * (now[{i - 1, j}] + now[{i + 1, j}] +
                                        now[{i, j - 1}] + now[{i, j + 1}]);
    }
}

static double sum(const Task *task, const Regions &regions, Context context,
                  Runtime *runtime) {
  const Reader cells(regions[0], *task->regions[0].privilege_fields.begin());
  Rect<2> rect = getRect(task, 0, context, runtime);
  double total = 0;
  for (coord_t i = rect.lo[0]; i <= rect.hi[0]; ++i)
    for (coord_t j = rect.lo[1]; j <= rect.hi[1]; ++j)
      total += cells[{i, j}];
  return total;
}

/// What the sum has to be.
static double computeSum(const Options &options) {
  int n = options.extent;
  std::vector<double> now(static_cast<size_t>(n) * n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      now[static_cast<size_t>(i) * n + j] = getStart(i, j);
  std::vector<double> next = now;
  for (int step = 0; step < options.steps; ++step) {
    for (int i = 1; i + 1 < n; ++i)
      for (int j = 1; j + 1 < n; ++j) {
        const double *cell = &now[static_cast<size_t>(i) * n + j];
        next[static_cast<size_t>(i) * n + j] =
            0.25 * (cell[-n] + cell[n] + cell[-1] + cell[1]);
      }
    std::swap(now, next);
  }
  double total = 0;
  for (double value : now)
    total += value;
  return total;
}

namespace {
/// The plate, and its bands without and with the rows beside them.
class Plate {
public:
  Plate(Context context, Runtime *runtime, const Options &options);

  void launchInit();
  void launchStep(int step);
  double launchSum();
  /// Waits for everything that was launched.
  double getSeconds();

private:
  LogicalPartition cut(coord_t margin, const char *name);

  Context context;
  Runtime *runtime;
  Options options;
  IndexSpace space, colors;
  LogicalRegion cells;
  LogicalPartition bands, halos;
};
} // namespace

Plate::Plate(Context context, Runtime *runtime, const Options &options)
    : context(context), runtime(runtime), options(options) {
  coord_t last = options.extent - 1;
  space = runtime->create_index_space(context, Rect<2>({0, 0}, {last, last}));
  colors = runtime->create_index_space(context, Rect<1>(0, options.blocks - 1));
  FieldSpace fields = runtime->create_field_space(context);
  FieldAllocator allocator = runtime->create_field_allocator(context, fields);
  allocator.allocate_field(sizeof(double), EvenField);
  allocator.allocate_field(sizeof(double), OddField);
  runtime->attach_name(fields, EvenField, "even");
  runtime->attach_name(fields, OddField, "odd");
  cells = runtime->create_logical_region(context, space, fields);
  runtime->attach_name(cells, "cells");
  bands = cut(0, "bands");
  halos = cut(1, "halos");
}

/// Bands of rows with `margin` more on both sides.
LogicalPartition Plate::cut(coord_t margin, const char *name) {
  coord_t n = options.extent, count = options.blocks;
  std::map<DomainPoint, Domain> pieces;
  for (coord_t i = 0; i < count; ++i) {
    coord_t first = std::max<coord_t>(i * n / count - margin, 0);
    coord_t end = std::min<coord_t>((i + 1) * n / count + margin, n);
    pieces[Point<1>(i)] = Rect<2>({first, 0}, {end - 1, n - 1});
  }
  IndexPartition partition = runtime->create_partition_by_domain(
      context, space, pieces, colors, /*perform_intersections=*/false,
      margin ? LEGION_ALIASED_COMPLETE_KIND : LEGION_DISJOINT_COMPLETE_KIND);
  LogicalPartition logical =
      runtime->get_logical_partition(context, cells, partition);
  runtime->attach_name(logical, name);
  return logical;
}

void Plate::launchInit() {
  IndexTaskLauncher launcher(InitTask, colors, UntypedBuffer(), ArgumentMap());
  launcher.add_region_requirement(
      RegionRequirement(bands, 0, LEGION_WRITE_DISCARD, EXCLUSIVE, cells));
  launcher.add_field(0, EvenField);
  launcher.add_field(0, OddField);
  runtime->execute_index_space(context, launcher);
}

void Plate::launchStep(int step) {
  FieldID now = step % 2 ? OddField : EvenField;
  FieldID next = step % 2 ? EvenField : OddField;
  IndexTaskLauncher launcher(StepTask, colors,
                             UntypedBuffer(&options.extent, sizeof(int)),
                             ArgumentMap());
  launcher.add_region_requirement(
      RegionRequirement(bands, 0, LEGION_WRITE_DISCARD, EXCLUSIVE, cells));
  launcher.add_field(0, next);
  launcher.add_region_requirement(
      RegionRequirement(halos, 0, LEGION_READ_ONLY, EXCLUSIVE, cells));
  launcher.add_field(1, now);
  runtime->execute_index_space(context, launcher);
}

double Plate::launchSum() {
  IndexTaskLauncher launcher(SumTask, colors, UntypedBuffer(), ArgumentMap());
  launcher.add_region_requirement(
      RegionRequirement(bands, 0, LEGION_READ_ONLY, EXCLUSIVE, cells));
  launcher.add_field(0, options.steps % 2 ? OddField : EvenField);
  return runtime
      ->execute_index_space(context, launcher, LEGION_REDOP_SUM_FLOAT64)
      .get_result<double>();
}

double Plate::getSeconds() {
  runtime->issue_execution_fence(context).get_void_result();
  return runtime->get_current_time(context).get_result<double>();
}

static void runAll(const Task *, const Regions &, Context context,
                   Runtime *runtime) {
  Options options = readOptions();
  Plate plate(context, runtime, options);
  plate.launchInit();
  // The first step makes instances.
  plate.launchStep(0);
  double start = plate.getSeconds();
  for (int step = 1; step < options.steps; ++step)
    plate.launchStep(step);
  std::printf("time: %.4f s\n", plate.getSeconds() - start);

  double total = plate.launchSum(), expected = computeSum(options);
  if (std::fabs(total - expected) > 1e-9 * expected) {
    std::printf("result: WRONG, %.17g instead of %.17g\n", total, expected);
    std::exit(1);
  }
  std::printf("result: correct\n");
}

template <void (*body)(const Task *, const Regions &, Context, Runtime *)>
static void preregister(TaskID id, const char *name, bool isLeaf) {
  TaskVariantRegistrar registrar(id, name);
  registrar.add_constraint(ProcessorConstraint(Processor::LOC_PROC));
  registrar.set_leaf(isLeaf);
  Runtime::preregister_task_variant<body>(registrar, name);
}

int main(int argc, char **argv) {
  Runtime::set_top_level_task_id(TopTask);
  preregister<runAll>(TopTask, "top", /*isLeaf=*/false);
  preregister<init>(InitTask, "init", /*isLeaf=*/true);
  preregister<step>(StepTask, "step", /*isLeaf=*/true);
  TaskVariantRegistrar registrar(SumTask, "sum");
  registrar.add_constraint(ProcessorConstraint(Processor::LOC_PROC));
  registrar.set_leaf();
  Runtime::preregister_task_variant<double, sum>(registrar, "sum");
  return Runtime::start(argc, argv);
}
