//===- LayoutChecks.cpp - Layouts that kernels can work with --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckContext.h"

#include <set>

using namespace mlir;
using namespace mapwright;

namespace {
/// An argument whose layout is not what its kernel needs.
struct Mismatch {
  size_t launch, requirement;
  const LayoutDemand &demand;
  std::string wanted; ///< "C_order"
  std::string got;    ///< "F_order"
};
} // namespace

static void addWords(std::string &words, const Twine &word) {
  words += (words.empty() ? "" : " ") + word.str();
}

/// One-dimensional data has no order, as far as instances go.
static void compare(Mismatch &mismatch, const sim::ArgumentPlacement &layout,
                    unsigned rank) {
  const LayoutDemand &demand = mismatch.demand;
  if (demand.aos && *demand.aos != layout.aos) {
    addWords(mismatch.wanted, *demand.aos ? "AOS" : "SOA");
    addWords(mismatch.got, layout.aos ? "AOS" : "SOA");
  }
  if (rank > 1 && demand.cOrder && *demand.cOrder != layout.cOrder) {
    addWords(mismatch.wanted, *demand.cOrder ? "C_order" : "F_order");
    addWords(mismatch.got, layout.cOrder ? "C_order" : "F_order");
  }
  if (layout.align < demand.align) {
    addWords(mismatch.wanted, "Align == " + Twine(demand.align));
    addWords(mismatch.got, layout.align == 0
                               ? Twine("No_Align")
                               : "Align == " + Twine(layout.align));
  }
}

/// A statement for this argument alone, with the layout it has but for what the
/// kernel demands.
static std::string makeStatement(const CheckContext &context,
                                 const Mismatch &mismatch, Operation *decider) {
  const sim::ArgumentPlacement &argument =
      context.getPlacement(mismatch.launch).arguments[mismatch.requirement];
  const LayoutDemand &demand = mismatch.demand;
  std::string words = demand.aos.value_or(argument.aos) ? "AOS" : "SOA";
  words += demand.cOrder.value_or(argument.cOrder) ? " C_order" : " F_order";
  if (argument.compact)
    words += " Compact";
  if (argument.exact)
    words += " Exact";
  if (uint64_t align = std::max(demand.align, argument.align))
    words += " Align == " + std::to_string(align);
  return "Layout " +
         context.selectArgument(mismatch.launch, mismatch.requirement,
                                decider) +
         " " + spelling(argument.memory).str() + " " + words + ";";
}

static void report(CheckContext &context, const Mismatch &mismatch) {
  mapping::LayoutOp statement =
      context.findLayoutStatement(mismatch.launch, mismatch.requirement);
  DiagnosticBuilder diag = context.report(
      statement ? statement.getLoc() : context.getMapper().getLoc(),
      DiagId::LayoutDemand);
  diag << context.describeArgument(mismatch.launch, mismatch.requirement)
       << ": the " << spelling(context.getPlacement(mismatch.launch).kind)
       << " variant needs " << mismatch.wanted << ", but gets " << mismatch.got;
  if (!statement)
    diag.note() << "no `Layout` statement says anything of it: the default is "
                   "SOA F_order No_Align";
  context.fixes.insert(diag, "give the argument the layout it needs", statement,
                       makeStatement(context, mismatch, statement),
                       Applicability::Machine);
}

/// What differs between the instances that two arguments get; empty if nothing
/// does.
static std::string compareInstances(const sim::ArgumentPlacement &a,
                                    const sim::ArgumentPlacement &b) {
  auto describe = [](const sim::ArgumentPlacement &argument) {
    return (spelling(argument.memory) + (argument.aos ? " AOS" : " SOA") +
            (argument.cOrder ? " C_order" : " F_order"))
        .str();
  };
  std::string first = describe(a), second = describe(b);
  return first == second ? "" : first + " and " + second;
}

