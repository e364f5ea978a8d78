//===- circuit.cpp - A network of wires, in time
//---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// circuit [--pieces=8] [--private=240] [--shared=16] [--wires=1024] [--steps=4]
//         [--describe]
//
// Each step computes the currents of all wires from the voltages of nodes, what
// charge they bring to nodes, and the voltages that follow. A piece reads the
// voltages of its ghosts where their owners keep them, and leaves the charges
// for them in data of its own, `next` and `far`, which the owners read: nobody
// adds to the data of others. At the end single tasks add the energy in the
// nodes, piece by piece.
//
// --describe prints the program for `mapper-run --program=FILE.mlir`.
//
//===----------------------------------------------------------------------===//

#include "Blocks.h"
#include "CircuitGraph.h"
#include "ProgramMain.h"

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace bench;
using namespace mapwright::starpu;

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

namespace {
/// What init_piece is told.
struct PieceArgument {
  CircuitShape shape;
  int64_t piece;
};

/// The nodes that a piece sees, by position: rows of several buffers, in order.
class SeenNodes {
public:
  void add(double *row, int64_t count) { rows.push_back({row, count}); }

  double &operator[](int64_t position) {
    auto row = rows.begin();
    for (; position >= row->second; ++row)
      position -= row->second;
    return row->first[position];
  }

private:
  std::vector<std::pair<double *, int64_t>> rows;
};
} // namespace

/// Buffers: wires, private, shared, load.
static void initPiece(void **buffers, void *argument) {
  BlockView wires(buffers[0]), nodes(buffers[1]), shared(buffers[2]),
      load(buffers[3]);
  PieceArgument told;
  std::memcpy(&told, argument, sizeof(told));
  const CircuitShape &shape = told.shape;
  for (int64_t i = 0; i < shape.wires; ++i) {
    Wire wire = makeWire(shape, told.piece, i);
    wires(InRow, i) = wire.in;
    wires(OutRow, i) = wire.out;
    wires(ResistanceRow, i) = wire.resistance;
    for (int64_t row = CurrentRow; row < NumWireRows; ++row)
      wires(row, i) = 0;
  }
  for (int64_t i = 0; i < shape.countNodes(); ++i) {
    Node node = makeNode(shape, told.piece, i);
    bool isPrivate = i < shape.privateNodes;
    BlockView &block = isPrivate ? nodes : load;
    int64_t column = isPrivate ? i : i - shape.privateNodes;
    block(ChargeRow, column) = 0;
    block(CapacitanceRow, column) = node.capacitance;
    (isPrivate ? nodes(VoltageRow, column) : shared(0, column)) = node.voltage;
  }
}

/// Buffers: wires, private, shared, shared of both ghosts.
static void calcNewCurrents(void **buffers, void *) {
  BlockView wires(buffers[0]), nodes(buffers[1]), shared(buffers[2]),
      next(buffers[3]), far(buffers[4]);
  SeenNodes voltages;
  voltages.add(&nodes(VoltageRow, 0), nodes.getColumns());
  for (BlockView *block : {&shared, &next, &far})
    voltages.add(&(*block)(0, 0), block->getColumns());
  for (int64_t i = 0; i < wires.getColumns(); ++i)
    advanceWire(&wires(CurrentRow, i), &wires(InnerRow, i), wires.getStride(),
                wires(ResistanceRow, i), voltages[wires(InRow, i)],
                voltages[wires(OutRow, i)]);
}

/// Buffers: wires, private, load, charges for both ghosts.
static void distributeCharge(void **buffers, void *) {
  BlockView wires(buffers[0]), nodes(buffers[1]), load(buffers[2]),
      next(buffers[3]), far(buffers[4]);
  SeenNodes charges;
  for (BlockView *block : {&nodes, &load, &next, &far})
    charges.add(&(*block)(ChargeRow, 0), block->getColumns());
  for (BlockView *block : {&next, &far})
    std::fill_n(&(*block)(ChargeRow, 0), block->getColumns(), 0.0);
  for (int64_t i = 0; i < wires.getColumns(); ++i) {
    charges[wires(InRow, i)] -= getCharge(wires(CurrentRow, i));
    charges[wires(OutRow, i)] +=
        getCharge(wires(CurrentRow + numSegments - 1, i));
  }
}

