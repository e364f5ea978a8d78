//===- GenerateCircuit.cpp - An electrical circuit ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Wires between nodes, three kernels a time step. Structure and numbers:
// docs/programs/circuit.md.
//
//===----------------------------------------------------------------------===//

#include "CircuitTopology.h"
#include "Generators.h"
#include "ProgramBuilder.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <array>

using namespace mapwright;
using namespace mapwright::generate;
using llvm::ArrayRef;
using llvm::Expected;

static constexpr Key keys[] = {
    {"pieces", 4, 1, 1 << 20},
    {"pieces_per_superpiece", 10, 1, 1 << 16},
    {"nodes_per_piece", 5000, 1, 1 << 24},
    {"wires_per_piece", 20000, 1, 1 << 24},
    {"pct_wire_in_piece", 80, 0, 100},
    {"pct_shared_nodes", 1, 1, 99},
    {"neighbors", 5, 1, 1024},
    {"window", 3, 1, 1024},
    {"loops", 10, 1, 100000},
    {"steps", 10000, 1, 1000000},
    {"init", 0, 0, 1},
    {"seed", 12345, 0, INT32_MAX},
};

ArrayRef<Key> generate::getCircuitKeys() { return keys; }

/// Segments a wire is cut into.
static constexpr int segments = 10;

namespace {
class CircuitMaker {
public:
  CircuitMaker(const CircuitShape &shape, int64_t loops, int64_t steps)
      : shape(shape), topology(wireCircuit(shape)), loops(loops), steps(steps),
        builder("circuit", "toplevel") {}

  Program make(bool withInit);

private:
  void addRegions();
  void addPartitions();
  unsigned addRuns(llvm::StringRef name, int64_t first, int64_t length,
                   unsigned half);
  void addGhosts();
  std::array<double, 3> countEnds() const;
  void addCurrents();
  void addCharge();
  void addVoltages();
  void addInit();
  Statement makeInitPiece(unsigned piece, unsigned nodes, unsigned wire);
  Requirement use(unsigned partition, Privilege privilege,
                  llvm::StringRef fields);
  Requirement useOuter(unsigned partition, Privilege privilege,
                       llvm::StringRef fields);
  Requirement useAllShared();
  double countWork() const;

  int64_t countShared() const {
    return shape.countPieces() * shape.sharedPerPiece;
  }
  int64_t countWires() const {
    return shape.countPieces() * shape.wiresPerPiece;
  }
  int64_t countNodes() const {
    return shape.countPieces() * shape.nodesPerPiece;
  }

  CircuitShape shape;
  CircuitTopology topology;
  int64_t loops, steps;
  ProgramBuilder builder;
  unsigned allNodes, allWires, allTimes, ghostRanges;
  unsigned halves, ownNodes, sharedNodes, ghostNodes, wires, times, ranges;
  std::vector<Statement> loop;
};
} // namespace

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

static std::vector<Field> makeWireFields() {
  std::vector<Field> fields = {{"in_ptr.__ptr", 8},  {"in_ptr.__index", 1},
                               {"out_ptr.__ptr", 8}, {"out_ptr.__index", 1},
                               {"inductance", 4},    {"resistance", 4},
                               {"wire_cap", 4}};
  for (int i = 0; i < segments; ++i)
    fields.push_back({"current._" + std::to_string(i), 4});
  for (int i = 0; i < segments - 1; ++i)
    fields.push_back({"voltage._" + std::to_string(i), 4});
  return fields;
}

void CircuitMaker::addRegions() {
  unsigned node = builder.addFieldSpace(
      "node",
      {{"node_cap", 4}, {"leakage", 4}, {"charge", 4}, {"node_voltage", 4}});
  unsigned wire = builder.addFieldSpace("wire", makeWireFields());
  unsigned stamp = builder.addFieldSpace(
      "timestamp",
      {{"init_start", 8}, {"init_stop", 8}, {"start", 8}, {"stop", 8}});
  unsigned range = builder.addFieldSpace("ghost_range", {{"rect", 16}});
  Rect perPiece = makeBox({shape.superpieces});
  allTimes = builder.addRegion("all_times", perPiece, stamp);
  allNodes = builder.addRegion("all_nodes", makeBox({countNodes()}), node);
  allWires = builder.addRegion("all_wires", makeBox({countWires()}), wire);
  ghostRanges = builder.addRegion("ghost_ranges", perPiece, range);
}

