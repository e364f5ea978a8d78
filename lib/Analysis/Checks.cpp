//===- Checks.cpp - Rejects bad mappers before they run -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Analysis/Checks.h"

#include "CheckContext.h"

using namespace mlir;
using namespace mapwright;

namespace {
struct Check {
  void (*run)(CheckContext &context);
  bool isFatal; ///< finds what stops a run
};
} // namespace

static constexpr Check checks[] = {
    {checkPlaces, true},     {checkReach, true},    {checkDemands, true},
    {checkColocation, true}, {checkCapacity, true}, {checkEffects, false},
    {checkBalance, false},
};

struct MapperChecker::Tables {
  const Program &program;
  const MachineModel &model;
  const sim::TaskGraph &graph;
  std::vector<CheckedLaunch> launches;
};

MapperChecker::MapperChecker(const Program &program, const MachineModel &model,
                             const sim::TaskGraph &graph)
    : tables(
          new Tables{program, model, graph, collectCheckedLaunches(program)}) {}

MapperChecker::~MapperChecker() = default;

LogicalResult MapperChecker::check(Evaluator &evaluator,
                                   const Resolved &resolved,
                                   const CheckOptions &options) const {
  CheckContext context(tables->program, tables->model, tables->graph,
                       tables->launches, evaluator, resolved, options);
  for (const Check &check : checks)
    if (check.isFatal || !options.onlyFatal)
      check.run(context);
  return success(!context.hasErrors());
}

LogicalResult MapperChecker::check(mapping::MapperOp mapper,
                                   const CheckOptions &options) const {
  Evaluator evaluator(mapper, tables->model.getMachine());
  FailureOr<Resolved> resolved =
      resolve(evaluator, tables->program, tables->model);
  if (failed(resolved))
    return failure();
  return check(evaluator, *resolved, options);
}

LogicalResult
mapwright::checkMapper(Evaluator &evaluator, const Program &program,
                       const MachineModel &model, const sim::TaskGraph &graph,
                       const Resolved &resolved, const CheckOptions &options) {
  return MapperChecker(program, model, graph)
      .check(evaluator, resolved, options);
}
