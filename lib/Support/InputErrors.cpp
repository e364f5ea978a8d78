//===- InputErrors.cpp - Errors about what users wrote --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/InputErrors.h"

using namespace mapwright;

llvm::Error mapwright::makeError(const llvm::Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

llvm::StringRef
mapwright::closestName(llvm::StringRef name,
                       llvm::ArrayRef<llvm::StringRef> candidates) {
  llvm::StringRef best;
  size_t bestDistance = std::max<size_t>(1, name.size() / 3) + 1;
  for (llvm::StringRef candidate : candidates) {
    size_t distance = name.edit_distance(candidate, /*AllowReplacements=*/true,
                                         /*MaxEditDistance=*/bestDistance);
    // Names without a character in common are not close, however short.
    if (distance >= std::max(name.size(), candidate.size()))
      continue;
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

std::string mapwright::suggestName(llvm::StringRef name,
                                   llvm::ArrayRef<llvm::StringRef> candidates) {
  llvm::StringRef closest = closestName(name, candidates);
  // Whoever shouts, or whispers, still means it.
  if (closest.empty())
    closest = closestName(name.lower(), candidates);
  if (closest.empty())
    closest = closestName(name.upper(), candidates);
  for (llvm::StringRef candidate : candidates)
    if (closest.empty() && !name.empty() &&
        candidate.starts_with((name + "_").str()))
      closest = candidate;
  return closest.empty() ? "" : ("; did you mean '" + closest + "'?").str();
}
