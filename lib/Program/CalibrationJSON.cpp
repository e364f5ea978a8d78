//===- CalibrationJSON.cpp - Calibrations as JSON -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/Calibration.h"

#include "lib/Machine/ModelParts.h"
#include "mapwright/Support/LocatedJSON.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using llvm::Expected;
using llvm::failed;
using llvm::failure;
using llvm::LogicalResult;
using llvm::StringRef;
using llvm::success;

static constexpr llvm::StringLiteral schema = "mapwright-calibration/1";

/// More than any task has.
static constexpr uint64_t maxArguments = 1 << 16;

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

static void writeKernel(const KernelCost &kernel, llvm::json::OStream &json) {
  json.object([&] {
    json.attribute("task", kernel.task);
    json.attribute("kind", spelling(kernel.kind));
    json.attribute("samples", static_cast<int64_t>(kernel.samples));
    json.attribute("constant_seconds", kernel.seconds.constant);
    json.attributeArray("seconds_per_element", [&] {
      for (double seconds : kernel.seconds.perElement)
        json.value(seconds);
    });
  });
}

static void writeMetaTask(const MetaTaskTotal &total,
                          llvm::json::OStream &json) {
  json.object([&] {
    json.attribute("name", total.name);
    json.attribute("cost", total.cost);
    json.attribute("runs", static_cast<int64_t>(total.runs));
    json.attribute("seconds", total.seconds);
  });
}

std::string mapwright::writeCalibrationJSON(const Calibration &calibration) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("schema", schema);
    json.attribute("source", llvm::json::fixUTF8(calibration.source));
    json.attributeArray("kernels", [&] {
      for (const KernelCost &kernel : calibration.kernels)
        writeKernel(kernel, json);
    });
    json.attributeObject("runtime", [&] {
      const RuntimeCosts &costs = calibration.runtime;
      for (const CostField &cost : getCostFields())
        json.attribute(cost.key, costs.*cost.field);
      json.attribute("utility_processors", costs.utilityProcessors);
      json.attribute("window", costs.window);
    });
    json.attributeArray("meta_tasks", [&] {
      for (const MetaTaskTotal &total : calibration.metaTasks)
        writeMetaTask(total, json);
    });
  });
  os << "\n";
  return text;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

namespace {
class CalibrationReader {
public:
  CalibrationReader(StringRef name, const JSONNode &root)
      : root(root), reader(name, root) {}
  Expected<Calibration> read();

private:
  LogicalResult readAll();
  LogicalResult readSchema();
  LogicalResult readKernel(const JSONNode &node);
  LogicalResult readMetaTask(const JSONNode &node);

  const JSONNode &root;
  JSONReader reader;
  Calibration calibration;
};
} // namespace

LogicalResult CalibrationReader::readSchema() {
  std::string found;
  if (failed(reader.readString(root, "schema", found)))
    return failure();
  if (found != schema)
    return reader.fail(*root.find("schema"),
                       "expected '" + schema + "', got '" + found + "'");
  return success();
}

LogicalResult CalibrationReader::readKernel(const JSONNode &node) {
  if (failed(reader.checkObject(node, {"task", "kind", "seconds_per_element"},
                                {"samples", "constant_seconds"})))
    return failure();
  KernelCost kernel;
  std::string kind;
  if (failed(reader.readString(node, "task", kernel.task)) ||
      failed(reader.readString(node, "kind", kind)) ||
      failed(
          reader.readInteger(node, "samples", 0, INT64_MAX, kernel.samples)) ||
      failed(reader.readSeconds(node, "constant_seconds",
                                kernel.seconds.constant)))
    return failure();
  std::optional<ProcKind> parsed = parseProcKind(kind);
  if (!parsed)
    return reader.fail(*node.find("kind"),
                       "expected a kind of processor, got '" + kind + "'");
  kernel.kind = *parsed;
  const JSONNode &slopes = *node.find("seconds_per_element");
  if (failed(reader.checkKind(slopes, JSONNode::Kind::Array)))
    return failure();
  if (slopes.items.size() > maxArguments)
    return reader.fail(slopes, "too many arguments");
  for (const JSONNode &slope : slopes.items) {
    bool isNumber = slope.kind == JSONNode::Kind::Integer ||
                    slope.kind == JSONNode::Kind::Real;
    if (!isNumber || slope.real < 0 || slope.real > JSONReader::maxSeconds)
      return reader.fail(slope, "expected a number of seconds from 0 to 1000");
    kernel.seconds.perElement.push_back(slope.real);
  }
  calibration.kernels.push_back(std::move(kernel));
  return success();
}

LogicalResult CalibrationReader::readMetaTask(const JSONNode &node) {
  MetaTaskTotal total;
  if (failed(
          reader.checkObject(node, {"name", "cost", "runs", "seconds"}, {})) ||
      failed(reader.readString(node, "name", total.name)) ||
      failed(reader.readString(node, "cost", total.cost)) ||
      failed(reader.readInteger(node, "runs", 0, INT64_MAX, total.runs)))
    return failure();
  const JSONNode &seconds = *node.find("seconds");
  bool isNumber = seconds.kind == JSONNode::Kind::Integer ||
                  seconds.kind == JSONNode::Kind::Real;
  if (!isNumber || seconds.real < 0)
    return reader.fail(seconds, "expected a number of seconds");
  total.seconds = seconds.real;
  calibration.metaTasks.push_back(std::move(total));
  return success();
}

LogicalResult CalibrationReader::readAll() {
  if (failed(reader.checkObject(root, {"schema", "kernels", "runtime"},
                                {"source", "meta_tasks"})) ||
      failed(readSchema()) ||
      failed(reader.readString(root, "source", calibration.source)))
    return failure();
  const JSONNode &kernels = *root.find("kernels");
  if (failed(reader.checkKind(kernels, JSONNode::Kind::Array)))
    return failure();
  for (const JSONNode &kernel : kernels.items)
    if (failed(readKernel(kernel)))
      return failure();
  // A `source` is there if it was copied from a machine.
  if (failed(
          readRuntimeCosts(reader, *root.find("runtime"), calibration.runtime)))
    return failure();
  const JSONNode *metaTasks = root.find("meta_tasks");
  if (!metaTasks)
    return success();
  if (failed(reader.checkKind(*metaTasks, JSONNode::Kind::Array)))
    return failure();
  for (const JSONNode &total : metaTasks->items)
    if (failed(readMetaTask(total)))
      return failure();
  return success();
}

Expected<Calibration> CalibrationReader::read() {
  if (failed(readAll()))
    return reader.takeError();
  return std::move(calibration);
}

Expected<Calibration> mapwright::readCalibrationJSON(StringRef text,
                                                     StringRef name) {
  Expected<JSONNode> root = parseLocatedJSON(text, name);
  if (!root)
    return root.takeError();
  return CalibrationReader(name, *root).read();
}
