//===- FormatTest.cpp - Names and amounts in reports ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Report/Report.h"

#include "gtest/gtest.h"

#include <cmath>

using namespace mapwright;

TEST(FormatSecondsTest, HasFourDigitsAndAUnit) {
  EXPECT_EQ(formatSeconds(1.2344e-3), "1.234 ms");
  EXPECT_EQ(formatSeconds(12.3), "12.30 s");
  EXPECT_EQ(formatSeconds(123.44e-6), "123.4 us");
  EXPECT_EQ(formatSeconds(5e-9), "5.000 ns");
  EXPECT_EQ(formatSeconds(5e-13), "0.001 ns");
  EXPECT_EQ(formatSeconds(86400), "86400 s");
}

TEST(FormatSecondsTest, RoundsBeforeItChoosesTheUnit) {
  EXPECT_EQ(formatSeconds(999.94e-9), "999.9 ns");
  EXPECT_EQ(formatSeconds(999.96e-9), "1.000 us");
  EXPECT_EQ(formatSeconds(999.96e-6), "1.000 ms");
  EXPECT_EQ(formatSeconds(0.99996), "1.000 s");
  EXPECT_EQ(formatSeconds(9.99951e-3), "10.00 ms");
  EXPECT_EQ(formatSeconds(99.9951e-3), "100.0 ms");
  EXPECT_EQ(formatSeconds(999.96), "1000 s");
}

TEST(FormatSecondsTest, KnowsTheEnds) {
  EXPECT_EQ(formatSeconds(0), "0 s");
  EXPECT_EQ(formatSeconds(-0.0), "0 s");
  EXPECT_EQ(formatSeconds(-2.5e-6), "-2.500 us");
  EXPECT_EQ(formatSeconds(INFINITY), "infinite");
  EXPECT_EQ(formatSeconds(-INFINITY), "-infinite");
}

TEST(FormatAmountTest, CountsInPowersOf1024) {
  EXPECT_EQ(formatAmount(0), "0 bytes");
  EXPECT_EQ(formatAmount(1023), "1023 bytes");
  EXPECT_EQ(formatAmount(1024), "1.000 KiB");
  EXPECT_EQ(formatAmount(1.5 * (1 << 30)), "1.500 GiB");
  EXPECT_EQ(formatAmount(15.0 * (1 << 20)), "15.00 MiB");
  EXPECT_EQ(formatAmount(std::ldexp(1, 40)), "1.000 TiB");
  EXPECT_EQ(formatAmount(std::ldexp(1, 62)), "4096 PiB");
}

TEST(FormatProcessorTest, NamesNodeKindAndIndex) {
  llvm::Expected<MachineModel> model = loadMachine("p100x4:2");
  ASSERT_TRUE(bool(model)) << llvm::toString(model.takeError());
  unsigned processor = model->getProcessor({ProcKind::GPU, 1, 3});
  EXPECT_EQ(formatProcessor(*model, processor), "node 1 GPU 3");
}
