//===- SourceEdit.cpp - The one edit type of Mapwright --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/SourceEdit.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <map>
#include <set>
#include <tuple>

using namespace mapwright;

/// Order of application for two elements of one array. An insert comes before a
/// replacement of the text that starts at its place; inserts of one place keep
/// the order of the array.
static bool appliesBefore(const SourceEdit *a, const SourceEdit *b) {
  return std::tuple(a->begin, a->end, a) < std::tuple(b->begin, b->end, b);
}

/// The edits in order of application, or why they cannot be applied to a source
/// of `size` bytes.
static llvm::Expected<llvm::SmallVector<const SourceEdit *>>
sortEdits(size_t size, llvm::ArrayRef<SourceEdit> edits) {
  auto fail = [](const char *format, auto... values) {
    return llvm::createStringError(llvm::formatv(format, values...).str());
  };
  llvm::SmallVector<const SourceEdit *> sorted;
  for (const SourceEdit &edit : edits) {
    if (edit.begin > edit.end || edit.end > size)
      return fail("edit of bytes {0} to {1} lies outside of the {2} bytes of "
                  "the source",
                  edit.begin, edit.end, size);
    if (edit.file != edits.front().file)
      return fail("edits of two files: '{0}' and '{1}'", edits.front().file,
                  edit.file);
    sorted.push_back(&edit);
  }
  llvm::sort(sorted, appliesBefore);
  for (size_t i = 1; i < sorted.size(); ++i)
    if (sorted[i]->begin < sorted[i - 1]->end)
      return fail("edits overlap at byte {0}", sorted[i]->begin);
  return sorted;
}

llvm::Expected<std::string>
mapwright::applyEdits(llvm::StringRef source,
                      llvm::ArrayRef<SourceEdit> edits) {
  auto sorted = sortEdits(source.size(), edits);
  if (!sorted)
    return sorted.takeError();
  std::string result;
  uint32_t copied = 0;
  for (const SourceEdit *edit : *sorted) {
    result += source.slice(copied, edit->begin);
    result += edit->text;
    copied = edit->end;
  }
  result += source.drop_front(copied);
  return result;
}

namespace {
/// The edits of the fixes accepted so far, in order of application. Inserts of
/// one place keep the order in which they were accepted.
class AcceptedEdits {
public:
  bool conflicts(const SourceEdit &edit) const {
    return edit.begin == edit.end ? conflictsAsInsert(edit)
                                  : conflictsAsReplacement(edit);
  }

  void add(const SourceEdit &edit) {
    edits.push_back(edit);
    if (edit.begin == edit.end)
      inserts.emplace(edit.begin, edit.text);
    else
      replacements.emplace(edit.begin, edit.end);
  }

  llvm::ArrayRef<SourceEdit> get() const { return edits; }

private:
  bool conflictsAsInsert(const SourceEdit &edit) const {
    // The same insert twice is the same remedy found twice.
    if (inserts.count({edit.begin, edit.text}))
      return true;
    auto after = replacements.lower_bound(edit.begin);
    return after != replacements.begin() &&
           std::prev(after)->second > edit.begin;
  }

  bool conflictsAsReplacement(const SourceEdit &edit) const {
    auto after = replacements.lower_bound(edit.begin);
    if (after != replacements.end() && after->first < edit.end)
      return true;
    if (after != replacements.begin() && std::prev(after)->second > edit.begin)
      return true;
    auto inside = inserts.lower_bound({edit.begin + 1, std::string()});
    return inside != inserts.end() && inside->first < edit.end;
  }

  llvm::SmallVector<SourceEdit> edits;
  std::map<uint32_t, uint32_t> replacements; ///< begin to end
  std::set<std::pair<uint32_t, std::string>> inserts;
};
} // namespace

/// Whether all edits of `fix` are in `file` and can be applied by themselves.
static bool isApplicable(const Fix &fix, llvm::StringRef file, size_t size) {
  if (fix.applicability != Applicability::Machine || fix.edits.empty() ||
      !llvm::all_of(fix.edits,
                    [&](const SourceEdit &edit) { return edit.file == file; }))
    return false;
  auto sorted = sortEdits(size, fix.edits);
  if (sorted)
    return true;
  llvm::consumeError(sorted.takeError());
  return false;
}

std::string mapwright::applyFixes(llvm::StringRef source, llvm::StringRef file,
                                  llvm::ArrayRef<Fix> fixes,
                                  unsigned &applied) {
  AcceptedEdits accepted;
  unsigned count = 0;
  for (const Fix &fix : fixes) {
    if (!isApplicable(fix, file, source.size()) ||
        llvm::any_of(fix.edits, [&](const SourceEdit &edit) {
          return accepted.conflicts(edit);
        }))
      continue;
    for (const SourceEdit &edit : fix.edits)
      accepted.add(edit);
    ++count;
  }
  llvm::Expected<std::string> result = applyEdits(source, accepted.get());
  if (!result) {
    llvm::consumeError(result.takeError());
    return source.str();
  }
  applied += count;
  return *result;
}
