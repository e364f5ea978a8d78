//===- Messages.h - Looking at messages of errors ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_POLICY_MESSAGES_H
#define MAPWRIGHT_UNITTESTS_POLICY_MESSAGES_H

#include "llvm/Support/Error.h"

#include "gtest/gtest.h"

template <typename T>
std::string messageOf(llvm::Expected<T> value) {
  return value ? "no error" : llvm::toString(value.takeError());
}

inline testing::AssertionResult says(const std::string &message,
                                     const std::string &part) {
  if (message.find(part) != std::string::npos)
    return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << "\"" << message << "\" does not say \"" << part << "\"";
}

#endif // MAPWRIGHT_UNITTESTS_POLICY_MESSAGES_H
