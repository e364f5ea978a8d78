//===- MapFunctionsTest.cpp - Tests of generated index maps ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Frontend/MapFunctions.h"
#include "unittests/Evaluate/MapperHarness.h"

#include <set>

using namespace mapwright;

namespace {
struct MapCase {
  const char *machine;
  const char *launch;
  unsigned rank;
  bool startsAtZero;
  bool hasSeveralNodes;
};
} // namespace

static const MapCase cases[] = {
    {"nodes:1,GPU:4", "t[8]:GPU", 1, true, false},
    {"nodes:1,GPU:4", "t[3]:GPU", 1, true, false},
    {"nodes:1,GPU:4", "t[5..9]:GPU", 1, false, false},
    {"nodes:3,GPU:5", "t[1]:GPU", 1, true, true},
    {"nodes:2,GPU:4", "t[4,4]:GPU", 2, true, true},
    {"nodes:2,GPU:4", "t[1,7]:GPU", 2, true, true},
    {"nodes:3,GPU:5", "t[2..3,-4..9]:GPU", 2, false, true},
    {"nodes:2,GPU:4", "t[2,2,2]:GPU", 3, true, true},
    {"nodes:6,GPU:3", "t[1,5,3]:GPU", 3, true, true},
    {"nodes:1,GPU:1", "t[2..4,1..2,7..8]:GPU", 3, false, false},
};

static std::string writeMapper(const MapFunction &function) {
  return "Task * GPU;\n# " + function.comment + "\ndef " + function.name +
         "(Task t) {\n" + function.body + "}\nIndexTaskMap * " + function.name +
         ";\n";
}

/// Each map compiles and places every point of every domain in the machine.
TEST(MapFunctions, EveryMapPlacesEveryPoint) {
  for (const MapCase &test : cases)
    for (const MapFunction &function :
         makeIndexMaps({ProcKind::GPU, test.rank, test.startsAtZero,
                        test.hasSeveralNodes})) {
      MapperHarness mapper(writeMapper(function), test.machine);
      std::string text = mapper.decide(std::vector<std::string>{test.launch});
      EXPECT_EQ(text.find("error"), std::string::npos)
          << test.launch << " on " << test.machine << "\n"
          << writeMapper(function) << text;
      EXPECT_NE(text.find("node 0 GPU"), std::string::npos)
          << writeMapper(function) << text;
    }
}

static std::set<std::string> listPlaces(const MapFunction &function,
                                        const char *machine,
                                        const char *launch) {
  MapperHarness mapper(writeMapper(function), machine);
  std::string text = mapper.decide(std::vector<std::string>{launch});
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(text).split(lines, '\n', -1, false);
  std::set<std::string> places;
  for (llvm::StringRef line : lines)
    if (line.contains("): "))
      places.insert(line.split("): ").second.str());
  return places;
}

/// The first map, which is tried first, leaves no processor idle that there is
/// a point for.
TEST(MapFunctions, BlocksUseAllProcessors) {
  auto count = [](unsigned rank, const char *machine, const char *launch) {
    return listPlaces(makeIndexMaps({ProcKind::GPU, rank, true, true}).front(),
                      machine, launch)
        .size();
  };
  EXPECT_EQ(count(1, "nodes:2,GPU:4", "t[16]:GPU"), 8u);
  EXPECT_EQ(count(1, "nodes:2,GPU:4", "t[3]:GPU"), 3u);
  EXPECT_EQ(count(2, "nodes:2,GPU:4", "t[4,4]:GPU"), 8u);
  EXPECT_EQ(count(3, "nodes:2,GPU:4", "t[2,2,2]:GPU"), 8u);
}

TEST(MapFunctions, NamesSayRankAndKind) {
  std::set<std::string> names;
  for (unsigned rank = 1; rank <= 3; ++rank)
    for (ProcKind kind : {ProcKind::CPU, ProcKind::GPU})
      for (const MapFunction &function :
           makeIndexMaps({kind, rank, true, true}))
        EXPECT_TRUE(names.insert(function.name).second) << function.name;
}

TEST(MapFunctions, SinglesStayOnTheNodeOfTheirParent) {
  std::vector<MapFunction> maps = makeSingleMaps(ProcKind::GPU);
  ASSERT_EQ(maps.size(), 2u);
  auto decide = [](const MapFunction &function) {
    MapperHarness mapper("Task * GPU;\ndef f(Task t) {\n" + function.body +
                             "}\nSingleTaskMap * f;\n",
                         "nodes:2,GPU:4");
    return mapper.decide(std::vector<std::string>{"t:GPU@GPU:1.2"});
  };
  EXPECT_NE(decide(maps[0]).find("node 1 GPU 2\n"), std::string::npos);
  EXPECT_NE(decide(maps[1]).find("node 1 GPU {0,1,2,3}\n"), std::string::npos);
}
