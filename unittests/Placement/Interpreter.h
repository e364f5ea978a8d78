//===- Interpreter.h - Runs placement.map as it stands ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the operations of the placement dialect are documented to mean, and
// nothing else: the reference that lowering and passes are compared with.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_PLACEMENT_INTERPRETER_H
#define MAPWRIGHT_UNITTESTS_PLACEMENT_INTERPRETER_H

#include "dialect/Placement/IR/PlacementDialect.h"
#include "mapwright/Evaluate/Evaluator.h"

namespace mapwright {

/// A requirement that did not hold.
struct UnmetRequirement {
  placement::RequireOp op;
  std::optional<int64_t> value, bound;
};

class PlacementInterpreter {
public:
  PlacementInterpreter(placement::MapOp map, const Machine &machine)
      : map(map), machine(machine) {}

  /// Runs the launch region for what follows the processor counts among its
  /// arguments. False if a requirement does not hold.
  bool runLaunch(llvm::ArrayRef<int64_t> facts);

  /// Runs the point region, after the launch. False if a requirement does not
  /// hold.
  bool runPoint(llvm::ArrayRef<int64_t> coordinates, Places &places);

  std::optional<UnmetRequirement> unmet;
  std::vector<std::string> printed;

private:
  bool runBlock(mlir::Block &block);
  bool runOp(mlir::Operation *op);
  bool runIf(mlir::Operation *op);
  bool require(placement::RequireOp op);
  void runPlain(mlir::Operation *op,
                bool (*compute)(int64_t, int64_t, int64_t &));
  void runArith(mlir::Operation *op);
  void runChecked(mlir::Operation *op,
                  bool (*compute)(int64_t, int64_t, int64_t &));
  void factorize(placement::FactorizeOp op);
  void print(placement::PrintOp op);

  int64_t get(mlir::Value value) const { return values.at(value); }
  std::vector<int64_t> getAll(mlir::ValueRange range) const;
  void set(mlir::Operation *op, int64_t value) {
    values[op->getResult(0)] = value;
  }

  placement::MapOp map;
  const Machine &machine;
  llvm::DenseMap<mlir::Value, int64_t> values;
};

} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_PLACEMENT_INTERPRETER_H
