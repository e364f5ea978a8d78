//===- MachineJSONTest.cpp - Tests of machines in JSON --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Machine/MachineModel.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

#include "gtest/gtest.h"

using namespace mapwright;
using llvm::StringRef;

/// Two GPUs; each test breaks one line of it.
static const char valid[] = R"({
  "schema": "mapwright-machine/1",
  "name": "small",
  "nodes": 2,
  "memories": [
    {"name": "sys", "kind": "SYSMEM", "capacity_bytes": 4096, "copy_bytes_per_second": 1e9},
    {"name": "fb{i}", "kind": "FBMEM", "count": 2, "copy_bytes_per_second": 2e9}
  ],
  "channels": [
    {"name": "up{i}", "count": 2, "bytes_per_second": 3e9, "latency_seconds": 1e-6},
    {"name": "down{i}", "count": 2, "bytes_per_second": 4e9, "latency_seconds": 0},
    {"name": "out", "bytes_per_second": 5e9, "latency_seconds": 2e-6}
  ],
  "processors": {
    "CPU": {"flops_per_second": 1e9, "launch_seconds": 0,
            "members": [{"memories": [{"memory": "sys", "bytes_per_second": 6e9}]}]},
    "GPU": {"flops_per_second": 1e12, "launch_seconds": 1e-6, "sector_bytes": 32,
            "members": [{"count": 2, "memories": [{"memory": "fb{i}", "bytes_per_second": 7e9}]}]}
  },
  "routes": [
    {"from": "sys", "to": "fb{i}", "i": [0, 1], "channels": ["down{i}"], "reverse": ["up{i}"]},
    {"from": "fb{i}", "to": "fb{j}", "i": [0, 1], "j": [0, 1], "via": "sys"}
  ],
  "network": {
    "latency_seconds": 1e-6,
    "memories": [
      {"memory": "sys", "out": ["out"], "in": ["out"]},
      {"memory": "fb{i}", "i": [0, 1], "out": ["up{i}", "out"], "in": ["out", "down{i}"]}
    ]
  },
  "runtime": {"map_per_task_seconds": 1e-6, "source": {"map_per_task_seconds": "assumed: a guess"}}
}
)";

static MachineModel read(StringRef text) {
  llvm::Expected<MachineModel> model = readMachineJSON(text, "m.json");
  if (model)
    return std::move(*model);
  ADD_FAILURE() << llvm::toString(model.takeError());
  return MachineModel("", {}, 0, 0, {});
}

static std::string messageOf(StringRef text) {
  llvm::Expected<MachineModel> model = readMachineJSON(text, "m.json");
  return model ? "accepted" : llvm::toString(model.takeError());
}

/// The message about the valid machine with `from` replaced by `to`.
static std::string breakIt(StringRef from, StringRef to) {
  std::string text = valid;
  size_t at = text.find(from.str());
  if (at == std::string::npos)
    return "nothing replaced";
  return messageOf(text.replace(at, from.size(), to.str()));
}

namespace {
struct Broken {
  const char *from, *to, *message;
};
} // namespace

static void check(llvm::ArrayRef<Broken> cases) {
  for (const Broken &broken : cases)
    EXPECT_EQ(breakIt(broken.from, broken.to),
              std::string("m.json:") + broken.message)
        << broken.from << " -> " << broken.to;
}

TEST(MachineJSON, ReadsEveryPart) {
  MachineModel model = read(valid);
  EXPECT_EQ(model.getName(), "small");
  EXPECT_EQ(model.getNumNodes(), 2u);
  EXPECT_EQ(model.getNumMemories(), 6u);
  EXPECT_EQ(model.getNumChannels(), 10u);
  EXPECT_EQ(model.getNumProcessors(), 6u);
  EXPECT_EQ(model.getMemoryFacts(0).bytes, 4096u);
  EXPECT_EQ(model.getMemoryFacts(1).bytes, unknownCapacity);
  EXPECT_EQ(model.getBandwidth(1, 1), 2e9);
  EXPECT_EQ(model.getBandwidth(1, 2), 3e9);
  EXPECT_EQ(model.getBandwidth(0, 2), 4e9);
  EXPECT_EQ(model.getLatency(1, 5), 1e-6 + 2e-6 + 2e-6 + 1e-6);
  EXPECT_EQ(model.getRuntime().mapPerTask, 1e-6);
  EXPECT_EQ(model.getRuntime().taskLaunch, 0);
  EXPECT_EQ(model.getNode().rates[0].sectorBytes, 64u);
  llvm::SmallVector<unsigned> channels;
  ASSERT_TRUE(model.getRoute(1, 2, channels));
  EXPECT_EQ(model.getChannelName(channels[0]), "node 0 up0");
  EXPECT_EQ(model.getChannelName(channels[1]), "node 0 down1");
}

