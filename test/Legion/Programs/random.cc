//===- random.cc - Random programs ----------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A program for tests of mappers that a seed decides: regions in 1 to 3
// dimensions, dense or sparse, cut into disjoint pieces and (in one dimension)
// into overlapping ones; launches over all or some of the pieces, which write,
// read and (in one dimension) reduce; nested launches, copies, fills and
// traces. The same is computed on plain arrays. Prints "result ok" and ends
// with 0 if both have the same result.
//
//   random [-seed SEED] [-n OPERATIONS] [-fence 1]
//
// With -fence operations are mapped one after the other: logs of decisions do
// not say which of several launches a point belongs to.
//
//===----------------------------------------------------------------------===//

#include "Support.h"

#include <random>

using namespace Legion;
using namespace support;

namespace {
enum Tasks { TopTask, ChangeTask, InsideTask, SpreadTask, SumTask, OuterTask };
constexpr int numFields = 3;
constexpr ReductionOpID sumId = LEGION_REDOP_SUM_INT64;
constexpr int64_t modulus = 1000003;

/// to = to * factor + add + what is read
struct Change {
  FieldID to, from;
  int64_t factor, add;
};

/// What a task that launches others gets.
struct Nested {
  Change change;
  IndexSpace launched;
  LogicalPartition disjoint, aliased;
};
} // namespace

/// A number that tells points apart.
static int64_t weigh(const DomainPoint &point) {
  int64_t weight = 1;
  for (int d = 0; d < point.get_dim(); ++d)
    weight = (weight * 37 + point[d] + 100) % 1009;
  return weight;
}

//===----------------------------------------------------------------------===//
// Tasks
//===----------------------------------------------------------------------===//

/// Calls `body` with the dimension of a region as a constant.
template <typename Body>
static auto withDimension(const PhysicalRegion &region, Body body) {
  switch (region.get_logical_region().get_dim()) {
  case 1:
    return body(std::integral_constant<int, 1>());
  case 2:
    return body(std::integral_constant<int, 2>());
  default:
    return body(std::integral_constant<int, 3>());
  }
}

template <int dim>
static DomainT<dim> getDomain(Context context, Runtime *runtime,
                              const PhysicalRegion &region) {
  return runtime->get_index_space_domain(
      context, region.get_logical_region().get_index_space());
}

static int64_t addUp(const PhysicalRegion &region, FieldID field,
                     Context context, Runtime *runtime) {
  return withDimension(region, [&](auto constant) {
    constexpr int dim = constant;
    const FieldAccessor<READ_ONLY, int64_t, dim> values(region, field);
    int64_t sum = 0;
    DomainT<dim> domain = getDomain<dim>(context, runtime, region);
    for (PointInDomainIterator<dim> it(domain); it(); ++it)
      sum += values[*it] * weigh(*it) % modulus;
    return sum % modulus;
  });
}

static int64_t sum(const Task *task, const Regions &regions, Context context,
                   Runtime *runtime) {
  return addUp(regions[0], task->regions[0].instance_fields[0], context,
               runtime);
}

/// Reads the second region and changes the first one.
static void change(const Task *task, const Regions &regions, Context context,
                   Runtime *runtime) {
  Change how = *static_cast<const Change *>(task->args);
  int64_t add = how.add + addUp(regions[1], how.from, context, runtime);
  withDimension(regions[0], [&](auto constant) {
    constexpr int dim = constant;
    const FieldAccessor<READ_WRITE, int64_t, dim> values(regions[0], how.to);
    DomainT<dim> domain = getDomain<dim>(context, runtime, regions[0]);
    for (PointInDomainIterator<dim> it(domain); it(); ++it)
      values[*it] = (values[*it] * how.factor + add) % modulus;
  });
}

