//===- Wire.h - What servers are sent and send back -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. The JSON of the two APIs; nothing here sends.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_MODEL_WIRE_H
#define MAPWRIGHT_LIB_OPTIMIZE_MODEL_WIRE_H

#include "mapwright/Optimize/LanguageModel.h"

#include "llvm/Support/JSON.h"

namespace mapwright {
namespace optimize {

/// A conversation.
struct Chat {
  struct Message {
    bool isOfModel;
    std::string text;
  };
  std::string system;
  std::vector<Message> messages; ///< the first one is not of the model
};

/// What came back.
struct Reply {
  std::string text;   ///< of the answer: JSON, if the model did as told
  bool isCut = false; ///< at the limit of output tokens
  /// What the server counted; none: it did not say.
  std::optional<uint64_t> inputTokens, outputTokens;
};

/// The body of a request; a server may know some members by other names. With
/// `isStructured`, the server is asked to make the answer fit the schema.
llvm::json::Object writeBody(const ModelOptions &options, const Chat &chat,
                             bool isStructured);
/// {"api": ..., "body": ...}: what the key of an exchange is the hash of.
/// Members are sorted, so equal requests are equal texts.
std::string writeRequest(const ModelOptions &options, const Chat &chat,
                         bool isStructured);
std::string hashRequest(llvm::StringRef request); ///< SHA-256, 64 hex digits

/// Errors are `response:LINE: PATH: what`, for bodies of another form.
llvm::Expected<Reply> readReply(ModelAPI api, llvm::StringRef body);

/// Tokens of a text, for budgets: one for three bytes, which is more than
/// usual.
uint64_t estimateTokens(llvm::StringRef text);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_MODEL_WIRE_H
