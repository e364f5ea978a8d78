//===- FeedbackTest.cpp - Feedback as text and as JSON --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/Guide.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include "gtest/gtest.h"

using namespace mapwright;
using llvm::StringRef;
using llvm::json::Object;
using llvm::json::Value;

static Feedback makeFeedback() {
  Feedback feedback;
  feedback.outcome.kind = sim::OutcomeKind::OutOfMemory;
  feedback.outcome.memory = "FBMEM";
  feedback.outcome.overBytes = 4096;
  feedback.raw = "it broke\n";
  feedback.explain = {{"a-rule", "It is full.", {{"task", "t\xff"}}, 3}};
  Suggestion suggestion;
  suggestion.rule = "a-rule";
  suggestion.text = "Use ZCMEM.";
  suggestion.edit = "change-memory";
  suggestion.fix =
      Fix{"use ZCMEM", {{"a.mapper", 3, 8, "ZCMEM"}}, Applicability::Machine};
  suggestion.gain = 1.5;
  feedback.suggest.push_back(suggestion);
  suggestion = Suggestion();
  suggestion.rule = "b-rule";
  suggestion.text = "Raise it.";
  suggestion.cause = Cause::Flags;
  suggestion.flag = "-ll:fsize";
  feedback.suggest.push_back(suggestion);
  feedback.unmatched = {"odd \xfe line"};
  return feedback;
}

static std::string getText(GuideLevel level) {
  std::string text;
  llvm::raw_string_ostream os(text);
  writeText(makeFeedback(), level, os);
  return text;
}

static Value getJSON(const Feedback &feedback, GuideLevel level) {
  std::string text;
  llvm::raw_string_ostream os(text);
  writeJSON(feedback, level, os);
  llvm::Expected<Value> value = llvm::json::parse(text);
  EXPECT_TRUE(bool(value)) << llvm::toString(value.takeError());
  return value ? std::move(*value) : nullptr;
}

TEST(FeedbackText, ShowsWhatTheLevelShows) {
  std::string head =
      "outcome: out of memory, memory FBMEM, 4096 bytes too much\n"
      "output:\n  | it broke\n";
  EXPECT_EQ(getText(GuideLevel::Raw), head);
  head += "meaning:\n  It is full. [a-rule, 3 times]\n";
  std::string tail = "not understood:\n  | odd \xfe line\n";
  EXPECT_EQ(getText(GuideLevel::Explain), head + tail);
  EXPECT_EQ(getText(GuideLevel::Suggest),
            head +
                "suggestion:\n"
                "  Use ZCMEM. [a-rule, cause: mapper, gain: 1.50x]\n"
                "    fix: use ZCMEM\n"
                "    | ZCMEM\n"
                "  Raise it. [b-rule, cause: flags]\n" +
                tail);
}

TEST(FeedbackText, Levels) {
  EXPECT_EQ(parseGuideLevel("raw"), GuideLevel::Raw);
  EXPECT_EQ(parseGuideLevel("explain"), GuideLevel::Explain);
  EXPECT_EQ(parseGuideLevel("suggest"), GuideLevel::Suggest);
  EXPECT_EQ(parseGuideLevel("Suggest"), std::nullopt);
}

//===----------------------------------------------------------------------===//
// Schemas
//===----------------------------------------------------------------------===//

namespace {
/// As much of JSON Schema as ours use.
class Checker {
public:
  explicit Checker(const Object &root) : root(root) {}
  /// The first thing wrong, or nothing.
  std::string check(const Value &value, const Object &schema,
                    const std::string &path) const;

private:
  std::string checkObject(const Object &object, const Object &schema,
                          const std::string &path) const;
  bool hasType(const Value &value, StringRef type) const;

  const Object &root;
};
} // namespace

bool Checker::hasType(const Value &value, StringRef type) const {
  switch (value.kind()) {
  case Value::Null:
    return type == "null";
  case Value::Boolean:
    return type == "boolean";
  case Value::Number:
    return type == "number" || (type == "integer" && value.getAsInteger());
  case Value::String:
    return type == "string";
  case Value::Array:
    return type == "array";
  case Value::Object:
    return type == "object";
  }
  return false;
}

