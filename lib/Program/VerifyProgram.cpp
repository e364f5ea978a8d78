//===- VerifyProgram.cpp - Checks fields, regions and task kinds ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "VerifyProgram.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/bit.h"

#include <cmath>
#include <set>

using namespace mapwright;
using namespace mapwright::detail;
using llvm::Error;
using llvm::StringRef;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// Messages
//===----------------------------------------------------------------------===//

Error detail::invalid(const Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

std::string detail::describe(StringRef kind, StringRef name, size_t id) {
  if (name.empty())
    return (kind + " " + Twine(id)).str();
  return (kind + " '" + name + "'").str();
}

std::string detail::describePartition(const Program &program,
                                      unsigned partition) {
  return describe("partition", program.partitions[partition].name, partition);
}

std::string detail::describeTask(const Program &program, unsigned task) {
  return describe("task", program.tasks[task].name, task);
}

std::string detail::formatCoordinates(const Point &point) {
  std::string text = "(";
  for (unsigned d = 0; d < point.rank; ++d)
    text += (d > 0 ? "," : "") + std::to_string(point.at[d]);
  return text + ")";
}

std::string detail::formatColor(const Partition &partition, unsigned color) {
  Point point = partition.colors.lo;
  uint64_t rest = color;
  for (unsigned d = point.rank; d-- > 0;) {
    uint64_t extent = static_cast<uint64_t>(partition.colors.hi.at[d]) -
                      static_cast<uint64_t>(partition.colors.lo.at[d]) + 1;
    point.at[d] += rest % extent;
    rest /= extent;
  }
  return formatCoordinates(point);
}

//===----------------------------------------------------------------------===//
// Fields and regions
//===----------------------------------------------------------------------===//

static Error verifyFieldSpaces(const Program &program) {
  for (auto [id, space] : llvm::enumerate(program.fieldSpaces))
    for (const Field &field : space.fields)
      if (field.bytes == 0)
        return invalid(describe("field space", space.name, id) + ": field '" +
                       field.name + "' has 0 bytes; expected at least 1");
  return Error::success();
}

static Error verifyRegions(const Program &program) {
  for (auto [id, region] : llvm::enumerate(program.regions)) {
    std::string name = describe("region", region.name, id);
    if (region.indexSpace >= program.indexSpaces.size())
      return invalid(name + " uses index space " + Twine(region.indexSpace) +
                     ", which does not exist");
    if (region.fieldSpace >= program.fieldSpaces.size())
      return invalid(name + " uses field space " + Twine(region.fieldSpace) +
                     ", which does not exist");
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Task kinds
//===----------------------------------------------------------------------===//

static bool isCost(double value) { return std::isfinite(value) && value >= 0; }

static Error verifyCost(const LinearCost &cost, size_t numArguments,
                        const Twine &what) {
  if (!isCost(cost.constant) || !llvm::all_of(cost.perElement, isCost))
    return invalid(what + " must be finite and not negative");
  if (cost.perElement.size() > numArguments)
    return invalid(what + " depend on argument " +
                   Twine(cost.perElement.size() - 1) + ", but there are " +
                   Twine(numArguments));
  return Error::success();
}

static Error verifyDemands(const Variant &variant, size_t numArguments,
                           StringRef owner) {
  for (const LayoutDemand &demand : variant.demands) {
    if (demand.argument >= numArguments)
      return invalid(owner + " demands a layout of argument " +
                     Twine(demand.argument) + ", but there are " +
                     Twine(numArguments));
    if (demand.align != 0 && !llvm::has_single_bit(demand.align))
      return invalid(owner + " demands an alignment of " + Twine(demand.align) +
                     " bytes; expected a power of two");
  }
  return Error::success();
}

static Error verifyColocated(const Variant &variant, size_t numArguments,
                             StringRef owner) {
  for (const std::vector<unsigned> &group : variant.colocated) {
    std::set<unsigned> different(group.begin(), group.end());
    if (different.size() < 2 || different.size() != group.size())
      return invalid(owner +
                     " colocates less than two different arguments, or one of "
                     "them twice");
    if (*different.rbegin() >= numArguments)
      return invalid(owner + " colocates argument " +
                     Twine(*different.rbegin()) + ", but there are " +
                     Twine(numArguments));
  }
  return Error::success();
}

static Error verifyVariant(const Variant &variant, size_t numArguments,
                           StringRef owner) {
  if (!(variant.efficiency > 0 && variant.efficiency <= 1))
    return invalid(owner + ": the efficiency must be above 0 and at most 1");
  if (variant.seconds)
    if (Error error =
            verifyCost(*variant.seconds, numArguments, owner + ": the seconds"))
      return error;
  if (Error error = verifyDemands(variant, numArguments, owner))
    return error;
  return verifyColocated(variant, numArguments, owner);
}

static Error verifyTask(const TaskKind &task, StringRef name) {
  size_t numArguments = task.arguments.size();
  if (task.variants.empty())
    return invalid(name + " has no variant; expected at least one");
  if (Error error = verifyCost(task.flops, numArguments, name + ": the flops"))
    return error;
  for (auto [index, argument] : llvm::enumerate(task.arguments))
    if (Error error =
            verifyCost(argument.use.bytes, numArguments,
                       name + ": the bytes of argument " + Twine(index)))
      return error;
  std::array<bool, numProcKinds> seen = {};
  for (const Variant &variant : task.variants) {
    std::string owner = (name + " on " + spelling(variant.kind)).str();
    if (std::exchange(seen[static_cast<unsigned>(variant.kind)], true))
      return invalid(owner + " has two variants; expected one per kind");
    if (Error error = verifyVariant(variant, numArguments, owner))
      return error;
  }
  return Error::success();
}

static Error verifyTasks(const Program &program) {
  llvm::StringSet<> names;
  for (auto [id, task] : llvm::enumerate(program.tasks)) {
    if (task.name.empty())
      return invalid("task " + Twine(id) + " has no name");
    std::string name = describeTask(program, id);
    if (!names.insert(task.name).second)
      return invalid(name + " is defined twice; mappers address tasks by name");
    if (Error error = verifyTask(task, name))
      return error;
  }
  return Error::success();
}

Error mapwright::verify(const Program &program) {
  if (!isCost(program.work))
    return invalid("the work of the program must be finite and not negative");
  for (auto check : {verifyFieldSpaces, verifyIndexSpaces, verifyRegions,
                     verifyPartitions, verifyTasks, verifyBody})
    if (Error error = check(program))
      return error;
  return Error::success();
}