/// Reads the first region and adds to all of the second one.
static void spread(const Task *task, const Regions &regions, Context context,
                   Runtime *runtime) {
  Change how = *static_cast<const Change *>(task->args);
  int64_t add = how.add + addUp(regions[0], how.from, context, runtime);
  withDimension(regions[1], [&](auto constant) {
    constexpr int dim = constant;
    const ReductionAccessor<SumReduction<int64_t>, /*exclusive=*/false, dim,
                            coord_t,
                            Realm::AffineAccessor<int64_t, dim, coord_t>>
        values(regions[1], how.to, sumId);
    DomainT<dim> domain = getDomain<dim>(context, runtime, regions[1]);
    for (PointInDomainIterator<dim> it(domain); it(); ++it)
      values[*it] <<= add;
  });
}

static IndexTaskLauncher prepareChange(TaskID task, const Change &how,
                                       IndexSpace launched,
                                       LogicalRegion region,
                                       LogicalPartition disjoint,
                                       LogicalPartition aliased) {
  IndexTaskLauncher launcher(task, launched, UntypedBuffer(&how, sizeof(how)),
                             ArgumentMap());
  launcher.add_region_requirement(
      RegionRequirement(disjoint, 0, READ_WRITE, EXCLUSIVE, region));
  launcher.add_field(0, how.to);
  launcher.add_region_requirement(
      RegionRequirement(aliased, 0, READ_ONLY, EXCLUSIVE, region));
  launcher.add_field(1, how.from);
  return launcher;
}

/// Only launches a change.
static void launchInside(const Task *task, const Regions &, Context context,
                         Runtime *runtime) {
  Nested nested = *static_cast<const Nested *>(task->args);
  runtime->execute_index_space(
      context,
      prepareChange(InsideTask, nested.change, nested.launched,
                    task->regions[0].region, nested.disjoint, nested.aliased));
}

//===----------------------------------------------------------------------===//
// The data
//===----------------------------------------------------------------------===//

namespace {
using Random = std::mt19937;

/// Random decisions; every shard makes the same ones.
static int pick(Random &random, int lo, int hi) {
  return lo + random() % (hi - lo + 1);
}

using Numbers = std::vector<size_t>;

/// A region that is cut in two ways by the same colors, and its values.
class World {
public:
  template <int dim>
  static World make(Context context, Runtime *runtime, Random &random);

  Context context;
  Runtime *runtime;
  LogicalRegion region;
  LogicalPartition disjoint, aliased;
  IndexSpace colors;
  /// Points, and for each color those of its pieces.
  std::vector<DomainPoint> points;
  std::map<DomainPoint, Numbers> inDisjoint, inAliased;
  std::vector<int64_t> values[numFields];

  int64_t addUp(const Numbers &numbers, FieldID field) const {
    int64_t sum = 0;
    for (size_t i : numbers)
      sum += values[field][i] * weigh(points[i]) % modulus;
    return sum % modulus;
  }
};

/// The points that a launch is over.
struct Launched {
  IndexSpace space;
  std::vector<DomainPoint> colors;
};
} // namespace

template <int dim>
static Rect<dim> pickBox(Random &random, int longest) {
  Rect<dim> box;
  for (int d = 0; d < dim; ++d) {
    box.lo[d] = pick(random, -3, 3);
    box.hi[d] = box.lo[d] + pick(random, 0, longest - 1);
  }
  return box;
}

template <int dim>
static Rect<dim> pickPart(Random &random, const Rect<dim> &box) {
  Rect<dim> part;
  for (int d = 0; d < dim; ++d) {
    part.lo[d] = pick(random, box.lo[d] - 1, box.hi[d]);
    part.hi[d] = pick(random, part.lo[d], box.hi[d] + 1);
  }
  return part;
}

