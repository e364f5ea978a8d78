//===- CalibrateTest.cpp - This machine, measured -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Calibrate/Calibrate.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

using namespace mapwright;

static std::string addError(llvm::StringRef output) {
  MachineMeasurement measurement;
  return llvm::toString(addMeasurements(output, "app", measurement));
}

static MachineModel makeModel(llvm::StringRef output) {
  MachineMeasurement measurement;
  EXPECT_EQ(llvm::toString(addMeasurements(output, "app", measurement)), "");
  llvm::Expected<MachineModel> model = makeMachine(measurement);
  EXPECT_TRUE(bool(model));
  return std::move(*model);
}

static const Channel *findChannel(const MachineModel &model,
                                  llvm::StringRef name) {
  for (const Channel &channel : model.getNode().channels)
    if (channel.name == name)
      return &channel;
  return nullptr;
}

TEST(MeasurementLines, OtherLinesMeanNothing) {
  MachineMeasurement measurement;
  ASSERT_EQ(llvm::toString(addMeasurements("time 3 s\n"
                                           "measured nodes=4\r\n"
                                           "not measured cpus=9\n"
                                           "measured task_seconds=1.5e-6",
                                           "app", measurement)),
            "");
  EXPECT_EQ(measurement.nodes, 4u);
  EXPECT_EQ(measurement.cpus, 1u);
  ASSERT_TRUE(measurement.get(Figure::TaskSeconds));
  EXPECT_EQ(measurement.get(Figure::TaskSeconds)->value, 1.5e-6);
  EXPECT_EQ(measurement.get(Figure::TaskSeconds)->source, "measured: by app");
  EXPECT_FALSE(measurement.get(Figure::CoreFlopsPerSecond));
}

TEST(MeasurementLines, RefusesWhatCannotBe) {
  EXPECT_EQ(addError("measured task_second=1"),
            "nothing is measured that is called 'task_second'; did you mean "
            "'task_seconds'?");
  for (const char *value : {"0", "-1", "nan", "inf", "", "fast", "1e999"})
    EXPECT_NE(addError(std::string("measured task_seconds=") + value), "")
        << value;
  EXPECT_EQ(addError("measured cpus=0"), "'cpus' has to be 1 to 1024, got '0'");
  EXPECT_EQ(addError("measured gpus=0"), "");
  EXPECT_NE(addError("measured nodes=4000000000"), "");
  EXPECT_NE(addError("measured nodes"), "");
}

TEST(MeasuredMachine, HasTheMeasuredShapeAndNumbers) {
  MachineModel model = makeModel("measured nodes=2\n"
                                 "measured cpus=3\n"
                                 "measured gpus=2\n"
                                 "measured core_flops_per_second=2e9\n"
                                 "measured core_bytes_per_second=3e9\n"
                                 "measured gpu_flops_per_second=4e9\n"
                                 "measured gpu_bytes_per_second=5e9\n"
                                 "measured down_bytes_per_second=6e9\n"
                                 "measured down_latency_seconds=7e-6\n"
                                 "measured up_bytes_per_second=8e9\n"
                                 "measured network_latency_seconds=9e-5\n"
                                 "measured network_bytes_per_second=1e8\n"
                                 "measured memory_bytes=1073741824\n"
                                 "measured task_seconds=1e-5\n");
  const NodeModel &node = model.getNode();
  EXPECT_EQ(model.getNumNodes(), 2u);
  EXPECT_EQ(model.getMachine().getNumProcessors(ProcKind::CPU), 3u);
  EXPECT_EQ(model.getMachine().getNumProcessors(ProcKind::GPU), 2u);
  auto cpu = static_cast<unsigned>(ProcKind::CPU);
  auto gpu = static_cast<unsigned>(ProcKind::GPU);
  EXPECT_DOUBLE_EQ(node.rates[cpu].flopsPerSecond, 2e9);
  EXPECT_DOUBLE_EQ(node.rates[gpu].flopsPerSecond, 4e9);
  EXPECT_DOUBLE_EQ(node.paths[cpu].back().front().bytesPerSecond, 3e9);
  for (const AccessPath &path : node.paths[gpu].front())
    if (node.node.memories[path.memory].kind == MemKind::FBMEM)
      EXPECT_DOUBLE_EQ(path.bytesPerSecond, 5e9);
  for (const char *name : {"pcie0.down", "pcie1.down"}) {
    ASSERT_TRUE(findChannel(model, name));
    EXPECT_DOUBLE_EQ(findChannel(model, name)->bytesPerSecond, 6e9);
    EXPECT_DOUBLE_EQ(findChannel(model, name)->latencySeconds, 7e-6);
  }
  EXPECT_DOUBLE_EQ(findChannel(model, "pcie1.up")->bytesPerSecond, 8e9);
  EXPECT_DOUBLE_EQ(findChannel(model, "nic0.out")->bytesPerSecond, 1e8);
  EXPECT_DOUBLE_EQ(model.getNetworkLatency(), 9e-5);
  EXPECT_DOUBLE_EQ(model.getRuntime().mapPerTask, 1e-5);
  EXPECT_EQ(model.getRuntime().analysisPerLaunch, 0);
  EXPECT_EQ(node.node.memories.front().bytes, 1073741824u);
}

