//===- Retry.h - Which requests are tried again, and when -------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. Nothing here sends or waits.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_MODEL_RETRY_H
#define MAPWRIGHT_LIB_OPTIMIZE_MODEL_RETRY_H

#include "Http.h"

namespace mapwright {
namespace optimize {

/// What a response is good for.
struct Judgement {
  std::string error; ///< empty: it holds an answer
  bool mayRetry = false;
  bool refusesStructure = false; ///< the server cannot keep to a schema
};

/// `isStructured`: whether the request asked for an answer of a schema.
Judgement judge(const HttpResponse &response, ModelAPI api, bool isStructured);

/// Seconds to wait before retry `retry` (from 0). Doubles from
/// `firstBackoff`, less a share of up to a half that follows from `seed`; what
/// the server asked for if that is more. None if that is more than
/// `maxBackoff`.
std::optional<double> computeBackoff(const ModelServer &server, unsigned retry,
                                     llvm::StringRef retryAfter, uint64_t seed,
                                     int64_t now);

/// Seconds from `now` of a Retry-After header: a number, or a date. None for
/// any other text.
std::optional<double> parseRetryAfter(llvm::StringRef text, int64_t now);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_MODEL_RETRY_H
