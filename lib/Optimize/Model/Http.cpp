//===- Http.cpp - Sends requests over the network -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Http.h"

#include "mapwright/Support/InputErrors.h"
#include "mapwright/Support/InputFile.h"

#include <curl/curl.h>

#include <mutex>

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

/// Headers have no business being longer.
static constexpr size_t maxHeaderBytes = size_t(64) << 10;

//===----------------------------------------------------------------------===//
// Addresses
//===----------------------------------------------------------------------===//

std::string optimize::getBaseURL(const ModelServer &server) {
  if (!server.url.empty())
    return StringRef(server.url).rtrim('/').str();
  return server.api == ModelAPI::OpenAI ? "https://api.openai.com/v1"
                                        : "https://api.anthropic.com/v1";
}

namespace {
/// A part of a URL as libcurl understands it; empty if there is none.
class URL {
public:
  explicit URL(StringRef text) : handle(curl_url()) {
    isValid = handle && curl_url_set(handle, CURLUPART_URL, text.str().c_str(),
                                     0) == CURLUE_OK;
  }
  URL(const URL &) = delete;
  URL &operator=(const URL &) = delete;
  ~URL() { curl_url_cleanup(handle); }

  std::string get(CURLUPart part) const {
    char *text = nullptr;
    if (!isValid || curl_url_get(handle, part, &text, 0) != CURLUE_OK)
      return "";
    std::string result = text;
    curl_free(text);
    return result;
  }

  bool isValid = false;

private:
  CURLU *handle;
};
} // namespace

bool optimize::isLoopback(StringRef url) {
  std::string host = URL(url).get(CURLUPART_HOST);
  return host == "localhost" || host == "[::1]" ||
         StringRef(host).starts_with("127.");
}

static llvm::Error checkURL(const ModelServer &server, const Secret &key) {
  std::string text = getBaseURL(server);
  URL url(text);
  std::string scheme = url.get(CURLUPART_SCHEME);
  // The text is not shown before it is known to hold no password.
  if (!url.get(CURLUPART_USER).empty() || !url.get(CURLUPART_PASSWORD).empty())
    return makeError("the address of the model has a user or password in it; "
                     "keys come from the environment variable '" +
                     getKeyVariable(server) + "'");
  if (!url.isValid || (scheme != "http" && scheme != "https"))
    return makeError("the address of the model is no http or https URL: '" +
                     key.redact(text) + "'");
  if (scheme == "http" && !key.empty() && !isLoopback(text) &&
      !server.allowsPlainHTTP)
    return makeError("the key in '" + getKeyVariable(server) +
                     "' would be readable on its way to '" + text +
                     "'; use https, unset it, or allow plain http");
  if (key.empty() && server.url.empty())
    return makeError("the environment variable '" + getKeyVariable(server) +
                     "' with the key for " + text + " is not set");
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Talking to libcurl
//===----------------------------------------------------------------------===//

namespace {
struct EasyDeleter {
  void operator()(CURL *handle) const { curl_easy_cleanup(handle); }
};
struct ListDeleter {
  void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};

/// What the callbacks of one transfer fill in.
struct Transfer {
  HttpResponse &response;
  uint64_t maxBytes;
  const std::function<bool()> &shouldStop;
  size_t headerBytes = 0;
  bool isTooLong = false;
};
} // namespace

static size_t takeBody(char *data, size_t size, size_t count, void *user) {
  auto &transfer = *static_cast<Transfer *>(user);
  size_t bytes = size * count;
  if (transfer.response.body.size() + bytes > transfer.maxBytes) {
    transfer.isTooLong = true;
    return 0;
  }
  transfer.response.body.append(data, bytes);
  return bytes;
}

static size_t takeHeader(char *data, size_t size, size_t count, void *user) {
  auto &transfer = *static_cast<Transfer *>(user);
  size_t bytes = size * count;
  transfer.headerBytes += bytes;
  if (transfer.headerBytes > maxHeaderBytes) {
    transfer.isTooLong = true;
    return 0;
  }
  auto [name, value] = StringRef(data, bytes).split(':');
  HttpResponse &response = transfer.response;
  // The headers of an interim response are followed by others.
  if (name.starts_with("HTTP/"))
    response.retryAfter = response.contentType = response.location = "";
  else if (name.equals_insensitive("retry-after"))
    response.retryAfter = value.trim().str();
  else if (name.equals_insensitive("content-type"))
    response.contentType = value.trim().lower();
  else if (name.equals_insensitive("location"))
    response.location = value.trim().str();
  return bytes;
}

static int watch(void *user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto &transfer = *static_cast<Transfer *>(user);
  if (transfer.shouldStop && transfer.shouldStop())
    transfer.response.wasStopped = true;
  return transfer.response.wasStopped ? 1 : 0;
}

/// Whether trying again may help: what is wrong with names, certificates and
/// options stays wrong.
static bool isTransientError(CURLcode code) {
  switch (code) {
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_CONNECT:
  case CURLE_OPERATION_TIMEDOUT:
  case CURLE_PARTIAL_FILE:
  case CURLE_GOT_NOTHING:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_HTTP2:
  case CURLE_HTTP2_STREAM:
    return true;
  default:
    return false;
  }
}

struct HttpClient::State {
  const ModelServer &server;
  const Secret &key;
  std::string url;
  std::unique_ptr<CURL, EasyDeleter> handle;
  std::unique_ptr<curl_slist, ListDeleter> headers;

  void addHeader(const llvm::Twine &header) {
    curl_slist *longer = curl_slist_append(headers.get(), header.str().c_str());
    (void)headers.release();
    headers.reset(longer);
  }
  void setUp(StringRef body, Transfer &transfer, char *errorText);
};

template <typename T>
static void set(CURL *handle, CURLoption option, T value) {
  (void)curl_easy_setopt(handle, option, value);
}

static long toMilliseconds(double seconds) {
  return std::max(1L, long(seconds * 1000));
}

void HttpClient::State::setUp(StringRef body, Transfer &transfer,
                              char *errorText) {
  CURL *curl = handle.get();
  // Keeps open connections.
  curl_easy_reset(curl);
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_URL, url.c_str());
  set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  set(curl, CURLOPT_FOLLOWLOCATION, 0L);
  set(curl, CURLOPT_HTTPHEADER, headers.get());
  set(curl, CURLOPT_POST, 1L);
  set(curl, CURLOPT_POSTFIELDS, body.data());
  set(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.size()));
  set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!server.caFile.empty())
    set(curl, CURLOPT_CAINFO, server.caFile.c_str());
  if (!server.proxy.empty())
    set(curl, CURLOPT_PROXY, server.proxy.c_str());
  set(curl, CURLOPT_CONNECTTIMEOUT_MS, toMilliseconds(server.connectSeconds));
  set(curl, CURLOPT_TIMEOUT_MS, toMilliseconds(server.totalSeconds));
  if (server.silentSeconds > 0) {
    set(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(curl, CURLOPT_LOW_SPEED_TIME,
        std::max(1L, long(server.silentSeconds + 0.5)));
  }
  set(curl, CURLOPT_WRITEFUNCTION, &takeBody);
  set(curl, CURLOPT_WRITEDATA, &transfer);
  set(curl, CURLOPT_HEADERFUNCTION, &takeHeader);
  set(curl, CURLOPT_HEADERDATA, &transfer);
  set(curl, CURLOPT_NOPROGRESS, 0L);
  set(curl, CURLOPT_XFERINFOFUNCTION, &watch);
  set(curl, CURLOPT_XFERINFODATA, &transfer);
  set(curl, CURLOPT_ERRORBUFFER, errorText);
}

