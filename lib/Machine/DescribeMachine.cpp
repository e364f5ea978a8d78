//===- DescribeMachine.cpp - A machine as a table for people --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelParts.h"

#include "mapwright/Support/InputFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using llvm::ArrayRef;
using llvm::formatv;
using llvm::StringRef;

/// Three digits are more than most numbers of a model are known to.
static std::string formatNumber(double value) {
  return formatv("{0:f3}", value).str();
}

static std::string trimZeros(StringRef text) {
  return text.rtrim('0').rtrim('.').str();
}

static std::string formatRate(double perSecond) {
  return trimZeros(formatNumber(perSecond / 1e9));
}

static std::string formatMicroseconds(double seconds) {
  return trimZeros(formatNumber(seconds * 1e6));
}

namespace {
using Row = std::vector<std::string>;

class Describer {
public:
  Describer(const MachineModel &model, llvm::raw_ostream &os)
      : model(model), node(model.getNode()), os(os) {}

  void describe();

private:
  void describeHead();
  void describeProcessors();
  void describeAccess();
  void addAccess(unsigned kind, size_t first, size_t last,
                 std::vector<Row> &rows) const;
  void describeMemories();
  void describeChannels();
  void describeCopies();
  void describeRuntime();
  void describeSources();
  void addSources(ArrayRef<std::string> names, StringRef what,
                  ArrayRef<NumberSources> sources);
  void printTable(StringRef title, ArrayRef<Row> rows);
  std::string listChannels(ArrayRef<unsigned> channels) const;

  const MachineModel &model;
  const NodeModel &node;
  llvm::raw_ostream &os;
};
} // namespace

/// Columns as wide as their widest cell; the first row is the heading.
void Describer::printTable(StringRef title, ArrayRef<Row> rows) {
  std::vector<size_t> widths(rows.front().size());
  for (const Row &row : rows)
    for (auto [width, cell] : llvm::zip(widths, row))
      width = std::max(width, cell.size());
  os << '\n' << title << '\n';
  for (const Row &row : rows) {
    std::string line = " ";
    for (auto [width, cell] : llvm::zip(widths, row))
      line += " " + cell + std::string(width - cell.size() + 1, ' ');
    os << StringRef(line).rtrim() << '\n';
  }
}

std::string Describer::listChannels(ArrayRef<unsigned> channels) const {
  std::vector<StringRef> names;
  for (unsigned channel : channels)
    names.push_back(node.channels[channel].name);
  return names.empty() ? "-" : llvm::join(names, " ");
}

void Describer::describeHead() {
  unsigned count = model.getNumNodes();
  os << model.getName() << ": " << count << (count == 1 ? " node" : " nodes")
     << '\n';
  std::string line;
  for (StringRef word : llvm::split(node.sources.description, ' ')) {
    if (line.size() + word.size() > 78) {
      os << ' ' << line << '\n';
      line.clear();
    }
    line += (" " + word).str();
  }
  if (line.size() > 1)
    os << ' ' << line << '\n';
}

void Describer::describeProcessors() {
  std::vector<Row> rows = {
      {"kind", "count", "Gflop/s", "launch us", "sector bytes"}};
  for (unsigned kind = 0; kind < numProcKinds; ++kind) {
    const ProcessorRates &rates = node.rates[kind];
    if (!node.paths[kind].empty())
      rows.push_back({spelling(static_cast<ProcKind>(kind)).str(),
                      std::to_string(node.paths[kind].size()),
                      formatRate(rates.flopsPerSecond),
                      formatMicroseconds(rates.launchSeconds),
                      std::to_string(rates.sectorBytes)});
  }
  printTable("Processors of a node", rows);
}

static bool isSame(const AccessPath &a, const AccessPath &b) {
  return a.memory == b.memory && a.bytesPerSecond == b.bytesPerSecond &&
         a.loads == b.loads && a.stores == b.stores;
}

void Describer::addAccess(unsigned kind, size_t first, size_t last,
                          std::vector<Row> &rows) const {
  std::string who =
      (spelling(static_cast<ProcKind>(kind)) + " " + llvm::Twine(first) +
       (last == first ? "" : ".." + llvm::Twine(last)))
          .str();
  for (const AccessPath &path : node.paths[kind][first])
    rows.push_back({who, node.memoryNames[path.memory],
                    formatRate(path.bytesPerSecond), listChannels(path.loads),
                    listChannels(path.stores)});
}

void Describer::describeAccess() {
  std::vector<Row> rows = {
      {"processor", "memory", "GB/s", "loads cross", "stores cross"}};
  for (unsigned kind = 0; kind < numProcKinds; ++kind) {
    const auto &all = node.paths[kind];
    for (size_t first = 0, last; first < all.size(); first = last + 1) {
      last = first;
      while (last + 1 < all.size() &&
             all[last + 1].size() == all[first].size() &&
             std::equal(all[first].begin(), all[first].end(),
                        all[last + 1].begin(), isSame))
        ++last;
      addAccess(kind, first, last, rows);
    }
  }
  printTable("What kernels access", rows);
}

