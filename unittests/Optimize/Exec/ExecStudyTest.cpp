//===- ExecStudyTest.cpp - Studies that run a program ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The metric is the number of blocks that the first worker gets: a fact, and no
// time that depends on what else runs here.
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Exec.h"
#include "mapwright/Optimize/Searchers.h"
#include "mapwright/Program/TaskIR.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include "gtest/gtest.h"

using namespace mapwright;
using namespace mapwright::optimize;

namespace {
class ExecStudyTest : public testing::Test {
protected:
  static std::string getPath(llvm::StringRef name) {
    return (MAPWRIGHT_BENCHMARKS "/exec/" + name).str();
  }

  static std::string readMapper() {
    auto buffer = llvm::MemoryBuffer::getFile(getPath("naive.mapper"));
    return buffer ? (*buffer)->getBuffer().str() : "";
  }

  Program load() {
    mlir::FailureOr<Program> loaded =
        cantFail(loadProgram(getPath("blocks.mlir"), &context));
    return succeeded(loaded) ? std::move(*loaded) : Program();
  }

  static ExecOptions getOptions() {
    ExecOptions options;
    options.command = {BLOCKS, "--steps=1"};
    options.correctPattern = "correct$";
    options.metric.pattern = "^worker 0: (?P<blocks>[0-9]+)";
    return options;
  }

  static StudyOptions getStudy(uint64_t evaluations = 12) {
    StudyOptions study;
    study.budgets.evaluations = evaluations;
    study.repeats = {1, 1, 1, 4};
    study.minimizes = false;
    return study;
  }

  std::unique_ptr<Proposer> makeProposer(const Space &space) const {
    return makeSearcher("hillclimb", {problem, space, 1, 12});
  }

  mlir::MLIRContext context;
  Program program = load();
  MachineModel model = cantFail(loadMachine(getPath("machine.json")));
  sim::TaskGraph graph = cantFail(buildTaskGraph(program));
  Problem problem = {readMapper(), "naive.mapper", program, model, graph};
};
} // namespace

TEST_F(ExecStudyTest, OptimizesARealProgram) {
  Space space = cantFail(Space::derive(problem));
  auto proposer = makeProposer(space);
  auto evaluator = cantFail(makeExecEvaluator(problem, getOptions()));
  auto store = cantFail(Store::create(""));
  StudyResult result =
      cantFail(runStudy(problem, *proposer, *evaluator, *store, getStudy()));
  ASSERT_TRUE(result.start.isOk()) << result.start.text;
  EXPECT_EQ(result.start.samples.front(), 16);
  ASSERT_TRUE(result.evaluation.isOk()) << result.evaluation.text;
  EXPECT_LE(result.evaluation.samples.front(), 8);
  EXPECT_EQ(result.verdict, Verdict::Better);
}

TEST_F(ExecStudyTest, RunsWhatSimulationFoundBest) {
  Space space = cantFail(Space::derive(problem));
  auto proposer = makeProposer(space);
  auto search = makeSimEvaluator(problem);
  auto evaluator = cantFail(makeExecEvaluator(problem, getOptions()));
  auto store = cantFail(Store::create(""));
  StudyOptions study = getStudy(/*evaluations=*/60);
  study.finalEvaluator = evaluator.get();
  StudyResult result =
      cantFail(runStudy(problem, *proposer, *search, *store, study));
  EXPECT_EQ(result.start.samples, std::vector<double>{16});
  EXPECT_EQ(result.verdict, Verdict::Better);
  EXPECT_LE(result.evaluation.samples.front(), 8);
  // Simulated seconds stay what the search has seen.
  EXPECT_LT(result.history.trials[0].evaluation.samples.front(), 1);
  PredictionQuality quality =
      assessPredictions(result.history, cantFail(store->readMeasurements()));
  EXPECT_GE(quality.predictions.size(), 2u);
  EXPECT_EQ(quality.predictions.front().trial, 0u);
  EXPECT_EQ(quality.predictions.front().measured, 16);
}

TEST_F(ExecStudyTest, GoesOnWhenTheCommandIsBack) {
  llvm::SmallString<128> folder;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("exec-study", folder));
  std::string file = std::string(folder) + "/store";
  Space space = cantFail(Space::derive(problem));
  ExecOptions options = getOptions();
  // It is gone from the fifth run on, until there is the file `back`.
  options.command = {"sh", "-c",
                     "echo >> runs; if [ -e back ] || [ $(wc -l < runs) -lt 5 "
                     "]; then " BLOCKS " --steps=1; else no-such-command; fi"};
  options.folder = std::string(folder);
  {
    auto proposer = makeProposer(space);
    auto evaluator = cantFail(makeExecEvaluator(problem, options));
    auto store = cantFail(Store::create(file));
    auto result = runStudy(problem, *proposer, *evaluator, *store, getStudy());
    ASSERT_FALSE(bool(result));
    std::string text = llvm::toString(result.takeError());
    EXPECT_NE(text.find("exit code 127"), std::string::npos) << text;
  }
  std::error_code code;
  llvm::raw_fd_ostream(std::string(folder) + "/back", code) << "yes\n";
  auto store = cantFail(Store::open(file, /*isReadOnly=*/false));
  size_t done = cantFail(store->readHistory()).trials.size();
  EXPECT_GE(done, 1u);
  auto proposer = makeProposer(space);
  auto evaluator = cantFail(makeExecEvaluator(problem, options));
  StudyResult result =
      cantFail(runStudy(problem, *proposer, *evaluator, *store, getStudy()));
  EXPECT_GT(result.history.trials.size(), done);
  EXPECT_EQ(result.verdict, Verdict::Better);
  EXPECT_EQ(result.ledger.evaluations, 12u);
  llvm::sys::fs::remove_directories(folder);
}
