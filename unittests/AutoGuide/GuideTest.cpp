//===- GuideTest.cpp - Whole outputs, and hostile ones --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/Guide.h"

#include "llvm/Support/Compiler.h"

#include "gtest/gtest.h"

#include <chrono>
#include <random>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace mapwright;
using llvm::StringRef;

static const Guide &getGuide() {
  static const Guide guide = llvm::cantFail(Guide::load());
  return guide;
}

static std::vector<std::string> getRuleIds(const Feedback &feedback) {
  std::vector<std::string> ids;
  for (const Explanation &explanation : feedback.explain)
    ids.push_back(explanation.rule);
  return ids;
}

using Ids = std::vector<std::string>;

static constexpr StringRef notVisible =
    "LEGION ERROR: Invalid mapper output from invocation of 'map_task' on "
    "mapper m. Mapper selected an instance for region requirement 2 in memory "
    "1e3 which is not visible from the target processors for task calc (ID 5).";

//===----------------------------------------------------------------------===//
// What is found
//===----------------------------------------------------------------------===//

TEST(Guide, OrdersCausesBeforeConsequences) {
  Feedback feedback = getGuide().analyze(
      "step 1\nSignal 6 received by node 0, process 12\n"
      "app: /a/default_mapper.cc:2639: void f(): Assertion `false' failed.\n"
      "Aborted (core dumped)\n"
      "[0 - 7f] 1.5 {5}{default_mapper}: Default mapper failed allocation of "
      "size 2147483648 bytes for region requirement 1 of task t (UID 7) in "
      "memory 1e0 (GPU_FB_MEM) for processor 1d2 (TOC_PROC). This means\n");
  EXPECT_EQ(getRuleIds(feedback),
            (Ids{"legion-default-mapper-allocation", "os-assertion",
                 "realm-signal", "os-signal"}));
  EXPECT_EQ(feedback.outcome.kind, sim::OutcomeKind::OutOfMemory);
  EXPECT_EQ(feedback.outcome.memory, "GPU_FB_MEM");
  ASSERT_EQ(feedback.suggest.size(), 1u);
  EXPECT_EQ(feedback.suggest[0].flag, "-ll:fsize");
  EXPECT_EQ(feedback.suggest[0].cause, Cause::Flags);
  EXPECT_TRUE(feedback.suggest[0].edit.empty());
  EXPECT_NE(feedback.explain[0].text.find("2 GiB for argument 1 of t"),
            std::string::npos)
      << feedback.explain[0].text;
  EXPECT_TRUE(feedback.unmatched.empty());
}

TEST(Guide, CountsRepeatsOnce) {
  std::string output;
  for (int rank = 0; rank < 64; ++rank)
    output += "[" + std::to_string(rank) +
              " - 7f1]    0.5 {5}{runtime}: " + "[error 67] " +
              notVisible.str() + "\n";
  Feedback feedback = getGuide().analyze(output);
  ASSERT_EQ(feedback.explain.size(), 1u);
  EXPECT_EQ(feedback.explain[0].count, 64u);
  EXPECT_EQ(feedback.suggest.size(), 1u);
}

TEST(Guide, TellsDifferentDiagnosticsApart) {
  Feedback feedback = getGuide().analyze(
      "a.mapper:1:1: error: unknown name `mgpu` [mapwright-unknown-name]\n"
      "a.mapper:2:1: error: unknown name `mgpu` [mapwright-unknown-name]\n"
      "a.mapper:3:1: error: unknown name `mcpu` [mapwright-unknown-name]\n");
  ASSERT_EQ(feedback.explain.size(), 2u);
  EXPECT_EQ(feedback.explain[0].count, 2u);
  EXPECT_EQ(feedback.explain[1].captures.at("name"), "mcpu");
  EXPECT_EQ(feedback.outcome.check, "unknown-name");
}

TEST(Guide, NeverGuesses) {
  Feedback feedback = getGuide().analyze(
      "reading mesh\nfatal: flux capacitor is not charged\nbye\n");
  EXPECT_FALSE(feedback.outcome.isKnown);
  EXPECT_TRUE(feedback.explain.empty());
  EXPECT_TRUE(feedback.suggest.empty());
  EXPECT_EQ(feedback.unmatched, Ids{"fatal: flux capacitor is not charged"});
  EXPECT_EQ(feedback.raw, "fatal: flux capacitor is not charged\n");
}

