//===- ImportRunWrapper.cpp - Programs from mapper-wrapper logs -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ImportRunLaunch.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

static constexpr uint32_t assumedFieldBytes = 8;
/// Bounding boxes of sparse domains may be larger than the domains.
static constexpr uint64_t maxColors = 1 << 20;

namespace {
/// A region tree of the log.
struct WrapperTree {
  unsigned region = 0;
  std::map<std::string, int64_t> elements; ///< by region handle
  std::map<std::string, unsigned> fields;
  /// Partitions by the elements of their pieces.
  std::map<std::vector<int64_t>, unsigned> partitions;
};

class WrapperImporter {
public:
  WrapperImporter(const LoggedRun &logged, ImportedRun &run)
      : logged(logged), launches(logged.indexLaunches()), run(run) {}
  Error import(StringRef name);

private:
  using PointMappings = std::map<Point, const LoggedMapping *>;

  void indexMappings();
  std::vector<std::pair<unsigned, size_t>> orderLaunches() const;
  Expected<RunElement> makeLaunch(size_t launch, unsigned line);
  unsigned getTask(const std::string &name, size_t launch, size_t numArguments);
  Expected<Requirement> makeRequirement(size_t launch, size_t index);
  WrapperTree &getTree(StringRef handle);
  unsigned getPartition(WrapperTree &tree, const Rect &colors,
                        std::vector<int64_t> elements);
  void finishTrees();

  const LoggedRun &logged;
  LoggedLaunches launches;
  ImportedRun &run;
  /// By launch: the first mapping of each point; of a single task under the
  /// point without dimensions.
  std::vector<PointMappings> mappings;
  std::map<std::string, WrapperTree> trees;
  std::map<std::pair<std::string, size_t>, unsigned> tasks;
  std::map<size_t, RunElement> known; ///< by launch
};
} // namespace

void WrapperImporter::indexMappings() {
  mappings.resize(launches.launches.size());
  for (auto [i, mapping] : llvm::enumerate(logged.mappings))
    if (std::optional<size_t> launch = launches.ofMapping[i])
      mappings[*launch].try_emplace(mapping.point.value_or(Point()), &mapping);
}

/// Each launch once each time it happened, as the first rank saw it.
std::vector<std::pair<unsigned, size_t>>
WrapperImporter::orderLaunches() const {
  std::vector<std::pair<unsigned, size_t>> order; // line, launch
  unsigned rank = logged.loggedRanks.front();
  std::vector<bool> isSharded(launches.launches.size());
  for (auto [i, sharding] : llvm::enumerate(logged.shardings)) {
    isSharded[launches.ofSharding[i]] = true;
    if (sharding.rank == rank)
      order.push_back({sharding.line, launches.ofSharding[i]});
  }
  for (auto [i, slicing] : llvm::enumerate(logged.slicings))
    if (slicing.rank == rank && !isSharded[launches.ofSlicing[i]])
      order.push_back({slicing.line, launches.ofSlicing[i]});
  for (auto [i, mapping] : llvm::enumerate(logged.mappings))
    if (std::optional<size_t> launch = launches.ofMapping[i];
        launch && !mapping.point && !isSharded[*launch])
      order.push_back({mapping.line, *launch});
  llvm::sort(order);
  return order;
}

/// The tree of a handle `(TREE,(SPACE,...),FIELDS)`, with its fields.
WrapperTree &WrapperImporter::getTree(StringRef handle) {
  std::string key = (handle.ltrim('(').split(',').first + " " +
                     handle.rsplit(',').second.rtrim(')'))
                        .str();
  auto [it, isNew] = trees.try_emplace(key);
  if (isNew) {
    Program &program = run.program;
    it->second.region = program.regions.size();
    program.indexSpaces.push_back({"", RectList(1)});
    program.fieldSpaces.push_back({});
    program.regions.push_back(
        {"", static_cast<unsigned>(program.indexSpaces.size() - 1),
         static_cast<unsigned>(program.fieldSpaces.size() - 1)});
  }
  return it->second;
}

