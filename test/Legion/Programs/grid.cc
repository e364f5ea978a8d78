//===- grid.cc - A Legion program whose result is checked -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tasks over a square grid that is cut into blocks, for tests of mappers:
// index launches whose domains start at any bound, a sparse launch, reductions,
// single launches and nested ones. Prints "result ok" and ends with 0 if all
// sums are right; and how many steps ran at a time in a process.
//
//   grid [-n EXTENT] [-p BLOCKS] [-lo FIRST_BLOCK] [-s STEPS] [-pause MICROS]
//        [-id MAPPER_ID] [-trace 1] [-r ROUNDS]
//
// With -trace the steps of a round are one trace, which is replayed. Each round
// makes all regions anew and destroys them.
//
// Steps are launched with the mapper id, 0 or 1; for 1 the program has a mapper
// of its own.
//
// GRID_MAPPERS: the registration callback of a mapper that is compiled in.
//
//===----------------------------------------------------------------------===//

#include "legion.h"
#include "mappers/default_mapper.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

using namespace Legion;

#ifdef GRID_MAPPERS
void GRID_MAPPERS(Machine, Runtime *, const std::set<Processor> &);
#endif

namespace {
enum Tasks {
  TopTask,
  FillTask,
  StepTask,
  AddTask,
  TouchTask,
  CheckTask,
  SeeTask
};
enum Fields { ValueField, CopyField, TotalField };

struct Options {
  int extent = 24, blocks = 4, first = 0, steps = 3, pause = 0, mapper = 0;
  int trace = 0, rounds = 1, round = 0;
};

using Regions = std::vector<PhysicalRegion>;
template <int dim>
using Reader = FieldAccessor<READ_ONLY, int64_t, dim>;
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
    take("-p", options.blocks);
    take("-lo", options.first);
    take("-s", options.steps);
    take("-pause", options.pause);
    take("-id", options.mapper);
    take("-trace", options.trace);
    take("-r", options.rounds);
  }
  return options;
}

static void fill(const Task *task, const Regions &regions, Context context,
                 Runtime *runtime) {
  const FieldAccessor<WRITE_DISCARD, int64_t, 2> values(regions[0], ValueField);
  Rect<2> block = runtime->get_index_space_domain(
      context, task->regions[0].region.get_index_space());
  for (PointInRectIterator<2> it(block); it(); ++it)
    values[*it] = it[0] + it[1];
}

/// Steps that run, and the most there were so far.
static std::atomic<int> running{0}, most{0};

/// Adds one to each value.
static void step(const Task *task, const Regions &regions, Context context,
                 Runtime *runtime) {
  int now = ++running;
  for (int before = most; before < now;)
    if (most.compare_exchange_weak(before, now))
      break;
  const FieldAccessor<READ_WRITE, int64_t, 2> values(regions[0], ValueField);
  Rect<2> block = runtime->get_index_space_domain(
      context, task->regions[0].region.get_index_space());
  for (PointInRectIterator<2> it(block); it(); ++it)
    values[*it] = values[*it] + 1;
  usleep(*static_cast<const int *>(task->args));
  --running;
}

/// Adds the values of a block to the total.
static void add(const Task *task, const Regions &regions, Context context,
                Runtime *runtime) {
  const Reader<2> values(regions[0], ValueField);
  const ReductionAccessor<SumReduction<int64_t>, /*exclusive=*/false, 1,
                          coord_t, Realm::AffineAccessor<int64_t, 1, coord_t>>
      total(regions[1], TotalField, LEGION_REDOP_SUM_INT64);
  Rect<2> block = runtime->get_index_space_domain(
      context, task->regions[0].region.get_index_space());
  int64_t sum = 0;
  for (PointInRectIterator<2> it(block); it(); ++it)
    sum += values[*it];
  total[Point<1>(0)] <<= sum;
}

/// The sum of its coordinates.
static int64_t touch(const Task *task, const Regions &, Context, Runtime *) {
  return task->index_point[0] + task->index_point[1];
}

static int64_t see(const Task *, const Regions &regions, Context, Runtime *) {
  return Reader<1>(regions[0], TotalField)[0];
}

