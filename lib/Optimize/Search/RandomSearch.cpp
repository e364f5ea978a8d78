//===- RandomSearch.cpp - Uniformly random mappers ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SearchBase.h"

using namespace mapwright;
using namespace mapwright::optimize;

namespace {
class RandomSearch : public SearchBase {
public:
  explicit RandomSearch(const SearchSetup &setup)
      : SearchBase("random", setup) {}

protected:
  std::optional<Move> next() override {
    return makeNew([&] { return makeRandom(); }, nullptr);
  }
  void digest(const Move &move, const Known &known) override {}
};
} // namespace

std::unique_ptr<Proposer> optimize::makeRandomSearch(const SearchSetup &setup) {
  return std::make_unique<RandomSearch>(setup);
}
