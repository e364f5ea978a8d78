//===- TokenLedgerTest.cpp - Instance limits ------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TokenLedger.h"

#include "gtest/gtest.h"

#include <random>

using namespace mapwright::legion;
using Legion::UniqueID;
using Legion::Mapping::MapperEvent;

TEST(TokenLedgerTest, HolderPassesAgain) {
  TokenLedger ledger;
  EXPECT_TRUE(ledger.take("step", 1, 7));
  EXPECT_FALSE(ledger.take("step", 1, 8));
  EXPECT_TRUE(ledger.take("step", 1, 7));
  EXPECT_TRUE(ledger.take("other", 1, 9)) << "each kind by itself";
  EXPECT_TRUE(ledger.release(7).empty());
  EXPECT_TRUE(ledger.take("step", 1, 8));
}

TEST(TokenLedgerTest, WaitingEventsComeBackOnce) {
  TokenLedger ledger;
  ledger.take("step", 1, 7);
  ledger.take("step", 1, 7);
  uint64_t seen = ledger.getReleases();
  EXPECT_TRUE(ledger.waitForRelease(MapperEvent(), seen));
  EXPECT_TRUE(ledger.waitForRelease(MapperEvent(), seen));
  EXPECT_TRUE(ledger.release(8).empty()) << "holds no token";
  EXPECT_EQ(ledger.release(7).size(), 2u);
  EXPECT_TRUE(ledger.release(7).empty());
  EXPECT_FALSE(ledger.waitForRelease(MapperEvent(), seen))
      << "a token came back since";
}

/// Tasks come, pass or wait, and end in any order.
TEST(TokenLedgerTest, NeverMoreThanTheLimit) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    std::mt19937 engine(seed);
    auto draw = [&](unsigned most) { return engine() % (most + 1); };
    TokenLedger ledger;
    std::map<std::string, std::set<UniqueID>> expected;
    uint64_t releases = 0;
    for (unsigned step = 0; step < 300; ++step) {
      // A task is always of one kind.
      UniqueID id = draw(19);
      std::string kind = id % 2 ? "odd" : "even";
      unsigned limit = id % 2 ? 1 : 3;
      std::set<UniqueID> &holders = expected[kind];
      if (draw(2) > 0) {
        bool mayPass = holders.count(id) > 0 || holders.size() < limit;
        EXPECT_EQ(ledger.take(kind, limit, id), mayPass) << "seed " << seed;
        if (mayPass)
          holders.insert(id);
      } else {
        releases += holders.erase(id);
        ledger.release(id);
      }
      EXPECT_EQ(ledger.holds(id), holders.count(id) > 0) << "seed " << seed;
      EXPECT_EQ(ledger.getReleases(), releases) << "seed " << seed;
    }
  }
}
