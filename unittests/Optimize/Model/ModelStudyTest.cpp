//===- ModelStudyTest.cpp - Whole studies with a scripted model -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Loopback.h"
#include "unittests/Optimize/Study/KilledStudy.h"

#include "mapwright/Optimize/Store.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Answers
//===----------------------------------------------------------------------===//

/// The text of an answer object; blocks in pairs of name and text.
static std::string
makeAnswer(std::initializer_list<std::pair<StringRef, StringRef>> blocks) {
  llvm::json::Object object;
  for (auto [name, text] : blocks)
    object[name] = text;
  std::string text;
  llvm::raw_string_ostream(text) << llvm::json::Value(llvm::json::Object{
      {"reasoning", "because"}, {"blocks", std::move(object)}});
  return text;
}

/// A turn of the server that says `text`.
static std::string say(StringRef text) {
  std::string turn;
  llvm::raw_string_ostream(turn) << llvm::json::Value(llvm::json::Object{
      {"text", text}, {"usage", llvm::json::Array{3000, 200}}});
  return turn;
}

static std::string makeScript(const std::vector<std::string> &turns) {
  return "[" + llvm::join(turns, ",\n") + "]";
}

static constexpr StringRef gpuMaps =
    "mgpu = Machine(GPU);\n"
    "mcpu = Machine(CPU);\n"
    "def block(IPoint point, ISpace space, MSpace m) {\n"
    "  line = m.merge(0, 1);\n"
    "  return line[point[0] * line.size[0] / space[0]];\n"
    "}\n"
    "def on_gpu(Task t) { return block(t.ipoint, t.ispace, mgpu); }\n"
    "def on_cpu(Task t) { return block(t.ipoint, t.ispace, mcpu); }\n"
    "IndexTaskMap GPU on_gpu;\n"
    "IndexTaskMap CPU on_cpu;\n";

static constexpr StringRef outOfBoundsMaps =
    "mgpu = Machine(GPU);\n"
    "def beyond(Task t) { return mgpu[0, t.ipoint[0]]; }\n"
    "IndexTaskMap GPU beyond;\n";

static constexpr StringRef deviceMemory = "Region * * GPU FBMEM;\n"
                                          "Region * * CPU SYSMEM;\n";

static std::string moveToGPUs() {
  return makeAnswer({{"task", "Task * GPU,CPU;"},
                     {"index_maps", gpuMaps},
                     {"region", "Region * * GPU ZCMEM;\n"
                                "Region * * CPU SYSMEM;"}});
}

/// What an imperfect model says in ten iterations.
static std::vector<std::string> imperfectAnswers() {
  std::string better = makeAnswer({{"region", deviceMemory}});
  std::string noSemicolon =
      makeAnswer({{"region", "Region * * GPU FBMEM\nRegion * * CPU SYSMEM;"}});
  return {
      // #1: on GPUs.
      say(moveToGPUs()),
      // #2: a syntax error, then something that is slow.
      say(noSemicolon),
      say(makeAnswer({{"limits", "InstanceLimit * 1;"}})),
      // #3: the same error, not corrected.
      say(noSemicolon),
      say(noSemicolon),
      // #4: out of bounds.
      say(makeAnswer({{"index_maps", outOfBoundsMaps}})),
      // #5: what #1 decides, in other words.
      say(makeAnswer({{"region", "# Memories.\n"
                                 "Region * * CPU SYSMEM;\n"
                                 "Region * * GPU ZCMEM;"}})),
      // #6: prose around the answer, then the answer alone: better.
      say("Sure! Here it is:\n" + better),
      say(better),
      // #7: a block that there is none of, twice.
      say(R"({"reasoning": "", "blocks": {"memory": "x"}})"),
      say("{}"),
      // #8: a name that nobody defined, then other layouts.
      say(makeAnswer({{"index_maps", "IndexTaskMap GPU nobody;"}})),
      say(makeAnswer({{"layout", "Layout * * * AOS;"}})),
      // #9: a limit.
      say(makeAnswer({{"limits", "InstanceLimit * 1;"}})),
      // #10: the same again.
      say(makeAnswer({{"limits", "InstanceLimit * 1;"}})),
      // #11: another one. Said for ever after.
      say(makeAnswer({{"limits", "InstanceLimit * 2;"}})),
  };
}

//===----------------------------------------------------------------------===//
// Studies
//===----------------------------------------------------------------------===//

