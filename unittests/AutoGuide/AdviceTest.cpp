//===- AdviceTest.cpp - Tests of advice from simulated runs ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/Advice.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

#include <cmath>

using namespace mapwright;

namespace {
/// A generated program on a machine.
class AdviceHarness {
public:
  explicit AdviceHarness(llvm::StringRef spec,
                         llvm::StringRef machine = "p100x4",
                         const AdviceOptions &options = {})
      : program(llvm::cantFail(generateProgram(spec))),
        graph(llvm::cantFail(buildTaskGraph(program))),
        model(llvm::cantFail(loadMachine(machine))),
        adviser(program, graph, model, options) {}

  Feedback advise(llvm::StringRef source) {
    mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
    mlir::OwningOpRef<mlir::ModuleOp> module =
        importMapper(source, "a.mapper", &context);
    Evaluator evaluator(*module->getOps<mapping::MapperOp>().begin(),
                        model.getMachine());
    Resolved resolved = *resolve(evaluator, program, model);
    sim::Options withRecords;
    withRecords.keepRecords = true;
    sim::Result result =
        sim::simulate(graph, model, resolved.placement, withRecords);
    return adviser.advise({source, "a.mapper", resolved.placement, result});
  }

  Program program;
  sim::TaskGraph graph;
  MachineModel model;
  Adviser adviser;
};
} // namespace

static std::string readMapper(llvm::StringRef program, llvm::StringRef name) {
  auto buffer = llvm::MemoryBuffer::getFile(MAPWRIGHT_BENCHMARKS "/" + program +
                                            "/" + name + ".mapper");
  EXPECT_TRUE(buffer) << program.str();
  return buffer ? (*buffer)->getBuffer().str() : "";
}

static bool hasRule(llvm::ArrayRef<Explanation> list, llvm::StringRef rule) {
  return llvm::any_of(list, [&](const Explanation &explanation) {
    return explanation.rule == rule;
  });
}

