//===- Http.h - Sends requests over the network -----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. One attempt at a time, over libcurl; who may try
// again, and when, is decided in Retry.h.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_MODEL_HTTP_H
#define MAPWRIGHT_LIB_OPTIMIZE_MODEL_HTTP_H

#include "Secret.h"

#include "mapwright/Optimize/LanguageModel.h"

#include <functional>

namespace mapwright {
namespace optimize {

/// What came of an attempt. The key is in none of the texts.
struct HttpResponse {
  int status = 0; ///< 0: no response
  std::string body;
  std::string contentType;
  std::string retryAfter; ///< header as it came
  std::string location;   ///< header as it came
  /// Why there is no complete response; empty if there is one.
  std::string error;
  bool isTransient = false; ///< of an error: it may be gone soon
  bool wasStopped = false;
  double seconds = 0;
};

class HttpClient {
public:
  /// Fails for addresses that are none, hold a password, or are not https while
  /// there is a key for another machine. `server` and `key` outlive the client.
  static llvm::Expected<std::unique_ptr<HttpClient>>
  create(const ModelServer &server, const Secret &key);
  ~HttpClient();

  /// Posts JSON. `shouldStop` is asked now and then.
  HttpResponse post(llvm::StringRef body,
                    const std::function<bool()> &shouldStop);

private:
  struct State;
  explicit HttpClient(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

/// "https://api.openai.com/v1" unless the server has a URL of its own, without
/// a slash at the end.
std::string getBaseURL(const ModelServer &server);
/// Whether it names this machine: there is no key needed, and nothing to pay.
bool isLoopback(llvm::StringRef url);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_MODEL_HTTP_H
