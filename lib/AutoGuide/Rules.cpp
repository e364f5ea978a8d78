//===- Rules.cpp - Reading files of rules ---------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/Rules.h"

#include "RuleTemplate.h"

#include "mapwright/Support/LocatedJSON.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <re2/re2.h>

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

static constexpr llvm::StringLiteral schema = "mapwright-autoguide-rules/1";
static constexpr uint64_t maxRank = 99;
static constexpr size_t maxContext = 8;

namespace {
/// Reads one file.
class RuleReader {
public:
  RuleReader(StringRef file, const JSONNode &root)
      : file(file), root(root), json(file, root) {}

  Error read(std::vector<Rule> &rules);

private:
  Error fail(const JSONNode &node, const Twine &text) const;
  Error wrap(llvm::LogicalResult result) const;
  Error readWords(StringRef key, RuleTable &words);
  Error readTables();
  Expected<Rule> readRule(const JSONNode &node);
  Error readKinds(const JSONNode &node, Rule &rule);
  Error readPattern(const JSONNode &node, std::string &pattern) const;
  Error readStrings(const JSONNode &node, StringRef key,
                    std::vector<std::string> &strings);
  Error readExamples(const JSONNode &node, Rule &rule);
  Error readExample(const JSONNode &node, Rule &rule);
  Error checkTemplates(const JSONNode &node, const Rule &rule,
                       llvm::ArrayRef<StringRef> captures) const;
  Error checkTemplate(StringRef text, const Rule &rule,
                      llvm::ArrayRef<StringRef> captures) const;
  Error checkRule(const JSONNode &node, const Rule &rule) const;

  StringRef file;
  const JSONNode &root;
  JSONReader json;
  std::string rule; ///< being read
  RuleTable parts;  ///< of patterns, by name
  std::shared_ptr<RuleTables> tables = std::make_shared<RuleTables>();
};
} // namespace

Error RuleReader::fail(const JSONNode &node, const Twine &text) const {
  return llvm::createStringError(file + ":" + Twine(node.line) + ": " +
                                 (rule.empty() ? "" : "rule '" + rule + "': ") +
                                 text);
}

/// The error of `json`, which knows no rules, with the rule.
Error RuleReader::wrap(llvm::LogicalResult result) const {
  if (succeeded(result))
    return Error::success();
  std::string text = llvm::toString(json.takeError());
  if (rule.empty())
    return llvm::createStringError(text);
  StringRef rest = text;
  rest.consume_front(file);
  rest.consume_front(":");
  auto [line, reason] = rest.split(": ");
  return llvm::createStringError(file + ":" + line + ": rule '" + rule +
                                 "': " + reason);
}

/// An object whose values are strings.
static bool isWords(const JSONNode &node) {
  return node.kind == JSONNode::Kind::Object &&
         llvm::all_of(node.items, [](const JSONNode &item) {
           return item.kind == JSONNode::Kind::String;
         });
}

Error RuleReader::readWords(StringRef key, RuleTable &words) {
  const JSONNode *node = root.find(key);
  if (!node)
    return Error::success();
  if (!isWords(*node))
    return fail(*node, "'" + key + "' is not an object of strings");
  for (const JSONNode &item : node->items)
    words[item.key] = item.text;
  return Error::success();
}

Error RuleReader::readTables() {
  const JSONNode *node = root.find("tables");
  if (!node)
    return Error::success();
  if (node->kind != JSONNode::Kind::Object)
    return fail(*node, "'tables' is not an object");
  for (const JSONNode &table : node->items) {
    if (!isWords(table))
      return fail(table,
                  "table '" + table.key + "' is not an object of strings");
    for (const JSONNode &row : table.items)
      (*tables)[table.key][row.key] = row.text;
  }
  return Error::success();
}

/// Puts in the parts named `{{NAME}}` and sees whether it is an expression.
Error RuleReader::readPattern(const JSONNode &node,
                              std::string &pattern) const {
  StringRef text = pattern;
  std::string whole;
  while (true) {
    auto [before, rest] = text.split("{{");
    whole += before;
    if (before.size() == text.size())
      break;
    auto [name, after] = rest.split("}}");
    auto part = parts.find(name);
    if (part == parts.end())
      return fail(node, "there is no part '" + name + "' of patterns");
    whole += part->second;
    text = after;
  }
  pattern = std::move(whole);
  if (StringRef(pattern).starts_with(".*"))
    return fail(node, "pattern '" + pattern +
                          "' starts with '.*': it has to say how a line "
                          "starts");
  RE2::Options options(RE2::Latin1);
  options.set_log_errors(false);
  RE2 expression(pattern, options);
  if (!expression.ok())
    return fail(node, "pattern '" + pattern + "': " + expression.error());
  if (RE2::FullMatch("", expression))
    return fail(node, "pattern '" + pattern + "' matches an empty line");
  return Error::success();
}