TEST(MachineJSON, NodesAskedForReplaceThoseOfTheText) {
  llvm::Expected<MachineModel> model = readMachineJSON(valid, "m.json", 7);
  ASSERT_TRUE(bool(model)) << llvm::toString(model.takeError());
  EXPECT_EQ(model->getNumNodes(), 7u);
}

static void expectEqual(const std::vector<Route> &a,
                        const std::vector<Route> &b) {
  ASSERT_EQ(a.size(), b.size());
  for (auto [one, other] : llvm::zip(a, b))
    EXPECT_EQ(one.channels, other.channels);
}

static void expectEqualPaths(const NodeModel &a, const NodeModel &b) {
  for (unsigned kind = 0; kind < numProcKinds; ++kind) {
    EXPECT_EQ(a.rates[kind].flopsPerSecond, b.rates[kind].flopsPerSecond);
    EXPECT_EQ(a.rates[kind].launchSeconds, b.rates[kind].launchSeconds);
    EXPECT_EQ(a.rates[kind].sectorBytes, b.rates[kind].sectorBytes);
    EXPECT_EQ(a.sources.processors[kind], b.sources.processors[kind]);
    ASSERT_EQ(a.paths[kind].size(), b.paths[kind].size());
    for (auto [one, other] : llvm::zip(a.paths[kind], b.paths[kind])) {
      ASSERT_EQ(one.size(), other.size());
      for (auto [x, y] : llvm::zip(one, other)) {
        EXPECT_EQ(x.memory, y.memory);
        EXPECT_EQ(x.bytesPerSecond, y.bytesPerSecond);
        EXPECT_EQ(x.loads, y.loads);
        EXPECT_EQ(x.stores, y.stores);
      }
    }
    for (auto [one, other] :
         llvm::zip(a.node.processors[kind], b.node.processors[kind])) {
      EXPECT_EQ(one.id, other.id);
      for (auto [x, y] : llvm::zip(one.affinities, other.affinities))
        EXPECT_EQ(x.bandwidth, y.bandwidth);
    }
  }
}

static void expectEqual(const MachineModel &a, const MachineModel &b) {
  const NodeModel &x = a.getNode(), &y = b.getNode();
  EXPECT_EQ(a.getName(), b.getName());
  EXPECT_EQ(a.getNumNodes(), b.getNumNodes());
  EXPECT_EQ(a.getNetworkLatency(), b.getNetworkLatency());
  EXPECT_EQ(x.memoryNames, y.memoryNames);
  EXPECT_EQ(x.selfCopies, y.selfCopies);
  EXPECT_EQ(x.sources.memories, y.sources.memories);
  EXPECT_EQ(x.sources.channels, y.sources.channels);
  EXPECT_EQ(x.sources.description, y.sources.description);
  for (auto [one, other] : llvm::zip(x.node.memories, y.node.memories)) {
    EXPECT_EQ(one.kind, other.kind);
    EXPECT_EQ(one.bytes, other.bytes);
    EXPECT_EQ(one.id, other.id);
  }
  ASSERT_EQ(x.channels.size(), y.channels.size());
  for (auto [one, other] : llvm::zip(x.channels, y.channels)) {
    EXPECT_EQ(one.name, other.name);
    EXPECT_EQ(one.bytesPerSecond, other.bytesPerSecond);
    EXPECT_EQ(one.latencySeconds, other.latencySeconds);
  }
  expectEqualPaths(x, y);
  expectEqual(x.routes, y.routes);
  expectEqual(x.toNetwork, y.toNetwork);
  expectEqual(x.fromNetwork, y.fromNetwork);
  EXPECT_EQ(a.getRuntime().analysisPerLaunch, b.getRuntime().analysisPerLaunch);
  EXPECT_EQ(a.getRuntime().replayPerTask, b.getRuntime().replayPerTask);
  EXPECT_EQ(a.getRuntime().window, b.getRuntime().window);
}

