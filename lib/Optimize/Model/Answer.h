//===- Answer.h - What a model answered -------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. An answer is a JSON object of one form
// (docs/schemas/model-answer.schema.json) and nothing else: no text around it,
// no key twice, no key that is not known. Nothing is guessed.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_MODEL_ANSWER_H
#define MAPWRIGHT_LIB_OPTIMIZE_MODEL_ANSWER_H

#include "Blocks.h"

#include "mapwright/Support/LocatedJSON.h"

#include "llvm/Support/JSON.h"

namespace mapwright {
namespace optimize {

/// At most so many bytes of a block.
constexpr size_t maxBlockBytes = size_t(64) << 10;

struct Answer {
  std::string reasoning;
  BlockTexts blocks; ///< at least one; none: stays as it is
};

/// Errors are `answer:LINE: PATH: what`.
llvm::Expected<Answer> parseAnswer(llvm::StringRef text);
/// The same for the root of a text that was parsed already.
llvm::Expected<Answer> readAnswer(const JSONNode &root);

/// The JSON schema of answers. For structured output all keys are required, and
/// null stands for a block that stays as it is.
llvm::json::Object makeAnswerSchema();

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_MODEL_ANSWER_H