HttpClient::HttpClient(std::unique_ptr<State> state)
    : state(std::move(state)) {}
HttpClient::~HttpClient() = default;

llvm::Expected<std::unique_ptr<HttpClient>>
HttpClient::create(const ModelServer &server, const Secret &key) {
  static std::once_flag once;
  std::call_once(once, [] { (void)curl_global_init(CURL_GLOBAL_DEFAULT); });
  if (llvm::Error error = checkURL(server, key))
    return std::move(error);
  auto state = std::unique_ptr<State>(
      new State{server, key, getBaseURL(server), nullptr, nullptr});
  state->handle.reset(curl_easy_init());
  if (!state->handle)
    return makeError("libcurl cannot be used");
  state->addHeader("Content-Type: application/json");
  state->addHeader("Accept: application/json");
  state->addHeader("User-Agent: mapwright");
  // Or bodies of a megabyte wait for a second.
  state->addHeader("Expect:");
  if (server.api == ModelAPI::OpenAI) {
    state->url += "/chat/completions";
    if (!key.empty())
      state->addHeader("Authorization: Bearer " + key.reveal());
  } else {
    state->url += "/messages";
    state->addHeader("anthropic-version: 2023-06-01");
    if (!key.empty())
      state->addHeader("x-api-key: " + key.reveal());
  }
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(state)));
}

HttpResponse HttpClient::post(StringRef body,
                              const std::function<bool()> &shouldStop) {
  HttpResponse response;
  Transfer transfer{response, state->server.maxResponseBytes, shouldStop};
  char errorText[CURL_ERROR_SIZE] = "";
  state->setUp(body, transfer, errorText);
  CURL *curl = state->handle.get();
  CURLcode code = curl_easy_perform(curl);
  long status = 0;
  (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  (void)curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &response.seconds);
  response.status = int(status);
  for (std::string *text : {&response.body, &response.contentType,
                            &response.retryAfter, &response.location})
    *text = state->key.redact(*text);
  if (code == CURLE_OK)
    return response;
  if (transfer.isTooLong) {
    response.error = "the response is longer than " +
                     formatBytes(state->server.maxResponseBytes);
    return response;
  }
  response.isTransient = isTransientError(code);
  response.error = state->key.redact(errorText[0] ? StringRef(errorText)
                                                  : curl_easy_strerror(code));
  return response;
}