/// Cuts a box into that many boxes, of which some may be empty.
template <int dim>
static std::vector<Rect<dim>> cut(Random &random, const Rect<dim> &box,
                                  size_t count) {
  std::vector<Rect<dim>> parts = {box};
  while (parts.size() < count) {
    Rect<dim> &part = parts[pick(random, 0, parts.size() - 1)];
    int d = pick(random, 0, dim - 1);
    Rect<dim> rest = part;
    if (part.lo[d] >= part.hi[d]) {
      parts.push_back(Rect<dim>::make_empty());
      continue;
    }
    part.hi[d] = pick(random, part.lo[d], part.hi[d] - 1);
    rest.lo[d] = part.hi[d] + 1;
    parts.push_back(rest);
  }
  std::shuffle(parts.begin(), parts.end(), random);
  return parts;
}

/// Some points of a box, at least one.
template <int dim>
static IndexSpace pickSpace(Context context, Runtime *runtime, Random &random,
                            const Rect<dim> &box,
                            std::vector<DomainPoint> &points) {
  bool isSparse = pick(random, 0, 2) == 0;
  std::vector<Point<dim>> chosen;
  for (PointInRectIterator<dim> it(box); it(); ++it)
    if (!isSparse || chosen.empty() || pick(random, 0, 2) > 0)
      chosen.push_back(*it);
  points.assign(chosen.begin(), chosen.end());
  return isSparse ? runtime->create_index_space(context, chosen)
                  : runtime->create_index_space(context, box);
}

static Numbers findPoints(const std::vector<DomainPoint> &points,
                          const Domain &part) {
  Numbers numbers;
  for (size_t i = 0; i < points.size(); ++i)
    if (part.contains(points[i]))
      numbers.push_back(i);
  return numbers;
}

/// The second piece of a color overlaps those of others, but in one dimension
/// only: in more, copies between overlapping instances end in failures of
/// Realm, whatever the mapper.
template <int dim>
World World::make(Context context, Runtime *runtime, Random &random) {
  World world;
  world.context = context;
  world.runtime = runtime;
  Rect<dim> box = pickBox<dim>(random, dim == 1 ? 40 : 9 - 2 * dim);
  IndexSpace space = pickSpace(context, runtime, random, box, world.points);
  world.region = makeRegion(context, runtime, space, {0, 1, 2}, "the region");

  std::vector<DomainPoint> colors;
  switch (pick(random, 1, 3)) {
  case 1:
    world.colors =
        pickSpace(context, runtime, random, pickBox<1>(random, 9), colors);
    break;
  case 2:
    world.colors =
        pickSpace(context, runtime, random, pickBox<2>(random, 4), colors);
    break;
  default:
    world.colors =
        pickSpace(context, runtime, random, pickBox<3>(random, 3), colors);
  }
  std::vector<Rect<dim>> boxes = cut(random, box, colors.size());
  std::map<DomainPoint, Domain> pieces, others;
  for (size_t i = 0; i < colors.size(); ++i) {
    pieces[colors[i]] = boxes[i];
    others[colors[i]] =
        dim > 1 ? boxes[(i + 1) % boxes.size()] : pickPart(random, box);
    world.inDisjoint[colors[i]] = findPoints(world.points, pieces[colors[i]]);
    world.inAliased[colors[i]] = findPoints(world.points, others[colors[i]]);
  }
  world.disjoint =
      runtime->get_logical_partition(context, world.region,
                                     runtime->create_partition_by_domain(
                                         context, space, pieces, world.colors));
  world.aliased =
      runtime->get_logical_partition(context, world.region,
                                     runtime->create_partition_by_domain(
                                         context, space, others, world.colors));
  runtime->attach_name(world.disjoint, "pieces");
  runtime->attach_name(world.aliased, "overlapping pieces");
  for (int field = 0; field < numFields; ++field) {
    runtime->fill_field<int64_t>(context, world.region, world.region, field,
                                 field + 1);
    world.values[field].assign(world.points.size(), field + 1);
  }
  return world;
}

/// All colors, or half of them.
static Launched pickLaunched(const World &world, Random &random) {
  Launched launched;
  for (const auto &entry : world.inDisjoint)
    launched.colors.push_back(entry.first);
  launched.space = world.colors;
  if (pick(random, 0, 2) > 0 || launched.colors.size() < 3)
    return launched;
  std::shuffle(launched.colors.begin(), launched.colors.end(), random);
  launched.colors.resize(launched.colors.size() / 2);
  launched.space =
      world.runtime->create_index_space(world.context, launched.colors);
  return launched;
}

