//===- Failure.cpp - Messages of the runtime libraries --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Common/Failure.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>

using namespace mapwright::runtime;

Failure::Failure(std::string place, std::string text, std::string id)
    : message(std::move(place) + ": error: " + std::move(text)) {
  if (!id.empty())
    message += " [mapwright-" + id + "]";
  message += '\n';
}

static const char *findErrorName(uint32_t code) {
  switch (code) {
  case MW_E_OVERFLOW:
    return "overflow";
  case MW_E_DIVISION_BY_ZERO:
    return "division-by-zero";
  case MW_E_TUPLE_BOUNDS:
    return "tuple-bounds";
  case MW_E_INDEX_BOUNDS:
  case MW_E_SEVERAL_NODES:
    return "index-bounds";
  case MW_E_SPACE_ARGUMENT:
    return "space-argument";
  case MW_E_RANK:
    return "rank-mismatch";
  default:
    return "";
  }
}

/// The numbers behind an error, as policy.h says.
static std::string describeNumbers(const mw_error &error) {
  std::string value = std::to_string(error.value);
  std::string bound = std::to_string(error.bound);
  switch (error.code) {
  case MW_E_INDEX_BOUNDS:
    return ": index " + value + " of dimension " + std::to_string(error.dim) +
           ", whose size is " + bound;
  case MW_E_TUPLE_BOUNDS:
    return ": index " + value + " of a tuple of length " + bound;
  case MW_E_DIVISION_BY_ZERO:
    return ": " + value + " by 0";
  case MW_E_OVERFLOW:
    return ": operands " + value + " and " + bound;
  case MW_E_SEVERAL_NODES:
    return ": nodes " + value + " and " + bound;
  case MW_E_SPACE_ARGUMENT:
    return ": argument " + std::to_string(error.dim) + " is " + value +
           ", the limit is " + bound;
  default:
    return "";
  }
}

Failure Failure::ofPolicy(const mw_policy &policy, const mw_error &error) {
  std::string place = policy.source;
  if (error.line != 0)
    place +=
        ":" + std::to_string(error.line) + ":" + std::to_string(error.column);
  return Failure(std::move(place),
                 (error.text ? error.text : "the policy fails") +
                     describeNumbers(error),
                 findErrorName(error.code));
}

Failure &Failure::note(const std::string &text) {
  message += "note: " + text + '\n';
  return *this;
}

void Failure::abortJob() const {
  std::fflush(stdout);
  std::fwrite(message.data(), 1, message.size(), stderr);
  std::fflush(stderr);
  // Realm's handler would print a stack of the runtime below the message.
  std::signal(SIGABRT, SIG_DFL);
  std::abort();
}

void mapwright::runtime::warn(const std::string &text) {
  std::string line = "mapwright: warning: " + text + '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}