Error RuleReader::readStrings(const JSONNode &node, StringRef key,
                              std::vector<std::string> &strings) {
  const JSONNode *list = node.find(key);
  if (!list)
    return Error::success();
  if (Error error = wrap(json.checkKind(*list, JSONNode::Kind::Array)))
    return error;
  for (const JSONNode &item : list->items) {
    if (Error error = wrap(json.checkKind(item, JSONNode::Kind::String)))
      return error;
    strings.push_back(item.text);
  }
  return Error::success();
}

Error RuleReader::readExample(const JSONNode &node, Rule &rule) {
  RuleExample example;
  if (node.kind == JSONNode::Kind::String) {
    example.text = node.text;
  } else {
    if (Error error = wrap(json.checkObject(node, {"text"}, {"captures"})))
      return error;
    if (Error error = wrap(json.readString(node, "text", example.text)))
      return error;
    if (const JSONNode *captures = node.find("captures")) {
      if (!isWords(*captures))
        return fail(node, "'captures' is not an object of strings");
      for (const JSONNode &item : captures->items)
        example.captures[item.key] = item.text;
    }
  }
  rule.matches.push_back(std::move(example));
  return Error::success();
}

Error RuleReader::readExamples(const JSONNode &node, Rule &rule) {
  const JSONNode *matches = node.find("matches");
  if (Error error = wrap(json.checkKind(*matches, JSONNode::Kind::Array)))
    return error;
  for (const JSONNode &item : matches->items)
    if (Error error = readExample(item, rule))
      return error;
  if (Error error = readStrings(node, "rejects", rule.rejects))
    return error;
  if (rule.matches.empty() || rule.rejects.empty())
    return fail(node, "a rule needs an example that matches and one that "
                      "must not");
  return Error::success();
}

Error RuleReader::readKinds(const JSONNode &node, Rule &rule) {
  std::string cause, outcome = "runtime error";
  uint64_t rank = 0;
  if (Error error = wrap(json.readString(node, "cause", cause)))
    return error;
  if (Error error = wrap(json.readString(node, "outcome", outcome)))
    return error;
  if (Error error = wrap(json.readInteger(node, "rank", 0, maxRank, rank)))
    return error;
  rule.rank = static_cast<unsigned>(rank);
  static constexpr Cause causes[] = {Cause::Mapper, Cause::Flags,
                                     Cause::Application, Cause::Runtime};
  const Cause *foundCause = llvm::find_if(
      causes, [&](Cause value) { return spelling(value) == cause; });
  if (foundCause == std::end(causes))
    return fail(node, "unknown cause '" + cause +
                          "'; expected mapper, flags, application or runtime");
  rule.cause = *foundCause;
  if (outcome == "none")
    return Error::success();
  for (unsigned kind = 0; kind <= unsigned(sim::OutcomeKind::Ok); ++kind) {
    rule.outcome = static_cast<sim::OutcomeKind>(kind);
    if (spelling(*rule.outcome) == outcome)
      return Error::success();
  }
  return fail(node, "unknown outcome '" + outcome + "'");
}

Error RuleReader::checkTemplate(StringRef text, const Rule &rule,
                                llvm::ArrayRef<StringRef> captures) const {
  return visitTemplate(
      text, [](StringRef) {},
      [&](const TemplatePlace &place) -> Error {
        if (!llvm::is_contained(captures, place.name))
          return llvm::createStringError("the pattern captures no '" +
                                         place.name + "'");
        if (!place.filter.empty() && place.filter != "bytes" &&
            !rule.tables->count(place.filter))
          return llvm::createStringError("there is no table '" + place.filter +
                                         "'");
        return Error::success();
      });
}

