//===- GeneratePennant.cpp - Lagrangian hydrodynamics ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Zones, points and sides of a rectangular mesh; some 25 kernels a cycle, and a
// time step that all pieces agree on. Structure and numbers:
// docs/programs/pennant.md.
//
//===----------------------------------------------------------------------===//

#include "Generators.h"
#include "PennantKernels.h"
#include "PennantMesh.h"
#include "ProgramBuilder.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace mapwright;
using namespace mapwright::generate;
using llvm::ArrayRef;
using llvm::Expected;
using llvm::StringRef;

static constexpr Key keys[] = {
    {"pieces", 4, 1, 1 << 20},  {"nzx", 320, 1, 1 << 20},
    {"nzy", 46080, 1, 1 << 24}, {"cycles", 10, 1, 100000},
    {"init", 0, 0, 1},
};

ArrayRef<Key> generate::getPennantKeys() { return keys; }

namespace {
class PennantMaker {
public:
  PennantMaker(const PennantMesh &mesh, int64_t cycles)
      : mesh(mesh), cycles(cycles), builder("pennant", "toplevel") {}

  Program make(bool withInit);

private:
  void addRegions();
  void addPartitions();
  void addPoints();
  unsigned getRegion(MeshPart part) const;
  unsigned getPartition(MeshPart part) const;
  unsigned addKernel(const MeshKernel &kernel);
  Requirement makeRequirement(const MeshArgument &argument, MeshPart points);
  Statement launchKernel(const MeshKernel &kernel, MeshPart points);
  void launch(std::vector<Statement> &body, const MeshKernel &kernel);
  unsigned addScalar(StringRef name);
  Statement launchScalar(StringRef name, unsigned result,
                         std::vector<unsigned> operands);
  void addLoopTest(std::vector<Statement> &body);
  void addTimeStep(std::vector<Statement> &body);
  std::vector<Statement> makeCycle();

  PennantMesh mesh;
  int64_t cycles;
  ProgramBuilder builder;
  unsigned zones, points, sides;
  unsigned zonePieces, pointHalves, privatePieces, ghostPieces, sharedPieces,
      sidePieces;
  llvm::StringMap<unsigned> tasks; ///< by name
  unsigned continues, stops, isMarked, dt, nextCycle, nextTime, limit, dtHydro;
};
} // namespace

//===----------------------------------------------------------------------===//
// Data
//===----------------------------------------------------------------------===//

void PennantMaker::addRegions() {
  unsigned zone = builder.addFieldSpace("zone", makeZoneFields());
  unsigned point = builder.addFieldSpace("point", makePointFields());
  unsigned side = builder.addFieldSpace("side", makeSideFields());
  zones = builder.addRegion("rz_all", makeBox({mesh.countZones()}), zone);
  points = builder.addRegion("rp_all", makeBox({mesh.countPoints()}), point);
  sides = builder.addRegion("rs_all", makeBox({4 * mesh.countZones()}), side);
}

static Rect makeRun(NumberRun run) { return makeRect({run.lo}, {run.hi}); }

void PennantMaker::addPoints() {
  int64_t borders = mesh.countBorderPoints();
  Partition halves =
      makePartition("rp_all_p", points, 1, makeBox({2}), true, true);
  addPiece(halves, makeRect({borders}, {mesh.countPoints() - 1}));
  addPiece(halves, makeRect({0}, {borders - 1}));
  pointHalves = builder.add(std::move(halves));

  Rect colors = makeBox({mesh.countPieces()});
  bool isAlone = mesh.countPieces() == 1;
  Partition own =
      makePartition("rp_all_private_p", points, 1, colors, true, true);
  Partition ghost =
      makePartition("rp_all_ghost_p", points, 1, colors, isAlone, true);
  Partition shared =
      makePartition("rp_all_shared_p", points, 1, colors, true, true);
  own.parent = PieceRef{pointHalves, 0};
  ghost.parent = shared.parent = PieceRef{pointHalves, 1};
  for (int64_t piece = 0; piece < mesh.countPieces(); ++piece) {
    addPiece(own, makeRun(mesh.getPrivatePoints(piece)));
    addPiece(shared, makeRun(mesh.getOwnBorder(piece)));
    llvm::SmallVector<Rect, 4> runs;
    for (NumberRun run : mesh.getBorders(piece))
      runs.push_back(makeRun(run));
    addPiece(ghost, runs);
  }
  privatePieces = builder.add(std::move(own));
  ghostPieces = builder.add(std::move(ghost));
  sharedPieces = builder.add(std::move(shared));
}

