//===- PromptTest.cpp - Tests of what models are asked --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Optimize/Model/Prompt.h"
#include "Loopback.h"
#include "lib/Optimize/Model/Answer.h"

#include "mapwright/Optimize/CandidateEvaluator.h"

#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

namespace {
/// Circuit with its naive mapper.
class PromptTest : public testing::Test {
protected:
  PromptTest()
      : program(llvm::cantFail(generateProgram("circuit:pieces=8"))),
        graph(llvm::cantFail(buildTaskGraph(program))),
        model(llvm::cantFail(loadMachine("p100x4"))),
        problem{readFile(MAPWRIGHT_BENCHMARKS "/circuit/naive.mapper"),
                "naive.mapper", program, model, graph} {
    options.model = "m";
    options.prompt.programName = "circuit:pieces=8";
    Screener screener(problem);
    auto evaluator = makeSimEvaluator(problem);
    Candidate candidate = screener.screen(problem.source, GuideLevel::Suggest);
    start.proposal.source = problem.source;
    start.evaluation = llvm::cantFail(evaluator->evaluate(candidate, {}));
    start.numEvaluations = 1;
  }

  std::string print(StringRef name) {
    std::string text;
    llvm::raw_string_ostream os(text);
    EXPECT_FALSE(bool(printPrompt(name, problem, options, start, os)));
    return text;
  }

  Trial makeTrial(unsigned number, StringRef source, double seconds) {
    Trial trial = start;
    trial.number = number;
    trial.proposal.source = source.str();
    trial.proposal.parent = 0;
    trial.evaluation.samples = {seconds};
    trial.evaluation.feedback = {};
    trial.evaluation.feedback.explain.push_back(
        {"rule", "feedback on #" + std::to_string(number), {}, 1});
    trial.numEvaluations = number + 1;
    return trial;
  }

  /// The question after `history`, with blocks for each of its answers.
  std::string ask(const History &history, StringRef name = "llm-trace") {
    std::map<std::string, Said> said;
    for (const Trial &trial : history.trials)
      if (trial.number > 0)
        said[trial.proposal.source].blocks[unsigned(Block::Region)] =
            "# region of #" + std::to_string(trial.number) + "\n";
    BlockTexts current;
    current[unsigned(Block::Task)] = "Task * CPU;\n";
    PromptFacts facts{history, said, current, "", "", {}};
    PromptWriter writer(problem, options.prompt);
    Chat chat = name == "llm-trace" ? writer.writeTrace(facts)
                                    : writer.writeOpro(facts);
    return chat.messages.front().text;
  }

  Program program;
  sim::TaskGraph graph;
  MachineModel model;
  Problem problem;
  ModelOptions options;
  Trial start;
};
} // namespace

static unsigned count(StringRef text, StringRef part) {
  return text.count(part);
}

TEST_F(PromptTest, SectionsOfTrace) {
  std::string text = print("llm-trace");
  size_t at = 0;
  for (StringRef title :
       {"--- system\n", "# The mapper language\n", "# Your answer\n",
        "--- user\n", "# Instruction\n", "# Machine\n", "# Program\n",
        "# Mapper to improve, the best one so far, #0: ok, ",
        "Block task:\n```\nTask * CPU;\n```\n", "Block index_maps:\n",
        "Block single_maps:\n(empty)\n", "# What it decides\n",
        "# Profile of its run, simulated\n", "# Feedback on it\n",
        "suggestion:\n", "# Your turn\n"}) {
    size_t found = text.find(title.str(), at);
    ASSERT_NE(found, std::string::npos) << title.str() << "\n" << text;
    at = found;
  }
  EXPECT_NE(text.find("calculate_new_currents"), std::string::npos);
  EXPECT_NE(text.find("- 4 GPU, each addresses: FBMEM"), std::string::npos);
  EXPECT_EQ(text, print("llm-trace")) << "the same each time";
  EXPECT_EQ(text.find("What was tried"), std::string::npos);
}

