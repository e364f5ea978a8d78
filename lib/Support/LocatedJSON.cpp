//===- LocatedJSON.cpp - JSON text with the lines of its values -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/LocatedJSON.h"

#include "mapwright/Support/InputErrors.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

#include <nlohmann/json.hpp>

#include <cmath>

using namespace mapwright;
using llvm::ArrayRef;
using llvm::Error;
using llvm::Expected;
using llvm::failure;
using llvm::LogicalResult;
using llvm::StringRef;
using llvm::success;
using llvm::Twine;

static constexpr size_t maxBytes = size_t(16) << 20;
static constexpr size_t maxLevels = 32;
static constexpr size_t maxValues = size_t(1) << 20;

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

namespace {
/// Tells how far the parser has read.
class WatchedIterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char *;
  using reference = const char &;

  WatchedIterator(const char *at, const char **watcher)
      : at(at), watcher(watcher) {}

  const char &operator*() const { return *at; }
  WatchedIterator &operator++() {
    *watcher = ++at;
    return *this;
  }
  WatchedIterator operator++(int) {
    WatchedIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const WatchedIterator &other) const { return at == other.at; }
  bool operator!=(const WatchedIterator &other) const { return at != other.at; }

private:
  const char *at;
  const char **watcher;
};

/// Builds the tree. The names of the functions are those the parser calls.
// NOLINTBEGIN(readability-identifier-naming)
class TreeBuilder {
public:
  using Real = nlohmann::json::number_float_t;

  explicit TreeBuilder(StringRef text)
      : seen(text.begin()), counted(text.begin()) {}

  bool null() { return add(JSONNode::Kind::Null); }
  bool boolean(bool) { return add(JSONNode::Kind::Boolean); }
  bool number_unsigned(uint64_t value);
  bool number_integer(int64_t value) { return addReal(double(value)); }
  bool number_float(Real value, const std::string &) { return addReal(value); }
  bool string(std::string &value);
  bool binary(nlohmann::json::binary_t &) { return false; }
  bool key(std::string &value);
  bool start_object(size_t) { return open(JSONNode::Kind::Object); }
  bool end_object();
  bool start_array(size_t) { return open(JSONNode::Kind::Array); }
  bool end_array();
  bool parse_error(size_t position, const std::string &token,
                   const nlohmann::json::exception &exception);

  const char *seen; ///< where the parser is
  JSONNode root;
  std::string error;
  unsigned getLine();

private:
  JSONNode *add(JSONNode::Kind kind);
  bool addReal(double value);
  bool open(JSONNode::Kind kind);

  std::vector<JSONNode *> levels;
  std::string nextKey;
  size_t numValues = 0;
  const char *counted; ///< lines up to here are in `line`
  unsigned line = 1;
};
// NOLINTEND(readability-identifier-naming)
} // namespace

/// The line of the token just read. Behind a number the parser has read one
/// character more, which may be the end of the line; no token has one within.
unsigned TreeBuilder::getLine() {
  for (; counted + 1 < seen; ++counted)
    line += *counted == '\n';
  return line;
}

JSONNode *TreeBuilder::add(JSONNode::Kind kind) {
  if (++numValues > maxValues) {
    error = "more than " + std::to_string(maxValues) + " values";
    return nullptr;
  }
  JSONNode *node = &root;
  if (!levels.empty())
    node = &levels.back()->items.emplace_back();
  node->kind = kind;
  node->line = getLine();
  node->key = std::move(nextKey);
  nextKey.clear();
  return node;
}

bool TreeBuilder::number_unsigned(uint64_t value) {
  JSONNode *node = add(JSONNode::Kind::Integer);
  if (!node)
    return false;
  node->integer = value;
  node->real = double(value);
  return true;
}

bool TreeBuilder::addReal(double value) {
  JSONNode *node = add(JSONNode::Kind::Real);
  if (node)
    node->real = value;
  return node;
}

bool TreeBuilder::string(std::string &value) {
  JSONNode *node = add(JSONNode::Kind::String);
  if (node)
    node->text = std::move(value);
  return node;
}

bool TreeBuilder::key(std::string &value) {
  nextKey = std::move(value);
  return true;
}

bool TreeBuilder::open(JSONNode::Kind kind) {
  if (levels.size() == maxLevels) {
    error = "more than " + std::to_string(maxLevels) + " levels";
    return false;
  }
  JSONNode *node = add(kind);
  if (node)
    levels.push_back(node);
  return node;
}

bool TreeBuilder::end_array() {
  levels.pop_back();
  return true;
}

bool TreeBuilder::end_object() {
  llvm::StringSet<> keys;
  for (const JSONNode &member : levels.back()->items) {
    if (keys.insert(member.key).second)
      continue;
    error = "key '" + member.key + "' is given twice";
    line = member.line;
    counted = seen;
    return false;
  }
  levels.pop_back();
  return true;
}

bool TreeBuilder::parse_error(size_t, const std::string &,
                              const nlohmann::json::exception &exception) {
  // "[json.exception...] parse error at line 1, column 2: what"
  StringRef text = exception.what();
  text = text.substr(text.find("] ") + 2);
  if (text.starts_with("parse error at"))
    text = text.substr(text.find(": ") + 2);
  error = text.str();
  return false;
}

