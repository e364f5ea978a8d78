//===- MachineReader.cpp - Reads a machine from JSON ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MachineReader.h"

#include "ModelParts.h"

#include "mapwright/Support/InputErrors.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using llvm::Expected;
using llvm::failure;
using llvm::LogicalResult;
using llvm::StringRef;
using llvm::success;
using llvm::Twine;
using Kind = JSONNode::Kind;

/// More than any machine has, and far from overflow in what is computed.
static constexpr double maxRate = 1e18;

Expected<MachineModel>
mapwright::readMachineJSON(StringRef text, StringRef name, unsigned numNodes) {
  Expected<JSONNode> root = parseLocatedJSON(text, name);
  if (!root)
    return root.takeError();
  return MachineReader(name, *root).read(numNodes);
}

Expected<MachineModel> MachineReader::read(unsigned nodesAskedFor) {
  if (nodesAskedFor > 0)
    numNodes = nodesAskedFor;
  else if (failed(readNodes()))
    return reader.takeError();
  if (failed(readAll()))
    return reader.takeError();
  deriveProcessors(model);
  return MachineModel(std::move(modelName), std::move(model), numNodes,
                      networkLatency, runtime);
}

LogicalResult MachineReader::readAll() {
  if (failed(readSchema()) ||
      failed(reader.checkObject(root,
                                {"schema", "name", "memories", "channels",
                                 "processors", "routes", "runtime"},
                                {"description", "nodes", "network"})) ||
      failed(reader.readString(root, "name", modelName)) ||
      failed(reader.readString(root, "description", model.sources.description)))
    return failure();
  if (failed(readMemories()) || failed(readChannels()) ||
      failed(readProcessors()) || failed(readRoutes()) || failed(readNetwork()))
    return failure();
  return readRuntime();
}

/// Before anything else: the rest of a newer version may mean something else.
LogicalResult MachineReader::readSchema() {
  std::string current = (machineSchema + Twine(machineSchemaVersion)).str();
  if (failed(reader.checkKind(root, Kind::Object)))
    return failure();
  const JSONNode *schema = root.find("schema");
  if (!schema)
    return reader.fail(root, "key 'schema' is missing");
  if (failed(reader.checkKind(*schema, Kind::String)))
    return failure();
  StringRef version = schema->text;
  if (version == current)
    return success();
  unsigned number;
  if (version.consume_front(machineSchema) &&
      !version.getAsInteger(10, number) && number > machineSchemaVersion)
    return reader.fail(*schema, "'" + schema->text + "' is newer than '" +
                                    current + "', which this program reads");
  return reader.fail(*schema,
                     "expected '" + current + "', got '" + schema->text + "'");
}

LogicalResult MachineReader::readNodes() {
  return reader.readInteger(root, "nodes", 1, maxSpecNodes, numNodes);
}

//===----------------------------------------------------------------------===//
// Names, lists, sources
//===----------------------------------------------------------------------===//

LogicalResult MachineReader::expandName(const JSONNode &text,
                                        const NameIndices &indices,
                                        std::string &name) {
  if (failed(reader.checkKind(text, Kind::String)))
    return failure();
  name.clear();
  StringRef rest = text.text;
  while (!rest.empty()) {
    size_t brace = rest.find('{');
    name += rest.take_front(brace);
    rest = rest.drop_front(std::min(brace, rest.size()));
    if (rest.empty())
      break;
    std::optional<uint64_t> index;
    if (rest.consume_front("{i}"))
      index = indices.i;
    else if (rest.consume_front("{j}"))
      index = indices.j;
    if (!index)
      return reader.fail(text,
                         "there is no index to put into '" + text.text + "'");
    name += std::to_string(*index);
  }
  return success();
}

static bool isName(StringRef name) {
  return !name.empty() && name.size() <= 64 && llvm::all_of(name, [](char c) {
    return llvm::isAlnum(c) || StringRef("_.-").contains(c);
  });
}

LogicalResult MachineReader::defineName(const JSONNode &entry,
                                        const NameIndices &indices,
                                        StringRef what, Names &names,
                                        std::string &name) {
  const JSONNode &text = *entry.find("name");
  if (failed(expandName(text, indices, name)))
    return failure();
  if (!isName(name))
    return reader.fail(text, "expected a name of up to 64 letters, digits, "
                             "'_', '.' and '-'");
  if (!names.try_emplace(name, names.size()).second)
    return reader.fail(text, what + " '" + name + "' is defined twice");
  return success();
}

