//===- InputErrors.h - Errors about what users wrote ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SUPPORT_INPUTERRORS_H
#define MAPWRIGHT_SUPPORT_INPUTERRORS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

#include <string>

namespace mapwright {

/// An error about an input, without a system's error code: what is wrong is
/// what somebody wrote.
llvm::Error makeError(const llvm::Twine &text);

/// "did you mean": the candidate closest to `name` by edit distance, empty when
/// none is close enough (a third of the length, at least one edit).
llvm::StringRef closestName(llvm::StringRef name,
                            llvm::ArrayRef<llvm::StringRef> candidates);

/// "; did you mean 'X'?" with the candidate closest to `name`, or the one that
/// it is the first word of (`latency` for `latency_seconds`); else nothing.
std::string suggestName(llvm::StringRef name,
                        llvm::ArrayRef<llvm::StringRef> candidates);

} // namespace mapwright

#endif // MAPWRIGHT_SUPPORT_INPUTERRORS_H
