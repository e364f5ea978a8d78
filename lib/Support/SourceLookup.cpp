//===- SourceLookup.cpp - Texts that diagnostics point into ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SourceLookup.h"

#include "mapwright/Support/InputFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SourceMgr.h"

using namespace mapwright;

/// Larger files are not read for the sake of a message.
static constexpr uint64_t maxShownBytes = 64u << 20;

SourceText::SourceText(llvm::StringRef text) : text(text), lineStarts{0} {
  for (size_t newline = text.find('\n'); newline != llvm::StringRef::npos;
       newline = text.find('\n', newline + 1))
    lineStarts.push_back(newline + 1);
}

llvm::StringRef SourceText::getLine(unsigned line) const {
  if (line == 0 || line > lineStarts.size())
    return {};
  llvm::StringRef rest = text.drop_front(getLineStart(line));
  llvm::StringRef found = rest.take_until([](char c) { return c == '\n'; });
  found.consume_back("\r");
  return found;
}

unsigned SourceText::getLineAt(uint32_t offset) const {
  return llvm::upper_bound(lineStarts, offset) - lineStarts.begin();
}

static std::optional<llvm::StringRef> findBuffer(const llvm::SourceMgr *sources,
                                                 llvm::StringRef name) {
  for (unsigned i = 1; sources && i <= sources->getNumBuffers(); ++i)
    if (sources->getMemoryBuffer(i)->getBufferIdentifier() == name)
      return sources->getMemoryBuffer(i)->getBuffer();
  return std::nullopt;
}

/// Reads a file, but nothing that could block, such as a pipe.
static std::unique_ptr<llvm::MemoryBuffer> readFromDisk(llvm::StringRef name) {
  if (!llvm::sys::fs::is_regular_file(name))
    return nullptr;
  auto buffer = readInput(name, maxShownBytes);
  if (buffer)
    return std::move(*buffer);
  llvm::consumeError(buffer.takeError());
  return nullptr;
}

const SourceText *SourceLookup::find(llvm::StringRef file) {
  std::optional<llvm::StringRef> text = findBuffer(sources, file);
  auto [it, isNew] = entries.try_emplace(file.str());
  Entry &entry = it->second;
  if (text && !(entry.text && entry.text->get().data() == text->data() &&
                entry.text->get().size() == text->size()))
    entry.text = std::make_unique<SourceText>(*text);
  if (!text && isNew) {
    entry.owned = readFromDisk(file);
    if (entry.owned)
      entry.text = std::make_unique<SourceText>(entry.owned->getBuffer());
  }
  return entry.text.get();
}