static const Suggestion *find(const Feedback &feedback, llvm::StringRef rule) {
  for (const Suggestion &suggestion : feedback.suggest)
    if (suggestion.rule == rule)
      return &suggestion;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// The nine programs
//===----------------------------------------------------------------------===//

class NaiveMappers : public testing::TestWithParam<const char *> {};

/// Following the first suggestion never breaks a naive mapper, makes it faster
/// each time and ends close to the expert's, or better.
TEST_P(NaiveMappers, GetFasterStepByStep) {
  AdviceHarness harness(GetParam());
  AdvisedMapper advised = llvm::cantFail(harness.adviser.improve(
      readMapper(GetParam(), "naive"), "naive.mapper", 10));
  ASSERT_FALSE(advised.steps.empty());
  ASSERT_LE(advised.steps.size(), 10u);
  for (const AdvisedMapper::Step &step : advised.steps) {
    EXPECT_EQ(step.after.kind, sim::OutcomeKind::Ok);
    EXPECT_LT(step.after.seconds, step.before.seconds);
    ASSERT_TRUE(step.suggestion.gain);
    EXPECT_DOUBLE_EQ(*step.suggestion.gain,
                     step.before.seconds / step.after.seconds);
  }
  sim::Outcome expert = llvm::cantFail(
      harness.adviser.evaluate(readMapper(GetParam(), "expert")));
  EXPECT_LE(advised.steps.back().after.seconds, 1.05 * expert.seconds);
}

INSTANTIATE_TEST_SUITE_P(Advice, NaiveMappers,
                         testing::Values("circuit", "stencil", "pennant",
                                         "cannon", "summa", "pumma", "johnson",
                                         "solomonik", "cosma"));

//===----------------------------------------------------------------------===//
// Suggestions
//===----------------------------------------------------------------------===//

/// Each suggestion, not just the first, does what it says.
TEST(Advice, GainsAreSimulated) {
  for (const char *program : {"circuit", "johnson"}) {
    AdviceHarness harness(program);
    std::string source = readMapper(program, "naive");
    Feedback feedback = harness.advise(source);
    ASSERT_GE(feedback.suggest.size(), 2u);
    double last = INFINITY;
    for (const Suggestion &suggestion : feedback.suggest) {
      ASSERT_TRUE(suggestion.fix && suggestion.gain) << suggestion.text;
      EXPECT_EQ(suggestion.cause, Cause::Mapper);
      sim::Outcome after = llvm::cantFail(harness.adviser.evaluate(
          llvm::cantFail(applyEdits(source, suggestion.fix->edits))));
      ASSERT_EQ(after.kind, sim::OutcomeKind::Ok);
      EXPECT_DOUBLE_EQ(*suggestion.gain,
                       *feedback.outcome.seconds / after.seconds);
      EXPECT_LE(*suggestion.gain, last);
      last = *suggestion.gain;
    }
  }
}

TEST(Advice, TheSameMapperGetsTheSameAdvice) {
  AdviceHarness harness("johnson");
  std::string source = readMapper("johnson", "naive");
  std::string texts[2];
  for (std::string &text : texts) {
    llvm::raw_string_ostream os(text);
    writeJSON(harness.advise(source), GuideLevel::Suggest, os);
  }
  EXPECT_EQ(texts[0], texts[1]);
  EXPECT_NE(texts[0], "");
}

TEST(Advice, WorkOnTheWrongProcessorsIsExplained) {
  Feedback feedback =
      AdviceHarness("circuit").advise(readMapper("circuit", "naive"));
  ASSERT_TRUE(hasRule(feedback.explain, "advice-critical-path"));
  EXPECT_TRUE(hasRule(feedback.explain, "advice-idle"));
  EXPECT_EQ(feedback.explain.front().captures["task"],
            "calculate_new_currents");
  EXPECT_EQ(feedback.explain.front().captures["processor"], "CPU");
  ASSERT_FALSE(feedback.suggest.empty());
  EXPECT_EQ(feedback.suggest.front().rule, "advice-processor-kind");
}

/// The library of the matrix multiplications takes C_order only: the other
/// order, which the simulator would find as fast, is no advice.
TEST(Advice, KernelsKeepTheLayoutsTheyNeed) {
  AdviceHarness harness("cannon");
  Feedback feedback = harness.advise(readMapper("cannon", "naive"));
  for (const Suggestion &suggestion : feedback.suggest)
    for (const SourceEdit &edit : suggestion.fix->edits)
      EXPECT_EQ(edit.text.find("F_order"), std::string::npos);
}

/// A kernel that strides through its data, though nothing asks for it.
TEST(Advice, LayoutsAreTurnedRound) {
  AdviceHarness harness("stencil");
  std::string source = readMapper("stencil", "expert");
  size_t at = source.find("SOA F_order");
  ASSERT_NE(at, std::string::npos);
  source.replace(at, 11, "SOA C_order");
  const Feedback feedback = harness.advise(source);
  const Suggestion *layout = find(feedback, "advice-layout");
  ASSERT_TRUE(layout);
  EXPECT_GT(*layout->gain, 2);
  EXPECT_EQ(layout, &feedback.suggest.front());
}

/// Device memory is too small; that of the host is not.
TEST(Advice, DataThatDoesNotFitIsMoved) {
  AdviceHarness harness("stencil:nx=70000,ny=70000,steps=2");
  std::string source = readMapper("stencil", "expert");
  Feedback feedback = harness.advise(source);
  ASSERT_EQ(feedback.outcome.kind, sim::OutcomeKind::OutOfMemory);
  EXPECT_EQ(feedback.outcome.memory.substr(0, 9), "node 0 fb");
  EXPECT_GT(*feedback.outcome.overBytes, 0u);
  EXPECT_TRUE(hasRule(feedback.explain, "advice-capacity"));
  ASSERT_FALSE(feedback.suggest.empty());
  ASSERT_TRUE(feedback.suggest.front().fix);
  EXPECT_FALSE(feedback.suggest.front().gain);
  AdvisedMapper advised =
      llvm::cantFail(harness.adviser.improve(source, "a.mapper", 1));
  ASSERT_EQ(advised.steps.size(), 1u);
  EXPECT_EQ(advised.steps[0].after.kind, sim::OutcomeKind::Ok);
}

TEST(Advice, DataThatFitsNowhereIsNotTheMappersFault) {
  AdviceHarness harness("stencil:nx=1000000,ny=1000000,steps=2");
  Feedback feedback = harness.advise(readMapper("stencil", "expert"));
  ASSERT_EQ(feedback.outcome.kind, sim::OutcomeKind::OutOfMemory);
  ASSERT_EQ(feedback.suggest.size(), 1u);
  EXPECT_EQ(feedback.suggest[0].cause, Cause::Application);
  EXPECT_FALSE(feedback.suggest[0].fix);
}

TEST(Advice, TinyTasksAreTheApplications) {
  AdviceHarness harness("stencil:nx=400,ny=400,ntx=16,nty=16,steps=5");
  const Feedback feedback = harness.advise(readMapper("stencil", "expert"));
  EXPECT_TRUE(hasRule(feedback.explain, "advice-runtime"));
  const Suggestion *small = find(feedback, "advice-small-tasks");
  ASSERT_TRUE(small);
  EXPECT_EQ(small->cause, Cause::Application);
  EXPECT_FALSE(small->fix);
}

TEST(Advice, ReplicationSpreadsTheRuntimesWork) {
  AdviceHarness harness("stencil:nx=400,ny=400,ntx=16,nty=16,steps=5",
                        "p100x4:8");
  std::string source =
      readMapper("stencil", "expert") + "ControlReplicate stencil;\n";
  const Feedback feedback = harness.advise(source);
  const Suggestion *replicate = find(feedback, "advice-replicate");
  ASSERT_TRUE(replicate);
  EXPECT_GT(*replicate->gain, 1.02);
}

TEST(Advice, LimitsThatHurtAreTakenBack) {
  AdviceHarness harness("stencil:ntx=4,nty=4,steps=5");
  std::string source =
      readMapper("stencil", "expert") + "InstanceLimit stencil 1;\n";
  const Feedback feedback = harness.advise(source);
  const Suggestion *limit = find(feedback, "advice-limit");
  ASSERT_TRUE(limit);
  EXPECT_EQ(llvm::cantFail(applyEdits(source, limit->fix->edits)),
            readMapper("stencil", "expert"));
}

//===----------------------------------------------------------------------===//
// Bounds and bad input
//===----------------------------------------------------------------------===//

TEST(Advice, NothingIsClaimedWithoutATrial) {
  AdviceOptions options;
  options.maxTrials = 0;
  Feedback feedback = AdviceHarness("circuit", "p100x4", options)
                          .advise(readMapper("circuit", "naive"));
  EXPECT_TRUE(feedback.suggest.empty());
  EXPECT_FALSE(feedback.explain.empty());
}

TEST(Advice, SuggestionsAreFew) {
  AdviceOptions options;
  options.maxSuggestions = 2;
  EXPECT_EQ(AdviceHarness("johnson", "p100x4", options)
                .advise(readMapper("johnson", "naive"))
                .suggest.size(),
            2u);
}

TEST(Advice, MappersThatDoNotCompileAreRefused) {
  AdviceHarness harness("circuit");
  for (const char *source :
       {"Task * GPU", "Task * NOWHERE;", "IndexTaskMap * nothing;"}) {
    auto advised = harness.adviser.improve(source, "a.mapper", 1);
    ASSERT_FALSE(advised);
    EXPECT_EQ(llvm::toString(advised.takeError()),
              "the mapper does not compile or resolve");
  }
}
