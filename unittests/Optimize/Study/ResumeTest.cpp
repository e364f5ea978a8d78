//===- ResumeTest.cpp - Studies that are killed and resumed ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KilledStudy.h"
#include "StudyHarness.h"

#ifdef MAPWRIGHT_HAS_SEARCHERS
#include "mapwright/Optimize/Searchers.h"
#endif

#include "gtest/gtest.h"

#include <unistd.h>

using namespace mapwright;
using namespace mapwright::optimize;

namespace {
/// How to run one study from nothing or from where it was killed.
struct StudyKind {
  const char *name;
  const char *proposer; ///< "fickle", or the name of a searcher
  bool isNoisy = false;
  unsigned jobs = 1;
  unsigned evaluations = 60;
  /// Every how many events the study is killed.
  unsigned stride = 1;
};

class Resume : public testing::TestWithParam<StudyKind> {
protected:
  std::unique_ptr<Proposer> makeProposer();
  llvm::Expected<StudyResult> run(Store &store);
  llvm::Expected<std::string> runInFile();
  bool isKilled(unsigned numEvents);

  SmallProblem small;
#ifdef MAPWRIGHT_HAS_SEARCHERS
  Space space = llvm::cantFail(Space::derive(small.problem));
#endif
  ScratchFile file;
};
} // namespace

std::unique_ptr<Proposer> Resume::makeProposer() {
  if (llvm::StringRef(GetParam().proposer) == "fickle")
    return std::make_unique<FickleProposer>(7);
#ifdef MAPWRIGHT_HAS_SEARCHERS
  SearchSetup setup{small.problem, space, /*seed=*/7,
                    /*budget=*/GetParam().evaluations};
  return makeSearcher(GetParam().proposer, setup);
#else
  return nullptr;
#endif
}

llvm::Expected<StudyResult> Resume::run(Store &store) {
  std::unique_ptr<Proposer> proposer = makeProposer();
  std::unique_ptr<CandidateEvaluator> evaluator =
      makeSimEvaluator(small.problem);
  // Advice takes long, and other feedback is as good here.
  if (proposer->getName() == "fickle") {
    auto quick = std::make_unique<NoisyEvaluator>();
    quick->concurrent = true;
    quick->noise = GetParam().isNoisy ? 0.02 : 0;
    evaluator = std::move(quick);
  }
  StudyOptions options;
  options.budgets.evaluations = GetParam().evaluations;
  options.jobs = GetParam().jobs;
  options.repeats.final = 5;
  options.level = GuideLevel::Explain;
  return runStudy(small.problem, *proposer, *evaluator, store, options);
}

/// What the study gives and leaves.
llvm::Expected<std::string> Resume::runInFile() {
  llvm::Expected<std::unique_ptr<Store>> store =
      ::access(file.path.c_str(), F_OK) == 0
          ? Store::open(file.str(), /*isReadOnly=*/false)
          : Store::create(file.str());
  if (!store)
    return store.takeError();
  llvm::Expected<StudyResult> result = run(**store);
  if (!result)
    return result.takeError();
  return describe(*result) + describe(**store);
}

bool Resume::isKilled(unsigned numEvents) {
  return isKilledAfter(numEvents, [&] { return runInFile().takeError(); });
}

/// However early or late it is killed, the study ends as if it had not been.
TEST_P(Resume, AfterAKillAtAnyEvent) {
  std::string expected = llvm::cantFail(runInFile());
  unsigned stride = getKillStride(GetParam().stride);
  unsigned numEvents = 0;
  for (;; numEvents += stride) {
    file.remove();
    if (!isKilled(numEvents))
      break;
    llvm::Expected<std::string> resumed = runInFile();
    ASSERT_TRUE(bool(resumed))
        << llvm::toString(resumed.takeError()) << " after " << numEvents;
    ASSERT_EQ(*resumed, expected) << "killed after " << numEvents;
  }
  EXPECT_GE(numEvents + stride, GetParam().evaluations);
}

/// Killed again and again, it still gets there.
TEST_P(Resume, AfterKillsInARow) {
  std::string expected = llvm::cantFail(runInFile());
  file.remove();
  unsigned numKills = 0;
  while (isKilled(5))
    ASSERT_LT(++numKills, 1000u);
  EXPECT_GT(numKills, 5u);
  EXPECT_EQ(llvm::cantFail(runInFile()), expected);
}

/// A study that is done has its result, whoever asks again.
TEST_P(Resume, AfterTheEnd) {
  std::string expected = llvm::cantFail(runInFile());
  EXPECT_EQ(llvm::cantFail(runInFile()), expected);
}

static std::string getName(const testing::TestParamInfo<StudyKind> &info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Fickle, Resume,
    testing::Values(StudyKind{"Exact", "fickle"},
                    StudyKind{"ExactParallel", "fickle", false, 3, 60, 7},
                    StudyKind{"Noisy", "fickle", true, 1, 60, 9},
                    StudyKind{"NoisyParallel", "fickle", true, 3, 60, 19}),
    getName);

#ifdef MAPWRIGHT_HAS_SEARCHERS
INSTANTIATE_TEST_SUITE_P(
    Searchers, Resume,
    testing::Values(StudyKind{"Random", "random", false, 1, 60, 5},
                    StudyKind{"HillClimb", "hillclimb", false, 1, 60, 5},
                    StudyKind{"Descent", "ccd", false, 1, 60, 5},
                    StudyKind{"Anneal", "anneal", false, 1, 60, 5},
                    StudyKind{"Bandit", "bandit", false, 1, 60, 5},
                    StudyKind{"SeededBandit", "bandit-seeded", false, 1, 60,
                              13},
                    StudyKind{"Guided", "guided", false, 1, 60, 5}),
    getName);
#endif
