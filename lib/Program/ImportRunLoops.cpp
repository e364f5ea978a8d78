//===- ImportRunLoops.cpp - Loops from repeated launches ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ImportRunParts.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace mapwright;

/// The longest loop body that is looked for.
static constexpr size_t maxPeriod = 512;

void mapwright::mergeElement(RunElement &element, RunElement other) {
  llvm::append_range(element.members, other.members);
  llvm::append_range(element.uses, other.uses);
  for (auto [own, added] : llvm::zip_equal(element.body, other.body))
    mergeElement(own, std::move(added));
}

namespace {
/// A sequence with its keys as numbers.
class Folder {
public:
  explicit Folder(std::vector<RunElement> &sequence) : sequence(sequence) {}
  /// Folds repetitions of `period` elements; whether there were any.
  bool fold(size_t period);
  size_t size() const { return sequence.size(); }

private:
  unsigned number(const RunElement &element) {
    return numbers.try_emplace(element.key, numbers.size()).first->second;
  }
  size_t countRepeats(llvm::ArrayRef<unsigned> keys, size_t begin,
                      size_t period) const;
  RunElement makeLoop(size_t begin, size_t period, size_t trips);

  std::vector<RunElement> &sequence;
  llvm::StringMap<unsigned> numbers;
};
} // namespace

size_t Folder::countRepeats(llvm::ArrayRef<unsigned> keys, size_t begin,
                            size_t period) const {
  llvm::ArrayRef<unsigned> rest = keys.drop_front(begin);
  size_t equal = 0;
  while (equal + period < rest.size() && rest[equal] == rest[equal + period])
    ++equal;
  return equal / period + 1;
}

RunElement Folder::makeLoop(size_t begin, size_t period, size_t trips) {
  RunElement loop;
  loop.statement.kind = StatementKind::Loop;
  loop.statement.trips = trips;
  loop.statement.line = sequence[begin].statement.line;
  loop.key = "loop " + std::to_string(trips) + " {";
  for (size_t i = 0; i < period; ++i) {
    loop.key += sequence[begin + i].key + ";";
    loop.body.push_back(std::move(sequence[begin + i]));
    for (size_t trip = 1; trip < trips; ++trip)
      mergeElement(loop.body.back(),
                   std::move(sequence[begin + trip * period + i]));
  }
  loop.key += "}";
  return loop;
}

bool Folder::fold(size_t period) {
  std::vector<unsigned> keys;
  for (const RunElement &element : sequence)
    keys.push_back(number(element));
  std::vector<RunElement> folded;
  for (size_t i = 0; i < sequence.size();) {
    size_t trips =
        i + 2 * period <= keys.size() ? countRepeats(keys, i, period) : 1;
    if (trips == 1) {
      folded.push_back(std::move(sequence[i++]));
      continue;
    }
    folded.push_back(makeLoop(i, period, trips));
    i += trips * period;
  }
  bool hasFolded = folded.size() < keys.size();
  sequence = std::move(folded);
  return hasFolded;
}

void mapwright::foldLoops(std::vector<RunElement> &sequence) {
  Folder folder(sequence);
  for (size_t period = 1; period <= std::min(maxPeriod, folder.size() / 2);)
    period = folder.fold(period) ? 1 : period + 1;
}
