//===- Evaluator.h - Evaluates mappers on a machine -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From a checked mapper, a machine and a launch to places. For each launch an
// index map is evaluated once with its points unknown: what depends only on the
// machine and the domain becomes a constant, the rest a short program on
// integers that runs per point (language reference, section 5). A map that does
// not allow that, for example because the sizes of a space depend on the point,
// is evaluated anew for each point, by the same code with the point known.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_EVALUATE_EVALUATOR_H
#define MAPWRIGHT_EVALUATE_EVALUATOR_H

#include "dialect/Mapping/Transforms/Specialize.h"
#include "mapwright/Evaluate/Policies.h"
#include "mapwright/Program/Launch.h"
#include "mapwright/Support/Diagnostics.h"

#include <functional>
#include <memory>

namespace mapwright {

/// Why an evaluation failed.
struct EvalFailure {
  DiagId id;
  mlir::Location loc;
  std::string text;
  /// Where the machine-applicable remedy goes, if there is one: the expression
  /// to wrap, and what to put before and after its text.
  std::optional<mlir::Location> wrap;
  std::string before, after;
};

/// What a map says of a point: a place, or for a star index (MSP3) all places
/// in row-major order.
using Places = llvm::SmallVector<Place, 1>;

/// Receives the lines that `print` writes, without line ends.
using PrintSink = std::function<void(llvm::StringRef)>;

namespace detail {
class Bindings;
class PointProgram;
} // namespace detail

/// An index map bound to a machine and a launch domain.
class BoundMap {
public:
  ~BoundMap();

  /// The places of one point of the domain; none after a failure, which
  /// `failure` then describes. Not reentrant.
  bool evaluate(const Point &point, Places &places,
                std::optional<EvalFailure> &failure);

  /// Whether the map became a program, or is evaluated anew for each point.
  bool isCompiled() const { return program != nullptr; }

private:
  friend class Evaluator;
  BoundMap(detail::Bindings &bindings, mapping::FuncOp form,
           const Domain &domain);

  detail::Bindings &bindings;
  mapping::FuncOp form;
  Domain domain;
  std::unique_ptr<detail::PointProgram> program;
};

/// Evaluates one mapper on one machine.
class Evaluator {
public:
  /// `mapper` must have passed `checkRanks`. Runs what runs once per machine:
  /// initializers of globals and top-level prints.
  Evaluator(mapping::MapperOp mapper, const Machine &machine,
            PrintSink print = {});
  ~Evaluator();

  const Policies &getPolicies() const { return policies; }
  const Machine &getMachine() const { return machine; }

  /// Why the initializer of a global failed; null if it did not. Only a launch
  /// that uses the global meets the error (EXP8).
  const EvalFailure *findGlobalFailure(llvm::StringRef name) const;

  /// STM1: the first listed kind that every node has, among `variants` if the
  /// kinds for which the task has a variant are known. None if none fits or no
  /// statement says anything: the runtime's ranking decides.
  std::optional<ProcKind>
  chooseKind(llvm::StringRef task,
             llvm::ArrayRef<ProcKind> variants = {}) const;

  /// Binds the function of an index map to a domain. Fails, with a diagnostic
  /// at the first ill-typed expression, for a rank the function is not well
  /// typed for (EXP7), and for a domain of which an extent does not fit in 64
  /// bits.
  mlir::FailureOr<std::unique_ptr<BoundMap>> bind(MapChoice map,
                                                  const Domain &domain);

  /// Evaluates the function of a single map (STM10). `self` is where the task
  /// would run without the map, `parent` where its launching task runs.
  mlir::FailureOr<Places> evaluateSingle(MapChoice map, Place self,
                                         Place parent,
                                         std::optional<EvalFailure> &failure);

private:
  const Machine &machine;
  Policies policies;
  std::unique_ptr<detail::Bindings> bindings;
};

} // namespace mapwright

#endif // MAPWRIGHT_EVALUATE_EVALUATOR_H