TEST(Guide, ShowsWhatStandsBeforeAConsequence) {
  Feedback feedback = getGuide().analyze(
      "LEGION ERROR: A text of the year 2031\nAborted (core dumped)\n");
  EXPECT_EQ(getRuleIds(feedback), Ids{"os-signal"});
  EXPECT_EQ(feedback.unmatched, Ids{"LEGION ERROR: A text of the year 2031"});
}

TEST(Guide, DoesNotFireOnApplicationText) {
  Feedback feedback = getGuide().analyze(
      "out of memory is not a problem\n"
      "We handle: Assertion failed, Killed, timeouts and segmentation faults\n"
      "residual error: 1e-12\n0 errors, event.exists() returned true\n"
      "Instance allocation failed 0 times - out of memory in mem never\n"
      "memory: 12 GiB of 16 GiB; throughput test is next\n");
  EXPECT_EQ(getRuleIds(feedback), Ids{});
  EXPECT_FALSE(feedback.outcome.isKnown);
}

TEST(Guide, AnErrorAfterTheTimeIsNoSuccess) {
  Feedback good =
      getGuide().analyze("error norm 1e-9\nExecution time is 0.03s.\n");
  EXPECT_TRUE(good.outcome.isKnown);
  EXPECT_EQ(good.outcome.kind, sim::OutcomeKind::Ok);
  EXPECT_EQ(good.outcome.seconds, 0.03);
  EXPECT_TRUE(good.unmatched.empty());
  Feedback bad =
      getGuide().analyze("Execution time is 0.03s.\nfatal: wrong answer\n");
  EXPECT_FALSE(bad.outcome.isKnown);
  EXPECT_EQ(bad.unmatched, Ids{"fatal: wrong answer"});
}

TEST(Guide, RemarksDoNotTellHowARunEnded) {
  StringRef remark = "[starpu][_starpu_init_machine_config] Warning: 9 CPU "
                     "cores requested. Only 4 enabled.\n";
  Feedback feedback = getGuide().analyze(remark);
  EXPECT_FALSE(feedback.outcome.isKnown);
  EXPECT_EQ(getRuleIds(feedback), Ids{"starpu-device-count"});
  feedback = getGuide().analyze((remark + "fatal: odd\n").str());
  EXPECT_EQ(feedback.unmatched, Ids{"fatal: odd"});
  feedback = getGuide().analyze((remark + "Execution time: 2 s\n").str());
  EXPECT_TRUE(feedback.outcome.isKnown);
  EXPECT_EQ(feedback.outcome.seconds, 2);
}

TEST(Guide, EmptyOutputSaysNothing) {
  for (StringRef output : {"", "\n\n", " \t\r\n"}) {
    Feedback feedback = getGuide().analyze(output);
    EXPECT_FALSE(feedback.outcome.isKnown);
    EXPECT_TRUE(feedback.unmatched.empty() && feedback.raw.empty());
  }
}

//===----------------------------------------------------------------------===//
// How it is written
//===----------------------------------------------------------------------===//

TEST(Guide, SeesThroughPrefixesAndEscapes) {
  for (StringRef prefix :
       {"", "   ", "[0 - 7fda5135b700] {5}{runtime}: [error 67] ",
        "[12 - 7fda]    0.260524 {5}{runtime}: ", "[1,3]<stderr>:",
        "[1,3]<stderr>:[0 - 7fda]    0.2 {5}{runtime}: [error 67] ",
        "3: ", "[3] ", "2024-05-01T10:00:00.123Z ", "\x1b[1;31m",
        "\x1b]0;title\a\x1b[0m", "\x01\x02"}) {
    Feedback feedback = getGuide().analyze((prefix + notVisible).str());
    EXPECT_EQ(getRuleIds(feedback), Ids{"legion-memory-not-visible"})
        << prefix.str();
  }
}

TEST(Guide, ColoursInTheMiddleDoNotMatter) {
  Feedback feedback = getGuide().analyze(
      "\x1b[1ma.mapper:1:1: \x1b[31merror:\x1b[0m unknown name `mgpu` "
      "[mapwright-unknown-name]\x1b[0m\n");
  EXPECT_EQ(getRuleIds(feedback), Ids{"mapwright-unknown-name"});
  EXPECT_EQ(feedback.raw.find('\x1b'), std::string::npos);
}

