//===- features.cc - What Legion programs do besides plain launches -------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A program for tests of mappers. Each feature computes a number, which is
// compared with what a sequential program computes. Prints "result ok" and ends
// with 0 if all are right.
//
//   features [-f FEATURE,...] [-p POINTS] [-s STEPS]
//
// Without -f it tests all features but `variants`, which needs a GPU, and `clash`,
// whose tasks no mapper can place on two ranks; those named `concurrent` and
// `epoch` need as many processors as there are points.
//
//===----------------------------------------------------------------------===//

#include "Support.h"

using namespace Legion;
using namespace support;

namespace {
enum Tasks {
  TopTask,
  BumpTask,
  TotalTask,
  NumberTask,
  MeetTask,
  ProduceTask,
  SpreadTask,
  ApplyTask,
  PeekTask,
  InlineTask,
  IsOddTask,
  MiddleTask,
  InnerTask,
  SpacedTask,
  OperatorTask,
  NamelessTask,
  TwinTask,
  OtherTwinTask,
  ClashingTask,
  OtherClashingTask,
  GpuTask
};
enum Fields { ValueField, OtherField };

using Reader = FieldAccessor<READ_ONLY, int64_t, 1>;
using Writer = FieldAccessor<READ_WRITE, int64_t, 1>;
using Reducer =
    ReductionAccessor<SumReduction<int64_t>, /*exclusive=*/false, 1, coord_t,
                      Realm::AffineAccessor<int64_t, 1, coord_t>>;

constexpr ReductionOpID sumId = LEGION_REDOP_SUM_INT64;
/// Elements of a region for each point of a launch.
constexpr int width = 4;
} // namespace

static Rect<1> getBounds(Context context, Runtime *runtime,
                         const PhysicalRegion &region) {
  return runtime->get_index_space_domain(
      context, region.get_logical_region().get_index_space());
}

//===----------------------------------------------------------------------===//
// Tasks
//===----------------------------------------------------------------------===//

/// Adds one to each value.
static void bump(const Task *task, const Regions &regions, Context context,
                 Runtime *runtime) {
  const Writer values(regions[0], task->regions[0].instance_fields[0]);
  for (PointInRectIterator<1> it(getBounds(context, runtime, regions[0])); it();
       ++it)
    values[*it] = values[*it] + 1;
}

static int64_t total(const Task *task, const Regions &regions, Context context,
                     Runtime *runtime) {
  const Reader values(regions[0], task->regions[0].instance_fields[0]);
  int64_t sum = 0;
  for (PointInRectIterator<1> it(getBounds(context, runtime, regions[0])); it();
       ++it)
    sum += values[*it];
  return sum;
}

static int64_t number(const Task *task, const Regions &, Context, Runtime *) {
  return task->index_point[0] + 1;
}

/// Waits for all other points.
static int64_t meet(const Task *task, const Regions &, Context, Runtime *) {
  PhaseBarrier barrier = *static_cast<const PhaseBarrier *>(task->args);
  barrier.arrive();
  barrier.wait();
  return task->index_point[0] + 1;
}

/// Makes a region of as many elements as its number.
static void produce(const Task *task, const Regions &, Context context,
                    Runtime *runtime) {
  std::vector<OutputRegion> outputs;
  runtime->get_output_regions(context, outputs);
  int64_t count = task->index_point[0] + 1;
  DeferredBuffer<int64_t, 1> values = outputs[0].create_buffer<int64_t, 1>(
      Point<1>(count), ValueField, nullptr, /*return_buffer=*/true);
  for (int64_t i = 0; i < count; ++i)
    values[i] = count;
}

/// Adds each value to those beside it, which other points do as well.
static void spread(const Task *, const Regions &regions, Context context,
                   Runtime *runtime) {
  const Reader values(regions[0], ValueField);
  const Reducer sums(regions[1], OtherField, sumId);
  Rect<1> halo = getBounds(context, runtime, regions[1]);
  for (PointInRectIterator<1> it(getBounds(context, runtime, regions[0])); it();
       ++it)
    for (coord_t i = it[0] - 1; i <= it[0] + 1; ++i)
      if (halo.contains(Point<1>(i)))
        sums[Point<1>(i)] <<= values[*it];
}

