//===- TaskText.cpp - Parts of modules of the task dialect ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TaskText.h"

#include "Blocks.h"

using namespace bench;

static std::string writePoint(const std::vector<int64_t> &point) {
  std::string text = "(";
  for (size_t d = 0; d < point.size(); ++d)
    text += (d == 0 ? "" : ", ") + std::to_string(point[d]);
  return text + ")";
}

/// `{(0, 0) to (3, 3)}` without the braces: `count` items of `size` from
/// `first` in each dimension.
static std::string writeBox(const std::vector<int64_t> &first,
                            const std::vector<int64_t> &size) {
  std::vector<int64_t> last = first;
  for (size_t d = 0; d < last.size(); ++d)
    last[d] += size[d] - 1;
  return writePoint(first) + " to " + writePoint(last);
}

static std::vector<int64_t> multiply(std::vector<int64_t> a,
                                     const std::vector<int64_t> &b) {
  for (size_t d = 0; d < a.size(); ++d)
    a[d] *= b[d];
  return a;
}

std::string bench::writeRegion(const std::string &name,
                               const std::vector<int64_t> &grid,
                               const std::vector<int64_t> &tile) {
  std::vector<int64_t> origin(grid.size(), 0);
  std::string space = "@space_of_" + name;
  std::string text = "    task.index_space " + space + " named \"\" {" +
                     writeBox(origin, multiply(grid, tile)) +
                     "}\n    task.region @" + name + " of " + space +
                     " fields @values\n    task.partition @" + name +
                     "_tiles of @" + name + " colors " +
                     writeBox(origin, grid) + " disjoint complete [";
  const char *separator = "\n";
  for (const std::vector<int64_t> &point : listPoints(grid)) {
    text += separator + std::string("      {") +
            writeBox(multiply(point, tile), tile) + "}";
    separator = ",\n";
  }
  return text + "\n    ]\n";
}

std::string bench::writeKind(const std::string &name, const std::string &flops,
                             const std::vector<std::string> &arguments,
                             unsigned fastest) {
  std::string text = "    task.kind @" + name;
  if (!flops.empty())
    text += " flops " + flops;
  text += " {\n";
  for (size_t i = 0; i < arguments.size(); ++i)
    text += "      task.argument \"" + arguments[i] + "\" bytes 8 * n" +
            std::to_string(i) + " fastest " + std::to_string(fastest) + "\n";
  return text + "      task.variant CPU efficiency 0.8\n"
                "      task.variant GPU efficiency 0.8\n    }\n";
}

/// The block of a launch, from its brace on.
static std::string
writeRequirements(const std::vector<Requirement> &requirements) {
  std::string text = " {\n";
  for (const Requirement &requirement : requirements)
    text += "        task.require " + requirement.privilege + " @" +
            requirement.region + "_tiles" +
            (requirement.at.empty() ? "" : " at " + requirement.at) +
            " [\"val\"]\n";
  return text + "      }\n";
}

std::string bench::writeLaunch(const std::string &task,
                               const std::vector<int64_t> &extents,
                               const std::vector<Requirement> &requirements) {
  std::vector<int64_t> origin(extents.size(), 0);
  return "      task.launch @" + task + " over {" + writeBox(origin, extents) +
         "}" + writeRequirements(requirements);
}

std::string
bench::writeSingleLaunch(const std::string &task,
                         const std::vector<Requirement> &requirements) {
  return "      task.launch @" + task + writeRequirements(requirements);
}

std::string bench::writeProgram(const std::string &name,
                                const std::string &declarations,
                                const std::string &body) {
  return "module {\n  task.program @" + name +
         " top_level \"main\" replicable futures 0 work 1 of \"runs\" {\n"
         "    task.field_space @values {\"val\": 8}\n" +
         declarations + "    task.body {\n" + body + "    }\n  }\n}\n";
}
