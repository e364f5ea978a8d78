//===- MachineRoutes.cpp - Routes of a machine in JSON --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MachineReader.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using llvm::ArrayRef;
using llvm::failure;
using llvm::LogicalResult;
using llvm::success;
using llvm::Twine;

/// No real way crosses more; bounds what a file can make us store.
static constexpr unsigned maxRouteChannels = 16;
/// Nor is anything staged more often; stops cycles too.
static constexpr unsigned maxStages = 8;

LogicalResult MachineReader::readRoutes() {
  const JSONNode &array = *root.find("routes");
  if (failed(reader.checkKind(array, JSONNode::Kind::Array)))
    return failure();
  for (const JSONNode &entry : array.items)
    if (failed(readRouteEntry(entry)))
      return failure();
  return checkRoutes(array);
}

LogicalResult MachineReader::readRouteEntry(const JSONNode &entry) {
  std::vector<std::optional<uint64_t>> is, js;
  if (failed(reader.checkObject(entry, {"from", "to"},
                                {"i", "j", "channels", "reverse", "via"})) ||
      failed(readIndexList(entry, "i", is)) ||
      failed(readIndexList(entry, "j", js)))
    return failure();
  if (bool(entry.find("channels")) == bool(entry.find("via")))
    return reader.fail(entry, "expected either 'channels' or 'via'");
  if (entry.find("reverse") && entry.find("via"))
    return reader.fail(entry, "'reverse' goes with 'channels' only");
  for (std::optional<uint64_t> i : is)
    for (std::optional<uint64_t> j : js)
      // Lists of all units leave out the pairs of a unit with itself.
      if (!i || !j || *i != *j)
        if (failed(readRoute(entry, {i, j})))
          return failure();
  return success();
}

LogicalResult MachineReader::readRoute(const JSONNode &entry,
                                       const NameIndices &indices) {
  unsigned from, to, via;
  if (failed(findMember(entry, "from", indices, "memory", memories, from)) ||
      failed(findMember(entry, "to", indices, "memory", memories, to)))
    return failure();
  if (entry.find("via")) {
    if (failed(findMember(entry, "via", indices, "memory", memories, via)))
      return failure();
    if (failed(addRoute(entry, from, to, {})))
      return failure();
    vias.try_emplace(routeIndex(from, to), Via{via, &entry});
    return success();
  }
  llvm::SmallVector<unsigned> forth, back;
  if (failed(readChannelList(entry, "channels", indices, forth)) ||
      failed(readChannelList(entry, "reverse", indices, back)))
    return failure();
  if (forth.empty() || (back.empty() && entry.find("reverse")))
    return reader.fail(entry, "a route needs a channel");
  if (failed(addRoute(entry, from, to, forth)))
    return failure();
  return back.empty() ? success() : addRoute(entry, to, from, back);
}

LogicalResult MachineReader::addRoute(const JSONNode &at, unsigned from,
                                      unsigned to,
                                      ArrayRef<unsigned> channels) {
  std::string name =
      "'" + model.memoryNames[from] + "' to '" + model.memoryNames[to] + "'";
  if (from == to)
    return reader.fail(at, "the route from " + name + " is not one");
  unsigned index = routeIndex(from, to);
  Route &route = model.routes[index];
  if (!route.channels.empty() || vias.contains(index))
    return reader.fail(at, "the route from " + name + " is given twice");
  if (channels.size() > maxRouteChannels)
    return reader.fail(at, "the route from " + name + " crosses more than " +
                               Twine(maxRouteChannels) + " channels");
  route.channels.assign(channels.begin(), channels.end());
  return success();
}

/// Finds the channels of a route that passes another memory: those to it, then
/// those from it.
LogicalResult MachineReader::resolveVia(unsigned from, unsigned to,
                                        unsigned depth) {
  Via via = vias.lookup(routeIndex(from, to));
  if (depth == maxStages)
    return reader.fail(*via.entry, "the route from '" +
                                       model.memoryNames[from] + "' to '" +
                                       model.memoryNames[to] +
                                       "' is cyclic or passes more than " +
                                       Twine(maxStages) + " memories");
  if (failed(resolveLeg(*via.entry, from, via.memory, depth)) ||
      failed(resolveLeg(*via.entry, via.memory, to, depth)))
    return failure();
  // A server cannot begin with the second crossing of a copy before it has
  // finished the first: a channel crossed twice is listed once.
  llvm::SmallVector<unsigned> channels;
  for (unsigned leg :
       {routeIndex(from, via.memory), routeIndex(via.memory, to)})
    for (unsigned channel : model.routes[leg].channels)
      if (!llvm::is_contained(channels, channel))
        channels.push_back(channel);
  vias.erase(routeIndex(from, to));
  return addRoute(*via.entry, from, to, channels);
}

LogicalResult MachineReader::resolveLeg(const JSONNode &at, unsigned from,
                                        unsigned to, unsigned depth) {
  unsigned index = routeIndex(from, to);
  if (vias.contains(index))
    return resolveVia(from, to, depth + 1);
  if (model.routes[index].channels.empty())
    return reader.fail(at, "there is no route from '" +
                               model.memoryNames[from] + "' to '" +
                               model.memoryNames[to] + "'");
  return success();
}

LogicalResult MachineReader::checkRoutes(const JSONNode &routes) {
  unsigned count = model.memoryNames.size();
  for (unsigned from = 0; from < count; ++from)
    for (unsigned to = 0; to < count; ++to)
      if (from != to && failed(resolveLeg(routes, from, to, 0)))
        return failure();
  return success();
}
