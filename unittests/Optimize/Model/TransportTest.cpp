//===- TransportTest.cpp - Tests of asking a server -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Loopback.h"
#include "lib/Optimize/Model/ModelClient.h"

#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

namespace {
/// Remembers what was recorded; the store of a study in small.
class MemoryExchanges : public Exchanges {
public:
  llvm::Expected<std::optional<Exchange>> replay(StringRef key) override {
    if (next == earlier.size())
      return std::nullopt;
    EXPECT_EQ(earlier[next].key, key);
    return earlier[next++];
  }
  llvm::Error record(const Exchange &exchange) override {
    recorded.push_back(exchange);
    return llvm::Error::success();
  }
  bool affords(uint64_t tokens, double money) const override {
    asked.push_back({tokens, money});
    return isRich;
  }
  bool shouldStop() const override {
    return std::chrono::steady_clock::now() > deadline;
  }

  std::vector<Exchange> earlier, recorded;
  size_t next = 0;
  bool isRich = true;
  mutable std::vector<std::pair<uint64_t, double>> asked;
  std::chrono::steady_clock::time_point deadline =
      std::chrono::steady_clock::time_point::max();
};

/// What asking once comes to.
struct Outcome {
  std::string text;  ///< of the answer
  std::string error; ///< why there is none
  bool isNone = false;
};
} // namespace

static const Chat question{"system", {{false, "question"}}};
static constexpr StringRef goodTurn = R"({"text": "fine", "usage": [100, 10]})";

static Outcome ask(ModelClient &client, Exchanges &exchanges) {
  Outcome outcome;
  auto reply = client.ask(question, exchanges);
  if (!reply)
    outcome.error = llvm::toString(reply.takeError());
  else if (!*reply)
    outcome.isNone = true;
  else
    outcome.text = (*reply)->text;
  return outcome;
}

static Outcome ask(const ModelOptions &options, Exchanges &exchanges) {
  auto client = ModelClient::create(options);
  if (!client)
    return {"", llvm::toString(client.takeError()), false};
  return ask(**client, exchanges);
}

/// Nothing that was stored or said may have the key in it.
static void expectNoKey(const MemoryExchanges &exchanges,
                        const Outcome &outcome) {
  StringRef key = testKey;
  EXPECT_FALSE(StringRef(outcome.text + outcome.error).contains(key));
  for (const Exchange &exchange : exchanges.recorded)
    EXPECT_FALSE(
        StringRef(exchange.request + exchange.response + exchange.error)
            .contains(key));
}

//===----------------------------------------------------------------------===//
// Faults
//===----------------------------------------------------------------------===//

namespace {
struct Fault {
  const char *name;
  const char *turn;
  bool isTransient;    ///< tried again, and then the next turn is good
  const char *error;   ///< part of the text
  double totalSeconds; ///< for one attempt
};

class FaultTest : public testing::TestWithParam<Fault> {};
} // namespace

static const Fault faults[] = {
    {"Slow", R"({"delay": 3, "text": "late"})", true, "imed out", 0.3},
    {"Hanging", R"({"hang": true})", true, "imed out", 0.3},
    {"Trickling", R"({"trickle": 0.05, "text": "late"})", true, "imed out",
     0.3},
    {"Dropping", R"({"text": "half", "drop_after": 20})", true, "closed", 20},
    {"Refused401", R"({"status": 401, "echo_key": true})", false,
     "HTTP status 401 (the key is not accepted): "
     "{\"error\": {\"message\": \"Incorrect API key: [redacted]\"}}",
     20},
    {"NotFound404", R"({"status": 404, "body": "{}"})", false,
     "HTTP status 404 (no such address or model)", 20},
    {"BadRequest400", R"({"status": 400, "body": "{\"error\": \"no\"}"})",
     false, "HTTP status 400", 20},
    {"TooMany429", R"({"status": 429, "body": "{}"})", true, "HTTP status 429",
     20},
    {"TooManyWithRetryAfter429",
     R"({"status": 429, "body": "{}", "headers": {"Retry-After": "1"}})", true,
     "HTTP status 429", 20},
    {"QuotaGone429",
     R"({"status": 429, "body": "{\"code\": \"insufficient_quota\"}"})", false,
     "insufficient_quota", 20},
    {"LongRetryAfter429",
     R"({"status": 429, "body": "{}", "headers": {"Retry-After": "3600"}})",
     false, "the server asks to wait too long: '3600'", 20},
    {"Broken500", R"({"status": 500, "body": "oops"})", true,
     "HTTP status 500: oops", 20},
    {"Unavailable503", R"({"status": 503, "body": ""})", true,
     "HTTP status 503", 20},
    {"UnavailableWithRetryAfter503",
     R"({"status": 503, "body": "", "headers":
         {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}})",
     true, "HTTP status 503", 20},
    {"InvalidJSON", R"({"body": "{\"choices\": ["})", true, "response:1:", 20},
    {"WrongSchema", R"({"body": "{\"result\": \"text\"}"})", true,
     "no choices[0].message", 20},
    {"WrongContentType",
     R"({"content_type": "text/html", "body": "<html>Sign in</html>"})", false,
     "the response is text/html, not JSON: <html>Sign in</html>", 20},
    {"GiantBody", R"({"giant": 3000000})", false,
     "the response is longer than 256 KiB", 20},
    {"Redirected",
     R"({"status": 307, "body": "", "headers":
         {"Location": "http://127.0.0.2/elsewhere"}})",
     false, "redirections are not followed", 20},
};

