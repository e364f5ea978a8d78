//===- VerifyBody.cpp - Checks the statements of a program ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "VerifyProgram.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mapwright;
using namespace mapwright::detail;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

namespace {
/// A range of 64-bit values, or the knowledge that one does not fit.
struct Range {
  int64_t lo = 0, hi = 0;
  bool overflow = false;

  void add(int64_t coefficient, int64_t first, int64_t last) {
    int64_t atFirst = 0, atLast = 0;
    overflow |= llvm::MulOverflow(coefficient, first, atFirst) != 0;
    overflow |= llvm::MulOverflow(coefficient, last, atLast) != 0;
    overflow |= llvm::AddOverflow(lo, std::min(atFirst, atLast), lo) != 0;
    overflow |= llvm::AddOverflow(hi, std::max(atFirst, atLast), hi) != 0;
  }
};
} // namespace

namespace {
/// Checks statements in program order.
class BodyVerifier {
public:
  explicit BodyVerifier(const Program &program)
      : program(program), isProduced(program.numFutures, false) {}

  Error verify(const std::vector<Statement> &body, unsigned depth);

private:
  Error verifyStatement(const Statement &statement, unsigned depth);
  Error verifyLoop(const Statement &statement, unsigned depth);
  Error verifyLaunch(const Statement &statement, unsigned depth);
  Error countTasks(uint64_t points);
  Error countSteps(uint64_t steps);
  Error verifyNested(const Statement &statement, unsigned depth);
  Error verifyDomain(const LaunchStatement &launch, StringRef name);
  Error verifyFutures(const LaunchStatement &launch, StringRef name);
  Error verifyWait(unsigned future, StringRef name) const;
  Error verifyRequirement(const LaunchStatement &launch, size_t index,
                          StringRef name);
  Error verifyFields(const Requirement &requirement, const Region &region,
                     StringRef name) const;
  Error verifyParent(const Requirement &requirement, unsigned region,
                     StringRef name) const;
  Error verifyProjection(const LaunchStatement &launch,
                         const Requirement &requirement, StringRef name) const;
  Range computeRange(const AffineResult &result, const Rect *points) const;
  Error verifyResult(const LaunchStatement &launch, const AffineResult &result,
                     int64_t lo, int64_t hi, const Twine &name) const;

  const Program &program;
  std::vector<bool> isProduced; ///< by future
  std::vector<uint64_t> trips;  ///< of the loops around, within the task
  /// What AffineResult::outer counts: loops and points of the launching tasks.
  std::vector<Range> outer;
  uint64_t numExecutions = 1; ///< of a statement at this place
  uint64_t numTasks = 0;
  uint64_t numSteps = 0;
  size_t numStatements = 0;
};
} // namespace

static std::string describeLaunch(const Program &program,
                                  const Statement &statement) {
  std::string text =
      "the launch of " + describeTask(program, statement.launch.task);
  if (statement.line)
    text += " of line " + std::to_string(statement.line);
  return text;
}

//===----------------------------------------------------------------------===//
// Futures and domains
//===----------------------------------------------------------------------===//

Error BodyVerifier::verifyWait(unsigned future, StringRef name) const {
  if (future >= program.numFutures)
    return invalid(name + " waits for future " + Twine(future) +
                   ", but there are " + Twine(program.numFutures));
  if (!isProduced[future])
    return invalid(name + " waits for future " + Twine(future) +
                   ", which nothing before it produces");
  return Error::success();
}

Error BodyVerifier::verifyFutures(const LaunchStatement &launch,
                                  StringRef name) {
  for (unsigned future : launch.waitsFor)
    if (Error error = verifyWait(future, name))
      return error;
  if (launch.predicate)
    if (Error error = verifyWait(*launch.predicate, name))
      return error;
  if (!launch.future)
    return Error::success();
  if (*launch.future >= program.numFutures)
    return invalid(name + " produces future " + Twine(*launch.future) +
                   ", but there are " + Twine(program.numFutures));
  if (numExecutions > 0)
    isProduced[*launch.future] = true;
  return Error::success();
}