/// Buffers: private, shared, load, charges from both pieces before.
static void updateVoltages(void **buffers, void *) {
  BlockView nodes(buffers[0]), shared(buffers[1]), load(buffers[2]),
      next(buffers[3]), far(buffers[4]);
  for (int64_t i = 0; i < nodes.getColumns(); ++i) {
    double &voltage = nodes(VoltageRow, i), &charge = nodes(ChargeRow, i);
    voltage = advanceNode(voltage, charge, nodes(CapacitanceRow, i));
    charge = 0;
  }
  for (int64_t i = 0; i < shared.getColumns(); ++i) {
    double &voltage = shared(0, i), &charge = load(ChargeRow, i);
    voltage = advanceNode(voltage, charge + next(0, i) + far(0, i),
                          load(CapacitanceRow, i));
    charge = 0;
  }
}

static double getEnergy(double voltage, double capacitance) {
  return capacitance * voltage * voltage / 2;
}

/// Buffers: private, shared, load, energy.
static void sumEnergy(void **buffers, void *) {
  BlockView nodes(buffers[0]), shared(buffers[1]), load(buffers[2]),
      energy(buffers[3]);
  energy(0, 0) = 0;
  for (int64_t i = 0; i < nodes.getColumns(); ++i)
    energy(0, 0) += getEnergy(nodes(VoltageRow, i), nodes(CapacitanceRow, i));
  for (int64_t i = 0; i < shared.getColumns(); ++i)
    energy(0, 0) += getEnergy(shared(0, i), load(CapacitanceRow, i));
}

static void initTotal(void **buffers, void *) {
  BlockView total(buffers[0]);
  total(0, 0) = 0;
}

/// Buffers: energy, total.
static void addEnergy(void **buffers, void *) {
  BlockView energy(buffers[0]), total(buffers[1]);
  total(0, 0) += energy(0, 0);
}

//===----------------------------------------------------------------------===//
// The program
//===----------------------------------------------------------------------===//

namespace {
class Circuit final : public Program {
public:
  Circuit(Session &session, const CircuitShape &shape);

  void submit() override;
  double findLargestError() override;

private:
  void init();
  void advance();
  void addEnergies();
  starpu_data_handle_t getNeighbour(const BlockGrid &grid, int64_t piece,
                                    int64_t distance) const;

  Session &session;
  CircuitShape shape;
  Point extents;
  const TaskKind &initKind, &initTotalKind, &calc, &distribute, &update, &sum,
      &add;
  BlockGrid wires, nodes, shared, load, next, far, energy, total;
};
} // namespace

Circuit::Circuit(Session &session, const CircuitShape &shape)
    : session(session), shape(shape), extents({shape.pieces}),
      initKind(session.addTask(
          "init_piece",
          makeCodelet(initPiece, {STARPU_W, STARPU_W, STARPU_W, STARPU_W}),
          {"wires", "private", "shared", "load"})),
      initTotalKind(session.addTask(
          "init_total", makeCodelet(initTotal, {STARPU_W}), {"total"})),
      calc(session.addTask(
          "calc_new_currents",
          makeCodelet(calcNewCurrents,
                      {STARPU_RW, STARPU_R, STARPU_R, STARPU_R, STARPU_R}),
          {"wires", "private", "shared", "shared", "shared"})),
      distribute(session.addTask(
          "distribute_charge",
          makeCodelet(distributeCharge,
                      {STARPU_R, STARPU_RW, STARPU_RW, STARPU_W, STARPU_W}),
          {"wires", "private", "load", "next", "far"})),
      update(session.addTask(
          "update_voltages",
          makeCodelet(updateVoltages,
                      {STARPU_RW, STARPU_RW, STARPU_RW, STARPU_R, STARPU_R}),
          {"private", "shared", "load", "next", "far"})),
      sum(session.addTask(
          "sum_energy",
          makeCodelet(sumEnergy, {STARPU_R, STARPU_R, STARPU_R, STARPU_W}),
          {"private", "shared", "load", "energy"})),
      add(session.addTask("add_energy",
                          makeCodelet(addEnergy, {STARPU_R, STARPU_RW}),
                          {"energy", "total"})),
      wires(session, session.launch(initKind, makeDomain(extents)), extents,
            NumWireRows, shape.wires),
      nodes(session, session.launch(initKind, makeDomain(extents)), extents,
            NumNodeRows, shape.privateNodes),
      shared(session, session.launch(initKind, makeDomain(extents)), extents, 1,
             shape.sharedNodes),
      load(session, session.launch(initKind, makeDomain(extents)), extents,
           numLoadRows, shape.sharedNodes),
      next(session, session.launch(distribute, makeDomain(extents)), extents, 1,
           shape.sharedNodes),
      far(session, session.launch(distribute, makeDomain(extents)), extents, 1,
          shape.sharedNodes),
      energy(session, session.launch(sum, makeDomain(extents)), extents, 1, 1),
      total(session, session.launch(initTotalKind), {}, 1, 1) {}