/// A fault that passes is overcome; one that stays is an error after as many
/// attempts as there may be.
TEST_P(FaultTest, IsOvercomeOrToldOf) {
  const Fault &fault = GetParam();
  TemporaryFolder folder;
  {
    LoopbackServer server(folder, "[" + std::string(fault.turn) + "," +
                                      goodTurn.str() + "]");
    ModelOptions options = makeOptions(server.getURL());
    options.server.totalSeconds = fault.totalSeconds;
    MemoryExchanges exchanges;
    Outcome outcome = ask(options, exchanges);
    expectNoKey(exchanges, outcome);
    ASSERT_EQ(exchanges.recorded.size(), fault.isTransient ? 2u : 1u)
        << outcome.error;
    EXPECT_NE(exchanges.recorded.front().error.find(
                  fault.isTransient ? fault.error : ""),
              std::string::npos)
        << exchanges.recorded.front().error;
    if (fault.isTransient) {
      EXPECT_EQ(outcome.text, "fine");
      EXPECT_EQ(exchanges.recorded.back().error, "");
      EXPECT_EQ(exchanges.recorded.back().inputTokens, 100u);
      EXPECT_EQ(exchanges.recorded.back().outputTokens, 10u);
      EXPECT_DOUBLE_EQ(exchanges.recorded.back().money,
                       (100 * 2 + 10 * 8) / 1e6);
    }
    bool hadKeys = false;
    EXPECT_EQ(server.getRequests(&hadKeys).size(), exchanges.recorded.size());
    EXPECT_TRUE(hadKeys);
  }
  LoopbackServer server(folder, "[" + std::string(fault.turn) + "]");
  ModelOptions options = makeOptions(server.getURL());
  options.server.totalSeconds = fault.totalSeconds;
  MemoryExchanges exchanges;
  Outcome outcome = ask(options, exchanges);
  expectNoKey(exchanges, outcome);
  EXPECT_NE(outcome.error.find(fault.error), std::string::npos)
      << outcome.error;
  EXPECT_TRUE(StringRef(outcome.error).starts_with(server.getURL()));
  EXPECT_EQ(exchanges.recorded.size(), fault.isTransient ? 3u : 1u);
  EXPECT_EQ(StringRef(outcome.error).contains("(after 2 retries)"),
            fault.isTransient);
  EXPECT_TRUE(folder.findFilesWith(testKey).empty());
}

INSTANTIATE_TEST_SUITE_P(, FaultTest, testing::ValuesIn(faults),
                         [](const auto &info) { return info.param.name; });

TEST(TransportTest, RefusedConnections) {
  TemporaryFolder folder;
  std::string url;
  {
    LoopbackServer server(folder, "[{}]");
    url = server.getURL();
  }
  MemoryExchanges exchanges;
  Outcome outcome = ask(makeOptions(url), exchanges);
  EXPECT_NE(outcome.error.find("onnect"), std::string::npos) << outcome.error;
  EXPECT_EQ(exchanges.recorded.size(), 3u);
  EXPECT_EQ(exchanges.recorded.front().status, 0);
}

TEST(TransportTest, CertificatesAreChecked) {
  TemporaryFolder folder;
  LoopbackServer server(folder, "[" + goodTurn.str() + "]",
                        LoopbackServer::Security::SelfSigned);
  ModelOptions options = makeOptions(server.getURL());
  MemoryExchanges exchanges;
  Outcome outcome = ask(options, exchanges);
  EXPECT_NE(outcome.error.find("certificate"), std::string::npos)
      << outcome.error;
  EXPECT_EQ(exchanges.recorded.size(), 1u) << "there is no use in a retry";
  EXPECT_TRUE(server.getRequests().empty()) << "nothing was sent";
  options.server.caFile = server.getCertificate();
  EXPECT_EQ(ask(options, exchanges).text, "fine");
}