Error BodyVerifier::countTasks(uint64_t points) {
  numTasks = llvm::SaturatingMultiplyAdd(points, numExecutions, numTasks);
  if (numTasks > maxProgramTasks)
    return invalid("the program has more than " + Twine(maxProgramTasks) +
                   " point tasks");
  return Error::success();
}

Error BodyVerifier::countSteps(uint64_t steps) {
  numSteps = llvm::SaturatingMultiplyAdd(steps, numExecutions, numSteps);
  if (numSteps > maxProgramTasks)
    return invalid("the program has more than " + Twine(maxProgramTasks) +
                   " fences, waits and iterations of loops");
  return Error::success();
}

Error BodyVerifier::verifyDomain(const LaunchStatement &launch,
                                 StringRef name) {
  uint64_t points = 1;
  if (launch.domain) {
    const Domain &domain = *launch.domain;
    if (domain.rank < 1 || domain.rank > maxLaunchRank)
      return invalid(name + " has a domain of " + Twine(domain.rank) +
                     " dimensions; expected 1 to " + Twine(maxLaunchRank));
    for (const Rect &rect : domain.rects)
      if (rect.lo.rank != domain.rank || rect.hi.rank != domain.rank)
        return invalid(name + " has a domain of " + Twine(domain.rank) +
                       " dimensions with rectangles of other ones");
    if (domain.empty())
      return invalid(name + " has an empty domain");
    points = domain.volume().value_or(UINT64_MAX);
  }
  return countTasks(points);
}

//===----------------------------------------------------------------------===//
// Requirements
//===----------------------------------------------------------------------===//

Error BodyVerifier::verifyFields(const Requirement &requirement,
                                 const Region &region, StringRef name) const {
  size_t numFields = program.fieldSpaces[region.fieldSpace].fields.size();
  std::vector<bool> seen(numFields, false);
  for (unsigned field : requirement.fields) {
    if (field >= numFields)
      return invalid(name + " uses field " + Twine(field) +
                     ", but its field space has " + Twine(numFields));
    if (seen[field])
      return invalid(name + " lists field " + Twine(field) + " twice");
    seen[field] = true;
  }
  return Error::success();
}

Error BodyVerifier::verifyParent(const Requirement &requirement,
                                 unsigned region, StringRef name) const {
  if (!requirement.parent)
    return Error::success();
  unsigned id = requirement.parent->partition;
  if (id >= program.partitions.size())
    return invalid(name + " has privileges on a piece of partition " +
                   Twine(id) + ", which does not exist");
  const Partition &partition = program.partitions[id];
  if (partition.region != region)
    return invalid(name + " has privileges on a piece of " +
                   describePartition(program, id) +
                   ", which is of another region");
  if (requirement.parent->color >= partition.offsets.size() - 1)
    return invalid(name + " has privileges on piece " +
                   Twine(requirement.parent->color) + " of " +
                   describePartition(program, id) + ", which has " +
                   Twine(partition.offsets.size() - 1));
  return Error::success();
}

/// The values of `result` over a rectangle of points and what is around them.
Range BodyVerifier::computeRange(const AffineResult &result,
                                 const Rect *points) const {
  Range range{result.constant, result.constant};
  for (auto [d, coefficient] : llvm::enumerate(result.point))
    range.add(coefficient, points->lo.at[d], points->hi.at[d]);
  for (auto [l, coefficient] : llvm::enumerate(result.loops))
    range.add(coefficient, 0, trips[l] - 1);
  for (auto [o, coefficient] : llvm::enumerate(result.outer))
    range.add(coefficient, outer[o].lo, outer[o].hi);
  if (result.modulus != 0 && !range.overflow &&
      (range.lo < 0 || range.hi >= result.modulus))
    return {0, result.modulus - 1};
  return range;
}

