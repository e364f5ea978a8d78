//===- StandardMetrics.cpp - Metrics with names ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Exec.h"

#include <algorithm>

using namespace mapwright::optimize;

static constexpr llvm::StringRef names[] = {"time", "bus_bytes", "mpi_bytes"};

llvm::ArrayRef<llvm::StringRef> mapwright::optimize::getStandardMetricNames() {
  return names;
}

std::optional<ExecMetric>
mapwright::optimize::findStandardMetric(llvm::StringRef name) {
  if (!llvm::is_contained(names, name))
    return std::nullopt;
  ExecMetric metric;
  std::string words = name.str();
  std::replace(words.begin(), words.end(), '_', ' ');
  metric.pattern = "^" + words + ":? (?P<" + name.str() + ">[0-9.e+-]+)( s)?$";
  metric.unit = name == "time" ? "s" : "bytes";
  return metric;
}
