//===- MeasurementLines.cpp - What programs measured ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Calibrate/Calibrate.h"

#include "mapwright/Support/InputErrors.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace mapwright;
using llvm::StringRef;

static constexpr StringRef spellings[] = {"core_flops_per_second",
                                          "core_bytes_per_second",
                                          "node_bytes_per_second",
                                          "copy_bytes_per_second",
                                          "memory_bytes",
                                          "network_bytes_per_second",
                                          "network_latency_seconds",
                                          "gpu_flops_per_second",
                                          "gpu_bytes_per_second",
                                          "gpu_memory_bytes",
                                          "down_bytes_per_second",
                                          "down_latency_seconds",
                                          "up_bytes_per_second",
                                          "up_latency_seconds",
                                          "task_seconds"};
static_assert(std::size(spellings) == numFigures);

StringRef mapwright::spelling(Figure figure) {
  return spellings[static_cast<unsigned>(figure)];
}

static llvm::Error setCount(StringRef key, StringRef text, unsigned least,
                            unsigned most, unsigned &count) {
  unsigned number;
  if (text.getAsInteger(10, number) || number < least || number > most)
    return makeError("'" + key + "' has to be " + llvm::Twine(least) + " to " +
                     llvm::Twine(most) + ", got '" + text + "'");
  count = number;
  return llvm::Error::success();
}

static llvm::Error setFigure(StringRef key, StringRef text, StringRef program,
                             MachineMeasurement &measurement) {
  const auto *found = llvm::find(spellings, key);
  if (found == std::end(spellings)) {
    llvm::SmallVector<StringRef> known(std::begin(spellings),
                                       std::end(spellings));
    known.append({"nodes", "cpus", "gpus"});
    return makeError("nothing is measured that is called '" + key + "'" +
                     suggestName(key, known));
  }
  double value;
  if (text.getAsDouble(value) || !std::isfinite(value) || value <= 0)
    return makeError("'" + key + "' has to be a number above 0, got '" + text +
                     "'");
  measurement.figures[found - std::begin(spellings)] = {
      value, ("measured: by " + program).str()};
  return llvm::Error::success();
}

static llvm::Error addPair(StringRef key, StringRef text, StringRef program,
                           MachineMeasurement &measurement) {
  if (key == "nodes")
    return setCount(key, text, 1, maxSpecNodes, measurement.nodes);
  if (key == "cpus")
    return setCount(key, text, 1, maxModelProcessors, measurement.cpus);
  if (key == "gpus")
    return setCount(key, text, 0, maxModelProcessors, measurement.gpus);
  return setFigure(key, text, program, measurement);
}

llvm::Error mapwright::addMeasurements(StringRef output, StringRef program,
                                       MachineMeasurement &measurement) {
  llvm::SmallVector<StringRef> lines;
  output.split(lines, '\n');
  for (StringRef line : lines) {
    if (!line.consume_front("measured "))
      continue;
    auto [key, text] = line.trim().split('=');
    if (llvm::Error error = addPair(key, text, program, measurement))
      return error;
  }
  return llvm::Error::success();
}