namespace {
class ModelStudyTest : public testing::Test {
protected:
  ModelStudyTest()
      : program(llvm::cantFail(generateProgram("circuit:pieces=8"))),
        graph(llvm::cantFail(buildTaskGraph(program))),
        model(llvm::cantFail(loadMachine("p100x4"))),
        problem{readFile(MAPWRIGHT_BENCHMARKS "/circuit/naive.mapper"),
                "naive.mapper", program, model, graph},
        evaluator(makeSimEvaluator(problem)) {
    options.budgets.evaluations = 4;
    options.level = GuideLevel::Explain;
    options.minimizes = false;
  }

  llvm::Expected<StudyResult> run(StringRef name, const ModelOptions &asked,
                                  Store &store) {
    auto proposer = makeModelProposer(name, problem, asked);
    if (!proposer)
      return proposer.takeError();
    return runStudy(problem, **proposer, *evaluator, store, options);
  }

  std::unique_ptr<Store> makeStore(StringRef name) {
    return llvm::cantFail(Store::create(folder.getPath(name)));
  }

  TemporaryFolder folder;
  Program program;
  sim::TaskGraph graph;
  MachineModel model;
  Problem problem;
  std::unique_ptr<CandidateEvaluator> evaluator;
  StudyOptions options;
};
} // namespace

/// All of a history but wall times.
static std::string describe(const History &history) {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (const Trial &trial : history.trials) {
    os << "#" << trial.number << " of "
       << (trial.proposal.parent ? int(*trial.proposal.parent) : -1) << ": "
       << trial.proposal.origin << ", " << trial.identity << ", same as "
       << (trial.duplicateOf ? int(*trial.duplicateOf) : -1) << ", "
       << spelling(trial.evaluation.kind) << ", evaluations "
       << trial.numEvaluations << (trial.becameIncumbent ? ", best" : "");
    for (double sample : trial.evaluation.samples)
      os << ", " << llvm::json::Value(sample);
    os << '\n' << trial.proposal.source << '\n' << trial.evaluation.text;
    mapwright::writeJSON(trial.evaluation.feedback, GuideLevel::Suggest, os);
  }
  return text;
}

//===----------------------------------------------------------------------===//
// Imperfect answers
//===----------------------------------------------------------------------===//

class ImperfectModel : public ModelStudyTest,
                       public testing::WithParamInterface<const char *> {};

static void checkOutcomes(const StudyResult &result) {
  using sim::OutcomeKind;
  const std::vector<Trial> &trials = result.history.trials;
  const OutcomeKind kinds[] = {
      OutcomeKind::Ok,         OutcomeKind::Ok,         OutcomeKind::Ok,
      OutcomeKind::ParseError, OutcomeKind::Rejected,   OutcomeKind::Ok,
      OutcomeKind::Ok,         OutcomeKind::ParseError, OutcomeKind::Ok,
      OutcomeKind::Ok,         OutcomeKind::Ok,         OutcomeKind::Ok};
  ASSERT_EQ(trials.size(), std::size(kinds)) << describe(result.history);
  for (auto [trial, kind] : llvm::zip(trials, kinds))
    EXPECT_EQ(trial.evaluation.kind, kind)
        << trial.number << trial.proposal.source << trial.evaluation.text;
  EXPECT_EQ(trials[5].duplicateOf, 1u);
  EXPECT_EQ(trials[10].duplicateOf, 9u);
  EXPECT_TRUE(trials[1].becameIncumbent);
  EXPECT_TRUE(trials[6].becameIncumbent);
  EXPECT_EQ(trials[6].proposal.parent, 1u) << "never from a worse last answer";
  EXPECT_LT(result.evaluation.samples.front(),
            result.start.samples.front() / 2);
}

/// #1 is asked for once, #2 and #3 twice, #4 and #5 once, #6 to #8 twice.
static void checkQuestions(llvm::ArrayRef<llvm::json::Object> requests) {
  ASSERT_GE(requests.size(), 16u);
  auto expectPart = [&](unsigned question, StringRef part) {
    EXPECT_NE(getQuestion(requests[question]).find(part), std::string::npos)
        << "question " << question << " lacks '" << part.str() << "'";
  };
  expectPart(2, "This answer cannot be used:\n\nregion:1:21: expected `;`");
  expectPart(2, "    Region * * GPU FBMEM\n                        ^\n");
  expectPart(5, "#3: the answer held no mapper\n\nregion:1:21: ");
  expectPart(5, "best one");
  expectPart(6, "#4: rejected");
  expectPart(6, "[mapwright-index-bounds]");
  expectPart(6, "Your last answer was not better than #1");
  expectPart(7, "#5: ok, ");
  expectPart(7, "Your last answer decides the same as #1");
  expectPart(8, "answer:1: syntax error");
  expectPart(10, "unknown key 'memory'");
  expectPart(11, "#7: the answer held no mapper\n\nanswer:1: key 'reasoning'");
  expectPart(12, "mapper:");
  expectPart(12, "nobody");
  expectPart(15, "Your last answer decides the same as #9");
}