unsigned WrapperImporter::getPartition(WrapperTree &tree, const Rect &colors,
                                       std::vector<int64_t> elements) {
  std::vector<int64_t> key = elements;
  for (unsigned d = 0; d < colors.rank(); ++d)
    key.insert(key.end(), {colors.lo.at[d], colors.hi.at[d]});
  auto [it, isNew] =
      tree.partitions.try_emplace(key, run.program.partitions.size());
  if (!isNew)
    return it->second;
  Partition partition;
  partition.region = tree.region;
  partition.colors = colors;
  partition.offsets.push_back(0);
  for (int64_t element : elements) {
    if (element >= 0)
      partition.rects.push_back({{1, {element}}, {1, {element}}});
    partition.offsets.push_back(partition.rects.size());
  }
  llvm::erase_if(elements, [](int64_t element) { return element < 0; });
  llvm::sort(elements);
  partition.disjoint = llvm::unique(elements) == elements.end();
  partition.complete = false;
  run.program.partitions.push_back(std::move(partition));
  return it->second;
}

static Privilege parsePrivilege(StringRef word) {
  if (word == "NO_ACCESS")
    return Privilege::None;
  if (word == "REDUCE")
    return Privilege::Reduce;
  if (word.starts_with("READ_ONLY"))
    return Privilege::Read;
  return word.contains("DISCARD") || word.starts_with("WRITE_ONLY")
             ? Privilege::Write
             : Privilege::ReadWrite;
}

/// All points of a bounding box, in row-major order.
static bool advance(Point &point, const Rect &box) {
  for (unsigned d = box.rank(); d-- > 0;) {
    if (point.at[d]++ < box.hi.at[d])
      return true;
    point.at[d] = box.lo.at[d];
  }
  return false;
}

static bool contains(const Domain &domain, const Point &point) {
  return llvm::any_of(domain.rects,
                      [&](const Rect &rect) { return rect.contains(point); });
}

Expected<Requirement> WrapperImporter::makeRequirement(size_t launch,
                                                       size_t index) {
  const PointMappings &points = mappings[launch];
  const LoggedRequirement &sample = points.begin()->second->requirements[index];
  WrapperTree &tree = getTree(sample.region);
  Requirement requirement;
  requirement.privilege = parsePrivilege(sample.privilege);
  if (requirement.privilege == Privilege::Reduce)
    requirement.reduction = "unknown";
  for (const std::string &field : sample.fields)
    requirement.fields.push_back(
        tree.fields.try_emplace(field, tree.fields.size()).first->second);
  llvm::sort(requirement.fields);

  const Domain single{1, {{{1, {0}}, {1, {0}}}}};
  const std::optional<Domain> &domain = launches.launches[launch].domain;
  const Domain &all = domain ? *domain : single;
  Rect box = all.bounds();
  std::optional<uint64_t> colors = box.volume();
  if (!colors || *colors > maxColors)
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "%s:%u: a launch with a bounding box of too many points",
        run.program.name.c_str(), sample.line);
  std::vector<int64_t> elements;
  Point point = box.lo;
  do {
    if (!contains(all, point)) {
      elements.push_back(-1);
      continue;
    }
    auto mapped = points.find(domain ? point : Point());
    bool isKnown =
        mapped != points.end() && mapped->second->requirements.size() > index;
    std::string handle =
        isKnown ? mapped->second->requirements[index].region
                : "unmapped " + std::to_string(tree.elements.size());
    elements.push_back(
        tree.elements.try_emplace(handle, tree.elements.size()).first->second);
  } while (advance(point, box));
  requirement.isPartition = true;
  requirement.target = getPartition(tree, box, std::move(elements));
  if (!domain)
    requirement.projection.emplace_back();
  return requirement;
}