TEST(MachineJSON, WhatIsWrittenReadsBackEqual) {
  std::vector<MachineModel> models = {read(valid)};
  std::vector<std::string> arguments = {"nodes:3,GPU:2,OMP:1", "nodes:1"};
  for (StringRef name : getPresetNames())
    arguments.push_back((name + ":5").str());
  for (const std::string &argument : arguments) {
    llvm::Expected<MachineModel> model = loadMachine(argument);
    ASSERT_TRUE(bool(model)) << llvm::toString(model.takeError());
    models.push_back(std::move(*model));
  }
  for (const MachineModel &model : models) {
    SCOPED_TRACE(model.getName().str());
    std::string text = writeMachineJSON(model);
    MachineModel again = read(text);
    expectEqual(model, again);
    EXPECT_EQ(writeMachineJSON(again), text);
  }
}

TEST(MachineJSON, Syntax) {
  EXPECT_EQ(messageOf(""),
            "m.json:1: syntax error while parsing value - unexpected end of "
            "input; expected '[', '{', or a literal");
  EXPECT_EQ(messageOf("[]"), "m.json:1: expected an object, got an array");
  EXPECT_EQ(messageOf("{}"), "m.json:1: key 'schema' is missing");
  EXPECT_EQ(breakIt("\"nodes\": 2,", "\"nodes\": 2"),
            "m.json:5: syntax error while parsing object - unexpected string "
            "literal; expected '}'");
  EXPECT_EQ(breakIt("\"nodes\": 2,", "\"nodes\": NaN,"),
            "m.json:4: syntax error while parsing value - invalid literal; "
            "last read: '\"nodes\": N'");
  EXPECT_EQ(breakIt("\"nodes\": 2,", "\"nodes\": 1e999,"),
            "m.json:4: number overflow parsing '1e999'");
  EXPECT_EQ(messageOf(std::string(100, '[')), "m.json:1: more than 32 levels");
  std::string many = "[0";
  for (unsigned i = 0; i < (1u << 20); ++i)
    many += ",0";
  EXPECT_EQ(messageOf(many), "m.json:1: more than 1048576 values");
  EXPECT_EQ(messageOf(std::string((16u << 20) + 1, ' ')),
            "m.json:1: more than 16 MiB");
}

TEST(MachineJSON, Keys) {
  check({{"\"nodes\": 2,", "\"nodes\": 2, \"nodes\": 3,",
          "4: key 'nodes' is given twice"},
         {"\"nodes\"", "\"node\"",
          "4: node: unknown key 'node'; did you mean 'nodes'?"},
         {"\"latency_seconds\": 0", "\"latency\": 0",
          "11: channels[1].latency: unknown key 'latency'; did you mean "
          "'latency_seconds'?"},
         {", \"latency_seconds\": 0", "",
          "11: channels[1]: key 'latency_seconds' is missing"},
         {"\"name\": \"small\",", "", "1: key 'name' is missing"},
         {"\"small\"", "5", "3: name: expected a string, got a number"},
         {"mapwright-machine/1", "mapwright-machine/2",
          "2: schema: 'mapwright-machine/2' is newer than "
          "'mapwright-machine/1', which this program reads"},
         {"mapwright-machine/1", "mapwright-program/1",
          "2: schema: expected 'mapwright-machine/1', got "
          "'mapwright-program/1'"},
         {"assumed: a guess", "a guess",
          "31: runtime.source.map_per_task_seconds: expected 'data sheet: ', "
          "'measured: ', 'calculated: ' or 'assumed: ', and what or who"},
         {"\"source\": {\"map_per", "\"source\": {\"slice_per",
          "31: runtime.source.slice_per_task_seconds: there is no number "
          "'slice_per_task_seconds' here"}});
}

