//===- SemaOrder.cpp - Order of definitions and of evaluation -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaNames.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/GraphTraits.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/ADT/STLExtras.h"

#include <deque>

using namespace mapwright;
using namespace mapwright::sema;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Uses above the definition
//===----------------------------------------------------------------------===//

static bool isBlank(StringRef text) { return text.trim().empty(); }

static bool isComment(StringRef line) {
  line = line.ltrim();
  return line.starts_with("#") || line.starts_with("//");
}

/// Where the line before the one that starts at `lineStart` starts.
static uint32_t previousLineStart(StringRef text, uint32_t lineStart) {
  size_t lineBreak = text.take_front(lineStart - 1).rfind('\n');
  return lineBreak == StringRef::npos ? 0 : lineBreak + 1;
}

/// Extends a definition to the lines it stands on and the lines of comments
/// right above it, if nothing else stands there.
static ast::Range withItsLines(StringRef text, ast::Range range) {
  size_t lineBreak = text.take_front(range.begin).rfind('\n');
  uint32_t start = lineBreak == StringRef::npos ? 0 : lineBreak + 1;
  size_t end = text.find('\n', range.end);
  if (end == StringRef::npos || !isBlank(text.slice(start, range.begin)) ||
      !isBlank(text.slice(range.end, end)))
    return range;
  while (start > 0) {
    uint32_t above = previousLineStart(text, start);
    if (!isComment(text.slice(above, start)))
      break;
    start = above;
  }
  return {start, static_cast<uint32_t>(end) + 1};
}

/// A fix that moves a function above `statement`. That is always right: what
/// the function itself uses may stand anywhere.
static Fix moveAbove(const SourceFile &source, const ast::Stmt &statement,
                     const Definition &function) {
  ast::Range range = withItsLines(source.getText(), function.statement->range);
  std::string text = source.slice(range).str();
  if (!StringRef(text).ends_with("\n"))
    text += '\n';
  std::string file = source.getName().str();
  Fix fix;
  fix.title = ("move `" + function.name.text + "` up").str();
  fix.applicability = Applicability::Machine;
  fix.edits.push_back(
      {file, statement.range.begin, statement.range.begin, text});
  fix.edits.push_back({file, range.begin, range.end, ""});
  return fix;
}

void sema::reportUseBeforeDefinition(Reporter &reporter, ast::Range use,
                                     const ast::Stmt &statement,
                                     const Definition &definition) {
  DiagnosticBuilder diag = reporter.error(use, DiagId::StatementOrder);
  diag << spelling(definition.kind) << " `" << definition.name.text << "` ";
  if (definition.statement == &statement) {
    diag << "is used in its own initializer";
    return;
  }
  diag << "is used above its definition";
  diag.note(reporter.getLoc(definition.name.range))
      << "move this definition above the use, or the use below it";
  if (definition.kind == Definition::Function)
    diag.fix(moveAbove(reporter.getSource(), statement, definition));
}

//===----------------------------------------------------------------------===//
// Order of evaluation
//===----------------------------------------------------------------------===//

template <>
struct llvm::GraphTraits<Definition *> {
  using NodeRef = Definition *;
  static NodeRef getTarget(const Use &use) { return use.target; }
  using ChildIteratorType =
      llvm::mapped_iterator<const Use *, NodeRef (*)(const Use &)>;

  static NodeRef getEntryNode(NodeRef node) { return node; }
  static ChildIteratorType child_begin(NodeRef node) {
    return {node->uses.begin(), &getTarget};
  }
  static ChildIteratorType child_end(NodeRef node) {
    return {node->uses.end(), &getTarget};
  }
};

namespace {

/// One step of a cycle: `user` names another definition at `use`.
struct Step {
  const Definition *user;
  const Use *use;
};

} // namespace

/// A shortest way from `start` back to itself within `members`.
static llvm::SmallVector<Step>
findCycle(const Definition *start,
          const llvm::DenseSet<const Definition *> &members) {
  llvm::DenseMap<const Definition *, Step> reachedBy;
  std::deque<const Definition *> pending = {start};
  while (!reachedBy.contains(start)) {
    const Definition *user = pending.front();
    pending.pop_front();
    for (const Use &use : user->uses)
      if (members.contains(use.target) &&
          reachedBy.insert({use.target, {user, &use}}).second)
        pending.push_back(use.target);
  }
  llvm::SmallVector<Step> steps = {reachedBy.lookup(start)};
  while (steps.back().user != start)
    steps.push_back(reachedBy.lookup(steps.back().user));
  std::reverse(steps.begin(), steps.end());
  return steps;
}

static void reportCycle(Reporter &reporter,
                        llvm::ArrayRef<Definition *> component) {
  const Definition *first = *llvm::min_element(
      component, [](const Definition *lhs, const Definition *rhs) {
        return lhs->position < rhs->position;
      });
  llvm::DenseSet<const Definition *> members(component.begin(),
                                             component.end());
  llvm::SmallVector<Step> cycle = findCycle(first, members);

  DiagnosticBuilder diag = reporter.error(first->name.range, DiagId::Recursion);
  diag << spelling(first->kind) << " `" << first->name.text
       << "` needs its own value" << (cycle.size() > 1 ? " through others" : "")
       << "; mappers have no recursion";
  constexpr size_t maxNotes = 16;
  for (const Step &step : llvm::ArrayRef(cycle).take_front(maxNotes)) {
    const Definition *target = step.use->target;
    bool isCall = target->kind == Definition::Function;
    diag.note(reporter.getLoc(step.use->range))
        << "`" << step.user->name.text << (isCall ? "` calls `" : "` uses `")
        << target->name.text << "` here";
  }
}

std::vector<Definition *> sema::orderByDependency(Reporter &reporter,
                                                  NameTable &names) {
  Definition root(Definition::Function, {});
  for (Definition *definition : names.getFileLevel())
    root.uses.push_back({definition, {}});

  std::vector<Definition *> order;
  Definition *entry = &root;
  for (auto it = llvm::scc_begin(entry); !it.isAtEnd(); ++it) {
    if (it.hasCycle() && !reporter.isFull())
      reportCycle(reporter, *it);
    llvm::append_range(order, *it);
  }
  order.pop_back(); // the root, which needs all others
  return order;
}
