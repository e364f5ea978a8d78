//===- Wire.cpp - What servers are sent and send back ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Wire.h"

#include "Answer.h"

#include "mapwright/Support/InputErrors.h"
#include "mapwright/Support/LocatedJSON.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;
using llvm::json::Array;
using llvm::json::Object;

StringRef optimize::spelling(ModelAPI api) {
  return api == ModelAPI::OpenAI ? "openai" : "anthropic";
}

std::optional<ModelAPI> optimize::parseModelAPI(StringRef text) {
  for (ModelAPI api : {ModelAPI::OpenAI, ModelAPI::Anthropic})
    if (spelling(api) == text)
      return api;
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Requests
//===----------------------------------------------------------------------===//

/// Bytes of models are text for the next request, whatever they are.
static std::string toUTF8(StringRef text) {
  return llvm::json::isUTF8(text) ? text.str() : llvm::json::fixUTF8(text);
}

static Object makeMessage(StringRef role, StringRef text) {
  return Object{{"role", role}, {"content", toUTF8(text)}};
}

static Array makeMessages(const Chat &chat) {
  Array messages;
  for (const Chat::Message &message : chat.messages)
    messages.push_back(
        makeMessage(message.isOfModel ? "assistant" : "user", message.text));
  return messages;
}

static Object writeOpenAIBody(const ModelOptions &options, const Chat &chat,
                              bool isStructured) {
  Array messages = makeMessages(chat);
  messages.insert(messages.begin(), makeMessage("system", chat.system));
  Object body{{"model", options.model},
              {"messages", std::move(messages)},
              {"max_tokens", options.maxOutputTokens}};
  if (options.seed)
    body["seed"] = *options.seed;
  if (isStructured)
    body["response_format"] =
        Object{{"type", "json_schema"},
               {"json_schema", Object{{"name", "mapper_blocks"},
                                      {"strict", true},
                                      {"schema", makeAnswerSchema()}}}};
  return body;
}

static constexpr StringRef toolName = "propose_blocks";

static Object writeAnthropicBody(const ModelOptions &options, const Chat &chat,
                                 bool isStructured) {
  Object body{{"model", options.model},
              {"system", toUTF8(chat.system)},
              {"messages", makeMessages(chat)},
              {"max_tokens", options.maxOutputTokens}};
  if (isStructured) {
    body["tools"] = Array{
        Object{{"name", toolName},
               {"description", "Gives the new text of the blocks that change."},
               {"input_schema", makeAnswerSchema()}}};
    body["tool_choice"] = Object{{"type", "tool"}, {"name", toolName}};
  }
  return body;
}

Object optimize::writeBody(const ModelOptions &options, const Chat &chat,
                           bool isStructured) {
  Object body = options.server.api == ModelAPI::OpenAI
                    ? writeOpenAIBody(options, chat, isStructured)
                    : writeAnthropicBody(options, chat, isStructured);
  if (options.temperature)
    body["temperature"] = *options.temperature;
  return body;
}

std::string optimize::writeRequest(const ModelOptions &options,
                                   const Chat &chat, bool isStructured) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << llvm::json::Value(
      Object{{"api", spelling(options.server.api)},
             {"body", writeBody(options, chat, isStructured)}});
  return text;
}

std::string optimize::hashRequest(StringRef request) {
  llvm::SHA256 hasher;
  hasher.update(request);
  return llvm::toHex(hasher.final(), /*LowerCase=*/true);
}

uint64_t optimize::estimateTokens(StringRef text) {
  return (text.size() + 2) / 3;
}

//===----------------------------------------------------------------------===//
// Responses
//===----------------------------------------------------------------------===//

static std::optional<uint64_t> findCount(const JSONNode &root, StringRef key) {
  const JSONNode *usage = root.find("usage");
  const JSONNode *count = usage ? usage->find(key) : nullptr;
  if (!count || count->kind != JSONNode::Kind::Integer)
    return std::nullopt;
  return count->integer;
}

static StringRef findString(const JSONNode &object, StringRef key) {
  const JSONNode *member = object.find(key);
  return member && member->kind == JSONNode::Kind::String
             ? StringRef(member->text)
             : StringRef();
}

static llvm::Expected<Reply> readOpenAIReply(const JSONNode &root,
                                             JSONReader &reader) {
  const JSONNode *choices = root.find("choices");
  if (!choices || choices->items.empty() ||
      !choices->items.front().find("message")) {
    (void)reader.fail(root, "no choices[0].message");
    return reader.takeError();
  }
  const JSONNode &choice = choices->items.front();
  Reply reply;
  reply.text = findString(*choice.find("message"), "content").str();
  // What a model declines to do is no JSON, and said to be none.
  if (reply.text.empty())
    reply.text = findString(*choice.find("message"), "refusal").str();
  reply.isCut = findString(choice, "finish_reason") == "length";
  reply.inputTokens = findCount(root, "prompt_tokens");
  reply.outputTokens = findCount(root, "completion_tokens");
  return std::move(reply);
}

/// JSON text of a tree, for arguments of tools.
static llvm::json::Value toValue(const JSONNode &node) {
  switch (node.kind) {
  case JSONNode::Kind::Null:
    return nullptr;
  case JSONNode::Kind::Boolean:
    // The tree does not tell which; answers have neither.
    return false;
  case JSONNode::Kind::Integer:
    return node.integer;
  case JSONNode::Kind::Real:
    return node.real;
  case JSONNode::Kind::String:
    return node.text;
  case JSONNode::Kind::Array: {
    Array array;
    for (const JSONNode &item : node.items)
      array.push_back(toValue(item));
    return array;
  }
  case JSONNode::Kind::Object: {
    Object object;
    for (const JSONNode &item : node.items)
      object[item.key] = toValue(item);
    return object;
  }
  }
  llvm_unreachable("unknown kind");
}

static llvm::Expected<Reply> readAnthropicReply(const JSONNode &root,
                                                JSONReader &reader) {
  const JSONNode *content = root.find("content");
  if (!content || content->kind != JSONNode::Kind::Array) {
    (void)reader.fail(root, "no content");
    return reader.takeError();
  }
  Reply reply;
  for (const JSONNode &part : content->items) {
    const JSONNode *input = part.find("input");
    if (findString(part, "type") == "tool_use" && input) {
      reply.text.clear();
      llvm::raw_string_ostream(reply.text) << toValue(*input);
      break;
    }
    if (findString(part, "type") == "text")
      reply.text += findString(part, "text");
  }
  reply.isCut = findString(root, "stop_reason") == "max_tokens";
  reply.inputTokens = findCount(root, "input_tokens");
  for (StringRef cached :
       {"cache_creation_input_tokens", "cache_read_input_tokens"})
    if (reply.inputTokens)
      *reply.inputTokens += findCount(root, cached).value_or(0);
  reply.outputTokens = findCount(root, "output_tokens");
  return std::move(reply);
}

llvm::Expected<Reply> optimize::readReply(ModelAPI api, StringRef body) {
  llvm::Expected<JSONNode> root = parseLocatedJSON(body, "response");
  if (!root)
    return root.takeError();
  JSONReader reader("response", *root);
  return api == ModelAPI::OpenAI ? readOpenAIReply(*root, reader)
                                 : readAnthropicReply(*root, reader);
}