TEST(MachineJSON, Numbers) {
  check({{"\"nodes\": 2", "\"nodes\": 0",
          "4: nodes: expected an integer from 1 to 1048576, got 0"},
         {"\"nodes\": 2", "\"nodes\": 1048577",
          "4: nodes: expected an integer from 1 to 1048576, got 1048577"},
         {"\"nodes\": 2", "\"nodes\": 2.5",
          "4: nodes: expected an integer from 1 to 1048576, got 2.5"},
         {"4096", "-1",
          "6: memories[0].capacity_bytes: expected an integer from 1 to "
          "9223372036854775807, got -1"},
         {"4096", "0",
          "6: memories[0].capacity_bytes: expected an integer from 1 to "
          "9223372036854775807, got 0"},
         {"4096", "9223372036854775808",
          "6: memories[0].capacity_bytes: expected an integer from 1 to "
          "9223372036854775807, got 9223372036854775808"},
         {"\"bytes_per_second\": 4e9", "\"bytes_per_second\": 0",
          "11: channels[1].bytes_per_second: expected a number above 0 and up "
          "to 1e+18, got 0"},
         {"\"bytes_per_second\": 4e9", "\"bytes_per_second\": -4e9",
          "11: channels[1].bytes_per_second: expected a number above 0 and up "
          "to 1e+18, got -4000000000"},
         {"\"bytes_per_second\": 4e9", "\"bytes_per_second\": 1.1e18",
          "11: channels[1].bytes_per_second: expected a number above 0 and up "
          "to 1e+18, got 1.1e+18"},
         {"\"bytes_per_second\": 4e9", "\"bytes_per_second\": \"4e9\"",
          "11: channels[1].bytes_per_second: expected a number above 0 and up "
          "to 1e+18, got a string"},
         {"\"latency_seconds\": 0", "\"latency_seconds\": -0.5",
          "11: channels[1].latency_seconds: expected 0 to 1000 seconds, got "
          "-0.5"},
         {"1e12", "0",
          "17: processors.GPU.flops_per_second: expected a number above 0 and "
          "up to 1e+18, got 0"},
         {"\"sector_bytes\": 32", "\"sector_bytes\": 8192",
          "17: processors.GPU.sector_bytes: expected an integer from 1 to "
          "4096, got 8192"},
         {"\"bytes_per_second\": 6e9", "\"bytes_per_second\": null",
          "16: processors.CPU.members[0].memories[0].bytes_per_second: "
          "expected a number above 0 and up to 1e+18, got null"},
         {"\"map_per_task_seconds\": 1e-6", "\"map_per_task_seconds\": 1e6",
          "31: runtime.map_per_task_seconds: expected 0 to 1000 seconds, got "
          "1000000"},
         {"\"map_per_task", "\"window\": 0, \"map_per_task",
          "31: runtime.window: expected an integer from 1 to 1073741824, got "
          "0"},
         {"\"count\": 2", "\"count\": 1025",
          "7: memories[1].count: expected an integer from 1 to 1024, got "
          "1025"}});
}

TEST(MachineJSON, Names) {
  check({{"\"fb{i}\"", "\"sys\"",
          "7: memories[1].name: memory 'sys' is defined twice"},
         {"\"fb{i}\"", "\"fb\"",
          "7: memories[1].name: memory 'fb' is defined twice"},
         {"\"fb{i}\"", "\"fb{j}\"",
          "7: memories[1].name: there is no index to put into 'fb{j}'"},
         {"\"fb{i}\"", "\"f b{i}\"",
          "7: memories[1].name: expected a name of up to 64 letters, digits, "
          "'_', '.' and '-'"},
         {"\"down{i}\"", "\"up{i}\"",
          "11: channels[1].name: channel 'up0' is defined twice"},
         {"SYSMEM", "SYSTEM",
          "6: memories[0].kind: expected a memory kind (SYSMEM, FBMEM, ZCMEM, "
          "RDMEM, SOCKMEM), got 'SYSTEM'; did you mean 'SYSMEM'?"},
         {"SYSMEM", "VIRTUAL",
          "6: memories[0].kind: expected a memory kind (SYSMEM, FBMEM, ZCMEM, "
          "RDMEM, SOCKMEM), got 'VIRTUAL'"},
         {"\"GPU\"", "\"GPUS\"",
          "17: processors.GPUS: expected a processor kind (CPU, GPU, OMP, IO, "
          "PY, PROC), got 'GPUS'; did you mean 'GPU'?"}});
}

