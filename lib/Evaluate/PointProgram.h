//===- PointProgram.h - What runs per point ---------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Evaluate: a straight-line program (with forward jumps) on
// 64-bit integers. Slots 0 to rank-1 hold the coordinates of the point;
// constants are in the initial image of the slots.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_EVALUATE_POINTPROGRAM_H
#define MAPWRIGHT_LIB_EVALUATE_POINTPROGRAM_H

#include "mapwright/Evaluate/Evaluator.h"
#include "mapwright/Runtime/Space.h"

#include <variant>

namespace mapwright::detail {

/// A machine space: a processor kind and the transformations applied to
/// `Machine(kind)`.
struct SpaceValue {
  ProcKind kind;
  /// sizes[k] are the sizes before transforms[k]; the last are the present
  /// ones.
  llvm::SmallVector<space::Sizes, 4> sizes;
  llvm::SmallVector<space::Transform, 4> transforms;
};
using SpaceRef = std::shared_ptr<const SpaceValue>;

/// An integer or truth value: known, or in a slot.
struct Scalar {
  bool known = true;
  int64_t value = 0;
  uint32_t slot = 0;

  static Scalar constant(int64_t value) { return {true, value, 0}; }
  static Scalar inSlot(uint32_t slot) { return {false, 0, slot}; }
};
using TupleValue = llvm::SmallVector<Scalar, 4>;

/// A processor; its kind is known whenever its space is.
struct PointValue {
  ProcKind kind;
  Scalar node, index;
};
using PointSetValue = llvm::SmallVector<PointValue, 4>;

/// The task itself, or its parent.
struct TaskValue {
  bool parent = false;
};

/// A value of the language during evaluation.
using EvalValue = std::variant<std::monostate, Scalar, TupleValue, SpaceRef,
                               PointValue, PointSetValue, TaskValue>;

enum class OpCode : uint8_t {
  Add,
  Sub,
  Mul,
  Div,
  Rem, ///< dst = a op b, checked
  Neg, ///< dst = -a, checked
  Lt,
  Le,
  Gt,
  Ge,
  Eq,
  Ne,         ///< dst = a op b
  Move,       ///< dst = a
  Jump,       ///< to instruction a
  JumpIfZero, ///< to instruction b if a is 0
  Element,    ///< dst = slots[dst + 1 + a], b elements, checked
  Bound,      ///< fail unless 0 <= a < b
  Undo,       ///< slots from dst on: a point of space `site` to
              ///< (node, processor)
  Print,      ///< print `site`
  Fail,       ///< fail with `site`
};

struct Instruction {
  OpCode code;
  uint32_t dst = 0;
  uint32_t a = 0;
  uint32_t b = 0;
  uint32_t site = 0; ///< index into sites, spaces or prints
};

/// What to say when an instruction fails.
struct FailureSite {
  DiagId id;
  mlir::Location loc;
  std::string text;                    ///< of Fail
  unsigned dimension = 0;              ///< of Bound
  std::optional<mlir::Location> index; ///< of Bound: the index expression
  std::string kindName;                ///< of Bound: "GPU"
  std::string sizeText; ///< of Bound: "m.size[0]", if it is short
};

/// A `print` and what it prints.
struct PrintSite {
  std::string format;
  struct Argument {
    enum Kind { Int, Bool, List } kind;
    TupleValue values;
  };
  std::vector<Argument> arguments;
};

class PointProgram {
public:
  /// Runs the program for the point in `point`; `rank` coordinates are read.
  /// False after a failure.
  bool run(llvm::ArrayRef<int64_t> point, Places &places,
           std::optional<EvalFailure> &failure, const PrintSink &print);

  /// The value of a scalar after a run.
  int64_t read(const Scalar &scalar) const {
    return scalar.known ? scalar.value : slots[scalar.slot];
  }

  std::vector<Instruction> code;
  /// Constants from the start, everything else while running.
  std::vector<int64_t> slots;
  std::vector<FailureSite> sites;
  std::vector<PrintSite> prints;
  std::vector<SpaceRef> spaces;
  PointSetValue result;
  /// What failure texts add: the launch domain.
  std::string domainText;
  unsigned rank = 0;

private:
  bool execute(const PrintSink &print, uint32_t &failedAt);
  EvalFailure describe(const Instruction &instruction) const;
  void printLine(const PrintSite &site, const PrintSink &print) const;
};

/// "(1,2)"
std::string formatPoint(llvm::ArrayRef<int64_t> coordinates);

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_EVALUATE_POINTPROGRAM_H
