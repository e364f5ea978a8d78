//===- FixPreview.cpp - What a fix changes, line by line ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FixPreview.h"

#include "llvm/ADT/STLExtras.h"

#include <tuple>

using namespace mapwright;

using Lines = llvm::SmallVector<llvm::StringRef>;

static Lines splitLines(llvm::StringRef text) {
  Lines lines;
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    line.consume_back("\r");
    lines.push_back(line);
    text = rest;
  }
  return lines;
}

/// Where the line that holds `offset` ends, its newline included.
static uint32_t getLineEnd(const SourceText &source, uint32_t offset) {
  unsigned line = source.getLineAt(offset);
  return line < source.getNumLines() ? source.getLineStart(line + 1)
                                     : source.get().size();
}

/// The hunk of edits that touch the lines [begin, end) in bytes, `shift` lines
/// further down after the edits before it.
static FixHunk makeHunk(const SourceText &source, uint32_t begin, uint32_t end,
                        llvm::ArrayRef<SourceEdit> edits, int64_t &shift) {
  llvm::StringRef before = source.get().slice(begin, end);
  llvm::SmallVector<SourceEdit> moved(edits);
  for (SourceEdit &edit : moved) {
    edit.begin -= begin;
    edit.end -= begin;
  }
  // Cannot fail: all the edits together could be applied.
  std::string after = llvm::cantFail(applyEdits(before, moved));
  Lines oldLines = splitLines(before);
  Lines newLines = splitLines(after);
  size_t same = 0;
  while (same < oldLines.size() && same < newLines.size() &&
         oldLines[same] == newLines[same])
    ++same;
  size_t oldEnd = oldLines.size(), newEnd = newLines.size();
  while (oldEnd > same && newEnd > same &&
         oldLines[oldEnd - 1] == newLines[newEnd - 1])
    --oldEnd, --newEnd;
  unsigned line = source.getLineAt(begin) + same;
  FixHunk hunk{line, static_cast<unsigned>(line + shift), {}, {}};
  for (size_t i = same; i < oldEnd; ++i)
    hunk.removed.push_back(oldLines[i].str());
  for (size_t i = same; i < newEnd; ++i)
    hunk.added.push_back(newLines[i].str());
  shift += static_cast<int64_t>(newLines.size()) -
           static_cast<int64_t>(oldLines.size());
  return hunk;
}

llvm::SmallVector<FixHunk>
mapwright::previewEdits(const SourceText &source,
                        llvm::ArrayRef<SourceEdit> edits) {
  llvm::SmallVector<FixHunk> hunks;
  if (llvm::Expected<std::string> whole = applyEdits(source.get(), edits);
      !whole) {
    llvm::consumeError(whole.takeError());
    return hunks;
  }
  llvm::SmallVector<const SourceEdit *> order;
  for (const SourceEdit &edit : edits)
    order.push_back(&edit);
  llvm::sort(order, [](const SourceEdit *a, const SourceEdit *b) {
    return std::tuple(a->begin, a->end, a) < std::tuple(b->begin, b->end, b);
  });
  int64_t shift = 0;
  for (size_t i = 0; i < order.size();) {
    uint32_t begin = source.getLineStart(source.getLineAt(order[i]->begin));
    uint32_t end = begin;
    llvm::SmallVector<SourceEdit> group;
    do {
      group.push_back(*order[i]);
      end = std::max(end, getLineEnd(source, order[i]->end));
    } while (++i < order.size() && order[i]->begin < end);
    hunks.push_back(makeHunk(source, begin, end, group, shift));
  }
  return hunks;
}
