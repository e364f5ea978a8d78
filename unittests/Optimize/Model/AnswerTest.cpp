//===- AnswerTest.cpp - Tests of what a model answered --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Optimize/Model/Answer.h"
#include "lib/Optimize/Model/Wire.h"

#include "mapwright/Optimize/Random.h"

#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

static std::string getError(StringRef text) {
  llvm::Expected<Answer> answer = parseAnswer(text);
  return answer ? "" : llvm::toString(answer.takeError());
}

TEST(AnswerTest, BlocksThatAreNotGivenStay) {
  Answer answer = llvm::cantFail(parseAnswer(
      R"({"blocks": {"task": "Task * GPU;\n", "region": null},
          "reasoning": "GPUs"})"));
  EXPECT_EQ(answer.reasoning, "GPUs");
  EXPECT_EQ(answer.blocks[unsigned(Block::Task)], "Task * GPU;\n");
  EXPECT_FALSE(answer.blocks[unsigned(Block::Region)]);
  EXPECT_FALSE(answer.blocks[unsigned(Block::Layout)]);
}

TEST(AnswerTest, NothingElseIsAnAnswer) {
  constexpr StringRef wrong[] = {
      "",
      "null",
      "[]",
      R"({"reasoning": "", "blocks": {"task": "Task * CPU;"}} Hope it helps)",
      R"(Here it is: {"reasoning": "", "blocks": {"task": "Task * CPU;"}})",
      "```json\n{\"reasoning\": \"\", \"blocks\": {\"task\": \"\"}}\n```",
      R"({"reasoning": "", "blocks": {"task": "a", "task": "b"}})",
      R"({"reasoning": "", "blocks": {"tasks": "Task * CPU;"}})",
      R"({"reasoning": "", "blocks": {"task": "Task * CPU;"}, "more": 1})",
      R"({"reasoning": "", "blocks": {"task": 1}})",
      R"({"reasoning": "", "blocks": {"task": ["Task * CPU;"]}})",
      R"({"reasoning": "", "blocks": {"task": null}})",
      R"({"reasoning": "", "blocks": {}})",
      R"({"reasoning": "", "blocks": "Task * CPU;"})",
      R"({"reasoning": null, "blocks": {"task": "Task * CPU;"}})",
      R"({"blocks": {"task": "Task * CPU;"}})",
      R"({"reasoning": ""})",
      R"({"reasoning": "", "blocks": {"task": "Task * CPU;",}})",
      R"({"reasoning": "", "blocks": {"task": "Task * CPU;})",
      "{\"reasoning\": \"\", \"blocks\": {\"task\": \"Task *\n CPU;\"}}",
      "{\"reasoning\": \"\xff\", \"blocks\": {\"task\": \"\"}}",
  };
  for (StringRef text : wrong)
    EXPECT_TRUE(StringRef(getError(text)).starts_with("answer:")) << text.str();
}

TEST(AnswerTest, ErrorsSayWhereAndWhat) {
  EXPECT_EQ(
      getError("{\"reasoning\": \"\",\n \"blocks\": {\"regions\": \"\"}}"),
      "answer:2: blocks.regions: unknown key 'regions'; "
      "did you mean 'region'?");
}

TEST(AnswerTest, LongBlocksAreRefused) {
  std::string text = R"({"reasoning": "", "blocks": {"task": ")" +
                     std::string(maxBlockBytes + 1, ' ') + "\"}}";
  EXPECT_NE(getError(text).find("more than 65536 bytes"), std::string::npos);
}

/// What another JSON reader finds in an answer; none if it is not one.
static std::optional<std::string> readIndependently(StringRef text,
                                                    StringRef block) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  if (!value) {
    llvm::consumeError(value.takeError());
    return std::nullopt;
  }
  const llvm::json::Object *root = value->getAsObject();
  const llvm::json::Object *blocks = root ? root->getObject("blocks") : nullptr;
  if (!blocks || root->size() != 2 || !root->getString("reasoning"))
    return std::nullopt;
  return blocks->getString(block).value_or("").str();
}

