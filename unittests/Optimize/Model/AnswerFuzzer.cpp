//===- AnswerFuzzer.cpp - Any bytes as the answer of a model --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Optimize/Model/Answer.h"
#include "lib/Optimize/Model/Wire.h"

#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

static constexpr StringRef parent = "# A mapper.\n"
                                    "Task * CPU;\n"
                                    "m = Machine(CPU);\n"
                                    "def f(Task t) { return m[0, 0]; }\n"
                                    "IndexTaskMap * f;\n"
                                    "Region * * * SYSMEM; # all\n";

static void expect(bool holds, const char *what) {
  if (holds)
    return;
  llvm::errs() << "violated: " << what << '\n';
  __builtin_trap();
}

static void checkAnswer(const Answer &answer) {
  BlockSplitter splitter;
  if (llvm::Error error = splitter.check(answer.blocks)) {
    expect(!llvm::toString(std::move(error)).empty(), "errors say something");
    return;
  }
  auto edited = splitter.replace(parent, answer.blocks);
  expect(bool(edited), "the parent parses");
  // Blocks that parse by themselves parse together.
  auto texts = splitter.split(*edited, "edited");
  if (!texts)
    llvm::errs() << *edited << llvm::toString(texts.takeError()) << '\n';
  expect(bool(texts), "what was put together parses");
  (void)splitter.findError(*edited, "edited");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  StringRef text(reinterpret_cast<const char *>(data), size);
  if (auto answer = parseAnswer(text))
    checkAnswer(*answer);
  else
    expect(StringRef(llvm::toString(answer.takeError())).starts_with("answer:"),
           "errors are located");
  for (ModelAPI api : {ModelAPI::OpenAI, ModelAPI::Anthropic})
    if (auto reply = readReply(api, text))
      (void)reply->text;
    else
      llvm::consumeError(reply.takeError());
  return 0;
}