/// Takes on the largest sum of those beside it, a value at a time, modulo 1009.
static void apply(const Task *, const Regions &regions, Context context,
                  Runtime *runtime) {
  const Writer values(regions[0], ValueField);
  const Reader sums(regions[1], OtherField);
  Rect<1> halo = getBounds(context, runtime, regions[1]);
  for (PointInRectIterator<1> it(getBounds(context, runtime, regions[0])); it();
       ++it) {
    int64_t most = 0;
    for (coord_t i = it[0] - 1; i <= it[0] + 1; ++i)
      if (halo.contains(Point<1>(i)))
        most = std::max<int64_t>(most, sums[Point<1>(i)]);
    values[*it] = most % 1009;
  }
}

/// The element with the number of the point.
static int64_t peek(const Task *task, const Regions &regions, Context,
                    Runtime *) {
  return Reader(regions[0], ValueField)[task->index_point[0] * width];
}

/// Gives its region back and maps it once more while it runs.
static int64_t mapInline(const Task *task, const Regions &regions,
                         Context context, Runtime *runtime) {
  runtime->unmap_region(context, regions[0]);
  LogicalRegion region = task->regions[0].region;
  InlineLauncher launcher(
      RegionRequirement(region, READ_WRITE, EXCLUSIVE, region));
  launcher.add_field(ValueField);
  PhysicalRegion mapped = runtime->map_region(context, launcher);
  mapped.wait_until_valid();
  const Writer values(mapped, ValueField);
  int64_t sum = 0;
  for (PointInRectIterator<1> it(getBounds(context, runtime, mapped)); it();
       ++it) {
    values[*it] = values[*it] * 2;
    sum += values[*it];
  }
  runtime->unmap_region(context, mapped);
  return sum;
}

static bool isOdd(const Task *task, const Regions &, Context, Runtime *) {
  return *static_cast<const int *>(task->args) % 2 == 1;
}

static int64_t launchNumbers(Context context, Runtime *runtime, TaskID task,
                             int points) {
  IndexTaskLauncher launcher(task, Domain(Rect<1>(0, points - 1)),
                             UntypedBuffer(), ArgumentMap());
  return runtime->execute_index_space(context, launcher, sumId)
      .get_result<int64_t>();
}

static int64_t runInner(const Task *task, const Regions &, Context context,
                        Runtime *runtime) {
  int points = *static_cast<const int *>(task->args);
  return launchNumbers(context, runtime, NumberTask, points);
}

static int64_t runMiddle(const Task *task, const Regions &, Context context,
                         Runtime *runtime) {
  TaskLauncher launcher(InnerTask, UntypedBuffer(task->args, task->arglen));
  return runInner(task, {}, context, runtime) +
         runtime->execute_task(context, launcher).get_result<int64_t>();
}

//===----------------------------------------------------------------------===//
// Data and launches
//===----------------------------------------------------------------------===//

namespace {
/// A line of values that is cut into one block for each point, and the same
/// blocks with one more element on each side.
class Line {
public:
  Line(Context context, Runtime *runtime, int points);
  ~Line();
  Line(const Line &) = delete;

  void fill(FieldID field, int64_t value);
  /// An index launch that uses a field of each block.
  IndexTaskLauncher prepare(TaskID task, PrivilegeMode privilege,
                            FieldID field = ValueField);
  void run(TaskID task, PrivilegeMode privilege, FieldID field = ValueField);
  /// The sum of what points return that all read the whole region.
  Future peek();
  /// What a single task returns that uses the whole field.
  int64_t ask(TaskID task, PrivilegeMode privilege, FieldID field = ValueField);

  Context context;
  Runtime *runtime;
  int points;
  IndexSpace colors;
  LogicalRegion region;
  LogicalPartition blocks, halos;
};
} // namespace