Error BodyVerifier::verifyResult(const LaunchStatement &launch,
                                 const AffineResult &result, int64_t lo,
                                 int64_t hi, const Twine &name) const {
  unsigned rank = launch.domain ? launch.domain->rank : 0;
  if (result.point.size() > rank)
    return invalid(name + " uses coordinate " + Twine(result.point.size() - 1) +
                   " of a launch of " + Twine(rank) + " dimensions");
  if (result.loops.size() > trips.size())
    return invalid(name + " uses loop " + Twine(result.loops.size() - 1) +
                   ", but there are " + Twine(trips.size()) + " around it");
  if (result.outer.size() > outer.size())
    return invalid(name + " uses number " + Twine(result.outer.size() - 1) +
                   " of what is around the launching task, but there are " +
                   Twine(outer.size()));
  if (result.modulus < 0)
    return invalid(name + " has a negative modulus");
  if (numExecutions == 0)
    return Error::success();
  auto verifyOn = [&](const Rect *points) -> Error {
    Range range = computeRange(result, points);
    if (range.overflow)
      return invalid(name + " overflows 64 bits");
    if (range.lo < lo || range.hi > hi)
      return invalid(name + " ranges from " + Twine(range.lo) + " to " +
                     Twine(range.hi) + ", but the colors from " + Twine(lo) +
                     " to " + Twine(hi));
    return Error::success();
  };
  if (!launch.domain)
    return verifyOn(nullptr);
  for (const Rect &rect : launch.domain->rects)
    if (!rect.empty())
      if (Error error = verifyOn(&rect))
        return error;
  return Error::success();
}

/// The identity on launch points, as a projection.
static Projection makeIdentity(unsigned rank) {
  Projection identity(rank);
  for (unsigned d = 0; d < rank; ++d) {
    identity[d].point.assign(d + 1, 0);
    identity[d].point[d] = 1;
  }
  return identity;
}

Error BodyVerifier::verifyProjection(const LaunchStatement &launch,
                                     const Requirement &requirement,
                                     StringRef name) const {
  const Rect &colors = program.partitions[requirement.target].colors;
  Projection projection =
      requirement.projection.empty()
          ? makeIdentity(launch.domain ? launch.domain->rank : 0)
          : requirement.projection;
  if (projection.size() != colors.rank())
    return invalid(name + ": the projection gives " + Twine(projection.size()) +
                   " coordinates, but " +
                   describePartition(program, requirement.target) +
                   " has colors of " + Twine(colors.rank()));
  for (unsigned d = 0; d < colors.rank(); ++d)
    if (Error error = verifyResult(
            launch, projection[d], colors.lo.at[d], colors.hi.at[d],
            name + ": dimension " + Twine(d) + " of the projection"))
      return error;
  return Error::success();
}

