//===- HeldOutTest.cpp - Predictions of runs that were not calibrated from ===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Costs come from one run, circuit-p4c2. The others differ in pieces, elements,
// iterations, and the number of steps in a kernel. Nothing is fitted to them.
//
//===----------------------------------------------------------------------===//

#include "MapperHarness.h"

#include "mapwright/Evaluate/Resolve.h"
#include "mapwright/Program/Calibration.h"
#include "mapwright/Program/ImportRunFile.h"

using namespace mapwright;

static RunFiles loadOwnRun(const std::string &name) {
  std::string base = MAPWRIGHT_TEST_INPUTS "/legion/" + name;
  return llvm::cantFail(loadRun(base + ".spy.log.gz", base + ".prof.gz"));
}

static const Calibration &getCalibration() {
  static const Calibration calibration = [] {
    RunFiles files = loadOwnRun("circuit-p4c2");
    return llvm::cantFail(calibrate(files.spy, *files.prof, files.run));
  }();
  return calibration;
}

/// Seconds from the first start of a task to the last end of another.
static double findSpan(const sim::TaskGraph &graph, const sim::Result &result,
                       llvm::StringRef first, llvm::StringRef last) {
  double start = result.outcome.seconds, end = 0;
  for (const sim::TaskRecord &record : result.taskRecords) {
    const sim::TaskNode &node = graph.nodes[record.node];
    if (node.kind != sim::NodeKind::Task)
      continue;
    const std::string &name = graph.taskNames[graph.launches[node.launch].task];
    if (name == first)
      start = std::min(start, record.start);
    if (name == last)
      end = std::max(end, record.end);
  }
  return end - start;
}

/// What the model says, in shares of what was measured. The mapper is empty:
/// the runtime's defaults decide.
static double predict(const std::string &name, bool withRuntime,
                      std::vector<KernelScale> scales = {}) {
  RunFiles files = loadOwnRun(name);
  Program &program = files.run.program;
  llvm::cantFail(applyKernels(getCalibration(), program, scales));
  MachineModel model = llvm::cantFail(loadMachine("nodes:1,CPU:2"));
  model.setRuntime(RuntimeCosts::none());
  if (withRuntime)
    applyRuntime(getCalibration(), model);
  MapperHarness mapper("", model.getMachine());
  mlir::FailureOr<Resolved> resolved =
      resolve(mapper.getEvaluator(), program, model);
  if (failed(resolved)) {
    ADD_FAILURE() << llvm::join(mapper.diagnostics, "; ");
    return 0;
  }
  sim::TaskGraph graph = llvm::cantFail(buildTaskGraph(program));
  sim::Options options;
  options.keepRecords = true;
  sim::Result result =
      sim::simulate(graph, model, resolved->placement, options);
  EXPECT_EQ(result.outcome.kind, sim::OutcomeKind::Ok) << result.outcome.text;
  double measured = llvm::cantFail(
      measureSpan(*files.prof, "calc_new_currents", "update_voltages"));
  double share =
      findSpan(graph, result, "calc_new_currents", "update_voltages") /
      measured;
  ::testing::Test::RecordProperty(name + (withRuntime ? "" : "-no-runtime"),
                                  std::to_string(share));
  return share;
}

/// circuit.cc runs 10000 steps a kernel by default; circuit-small ran with
/// `-i 20`. No log shows that.
static const std::vector<KernelScale> &getSmallScales() {
  static const std::vector<KernelScale> scales = {
      {"calc_new_currents", 20.0 / 10000}};
  return scales;
}

TEST(HeldOut, TheCalibratedRunItself) {
  double share = predict("circuit-p4c2", /*withRuntime=*/true);
  EXPECT_GT(share, 0.85);
  EXPECT_LT(share, 1.15);
}

TEST(HeldOut, FewerIterations) {
  double share = predict("circuit-cpu2", /*withRuntime=*/true);
  EXPECT_GT(share, 0.75);
  EXPECT_LT(share, 1.25);
}

TEST(HeldOut, BoundByTheRuntime) {
  double share =
      predict("circuit-small", /*withRuntime=*/true, getSmallScales());
  EXPECT_GT(share, 0.5);
  EXPECT_LT(share, 2.0);
}

TEST(HeldOut, WithoutRuntimeCosts) {
  double share =
      predict("circuit-small", /*withRuntime=*/false, getSmallScales());
  EXPECT_LT(share, 0.1);
}
