//===- ModelClient.cpp - Asks a language model ----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelClient.h"

#include "mapwright/Support/InputErrors.h"

#include "llvm/Support/raw_ostream.h"

#include <chrono>
#include <thread>

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

/// What is kept of a response that is of no use.
static constexpr size_t maxKeptFailure = size_t(16) << 10;

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

static llvm::Error checkOptions(const ModelOptions &options) {
  const ModelServer &server = options.server;
  if (options.model.empty())
    return makeError("no model is named");
  if (options.maxOutputTokens == 0)
    return makeError("answers of 0 tokens hold nothing");
  if (options.temperature &&
      !(*options.temperature >= 0 && *options.temperature <= 2))
    return makeError("the temperature is 0 to 2");
  // Not below also refuses what is no number.
  for (double seconds : {server.connectSeconds, server.totalSeconds})
    if (!(seconds > 0 && seconds <= 86400))
      return makeError("times to wait are above 0 and at most a day");
  for (double seconds :
       {server.silentSeconds, server.firstBackoff, server.maxBackoff})
    if (!(seconds >= 0 && seconds <= 86400))
      return makeError("times between bytes and retries are at most a day");
  for (double price : {options.inputPrice, options.outputPrice})
    if (!(price >= 0 && price <= 1e9))
      return makeError("prices are in US dollars for 10^6 tokens, 0 or above");
  if (!options.replayFile.empty() && !options.recordFile.empty())
    return makeError("a transcript is either recorded or replayed");
  return llvm::Error::success();
}

ModelClient::ModelClient(const ModelOptions &options, Secret key)
    : options(options), key(std::move(key)),
      isStructured(options.asksForStructure) {}

llvm::Expected<std::unique_ptr<ModelClient>>
ModelClient::create(const ModelOptions &options) {
  if (llvm::Error error = checkOptions(options))
    return std::move(error);
  if (!options.replayFile.empty()) {
    llvm::Expected<Transcript> transcript =
        Transcript::read(options.replayFile);
    if (!transcript)
      return transcript.takeError();
    std::unique_ptr<ModelClient> client(new ModelClient(options, Secret()));
    client->replay = std::move(*transcript);
    return std::move(client);
  }
  llvm::Expected<Secret> key = Secret::read(options.server);
  if (!key)
    return key.takeError();
  std::unique_ptr<ModelClient> client(
      new ModelClient(options, std::move(*key)));
  auto http = HttpClient::create(options.server, client->key);
  if (!http)
    return http.takeError();
  client->http = std::move(*http);
  if (options.recordFile.empty())
    return std::move(client);
  auto writer = TranscriptWriter::create(options.recordFile);
  if (!writer)
    return writer.takeError();
  client->record = std::move(*writer);
  return std::move(client);
}

//===----------------------------------------------------------------------===//
// Earlier exchanges
//===----------------------------------------------------------------------===//

Judgement ModelClient::judgeEarlier(const Exchange &exchange) const {
  HttpResponse response;
  response.status = exchange.status;
  response.body = exchange.response;
  if (exchange.status == 0)
    response.error = exchange.error;
  Judgement judgement = judge(response, options.server.api, isStructured);
  // What was of no use then is of none now.
  if (judgement.error.empty())
    judgement.error = exchange.error;
  return judgement;
}

/// Attempts that failed are followed by the one that did not, or by none: then
/// the study ended there, and it is tried again.
ModelClient::MaybeAttempt ModelClient::findEarlier(StringRef key,
                                                   Exchanges &exchanges) {
  for (;;) {
    llvm::Expected<std::optional<Exchange>> stored = exchanges.replay(key);
    if (!stored)
      return stored.takeError();
    if (!*stored)
      return std::nullopt;
    // A study that is resumed still has its whole transcript.
    if (record)
      if (llvm::Error error = record->write(**stored))
        return std::move(error);
    if (replay)
      llvm::consumeError(replay->take(key, (*stored)->request).takeError());
    Judgement judgement = judgeEarlier(**stored);
    if (judgement.error.empty() || judgement.refusesStructure)
      return Attempt{std::move(**stored), std::move(judgement), ""};
  }
}

ModelClient::MaybeAttempt
ModelClient::takeFromTranscript(StringRef key, StringRef request,
                                Exchanges &exchanges) {
  for (;;) {
    llvm::Expected<Exchange> taken = replay->take(key, request);
    if (!taken)
      return taken.takeError();
    if (llvm::Error error = exchanges.record(*taken))
      return std::move(error);
    Judgement judgement = judgeEarlier(*taken);
    if (judgement.error.empty() || judgement.refusesStructure)
      return Attempt{std::move(*taken), std::move(judgement), ""};
  }
}

//===----------------------------------------------------------------------===//
// New exchanges
//===----------------------------------------------------------------------===//

/// Tokens are those the server counted; of a response that cannot be read,
/// those that it may have cost.
void ModelClient::countCost(Exchange &exchange) const {
  if (exchange.status != 200)
    return;
  llvm::Expected<Reply> reply =
      readReply(options.server.api, exchange.response);
  std::optional<uint64_t> input, output;
  if (reply) {
    input = reply->inputTokens;
    output = reply->outputTokens;
  } else {
    llvm::consumeError(reply.takeError());
  }
  exchange.inputTokens = input.value_or(estimateTokens(exchange.request));
  exchange.outputTokens = output.value_or(std::min<uint64_t>(
      estimateTokens(exchange.response), options.maxOutputTokens));
  exchange.money = (double(exchange.inputTokens) * options.inputPrice +
                    double(exchange.outputTokens) * options.outputPrice) /
                   1e6;
}