LogicalResult MachineReader::findName(const JSONNode &text,
                                      const NameIndices &indices,
                                      StringRef what, const Names &names,
                                      unsigned &number) {
  std::string name;
  if (failed(expandName(text, indices, name)))
    return failure();
  auto found = names.find(name);
  if (found == names.end()) {
    std::vector<StringRef> known(names.keys().begin(), names.keys().end());
    llvm::sort(known);
    return reader.fail(text, "there is no " + what + " '" + name + "'" +
                                 suggestName(name, known));
  }
  number = found->second;
  return success();
}

LogicalResult MachineReader::findMember(const JSONNode &object, StringRef key,
                                        const NameIndices &indices,
                                        StringRef what, const Names &names,
                                        unsigned &number) {
  return findName(*object.find(key), indices, what, names, number);
}

LogicalResult MachineReader::readChannelList(const JSONNode &object,
                                             StringRef key,
                                             const NameIndices &indices,
                                             Channels &list) {
  const JSONNode *array = object.find(key);
  if (!array)
    return success();
  if (failed(reader.checkKind(*array, Kind::Array)))
    return failure();
  for (const JSONNode &item : array->items) {
    unsigned channel;
    if (failed(findName(item, indices, "channel", channels, channel)))
      return failure();
    if (llvm::is_contained(list, channel))
      return reader.fail(item, "channel '" + model.channels[channel].name +
                                   "' is crossed twice");
    list.push_back(channel);
  }
  return success();
}

LogicalResult
MachineReader::readIndexList(const JSONNode &object, StringRef key,
                             std::vector<std::optional<uint64_t>> &values) {
  const JSONNode *array = object.find(key);
  if (!array) {
    values.emplace_back();
    return success();
  }
  if (failed(reader.checkKind(*array, Kind::Array)))
    return failure();
  if (array->items.empty() || array->items.size() > maxModelMemories)
    return reader.fail(*array, "expected 1 to " + Twine(maxModelMemories) +
                                   " indices, got " +
                                   Twine(array->items.size()));
  for (const JSONNode &item : array->items) {
    if (item.kind != Kind::Integer)
      return reader.fail(item, "expected an index");
    values.push_back(item.integer);
  }
  return success();
}

/// Whether `text` says how a number became known, and who says so.
static bool isSource(StringRef text) {
  for (StringRef basis :
       {"data sheet: ", "measured: ", "calculated: ", "assumed: "})
    if (text.starts_with(basis))
      return text.size() > basis.size();
  return false;
}