TEST(Guide, SplitsLinesThatSeveralRanksWrote) {
  Feedback feedback = getGuide().analyze(
      "Signal [0 - 7f123637acc0]    1.198138 {6}{realm}: invalid event handle: "
      "id=8000000 [1 - 7f12]    1.2 {6}{inst}: instance allocation failed - "
      "out of memory in mem 1e0001\n");
  EXPECT_EQ(getRuleIds(feedback),
            (Ids{"realm-instance-allocation", "realm-invalid-handle"}));
}

TEST(Guide, TruncatedMessagesStillTellTheirFamily) {
  Feedback feedback = getGuide().analyze(notVisible.take_front(90));
  EXPECT_EQ(getRuleIds(feedback), Ids{"legion-invalid-mapper-output"});
}

TEST(Guide, ChunksDoNotMatter) {
  std::string output = "x\r\n" + notVisible.str() + "\r\nAborted\r\n";
  Ids whole = getRuleIds(getGuide().analyze(output));
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  std::thread writer([&] {
    for (char c : output)
      EXPECT_EQ(write(ends[1], &c, 1), 1);
    close(ends[1]);
  });
  auto feedback = getGuide().analyze(ends[0]);
  writer.join();
  close(ends[0]);
  ASSERT_TRUE(bool(feedback));
  EXPECT_EQ(getRuleIds(*feedback), whole);
  EXPECT_EQ(whole, (Ids{"legion-memory-not-visible", "os-signal"}));
}

TEST(Guide, ReadingFails) {
  auto feedback = getGuide().analyze(llvm::sys::fs::file_t(-1));
  ASSERT_FALSE(bool(feedback));
  llvm::consumeError(feedback.takeError());
}

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

static double measureSeconds(StringRef output) {
  auto start = std::chrono::steady_clock::now();
  (void)getGuide().analyze(output);
  std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  return time.count();
}

TEST(Guide, HostileTextTakesLinearTime) {
  for (StringRef piece :
       {"a", "a: ", " - ", "[0 - ", "[0 - 7f] {5}{x}: ", "** On entry to ",
        "LEGION ERROR: Invalid mapper output. Mapper ", "Assertion `",
        "a.b:1: Assertion `", "Throughput: ", "(((((", "\x1b[", "\x1b]",
        "error: [mapwright-", "\r", "task (UID "}) {
    std::string output;
    while (output.size() < 1000 * 1000)
      output += piece;
    // A quadratic algorithm needs minutes.
    EXPECT_LT(measureSeconds(output), 20) << piece.str();
    output += "\n";
    EXPECT_LT(measureSeconds("a.c:1: " + output + output), 20) << piece.str();
  }
}

TEST(Guide, NoiseIsHarmless) {
  std::mt19937 random(7);
  std::string noise(2 * 1000 * 1000, '\0');
  for (char &c : noise)
    c = static_cast<char>(random());
  Feedback feedback =
      getGuide().analyze(noise + "\n" + notVisible.str() + "\n" + noise);
  EXPECT_EQ(getRuleIds(feedback), Ids{"legion-memory-not-visible"});
  EXPECT_LE(feedback.raw.size(), size_t(20) << 10);
}

TEST(Guide, MemoryDoesNotGrowWithTheOutput) {
#if LLVM_ADDRESS_SANITIZER_BUILD
  GTEST_SKIP() << "the sanitizer keeps what was freed";
#endif
  static constexpr size_t numBytes = size_t(100) << 20;
  auto getPeakKilobytes = [] {
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  std::thread writer([&] {
    // One line without an end, then many that match.
    std::string chunk(size_t(64) << 10, 'a');
    size_t written = 0;
    bool isOpen = true;
    auto put = [&](StringRef text) {
      while (isOpen && !text.empty()) {
        ssize_t size = write(ends[1], text.data(), text.size());
        isOpen = size > 0;
        written += isOpen ? size : 0;
        text = text.drop_front(isOpen ? size : 0);
      }
    };
    while (isOpen && written < numBytes / 2)
      put(chunk);
    std::string lines;
    for (int i = 0; i < 500; ++i)
      lines += "\na.mapper:" + std::to_string(i) +
               ":1: error: bad thing [mapwright-capacity]";
    while (isOpen && written < numBytes)
      put(lines);
    close(ends[1]);
  });
  (void)getGuide().analyze("warm up\n");
  long before = getPeakKilobytes();
  auto feedback = getGuide().analyze(ends[0]);
  writer.join();
  close(ends[0]);
  ASSERT_TRUE(bool(feedback));
  EXPECT_GT(feedback->explain.at(0).count, 1000u);
  EXPECT_LT(getPeakKilobytes() - before, 100 * 1024);
}