TEST_F(PromptTest, LevelsOfFeedback) {
  options.prompt.level = GuideLevel::Raw;
  std::string raw = print("llm-trace");
  options.prompt.level = GuideLevel::Explain;
  std::string explain = print("llm-trace");
  EXPECT_EQ(raw.find("meaning:\n"), std::string::npos);
  EXPECT_NE(explain.find("meaning:\n"), std::string::npos);
  EXPECT_EQ(explain.find("suggestion:\n"), std::string::npos);
}

TEST_F(PromptTest, ValuesAreCutWithAMark) {
  EXPECT_EQ(truncateValue("short", 10), "short");
  EXPECT_EQ(truncateValue("line one\nline two\n", 12),
            "line one\n[cut off: 10 more bytes]\n");
  EXPECT_EQ(truncateValue("abc\xc3\xa9xyz", 4),
            "abc\n[cut off: 5 more bytes]\n");
  options.prompt.maxValueLength = 200;
  std::string text = print("llm-trace");
  EXPECT_GT(count(text, "[cut off: "), 2u) << text;
}

TEST_F(PromptTest, HistoryHasTheLatestAndTheBest) {
  History history;
  history.trials.push_back(start);
  double seconds[] = {5, 2, 3, 9, 8, 7, 6};
  for (unsigned i = 0; i < std::size(seconds); ++i)
    history.trials.push_back(
        makeTrial(i + 1, "s" + std::to_string(i), seconds[i]));
  history.incumbent = 2;
  std::string text = ask(history);
  // The incumbent is shown above, #3 and #1 follow it, #5 to #7 are the latest.
  for (unsigned number : {1u, 3u, 5u, 6u, 7u})
    EXPECT_EQ(count(text, "## #" + std::to_string(number) + ":"),
              number == 1 ? 0u : 1u)
        << number << text;
  EXPECT_EQ(count(text, "## #2:"), 0u);
  EXPECT_EQ(count(text, "## #4:"), 0u);
  EXPECT_EQ(count(text, "the best one so far, #2: ok, 2 "), 1u);
  EXPECT_EQ(count(text, "feedback on #7"), 1u);
  EXPECT_EQ(count(text, "feedback on #3"), 0u) << "only that of the latest";
  EXPECT_EQ(count(text, "# region of #6"), 1u);
  EXPECT_NE(text.find("None of the last 5 mappers was better."),
            std::string::npos);
  EXPECT_NE(text.find("was not better than #2"), std::string::npos);
}

TEST_F(PromptTest, DuplicatesAreSaidToBeTheSame) {
  History history;
  history.trials = {start, makeTrial(1, "a", 9), makeTrial(2, "b", 9)};
  history.trials[2].duplicateOf = 1;
  for (StringRef name : {"llm-trace", "llm-opro"}) {
    std::string text = ask(history, name);
    EXPECT_NE(text.find("Your last answer decides the same as #1."),
              std::string::npos)
        << text;
    EXPECT_EQ(count(text, "feedback on #2"), 0u);
  }
}

TEST_F(PromptTest, OproShowsTheBestWithTheBestOneLast) {
  options.prompt.scoredTrials = 3;
  History history;
  history.trials.push_back(start);
  double seconds[] = {5, 2, 3, 9, 8};
  for (unsigned i = 0; i < std::size(seconds); ++i)
    history.trials.push_back(
        makeTrial(i + 1, "s" + std::to_string(i), seconds[i]));
  history.trials[5].evaluation.kind = sim::OutcomeKind::Rejected;
  history.trials[5].evaluation.samples.clear();
  history.incumbent = 2;
  std::string text = ask(history, "llm-opro");
  size_t third = text.find("## #3:"), best = text.find("## The best one, #2");
  EXPECT_NE(third, std::string::npos) << text;
  EXPECT_LT(third, best);
  EXPECT_NE(best, std::string::npos);
  EXPECT_EQ(count(text, "## #4:"), 0u);
  EXPECT_EQ(count(text, "## #5: rejected"), 1u) << "as the last answer";
}