Line::Line(Context context, Runtime *runtime, int points)
    : context(context), runtime(runtime), points(points) {
  Rect<1> all(0, points * width - 1);
  IndexSpace space = runtime->create_index_space(context, all);
  colors = runtime->create_index_space(context, Rect<1>(0, points - 1));
  region =
      makeRegion(context, runtime, space, {ValueField, OtherField}, "the line");
  std::map<DomainPoint, Domain> pieces, wider;
  for (int i = 0; i < points; ++i) {
    Rect<1> block(i * width, (i + 1) * width - 1);
    pieces[Point<1>(i)] = block;
    wider[Point<1>(i)] = Rect<1>(block.lo - Point<1>(1), block.hi + Point<1>(1))
                             .intersection(all);
  }
  blocks = runtime->get_logical_partition(
      context, region,
      runtime->create_partition_by_domain(context, space, pieces, colors));
  halos = runtime->get_logical_partition(
      context, region,
      runtime->create_partition_by_domain(context, space, wider, colors));
  runtime->attach_name(blocks, "blocks");
  runtime->attach_name(halos, "halos");
  fill(ValueField, 0);
}

Line::~Line() {
  runtime->destroy_logical_region(context, region);
  runtime->destroy_field_space(context, region.get_field_space());
  runtime->destroy_index_space(context, region.get_index_space());
  runtime->destroy_index_space(context, colors);
}

void Line::fill(FieldID field, int64_t value) {
  runtime->fill_field<int64_t>(context, region, region, field, value);
}

IndexTaskLauncher Line::prepare(TaskID task, PrivilegeMode privilege,
                                FieldID field) {
  IndexTaskLauncher launcher(task, colors, UntypedBuffer(), ArgumentMap());
  launcher.add_region_requirement(
      RegionRequirement(blocks, 0, privilege, EXCLUSIVE, region));
  launcher.add_field(0, field);
  return launcher;
}

void Line::run(TaskID task, PrivilegeMode privilege, FieldID field) {
  runtime->execute_index_space(context, prepare(task, privilege, field));
}

Future Line::peek() {
  IndexTaskLauncher peeks(PeekTask, colors, UntypedBuffer(), ArgumentMap());
  peeks.add_region_requirement(
      RegionRequirement(region, READ_ONLY, EXCLUSIVE, region));
  peeks.add_field(0, ValueField);
  return runtime->execute_index_space(context, peeks, sumId);
}

int64_t Line::ask(TaskID task, PrivilegeMode privilege, FieldID field) {
  TaskLauncher launcher(task, UntypedBuffer());
  launcher.add_region_requirement(
      RegionRequirement(region, privilege, EXCLUSIVE, region));
  launcher.add_field(0, field);
  return runtime->execute_task(context, launcher).get_result<int64_t>();
}

//===----------------------------------------------------------------------===//
// Features
//===----------------------------------------------------------------------===//

namespace {
/// What a feature is tested with.
struct Setting {
  Context context;
  Runtime *runtime;
  int points, steps;
  const char *feature;

  /// The sum of the numbers of all points.
  int64_t sumOfNumbers() const { return int64_t(points) * (points + 1) / 2; }
  bool expect(int64_t result, int64_t expected) const {
    return report(context, runtime, feature, result, expected);
  }
};
} // namespace

static bool testConcurrent(const Setting &s) {
  int64_t sum = 0;
  for (int i = 0; i < s.steps; ++i) {
    PhaseBarrier barrier = s.runtime->create_phase_barrier(s.context, s.points);
    IndexTaskLauncher launcher(MeetTask, Domain(Rect<1>(0, s.points - 1)),
                               UntypedBuffer(&barrier, sizeof(barrier)),
                               ArgumentMap());
    launcher.concurrent = true;
    sum += s.runtime->execute_index_space(s.context, launcher, sumId)
               .get_result<int64_t>();
    s.runtime->destroy_phase_barrier(s.context, barrier);
  }
  return s.expect(sum, s.steps * s.sumOfNumbers());
}

static bool testEpoch(const Setting &s) {
  PhaseBarrier barrier = s.runtime->create_phase_barrier(s.context, s.points);
  UntypedBuffer argument(&barrier, sizeof(barrier));
  MustEpochLauncher epoch;
  for (int i = 0; i < s.points; ++i) {
    TaskLauncher launcher(MeetTask, argument);
    launcher.point = Point<1>(i);
    epoch.add_single_task(Point<1>(i), launcher);
  }
  epoch.launch_domain = Rect<1>(0, s.points - 1);
  FutureMap results = s.runtime->execute_must_epoch(s.context, epoch);
  int64_t sum = 0;
  for (int i = 0; i < s.points; ++i)
    sum += results.get_result<int64_t>(Point<1>(i));
  s.runtime->destroy_phase_barrier(s.context, barrier);
  return s.expect(sum, s.sumOfNumbers());
}