TEST(MachineJSON, Processors) {
  check({{"\"members\": [{\"memories\": [{\"memory\": \"sys\", "
          "\"bytes_per_second\": 6e9}]}]",
          "\"members\": []",
          "16: processors.CPU.members: there is no processor of kind CPU"},
         {"\"memories\": [{\"memory\": \"sys\", \"bytes_per_second\": 6e9}]",
          "\"memories\": []",
          "16: processors.CPU.members[0].memories: a processor needs a memory "
          "it can access"},
         {"[{\"memories\": [{\"memory\": \"sys\"",
          "[{\"count\": 0, \"memories\": [{\"memory\": \"sys\"",
          "16: processors.CPU.members[0].count: expected an integer from 1 to "
          "1024, got 0"},
         {"\"memory\": \"sys\", \"bytes", "\"memory\": \"sis\", \"bytes",
          "16: processors.CPU.members[0].memories[0].memory: there is no "
          "memory 'sis'; did you mean 'sys'?"},
         {"\"count\": 2, \"memories\"", "\"count\": 3, \"memories\"",
          "18: processors.GPU.members[0].memories[0].memory: there is no "
          "memory 'fb2'; did you mean 'fb0'?"},
         {"\"bytes_per_second\": 6e9}",
          "\"bytes_per_second\": 6e9}, {\"memory\": \"sys\", "
          "\"bytes_per_second\": 1}",
          "16: processors.CPU.members[0].memories[1]: memory 'sys' is listed "
          "twice"},
         {"\"bytes_per_second\": 6e9",
          "\"bytes_per_second\": 6e9, \"loads\": [\"in\"]",
          "16: processors.CPU.members[0].memories[0].loads[0]: there is no "
          "channel 'in'"},
         {"\"bytes_per_second\": 6e9",
          "\"bytes_per_second\": 6e9, \"stores\": [\"out\", \"out\"]",
          "16: processors.CPU.members[0].memories[0].stores[1]: channel 'out' "
          "is crossed twice"}});
}

TEST(MachineJSON, NoMemoriesNoProcessors) {
  std::string text = valid;
  size_t begin = text.find("\"memories\": ["), end = text.find("\"channels\"");
  text.replace(begin, end - begin, "\"memories\": [],\n");
  EXPECT_EQ(messageOf(text), "m.json:5: memories: a node needs a memory");
  text = valid;
  begin = text.find("\"processors\": {");
  end = text.find("\"routes\"");
  text.replace(begin, end - begin, "\"processors\": {},\n");
  EXPECT_EQ(messageOf(text), "m.json:14: processors: a node needs a processor");
}

TEST(MachineJSON, Routes) {
  check({{", \"reverse\": [\"up{i}\"]", "",
          "20: routes: there is no route from 'fb0' to 'sys'"},
         {"\"via\": \"sys\"", "\"via\": \"mem\"",
          "22: routes[1].via: there is no memory 'mem'"},
         {"\"i\": [0, 1], \"j\": [0, 1], \"via\"",
          "\"i\": [0], \"j\": [1], \"via\"",
          "20: routes: there is no route from 'fb1' to 'fb0'"},
         {"\"i\": [0, 1], \"channels\"", "\"i\": [], \"channels\"",
          "21: routes[0].i: expected 1 to 1024 indices, got 0"},
         {"\"i\": [0, 1], \"channels\"", "\"i\": [0, 2], \"channels\"",
          "21: routes[0].to: there is no memory 'fb2'; did you mean 'fb0'?"},
         {"\"i\": [0, 1], \"channels\"", "\"channels\"",
          "21: routes[0].to: there is no index to put into 'fb{i}'"},
         {"\"i\": [0, 1], \"channels\"", "\"i\": [0, 0], \"channels\"",
          "21: routes[0]: the route from 'sys' to 'fb0' is given twice"},
         {"\"i\": [0, 1], \"j\": [0, 1], \"via\"",
          "\"i\": [0], \"j\": [1, 1], \"via\"",
          "22: routes[1]: the route from 'fb0' to 'fb1' is given twice"},
         {"[\"down{i}\"], \"rev", "[], \"rev",
          "21: routes[0]: a route needs a channel"},
         {"\"channels\": [\"down{i}\"], \"rev", "\"rev",
          "21: routes[0]: expected either 'channels' or 'via'"},
         {"\"via\": \"sys\"", "\"via\": \"sys\", \"channels\": [\"out\"]",
          "22: routes[1]: expected either 'channels' or 'via'"},
         {"\"via\": \"sys\"", "\"via\": \"sys\", \"reverse\": [\"out\"]",
          "22: routes[1]: 'reverse' goes with 'channels' only"},
         {"\"to\": \"fb{i}\", \"i\"", "\"to\": \"sys\", \"i\"",
          "21: routes[0]: the route from 'sys' to 'sys' is not one"}});
}