std::string Checker::checkObject(const Object &object, const Object &schema,
                                 const std::string &path) const {
  if (const auto *required = schema.getArray("required"))
    for (const Value &key : *required)
      if (!object.get(*key.getAsString()))
        return path + ": no " + key.getAsString()->str();
  const Object *properties = schema.getObject("properties");
  for (const auto &[key, value] : object) {
    const Object *own = properties ? properties->getObject(key) : nullptr;
    if (!own)
      own = schema.getObject("additionalProperties");
    if (!own && schema.getBoolean("additionalProperties") == false)
      return path + ": unknown " + key.str();
    if (own)
      if (std::string wrong = check(value, *own, path + "." + key.str());
          !wrong.empty())
        return wrong;
  }
  return "";
}

std::string Checker::check(const Value &value, const Object &schema,
                           const std::string &path) const {
  if (auto reference = schema.getString("$ref"))
    return check(
        value,
        *root.getObject("$defs")->getObject(reference->rsplit('/').second),
        path);
  if (const auto *choices = schema.getArray("oneOf")) {
    for (const Value &choice : *choices)
      if (check(value, *choice.getAsObject(), path).empty())
        return "";
    return path + ": none of the choices";
  }
  if (auto type = schema.getString("type"); type && !hasType(value, *type))
    return path + ": not of type " + type->str();
  if (const Value *constant = schema.get("const");
      constant && *constant != value)
    return path + ": another constant";
  if (const auto *words = schema.getArray("enum");
      words && !llvm::is_contained(*words, value))
    return path + ": not one of the words";
  if (const auto *array = value.getAsArray())
    if (const Object *items = schema.getObject("items"))
      for (const Value &item : *array)
        if (std::string wrong = check(item, *items, path + "[]");
            !wrong.empty())
          return wrong;
  if (const Object *object = value.getAsObject())
    return checkObject(*object, schema, path);
  return "";
}

static Value parseFile(const std::string &name) {
  auto buffer = llvm::MemoryBuffer::getFile(MAPWRIGHT_SOURCES + name);
  EXPECT_TRUE(bool(buffer)) << name;
  llvm::Expected<Value> value =
      llvm::json::parse(buffer ? (*buffer)->getBuffer() : "null");
  EXPECT_TRUE(bool(value)) << llvm::toString(value.takeError());
  return value ? std::move(*value) : nullptr;
}

static std::string checkFile(const Value &value, const std::string &schema) {
  Value root = parseFile(schema);
  return Checker(*root.getAsObject()).check(value, *root.getAsObject(), "$");
}

static const std::string feedbackSchema = "/docs/schemas/feedback.schema.json";
static const std::string rulesSchema =
    "/docs/schemas/autoguide-rules.schema.json";

TEST(FeedbackJSON, HasItsSchema) {
  for (GuideLevel level :
       {GuideLevel::Raw, GuideLevel::Explain, GuideLevel::Suggest}) {
    EXPECT_EQ(checkFile(getJSON(makeFeedback(), level), feedbackSchema), "");
    EXPECT_EQ(checkFile(getJSON(Feedback(), level), feedbackSchema), "");
  }
  Value wrong = getJSON(makeFeedback(), GuideLevel::Suggest);
  (*wrong.getAsObject())["extra"] = 1;
  EXPECT_EQ(checkFile(wrong, feedbackSchema), "$: unknown extra");
}

TEST(FeedbackJSON, OfEveryRuleHasItsSchema) {
  Guide guide = llvm::cantFail(Guide::load());
  Value root = parseFile(feedbackSchema);
  Checker checker(*root.getAsObject());
  for (const Rule &rule : guide.getRules()) {
    Value value =
        getJSON(guide.analyze(rule.matches.front().text), GuideLevel::Suggest);
    EXPECT_EQ(checker.check(value, *root.getAsObject(), "$"), "") << rule.id;
  }
}

TEST(FeedbackJSON, HidesWhatIsAboveTheLevel) {
  Value value = getJSON(makeFeedback(), GuideLevel::Raw);
  EXPECT_TRUE(value.getAsObject()->getArray("explain")->empty());
  EXPECT_TRUE(value.getAsObject()->getArray("suggest")->empty());
  value = getJSON(makeFeedback(), GuideLevel::Explain);
  EXPECT_EQ(value.getAsObject()->getArray("explain")->size(), 1u);
  EXPECT_TRUE(value.getAsObject()->getArray("suggest")->empty());
}

TEST(RuleFiles, OfMapwrightHaveTheirSchema) {
  for (const EmbeddedRules &embedded : getEmbeddedRules()) {
    Value value = llvm::cantFail(llvm::json::parse(embedded.text));
    EXPECT_EQ(checkFile(value, rulesSchema), "") << embedded.name.str();
  }
}