/// A statement that gives an argument the memory (or the layout) of another.
static void addColocation(CheckContext &context, DiagnosticBuilder &diag,
                          size_t launch, size_t leader, size_t argument) {
  const sim::LaunchPlacement &placement = context.getPlacement(launch);
  const sim::ArgumentPlacement &wanted = placement.arguments[leader];
  std::string title =
      "put both into one instance: " + spelling(wanted.memory).str();
  if (wanted.memory != placement.arguments[argument].memory) {
    Operation *decider = context.findMemoryStatement(launch, argument);
    return context.fixes.insert(
        diag, title, decider,
        "Region " + context.selectArgument(launch, argument, decider) + " " +
            spelling(placement.kind).str() + " " +
            spelling(wanted.memory).str() + ";",
        Applicability::Maybe);
  }
  Operation *decider = context.findLayoutStatement(launch, argument);
  context.fixes.insert(
      diag, title, decider,
      "Layout " + context.selectArgument(launch, argument, decider) + " " +
          spelling(wanted.memory).str() + (wanted.aos ? " AOS" : " SOA") +
          (wanted.cOrder ? " C_order;" : " F_order;"),
      Applicability::Maybe);
}

namespace {
/// Launches of a task in the same way have one mistake, not many.
using ToldColocations =
    std::set<std::tuple<const TaskKind *, ProcKind, unsigned, std::string>>;
} // namespace

/// Arguments that a kernel takes from one instance, against the first of them.
static void checkGroup(CheckContext &context, size_t launch,
                       ArrayRef<unsigned> group, ToldColocations &told) {
  const sim::LaunchPlacement &placement = context.getPlacement(launch);
  for (unsigned argument : group.drop_front()) {
    const sim::ArgumentPlacement &first = placement.arguments[group.front()];
    const sim::ArgumentPlacement &other = placement.arguments[argument];
    std::string difference = compareInstances(first, other);
    if (difference.empty() || first.memory == MemKind::VIRTUAL ||
        other.memory == MemKind::VIRTUAL ||
        !told.insert({context.launches[launch].task, placement.kind, argument,
                      difference})
             .second)
      continue;
    Operation *statement = context.findMemoryStatement(launch, argument);
    if (first.memory == other.memory)
      statement = context.findLayoutStatement(launch, argument);
    DiagnosticBuilder diag = context.report(
        statement ? statement->getLoc() : context.getMapper().getLoc(),
        DiagId::Colocation);
    diag << "the " << spelling(placement.kind) << " variant needs "
         << context.describeArgument(launch, group.front()) << " and arg "
         << argument << " in one instance, but they get " << difference;
    addColocation(context, diag, launch, group.front(), argument);
  }
}

void mapwright::checkColocation(CheckContext &context) {
  ToldColocations told;
  for (size_t launch = 0; launch < context.launches.size(); ++launch)
    for (const Variant &variant : context.launches[launch].task->variants)
      if (variant.kind == context.getPlacement(launch).kind)
        for (const std::vector<unsigned> &group : variant.colocated)
          checkGroup(context, launch, group, told);
}

void mapwright::checkDemands(CheckContext &context) {
  // Launches of a task in the same way have one mistake, not many.
  std::set<std::tuple<const TaskKind *, size_t, ProcKind, MemKind>> seen;
  for (size_t launch = 0; launch < context.launches.size(); ++launch) {
    const CheckedLaunch &checked = context.launches[launch];
    const sim::LaunchPlacement &placement = context.getPlacement(launch);
    auto variant =
        llvm::find_if(checked.task->variants, [&](const Variant &variant) {
          return variant.kind == placement.kind;
        });
    if (variant == checked.task->variants.end())
      continue;
    for (const LayoutDemand &demand : variant->demands) {
      const sim::ArgumentPlacement &argument =
          placement.arguments[demand.argument];
      if (argument.memory == MemKind::VIRTUAL)
        continue;
      Mismatch mismatch{launch, demand.argument, demand, "", ""};
      compare(
          mismatch, argument,
          context.graph.launches[launch].requirements[demand.argument].rank);
      if (!mismatch.wanted.empty() &&
          seen.insert({checked.task, demand.argument, placement.kind,
                       argument.memory})
              .second)
        report(context, mismatch);
    }
  }
}
