//===- Transcript.cpp - Exchanges in a file -------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Transcript.h"

#include "Wire.h"

#include "mapwright/Support/InputErrors.h"
#include "mapwright/Support/InputFile.h"
#include "mapwright/Support/LocatedJSON.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;
using llvm::json::Object;
using llvm::json::Value;

static constexpr StringRef schema = "mapwright-transcript/1";
static constexpr uint64_t maxTranscriptBytes = uint64_t(1) << 30;

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

/// Requests are JSON of ours, responses whatever came.
static std::string toUTF8(StringRef text) {
  return llvm::json::isUTF8(text) ? text.str() : llvm::json::fixUTF8(text);
}

static Value parseRequest(StringRef request) {
  llvm::Expected<Value> value = llvm::json::parse(request);
  if (value)
    return std::move(*value);
  llvm::consumeError(value.takeError());
  return nullptr;
}

std::string optimize::writeTranscriptLine(const Exchange &exchange) {
  std::string line;
  llvm::raw_string_ostream os(line);
  os << Value(Object{{"schema", schema},
                     {"key", exchange.key},
                     {"request", parseRequest(exchange.request)},
                     {"status", exchange.status},
                     {"response", toUTF8(exchange.response)},
                     {"error", toUTF8(exchange.error)},
                     {"input_tokens", exchange.inputTokens},
                     {"output_tokens", exchange.outputTokens},
                     {"money", exchange.money},
                     {"seconds", exchange.seconds}})
     << '\n';
  return line;
}

static llvm::LogicalResult readFields(const JSONNode &root, JSONReader &reader,
                                      Exchange &exchange) {
  std::string schemaText;
  uint64_t status = 0;
  constexpr uint64_t most = uint64_t(1) << 48;
  if (llvm::failed(reader.checkKind(root, JSONNode::Kind::Object)) ||
      llvm::failed(reader.readString(root, "schema", schemaText)))
    return llvm::failure();
  if (schemaText != schema)
    return reader.fail(root, "the schema is '" + schemaText +
                                 "', this version reads '" + schema + "'");
  if (llvm::failed(reader.checkObject(root,
                                      {"schema", "key", "request", "status",
                                       "response", "error", "input_tokens",
                                       "output_tokens", "money", "seconds"},
                                      {})) ||
      llvm::failed(reader.readString(root, "key", exchange.key)) ||
      llvm::failed(reader.readInteger(root, "status", 0, 999, status)) ||
      llvm::failed(reader.readString(root, "response", exchange.response)) ||
      llvm::failed(reader.readString(root, "error", exchange.error)) ||
      llvm::failed(reader.readInteger(root, "input_tokens", 0, most,
                                      exchange.inputTokens)) ||
      llvm::failed(reader.readInteger(root, "output_tokens", 0, most,
                                      exchange.outputTokens)))
    return llvm::failure();
  exchange.status = int(status);
  exchange.money = root.find("money")->real;
  exchange.seconds = root.find("seconds")->real;
  return llvm::success();
}