/// Runs of equal length from node `first` on, one for each launch point, in one
/// half (private or shared) of the nodes.
unsigned CircuitMaker::addRuns(llvm::StringRef name, int64_t first,
                               int64_t length, unsigned half) {
  Partition partition = makePartition(name, allNodes, 1,
                                      makeBox({shape.superpieces}), true, true);
  partition.parent = PieceRef{halves, half};
  for (int64_t i = 0; i < shape.superpieces; ++i)
    addPiece(partition,
             makeRect({first + i * length}, {first + (i + 1) * length - 1}));
  return builder.add(std::move(partition));
}

void CircuitMaker::addGhosts() {
  Partition partition =
      makePartition("rp_ghost", allNodes, 1, makeBox({shape.superpieces}),
                    /*disjoint=*/shape.superpieces == 1, /*complete=*/false);
  partition.parent = PieceRef{halves, 1};
  for (const NodeRange &range : topology.ghosts)
    addPiece(partition, makeRect({range.lo}, {range.hi}));
  ghostNodes = builder.add(std::move(partition));
}

void CircuitMaker::addPartitions() {
  int64_t shared = countShared();
  Partition split =
      makePartition("rp_all_nodes", allNodes, 1, makeBox({2}), true, true);
  addPiece(split, makeRect({shared}, {countNodes() - 1}));
  addPiece(split, makeRect({0}, {shared - 1}));
  halves = builder.add(std::move(split));
  int64_t pps = shape.piecesPerSuperpiece;
  ownNodes = addRuns("rp_private", shared,
                     pps * (shape.nodesPerPiece - shape.sharedPerPiece), 0);
  sharedNodes = addRuns("rp_shared", 0, pps * shape.sharedPerPiece, 1);
  addGhosts();
  int64_t pieces = shape.superpieces;
  wires =
      builder.add(makeTiles("rp_wires", allWires, {countWires()}, {pieces}));
  times = builder.add(makeTiles("rp_times", allTimes, {pieces}, {pieces}));
  ranges = builder.add(
      makeTiles("rp_ghost_ranges", ghostRanges, {pieces}, {pieces}));
}

/// The piece with the number of the launch point.
Requirement CircuitMaker::use(unsigned partition, Privilege privilege,
                              llvm::StringRef fields) {
  unsigned region = partition == wires    ? allWires
                    : partition == times  ? allTimes
                    : partition == ranges ? ghostRanges
                                          : allNodes;
  return usePiece(partition, privilege, builder.fields(region, fields));
}

//===----------------------------------------------------------------------===//
// The time step
//===----------------------------------------------------------------------===//

static std::vector<Variant> makeKernels() {
  // Single precision against a double precision peak, see the page.
  return {makeVariant(ProcKind::CPU, 0.1), makeVariant(ProcKind::GPU, 0.9)};
}

/// Makes a task access its nodes through the pointers of wires: `bytes` for
/// each end, for `shares` of the ends per wire.
static void accessByWire(TaskKind &task, unsigned wireArgument,
                         ArrayRef<double> shares, double bytes) {
  for (auto [node, share] : llvm::enumerate(shares)) {
    ArgumentUse &use = task.arguments[node].use;
    use.bytes = perElement(wireArgument, share * bytes);
    use.gatherBytes = 4;
  }
}

/// Ends of wires at private, shared and ghost nodes, per wire. A wire that
/// leaves its piece but not the superpiece ends at a shared node.
std::array<double, 3> CircuitMaker::countEnds() const {
  double shared =
      static_cast<double>(shape.sharedPerPiece) / shape.nodesPerPiece;
  double in = shape.percentInPiece / 100.0;
  double outside = topology.outsideShare;
  return {(1 - shared) * (1 + in), shared * (1 + in) + (1 - in) * (1 - outside),
          (1 - in) * outside};
}