static bool testOutput(const Setting &s) {
  FieldSpace fields = s.runtime->create_field_space(s.context);
  s.runtime->create_field_allocator(s.context, fields)
      .allocate_field(sizeof(int64_t), ValueField);
  std::vector<OutputRequirement> outputs;
  outputs.emplace_back(fields, std::set<FieldID>{ValueField}, /*dim=*/1,
                       /*global_indexing=*/true);
  IndexTaskLauncher producer(ProduceTask, Domain(Rect<1>(0, s.points - 1)),
                             UntypedBuffer(), ArgumentMap());
  s.runtime->execute_index_space(s.context, producer, &outputs);
  LogicalRegion made = outputs[0].parent;
  LogicalPartition pieces = outputs[0].partition;

  IndexTaskLauncher changer(BumpTask, Domain(Rect<1>(0, s.points - 1)),
                            UntypedBuffer(), ArgumentMap());
  changer.add_region_requirement(
      RegionRequirement(pieces, 0, READ_WRITE, EXCLUSIVE, made));
  changer.add_field(0, ValueField);
  s.runtime->execute_index_space(s.context, changer);
  TaskLauncher reader(TotalTask, UntypedBuffer());
  reader.add_region_requirement(
      RegionRequirement(made, READ_ONLY, EXCLUSIVE, made));
  reader.add_field(0, ValueField);
  int64_t sum =
      s.runtime->execute_task(s.context, reader).get_result<int64_t>();
  int64_t expected = 0;
  for (int64_t count = 1; count <= s.points; ++count)
    expected += count * (count + 1);
  s.runtime->destroy_logical_region(s.context, made);
  return s.expect(sum, expected);
}

/// What the steps of testHalo compute.
static int64_t spreadAlone(int size, int steps) {
  std::vector<int64_t> values(size, 1);
  auto around = [&](int i, auto visit) {
    for (int j = std::max(i - 1, 0); j <= std::min(i + 1, size - 1); ++j)
      visit(j);
  };
  for (int step = 0; step < steps; ++step) {
    std::vector<int64_t> sums(size, step);
    for (int i = 0; i < size; ++i)
      around(i, [&](int j) { sums[j] += values[i]; });
    for (int i = 0; i < size; ++i) {
      int64_t most = 0;
      around(i, [&](int j) { most = std::max(most, sums[j]); });
      values[i] = most % 1009;
    }
  }
  int64_t sum = 0;
  for (int64_t value : values)
    sum += value;
  return sum;
}

static bool testHalo(const Setting &s) {
  Line line(s.context, s.runtime, s.points);
  line.fill(ValueField, 1);
  for (int i = 0; i < s.steps; ++i) {
    line.fill(OtherField, i);
    IndexTaskLauncher spreads = line.prepare(SpreadTask, READ_ONLY);
    spreads.add_region_requirement(
        RegionRequirement(line.halos, 0, sumId, EXCLUSIVE, line.region));
    spreads.add_field(1, OtherField);
    s.runtime->execute_index_space(s.context, spreads);
    IndexTaskLauncher applies = line.prepare(ApplyTask, READ_WRITE);
    applies.add_region_requirement(
        RegionRequirement(line.halos, 0, READ_ONLY, EXCLUSIVE, line.region));
    applies.add_field(1, OtherField);
    s.runtime->execute_index_space(s.context, applies);
  }
  return s.expect(line.ask(TotalTask, READ_ONLY),
                  spreadAlone(s.points * width, s.steps));
}

/// All points read the same region.
static bool testShared(const Setting &s) {
  Line line(s.context, s.runtime, s.points);
  int64_t sum = 0, expected = 0;
  for (int i = 1; i <= s.steps; ++i) {
    line.run(BumpTask, READ_WRITE);
    sum += line.peek().get_result<int64_t>();
    expected += int64_t(i) * s.points;
  }
  return s.expect(sum, expected);
}

