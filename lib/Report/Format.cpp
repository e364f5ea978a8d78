//===- Format.cpp - Names and amounts in reports --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Names.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace mapwright;

/// Four significant digits, at most three after the point.
static std::string formatNumber(double value) {
  std::string text;
  llvm::raw_string_ostream os(text);
  int digits = value < 9.9995 ? 3 : value < 99.995 ? 2 : value < 999.95 ? 1 : 0;
  os << llvm::format("%.*f", digits, value);
  return text;
}

/// Numbers from here on are 1000 when rounded to four digits.
static constexpr double roundsToThousand = 999.95;

std::string mapwright::formatSeconds(double seconds) {
  static constexpr struct {
    double scale;
    const char *unit;
  } units[] = {{1e9, "ns"}, {1e6, "us"}, {1e3, "ms"}};
  if (seconds == 0)
    return "0 s";
  if (seconds < 0)
    return "-" + formatSeconds(-seconds);
  for (const auto &[scale, unit] : units)
    if (seconds * scale < roundsToThousand)
      return formatNumber(seconds * scale) + " " + unit;
  return std::isfinite(seconds) ? formatNumber(seconds) + " s" : "infinite";
}

std::string mapwright::formatAmount(double bytes) {
  static constexpr const char *units[] = {"bytes", "KiB", "MiB",
                                          "GiB",   "TiB", "PiB"};
  unsigned unit = 0;
  while (bytes >= 1024 && unit + 1 < std::size(units)) {
    bytes /= 1024;
    ++unit;
  }
  std::string number =
      unit == 0 ? std::to_string(static_cast<int>(bytes)) : formatNumber(bytes);
  return number + " " + units[unit];
}

std::string mapwright::formatProcessor(const MachineModel &model,
                                       unsigned processor) {
  Place place = model.getPlace(processor);
  return "node " + std::to_string(place.node) + " " +
         spelling(place.kind).str() + " " + std::to_string(place.index);
}

/// The row-major number `number` of a point as coordinates.
static Point findPoint(const Domain &domain, uint64_t number) {
  for (const Rect &rect : domain.rects) {
    uint64_t volume = rect.volume().value_or(0);
    if (number >= volume) {
      number -= volume;
      continue;
    }
    Point point = rect.lo;
    for (unsigned d = point.rank; d-- > 0;) {
      uint64_t extent =
          static_cast<uint64_t>(rect.hi.at[d] - rect.lo.at[d]) + 1;
      point.at[d] += static_cast<int64_t>(number % extent);
      number /= extent;
    }
    return point;
  }
  return domain.bounds().lo;
}

TaskNames::TaskNames(const RunView &run) : graph(run.graph) {
  forEachLaunch(run.program, [&](const Statement &statement) {
    domains.push_back(statement.launch.domain ? &*statement.launch.domain
                                              : nullptr);
  });
}

std::string TaskNames::formatPoint(uint32_t node) const {
  const sim::TaskNode &task = graph.nodes[node];
  const Domain *domain = domains[task.launch];
  if (!domain)
    return "";
  Point point = findPoint(*domain, task.point);
  std::string text = "(";
  for (unsigned d = 0; d < point.rank; ++d)
    text += (d ? "," : "") + std::to_string(point.at[d]);
  return text + ")";
}

std::string TaskNames::format(uint32_t node) const {
  const sim::TaskNode &task = graph.nodes[node];
  std::string name = graph.taskNames[graph.launches[task.launch].task];
  std::string point = formatPoint(node);
  return point.empty() ? name : name + " " + point;
}