//===----------------------------------------------------------------------===//
// Operations, in Legion and on the arrays
//===----------------------------------------------------------------------===//

static Change pickChange(Random &random) {
  Change how;
  how.to = pick(random, 0, numFields - 1);
  how.from = (how.to + pick(random, 1, numFields - 1)) % numFields;
  how.factor = pick(random, 0, 5);
  how.add = pick(random, 0, 99);
  return how;
}

static void changeAlone(World &world, const Change &how, const Numbers &changed,
                        const Numbers &read) {
  int64_t add = how.add + world.addUp(read, how.from);
  for (size_t i : changed) {
    int64_t &value = world.values[how.to][i];
    value = (value * how.factor + add) % modulus;
  }
}

static void launchChange(World &world, const Change &how,
                         const Launched &launched) {
  world.runtime->execute_index_space(
      world.context,
      prepareChange(ChangeTask, how, launched.space, world.region,
                    world.disjoint, world.aliased));
  for (const DomainPoint &color : launched.colors)
    changeAlone(world, how, world.inDisjoint[color], world.inAliased[color]);
}

static void launchNested(World &world, Random &random) {
  Launched launched = pickLaunched(world, random);
  Nested nested = {pickChange(random), launched.space, world.disjoint,
                   world.aliased};
  TaskLauncher launcher(OuterTask, UntypedBuffer(&nested, sizeof(nested)));
  launcher.add_region_requirement(
      RegionRequirement(world.region, READ_WRITE, EXCLUSIVE, world.region));
  launcher.add_field(0, nested.change.to);
  launcher.add_field(0, nested.change.from);
  world.runtime->execute_task(world.context, launcher);
  for (const DomainPoint &color : launched.colors)
    changeAlone(world, nested.change, world.inDisjoint[color],
                world.inAliased[color]);
}

static void launchSingle(World &world, Random &random) {
  Change how = pickChange(random);
  TaskLauncher launcher(ChangeTask, UntypedBuffer(&how, sizeof(how)));
  launcher.add_region_requirement(
      RegionRequirement(world.region, READ_WRITE, EXCLUSIVE, world.region));
  launcher.add_field(0, how.to);
  launcher.add_region_requirement(
      RegionRequirement(world.region, READ_ONLY, EXCLUSIVE, world.region));
  launcher.add_field(1, how.from);
  world.runtime->execute_task(world.context, launcher);
  Numbers all;
  for (size_t i = 0; i < world.points.size(); ++i)
    all.push_back(i);
  changeAlone(world, how, all, all);
}

/// Reductions, too, are applied in one dimension only.
static void launchSpread(World &world, const Change &how,
                         const Launched &launched) {
  if (world.region.get_dim() > 1)
    return launchChange(world, how, launched);
  IndexTaskLauncher launcher(SpreadTask, launched.space,
                             UntypedBuffer(&how, sizeof(how)), ArgumentMap());
  launcher.add_region_requirement(
      RegionRequirement(world.disjoint, 0, READ_ONLY, EXCLUSIVE, world.region));
  launcher.add_field(0, how.from);
  launcher.add_region_requirement(
      RegionRequirement(world.aliased, 0, sumId, EXCLUSIVE, world.region));
  launcher.add_field(1, how.to);
  world.runtime->execute_index_space(world.context, launcher);
  for (const DomainPoint &color : launched.colors) {
    int64_t add = how.add + world.addUp(world.inDisjoint[color], how.from);
    for (size_t i : world.inAliased[color])
      world.values[how.to][i] += add;
  }
}

