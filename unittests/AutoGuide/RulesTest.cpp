//===- RulesTest.cpp - Every rule on its own examples ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/Guide.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

#include "gtest/gtest.h"

using namespace mapwright;
using llvm::StringRef;

static const Guide &getGuide() {
  static const Guide guide = llvm::cantFail(Guide::load());
  return guide;
}

static const Explanation *findExplanation(const Feedback &feedback,
                                          StringRef rule) {
  auto found =
      llvm::find_if(feedback.explain, [&](const Explanation &explanation) {
        return explanation.rule == rule;
      });
  return found == feedback.explain.end() ? nullptr : &*found;
}

static const Suggestion *findSuggestion(const Feedback &feedback,
                                        StringRef rule) {
  auto found =
      llvm::find_if(feedback.suggest, [&](const Suggestion &suggestion) {
        return suggestion.rule == rule;
      });
  return found == feedback.suggest.end() ? nullptr : &*found;
}

TEST(Rules, MatchTheirExamplesAndFindTheValues) {
  for (const Rule &rule : getGuide().getRules()) {
    ASSERT_FALSE(rule.matches.empty()) << rule.id;
    for (const RuleExample &example : rule.matches) {
      Feedback feedback = getGuide().analyze(example.text);
      ASSERT_FALSE(feedback.explain.empty()) << rule.id << ": " << example.text;
      EXPECT_EQ(feedback.explain.front().rule, rule.id) << example.text;
      const Explanation *found = findExplanation(feedback, rule.id);
      if (!found)
        continue;
      for (const auto &[name, value] : example.captures) {
        auto capture = found->captures.find(name);
        ASSERT_NE(capture, found->captures.end()) << rule.id << ": " << name;
        EXPECT_EQ(capture->second, value) << rule.id << ": " << name;
      }
      EXPECT_EQ(feedback.outcome.isKnown, rule.outcome.has_value()) << rule.id;
      if (rule.outcome) {
        EXPECT_EQ(feedback.outcome.kind, *rule.outcome) << rule.id;
      }
    }
  }
}

TEST(Rules, DoNotFireOnLookAlikes) {
  for (const Rule &rule : getGuide().getRules()) {
    ASSERT_FALSE(rule.rejects.empty()) << rule.id;
    for (const std::string &text : rule.rejects)
      EXPECT_EQ(findExplanation(getGuide().analyze(text), rule.id), nullptr)
          << rule.id << ": " << text;
  }
}

/// A message in the middle of a sentence is somebody talking about it.
TEST(Rules, DoNotFireOnQuotedMessages) {
  for (const Rule &rule : getGuide().getRules())
    for (const RuleExample &example : rule.matches) {
      // What follows the prefix of another rank is that rank's message.
      StringRef text = StringRef(example.text).split('\n').first;
      size_t logger = text.find("}{");
      text = text.drop_front(logger == StringRef::npos ? 0 : logger + 1);
      std::string quoted = "We were told that this is in the manual, " +
                           text.str() + " - and that all is well";
      EXPECT_EQ(findExplanation(getGuide().analyze(quoted), rule.id), nullptr)
          << rule.id << ": " << quoted;
    }
}

TEST(Rules, CausesDecideAboutEditsAndFlags) {
  for (const Rule &rule : getGuide().getRules()) {
    const RuleExample &example = rule.matches.front();
    Feedback feedback = getGuide().analyze(example.text);
    const Suggestion *found = findSuggestion(feedback, rule.id);
    ASSERT_NE(found, nullptr) << rule.id;
    EXPECT_EQ(found->cause, rule.cause) << rule.id;
    EXPECT_EQ(found->edit.empty(),
              rule.edit.empty() || rule.cause != Cause::Mapper)
        << rule.id;
    EXPECT_FALSE(found->fix) << rule.id;
    EXPECT_EQ(found->flag.empty(), rule.cause != Cause::Flags) << rule.id;
  }
}

TEST(Rules, TextsHaveNoHoles) {
  for (const Rule &rule : getGuide().getRules())
    for (const RuleExample &example : rule.matches) {
      Feedback feedback = getGuide().analyze(example.text);
      const Explanation *found = findExplanation(feedback, rule.id);
      const Suggestion *suggested = findSuggestion(feedback, rule.id);
      ASSERT_TRUE(found && suggested) << rule.id;
      for (StringRef text :
           {StringRef(found->text), StringRef(suggested->text)}) {
        EXPECT_EQ(text.find("  "), StringRef::npos)
            << rule.id << ": " << text.str();
        EXPECT_EQ(text.find(" ,"), StringRef::npos)
            << rule.id << ": " << text.str();
        EXPECT_EQ(text.find("()"), StringRef::npos)
            << rule.id << ": " << text.str();
        EXPECT_TRUE(text.ends_with(".") || text.ends_with("`") ||
                    text.ends_with("]"))
            << rule.id << ": " << text.str();
      }
    }
}