TEST_P(ImperfectModel, IsToldWhatCameOfItsAnswers) {
  options.budgets.evaluations = 10;
  LoopbackServer server(folder, makeScript(imperfectAnswers()));
  ModelOptions asked = makeOptions(server.getURL());
  asked.recordFile = folder.getPath("transcript.jsonl");
  auto store = makeStore("study");
  StudyResult result = llvm::cantFail(run(GetParam(), asked, *store));
  EXPECT_EQ(result.reason, StopReason::Evaluations);
  checkOutcomes(result);
  bool hadKeys = false;
  std::vector<llvm::json::Object> requests = server.getRequests(&hadKeys);
  EXPECT_TRUE(hadKeys);
  checkQuestions(requests);

  // Played again, everything is the same.
  ModelOptions again = makeOptions("");
  again.replayFile = asked.recordFile;
  auto other = makeStore("replayed");
  StudyResult replayed = llvm::cantFail(run(GetParam(), again, *other));
  EXPECT_EQ(describe(replayed.history), describe(result.history));
  EXPECT_EQ(replayed.best, result.best);
  EXPECT_EQ(replayed.ledger.inputTokens, result.ledger.inputTokens);
  EXPECT_EQ(replayed.ledger.money, result.ledger.money);
  EXPECT_EQ(replayed.ledger.exchanges, result.ledger.exchanges);
  EXPECT_EQ(server.getRequests().size(), requests.size());
  EXPECT_TRUE(folder.findFilesWith(testKey).empty());
}

/// Cut short anywhere, a study goes on as if it had not been.
TEST_P(ImperfectModel, GoesOnWhereItEnded) {
  options.budgets.evaluations = 8;
  std::string transcript = folder.getPath("transcript.jsonl");
  std::string whole;
  {
    LoopbackServer server(folder, makeScript(imperfectAnswers()));
    ModelOptions asked = makeOptions(server.getURL());
    asked.recordFile = transcript;
    auto store = makeStore("whole");
    whole = describe(llvm::cantFail(run(GetParam(), asked, *store)).history);
  }
  ModelOptions asked = makeOptions("https://gone.example");
  asked.replayFile = transcript;
  for (unsigned evaluations : {1u, 3u, 4u, 6u}) {
    auto store = makeStore("part" + std::to_string(evaluations));
    options.budgets.evaluations = evaluations;
    (void)llvm::cantFail(run(GetParam(), asked, *store));
    options.budgets.evaluations = 8;
    EXPECT_EQ(describe(llvm::cantFail(run(GetParam(), asked, *store)).history),
              whole);
  }
}

/// Opens the store of a study, or makes it.
static llvm::Expected<std::unique_ptr<Store>> reach(const std::string &path) {
  if (llvm::sys::fs::exists(path))
    return Store::open(path, /*isReadOnly=*/false);
  return Store::create(path);
}

/// Answers for a long study: good and bad ones, and then other limits.
static std::vector<std::string> manyAnswers() {
  std::vector<std::string> answers = imperfectAnswers();
  for (unsigned limit = 3; limit < 60; ++limit)
    answers.push_back(say(makeAnswer(
        {{"limits", "InstanceLimit * " + std::to_string(limit) + ";"}})));
  return answers;
}

