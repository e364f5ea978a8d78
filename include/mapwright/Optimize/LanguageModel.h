//===- LanguageModel.h - Proposers that ask a language model ----*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two ways to ask (docs/language-models.md): "llm-trace" shows the blocks of
// the best mapper, its profile and feedback, and asks for better blocks;
// "llm-opro" shows the best mappers with what they cost, and asks for another.
// What comes back can do nothing but be parsed as mapper language.
//
// Every answer goes through Exchanges, and through a transcript if there is
// one, keyed by the SHA-256 of the request. Keys are read from the environment
// and are in no request, file or message.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_LANGUAGEMODEL_H
#define MAPWRIGHT_OPTIMIZE_LANGUAGEMODEL_H

#include "mapwright/Optimize/Problem.h"
#include "mapwright/Optimize/Proposer.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace mapwright {
namespace optimize {

/// What a server understands.
enum class ModelAPI : uint8_t {
  OpenAI,    ///< POST URL/chat/completions: OpenAI, vLLM, llama.cpp, Ollama
  Anthropic, ///< POST URL/messages
};
llvm::StringRef spelling(ModelAPI api); ///< "openai", "anthropic"
std::optional<ModelAPI> parseModelAPI(llvm::StringRef text);

/// Where the model is, and how patiently it is asked. Times in seconds.
struct ModelServer {
  ModelAPI api = ModelAPI::OpenAI;
  /// "https://api.openai.com/v1": what the path of the API is appended to.
  /// Empty: that of the API's owner.
  std::string url;
  /// Environment variable that holds the key. Empty: OPENAI_API_KEY or
  /// ANTHROPIC_API_KEY. Servers on this machine may do without.
  std::string keyVariable;
  /// Sends the key to other machines over plain http too.
  bool allowsPlainHTTP = false;
  std::string proxy;  ///< "http://host:port"; empty: that of the environment
  std::string caFile; ///< certificates in PEM; empty: those of the system
  double connectSeconds = 10;
  double totalSeconds = 60;
  double silentSeconds = 0; ///< longest time without a byte; 0: totalSeconds
  uint64_t maxResponseBytes = uint64_t(4) << 20;
  unsigned maxRetries = 3; ///< of one request
  double firstBackoff = 1; ///< doubles with each retry, with jitter
  double maxBackoff = 60;  ///< also the longest Retry-After that is obeyed
};

/// What prompts hold.
struct PromptOptions {
  GuideLevel level = GuideLevel::Suggest;
  unsigned lastTrials = 3;      ///< llm-trace: latest ones shown
  unsigned bestTrials = 2;      ///< llm-trace: best ones shown besides
  unsigned scoredTrials = 20;   ///< llm-opro: best ones shown
  size_t maxValueLength = 2000; ///< bytes of a value; the rest is cut, marked
  /// Evaluations without a better mapper after which the model is told to try
  /// something else.
  unsigned stallAfter = 3;
  /// Answers in a row without a new mapper after which there is nothing left
  /// to propose.
  unsigned fruitlessAfter = 10;
  std::string programName; ///< as the user gave it: "circuit:pieces=16"
};

struct ModelOptions {
  ModelServer server;
  PromptOptions prompt;
  std::string model;                 ///< as the server calls it
  std::optional<double> temperature; ///< none: the server's
  std::optional<uint64_t> seed;      ///< none: not sent
  unsigned maxOutputTokens = 4096;   ///< of one answer
  /// Asks for answers that fit the schema; if the server says that it cannot,
  /// once more without.
  bool asksForStructure = true;
  double inputPrice = 0;  ///< US dollars for 10^6 tokens
  double outputPrice = 0; ///< likewise
  /// JSON lines (schema "mapwright-transcript/1") of every exchange, a new
  /// file; empty: none.
  std::string recordFile;
  /// A transcript to answer from: nothing is sent, and a request that it does
  /// not have is an error. Empty: none.
  std::string replayFile;
};

/// "llm-trace" and "llm-opro".
llvm::ArrayRef<llvm::StringRef> getModelProposerNames();

/// Fails for an unknown name, options that contradict each other, a key that is
/// missing or is none, a transcript that cannot be read or written, and a start
/// mapper that does not parse. Nothing is sent yet. `problem` outlives the
/// proposer.
///
/// An answer that holds no mapper, also after the one retry that each gets, is
/// proposed as a text that does not parse: it costs an evaluation, so that the
/// budget of evaluations bounds the number of requests. propose() gives none,
/// without sending anything, if the budgets do not afford the next request, and
/// when asked to stop. Its errors are those of the transport after all retries;
/// resuming the study tries again.
llvm::Expected<std::unique_ptr<Proposer>>
makeModelProposer(llvm::StringRef name, const Problem &problem,
                  const ModelOptions &options);

/// The first messages that would be sent, for `--print-prompts`: `start` is the
/// trial of the mapper to start from. Needs no key.
llvm::Error printPrompt(llvm::StringRef name, const Problem &problem,
                        const ModelOptions &options, const Trial &start,
                        llvm::raw_ostream &os);

/// What a study may use, for `--dry-run`.
struct CostEstimate {
  struct Sum {
    uint64_t requests = 0, inputTokens = 0, outputTokens = 0;
    double money = 0; ///< US dollars
  };
  Sum likely; ///< no answer has to be asked for twice
  Sum most;   ///< every one has to, and is as long as it may be
};
/// For `evaluations` evaluations, that of the start included. Needs no key.
llvm::Expected<CostEstimate> estimateCost(llvm::StringRef name,
                                          const Problem &problem,
                                          const ModelOptions &options,
                                          const Trial &start,
                                          uint64_t evaluations);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_LANGUAGEMODEL_H