LogicalResult MachineReader::readSources(const JSONNode &object,
                                         NumberSources &sources,
                                         bool memoryKindsToo) {
  const JSONNode *source = object.find("source");
  if (!source)
    return success();
  if (failed(reader.checkKind(*source, Kind::Object)))
    return failure();
  for (const JSONNode &member : source->items) {
    bool isKnown =
        object.find(member.key) || (memoryKindsToo && parseMemKind(member.key));
    if (!isKnown)
      return reader.fail(member,
                         "there is no number '" + member.key + "' here");
    if (failed(reader.checkKind(member, Kind::String)))
      return failure();
    if (!isSource(member.text))
      return reader.fail(member,
                         "expected 'data sheet: ', 'measured: ', 'calculated: '"
                         " or 'assumed: ', and what or who");
    sources.emplace_back(member.key, member.text);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Memories, channels
//===----------------------------------------------------------------------===//

LogicalResult MachineReader::readMemories() {
  const JSONNode &array = *root.find("memories");
  if (failed(reader.checkKind(array, Kind::Array)))
    return failure();
  for (const JSONNode &entry : array.items)
    if (failed(readMemory(entry)))
      return failure();
  size_t count = model.memoryNames.size();
  if (count == 0)
    return reader.fail(array, "a node needs a memory");
  model.routes.resize(count * count);
  model.toNetwork.resize(count);
  model.fromNetwork.resize(count);
  return success();
}

/// A memory kind; the message of a failure lists them.
static std::optional<MemKind> readMemKind(JSONReader &reader,
                                          const JSONNode &node) {
  std::optional<MemKind> kind = parseMemKind(node.text);
  if (node.kind == Kind::String && kind && *kind != MemKind::VIRTUAL)
    return kind;
  std::vector<StringRef> names;
  for (unsigned i = 0; i < numMemKinds; ++i)
    if (static_cast<MemKind>(i) != MemKind::VIRTUAL)
      names.push_back(spelling(static_cast<MemKind>(i)));
  (void)reader.fail(node, "expected a memory kind (" + llvm::join(names, ", ") +
                              "), got '" + node.text + "'" +
                              suggestName(node.text, names));
  return std::nullopt;
}

LogicalResult MachineReader::readMemory(const JSONNode &entry) {
  uint64_t count = 1, bytes = unknownCapacity;
  double copyRate = 0;
  NumberSources sources;
  if (failed(reader.checkObject(entry,
                                {"name", "kind", "copy_bytes_per_second"},
                                {"count", "capacity_bytes", "source"})) ||
      failed(reader.readInteger(entry, "count", 1, maxModelMemories, count)) ||
      failed(reader.readInteger(entry, "capacity_bytes", 1, unknownCapacity,
                                bytes)) ||
      failed(
          reader.readRate(entry, "copy_bytes_per_second", maxRate, copyRate)) ||
      failed(readSources(entry, sources)))
    return failure();
  std::optional<MemKind> kind = readMemKind(reader, *entry.find("kind"));
  if (!kind)
    return failure();

  for (uint64_t i = 0; i < count; ++i) {
    std::string name;
    if (failed(defineName(entry, {i, {}}, "memory", memories, name)))
      return failure();
    uint64_t id = model.memoryNames.size();
    if (id == maxModelMemories)
      return reader.fail(entry, "a node has more than " +
                                    Twine(maxModelMemories) + " memories");
    model.node.memories.push_back({*kind, bytes, id});
    model.memoryNames.push_back(std::move(name));
    model.selfCopies.push_back(copyRate);
    model.sources.memories.push_back(sources);
  }
  return success();
}

LogicalResult MachineReader::readChannels() {
  const JSONNode &array = *root.find("channels");
  if (failed(reader.checkKind(array, Kind::Array)))
    return failure();
  for (const JSONNode &entry : array.items)
    if (failed(readChannel(entry)))
      return failure();
  return success();
}

LogicalResult MachineReader::readChannel(const JSONNode &entry) {
  uint64_t count = 1;
  Channel channel = {};
  NumberSources sources;
  if (failed(reader.checkObject(entry,
                                {"name", "bytes_per_second", "latency_seconds"},
                                {"count", "source"})) ||
      failed(reader.readInteger(entry, "count", 1, maxModelChannels, count)) ||
      failed(reader.readRate(entry, "bytes_per_second", maxRate,
                             channel.bytesPerSecond)) ||
      failed(reader.readSeconds(entry, "latency_seconds",
                                channel.latencySeconds)) ||
      failed(readSources(entry, sources)))
    return failure();
  for (uint64_t i = 0; i < count; ++i) {
    if (failed(defineName(entry, {i, {}}, "channel", channels, channel.name)))
      return failure();
    if (model.channels.size() == maxModelChannels)
      return reader.fail(entry, "a node has more than " +
                                    Twine(maxModelChannels) + " channels");
    model.channels.push_back(channel);
    model.sources.channels.push_back(sources);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Processors
//===----------------------------------------------------------------------===//

LogicalResult MachineReader::readProcessors() {
  const JSONNode &object = *root.find("processors");
  if (failed(reader.checkKind(object, Kind::Object)))
    return failure();
  for (const JSONNode &entry : object.items)
    if (failed(readKind(entry)))
      return failure();
  if (object.items.empty())
    return reader.fail(object, "a node needs a processor");
  return success();
}

LogicalResult MachineReader::readKind(const JSONNode &entry) {
  Expected<ProcKind> kind = parseProcKindArgument(entry.key);
  if (!kind)
    return reader.fail(entry, llvm::toString(kind.takeError()));
  unsigned number = static_cast<unsigned>(*kind);
  ProcessorRates &rates = model.rates[number];
  uint64_t sector = rates.sectorBytes;
  if (failed(reader.checkObject(
          entry, {"flops_per_second", "launch_seconds", "members"},
          {"sector_bytes", "source"})) ||
      failed(reader.readRate(entry, "flops_per_second", maxRate,
                             rates.flopsPerSecond)) ||
      failed(
          reader.readSeconds(entry, "launch_seconds", rates.launchSeconds)) ||
      failed(reader.readInteger(entry, "sector_bytes", 1, 4096, sector)) ||
      failed(readSources(entry, model.sources.processors[number],
                         /*memoryKindsToo=*/true)))
    return failure();
  rates.sectorBytes = sector;
  return readMembers(*entry.find("members"), number);
}

LogicalResult MachineReader::readMembers(const JSONNode &members,
                                         unsigned kind) {
  if (failed(reader.checkKind(members, Kind::Array)))
    return failure();
  auto &all = model.paths[kind];
  for (const JSONNode &entry : members.items) {
    uint64_t count = 1;
    if (failed(reader.checkObject(entry, {"memories"}, {"count"})) ||
        failed(
            reader.readInteger(entry, "count", 1, maxModelProcessors, count)))
      return failure();
    const JSONNode &seen = *entry.find("memories");
    if (failed(reader.checkKind(seen, Kind::Array)))
      return failure();
    if (seen.items.empty())
      return reader.fail(seen, "a processor needs a memory it can access");
    for (uint64_t i = 0; i < count; ++i) {
      std::vector<AccessPath> paths;
      for (const JSONNode &access : seen.items)
        if (failed(readAccess(access, {all.size(), {}}, paths)))
          return failure();
      all.push_back(std::move(paths));
    }
    if (all.size() > maxModelProcessors)
      return reader.fail(entry, "a node has more than " +
                                    Twine(maxModelProcessors) +
                                    " processors of a kind");
  }
  if (all.empty())
    return reader.fail(members, "there is no processor of kind " +
                                    spelling(static_cast<ProcKind>(kind)));
  return success();
}

LogicalResult MachineReader::readAccess(const JSONNode &entry,
                                        const NameIndices &indices,
                                        std::vector<AccessPath> &paths) {
  AccessPath path = {};
  if (failed(reader.checkObject(entry, {"memory", "bytes_per_second"},
                                {"loads", "stores"})) ||
      failed(findMember(entry, "memory", indices, "memory", memories,
                        path.memory)) ||
      failed(reader.readRate(entry, "bytes_per_second", maxRate,
                             path.bytesPerSecond)) ||
      failed(readChannelList(entry, "loads", indices, path.loads)) ||
      failed(readChannelList(entry, "stores", indices, path.stores)))
    return failure();
  for (const AccessPath &other : paths)
    if (other.memory == path.memory)
      return reader.fail(entry, "memory '" + model.memoryNames[path.memory] +
                                    "' is listed twice");
  paths.push_back(std::move(path));
  return success();
}

//===----------------------------------------------------------------------===//
// Network, runtime
//===----------------------------------------------------------------------===//

LogicalResult MachineReader::readNetwork() {
  const JSONNode *network = root.find("network");
  if (!network)
    return numNodes == 1
               ? success()
               : reader.fail(root, "key 'network' is missing, and there are " +
                                       Twine(numNodes) + " nodes");
  if (failed(reader.checkObject(*network, {"latency_seconds", "memories"},
                                {"source"})) ||
      failed(reader.readSeconds(*network, "latency_seconds", networkLatency)) ||
      failed(readSources(*network, model.sources.network)))
    return failure();
  const JSONNode &array = *network->find("memories");
  if (failed(reader.checkKind(array, Kind::Array)))
    return failure();
  for (const JSONNode &entry : array.items) {
    std::vector<std::optional<uint64_t>> indices;
    if (failed(reader.checkObject(entry, {"memory", "out", "in"}, {"i"})) ||
        failed(readIndexList(entry, "i", indices)))
      return failure();
    for (std::optional<uint64_t> i : indices)
      if (failed(readGate(entry, {i, {}})))
        return failure();
  }
  for (auto [name, route] : llvm::zip(model.memoryNames, model.toNetwork))
    if (route.channels.empty())
      return reader.fail(array, "memory '" + name + "' is missing");
  return success();
}

LogicalResult MachineReader::readGate(const JSONNode &entry,
                                      const NameIndices &indices) {
  unsigned memory;
  if (failed(findMember(entry, "memory", indices, "memory", memories, memory)))
    return failure();
  Route &out = model.toNetwork[memory], &in = model.fromNetwork[memory];
  if (!out.channels.empty())
    return reader.fail(entry, "memory '" + model.memoryNames[memory] +
                                  "' is listed twice");
  if (failed(readChannelList(entry, "out", indices, out.channels)) ||
      failed(readChannelList(entry, "in", indices, in.channels)))
    return failure();
  if (out.channels.empty() || in.channels.empty())
    return reader.fail(entry, "'out' and 'in' need a channel each");
  return success();
}

LogicalResult MachineReader::readRuntime() {
  const JSONNode &object = *root.find("runtime");
  if (failed(readRuntimeCosts(reader, object, runtime)))
    return failure();
  return readSources(object, model.sources.runtime);
}
