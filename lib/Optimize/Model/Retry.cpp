//===- Retry.cpp - Which requests are tried again, and when ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Retry.h"

#include "Wire.h"

#include "mapwright/Optimize/Random.h"

#include "llvm/ADT/StringExtras.h"

#include <curl/curl.h>

#include <cmath>

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

/// What an error message shows of a body.
static constexpr size_t maxShownBody = 300;

static std::string showBody(StringRef body) {
  std::string shown;
  for (char c : body.take_front(maxShownBody))
    shown += llvm::isPrint(c) ? c : ' ';
  StringRef text = StringRef(shown).trim();
  if (text.empty())
    return "";
  return ": " + text.str() + (body.size() > maxShownBody ? "..." : "");
}

/// Too many requests pass; a quota that is used up does not.
static bool isTransientStatus(int status, StringRef body) {
  if (status == 429)
    return !body.contains("insufficient_quota");
  return status == 408 || status == 425 || status == 500 || status == 502 ||
         status == 503 || status == 504 || status == 529;
}

static StringRef describeStatus(int status) {
  switch (status) {
  case 401:
  case 403:
    return " (the key is not accepted)";
  case 404:
    return " (no such address or model)";
  case 429:
    return " (too many requests, or no credit left)";
  default:
    return "";
  }
}

static bool mentionsStructure(StringRef body) {
  std::string text = body.lower();
  for (StringRef word :
       {"response_format", "json_schema", "tool_choice", "tools", "schema"})
    if (StringRef(text).contains(word))
      return true;
  return false;
}

static Judgement judgeStatus(const HttpResponse &response, bool isStructured) {
  Judgement judgement;
  judgement.error = "HTTP status " + std::to_string(response.status) +
                    describeStatus(response.status).str();
  if (response.status >= 300 && response.status < 400) {
    judgement.error +=
        ": redirections are not followed; the address there is '" +
        response.location + "'";
    return judgement;
  }
  judgement.error += showBody(response.body);
  judgement.mayRetry = isTransientStatus(response.status, response.body);
  judgement.refusesStructure =
      isStructured && (response.status == 400 || response.status == 422) &&
      mentionsStructure(response.body);
  return judgement;
}

Judgement optimize::judge(const HttpResponse &response, ModelAPI api,
                          bool isStructured) {
  if (!response.error.empty())
    return {response.error, response.isTransient, false};
  if (response.status != 200)
    return judgeStatus(response, isStructured);
  if (!response.contentType.empty() &&
      !StringRef(response.contentType).contains("json"))
    return {"the response is " + response.contentType + ", not JSON" +
                showBody(response.body),
            false, false};
  llvm::Expected<Reply> reply = readReply(api, response.body);
  if (!reply)
    return {llvm::toString(reply.takeError()) + showBody(response.body), true,
            false};
  return {};
}

std::optional<double> optimize::parseRetryAfter(StringRef text, int64_t now) {
  double seconds;
  if (!text.empty() && llvm::isDigit(text.front()) &&
      !text.getAsDouble(seconds) && std::isfinite(seconds))
    return seconds;
  time_t date = text.empty() ? -1 : curl_getdate(text.str().c_str(), nullptr);
  if (date == -1)
    return std::nullopt;
  return std::max<double>(0, double(date) - double(now));
}

std::optional<double> optimize::computeBackoff(const ModelServer &server,
                                               unsigned retry,
                                               StringRef retryAfter,
                                               uint64_t seed, int64_t now) {
  double most =
      std::min(std::ldexp(server.firstBackoff, int(retry)), server.maxBackoff);
  Random random(seed + retry);
  double seconds = most * (1 - random.unit() / 2);
  if (std::optional<double> asked = parseRetryAfter(retryAfter, now)) {
    if (*asked > server.maxBackoff)
      return std::nullopt;
    seconds = std::max(seconds, *asked);
  }
  return seconds;
}
