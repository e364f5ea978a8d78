//===- FormerMappingsTest.cpp - Mapping a task as before ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FormerMappings.h"

#include "gtest/gtest.h"

#include <map>
#include <random>

using namespace mapwright::legion;
using Legion::RegionRequirement;
using Legion::Mapping::PhysicalInstance;

namespace {
/// Handles are made by the runtime only.
struct MadeSpace : Legion::IndexSpace {
  explicit MadeSpace(unsigned id) : IndexSpace(id, 1, 1) {}
};
struct MadeRegion : Legion::LogicalRegion {
  MadeRegion(unsigned tree, unsigned space)
      : LogicalRegion(tree, MadeSpace(space), Legion::FieldSpace()) {}
};

using Requirements = std::vector<RegionRequirement>;

RegionRequirement makeRequirement(unsigned space = 1) {
  RegionRequirement requirement;
  requirement.region = MadeRegion(1, space);
  requirement.parent = MadeRegion(1, 1);
  requirement.privilege = LEGION_READ_ONLY;
  requirement.prop = LEGION_EXCLUSIVE;
  requirement.redop = 0;
  requirement.privilege_fields = {1, 2};
  return requirement;
}

NumberKey makeKey(const Requirements &requirements, unsigned task = 1,
                  unsigned variant = 1, uint64_t target = 1,
                  const ChosenInstances &valid = {}) {
  Legion::Processor processor;
  processor.id = target;
  return makeMappingKey(task, variant, processor, requirements, valid);
}
} // namespace

TEST(MappingKeyTest, EverythingMatters) {
  RegionRequirement base = makeRequirement();
  NumberKey key = makeKey({base});
  EXPECT_TRUE(key == makeKey({base}));
  EXPECT_FALSE(key == makeKey({base}, 2));
  EXPECT_FALSE(key == makeKey({base}, 1, 2));
  EXPECT_FALSE(key == makeKey({base}, 1, 1, 2));
  EXPECT_FALSE(key == makeKey({}));
  EXPECT_FALSE(key == makeKey({base, base}));
  auto differs = [&](auto change) {
    RegionRequirement other = base;
    change(other);
    return !(key == makeKey({other}));
  };
  using R = RegionRequirement;
  EXPECT_TRUE(differs([](R &r) { r.region = MadeRegion(2, 1); }));
  EXPECT_TRUE(differs([](R &r) { r.region = MadeRegion(1, 2); }));
  EXPECT_TRUE(differs([](R &r) { r.parent = MadeRegion(1, 2); }));
  EXPECT_TRUE(differs([](R &r) { r.privilege = LEGION_READ_WRITE; }));
  EXPECT_TRUE(differs([](R &r) { r.prop = LEGION_SIMULTANEOUS; }));
  EXPECT_TRUE(differs([](R &r) { r.redop = 1; }));
  EXPECT_TRUE(differs([](R &r) { r.privilege_fields = {1}; }));
  EXPECT_TRUE(differs([](R &r) { r.privilege_fields = {1, 3}; }));
}

/// Fields of one requirement are not taken for those of the next one.
TEST(MappingKeyTest, RequirementsAreKeptApart) {
  RegionRequirement one = makeRequirement(), two = makeRequirement();
  one.privilege_fields = {1};
  two.privilege_fields = {1, 2};
  EXPECT_FALSE(makeKey({one, two}) == makeKey({two, one}));
}

/// Of data that is shared with the outside, where it lies matters.
TEST(MappingKeyTest, ValidInstancesOfRestrictedDataMatter) {
  RegionRequirement own = makeRequirement(), shared = makeRequirement();
  shared.flags = LEGION_RESTRICTED_FLAG;
  PhysicalInstance instance;
  auto makeWith = [](const Requirements &requirements,
                     const ChosenInstances &valid) {
    return makeKey(requirements, 1, 1, 1, valid);
  };
  EXPECT_TRUE(makeWith({own}, {{instance}}) == makeWith({own}, {{}}));
  EXPECT_FALSE(makeWith({shared}, {{instance}}) == makeWith({shared}, {{}}));
  EXPECT_FALSE(makeWith({shared, shared}, {{instance}, {}}) ==
               makeWith({shared, shared}, {{}, {instance}}));
  EXPECT_FALSE(makeWith({shared}, {}) == makeWith({shared}, {{}}));
}

TEST(FormerMappingsTest, FindsWhatWasRememberedLast) {
  FormerMappings former(8);
  NumberKey key = makeKey({makeRequirement()});
  ChosenInstances chosen(2);
  std::set<unsigned> untracked;
  EXPECT_FALSE(former.find(key, chosen, untracked));
  former.remember(key, {{PhysicalInstance()}, {}}, {});
  former.remember(key, {{}, {PhysicalInstance(), PhysicalInstance()}}, {1});
  ASSERT_TRUE(former.find(key, chosen, untracked));
  EXPECT_TRUE(chosen[0].empty());
  EXPECT_EQ(chosen[1].size(), 2u);
  EXPECT_EQ(untracked, std::set<unsigned>{1});
  former.forget(key);
  EXPECT_FALSE(former.find(key, chosen, untracked));
}

/// Against a table that never forgets: what is found is right, what was just
/// remembered is found.
TEST(FormerMappingsTest, RandomUse) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 engine(seed);
    FormerMappings former(16);
    std::map<unsigned, std::set<unsigned>> expected;
    for (unsigned step = 0; step < 500; ++step) {
      unsigned space = engine() % 40;
      NumberKey key = makeKey({makeRequirement(space)});
      ChosenInstances chosen(1);
      std::set<unsigned> untracked;
      switch (engine() % 3) {
      case 0:
        expected[space] = {step};
        former.remember(key, {{PhysicalInstance()}}, {step});
        ASSERT_TRUE(former.find(key, chosen, untracked));
        break;
      case 1:
        expected.erase(space);
        former.forget(key);
        ASSERT_FALSE(former.find(key, chosen, untracked));
        continue;
      default:
        if (!former.find(key, chosen, untracked))
          continue;
      }
      ASSERT_EQ(expected.count(space), 1u) << "seed " << seed;
      EXPECT_EQ(untracked, expected[space]) << "seed " << seed;
      EXPECT_EQ(chosen[0].size(), 1u);
    }
  }
}