/// Mutated answers are read exactly, or not at all.
TEST(AnswerTest, MutationsAreReadExactlyOrRefused) {
  const std::string seed =
      R"({"reasoning": "a \"b\" \\ \u00e9", "blocks": {"task": "Task * GPU;\n",)"
      R"( "region": "Region * * GPU FBMEM; # {} \",\"b\":\"2", "layout": null}})";
  const StringRef pieces[] = {
      "\"", "\\",    "{", "}",         ",",  ":", "null", "\n", " ",      "[",
      "\t", "\\u00", "x", "\"task\":", "//", "1", "'",    "`",  "\"b\":2"};
  Random random(7);
  unsigned numRead = 0;
  for (unsigned round = 0; round < 20000; ++round) {
    std::string text = seed;
    for (uint64_t edits = 1 + random.below(3); edits > 0; --edits) {
      size_t at = random.below(text.size() + 1);
      if (random.chance(0.5))
        text.erase(at, random.below(4));
      else
        text.insert(at, pieces[random.below(std::size(pieces))].str());
    }
    llvm::Expected<Answer> answer = parseAnswer(text);
    if (!answer) {
      llvm::consumeError(answer.takeError());
      continue;
    }
    ++numRead;
    for (unsigned i = 0; i < numBlocks; ++i)
      ASSERT_EQ(readIndependently(text, spelling(Block(i))),
                answer->blocks[i].value_or(""))
          << text;
  }
  EXPECT_GT(numRead, 1000u);
}

TEST(AnswerTest, ThePublishedSchemaIsTheOneSent) {
  auto buffer = llvm::MemoryBuffer::getFile(
      MAPWRIGHT_SOURCES "/docs/schemas/model-answer.schema.json");
  ASSERT_TRUE(bool(buffer));
  llvm::json::Value published =
      llvm::cantFail(llvm::json::parse((*buffer)->getBuffer()));
  llvm::json::Object &root = *published.getAsObject();
  for (StringRef key : {"$schema", "$id", "title", "description"})
    root.erase(key);
  // Readers also take blocks that are left out for null.
  root.getObject("properties")->getObject("blocks")->erase("description");
  EXPECT_EQ(published, llvm::json::Value(makeAnswerSchema()));
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

TEST(WireTest, RequestsOfTheTwoAPIs) {
  ModelOptions options;
  options.model = "m";
  options.seed = 3;
  options.temperature = 0.5;
  Chat chat{"system", {{false, "question"}}};
  std::string request = writeRequest(options, chat, false);
  EXPECT_EQ(request,
            R"({"api":"openai","body":{"max_tokens":4096,)"
            R"("messages":[{"content":"system","role":"system"},)"
            R"({"content":"question","role":"user"}],"model":"m","seed":3,)"
            R"("temperature":0.5}})");
  EXPECT_EQ(hashRequest(request).size(), 64u);
  options.server.api = ModelAPI::Anthropic;
  EXPECT_EQ(writeRequest(options, chat, false),
            R"({"api":"anthropic","body":{"max_tokens":4096,)"
            R"("messages":[{"content":"question","role":"user"}],"model":"m",)"
            R"("system":"system","temperature":0.5}})");
  EXPECT_NE(writeRequest(options, chat, true).find("tool_choice"),
            std::string::npos);
}

TEST(WireTest, RepliesOfTheTwoAPIs) {
  Reply reply = llvm::cantFail(readReply(
      ModelAPI::OpenAI,
      R"({"choices":[{"message":{"content":"text"},"finish_reason":"length"}],)"
      R"("usage":{"prompt_tokens":5,"completion_tokens":7}})"));
  EXPECT_EQ(reply.text, "text");
  EXPECT_TRUE(reply.isCut);
  EXPECT_EQ(reply.inputTokens, 5u);
  EXPECT_EQ(reply.outputTokens, 7u);
  reply = llvm::cantFail(readReply(
      ModelAPI::Anthropic,
      R"({"content":[{"type":"text","text":"Well. "},{"type":"tool_use",)"
      R"("input":{"reasoning":"r","blocks":{"task":null}}}],)"
      R"("usage":{"input_tokens":5,"cache_read_input_tokens":2}})"));
  EXPECT_EQ(reply.text, R"({"blocks":{"task":null},"reasoning":"r"})");
  EXPECT_EQ(reply.inputTokens, 7u);
  EXPECT_FALSE(reply.outputTokens);
}

TEST(WireTest, OtherBodiesAreErrors) {
  for (StringRef body : {"", "{}", "[1]", "{\"choices\":[]}",
                         "{\"choices\":[{}]}", "<html>", "{\"content\":1}"})
    for (ModelAPI api : {ModelAPI::OpenAI, ModelAPI::Anthropic}) {
      llvm::Expected<Reply> reply = readReply(api, body);
      EXPECT_FALSE(bool(reply)) << body.str();
      if (!reply)
        EXPECT_TRUE(StringRef(llvm::toString(reply.takeError()))
                        .starts_with("response:"));
    }
}