static bool testInline(const Setting &s) {
  Line line(s.context, s.runtime, s.points);
  line.run(BumpTask, READ_WRITE);
  int64_t first = line.ask(InlineTask, READ_WRITE);
  line.run(BumpTask, READ_WRITE);
  return s.expect(first * 1000 + line.ask(TotalTask, READ_ONLY),
                  s.points * width * (2 * 1000 + 3));
}

static bool testCopies(const Setting &s) {
  Line from(s.context, s.runtime, s.points), to(s.context, s.runtime, s.points);
  from.fill(OtherField, 5);
  from.run(BumpTask, READ_WRITE, OtherField);
  CopyLauncher whole;
  whole.add_copy_requirements(
      RegionRequirement(from.region, READ_ONLY, EXCLUSIVE, from.region),
      RegionRequirement(to.region, WRITE_DISCARD, EXCLUSIVE, to.region));
  whole.add_src_field(0, OtherField);
  whole.add_dst_field(0, ValueField);
  s.runtime->issue_copy_operation(s.context, whole);
  to.run(BumpTask, READ_WRITE);
  IndexCopyLauncher pieces(to.colors);
  pieces.add_copy_requirements(
      RegionRequirement(to.blocks, 0, READ_ONLY, EXCLUSIVE, to.region),
      RegionRequirement(from.blocks, 0, WRITE_DISCARD, EXCLUSIVE, from.region));
  pieces.add_src_field(0, ValueField);
  pieces.add_dst_field(0, ValueField);
  s.runtime->issue_copy_operation(s.context, pieces);
  int64_t two = 2;
  IndexFillLauncher fills(from.colors, from.blocks, from.region,
                          UntypedBuffer(&two, sizeof(two)));
  fills.add_field(OtherField);
  s.runtime->fill_fields(s.context, fills);
  return s.expect(from.ask(TotalTask, READ_ONLY) * 1000 +
                      from.ask(TotalTask, READ_ONLY, OtherField),
                  s.points * width * (7 * 1000 + 2));
}

/// Only the launches of odd steps happen.
static bool testPredicates(const Setting &s) {
  Line line(s.context, s.runtime, s.points);
  for (int i = 0; i < s.steps; ++i) {
    TaskLauncher asks(IsOddTask, UntypedBuffer(&i, sizeof(i)));
    Predicate condition = s.runtime->create_predicate(
        s.context, s.runtime->execute_task(s.context, asks));
    IndexTaskLauncher bumps = line.prepare(BumpTask, READ_WRITE);
    bumps.predicate = condition;
    s.runtime->execute_index_space(s.context, bumps);
    TaskLauncher single(BumpTask, UntypedBuffer());
    single.add_region_requirement(
        RegionRequirement(line.region, READ_WRITE, EXCLUSIVE, line.region));
    single.add_field(0, ValueField);
    single.predicate = s.runtime->predicate_not(s.context, condition);
    s.runtime->execute_task(s.context, single);
  }
  return s.expect(line.ask(TotalTask, READ_ONLY), s.points * width * s.steps);
}

/// The same launches again and again, with and without an explicit trace.
static bool testRepeated(const Setting &s, bool isTraced) {
  Line line(s.context, s.runtime, s.points);
  int64_t last = 0;
  for (int i = 0; i < s.steps; ++i) {
    if (isTraced)
      s.runtime->begin_trace(s.context, 1);
    line.run(BumpTask, READ_WRITE);
    Future sum = line.peek();
    if (isTraced)
      s.runtime->end_trace(s.context, 1);
    if (i % 100 == 99 || i + 1 == s.steps)
      last = sum.get_result<int64_t>();
  }
  return s.expect(last * 1000 + line.ask(TotalTask, READ_ONLY),
                  int64_t(s.steps) * s.points * (1000 + width));
}

static bool testTrace(const Setting &s) { return testRepeated(s, true); }
static bool testRepeat(const Setting &s) { return testRepeated(s, false); }