ModelClient::Attempt ModelClient::post(const Exchange &request, StringRef body,
                                       Exchanges &exchanges) {
  HttpResponse response =
      http->post(body, [&] { return exchanges.shouldStop(); });
  Attempt attempt{request, judge(response, options.server.api, isStructured),
                  response.retryAfter};
  Exchange &exchange = attempt.exchange;
  exchange.status = response.status;
  exchange.error = attempt.judgement.error;
  exchange.response = response.body;
  exchange.seconds = response.seconds;
  countCost(exchange);
  if (!exchange.error.empty() && exchange.response.size() > maxKeptFailure)
    exchange.response.resize(maxKeptFailure);
  return attempt;
}

/// False if it was interrupted.
static bool wait(double seconds, Exchanges &exchanges) {
  using Clock = std::chrono::steady_clock;
  auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                std::chrono::duration<double>(seconds));
  constexpr std::chrono::milliseconds step{50};
  while (Clock::now() < end) {
    if (exchanges.shouldStop())
      return false;
    std::this_thread::sleep_for(
        std::min<Clock::duration>(step, end - Clock::now()));
  }
  return !exchanges.shouldStop();
}

/// A number that is as good as any other, and always the same for a request.
static uint64_t getSeed(StringRef key) {
  uint64_t seed = 0;
  (void)key.take_front(16).getAsInteger(16, seed);
  return seed;
}

/// A server that cannot be asked, or says no, is a matter of the environment.
static llvm::Error makeServerError(const llvm::Twine &text) {
  return llvm::createStringError(
      std::make_error_code(std::errc::protocol_error), text);
}

ModelClient::MaybeAttempt ModelClient::send(const Exchange &request,
                                            StringRef body,
                                            Exchanges &exchanges) {
  uint64_t input = estimateTokens(request.request);
  uint64_t output = options.maxOutputTokens;
  double money = (double(input) * options.inputPrice +
                  double(output) * options.outputPrice) /
                 1e6;
  for (unsigned retry = 0;; ++retry) {
    if (exchanges.shouldStop() || !exchanges.affords(input + output, money))
      return std::nullopt;
    Attempt attempt = post(request, body, exchanges);
    const Exchange &exchange = attempt.exchange;
    if (record)
      if (llvm::Error error = record->write(exchange))
        return std::move(error);
    if (llvm::Error error = exchanges.record(exchange))
      return std::move(error);
    const Judgement &judgement = attempt.judgement;
    if (judgement.error.empty() || judgement.refusesStructure)
      return std::move(attempt);
    if (exchanges.shouldStop())
      return std::nullopt;
    std::optional<double> pause =
        computeBackoff(options.server, retry, attempt.retryAfter,
                       getSeed(request.key), std::time(nullptr));
    if (!judgement.mayRetry || retry == options.server.maxRetries || !pause)
      return makeServerError(
          getBaseURL(options.server) + ": " + judgement.error +
          (judgement.mayRetry && !pause
               ? "; the server asks to wait too long: '" + attempt.retryAfter +
                     "'"
           : retry > 0 ? " (after " + std::to_string(retry) +
                             (retry == 1 ? " retry)" : " retries)")
                       : ""));
    if (!wait(*pause, exchanges))
      return std::nullopt;
  }
}

/// OpenAI has given the limit of tokens another name, which others do not know.
/// What is stored does not depend on the server.
static std::string writeSentBody(const ModelOptions &options, const Chat &chat,
                                 bool isStructured) {
  llvm::json::Object body = writeBody(options, chat, isStructured);
  if (options.server.api == ModelAPI::OpenAI &&
      StringRef(getBaseURL(options.server)).contains("api.openai.com")) {
    body.erase("max_tokens");
    body["max_completion_tokens"] = options.maxOutputTokens;
  }
  std::string text;
  llvm::raw_string_ostream(text) << llvm::json::Value(std::move(body));
  return text;
}

ModelClient::MaybeAttempt ModelClient::makeAttempt(const Chat &chat,
                                                   Exchanges &exchanges) {
  Exchange request;
  request.request = writeRequest(options, chat, isStructured);
  request.key = hashRequest(request.request);
  MaybeAttempt earlier = findEarlier(request.key, exchanges);
  if (!earlier || *earlier)
    return earlier;
  if (replay)
    return takeFromTranscript(request.key, request.request, exchanges);
  return send(request, writeSentBody(options, chat, isStructured), exchanges);
}

llvm::Expected<std::optional<Reply>> ModelClient::ask(const Chat &chat,
                                                      Exchanges &exchanges) {
  for (;;) {
    MaybeAttempt attempt = makeAttempt(chat, exchanges);
    if (!attempt)
      return attempt.takeError();
    if (!*attempt)
      return std::nullopt;
    if (!(*attempt)->judgement.error.empty()) {
      // The rest of the study does without, too.
      isStructured = false;
      continue;
    }
    llvm::Expected<Reply> reply =
        readReply(options.server.api, (*attempt)->exchange.response);
    if (!reply)
      return reply.takeError();
    reply->text = key.redact(reply->text);
    return std::move(*reply);
  }
}