//===----------------------------------------------------------------------===//
// APIs
//===----------------------------------------------------------------------===//

TEST(TransportTest, TheKeyIsInTheHeaderOfEachAPI) {
  for (ModelAPI api : {ModelAPI::OpenAI, ModelAPI::Anthropic}) {
    TemporaryFolder folder;
    LoopbackServer server(
        folder, R"([{"answer": {"reasoning": "r", "blocks": {"task": ""}}}])");
    MemoryExchanges exchanges;
    Outcome outcome = ask(makeOptions(server.getURL(), api), exchanges);
    EXPECT_NE(outcome.text.find("\"reasoning\""), std::string::npos)
        << outcome.error;
    bool hadKeys = false;
    EXPECT_EQ(server.getRequests(&hadKeys).size(), 1u);
    EXPECT_TRUE(hadKeys);
    EXPECT_GT(exchanges.recorded.back().inputTokens, 0u)
        << "without a count the tokens are estimated";
  }
}

TEST(TransportTest, ServersThatKnowNoSchemaAreAskedWithout) {
  for (ModelAPI api : {ModelAPI::OpenAI, ModelAPI::Anthropic}) {
    TemporaryFolder folder;
    LoopbackServer server(
        folder, R"([{"refuses": true, "text": "fine"}, {"text": "again"}])");
    ModelOptions options = makeOptions(server.getURL(), api);
    auto client = llvm::cantFail(ModelClient::create(options));
    MemoryExchanges exchanges;
    EXPECT_EQ(ask(*client, exchanges).text, "fine");
    EXPECT_EQ(ask(*client, exchanges).text, "again");
    EXPECT_EQ(exchanges.recorded.size(), 3u) << "the refusal is remembered";
    // The same from the records.
    MemoryExchanges later;
    later.earlier = exchanges.recorded;
    auto resumed = llvm::cantFail(ModelClient::create(options));
    EXPECT_EQ(ask(*resumed, later).text, "fine");
    EXPECT_EQ(ask(*resumed, later).text, "again");
    EXPECT_TRUE(later.recorded.empty());
    EXPECT_EQ(server.getRequests().size(), 3u);
  }
}

//===----------------------------------------------------------------------===//
// Budgets, interrupts, resumption
//===----------------------------------------------------------------------===//

TEST(TransportTest, NothingIsSentThatIsNotAfforded) {
  TemporaryFolder folder;
  LoopbackServer server(folder, "[" + goodTurn.str() + "]");
  MemoryExchanges exchanges;
  exchanges.isRich = false;
  EXPECT_TRUE(ask(makeOptions(server.getURL()), exchanges).isNone);
  EXPECT_TRUE(server.getRequests().empty());
  ASSERT_EQ(exchanges.asked.size(), 1u);
  EXPECT_GT(exchanges.asked[0].first, 1000u) << "with all of the answer";
  EXPECT_GT(exchanges.asked[0].second, 1000 * 8 / 1e6);
}

TEST(TransportTest, InterruptsEndRequestsAndPauses) {
  TemporaryFolder folder;
  for (StringRef turn :
       {R"({"hang": true})",
        R"({"status": 503, "headers": {"Retry-After": "60"}})"}) {
    LoopbackServer server(folder, ("[" + turn + "]").str());
    ModelOptions options = makeOptions(server.getURL());
    options.server.maxBackoff = 100;
    MemoryExchanges exchanges;
    auto start = std::chrono::steady_clock::now();
    exchanges.deadline = start + std::chrono::milliseconds(500);
    EXPECT_TRUE(ask(options, exchanges).isNone);
    EXPECT_LT(std::chrono::steady_clock::now() - start,
              std::chrono::seconds(10));
  }
}

TEST(TransportTest, FailedAttemptsOfEarlierRunsArePassedOver) {
  TemporaryFolder folder;
  LoopbackServer server(folder, R"([{"status": 500}, {"status": 500},
                                    {"status": 500}, {"text": "fine"}])");
  ModelOptions options = makeOptions(server.getURL());
  MemoryExchanges first;
  EXPECT_NE(ask(options, first).error, "");
  MemoryExchanges second;
  second.earlier = first.recorded;
  EXPECT_EQ(ask(options, second).text, "fine");
  EXPECT_EQ(second.next, 3u);
  EXPECT_EQ(second.recorded.size(), 1u);
}

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

static std::string getCreateError(const ModelOptions &options) {
  auto client = ModelClient::create(options);
  return client ? "" : llvm::toString(client.takeError());
}