starpu_data_handle_t Circuit::getNeighbour(const BlockGrid &grid, int64_t piece,
                                           int64_t distance) const {
  return grid.get({(piece + distance + shape.pieces) % shape.pieces});
}

void Circuit::init() {
  Launch pieces = session.launch(initKind, makeDomain(extents));
  for (const Point &point : wires.getPoints()) {
    PieceArgument argument{shape, point[0]};
    pieces.submit(point,
                  {wires.get(point), nodes.get(point), shared.get(point),
                   load.get(point)},
                  &argument, sizeof(argument));
  }
  session.launch(initTotalKind).submit({}, {total.get({})});
}

void Circuit::advance() {
  Launch currents = session.launch(calc, makeDomain(extents));
  for (const Point &point : wires.getPoints())
    currents.submit(point,
                    {wires.get(point), nodes.get(point), shared.get(point),
                     getNeighbour(shared, point[0], 1),
                     getNeighbour(shared, point[0], 2)});
  Launch charges = session.launch(distribute, makeDomain(extents));
  for (const Point &point : wires.getPoints())
    charges.submit(point, {wires.get(point), nodes.get(point), load.get(point),
                           next.get(point), far.get(point)});
  Launch voltages = session.launch(update, makeDomain(extents));
  for (const Point &point : wires.getPoints())
    voltages.submit(point, {nodes.get(point), shared.get(point),
                            load.get(point), getNeighbour(next, point[0], -1),
                            getNeighbour(far, point[0], -2)});
}

void Circuit::addEnergies() {
  Launch sums = session.launch(sum, makeDomain(extents));
  for (const Point &point : wires.getPoints())
    sums.submit(point, {nodes.get(point), shared.get(point), load.get(point),
                        energy.get(point)});
  for (const Point &point : wires.getPoints())
    session.launch(add).submit({}, {energy.get(point), total.get({})});
}

void Circuit::submit() {
  init();
  for (int64_t step = 0; step < shape.steps; ++step)
    advance();
  addEnergies();
}

double Circuit::findLargestError() {
  std::vector<double> expected;
  if (session.getRank() == 0)
    expected = computeVoltages(shape);
  double largest = 0, expectedEnergy = 0;
  auto compare = [&](double value, int64_t piece, int64_t node) {
    double voltage = expected[piece * shape.countNodes() + node];
    largest = std::max(largest, std::abs(value - voltage));
    expectedEnergy +=
        getEnergy(voltage, makeNode(shape, piece, node).capacitance);
  };
  for (int64_t piece = 0; piece < shape.pieces; ++piece) {
    std::vector<double> privates = nodes.fetch({piece});
    std::vector<double> shareds = shared.fetch({piece});
    if (session.getRank() != 0)
      continue;
    for (int64_t i = 0; i < shape.privateNodes; ++i)
      compare(privates[VoltageRow * shape.privateNodes + i], piece, i);
    for (int64_t i = 0; i < shape.sharedNodes; ++i)
      compare(shareds[i], piece, shape.privateNodes + i);
  }
  std::vector<double> sum = total.fetch({});
  if (session.getRank() == 0)
    largest = std::max(largest,
                       std::abs(sum.front() - expectedEnergy) / expectedEnergy);
  return largest;
}

int main(int argc, char **argv) {
  CircuitShape shape;
  shape.pieces = takeNumber(argc, argv, "pieces", 8);
  shape.privateNodes = takeNumber(argc, argv, "private", 240);
  shape.sharedNodes = takeNumber(argc, argv, "shared", 16);
  shape.wires = takeNumber(argc, argv, "wires", 1024);
  shape.steps = takeNumber(argc, argv, "steps", 4);
  auto create = [&](Session &session) {
    return std::make_unique<Circuit>(session, shape);
  };
  // Charges are added in another order than one after the other.
  return runMain(argc, argv,
                 {"circuit", shape.findMistake(),
                  [&] { return describe(shape); }, create,
                  /*tolerance=*/1e-12});
}