TEST_F(PromptTest, MappersThatAreBeingRunAreShown) {
  History history;
  history.trials.push_back(start);
  std::map<std::string, Said> said;
  said["source"].blocks[unsigned(Block::Region)] = "# under way\n";
  BlockTexts current;
  std::string pending[] = {"source"};
  PromptFacts facts{history, said, current, "", "", pending};
  PromptWriter writer(problem, options.prompt);
  for (const Chat &chat : {writer.writeTrace(facts), writer.writeOpro(facts)})
    EXPECT_NE(chat.messages.front().text.find(
                  "not to be proposed again\n\nBlock region:\n```\n# under"),
              std::string::npos);
}

TEST_F(PromptTest, RetriesCarryTheReason) {
  PromptWriter writer(problem, options.prompt);
  Reply reply;
  reply.isCut = true;
  Chat chat = writer.writeRetry({"system", {{false, "question"}}}, reply,
                                "region:1:8: expected a memory\n");
  ASSERT_EQ(chat.messages.size(), 3u);
  EXPECT_TRUE(chat.messages[1].isOfModel);
  EXPECT_NE(chat.messages[1].text, "") << "which servers may refuse";
  EXPECT_NE(chat.messages[2].text.find("region:1:8: expected a memory"),
            std::string::npos);
  EXPECT_NE(chat.messages[2].text.find("cut off"), std::string::npos);
}

TEST_F(PromptTest, CostsAreEstimated) {
  options.inputPrice = 3;
  options.outputPrice = 15;
  CostEstimate estimate =
      llvm::cantFail(estimateCost("llm-trace", problem, options, start, 11));
  EXPECT_EQ(estimate.likely.requests, 10u);
  EXPECT_EQ(estimate.most.requests, 20u);
  EXPECT_EQ(estimate.most.outputTokens, 20u * options.maxOutputTokens);
  EXPECT_GT(estimate.likely.inputTokens, 10u * 1000u);
  EXPECT_GT(estimate.most.inputTokens, estimate.likely.inputTokens);
  EXPECT_DOUBLE_EQ(estimate.most.money,
                   (double(estimate.most.inputTokens) * 3 +
                    double(estimate.most.outputTokens) * 15) /
                       1e6);
  EXPECT_EQ(llvm::cantFail(estimateCost("llm-opro", problem, options, start, 1))
                .most.requests,
            0u);
}

TEST_F(PromptTest, UnknownNamesAndBrokenMappersAreErrors) {
  EXPECT_NE(llvm::toString(
                makeModelProposer("llm-trce", problem, options).takeError())
                .find("did you mean 'llm-trace'?"),
            std::string::npos);
  problem.source = "Task * ;\n";
  EXPECT_NE(llvm::toString(
                makeModelProposer("llm-trace", problem, options).takeError())
                .find("naive.mapper:1:8:"),
            std::string::npos);
}

/// What the card says by example can be said.
TEST(LanguageCardTest, ItsExampleParses) {
  Program program = llvm::cantFail(generateProgram("circuit:pieces=8"));
  sim::TaskGraph graph = llvm::cantFail(buildTaskGraph(program));
  MachineModel model = llvm::cantFail(loadMachine("p100x4"));
  Problem problem{"", "a.mapper", program, model, graph};
  PromptOptions options;
  std::string system = PromptWriter(problem, options).writeSystem();
  StringRef example = StringRef(system).split("Example:\n\n").second;
  example = example.take_front(example.find("\n\n"));
  Screener screener(problem);
  Candidate candidate = screener.screen(example, GuideLevel::Raw);
  EXPECT_TRUE(candidate.resolved.has_value())
      << example.str() << candidate.failure.feedback.raw;
}
