//===- ProgressLine.cpp - How far a long run is ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgressLine.h"

#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;

static constexpr std::chrono::milliseconds firstAfter{700}, every{100};
/// Narrower terminals are rare.
static constexpr unsigned defaultColumns = 80;

ProgressLine::ProgressLine()
    : isShown(llvm::sys::Process::StandardErrIsDisplayed()),
      next(std::chrono::steady_clock::now() + firstAfter) {}

void ProgressLine::clear() {
  if (isWritten)
    llvm::errs() << "\r\033[K";
  isWritten = false;
}

void ProgressLine::update(llvm::function_ref<std::string()> text) {
  auto now = std::chrono::steady_clock::now();
  if (!isShown || now < next)
    return;
  next = now + every;
  unsigned columns = llvm::sys::Process::StandardErrColumns();
  // A line that wraps could not be taken back.
  std::string shown =
      text().substr(0, (columns ? columns : defaultColumns) - 1);
  clear();
  isWritten = true;
  llvm::errs() << shown;
}

void ProgressLine::update(const char *what, double share) {
  update([&] {
    return std::string(what) + ": " + std::to_string(int(100 * share)) + " %";
  });
}