unsigned WrapperImporter::getTask(const std::string &name, size_t launch,
                                  size_t numArguments) {
  Program &program = run.program;
  auto [it, isNew] =
      tasks.try_emplace({name, numArguments}, program.tasks.size());
  if (isNew) {
    auto hasName = [&](const TaskKind &t) { return t.name == name; };
    TaskKind task;
    task.name = llvm::any_of(program.tasks, hasName)
                    ? name + " (" + std::to_string(numArguments) + " arguments)"
                    : name;
    task.arguments.resize(numArguments);
    program.tasks.push_back(std::move(task));
  }
  std::vector<Variant> &variants = program.tasks[it->second].variants;
  for (const auto &[point, mapping] : mappings[launch])
    for (uint64_t target : mapping->targets) {
      std::optional<Place> place = logged.findProcessor(target);
      auto isKnown = [&](const Variant &v) { return v.kind == place->kind; };
      if (place && llvm::none_of(variants, isKnown))
        variants.emplace_back().kind = place->kind;
    }
  if (variants.empty())
    variants.emplace_back().kind = ProcKind::CPU;
  return it->second;
}

Expected<RunElement> WrapperImporter::makeLaunch(size_t launch, unsigned line) {
  RunElement element;
  LaunchStatement &statement = element.statement.launch;
  element.statement.line = line;
  statement.domain = launches.launches[launch].domain;
  size_t numArguments =
      mappings[launch].empty()
          ? 0
          : mappings[launch].begin()->second->requirements.size();
  for (size_t index = 0; index < numArguments; ++index) {
    Expected<Requirement> requirement = makeRequirement(launch, index);
    if (!requirement)
      return requirement.takeError();
    statement.requirements.push_back(std::move(*requirement));
  }
  statement.task =
      getTask(launches.launches[launch].task, launch, numArguments);
  element.key = RunLaunches::makeKey(statement);
  return element;
}

/// Sizes are known once all launches have been seen.
void WrapperImporter::finishTrees() {
  for (const auto &[key, tree] : trees) {
    const Region &region = run.program.regions[tree.region];
    int64_t last = static_cast<int64_t>(tree.elements.size()) - 1;
    run.program.indexSpaces[region.indexSpace].rects.push_back(
        {{1, {0}}, {1, {last}}});
    std::vector<Field> &fields =
        run.program.fieldSpaces[region.fieldSpace].fields;
    fields.resize(std::max<size_t>(1, tree.fields.size()));
    for (Field &field : fields)
      field.bytes = assumedFieldBytes;
    for (const auto &[name, number] : tree.fields)
      fields[number].name = name;
  }
}

Error WrapperImporter::import(StringRef name) {
  run.program.name = name.str();
  run.program.isReplicable = !logged.replications.empty();
  if (!logged.replications.empty())
    run.program.topLevel = logged.replications.front().task;
  indexMappings();
  std::vector<RunElement> sequence;
  for (auto [line, launch] : orderLaunches()) {
    // The top-level task is mapped like any other.
    if (launches.launches[launch].task == run.program.topLevel)
      continue;
    auto made = known.find(launch);
    if (made == known.end()) {
      Expected<RunElement> element = makeLaunch(launch, line);
      if (!element)
        return element.takeError();
      made = known.emplace(launch, std::move(*element)).first;
    }
    sequence.push_back(made->second);
  }
  finishTrees();
  foldLoops(sequence);
  run.program.body = makeStatements(std::move(sequence));
  run.notes.push_back(
      "a log of the mapper wrapper shows no extents and sizes: each region is "
      "taken as one element, each field as 8 bytes, and different regions as "
      "disjoint");
  return verify(run.program);
}

std::vector<Statement>
mapwright::makeStatements(std::vector<RunElement> sequence) {
  std::vector<Statement> body;
  for (RunElement &element : sequence) {
    body.push_back(std::move(element.statement));
    body.back().body = makeStatements(std::move(element.body));
  }
  return body;
}

Expected<ImportedRun> mapwright::importRun(const LoggedRun &logged,
                                           StringRef name) {
  ImportedRun run;
  if (logged.loggedRanks.empty())
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   name + ": a run without any rank");
  if (Error error = WrapperImporter(logged, run).import(name))
    return std::move(error);
  return run;
}