TEST(MeasuredMachine, IsReadBackAsItWas) {
  std::string text = writeMachineJSON(
      makeModel("measured gpus=1\nmeasured up_latency_seconds=1.23456789e-6\n"
                "measured task_seconds=3e-6"));
  llvm::Expected<MachineModel> again = readMachineJSON(text, "again.json");
  ASSERT_TRUE(bool(again)) << llvm::toString(again.takeError());
  EXPECT_EQ(writeMachineJSON(*again), text);
}

TEST(MeasuredMachine, SaysWhatWasNotMeasured) {
  MachineModel model = makeModel("measured core_flops_per_second=2e9");
  auto cpu = static_cast<unsigned>(ProcKind::CPU);
  for (const auto &[key, text] : model.getNode().sources.processors[cpu])
    EXPECT_TRUE(llvm::StringRef(text).starts_with(
        key == "flops_per_second" ? "measured: by app"
                                  : "assumed: not measured"))
        << key << ": " << text;
  for (const auto &[key, text] : model.getNode().sources.runtime)
    EXPECT_TRUE(llvm::StringRef(text).starts_with("assumed: not measured"))
        << key << ": " << text;
}

TEST(MeasuredMachine, RefusesTooManyProcessors) {
  MachineMeasurement measurement;
  measurement.gpus = 1024;
  llvm::Expected<MachineModel> model = makeMachine(measurement);
  EXPECT_FALSE(bool(model));
  llvm::consumeError(model.takeError());
}

TEST(Host, MeasuresWhatCanBe) {
  std::vector<std::string> told;
  llvm::Expected<MachineMeasurement> measured =
      measureHost([&](llvm::StringRef what) { told.push_back(what.str()); });
  ASSERT_TRUE(bool(measured)) << llvm::toString(measured.takeError());
  EXPECT_EQ(told, (std::vector<std::string>{"messages", "cores", "memory"}));
  EXPECT_GE(measured->cpus, 1u);
  EXPECT_EQ(measured->gpus, 0u);
  auto expectWithin = [&](Figure figure, double least, double most) {
    ASSERT_TRUE(measured->get(figure)) << spelling(figure).str();
    EXPECT_GE(measured->get(figure)->value, least) << spelling(figure).str();
    EXPECT_LE(measured->get(figure)->value, most) << spelling(figure).str();
  };
  // A core under valgrind, and one that is not built yet.
  expectWithin(Figure::CoreFlopsPerSecond, 1e7, 1e12);
  expectWithin(Figure::CoreBytesPerSecond, 1e7, 1e12);
  expectWithin(Figure::NodeBytesPerSecond, 1e7, 1e14);
  expectWithin(Figure::CopyBytesPerSecond, 1e7, 1e12);
  expectWithin(Figure::NetworkBytesPerSecond, 1e6, 1e12);
  expectWithin(Figure::NetworkLatencySeconds, 1e-8, 1);
  expectWithin(Figure::MemoryBytes, 1e8, 1e15);
  EXPECT_FALSE(measured->get(Figure::TaskSeconds));
}