Error BodyVerifier::verifyRequirement(const LaunchStatement &launch,
                                      size_t index, StringRef launchName) {
  const Requirement &requirement = launch.requirements[index];
  std::string name = (launchName + ", argument " + Twine(index)).str();
  size_t numTargets = requirement.isPartition ? program.partitions.size()
                                              : program.regions.size();
  if (requirement.target >= numTargets)
    return invalid(name + ": " +
                   (requirement.isPartition ? "partition " : "region ") +
                   Twine(requirement.target) + " does not exist");
  unsigned region = requirement.isPartition
                        ? program.partitions[requirement.target].region
                        : requirement.target;
  if ((requirement.privilege == Privilege::Reduce) ==
      requirement.reduction.empty())
    return invalid(name + ": a reduction operator belongs to the privilege "
                          "reduce, and to no other");
  if (Error error = verifyFields(requirement, program.regions[region], name))
    return error;
  if (Error error = verifyParent(requirement, region, name))
    return error;
  const Region &root = program.regions[region];
  unsigned rank = program.indexSpaces[root.indexSpace].rects.getRank();
  const Argument &argument = program.tasks[launch.task].arguments[index];
  if (argument.use.fastestDim >= rank)
    return invalid(name + ": the kernel's loop runs over dimension " +
                   Twine(argument.use.fastestDim) + " of a region of " +
                   Twine(rank));
  return requirement.isPartition ? verifyProjection(launch, requirement, name)
                                 : Error::success();
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

Error BodyVerifier::verifyLaunch(const Statement &statement, unsigned depth) {
  const LaunchStatement &launch = statement.launch;
  if (launch.task >= program.tasks.size())
    return invalid("a launch is of task " + Twine(launch.task) +
                   ", which does not exist");
  std::string name = describeLaunch(program, statement);
  size_t numArguments = program.tasks[launch.task].arguments.size();
  if (launch.requirements.size() != numArguments)
    return invalid(name + " has " + Twine(launch.requirements.size()) +
                   " requirements, but the task has " + Twine(numArguments) +
                   " arguments");
  if (Error error = verifyDomain(launch, name))
    return error;
  for (size_t index = 0; index < numArguments; ++index)
    if (Error error = verifyRequirement(launch, index, name))
      return error;
  if (Error error = verifyFutures(launch, name))
    return error;
  if (statement.body.empty())
    return Error::success();
  return verifyNested(statement, depth);
}

Error BodyVerifier::verifyNested(const Statement &statement, unsigned depth) {
  // What nested tasks produce is not seen outside of them.
  std::vector<bool> producedOutside = isProduced;
  std::vector<uint64_t> outerTrips = std::exchange(trips, {});
  uint64_t outerExecutions = numExecutions;
  size_t numOuter = outer.size();
  for (uint64_t count : outerTrips)
    outer.push_back({0, static_cast<int64_t>(count) - 1});
  if (const std::optional<Domain> &domain = statement.launch.domain) {
    numExecutions = llvm::SaturatingMultiply(numExecutions, *domain->volume());
    Rect bounds = domain->bounds();
    for (unsigned d = 0; d < domain->rank; ++d)
      outer.push_back({bounds.lo.at[d], bounds.hi.at[d]});
  }
  Error error = verify(statement.body, depth + 1);
  outer.resize(numOuter);
  numExecutions = outerExecutions;
  trips = std::move(outerTrips);
  isProduced = std::move(producedOutside);
  return error;
}

Error BodyVerifier::verifyLoop(const Statement &statement, unsigned depth) {
  if (Error error = countSteps(statement.trips))
    return error;
  uint64_t outerExecutions = numExecutions;
  numExecutions = llvm::SaturatingMultiply(numExecutions, statement.trips);
  trips.push_back(statement.trips);
  Error error = verify(statement.body, depth + 1);
  trips.pop_back();
  numExecutions = outerExecutions;
  return error;
}

Error BodyVerifier::verifyStatement(const Statement &statement,
                                    unsigned depth) {
  if (statement.body.size() > 0 && depth + 1 > maxProgramNesting)
    return invalid("statements are nested more than " +
                   Twine(maxProgramNesting) + " deep");
  switch (statement.kind) {
  case StatementKind::Launch:
    return verifyLaunch(statement, depth);
  case StatementKind::Loop:
    return verifyLoop(statement, depth);
  case StatementKind::Wait:
    if (Error error = verifyWait(statement.future, "a wait"))
      return error;
    return countSteps(1);
  case StatementKind::Fence:
    return countSteps(1);
  }
  llvm_unreachable("all kinds of statements are checked");
}

Error BodyVerifier::verify(const std::vector<Statement> &body, unsigned depth) {
  numStatements += body.size();
  if (numStatements > maxProgramStatements)
    return invalid("the program has more than " + Twine(maxProgramStatements) +
                   " statements");
  for (const Statement &statement : body)
    if (Error error = verifyStatement(statement, depth))
      return error;
  return Error::success();
}

Error detail::verifyBody(const Program &program) {
  return BodyVerifier(program).verify(program.body, 0);
}