void CircuitMaker::addCurrents() {
  unsigned task =
      builder.addTask("calculate_new_currents",
                      {"rpn", "rsn", "rgn", "rw", "rw", "rt"}, makeKernels());
  // Each sub-step: 6 operations a segment for the current, 4 an inner node for
  // the voltage.
  builder.getTask(task).flops =
      perElement(3, (6.0 * segments + 4.0 * (segments - 1)) * steps);
  accessByWire(builder.getTask(task), 3, countEnds(), 4);
  loop.push_back(
      makeLaunch(task, {shape.superpieces},
                 {use(ownNodes, Privilege::Read, "node_voltage"),
                  use(sharedNodes, Privilege::Read, "node_voltage"),
                  use(ghostNodes, Privilege::Read, "node_voltage"),
                  use(wires, Privilege::Read,
                      "in_ptr out_ptr inductance resistance wire_cap"),
                  use(wires, Privilege::ReadWrite, "current voltage"),
                  use(times, Privilege::ReadWrite, "start stop")}));
}

void CircuitMaker::addCharge() {
  unsigned task = builder.addTask("distribute_charge",
                                  {"rpn", "rsn", "rgn", "rw"}, makeKernels());
  builder.getTask(task).flops = perElement(3, 4);
  // Each end is loaded and stored.
  accessByWire(builder.getTask(task), 3, countEnds(), 8);
  std::vector<unsigned> charge = builder.fields(allNodes, "charge");
  loop.push_back(makeLaunch(
      task, {shape.superpieces},
      {use(ownNodes, Privilege::ReadWrite, "charge"),
       addInto(sharedNodes, charge), addInto(ghostNodes, charge),
       use(wires, Privilege::Read, "in_ptr out_ptr current._0 current._9")}));
}

void CircuitMaker::addVoltages() {
  unsigned task = builder.addTask(
      "update_voltages", {"rpn", "rpn", "rsn", "rsn", "rt"}, makeKernels());
  LinearCost flops = perElement(0, 4);
  addPerElement(flops, 2, 4);
  builder.getTask(task).flops = flops;
  loop.push_back(
      makeLaunch(task, {shape.superpieces},
                 {use(ownNodes, Privilege::Read, "node_cap leakage"),
                  use(ownNodes, Privilege::ReadWrite, "charge node_voltage"),
                  use(sharedNodes, Privilege::Read, "node_cap leakage"),
                  use(sharedNodes, Privilege::ReadWrite, "charge node_voltage"),
                  use(times, Privilege::ReadWrite, "start stop")}));
}

//===----------------------------------------------------------------------===//
// Before and after
//===----------------------------------------------------------------------===//

/// The piece of the task that launches this one from a launch over all pieces.
Requirement CircuitMaker::useOuter(unsigned partition, Privilege privilege,
                                   llvm::StringRef fields) {
  Requirement requirement = use(partition, privilege, fields);
  requirement.projection = {outerAt(0)};
  return requirement;
}

/// All shared nodes, without touching them.
Requirement CircuitMaker::useAllShared() {
  return usePiece(halves, Privilege::None, {}, {constantAt(1)});
}

static constexpr llvm::StringLiteral nodeFields =
    "node_cap leakage charge node_voltage";
static constexpr llvm::StringLiteral wireFields =
    "in_ptr out_ptr inductance resistance wire_cap current voltage";

Statement CircuitMaker::makeInitPiece(unsigned piece, unsigned nodes,
                                      unsigned wire) {
  Statement statement = makeLaunch(
      piece, {shape.superpieces},
      {use(ranges, Privilege::ReadWrite, "rect"),
       use(ownNodes, Privilege::ReadWrite, nodeFields),
       use(sharedNodes, Privilege::ReadWrite, nodeFields), useAllShared(),
       use(wires, Privilege::ReadWrite, wireFields)});
  for (unsigned part : {ownNodes, sharedNodes})
    statement.body.push_back(
        makeSingle(nodes, {useOuter(part, Privilege::ReadWrite, nodeFields)}));
  statement.body.push_back(makeSingle(
      wire, {useOuter(ranges, Privilege::ReadWrite, "rect"),
             useOuter(ownNodes, Privilege::None, ""),
             useOuter(sharedNodes, Privilege::None, ""), useAllShared(),
             useOuter(wires, Privilege::ReadWrite, wireFields)}));
  return statement;
}