static bool testNested(const Setting &s) {
  TaskLauncher launcher(MiddleTask, UntypedBuffer(&s.points, sizeof(s.points)));
  return s.expect(
      s.runtime->execute_task(s.context, launcher).get_result<int64_t>(),
      2 * s.sumOfNumbers());
}

static bool testNames(const Setting &s) {
  int64_t sum = 0;
  for (TaskID task :
       {SpacedTask, OperatorTask, NamelessTask, TwinTask, OtherTwinTask})
    sum += launchNumbers(s.context, s.runtime, task, s.points);
  return s.expect(sum, 5 * s.sumOfNumbers());
}

/// Not one of all features: on two ranks the sharding functors of both tasks, run
/// on CPUs, would have the same id.
static bool testClash(const Setting &s) {
  int64_t sum = 0;
  for (TaskID task : {ClashingTask, OtherClashingTask})
    sum += launchNumbers(s.context, s.runtime, task, s.points);
  return s.expect(sum, 2 * s.sumOfNumbers());
}

/// Not one of all features: no machine of the tests can run the task.
static bool testVariants(const Setting &s) {
  return s.expect(launchNumbers(s.context, s.runtime, GpuTask, s.points),
                  s.sumOfNumbers());
}

//===----------------------------------------------------------------------===//
// The program
//===----------------------------------------------------------------------===//

static const struct {
  const char *name;
  bool (*test)(const Setting &);
} features[] = {
    {"concurrent", testConcurrent}, {"epoch", testEpoch},
    {"output", testOutput},         {"halo", testHalo},
    {"shared", testShared},         {"inline", testInline},
    {"copies", testCopies},         {"predicates", testPredicates},
    {"trace", testTrace},           {"repeat", testRepeat},
    {"nested", testNested},         {"names", testNames},
    {"clash", testClash},           {"variants", testVariants},
};

static void runAll(const Task *, const Regions &, Context context,
                   Runtime *runtime) {
  std::string wanted = "," + readOption("-f", std::string()) + ",";
  bool isRight = true;
  for (const auto &[name, test] : features)
    if ((wanted == ",," && test != testVariants && test != testClash) ||
        wanted.find("," + std::string(name) + ",") != std::string::npos)
      isRight &= test(
          {context, runtime, readOption("-p", 4), readOption("-s", 3), name});
  if (!isRight)
    std::exit(1);
  LEGION_PRINT_ONCE(runtime, context, stdout, "result ok\n");
}

static void registerTasks() {
  preregister<runAll>(TopTask, "top", Role::Replicable);
  preregister<bump>(BumpTask, "bump", Role::Leaf);
  preregister<total>(TotalTask, "total", Role::Leaf);
  preregister<number>(NumberTask, "number", Role::Leaf);
  preregister<meet>(MeetTask, "meet", Role::Concurrent);
  preregister<produce>(ProduceTask, "produce", Role::Leaf);
  preregister<spread>(SpreadTask, "spread", Role::Leaf);
  preregister<apply>(ApplyTask, "apply", Role::Leaf);
  preregister<peek>(PeekTask, "peek", Role::Leaf);
  preregister<mapInline>(InlineTask, "map inline", Role::Plain);
  preregister<isOdd>(IsOddTask, "is odd", Role::Leaf);
  preregister<runMiddle>(MiddleTask, "middle", Role::Replicable);
  preregister<runInner>(InnerTask, "inner", Role::Replicable);
  preregister<number>(SpacedTask, "Initialize Nodes", Role::Leaf);
  preregister<number>(OperatorTask, "__binary_int64_int64_==", Role::Leaf);
  preregister<number>(NamelessTask, nullptr, Role::Leaf);
  preregister<number>(TwinTask, "twin", Role::Leaf);
  preregister<number>(OtherTwinTask, "twin", Role::Leaf);
  preregister<number>(ClashingTask, "step 603", Role::Leaf);
  preregister<number>(OtherClashingTask, "step 4660", Role::Leaf);
  preregister<number>(GpuTask, "only on GPUs", Role::Leaf, Processor::TOC_PROC);
}

int main(int argc, char **argv) {
  Runtime::set_top_level_task_id(TopTask);
  registerTasks();
  return Runtime::start(argc, argv);
}
