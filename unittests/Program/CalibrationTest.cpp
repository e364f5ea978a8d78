//===- CalibrationTest.cpp - Costs measured in a run ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SmallSpyLog.h"

#include "mapwright/Program/Calibration.h"

using namespace mapwright;

static Calibration calibrateOwn(const std::string &name) {
  RunFiles files = loadOwnRun(name);
  llvm::Expected<Calibration> calibration =
      calibrate(files.spy, *files.prof, files.run);
  if (calibration)
    return std::move(*calibration);
  ADD_FAILURE() << llvm::toString(calibration.takeError());
  return Calibration();
}

static const KernelCost &findKernel(const Calibration &calibration,
                                    llvm::StringRef task) {
  for (const KernelCost &kernel : calibration.kernels)
    if (kernel.task == task)
      return kernel;
  static const KernelCost nothing;
  ADD_FAILURE() << "no kernel " << task.str();
  return nothing;
}

/// 40 tasks of 2000 wires each take 4.0816 s in all.
TEST(Calibration, KernelsOfTheCircuit) {
  Calibration calibration = calibrateOwn("circuit-p4c2");
  EXPECT_EQ(calibration.kernels.size(), 6u);
  const KernelCost &currents = findKernel(calibration, "calc_new_currents");
  EXPECT_EQ(currents.kind, ProcKind::CPU);
  EXPECT_EQ(currents.samples, 40u);
  EXPECT_EQ(currents.seconds.constant, 0);
  ASSERT_EQ(currents.seconds.perElement.size(), 1u);
  EXPECT_NEAR(currents.seconds.perElement[0], 4.081608392 / (40 * 2000), 1e-12);
}

/// The same machine and runtime: what is measured in a run that is bound by
/// kernels and in one that is bound by the runtime must be about the same.
TEST(Calibration, RuntimeCostsAgreeBetweenRuns) {
  RuntimeCosts large = calibrateOwn("circuit-p4c2").runtime;
  RuntimeCosts small = calibrateOwn("circuit-small").runtime;
  EXPECT_NEAR(large.mapPerTask, 346.5e-6, 0.1e-6);
  EXPECT_NEAR(small.mapPerTask, 344.6e-6, 0.1e-6);
  EXPECT_NEAR(large.analysisPerLaunch / small.analysisPerLaunch, 1, 0.25);
  EXPECT_NEAR(large.slicePerPoint / small.slicePerPoint, 1, 0.35);
  EXPECT_NEAR(large.instanceCreation, 3.83e-3, 0.01e-3);
  EXPECT_EQ(large.utilityProcessors, 1u);
}

/// All time of the utility processor is in the table once.
TEST(Calibration, MetaTasksAreAccountedFor) {
  RunFiles files = loadOwnRun("circuit-p4c2");
  uint64_t busy = 0;
  for (const ProfTask &run : files.prof->metaRuns)
    busy += run.getBusy();
  Calibration calibration = calibrateOwn("circuit-p4c2");
  double seconds = 0;
  uint64_t runs = 0;
  for (const MetaTaskTotal &total : calibration.metaTasks) {
    seconds += total.seconds;
    runs += total.runs;
  }
  EXPECT_NEAR(seconds, busy * 1e-9, 1e-9);
  EXPECT_EQ(runs, 558u);
}

TEST(Calibration, LogsOfDifferentRuns) {
  RunFiles large = loadOwnRun("circuit-p4c2");
  SpyLog other =
      readGoodSpy(SmallSpyLog().addData(2).addLaunch(99990, 0, 5, 2).text);
  llvm::Expected<ImportedRun> run = importRun(other);
  ASSERT_TRUE(static_cast<bool>(run));
  llvm::Expected<Calibration> calibration = calibrate(other, *large.prof, *run);
  ASSERT_FALSE(static_cast<bool>(calibration));
  EXPECT_NE(llvm::toString(calibration.takeError())
                .find("these are logs of different runs"),
            std::string::npos);
}

//===----------------------------------------------------------------------===//
// Application
//===----------------------------------------------------------------------===//

TEST(Calibration, KernelsAreApplied) {
  Calibration calibration = calibrateOwn("circuit-p4c2");
  Program program = loadOwnRun("circuit-small").run.program;
  ASSERT_FALSE(static_cast<bool>(
      applyKernels(calibration, program, {{"calc_new_currents", 0.002}})));
  for (const TaskKind &task : program.tasks) {
    ASSERT_TRUE(task.variants[0].seconds) << task.name;
    const LinearCost &seconds = *task.variants[0].seconds;
    if (task.name == "calc_new_currents") {
      EXPECT_NEAR(seconds.perElement[0], 51.02e-6 * 0.002, 0.01e-8);
    }
  }
  EXPECT_EQ(llvm::toString(applyKernels(calibration, program, {{"x", 2}})),
            "a scale for 'x', which the program does not have");
  for (TaskKind &task : program.tasks)
    task.arguments.clear();
  EXPECT_EQ(llvm::toString(applyKernels(calibration, program)),
            "the calibration has a cost for argument 0 of 'Initialize Nodes', "
            "which has 0 arguments");
}

TEST(Calibration, RuntimeIsApplied) {
  Calibration calibration = calibrateOwn("circuit-p4c2");
  llvm::Expected<MachineModel> model = loadMachine("nodes:1,CPU:2");
  ASSERT_TRUE(static_cast<bool>(model));
  applyRuntime(calibration, *model);
  EXPECT_EQ(model->getRuntime().mapPerTask, calibration.runtime.mapPerTask);
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

static std::string jsonMessageOf(llvm::StringRef text) {
  llvm::Expected<Calibration> read = readCalibrationJSON(text, "c.json");
  return read ? "accepted" : llvm::toString(read.takeError());
}

TEST(CalibrationJSON, RoundTrip) {
  std::string text = writeCalibrationJSON(calibrateOwn("circuit-p4c2"));
  llvm::Expected<Calibration> read = readCalibrationJSON(text, "c.json");
  ASSERT_TRUE(static_cast<bool>(read));
  EXPECT_EQ(writeCalibrationJSON(*read), text);
}

TEST(CalibrationJSON, Messages) {
  EXPECT_NE(jsonMessageOf("{").find("c.json:1: "), std::string::npos);
  EXPECT_NE(jsonMessageOf("{\"schema\": \"mapwright-calibration/2\",\n"
                          "\"kernels\": [], \"runtime\": {}}")
                .find("c.json:1: "),
            std::string::npos);
  const char *head = "{\"schema\": \"mapwright-calibration/1\",\n";
  EXPECT_EQ(
      jsonMessageOf(std::string(head) + "\"kernels\": [], \"runtime\": {}}"),
      "accepted");
  std::string message = jsonMessageOf(
      std::string(head) + "\"runtime\": {},\n\"kernels\": [{\"task\": \"t\", "
                          "\"kind\": \"CPU\",\n"
                          "\"seconds_per_element\": [-1]}]}");
  EXPECT_NE(message.find("c.json:4: "), std::string::npos) << message;
}
