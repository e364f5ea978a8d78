//===- MeasuredMachine.cpp - A machine from measurements ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Calibrate/Calibrate.h"

#include "lib/Machine/ModelParts.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace mapwright;
using llvm::StringRef;

/// More than any machine has, and exact as a double.
static constexpr uint64_t maxCapacity = uint64_t(1) << 62;

namespace {
/// Puts measured numbers in the place of those of a model.
class ModelEditor {
public:
  ModelEditor(const MachineModel &like, const MachineMeasurement &measurement);

  MachineModel finish();

private:
  void set(double &number, NumberSources &sources, StringRef key,
           Figure figure);
  void setMemories();
  void setChannels();
  void setChannel(StringRef name, Figure rate, std::optional<Figure> latency);
  void setProcessors(ProcKind kind, Figure flops, Figure access,
                     MemKind memory);
  void setRuntime();

  const MachineMeasurement &measurement;
  unsigned numNodes;
  NodeModel node;
  double networkLatency;
  RuntimeCosts runtime;
};
} // namespace

static void setSource(NumberSources &sources, StringRef key, StringRef text) {
  auto found = llvm::find_if(
      sources, [&](const auto &source) { return source.first == key; });
  if (found == sources.end())
    sources.emplace_back(key, text);
  else
    found->second = text.str();
}

/// Numbers of the cluster that a machine `nodes:...` resembles are no more than
/// guesses here, wherever they come from there.
static void assumeAll(NumberSources &sources) {
  for (auto &[key, text] : sources) {
    StringRef rest = text;
    rest.consume_front("assumed: ");
    text = ("assumed: not measured here; " + rest).str();
  }
}

ModelEditor::ModelEditor(const MachineModel &like,
                         const MachineMeasurement &measurement)
    : measurement(measurement), numNodes(like.getNumNodes()),
      node(like.getNode()), networkLatency(like.getNetworkLatency()),
      runtime(like.getRuntime()) {
  ModelSources &sources = node.sources;
  for (auto *list : {&sources.memories, &sources.channels})
    llvm::for_each(*list, assumeAll);
  llvm::for_each(sources.processors, assumeAll);
  assumeAll(sources.network);
  assumeAll(sources.runtime);
}

/// More digits than these would differ the next time.
static double roundFigure(double value) {
  double unit = std::pow(10.0, std::floor(std::log10(value)) - 3);
  return std::round(value / unit) * unit;
}

void ModelEditor::set(double &number, NumberSources &sources, StringRef key,
                      Figure figure) {
  const std::optional<MeasuredNumber> &measured = measurement.get(figure);
  if (!measured)
    return;
  number = roundFigure(measured->value);
  setSource(sources, key, measured->source);
}

void ModelEditor::setMemories() {
  node.sources.memories.resize(node.node.memories.size());
  for (auto [memory, rate, sources] :
       llvm::zip(node.node.memories, node.selfCopies, node.sources.memories)) {
    bool isDevice = memory.kind == MemKind::FBMEM;
    set(rate, sources, "copy_bytes_per_second",
        isDevice ? Figure::GpuBytesPerSecond : Figure::CopyBytesPerSecond);
    if (!isDevice && memory.kind != MemKind::SYSMEM)
      continue;
    const std::optional<MeasuredNumber> &capacity = measurement.get(
        isDevice ? Figure::GpuMemoryBytes : Figure::MemoryBytes);
    if (!capacity || capacity->value < 1)
      continue;
    memory.bytes = static_cast<uint64_t>(
        std::min(capacity->value, static_cast<double>(maxCapacity)));
    setSource(sources, "capacity_bytes", capacity->source);
  }
}

void ModelEditor::setChannel(StringRef name, Figure rate,
                             std::optional<Figure> latency) {
  for (auto [channel, sources] :
       llvm::zip(node.channels, node.sources.channels)) {
    StringRef own = channel.name;
    // pcie0.down, pcie1.down, ...
    if (own != name && !(own.starts_with("pcie") && own.ends_with(name)))
      continue;
    set(channel.bytesPerSecond, sources, "bytes_per_second", rate);
    if (latency)
      set(channel.latencySeconds, sources, "latency_seconds", *latency);
  }
}

void ModelEditor::setChannels() {
  setChannel("dram", Figure::NodeBytesPerSecond, std::nullopt);
  setChannel("memcpy", Figure::CopyBytesPerSecond, std::nullopt);
  setChannel("nic0.out", Figure::NetworkBytesPerSecond, std::nullopt);
  setChannel("nic0.in", Figure::NetworkBytesPerSecond, std::nullopt);
  setChannel(".down", Figure::DownBytesPerSecond, Figure::DownLatencySeconds);
  setChannel(".up", Figure::UpBytesPerSecond, Figure::UpLatencySeconds);
  set(networkLatency, node.sources.network, "latency_seconds",
      Figure::NetworkLatencySeconds);
}

void ModelEditor::setProcessors(ProcKind kind, Figure flops, Figure access,
                                MemKind memory) {
  auto number = static_cast<unsigned>(kind);
  NumberSources &sources = node.sources.processors[number];
  set(node.rates[number].flopsPerSecond, sources, "flops_per_second", flops);
  for (std::vector<AccessPath> &paths : node.paths[number])
    for (AccessPath &path : paths) {
      MemKind reached = node.node.memories[path.memory].kind;
      // CPUs see all memories of the host alike.
      if (kind == ProcKind::CPU || reached == memory)
        set(path.bytesPerSecond, sources, spelling(reached), access);
    }
}

/// A measured task contains all that the runtime does for it.
void ModelEditor::setRuntime() {
  const std::optional<MeasuredNumber> &task =
      measurement.get(Figure::TaskSeconds);
  if (!task)
    return;
  RuntimeCosts costs = RuntimeCosts::none();
  costs.mapPerTask = costs.replayPerTask = roundFigure(task->value);
  costs.utilityProcessors = runtime.utilityProcessors;
  costs.window = runtime.window;
  for (const CostField &cost : getCostFields()) {
    bool isTask = costs.*cost.field > 0;
    setSource(node.sources.runtime, cost.key,
              isTask ? task->source : "measured: part of map_per_task_seconds");
  }
  runtime = costs;
}

MachineModel ModelEditor::finish() {
  setMemories();
  setChannels();
  setProcessors(ProcKind::CPU, Figure::CoreFlopsPerSecond,
                Figure::CoreBytesPerSecond, MemKind::SYSMEM);
  setProcessors(ProcKind::GPU, Figure::GpuFlopsPerSecond,
                Figure::GpuBytesPerSecond, MemKind::FBMEM);
  setRuntime();
  deriveProcessors(node);
  node.sources.description =
      "Measured by mapper-run --calibrate; the sources of numbers say which.";
  return MachineModel("calibrated", std::move(node), numNodes, networkLatency,
                      runtime);
}

llvm::Expected<MachineModel>
mapwright::makeMachine(const MachineMeasurement &measurement) {
  std::string shape = "nodes:" + std::to_string(measurement.nodes) +
                      ",CPU:" + std::to_string(measurement.cpus);
  if (measurement.gpus > 0)
    shape += ",GPU:" + std::to_string(measurement.gpus);
  llvm::Expected<MachineModel> like = loadMachine(shape);
  if (!like)
    return like.takeError();
  return ModelEditor(*like, measurement).finish();
}
