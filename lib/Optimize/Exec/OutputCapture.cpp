//===- OutputCapture.cpp - Output in bounded memory -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OutputCapture.h"

#include "mapwright/Support/InputFile.h"

#include <algorithm>

using namespace mapwright::optimize;

void OutputCapture::keep(llvm::StringRef bytes) {
  size_t toHead = std::min(bytes.size(), headBytes - head.size());
  head += bytes.take_front(toHead);
  bytes = bytes.drop_front(toHead);
  tail += bytes;
  // Seldom, so that a byte is moved about once.
  if (tail.size() > 2 * tailBytes) {
    numLeftOut += tail.size() - tailBytes;
    tail.erase(0, tail.size() - tailBytes);
  }
}

void OutputCapture::add(llvm::StringRef bytes) {
  keep(bytes);
  while (!bytes.empty()) {
    size_t end = bytes.find('\n');
    llvm::StringRef part = bytes.take_front(end);
    line += part.take_front(lineBytes - std::min(line.size(), lineBytes));
    if (end == llvm::StringRef::npos)
      return;
    onLine(llvm::StringRef(line).rtrim('\r'));
    line.clear();
    bytes = bytes.drop_front(end + 1);
  }
}

void OutputCapture::finish() {
  if (!line.empty())
    onLine(llvm::StringRef(line).rtrim('\r'));
  line.clear();
}

std::string OutputCapture::getText() const {
  if (numLeftOut == 0)
    return head + tail;
  return head + "\n[" + formatBytes(numLeftOut) + " left out]\n" + tail;
}
