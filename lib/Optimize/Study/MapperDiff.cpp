//===- MapperDiff.cpp - What one mapper says and another does not ---------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperDiff.h"

#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using namespace mapwright::optimize;

/// What a change is called takes no more than this.
static constexpr size_t maxDescription = 120;

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

/// The comment lines at the end of `gap`, directly above what comes next.
static llvm::StringRef takeOwnComment(llvm::StringRef gap) {
  size_t begin = gap.rfind('\n') + 1;
  // What is on the line of the statement before it is not its own.
  while (begin > 0) {
    size_t lineBegin = gap.take_front(begin - 1).rfind('\n') + 1;
    llvm::StringRef line = gap.slice(lineBegin, begin).trim();
    bool isComment = line.starts_with("#") || line.starts_with("//");
    if (!isComment || lineBegin == 0)
      break;
    begin = lineBegin;
  }
  return gap.drop_front(begin);
}

/// The end of the line of a statement that ends at `end`, unless another one
/// begins before.
static uint32_t findTailEnd(llvm::StringRef source, uint32_t end,
                            uint32_t nextBegin) {
  size_t lineEnd = std::min(source.find('\n', end), source.size());
  if (nextBegin < lineEnd)
    return end;
  return source.slice(end, lineEnd).rtrim('\r').size() + end;
}

std::optional<std::vector<MapperDiff::Piece>>
MapperDiff::split(llvm::StringRef source, std::string &rest) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler silence(
      &context, [](mlir::Diagnostic &) { return mlir::success(); });
  SourceFile file(&context, "candidate.mapper", source);
  ast::ASTContext trees;
  mlir::FailureOr<ast::Mapper> mapper = parseMapper(file, trees);
  if (failed(mapper))
    return std::nullopt;
  std::vector<Piece> pieces;
  uint32_t at = 0;
  for (auto [index, statement] : llvm::enumerate(mapper->statements)) {
    auto [begin, end] = statement->range;
    bool isLast = index + 1 == mapper->statements.size();
    uint32_t next =
        isLast ? source.size() : mapper->statements[index + 1]->range.begin;
    uint32_t tailEnd = findTailEnd(source, end, next);
    Piece piece;
    piece.gap = source.slice(at, begin).str();
    piece.comment = takeOwnComment(piece.gap).str();
    piece.statement = source.slice(begin, end).str();
    piece.canonical = unparse(*statement);
    piece.isDefinition = statement->kind == ast::StmtKind::Function ||
                         statement->kind == ast::StmtKind::Assign;
    piece.tail = source.slice(end, tailEnd).str();
    pieces.push_back(std::move(piece));
    at = tailEnd;
  }
  rest = source.drop_front(at).str();
  return pieces;
}

//===----------------------------------------------------------------------===//
// Alignment
//===----------------------------------------------------------------------===//

void MapperDiff::addStep(std::optional<size_t> removed,
                         std::optional<size_t> added) {
  bool isSame =
      removed && added && from[*removed].canonical == to[*added].canonical;
  Step step{removed, added, std::nullopt};
  if (!isSame) {
    step.change = changes.size();
    changes.push_back(steps.size());
  }
  steps.push_back(step);
}

/// What a statement is about, roughly: all words but the last one.
static llvm::StringRef getSubject(llvm::StringRef canonical) {
  return canonical.rsplit(' ').first;
}

/// Statements between two that are the same. Those of one subject replace each
/// other; order is kept.
void MapperDiff::addHunk(size_t fromBegin, size_t fromEnd, size_t toBegin,
                         size_t toEnd) {
  size_t i = fromBegin, j = toBegin;
  while (i < fromEnd && j < toEnd) {
    llvm::StringRef subject = getSubject(from[i].canonical);
    size_t match = j;
    while (match < toEnd && getSubject(to[match].canonical) != subject)
      ++match;
    if (match == toEnd) {
      addStep(i++, std::nullopt);
      continue;
    }
    while (j < match)
      addStep(std::nullopt, j++);
    addStep(i++, j++);
  }
  while (i < fromEnd)
    addStep(i++, std::nullopt);
  while (j < toEnd)
    addStep(std::nullopt, j++);
}