/// Has another task read the total.
static int64_t check(const Task *task, const Regions &, Context context,
                     Runtime *runtime) {
  TaskLauncher launcher(SeeTask, UntypedBuffer());
  LogicalRegion total = task->regions[0].region;
  launcher.add_region_requirement(
      RegionRequirement(total, READ_ONLY, EXCLUSIVE, total));
  launcher.add_field(0, TotalField);
  return runtime->execute_task(context, launcher).get_result<int64_t>();
}

namespace {
/// The data of a run and its launches.
class Run {
public:
  Run(Context context, Runtime *runtime, Options options);
  ~Run();

  void launchOnBlocks(TaskID task, PrivilegeMode privilege);
  void doSteps();
  void addUp();
  /// The sums of the coordinates of points on a diagonal.
  int64_t touchDiagonal();
  int64_t readTotal();

private:
  template <typename Handle>
  LogicalRegion makeRegion(Handle space, FieldID field, const char *name);

  Context context;
  Runtime *runtime;
  Options options;
  IndexSpace colors;
  LogicalRegion grid, total;
  LogicalPartition blocks;
};
} // namespace

template <typename Handle>
LogicalRegion Run::makeRegion(Handle space, FieldID field, const char *name) {
  FieldSpace fields = runtime->create_field_space(context);
  FieldAllocator allocator = runtime->create_field_allocator(context, fields);
  allocator.allocate_field(sizeof(int64_t), field);
  if (field == ValueField)
    allocator.allocate_field(sizeof(int32_t), CopyField);
  LogicalRegion region = runtime->create_logical_region(context, space, fields);
  runtime->attach_name(region, name);
  return region;
}

Run::Run(Context context, Runtime *runtime, Options options)
    : context(context), runtime(runtime), options(options) {
  int last = options.extent - 1, lo = options.first;
  int hi = lo + options.blocks - 1;
  IndexSpace space = runtime->create_index_space(
      context, Rect<2>(Point<2>(0, 0), Point<2>(last, last)));
  grid = makeRegion(space, ValueField, "grid");
  total = makeRegion(runtime->create_index_space(context, Rect<1>(0, 0)),
                     TotalField, "total");
  colors = runtime->create_index_space(
      context, Rect<2>(Point<2>(lo, lo), Point<2>(hi, hi)));
  IndexPartition cut = runtime->create_equal_partition(context, space, colors);
  runtime->attach_name(cut, "cut");
  blocks = runtime->get_logical_partition(context, grid, cut);
  runtime->attach_name(blocks, "blocks of the grid");
  runtime->fill_field<int64_t>(context, total, total, TotalField, 0);
}

void Run::launchOnBlocks(TaskID task, PrivilegeMode privilege) {
  IndexTaskLauncher launcher(
      task, colors, UntypedBuffer(&options.pause, sizeof(int)), ArgumentMap());
  launcher.map_id = task == StepTask ? options.mapper : 0;
  launcher.add_region_requirement(
      RegionRequirement(blocks, 0, privilege, EXCLUSIVE, grid));
  launcher.add_field(0, ValueField);
  runtime->execute_index_space(context, launcher);
}

Run::~Run() {
  for (LogicalRegion region : {grid, total}) {
    runtime->destroy_logical_region(context, region);
    runtime->destroy_field_space(context, region.get_field_space());
    runtime->destroy_index_space(context, region.get_index_space());
  }
  runtime->destroy_index_space(context, colors);
}

void Run::doSteps() {
  for (int i = 0; i < options.steps; ++i) {
    if (options.trace)
      runtime->begin_trace(context, options.round);
    launchOnBlocks(StepTask, READ_WRITE);
    if (options.trace)
      runtime->end_trace(context, options.round);
  }
}

void Run::addUp() {
  IndexTaskLauncher launcher(AddTask, colors, UntypedBuffer(), ArgumentMap());
  launcher.add_region_requirement(
      RegionRequirement(blocks, 0, READ_ONLY, EXCLUSIVE, grid));
  launcher.add_field(0, ValueField);
  launcher.add_region_requirement(
      RegionRequirement(total, LEGION_REDOP_SUM_INT64, EXCLUSIVE, total));
  launcher.add_field(1, TotalField);
  runtime->execute_index_space(context, launcher);
}

