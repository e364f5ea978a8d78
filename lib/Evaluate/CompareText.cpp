//===- CompareText.cpp - Comparisons as text and JSON ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/Compare.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"

using namespace mapwright;
using llvm::raw_ostream;
using llvm::StringRef;

StringRef mapwright::spelling(ComparedDecision decision) {
  switch (decision) {
  case ComparedDecision::Sharding:
    return "sharding";
  case ComparedDecision::Slicing:
    return "slicing";
  case ComparedDecision::Kind:
    return "processor kind";
  case ComparedDecision::Processor:
    return "target processor";
  case ComparedDecision::Memory:
    return "memory kind";
  case ComparedDecision::Layout:
    return "layout";
  }
  llvm_unreachable("all decisions are spelled");
}

static StringRef getName(size_t index) {
  return spelling(static_cast<ComparedDecision>(index));
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

static void writeDifferences(StringRef name, const ComparedCount &count,
                             raw_ostream &os) {
  uint64_t differ = count.compared - count.equal;
  if (differ == 0)
    return;
  os << '\n' << name << " differs:\n";
  for (const Difference &difference : count.differences)
    os << "  " << difference.what << ": mapper says " << difference.mapper
       << ", log says " << difference.log << ", log line " << difference.line
       << '\n';
  if (differ > count.differences.size())
    os << "  and " << differ - count.differences.size() << " more\n";
}

static void writeNotCompared(const Comparison &comparison, raw_ostream &os) {
  if (comparison.notCompared.empty())
    return;
  os << "\nnot compared\n";
  for (const auto &[reason, times] : comparison.notCompared)
    os << llvm::format("%8llu  ", static_cast<unsigned long long>(times))
       << reason << '\n';
}

void mapwright::writeText(const Comparison &comparison, raw_ostream &os) {
  auto writeRow = [&](StringRef name, uint64_t compared, uint64_t equal) {
    os << llvm::left_justify(name, 18)
       << llvm::format("%10llu%10llu%10llu\n",
                       static_cast<unsigned long long>(compared),
                       static_cast<unsigned long long>(equal),
                       static_cast<unsigned long long>(compared - equal));
  };
  os << llvm::left_justify("decision", 18)
     << "  compared     equal    differ\n";
  for (auto [index, count] : llvm::enumerate(comparison.counts))
    writeRow(getName(index), count.compared, count.equal);
  writeNotCompared(comparison, os);
  for (auto [index, count] : llvm::enumerate(comparison.counts))
    writeDifferences(getName(index), count, os);
  os << "\ncompared " << comparison.getCompared() << ", equal "
     << comparison.getEqual() << '\n';
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

static void writeCount(StringRef name, const ComparedCount &count,
                       llvm::json::OStream &json) {
  json.attribute("decision", name);
  json.attribute("compared", count.compared);
  json.attribute("equal", count.equal);
  json.attributeArray("differences", [&] {
    for (const Difference &difference : count.differences)
      json.object([&] {
        json.attribute("what", llvm::json::fixUTF8(difference.what));
        json.attribute("mapper", llvm::json::fixUTF8(difference.mapper));
        json.attribute("log", difference.log);
        json.attribute("line", difference.line);
      });
  });
}

void mapwright::writeJSON(const Comparison &comparison, raw_ostream &os) {
  llvm::json::OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("schema", "mapwright-comparison/1");
    json.attribute("compared", comparison.getCompared());
    json.attribute("equal", comparison.getEqual());
    json.attributeArray("decisions", [&] {
      for (size_t index = 0; index < numComparedDecisions; ++index)
        json.object([&] {
          writeCount(getName(index), comparison.counts[index], json);
        });
    });
    json.attributeArray("not_compared", [&] {
      for (const auto &counted : comparison.notCompared)
        json.object([&] {
          json.attribute("reason", counted.first);
          json.attribute("times", counted.second);
        });
    });
  });
  os << '\n';
}
