//===- Answer.cpp - What a model answered ---------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Answer.h"

#include "mapwright/Support/InputErrors.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

static llvm::SmallVector<StringRef, numBlocks> getBlockNames() {
  llvm::SmallVector<StringRef, numBlocks> names;
  for (unsigned i = 0; i < numBlocks; ++i)
    names.push_back(spelling(Block(i)));
  return names;
}

static llvm::LogicalResult readBlocks(JSONReader &reader, const JSONNode &node,
                                      BlockTexts &texts) {
  if (llvm::failed(reader.checkObject(node, {}, getBlockNames())))
    return llvm::failure();
  bool hasAny = false;
  for (const JSONNode &member : node.items) {
    if (member.kind == JSONNode::Kind::Null)
      continue;
    if (llvm::failed(reader.checkKind(member, JSONNode::Kind::String)))
      return llvm::failure();
    if (member.text.size() > maxBlockBytes)
      return reader.fail(member,
                         "more than " + llvm::Twine(maxBlockBytes) + " bytes");
    texts[unsigned(*parseBlock(member.key))] = member.text;
    hasAny = true;
  }
  if (!hasAny)
    return reader.fail(node, "no block is changed; give the whole new text of "
                             "at least one");
  return llvm::success();
}

llvm::Expected<Answer> optimize::readAnswer(const JSONNode &root) {
  JSONReader reader("answer", root);
  Answer answer;
  if (llvm::failed(reader.checkObject(root, {"reasoning", "blocks"}, {})) ||
      llvm::failed(reader.readString(root, "reasoning", answer.reasoning)) ||
      llvm::failed(readBlocks(reader, *root.find("blocks"), answer.blocks)))
    return reader.takeError();
  return std::move(answer);
}

llvm::Expected<Answer> optimize::parseAnswer(StringRef text) {
  llvm::Expected<JSONNode> root = parseLocatedJSON(text, "answer");
  if (!root)
    return root.takeError();
  return readAnswer(*root);
}

llvm::json::Object optimize::makeAnswerSchema() {
  using llvm::json::Array;
  using llvm::json::Object;
  Object blocks;
  Array names;
  for (StringRef name : getBlockNames()) {
    blocks[name] = Object{{"type", Array{"string", "null"}}};
    names.push_back(name);
  }
  return Object{
      {"type", "object"},
      {"additionalProperties", false},
      {"required", Array{"reasoning", "blocks"}},
      {"properties",
       Object{{"reasoning", Object{{"type", "string"}}},
              {"blocks", Object{{"type", "object"},
                                {"additionalProperties", false},
                                {"required", std::move(names)},
                                {"properties", std::move(blocks)}}}}}};
}
