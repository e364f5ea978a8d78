//===- MachineReader.h - Reads a machine from JSON --------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_MACHINE_MACHINEREADER_H
#define MAPWRIGHT_LIB_MACHINE_MACHINEREADER_H

#include "mapwright/Machine/MachineModel.h"
#include "mapwright/Support/LocatedJSON.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace mapwright {

/// Values of `{i}` and `{j}` in names.
struct NameIndices {
  std::optional<uint64_t> i, j;
};

/// Builds a model from the tree of a JSON text. Parts are read in the order in
/// which they refer to each other.
class MachineReader {
public:
  MachineReader(llvm::StringRef name, const JSONNode &root)
      : root(root), reader(name, root) {}

  llvm::Expected<MachineModel> read(unsigned numNodes);

private:
  using Result = llvm::LogicalResult;
  using Names = llvm::StringMap<unsigned>;
  using Channels = llvm::SmallVectorImpl<unsigned>;

  Result readAll();
  Result readSchema();
  Result readNodes();
  Result readMemories();
  Result readMemory(const JSONNode &entry);
  Result readChannels();
  Result readChannel(const JSONNode &entry);
  Result readProcessors();
  Result readKind(const JSONNode &entry);
  Result readMembers(const JSONNode &members, unsigned kind);
  Result readAccess(const JSONNode &entry, const NameIndices &indices,
                    std::vector<AccessPath> &paths);
  Result readNetwork();
  Result readGate(const JSONNode &entry, const NameIndices &indices);
  Result readRuntime();

  // MachineRoutes.cpp
  Result readRoutes();
  Result readRouteEntry(const JSONNode &entry);
  Result readRoute(const JSONNode &entry, const NameIndices &indices);
  Result addRoute(const JSONNode &at, unsigned from, unsigned to,
                  llvm::ArrayRef<unsigned> channels);
  Result resolveVia(unsigned from, unsigned to, unsigned depth);
  Result resolveLeg(const JSONNode &at, unsigned from, unsigned to,
                    unsigned depth);
  Result checkRoutes(const JSONNode &routes);
  unsigned routeIndex(unsigned from, unsigned to) const {
    return from * model.memoryNames.size() + to;
  }

  /// Puts the indices into a name; fails if one has no value.
  Result expandName(const JSONNode &text, const NameIndices &indices,
                    std::string &name);
  Result defineName(const JSONNode &entry, const NameIndices &indices,
                    llvm::StringRef what, Names &names, std::string &name);
  Result findName(const JSONNode &text, const NameIndices &indices,
                  llvm::StringRef what, const Names &names, unsigned &number);
  Result findMember(const JSONNode &object, llvm::StringRef key,
                    const NameIndices &indices, llvm::StringRef what,
                    const Names &names, unsigned &number);
  Result readChannelList(const JSONNode &object, llvm::StringRef key,
                         const NameIndices &indices, Channels &channels);
  /// `"i": [0, 1]`; nothing if there is no such key.
  Result readIndexList(const JSONNode &object, llvm::StringRef key,
                       std::vector<std::optional<uint64_t>> &values);
  Result readSources(const JSONNode &object, NumberSources &sources,
                     bool memoryKindsToo = false);

  const JSONNode &root;
  JSONReader reader;
  std::string modelName;
  NodeModel model;
  RuntimeCosts runtime;
  uint64_t numNodes = 1;
  double networkLatency = 0;
  Names memories, channels;
  /// By route: the memory it passes, and who says so.
  struct Via {
    unsigned memory;
    const JSONNode *entry;
  };
  llvm::DenseMap<unsigned, Via> vias;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_MACHINE_MACHINEREADER_H