/// Killed at any event, it goes on from its store and the transcript.
TEST_P(ImperfectModel, GoesOnAfterAKill) {
  options.budgets.evaluations = 60;
  ModelOptions asked = makeOptions("https://gone.example");
  asked.replayFile = folder.getPath("transcript.jsonl");
  std::string whole;
  {
    LoopbackServer server(folder, makeScript(manyAnswers()));
    ModelOptions recorded = makeOptions(server.getURL());
    recorded.recordFile = asked.replayFile;
    auto store = makeStore("whole");
    StudyResult result = llvm::cantFail(run(GetParam(), recorded, *store));
    ASSERT_EQ(result.ledger.evaluations, 60u);
    whole = describe(result.history) + result.best;
  }
  auto runInFile = [&](const std::string &path) -> llvm::Expected<std::string> {
    llvm::Expected<std::unique_ptr<Store>> store = reach(path);
    if (!store)
      return store.takeError();
    llvm::Expected<StudyResult> result = run(GetParam(), asked, **store);
    if (!result)
      return result.takeError();
    return describe(result->history) + result->best;
  };
  // Every answer is an event, and every evaluation.
  unsigned stride = getKillStride(7);
  unsigned numEvents = 0;
  for (;; numEvents += stride) {
    std::string path = folder.getPath("killed" + std::to_string(numEvents));
    if (!isKilledAfter(numEvents, [&] { return runInFile(path).takeError(); }))
      break;
    llvm::Expected<std::string> resumed = runInFile(path);
    ASSERT_TRUE(bool(resumed)) << llvm::toString(resumed.takeError());
    ASSERT_EQ(*resumed, whole) << "killed after " << numEvents;
  }
  EXPECT_GE(numEvents, 2 * 60 - stride);
}

INSTANTIATE_TEST_SUITE_P(, ImperfectModel,
                         testing::Values("llm-trace", "llm-opro"),
                         [](const auto &info) {
                           return info.index == 0 ? "Trace" : "Opro";
                         });

//===----------------------------------------------------------------------===//
// Faults
//===----------------------------------------------------------------------===//

namespace {
struct StudyFault {
  const char *name;
  const char *turn;
};
class FaultyServer : public ModelStudyTest,
                     public testing::WithParamInterface<StudyFault> {};
} // namespace

static const StudyFault studyFaults[] = {
    {"Hanging", R"({"hang": true})"},
    {"Dropping", R"({"text": "half", "drop_after": 20})"},
    {"Refused401", R"({"status": 401, "echo_key": true})"},
    {"NotFound404", R"({"status": 404})"},
    {"TooMany429", R"({"status": 429, "headers": {"Retry-After": "1"}})"},
    {"Broken500", R"({"status": 500, "echo_key": true})"},
    {"Unavailable503", R"({"status": 503})"},
    {"InvalidJSON", R"({"body": "{\"choices\": ["})"},
    {"WrongSchema", R"({"body": "{\"result\": \"text\"}"})"},
    {"WrongContentType", R"({"content_type": "text/html", "body": "<html>"})"},
    {"GiantBody", R"({"giant": 3000000})"},
};

/// One good answer, then nothing but the fault: the study ends, what was paid
/// for is in the store, and with a better server it goes on.
TEST_P(FaultyServer, EndsInOrderAndLosesNothing) {
  auto store = makeStore("study");
  std::string messages;
  {
    LoopbackServer server(folder,
                          makeScript({say(moveToGPUs()), GetParam().turn}));
    ModelOptions asked = makeOptions(server.getURL());
    asked.server.totalSeconds = 0.5;
    asked.server.maxRetries = 1;
    asked.recordFile = folder.getPath("transcript.jsonl");
    auto result = run("llm-trace", asked, *store);
    ASSERT_FALSE(bool(result));
    messages = llvm::toString(result.takeError());
    EXPECT_TRUE(StringRef(messages).starts_with(server.getURL())) << messages;
  }
  History history = llvm::cantFail(store->readHistory());
  ASSERT_EQ(history.trials.size(), 2u);
  EXPECT_EQ(history.incumbent, 1u);
  EXPECT_EQ(llvm::cantFail(store->readLedger()).evaluations, 2u);
  EXPECT_GE(llvm::cantFail(store->readExchanges()).size(), 2u);
  store.reset();

  store = llvm::cantFail(Store::open(folder.getPath("study"), false));
  LoopbackServer server(
      folder,
      makeScript({say(makeAnswer({{"region", deviceMemory}})),
                  say(makeAnswer({{"layout", ""}})),
                  say(makeAnswer({{"limits", "InstanceLimit * 1;"}}))}));
  StudyResult result =
      llvm::cantFail(run("llm-trace", makeOptions(server.getURL()), *store));
  EXPECT_EQ(result.reason, StopReason::Evaluations);
  EXPECT_EQ(result.ledger.evaluations, 4u);
  EXPECT_EQ(result.history.trials[1].identity, history.trials[1].identity);
  EXPECT_EQ(result.history.incumbent, 2u);
  store.reset();
  EXPECT_EQ(messages.find(testKey), std::string::npos);
  EXPECT_TRUE(folder.findFilesWith(testKey).empty());
}

