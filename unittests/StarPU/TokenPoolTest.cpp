//===- TokenPoolTest.cpp - Instance limits
//---------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TokenPool.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

using namespace mapwright::starpu;

TEST(TokenPool, HandsOutAsManyAsTheLimitAtOnce) {
  TokenPool pool(3);
  for (int i = 0; i < 3; ++i)
    pool.take();
  std::atomic<bool> hasFourth{false};
  std::thread fourth([&] {
    pool.take();
    hasFourth = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(hasFourth);
  pool.release();
  fourth.join();
  EXPECT_TRUE(hasFourth);
}

TEST(TokenPool, BoundsWhatManyThreadsHold) {
  constexpr int limit = 2, numThreads = 8, rounds = 200;
  TokenPool pool(limit);
  std::atomic<int> held{0}, most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < numThreads; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < rounds; ++round) {
        pool.take();
        int now = ++held;
        int before = most;
        while (before < now && !most.compare_exchange_weak(before, now)) {
        }
        std::this_thread::yield();
        --held;
        pool.release();
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_LE(most, limit);
  EXPECT_EQ(held, 0);
}