TEST(Rules, EveryFileHasRules) {
  llvm::StringSet<> files;
  for (const Rule &rule : getGuide().getRules())
    files.insert(rule.file);
  for (const EmbeddedRules &embedded : getEmbeddedRules())
    EXPECT_TRUE(files.contains(embedded.name)) << embedded.name.str();
}

//===----------------------------------------------------------------------===//
// Files of users
//===----------------------------------------------------------------------===//

static std::string makeFile(StringRef rule) {
  return (R"({"schema": "mapwright-autoguide-rules/1",
 "parts": {"app": "myapp: "}, "tables": {"word": {"1": "one"}},
 "rules": [)" +
          rule + "]}")
      .str();
}

static constexpr llvm::StringLiteral goodRule =
    R"json({"id": "my-rule", "pattern": "{{app}}lost (?P<count>\\d+)",
  "explain": "lost {count:word}", "suggest": "find it", "cause": "application",
  "rank": 10, "matches": ["myapp: lost 1"], "rejects": ["lost 1"]})json";

static std::string replaced(StringRef from, StringRef to) {
  std::string text = goodRule.str();
  size_t at = text.find(from.str());
  EXPECT_NE(at, std::string::npos) << from.str();
  return makeFile(text.replace(at, from.size(), to.str()));
}

static std::string readError(StringRef text) {
  std::vector<Rule> rules;
  llvm::Error error = readRules(text, "my.json", rules);
  EXPECT_TRUE(rules.empty() || !error);
  return llvm::toString(std::move(error));
}

TEST(RuleFiles, AreApplied) {
  std::vector<Rule> rules;
  ASSERT_EQ(llvm::toString(readRules(makeFile(goodRule), "my.json", rules)),
            "");
  Guide guide = llvm::cantFail(Guide::make(rules));
  Feedback feedback = guide.analyze("myapp: lost 1\n");
  ASSERT_EQ(feedback.explain.size(), 1u);
  EXPECT_EQ(feedback.explain[0].text, "lost one");
}

TEST(RuleFiles, ErrorsNameFileRuleAndReason) {
  struct Case {
    StringRef from, to, error;
  } cases[] = {
      {"lost (", "lost ((",
       "rule 'my-rule': pattern 'myapp: lost ((?P<count>"
       "\\d+)': missing ): "},
      {"{{app}}", "{{ap}}",
       "rule 'my-rule': there is no part 'ap' of patterns"},
      {"{{app}}", ".*", "starts with '.*': it has to say how a line starts"},
      {"{{app}}lost (?P<count>\\\\d+)", "(?P<count>\\\\d*)",
       "matches an empty line"},
      {"{count:word}", "{size}", "the pattern captures no 'size'"},
      {"{count:word}", "{count:words}", "there is no table 'words'"},
      {"{count:word}", "{count", "'{' without '}'"},
      {"\"application\"", "\"fate\"",
       "unknown cause 'fate'; expected mapper, flags, application or runtime"},
      {"10,", "100,", "my.json:5: rule 'my-rule': rules[0].rank: expected"},
      {"\"rank\"", "\"edit\": \"wrap-index\", \"rank\"",
       "an edit of the mapper needs the cause 'mapper'"},
      {"\"rank\"", "\"flag\": \"-ll:cpu\", \"rank\"",
       "a flag needs the cause 'flags'"},
      {"\"rank\"", "\"outcome\": \"bliss\", \"rank\"",
       "unknown outcome 'bliss'"},
      {"my-rule", "My Rule", "an id is lower-case letters, digits and '-'"},
      {"\"rejects\": [\"lost 1\"]", "\"rejects\": []",
       "a rule needs an example that matches and one that must not"},
      {"\"suggest\"", "\"sugest\"", "unknown key 'sugest'"},
      {"\"find it\"", "7", "expected a string"},
      {"\"rank\"", "\"distinct\": [\"size\"], \"rank\"",
       "the pattern captures no 'size', which 'distinct' names"},
      {"[\"myapp: lost 1\"]",
       "[{\"text\": \"x\", \"captures\": {\"y\": \"z\"}}]",
       "the pattern captures no 'y', which an example names"},
      {"\"rank\"", "\"id\": \"again\", \"rank\"", "my.json:"},
  };
  for (const Case &test : cases) {
    std::string error = readError(replaced(test.from, test.to));
    EXPECT_TRUE(StringRef(error).starts_with("my.json:")) << error;
    EXPECT_NE(error.find(test.error.str()), std::string::npos)
        << error << "\n  expected: " << test.error.str();
  }
}

TEST(RuleFiles, RejectOtherThings) {
  EXPECT_EQ(readError("[]").substr(0, 8), "my.json:");
  EXPECT_NE(readError("{\"schema\": \"mapwright-autoguide-rules/2\", "
                      "\"rules\": []}")
                .find("expected 'mapwright-autoguide-rules/1'"),
            std::string::npos);
  EXPECT_NE(readError(makeFile((goodRule + "," + goodRule).str()))
                .find("rule 'my-rule': there is a rule of that id in my.json"),
            std::string::npos);
  EXPECT_NE(readError(replaced("\\\\d+", "(?:a{1000}){1000}")).find("my.json:"),
            std::string::npos);
}