TEST(MachineJSON, CyclicRoutes) {
  EXPECT_EQ(breakIt("{\"from\": \"sys\", \"to\": \"fb{i}\", \"i\": [0, 1], "
                    "\"channels\": [\"down{i}\"], \"reverse\": [\"up{i}\"]}",
                    "{\"from\": \"sys\", \"to\": \"fb0\", \"via\": \"fb1\"}, "
                    "{\"from\": \"sys\", \"to\": \"fb1\", \"via\": \"fb0\"}"),
            "m.json:21: routes[1]: the route from 'sys' to 'fb1' is cyclic or "
            "passes more than 8 memories");
}

TEST(MachineJSON, LongRoutes) {
  std::string text = valid, names;
  for (unsigned i = 0; i < 17; ++i)
    names += (i ? ", \"x" : "\"x") + std::to_string(i) + "\"";
  size_t at = text.find("    {\"name\": \"out\"");
  text.insert(at, "    {\"name\": \"x{i}\", \"count\": 17, "
                  "\"bytes_per_second\": 1, \"latency_seconds\": 0},\n");
  at = text.find("\"down{i}\"], \"rev");
  text.replace(at, strlen("\"down{i}\""), names);
  EXPECT_EQ(messageOf(text), "m.json:22: routes[0]: the route from 'sys' to "
                             "'fb0' crosses more than 16 channels");
}

TEST(MachineJSON, Network) {
  check({{"\"memory\": \"fb{i}\", \"i\": [0, 1], \"out\"",
          "\"memory\": \"fb{i}\", \"i\": [0], \"out\"",
          "26: network.memories: memory 'fb1' is missing"},
         {"\"memory\": \"fb{i}\", \"i\": [0, 1], \"out\"",
          "\"memory\": \"sys\", \"i\": [0, 1], \"out\"",
          "28: network.memories[1]: memory 'sys' is listed twice"},
         {"\"out\": [\"out\"]", "\"out\": []",
          "27: network.memories[0]: 'out' and 'in' need a channel each"},
         {", \"in\": [\"out\"]", "",
          "27: network.memories[0]: key 'in' is missing"}});
  std::string text = valid;
  size_t begin = text.find("\"network\""), end = text.find("\"runtime\"");
  text.erase(begin, end - begin);
  EXPECT_EQ(messageOf(text),
            "m.json:1: key 'network' is missing, and there are 2 nodes");
  llvm::Expected<MachineModel> alone = readMachineJSON(text, "m.json", 1);
  ASSERT_TRUE(bool(alone)) << llvm::toString(alone.takeError());
  EXPECT_EQ(writeMachineJSON(read(writeMachineJSON(*alone))),
            writeMachineJSON(*alone));
}

TEST(MachineJSON, TruncatedAnywhereIsAnError) {
  StringRef text = StringRef(valid).rtrim();
  for (size_t length = 0; length < text.size(); ++length)
    EXPECT_NE(messageOf(text.take_front(length)), "accepted") << length;
}

//===----------------------------------------------------------------------===//
// The published schema
//===----------------------------------------------------------------------===//

namespace {
/// Checks keys, required ones and types against a JSON Schema.
class SchemaChecker {
public:
  explicit SchemaChecker(const llvm::json::Object &root) : root(root) {}