void Describer::describeMemories() {
  std::vector<Row> rows = {
      {"memory", "kind", "capacity", "copies within, GB/s"}};
  for (auto [name, memory, copies] :
       llvm::zip(node.memoryNames, node.node.memories, node.selfCopies))
    rows.push_back({name, spelling(memory.kind).str(),
                    memory.bytes == unknownCapacity ? "unknown"
                                                    : formatBytes(memory.bytes),
                    formatRate(copies)});
  printTable("Memories of a node", rows);
}

void Describer::describeChannels() {
  std::vector<Row> rows = {{"channel", "GB/s", "latency us"}};
  for (const Channel &channel : node.channels)
    rows.push_back({channel.name, formatRate(channel.bytesPerSecond),
                    formatMicroseconds(channel.latencySeconds)});
  printTable("Channels of a node", rows);
}

/// Pairs of memories with the channels between them. A matrix would be shorter
/// but hide the channels, which are what contends.
void Describer::describeCopies() {
  std::vector<Row> rows = {{"from", "to", "GB/s", "latency us", "channels"}};
  unsigned count = node.memoryNames.size();
  bool hasNetwork = !node.toNetwork.front().channels.empty();
  for (unsigned from = 0; from < count; ++from) {
    for (unsigned to = 0; to < count; ++to)
      if (from != to)
        rows.push_back({node.memoryNames[from], node.memoryNames[to],
                        formatRate(model.getBandwidth(from, to)),
                        formatMicroseconds(model.getLatency(from, to)),
                        listChannels(node.routes[from * count + to].channels)});
    if (hasNetwork)
      rows.push_back({node.memoryNames[from], "network", "", "",
                      listChannels(node.toNetwork[from].channels)});
  }
  for (unsigned to = 0; hasNetwork && to < count; ++to)
    rows.push_back({"network", node.memoryNames[to], "", "",
                    listChannels(node.fromNetwork[to].channels)});
  printTable("Copies", rows);
  if (hasNetwork)
    os << "  the network itself adds "
       << formatMicroseconds(model.getNetworkLatency()) << " us\n";
}

void Describer::describeRuntime() {
  const RuntimeCosts &costs = model.getRuntime();
  std::vector<Row> rows = {{"runtime", "us"}};
  for (const CostField &cost : getCostFields()) {
    std::string name = StringRef(cost.key).drop_back(strlen("_seconds")).str();
    std::replace(name.begin(), name.end(), '_', ' ');
    rows.push_back({name, formatMicroseconds(costs.*cost.field)});
  }
  printTable("Costs of the runtime", rows);
  os << "  utility processors: " << costs.utilityProcessors
     << ", window: " << costs.window << " operations\n";
}

/// Objects with equal sources, such as the links of all GPUs, come once.
void Describer::addSources(ArrayRef<std::string> names, StringRef what,
                           ArrayRef<NumberSources> sources) {
  std::vector<bool> isDone(sources.size());
  for (size_t i = 0; i < sources.size(); ++i) {
    if (isDone[i] || sources[i].empty())
      continue;
    std::vector<StringRef> alike;
    for (size_t k = i; k < sources.size(); ++k) {
      if (isDone[k] || sources[k] != sources[i])
        continue;
      isDone[k] = true;
      alike.push_back(names[k]);
    }
    os << "  " << what << (what.empty() ? "" : " ") << llvm::join(alike, ", ")
       << '\n';
    for (const auto &[key, text] : sources[i])
      os << "    " << key << ": " << text << '\n';
  }
}

void Describer::describeSources() {
  os << "\nWhere the numbers come from\n";
  std::vector<std::string> kinds, channels;
  for (unsigned kind = 0; kind < numProcKinds; ++kind)
    kinds.push_back(spelling(static_cast<ProcKind>(kind)).str());
  for (const Channel &channel : node.channels)
    channels.push_back(channel.name);
  addSources(kinds, "processor", node.sources.processors);
  addSources(node.memoryNames, "memory", node.sources.memories);
  addSources(channels, "channel", node.sources.channels);
  addSources({"network"}, "", node.sources.network);
  addSources({"runtime"}, "", node.sources.runtime);
}

void Describer::describe() {
  describeHead();
  describeProcessors();
  describeAccess();
  describeMemories();
  describeChannels();
  describeCopies();
  describeRuntime();
  describeSources();
}

std::string mapwright::describeMachine(const MachineModel &model) {
  std::string text;
  llvm::raw_string_ostream os(text);
  Describer(model, os).describe();
  return text;
}