INSTANTIATE_TEST_SUITE_P(, FaultyServer, testing::ValuesIn(studyFaults),
                         [](const auto &info) { return info.param.name; });

/// What is wrong with answers, and not with the server, costs evaluations.
TEST_F(ModelStudyTest, AnswersThatAreNoneAreBounded) {
  const StringRef texts[] = {"", "I am sorry.", "{\"reasoning\": \"\"",
                             "Task * GPU;", "null"};
  for (StringRef text : texts) {
    LoopbackServer server(folder, makeScript({say(text)}));
    auto store = llvm::cantFail(Store::create(""));
    StudyResult result =
        llvm::cantFail(run("llm-opro", makeOptions(server.getURL()), *store));
    // All answers but the first are the same text, which costs nothing: the
    // proposer gives up.
    EXPECT_EQ(result.reason, StopReason::NothingLeft);
    EXPECT_EQ(result.history.trials[1].evaluation.kind,
              sim::OutcomeKind::ParseError);
    EXPECT_EQ(result.history.incumbent, 0u);
    EXPECT_EQ(server.getRequests().size(), 20u);
  }
}

TEST_F(ModelStudyTest, CertificatesThatNobodyKnowsEndTheStudy) {
  LoopbackServer server(folder, makeScript({say(moveToGPUs())}),
                        LoopbackServer::Security::SelfSigned);
  auto store = makeStore("study");
  auto result = run("llm-trace", makeOptions(server.getURL()), *store);
  ASSERT_FALSE(bool(result));
  EXPECT_NE(llvm::toString(result.takeError()).find("certificate"),
            std::string::npos);
  EXPECT_EQ(llvm::cantFail(store->readHistory()).trials.size(), 1u);
}

//===----------------------------------------------------------------------===//
// Budgets
//===----------------------------------------------------------------------===//

TEST_F(ModelStudyTest, BudgetsOfTokensAndMoneyAreKept) {
  options.budgets.evaluations = 100;
  for (bool isMoney : {false, true}) {
    LoopbackServer server(folder, makeScript(imperfectAnswers()));
    auto store = llvm::cantFail(Store::create(""));
    options.budgets.tokens = std::nullopt;
    options.budgets.money = std::nullopt;
    if (isMoney)
      options.budgets.money = 0.06;
    else
      options.budgets.tokens = 20000;
    StudyResult result =
        llvm::cantFail(run("llm-trace", makeOptions(server.getURL()), *store));
    EXPECT_EQ(result.reason, isMoney ? StopReason::Money : StopReason::Tokens);
    EXPECT_GE(result.history.trials.size(), 2u);
    EXPECT_GT(result.ledger.inputTokens, 0u);
    if (isMoney)
      EXPECT_LE(result.ledger.money, 0.06);
    else
      EXPECT_LE(result.ledger.inputTokens + result.ledger.outputTokens, 20000u);
  }
}

TEST_F(ModelStudyTest, AHangingServerDoesNotOutliveTheBudgetOfSeconds) {
  LoopbackServer server(folder,
                        makeScript({say(moveToGPUs()), R"({"hang": true})"}));
  ModelOptions asked = makeOptions(server.getURL());
  asked.server.totalSeconds = 600;
  options.budgets.seconds = 5;
  auto store = llvm::cantFail(Store::create(""));
  auto start = std::chrono::steady_clock::now();
  StudyResult result = llvm::cantFail(run("llm-trace", asked, *store));
  EXPECT_EQ(result.reason, StopReason::Seconds);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

TEST_F(ModelStudyTest, ATranscriptOfAnotherStudyIsAMiss) {
  {
    LoopbackServer server(folder, makeScript({say(moveToGPUs())}));
    ModelOptions asked = makeOptions(server.getURL());
    asked.recordFile = folder.getPath("transcript.jsonl");
    options.budgets.evaluations = 2;
    auto store = llvm::cantFail(Store::create(""));
    (void)llvm::cantFail(run("llm-trace", asked, *store));
  }
  ModelOptions asked = makeOptions("");
  asked.replayFile = folder.getPath("transcript.jsonl");
  asked.model = "another";
  auto store = llvm::cantFail(Store::create(""));
  auto result = run("llm-trace", asked, *store);
  ASSERT_FALSE(bool(result));
  std::string error = llvm::toString(result.takeError());
  EXPECT_NE(error.find("body.model line 1: 'another', not 'scripted'"),
            std::string::npos)
      << error;
}