Expected<JSONNode> mapwright::parseLocatedJSON(StringRef text, StringRef name) {
  if (text.size() > maxBytes)
    return makeError(name + ":1: more than 16 MiB");
  TreeBuilder builder(text);
  if (nlohmann::json::sax_parse(WatchedIterator(text.begin(), &builder.seen),
                                WatchedIterator(text.end(), &builder.seen),
                                &builder))
    return std::move(builder.root);
  return makeError(name + ":" + Twine(builder.getLine()) + ": " +
                   builder.error);
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

const JSONNode *JSONNode::find(StringRef key) const {
  auto found = llvm::find_if(
      items, [&](const JSONNode &member) { return member.key == key; });
  return found == items.end() ? nullptr : &*found;
}

/// Puts the path from `at`, whose path is `path`, to `node` behind `path`.
static bool findPath(const JSONNode &at, const JSONNode &node,
                     std::string &path) {
  if (&at == &node)
    return true;
  size_t length = path.size();
  for (auto [i, item] : llvm::enumerate(at.items)) {
    if (at.kind == JSONNode::Kind::Array)
      path += "[" + std::to_string(i) + "]";
    else
      path += (path.empty() ? "" : ".") + item.key;
    if (findPath(item, node, path))
      return true;
    path.resize(length);
  }
  return false;
}

LogicalResult JSONReader::fail(const JSONNode &node, const Twine &text) {
  std::string path;
  findPath(root, node, path);
  error = (name + ":" + Twine(node.line) + ": " + path +
           (path.empty() ? "" : ": ") + text)
              .str();
  return failure();
}

Error JSONReader::takeError() const { return makeError(error); }

static StringRef describeKind(JSONNode::Kind kind) {
  switch (kind) {
  case JSONNode::Kind::Null:
    return "null";
  case JSONNode::Kind::Boolean:
    return "true or false";
  case JSONNode::Kind::Integer:
  case JSONNode::Kind::Real:
    return "a number";
  case JSONNode::Kind::String:
    return "a string";
  case JSONNode::Kind::Array:
    return "an array";
  case JSONNode::Kind::Object:
    return "an object";
  }
  llvm_unreachable("unknown kind");
}

LogicalResult JSONReader::checkKind(const JSONNode &node, JSONNode::Kind kind) {
  if (node.kind == kind)
    return success();
  return fail(node, "expected " + describeKind(kind) + ", got " +
                        describeKind(node.kind));
}

LogicalResult JSONReader::checkObject(const JSONNode &node,
                                      ArrayRef<StringRef> required,
                                      ArrayRef<StringRef> optional) {
  if (failed(checkKind(node, JSONNode::Kind::Object)))
    return failure();
  std::vector<StringRef> known(required.begin(), required.end());
  known.insert(known.end(), optional.begin(), optional.end());
  for (const JSONNode &member : node.items)
    if (!llvm::is_contained(known, member.key))
      return fail(member, "unknown key '" + member.key + "'" +
                              suggestName(member.key, known));
  for (StringRef key : required)
    if (!node.find(key))
      return fail(node, "key '" + key + "' is missing");
  return success();
}

LogicalResult JSONReader::readString(const JSONNode &object, StringRef key,
                                     std::string &value) {
  const JSONNode *member = object.find(key);
  if (!member)
    return success();
  if (failed(checkKind(*member, JSONNode::Kind::String)))
    return failure();
  value = member->text;
  return success();
}

/// A value for a message about a number.
static std::string describeNumber(const JSONNode &node) {
  if (node.kind == JSONNode::Kind::Integer)
    return std::to_string(node.integer);
  if (node.kind == JSONNode::Kind::Real && std::abs(node.real) < 1e15 &&
      node.real == std::trunc(node.real))
    return std::to_string(int64_t(node.real));
  if (node.kind == JSONNode::Kind::Real)
    return nlohmann::json(node.real).dump();
  return describeKind(node.kind).str();
}

LogicalResult JSONReader::readInteger(const JSONNode &object, StringRef key,
                                      uint64_t least, uint64_t most,
                                      uint64_t &value) {
  const JSONNode *member = object.find(key);
  if (!member)
    return success();
  if (member->kind != JSONNode::Kind::Integer || member->integer < least ||
      member->integer > most)
    return fail(*member, "expected an integer from " + Twine(least) + " to " +
                             Twine(most) + ", got " + describeNumber(*member));
  value = member->integer;
  return success();
}

static bool isNumber(const JSONNode &node) {
  return node.kind == JSONNode::Kind::Integer ||
         node.kind == JSONNode::Kind::Real;
}

LogicalResult JSONReader::readRate(const JSONNode &object, StringRef key,
                                   double most, double &value) {
  const JSONNode *member = object.find(key);
  if (!member)
    return success();
  if (!isNumber(*member) || !(member->real > 0) || member->real > most)
    return fail(*member, "expected a number above 0 and up to " +
                             nlohmann::json(most).dump() + ", got " +
                             describeNumber(*member));
  value = member->real;
  return success();
}

LogicalResult JSONReader::readSeconds(const JSONNode &object, StringRef key,
                                      double &value) {
  const JSONNode *member = object.find(key);
  if (!member)
    return success();
  if (!isNumber(*member) || !(member->real >= 0) || member->real > maxSeconds)
    return fail(*member,
                "expected 0 to 1000 seconds, got " + describeNumber(*member));
  value = member->real;
  return success();
}