static void fill(World &world, Random &random) {
  FieldID field = pick(random, 0, numFields - 1);
  int64_t value = pick(random, 0, 99);
  world.runtime->fill_field<int64_t>(world.context, world.region, world.region,
                                     field, value);
  world.values[field].assign(world.points.size(), value);
}

static void copy(World &world, Random &random) {
  Change how = pickChange(random);
  CopyLauncher launcher;
  launcher.add_copy_requirements(
      RegionRequirement(world.region, READ_ONLY, EXCLUSIVE, world.region),
      RegionRequirement(world.region, WRITE_DISCARD, EXCLUSIVE, world.region));
  launcher.add_src_field(0, how.from);
  launcher.add_dst_field(0, how.to);
  world.runtime->issue_copy_operation(world.context, launcher);
  world.values[how.to] = world.values[how.from];
}

/// The same launches several times, as a trace.
static void replay(World &world, Random &random, TraceID trace) {
  Change first = pickChange(random), second = pickChange(random);
  Launched launched = pickLaunched(world, random);
  for (int i = pick(random, 2, 5); i > 0; --i) {
    world.runtime->begin_trace(world.context, trace);
    launchChange(world, first, launched);
    launchSpread(world, second, launched);
    world.runtime->end_trace(world.context, trace);
  }
}

static bool checkField(World &world, FieldID field) {
  TaskLauncher launcher(SumTask, UntypedBuffer());
  launcher.add_region_requirement(
      RegionRequirement(world.region, READ_ONLY, EXCLUSIVE, world.region));
  launcher.add_field(0, field);
  int64_t result = world.runtime->execute_task(world.context, launcher)
                       .get_result<int64_t>();
  Numbers all;
  for (size_t i = 0; i < world.points.size(); ++i)
    all.push_back(i);
  return report(world.context, world.runtime, "field " + std::to_string(field),
                result, world.addUp(all, field));
}

static void runOne(World &world, Random &random, int number) {
  switch (pick(random, 0, 9)) {
  case 0:
    return fill(world, random);
  case 1:
    return copy(world, random);
  case 2:
    return launchSingle(world, random);
  case 3:
    return launchNested(world, random);
  case 4:
    return replay(world, random, number);
  case 5:
  case 6: {
    Change how = pickChange(random);
    return launchSpread(world, how, pickLaunched(world, random));
  }
  default: {
    Change how = pickChange(random);
    return launchChange(world, how, pickLaunched(world, random));
  }
  }
}

static void runAll(const Task *, const Regions &, Context context,
                   Runtime *runtime) {
  Random random(readOption("-seed", 1));
  int dim = pick(random, 1, 3);
  World world = dim == 1   ? World::make<1>(context, runtime, random)
                : dim == 2 ? World::make<2>(context, runtime, random)
                           : World::make<3>(context, runtime, random);
  int count = readOption("-n", 10);
  bool isFenced = readOption("-fence", 0);
  for (int i = 0; i < count; ++i) {
    runOne(world, random, i);
    if (isFenced)
      runtime->issue_mapping_fence(context);
  }
  bool isRight = true;
  for (int field = 0; field < numFields; ++field)
    isRight &= checkField(world, field);
  if (!isRight)
    std::exit(1);
  LEGION_PRINT_ONCE(runtime, context, stdout, "result ok\n");
}

int main(int argc, char **argv) {
  Runtime::set_top_level_task_id(TopTask);
  preregister<runAll>(TopTask, "top", Role::Replicable);
  preregister<change>(ChangeTask, "change", Role::Leaf);
  preregister<change>(InsideTask, "change inside", Role::Leaf);
  preregister<spread>(SpreadTask, "spread", Role::Leaf);
  preregister<sum>(SumTask, "sum", Role::Leaf);
  preregister<launchInside>(OuterTask, "outer", Role::Inner);
  preregister<change>(ChangeTask, "change", Role::Leaf, Processor::OMP_PROC);
  preregister<spread>(SpreadTask, "spread", Role::Leaf, Processor::OMP_PROC);
  return Runtime::start(argc, argv);
}