int64_t Run::touchDiagonal() {
  std::vector<Point<2>> points;
  for (int i = 0; i < options.blocks; ++i)
    points.push_back(Point<2>(options.first + i, options.first + i));
  IndexSpace diagonal = runtime->create_index_space(context, points);
  IndexTaskLauncher launcher(TouchTask, diagonal, UntypedBuffer(),
                             ArgumentMap());
  return runtime->execute_index_space(context, launcher, LEGION_REDOP_SUM_INT64)
      .get_result<int64_t>();
}

int64_t Run::readTotal() {
  TaskLauncher launcher(CheckTask, UntypedBuffer());
  launcher.add_region_requirement(
      RegionRequirement(total, READ_ONLY, EXCLUSIVE, total));
  launcher.add_field(0, TotalField);
  return runtime->execute_task(context, launcher).get_result<int64_t>();
}

/// Whether all sums of a round are right.
static bool runRound(Context context, Runtime *runtime, Options options) {
  Run run(context, runtime, options);
  run.launchOnBlocks(FillTask, WRITE_DISCARD);
  run.doSteps();
  run.addUp();
  int64_t touched = run.touchDiagonal();
  int64_t total = run.readTotal();

  int64_t n = options.extent, b = options.blocks;
  int64_t expected = n * n * (n - 1) + n * n * options.steps;
  int64_t expectedTouched = 2 * b * options.first + b * (b - 1);
  bool isRight = total == expected && touched == expectedTouched;
  if (!isRight)
    LEGION_PRINT_ONCE(runtime, context, stdout, "result WRONG: %lld %lld\n",
                      (long long)total, (long long)touched);
  return isRight;
}

static void runAll(const Task *, const Regions &, Context context,
                   Runtime *runtime) {
  Options options = readOptions();
  for (; options.round < options.rounds; ++options.round)
    if (!runRound(context, runtime, options))
      std::exit(1);
  LEGION_PRINT_ONCE(runtime, context, stdout,
                    "result ok\nat most %d steps at a time\n", most.load());
}

template <void (*body)(const Task *, const Regions &, Context, Runtime *)>
static void preregister(TaskID id, const char *name, bool isLeaf,
                        Processor::Kind kind = Processor::LOC_PROC) {
  TaskVariantRegistrar registrar(id, name);
  registrar.add_constraint(ProcessorConstraint(kind));
  registrar.set_leaf(isLeaf);
  registrar.set_replicable(!isLeaf);
  Runtime::preregister_task_variant<body>(registrar, name);
}

template <int64_t (*body)(const Task *, const Regions &, Context, Runtime *)>
static void preregister(TaskID id, const char *name, bool isLeaf) {
  TaskVariantRegistrar registrar(id, name);
  registrar.add_constraint(ProcessorConstraint(Processor::LOC_PROC));
  registrar.set_leaf(isLeaf);
  Runtime::preregister_task_variant<int64_t, body>(registrar, name);
}

static void registerSecondMapper(Machine machine, Runtime *runtime,
                                 const std::set<Processor> &processors) {
  for (Processor processor : processors)
    runtime->add_mapper(
        1,
        new Mapping::DefaultMapper(runtime->get_mapper_runtime(), machine,
                                   processor, "second mapper"),
        processor);
}

int main(int argc, char **argv) {
  Runtime::set_top_level_task_id(TopTask);
  preregister<runAll>(TopTask, "top", /*isLeaf=*/false);
  preregister<fill>(FillTask, "fill blocks", /*isLeaf=*/true);
  preregister<step>(StepTask, "step", /*isLeaf=*/true);
  preregister<step>(StepTask, "step", /*isLeaf=*/true, Processor::OMP_PROC);
  preregister<add>(AddTask, "add", /*isLeaf=*/true);
  preregister<touch>(TouchTask, "touch", /*isLeaf=*/true);
  preregister<check>(CheckTask, "check", /*isLeaf=*/false);
  preregister<see>(SeeTask, "see", /*isLeaf=*/true);
#ifdef GRID_MAPPERS
  Runtime::add_registration_callback(GRID_MAPPERS);
#endif
  Runtime::add_registration_callback(registerSecondMapper);
  return Runtime::start(argc, argv);
}