TEST(TransportTest, WrongOptionsAreErrors) {
  TemporaryFolder folder;
  {
    LoopbackServer setsTheKeys(folder, "[{}]");
  }
  ModelOptions good = makeOptions("https://models.example/v1");
  EXPECT_EQ(getCreateError(good), "");
  auto expectError = [&](llvm::function_ref<void(ModelOptions &)> change,
                         StringRef part) {
    ModelOptions options = good;
    change(options);
    std::string error = getCreateError(options);
    EXPECT_NE(error.find(part), std::string::npos) << part.str() << error;
    EXPECT_EQ(error.find(testKey), std::string::npos);
  };
  expectError([](ModelOptions &o) { o.model = ""; }, "no model is named");
  expectError([](ModelOptions &o) { o.server.url = "models"; }, "URL");
  expectError([](ModelOptions &o) { o.server.url = "ftp://models"; }, "URL");
  expectError([](ModelOptions &o) { o.server.url = "https://me:pw@models"; },
              "user or password");
  expectError([](ModelOptions &o) { o.server.url = "http://models.example"; },
              "readable on its way");
  expectError([](ModelOptions &o) { o.temperature = -1; }, "temperature");
  expectError([](ModelOptions &o) { o.inputPrice = -1; }, "prices");
  expectError([](ModelOptions &o) { o.server.totalSeconds = 0; }, "times");
  expectError([](ModelOptions &o) { o.maxOutputTokens = 0; }, "0 tokens");
  expectError(
      [](ModelOptions &o) {
        o.server.url = "";
        o.server.keyVariable = "MAPWRIGHT_NO_SUCH_KEY";
      },
      "'MAPWRIGHT_NO_SUCH_KEY' with the key for https://api.openai.com/v1 is "
      "not set");
  setenv("MAPWRIGHT_BAD_KEY", "secret-key\r\nX-Evil: 1", 1);
  expectError(
      [](ModelOptions &o) { o.server.keyVariable = "MAPWRIGHT_BAD_KEY"; },
      "is no key");
}

TEST(TransportTest, KeysAreRedactedAlsoWhereSlashesAreEscaped) {
  TemporaryFolder folder;
  {
    LoopbackServer setsTheKeys(folder, "[{}]");
  }
  Secret key = llvm::cantFail(Secret::read(ModelServer()));
  EXPECT_EQ(key.redact(std::string("a ") + testKey + testKey + " b"),
            "a [redacted][redacted] b");
  EXPECT_EQ(key.redact("\"sk-test\\/0123456789abcdef\""), "\"[redacted]\"");
  setenv("OPENAI_API_KEY", "EMPTY", 1);
  Secret placeholder = llvm::cantFail(Secret::read(ModelServer()));
  EXPECT_EQ(placeholder.redact("EMPTY"), "EMPTY");
}

//===----------------------------------------------------------------------===//
// Back-off
//===----------------------------------------------------------------------===//

TEST(RetryTest, RetryAfterIsANumberOrADate) {
  EXPECT_EQ(parseRetryAfter("7", 0), 7.0);
  EXPECT_EQ(parseRetryAfter("0.5", 0), 0.5);
  EXPECT_EQ(parseRetryAfter("Thu, 01 Jan 1970 00:01:00 GMT", 20), 40.0);
  EXPECT_EQ(parseRetryAfter("Thu, 01 Jan 1970 00:01:00 GMT", 100), 0.0);
  for (StringRef text : {"", "soon", "-1", "nan", "1e999"})
    EXPECT_FALSE(parseRetryAfter(text, 0)) << text.str();
}

TEST(RetryTest, PausesDoubleAndAreReproducible) {
  ModelServer server;
  for (unsigned retry = 0; retry < 10; ++retry) {
    double most = std::min(60.0, double(1u << retry));
    double pause = *computeBackoff(server, retry, "", 42, 0);
    EXPECT_LE(pause, most);
    EXPECT_GE(pause, most / 2);
    EXPECT_EQ(pause, *computeBackoff(server, retry, "", 42, 0));
  }
  EXPECT_NE(*computeBackoff(server, 3, "", 42, 0),
            *computeBackoff(server, 3, "", 43, 0));
  EXPECT_EQ(*computeBackoff(server, 0, "30", 42, 0), 30);
  EXPECT_FALSE(computeBackoff(server, 0, "61", 42, 0));
}

//===----------------------------------------------------------------------===//
// Transcripts
//===----------------------------------------------------------------------===//