void PennantMaker::addPartitions() {
  Rect colors = makeBox({mesh.countPieces()});
  Partition zone = makePartition("rz_all_p", zones, 1, colors, true, true);
  Partition side = makePartition("rs_all_p", sides, 1, colors, true, true);
  int64_t first = 0;
  for (int64_t piece = 0; piece < mesh.countPieces(); ++piece) {
    int64_t last = first + mesh.countZones(piece) - 1;
    addPiece(zone, makeRect({first}, {last}));
    addPiece(side, makeRect({4 * first}, {4 * last + 3}));
    first = last + 1;
  }
  zonePieces = builder.add(std::move(zone));
  addPoints();
  sidePieces = builder.add(std::move(side));
}

unsigned PennantMaker::getRegion(MeshPart part) const {
  if (part == MeshPart::Zones)
    return zones;
  return part == MeshPart::Sides ? sides : points;
}

unsigned PennantMaker::getPartition(MeshPart part) const {
  switch (part) {
  case MeshPart::Zones:
    return zonePieces;
  case MeshPart::Sides:
    return sidePieces;
  case MeshPart::Ghost:
    return ghostPieces;
  case MeshPart::Shared:
    return sharedPieces;
  case MeshPart::Private:
  case MeshPart::Points:
    return privatePieces;
  }
  llvm_unreachable("all parts are above");
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

static StringRef getArgumentName(MeshPart part) {
  switch (part) {
  case MeshPart::Zones:
    return "rz";
  case MeshPart::Sides:
    return "rs";
  case MeshPart::Ghost:
    return "rpg";
  case MeshPart::Shared:
    return "rps";
  case MeshPart::Private:
    return "rpp";
  case MeshPart::Points:
    return "rp";
  }
  llvm_unreachable("all parts are above");
}

/// Index of the argument with the elements a kernel loops over.
static unsigned findLoop(const MeshKernel &kernel, MeshPart part) {
  return llvm::find_if(kernel.arguments,
                       [&](const MeshArgument &argument) {
                         return argument.part == part;
                       }) -
         kernel.arguments.begin();
}

unsigned PennantMaker::addKernel(const MeshKernel &kernel) {
  auto [entry, isNew] = tasks.try_emplace(kernel.name);
  if (!isNew)
    return entry->second;
  llvm::SmallVector<StringRef> names;
  for (const MeshArgument &argument : kernel.arguments)
    names.push_back(getArgumentName(argument.part));
  std::vector<Variant> variants = {makeVariant(ProcKind::CPU, 0.1)};
  if (kernel.onGPU)
    variants.push_back(makeVariant(ProcKind::GPU, 0.3));
  unsigned id = builder.addTask(kernel.name, names, std::move(variants));
  TaskKind &task = builder.getTask(id);
  task.flops = perElement(findLoop(kernel, kernel.over), kernel.flops);
  if (kernel.zoneFlops > 0)
    addPerElement(task.flops, findLoop(kernel, MeshPart::Zones),
                  kernel.zoneFlops);
  for (auto [index, argument] : llvm::enumerate(kernel.arguments)) {
    unsigned region = getRegion(argument.part);
    double bytes =
        builder.countBytes(region, builder.fields(region, argument.fields));
    // What is only written is not loaded; a sum is loaded and stored.
    if (argument.access == MeshAccess::Write)
      task.arguments[index].use.bytes = perElement(index, bytes);
    if (argument.access == MeshAccess::Add)
      task.arguments[index].use.bytes = perElement(index, 2 * bytes);
  }
  return entry->second = id;
}

static Privilege getPrivilege(MeshAccess access) {
  switch (access) {
  case MeshAccess::None:
    return Privilege::None;
  case MeshAccess::Read:
    return Privilege::Read;
  case MeshAccess::Write:
  case MeshAccess::Update:
    return Privilege::ReadWrite;
  case MeshAccess::Add:
    return Privilege::Reduce;
  }
  llvm_unreachable("all accesses are above");
}

Requirement PennantMaker::makeRequirement(const MeshArgument &argument,
                                          MeshPart points) {
  MeshPart part = argument.part == MeshPart::Points ? points : argument.part;
  std::vector<unsigned> fields =
      builder.fields(getRegion(part), argument.fields);
  if (argument.access == MeshAccess::Add)
    return addInto(getPartition(part), std::move(fields));
  return usePiece(getPartition(part), getPrivilege(argument.access),
                  std::move(fields));
}

/// `points` says which points a kernel over points works on.
Statement PennantMaker::launchKernel(const MeshKernel &kernel,
                                     MeshPart points) {
  std::vector<Requirement> requirements;
  for (const MeshArgument &argument : kernel.arguments)
    requirements.push_back(makeRequirement(argument, points));
  Statement statement = makeLaunch(addKernel(kernel), {mesh.countPieces()},
                                   std::move(requirements));
  if (kernel.needsDt)
    statement.launch.waitsFor.push_back(dt);
  return statement;
}

void PennantMaker::launch(std::vector<Statement> &body,
                          const MeshKernel &kernel) {
  body.push_back(launchKernel(kernel, MeshPart::Private));
  if (kernel.over == MeshPart::Points)
    body.push_back(launchKernel(kernel, MeshPart::Shared));
}

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

unsigned PennantMaker::addScalar(StringRef name) {
  auto [entry, isNew] = tasks.try_emplace(name);
  if (isNew)
    entry->second =
        builder.addTask(name, {}, {makeVariant(ProcKind::CPU, 0.1)});
  return entry->second;
}

/// A single task from futures to a future.
Statement PennantMaker::launchScalar(StringRef name, unsigned result,
                                     std::vector<unsigned> operands) {
  Statement statement = makeSingle(addScalar(name), {});
  statement.launch.future = result;
  statement.launch.waitsFor = std::move(operands);
  return statement;
}

/// The top-level task asks whether there is another cycle, and whether it is
/// one of the two that start and end the measurement.
void PennantMaker::addLoopTest(std::vector<Statement> &body) {
  body.push_back(launchScalar("__unary_bool_not", stops, {continues}));
  body.push_back(makeWait(stops));
  for (unsigned test = 0; test < 2; ++test) {
    body.push_back(launchScalar("__binary_int64_int64_==", isMarked, {}));
    body.push_back(makeWait(isMarked));
  }
}

void PennantMaker::addTimeStep(std::vector<Statement> &body) {
  body.push_back(launchScalar("calc_global_dt", dt, {dtHydro}));
  body.push_back(launchScalar("__binary_int64_int64_+", nextCycle, {}));
  body.push_back(launchScalar("__binary_double_double_+", nextTime, {dt}));
  body.push_back(
      launchScalar("continue_simulation", continues, {nextCycle, nextTime}));
}

std::vector<Statement> PennantMaker::makeCycle() {
  std::vector<Statement> body;
  addLoopTest(body);
  for (auto [index, kernel] : llvm::enumerate(getPennantKernels())) {
    if (index == numPennantKernelsBeforeDt)
      addTimeStep(body);
    launch(body, kernel);
  }
  body.back().launch.future = limit;
  body.push_back(launchScalar("__binary_double_double_min", dtHydro, {limit}));
  return body;
}

Program PennantMaker::make(bool withInit) {
  addRegions();
  addPartitions();
  for (unsigned *future : {&continues, &stops, &isMarked, &dt, &nextCycle,
                           &nextTime, &limit, &dtHydro})
    *future = builder.addFuture();

  // The first limit of the time step is a constant: it is there from the start.
  Statement dummy = makeLaunch(addScalar("dummy"), {mesh.countPieces()}, {});
  dummy.launch.future = dtHydro;
  builder.run(std::move(dummy));
  builder.run(makeFence());
  std::vector<Statement> init;
  if (withInit)
    for (const MeshKernel &kernel : getPennantInitKernels())
      launch(init, kernel);
  for (Statement &statement : init)
    builder.run(std::move(statement));
  builder.run(makeFence());
  builder.run(launchScalar("continue_simulation", continues, {}));
  builder.run(makeTracedLoop(cycles, makeCycle()));
  builder.run(makeSingle(addScalar("output1"), {}));
  return builder.take(static_cast<double>(mesh.countZones()) * cycles, "zones");
}

Expected<Program> generate::makePennant(const Parameters &parameters) {
  PennantMesh mesh(parameters["nzx"], parameters["nzy"], parameters["pieces"]);
  if (!mesh.hasZonesEverywhere())
    return makeError(
        "program 'pennant' cannot cut " + llvm::Twine(parameters["nzx"]) +
        " x " + llvm::Twine(parameters["nzy"]) + " zones into " +
        llvm::Twine(parameters["pieces"]) + " pieces: some would be empty");
  return PennantMaker(mesh, parameters["cycles"]).make(parameters["init"] != 0);
}