void CircuitMaker::addInit() {
  Variant cpu = makeVariant(ProcKind::CPU, 0.1);
  unsigned parse = builder.addTask("parse_input", {}, {cpu});
  unsigned piece =
      builder.addTask("init_piece", {"rgr", "rpn", "rsn", "all_shared", "rw"},
                      {makeInner(ProcKind::CPU)});
  unsigned nodes = builder.addTask("init_nodes", {"rn"}, {cpu});
  unsigned wire = builder.addTask(
      "init_wires", {"rgr", "rpn", "rsn", "all_shared", "rw"}, {cpu});
  unsigned ghost =
      builder.addTask("create_ghost_partition", {"all_shared", "rgr"}, {cpu});
  unsigned pointers =
      builder.addTask("init_pointers", {"rpn", "rsn", "rgn", "rw"}, {cpu});
  // About 25 operations for each random number.
  builder.getTask(nodes).flops = perElement(0, 100);
  builder.getTask(wire).flops = perElement(4, 200);
  builder.getTask(pointers).flops = perElement(3, 8);

  builder.run(makeSingle(parse, {}));
  builder.run(makeInitPiece(piece, nodes, wire));
  builder.run(makeSingle(
      ghost, {useAllShared(), useRegion(ghostRanges, Privilege::Read,
                                        builder.fields(ghostRanges, "rect"))}));
  builder.run(makeLaunch(pointers, {shape.superpieces},
                         {use(ownNodes, Privilege::None, ""),
                          use(sharedNodes, Privilege::None, ""),
                          use(ghostNodes, Privilege::None, ""),
                          use(wires, Privilege::ReadWrite, "in_ptr out_ptr")}));
}

/// The operations the program itself reports its speed in.
double CircuitMaker::countWork() const {
  double perWire = (6.0 * segments + 4.0 * (segments - 1)) * steps + 4;
  return loops * (countWires() * perWire + countNodes() * 4.0);
}

Program CircuitMaker::make(bool withInit) {
  addRegions();
  addPartitions();
  if (withInit)
    addInit();
  addCurrents();
  addCharge();
  addVoltages();
  Variant cpu = makeVariant(ProcKind::CPU, 0.1);
  unsigned elapsed = builder.addTask("get_elapsed", {"all_times"}, {cpu});
  unsigned summary = builder.addTask("print_summary", {}, {cpu});

  builder.run(makeFence());
  builder.run(makeTracedLoop(loops, std::move(loop)));
  builder.run(
      makeSingle(elapsed, {useRegion(allTimes, Privilege::Read,
                                     builder.fields(allTimes, "start stop"))}));
  builder.run(makeLaunch(summary, {shape.superpieces}, {}));
  return builder.take(countWork(), "flops");
}

Expected<Program> generate::makeCircuit(const Parameters &parameters) {
  CircuitShape shape;
  shape.superpieces = parameters["pieces"];
  shape.piecesPerSuperpiece = parameters["pieces_per_superpiece"];
  shape.nodesPerPiece = parameters["nodes_per_piece"];
  shape.wiresPerPiece = parameters["wires_per_piece"];
  shape.sharedPerPiece = llvm::divideCeil(
      shape.nodesPerPiece * parameters["pct_shared_nodes"], 100);
  shape.percentInPiece = parameters["pct_wire_in_piece"];
  shape.neighbors = parameters["neighbors"];
  shape.window = parameters["window"];
  shape.seed = parameters["seed"];
  if (shape.sharedPerPiece >= shape.nodesPerPiece)
    return makeError("program 'circuit' needs a private node in each piece: "
                     "nodes_per_piece of " +
                     llvm::Twine(shape.nodesPerPiece) + " is too small");
  if (shape.countPieces() > 1 << 24)
    return makeError("program 'circuit' has at most 16777216 pieces in its "
                     "superpieces, got " +
                     llvm::Twine(shape.countPieces()));
  return CircuitMaker(shape, parameters["loops"], parameters["steps"])
      .make(parameters["init"] != 0);
}