  void check(const llvm::json::Value &value, const llvm::json::Object &schema,
             const std::string &path);

private:
  const llvm::json::Object &resolve(const llvm::json::Object &schema) const;
  void checkObject(const llvm::json::Object &object,
                   const llvm::json::Object &schema, const std::string &path);

  const llvm::json::Object &root;
};
} // namespace

const llvm::json::Object &
SchemaChecker::resolve(const llvm::json::Object &schema) const {
  std::optional<StringRef> reference = schema.getString("$ref");
  if (!reference)
    return schema;
  reference->consume_front("#/$defs/");
  return *root.getObject("$defs")->getObject(*reference);
}

void SchemaChecker::checkObject(const llvm::json::Object &object,
                                const llvm::json::Object &schema,
                                const std::string &path) {
  const llvm::json::Object *properties = schema.getObject("properties");
  for (const auto &[key, value] : object)
    if (properties) {
      const llvm::json::Object *property = properties->getObject(key);
      EXPECT_TRUE(property) << path << " has no " << key.str();
      if (property)
        check(value, *property, path + "." + key.str());
    }
  if (const llvm::json::Array *required = schema.getArray("required"))
    for (const llvm::json::Value &key : *required)
      EXPECT_TRUE(object.get(*key.getAsString()))
          << path << " needs " << key.getAsString()->str();
}

void SchemaChecker::check(const llvm::json::Value &value,
                          const llvm::json::Object &schema,
                          const std::string &path) {
  const llvm::json::Object &actual = resolve(schema);
  StringRef type = actual.getString("type").value_or("");
  EXPECT_EQ(type == "object", value.kind() == llvm::json::Value::Object)
      << path;
  EXPECT_EQ(type == "array", value.kind() == llvm::json::Value::Array) << path;
  EXPECT_EQ(type == "number" || type == "integer",
            value.kind() == llvm::json::Value::Number)
      << path;
  if (const llvm::json::Object *object = value.getAsObject())
    checkObject(*object, actual, path);
  if (const llvm::json::Array *array = value.getAsArray())
    for (const llvm::json::Value &item : *array)
      check(item, *actual.getObject("items"), path + "[]");
}

static std::string readFile(StringRef name) {
  auto buffer = llvm::MemoryBuffer::getFile(MAPWRIGHT_SOURCES + name.str());
  EXPECT_TRUE(bool(buffer)) << name.str();
  return buffer ? (*buffer)->getBuffer().str() : "";
}

static llvm::json::Value parseFile(StringRef name) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(readFile(name));
  EXPECT_TRUE(bool(value)) << llvm::toString(value.takeError());
  return value ? std::move(*value) : nullptr;
}

TEST(MachineSchema, FitsPresetsAndWhatIsWritten) {
  llvm::json::Value schema = parseFile("/docs/schemas/machine.schema.json");
  ASSERT_TRUE(schema.getAsObject());
  SchemaChecker checker(*schema.getAsObject());
  for (StringRef name : getPresetNames()) {
    checker.check(parseFile(("/lib/Machine/presets/" + name + ".json").str()),
                  *schema.getAsObject(), name.str());
    llvm::Expected<MachineModel> model = loadMachine(name);
    ASSERT_TRUE(bool(model)) << llvm::toString(model.takeError());
    llvm::Expected<llvm::json::Value> written =
        llvm::json::parse(writeMachineJSON(*model));
    ASSERT_TRUE(bool(written)) << llvm::toString(written.takeError());
    checker.check(*written, *schema.getAsObject(), name.str() + " written");
  }
}

TEST(MachineDocs, TheExampleIsAMachine) {
  std::string name = "/unittests/Machine/Inputs/workstation.json";
  std::string example = readFile(name);
  EXPECT_NE(readFile("/docs/machines.md").find("```json\n" + example + "```"),
            std::string::npos);
  llvm::Expected<MachineModel> model = loadMachine(MAPWRIGHT_SOURCES + name);
  ASSERT_TRUE(bool(model)) << llvm::toString(model.takeError());
  EXPECT_EQ(model->getName(), "workstation");
  EXPECT_EQ(model->getMachine().getNumProcessors(ProcKind::GPU), 2u);
}