TEST(TranscriptTest, ARecordedConversationIsPlayedAgain) {
  TemporaryFolder folder;
  std::string file = folder.getPath("t.jsonl");
  MemoryExchanges recorded, replayed;
  {
    LoopbackServer server(folder, R"([{"refuses": true, "text": "one"},
        {"status": 503}, {"text": "two", "usage": [5, 6]}, {"text": "three"}])");
    ModelOptions options = makeOptions(server.getURL());
    options.recordFile = file;
    auto client = llvm::cantFail(ModelClient::create(options));
    for (StringRef text : {"one", "two", "three"})
      EXPECT_EQ(ask(*client, recorded).text, text.str());
    EXPECT_NE(getCreateError(options).find("cannot write"), std::string::npos)
        << "there is a transcript already";
  }
  EXPECT_TRUE(folder.findFilesWith(testKey).empty());
  ModelOptions options = makeOptions("https://gone.example/v1");
  options.replayFile = file;
  auto client = llvm::cantFail(ModelClient::create(options));
  for (StringRef text : {"one", "two", "three"})
    EXPECT_EQ(ask(*client, replayed).text, text.str());
  ASSERT_EQ(replayed.recorded.size(), recorded.recorded.size());
  for (auto [a, b] : llvm::zip(recorded.recorded, replayed.recorded))
    EXPECT_EQ(writeTranscriptLine(a), writeTranscriptLine(b));
  EXPECT_NE(ask(*client, replayed).error.find("were used already"),
            std::string::npos);
}

static Exchange makeExchange(StringRef request) {
  Exchange exchange;
  exchange.request = request.str();
  exchange.key = hashRequest(request);
  exchange.status = 200;
  exchange.response = "{\"a\": \"\\u00e9\"}\n";
  exchange.inputTokens = 3;
  exchange.money = 0.1;
  exchange.seconds = 1e-3;
  return exchange;
}

TEST(TranscriptTest, LinesComeBack) {
  Exchange exchange = makeExchange(R"({"api":"openai","body":{"x":0.5}})");
  std::string line = writeTranscriptLine(exchange);
  Exchange back = llvm::cantFail(readTranscriptLine(line, "t", 1));
  EXPECT_EQ(writeTranscriptLine(back), line);
  EXPECT_EQ(back.request, exchange.request);
  EXPECT_EQ(back.response, exchange.response);
}

TEST(TranscriptTest, ChangedLinesAreErrors) {
  std::string line = writeTranscriptLine(makeExchange("{\"body\":{\"x\":1}}"));
  auto getError = [](const std::string &text) {
    auto exchange = readTranscriptLine(text, "t.jsonl", 7);
    return exchange ? "" : llvm::toString(exchange.takeError());
  };
  auto change = [&](StringRef from, StringRef to) {
    std::string text = line;
    size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos);
    return text.replace(at, from.size(), to.str());
  };
  EXPECT_NE(getError(change("\"x\":1", "\"x\":2")).find("t.jsonl:7: the key"),
            std::string::npos);
  EXPECT_NE(getError(change("transcript/1", "transcript/2")).find("schema"),
            std::string::npos);
  EXPECT_NE(getError(change("\"status\"", "\"state\"")).find("state"),
            std::string::npos);
  EXPECT_NE(getError("not JSON").find("t.jsonl:7:"), std::string::npos);
}

TEST(TranscriptTest, AMissSaysWhatDiffers) {
  EXPECT_EQ(describeDifference(
                R"({"body":{"messages":[{"content":"a\nb\nc"}],"model":"m"}})",
                R"({"body":{"messages":[{"content":"a\nx\nc"}],"model":"m"}})"),
            "body.messages[0].content line 2: 'b', not 'x'");
  EXPECT_EQ(describeDifference(R"({"model":"a"})", R"({"model":"b"})"),
            "model line 1: 'a', not 'b'");
  EXPECT_EQ(describeDifference(R"({"a":1,"seed":2})", R"({"a":1})"),
            "seed: only here");
  EXPECT_EQ(describeDifference(R"({"m":[1]})", R"({"m":[1,2]})"),
            "m: 1 items, not 2");
  TemporaryFolder folder;
  std::string file = folder.getPath("t.jsonl");
  llvm::cantFail(llvm::cantFail(TranscriptWriter::create(file))
                     ->write(makeExchange(R"({"body":{"x":1}})")));
  Transcript transcript = llvm::cantFail(Transcript::read(file));
  std::string request = R"({"body":{"x":2}})";
  std::string error = llvm::toString(
      transcript.take(hashRequest(request), request).takeError());
  EXPECT_NE(error.find(hashRequest(request)), std::string::npos) << error;
  EXPECT_NE(error.find("body.x: 2, not 1"), std::string::npos) << error;
}