llvm::Expected<Exchange>
optimize::readTranscriptLine(StringRef text, StringRef name, unsigned line) {
  std::string place = (name + ":" + llvm::Twine(line)).str();
  // Each line is a text of its own, whose lines count from 1.
  llvm::Expected<JSONNode> root = parseLocatedJSON(text, place);
  if (!root)
    return root.takeError();
  JSONReader reader(place, *root);
  Exchange exchange;
  if (llvm::failed(readFields(*root, reader, exchange)))
    return reader.takeError();
  llvm::Expected<Value> value = llvm::json::parse(text);
  if (!value)
    return value.takeError();
  const Value *request = value->getAsObject()->get("request");
  llvm::raw_string_ostream(exchange.request) << *request;
  if (hashRequest(exchange.request) != exchange.key)
    return makeError(place + ": the key is not that of the request: the line "
                             "was changed");
  return std::move(exchange);
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

llvm::Expected<Transcript> Transcript::read(StringRef path) {
  auto buffer = readInput(path, maxTranscriptBytes);
  if (!buffer)
    return buffer.takeError();
  Transcript transcript;
  transcript.name = path.str();
  StringRef rest = (*buffer)->getBuffer();
  for (unsigned line = 1; !rest.empty(); ++line) {
    StringRef text;
    std::tie(text, rest) = rest.split('\n');
    if (text.trim().empty())
      continue;
    llvm::Expected<Exchange> exchange = readTranscriptLine(text, path, line);
    if (!exchange)
      return exchange.takeError();
    transcript.exchanges.push_back(std::move(*exchange));
  }
  transcript.isTaken.resize(transcript.exchanges.size());
  return std::move(transcript);
}

llvm::Expected<Exchange> Transcript::take(StringRef key, StringRef request) {
  std::optional<size_t> next;
  for (size_t i = 0; i < exchanges.size(); ++i) {
    if (isTaken[i])
      continue;
    if (exchanges[i].key == key) {
      isTaken[i] = true;
      return exchanges[i];
    }
    if (!next)
      next = i;
  }
  std::string text = "'" + name + "' has no answer to the request " +
                     key.str() +
                     (next ? "" : ": all that it has were used already");
  if (next)
    text += "; it differs from the next one there, " + exchanges[*next].key +
            ", at " + describeDifference(request, exchanges[*next].request);
  return makeError(text);
}

//===----------------------------------------------------------------------===//
// Differences
//===----------------------------------------------------------------------===//

/// The lines of two texts that differ first.
static std::string describeTexts(StringRef text, StringRef recorded) {
  constexpr size_t maxShown = 120;
  unsigned line = 1;
  while (!text.empty() && !recorded.empty() &&
         text.split('\n').first == recorded.split('\n').first) {
    text = text.split('\n').second;
    recorded = recorded.split('\n').second;
    ++line;
  }
  return " line " + std::to_string(line) + ": '" +
         text.split('\n').first.take_front(maxShown).str() + "', not '" +
         recorded.split('\n').first.take_front(maxShown).str() + "'";
}

static std::string describeValues(const Value &value, const Value &recorded,
                                  const std::string &path) {
  if (value == recorded)
    return "";
  const Object *object = value.getAsObject();
  const Object *other = recorded.getAsObject();
  const llvm::json::Array *array = value.getAsArray();
  const llvm::json::Array *otherArray = recorded.getAsArray();
  std::string found;
  if (object && other) {
    std::map<StringRef, const Value *> members;
    for (const auto &[key, member] : *object)
      members[key] = &member;
    for (const auto &[key, member] : *other)
      members.insert({key, nullptr});
    for (const auto &[key, member] : members) {
      std::string inner = path + (path.empty() ? "" : ".") + key.str();
      const Value *before = other->get(key);
      if (!member || !before)
        return inner + (member ? ": only here" : ": only there");
      found = describeValues(*member, *before, inner);
      if (!found.empty())
        return found;
    }
  }
  if (array && otherArray) {
    for (auto [i, pair] : llvm::enumerate(llvm::zip(*array, *otherArray))) {
      found = describeValues(std::get<0>(pair), std::get<1>(pair),
                             path + "[" + std::to_string(i) + "]");
      if (!found.empty())
        return found;
    }
    return path + ": " + std::to_string(array->size()) + " items, not " +
           std::to_string(otherArray->size());
  }
  auto text = value.getAsString(), before = recorded.getAsString();
  if (text && before)
    return path + describeTexts(*text, *before);
  llvm::raw_string_ostream(found)
      << path << ": " << value << ", not " << recorded;
  return found;
}

std::string optimize::describeDifference(StringRef request,
                                         StringRef recorded) {
  return describeValues(parseRequest(request), parseRequest(recorded), "");
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

TranscriptWriter::TranscriptWriter(StringRef path, int file)
    : path(path), os(file, /*shouldClose=*/true) {}

llvm::Expected<std::unique_ptr<TranscriptWriter>>
TranscriptWriter::create(StringRef path) {
  int file;
  if (std::error_code code = llvm::sys::fs::openFileForWrite(
          path, file, llvm::sys::fs::CD_CreateNew))
    return llvm::createStringError(code, "cannot write '" + path +
                                             "': " + code.message());
  return std::unique_ptr<TranscriptWriter>(new TranscriptWriter(path, file));
}

llvm::Error TranscriptWriter::write(const Exchange &exchange) {
  os << writeTranscriptLine(exchange);
  os.flush();
  if (!os.has_error())
    return llvm::Error::success();
  std::error_code code = os.error();
  os.clear_error();
  return llvm::createStringError(code, "cannot write '" + path +
                                           "': " + code.message());
}
