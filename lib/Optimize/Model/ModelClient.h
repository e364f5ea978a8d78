//===- ModelClient.h - Asks a language model --------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. Puts together where an answer may come from: the
// store of a study that goes on, a transcript, or the network with its retries.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_MODEL_MODELCLIENT_H
#define MAPWRIGHT_LIB_OPTIMIZE_MODEL_MODELCLIENT_H

#include "Http.h"
#include "Retry.h"
#include "Transcript.h"
#include "Wire.h"

namespace mapwright {
namespace optimize {

class ModelClient {
public:
  /// `options` outlives the client. Fails as makeModelProposer() does.
  static llvm::Expected<std::unique_ptr<ModelClient>>
  create(const ModelOptions &options);

  /// None: the budgets do not afford it, or there was an interrupt. Errors are
  /// those of the transport after all retries, of a transcript, and of
  /// `exchanges`.
  llvm::Expected<std::optional<Reply>> ask(const Chat &chat,
                                           Exchanges &exchanges);

private:
  /// What an exchange told; no value: there was none, see ask().
  struct Attempt {
    Exchange exchange;
    Judgement judgement;
    std::string retryAfter;
  };
  using MaybeAttempt = llvm::Expected<std::optional<Attempt>>;

  ModelClient(const ModelOptions &options, Secret key);

  MaybeAttempt makeAttempt(const Chat &chat, Exchanges &exchanges);
  MaybeAttempt findEarlier(llvm::StringRef key, Exchanges &exchanges);
  MaybeAttempt takeFromTranscript(llvm::StringRef key, llvm::StringRef request,
                                  Exchanges &exchanges);
  MaybeAttempt send(const Exchange &request, llvm::StringRef body,
                    Exchanges &exchanges);
  Attempt post(const Exchange &request, llvm::StringRef body,
               Exchanges &exchanges);
  Judgement judgeEarlier(const Exchange &exchange) const;
  void countCost(Exchange &exchange) const;

  const ModelOptions &options;
  Secret key;
  std::unique_ptr<HttpClient> http; ///< null with a transcript to answer from
  std::optional<Transcript> replay;
  std::unique_ptr<TranscriptWriter> record;
  bool isStructured;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_MODEL_MODELCLIENT_H