/// A longest common subsequence.
void MapperDiff::align() {
  size_t n = from.size(), m = to.size();
  std::vector<std::vector<uint32_t>> longest(n + 1,
                                             std::vector<uint32_t>(m + 1));
  for (size_t i = n; i-- > 0;)
    for (size_t j = m; j-- > 0;)
      longest[i][j] = from[i].canonical == to[j].canonical
                          ? longest[i + 1][j + 1] + 1
                          : std::max(longest[i + 1][j], longest[i][j + 1]);
  size_t i = 0, j = 0, hunkFrom = 0, hunkTo = 0;
  while (i < n && j < m) {
    if (from[i].canonical == to[j].canonical) {
      addHunk(hunkFrom, i, hunkTo, j);
      addStep(i++, j++);
      hunkFrom = i;
      hunkTo = j;
    } else if (longest[i + 1][j] >= longest[i][j + 1]) {
      ++i;
    } else {
      ++j;
    }
  }
  addHunk(hunkFrom, n, hunkTo, m);
}

/// The table of the alignment grows with the product of the sizes.
static constexpr size_t maxStatements = 4000;

std::optional<MapperDiff> MapperDiff::make(llvm::StringRef from,
                                           llvm::StringRef to) {
  MapperDiff diff;
  std::string ignored;
  std::optional<std::vector<Piece>> first = split(from, diff.rest);
  std::optional<std::vector<Piece>> second = split(to, ignored);
  if (!first || !second || first->size() > maxStatements ||
      second->size() > maxStatements)
    return std::nullopt;
  diff.from = std::move(*first);
  diff.to = std::move(*second);
  diff.newline = from.contains("\r\n") ? "\r\n" : "\n";
  diff.align();
  return diff;
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

std::string MapperDiff::describe(size_t change) const {
  const Step &step = steps[changes[change]];
  std::string words;
  llvm::StringRef text =
      step.added ? to[*step.added].canonical : from[*step.removed].canonical;
  llvm::SmallVector<llvm::StringRef> parts;
  llvm::SplitString(text, parts);
  words = llvm::join(parts, " ");
  if (!step.added)
    words = "without " + words;
  if (words.size() > maxDescription)
    words = words.substr(0, maxDescription - 3) + "...";
  return words;
}

bool MapperDiff::addsDefinition(size_t change) const {
  const Step &step = steps[changes[change]];
  return step.added && !step.removed && to[*step.added].isDefinition;
}

/// What stays in front of a statement that is taken out: its line goes.
static llvm::StringRef dropLastLine(llvm::StringRef gap) {
  size_t end = gap.rfind('\n');
  return end == llvm::StringRef::npos ? "" : gap.take_front(end).rtrim('\r');
}

/// A statement that `from` does not have, on lines of its own.
void MapperDiff::insert(const Piece &piece, std::string &text) const {
  // Comments at the top of the file stay there.
  if (text.empty() && !from.empty())
    text = llvm::StringRef(from.front().gap)
               .drop_back(from.front().comment.size())
               .rtrim(" \t")
               .str();
  if (!text.empty() && text.back() != '\n')
    text += newline;
  text += piece.comment + piece.statement;
}

std::string MapperDiff::apply(const std::vector<bool> &isMade) const {
  std::string text = from.empty() ? rest : "";
  for (const Step &step : steps) {
    bool isNew = step.change && isMade[*step.change];
    if (!step.removed) {
      if (isNew)
        insert(to[*step.added], text);
      continue;
    }
    const Piece &old = from[*step.removed];
    bool isAfterInserted = *step.removed == 0 && !text.empty();
    std::string space = isAfterInserted ? newline + old.comment : old.gap;
    llvm::StringRef gap = space;
    if (text.empty() && *step.removed > 0)
      gap = gap.ltrim("\r\n");
    if (isNew && !step.added)
      text += dropLastLine(gap);
    else
      text +=
          (gap + (isNew ? to[*step.added] : old).statement + old.tail).str();
  }
  return text + (from.empty() ? newline : rest);
}