Error RuleReader::checkTemplates(const JSONNode &node, const Rule &rule,
                                 llvm::ArrayRef<StringRef> captures) const {
  for (const std::string *text : {&rule.explain, &rule.suggest, &rule.flag})
    if (Error error = checkTemplate(*text, rule, captures))
      return fail(node, "template '" + *text +
                            "': " + llvm::toString(std::move(error)));
  for (const std::string &name : rule.distinct)
    if (!llvm::is_contained(captures, StringRef(name)))
      return fail(node, "the pattern captures no '" + name +
                            "', which 'distinct' names");
  for (const RuleExample &example : rule.matches)
    for (const auto &capture : example.captures)
      if (!llvm::is_contained(captures, StringRef(capture.first)))
        return fail(node, "the pattern captures no '" + capture.first +
                              "', which an example names");
  return Error::success();
}

static bool isKebab(StringRef id) {
  return !id.empty() && llvm::isLower(id.front()) && !id.ends_with("-") &&
         llvm::all_of(id, [](char c) {
           return llvm::isLower(c) || llvm::isDigit(c) || c == '-';
         });
}

Error RuleReader::checkRule(const JSONNode &node, const Rule &rule) const {
  if (!isKebab(rule.id))
    return fail(node, "an id is lower-case letters, digits and '-'");
  if (rule.explain.empty())
    return fail(node, "'explain' is empty");
  if (!rule.edit.empty() && rule.cause != Cause::Mapper)
    return fail(node, "an edit of the mapper needs the cause 'mapper'");
  if (!rule.flag.empty() && rule.cause != Cause::Flags)
    return fail(node, "a flag needs the cause 'flags'");
  RE2 expression(rule.pattern, RE2::Latin1);
  llvm::SmallVector<StringRef, 8> captures;
  for (const auto &group : expression.NamedCapturingGroups())
    captures.push_back(group.first);
  return checkTemplates(node, rule, captures);
}

Expected<Rule> RuleReader::readRule(const JSONNode &node) {
  rule = "";
  if (const JSONNode *id = node.find("id"))
    rule = id->text;
  if (Error error = wrap(json.checkObject(
          node,
          {"id", "pattern", "explain", "suggest", "cause", "rank", "matches",
           "rejects"},
          {"context", "distinct", "outcome", "flag", "edit", "source"})))
    return error;
  Rule result;
  result.file = file.str();
  result.tables = tables;
  for (auto [key, value] :
       {std::pair{"id", &result.id}, std::pair{"pattern", &result.pattern},
        std::pair{"explain", &result.explain},
        std::pair{"suggest", &result.suggest}, std::pair{"flag", &result.flag},
        std::pair{"edit", &result.edit}, std::pair{"source", &result.source}})
    if (Error error = wrap(json.readString(node, key, *value)))
      return error;
  if (Error error = readStrings(node, "context", result.context))
    return error;
  if (result.context.size() > maxContext)
    return fail(node,
                "'context' has more than " + Twine(maxContext) + " patterns");
  if (Error error = readStrings(node, "distinct", result.distinct))
    return error;
  if (Error error = readPattern(node, result.pattern))
    return error;
  for (std::string &pattern : result.context)
    if (Error error = readPattern(node, pattern))
      return error;
  if (Error error = readKinds(node, result))
    return error;
  if (Error error = readExamples(node, result))
    return error;
  if (Error error = checkRule(node, result))
    return error;
  return result;
}

Error RuleReader::read(std::vector<Rule> &rules) {
  if (Error error = wrap(json.checkObject(root, {"schema", "rules"},
                                          {"description", "parts", "tables"})))
    return error;
  std::string found;
  if (Error error = wrap(json.readString(root, "schema", found)))
    return error;
  if (found != schema)
    return fail(root, "schema '" + found + "'; expected '" + schema + "'");
  if (Error error = readWords("parts", parts))
    return error;
  if (Error error = readTables())
    return error;
  const JSONNode &list = *root.find("rules");
  if (Error error = wrap(json.checkKind(list, JSONNode::Kind::Array)))
    return error;
  std::vector<Rule> added;
  for (const JSONNode &node : list.items) {
    Expected<Rule> read = readRule(node);
    if (!read)
      return read.takeError();
    for (const Rule &other : llvm::concat<const Rule>(rules, added))
      if (other.id == read->id)
        return fail(node, "there is a rule of that id in " + other.file);
    added.push_back(std::move(*read));
  }
  llvm::append_range(rules, added);
  return Error::success();
}

Error mapwright::readRules(StringRef text, StringRef file,
                           std::vector<Rule> &rules) {
  Expected<JSONNode> root = parseLocatedJSON(text, file);
  if (!root)
    return root.takeError();
  return RuleReader(file, *root).read(rules);
}
