//===- SemaWords.cpp - Words, numbers and lists in statements -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaStatements.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <array>

using namespace mapwright;
using namespace mapwright::sema;
using ast::LayoutWordKind;

//===----------------------------------------------------------------------===//
// Lists of kinds
//===----------------------------------------------------------------------===//

/// Only the first place of a kind in an order of preference matters.
template <typename NamedKind>
static void warnOfRepeatedKinds(Reporter &reporter,
                                llvm::ArrayRef<NamedKind> list) {
  std::array<const NamedKind *, std::max(numProcKinds, numMemKinds)> first = {};
  for (const NamedKind &entry : list) {
    const NamedKind *&previous = first[static_cast<size_t>(entry.kind)];
    if (!previous) {
      previous = &entry;
      continue;
    }
    DiagnosticBuilder diag =
        reporter.warning(entry.range, DiagId::DuplicateStatement);
    diag << "`" << spelling(entry.kind)
         << "` stands in this list already; the first place counts";
    diag.note(reporter.getLoc(previous->range)) << "the first place is here";
  }
}

//===----------------------------------------------------------------------===//
// Layouts
//===----------------------------------------------------------------------===//

/// Words of one group contradict each other (STM4).
enum class LayoutGroup { Fields, Order, Sparsity, Extent, Alignment };
static constexpr size_t numLayoutGroups = 5;

static LayoutGroup groupOf(LayoutWordKind kind) {
  switch (kind) {
  case LayoutWordKind::SOA:
  case LayoutWordKind::AOS:
    return LayoutGroup::Fields;
  case LayoutWordKind::C_order:
  case LayoutWordKind::F_order:
    return LayoutGroup::Order;
  case LayoutWordKind::Compact:
    return LayoutGroup::Sparsity;
  case LayoutWordKind::Exact:
    return LayoutGroup::Extent;
  case LayoutWordKind::Align:
  case LayoutWordKind::No_Align:
    break;
  }
  return LayoutGroup::Alignment;
}

static bool sameMeaning(const ast::LayoutWord &lhs,
                        const ast::LayoutWord &rhs) {
  return lhs.kind == rhs.kind && lhs.alignOp == rhs.alignOp &&
         lhs.align == rhs.align;
}

static void checkContradictions(Reporter &reporter,
                                llvm::ArrayRef<ast::LayoutWord> words) {
  std::array<const ast::LayoutWord *, numLayoutGroups> first = {};
  for (const ast::LayoutWord &word : words) {
    const ast::LayoutWord *&previous =
        first[static_cast<size_t>(groupOf(word.kind))];
    if (!previous) {
      previous = &word;
      continue;
    }
    llvm::StringRef text = reporter.getSource().slice(word.range);
    bool same = sameMeaning(*previous, word);
    DiagnosticBuilder diag =
        same ? reporter.warning(word.range, DiagId::DuplicateStatement)
             : reporter.error(word.range, DiagId::ContradictoryLayout);
    if (same)
      diag << "`" << text << "` is repeated";
    else
      diag << "`" << text << "` contradicts `"
           << reporter.getSource().slice(previous->range)
           << "`; keep one of them";
    diag.note(reporter.getLoc(previous->range)) << "the first word is here";
  }
}

static void checkAlign(Reporter &reporter, const ast::LayoutWord &word) {
  if (word.alignOp != ast::AlignOp::Eq) {
    DiagnosticBuilder diag =
        reporter.error(word.opRange, DiagId::LayoutArgument);
    diag << "expected `==` after `Align`, got `"
         << reporter.getSource().slice(word.opRange)
         << "`; Legion aligns to exactly what is asked";
    reporter.fix(diag, "write `==`", word.opRange, "==");
  }
  if (word.align > 0 && llvm::isPowerOf2_64(word.align))
    return;
  DiagnosticBuilder diag = reporter.error(word.range, DiagId::LayoutArgument);
  diag << "expected a power of two as alignment in bytes, got " << word.align;
  constexpr int64_t largest = int64_t(1) << 62;
  if (word.align > 0 && word.align < largest)
    diag << "; the next one is " << int64_t(llvm::PowerOf2Ceil(word.align));
  else
    diag << "; for instance `Align == 128`";
}

static void checkLayout(Reporter &reporter, const ast::LayoutStmt *layout) {
  if (layout->memory && layout->memory->kind == MemKind::VIRTUAL)
    reporter.error(layout->memory->range, DiagId::LayoutArgument)
        << "expected a memory with instances, got `VIRTUAL`; a virtual "
           "instance has no layout";
  checkContradictions(reporter, layout->words);
  for (const ast::LayoutWord &word : layout->words)
    if (word.kind == LayoutWordKind::Align)
      checkAlign(reporter, word);
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

static void checkLimit(Reporter &reporter, const ast::InstanceLimitStmt *stmt) {
  if (stmt->limit < 1)
    reporter.error(stmt->limitRange, DiagId::LimitArgument)
        << "expected a limit of at least 1 task, got " << stmt->limit
        << "; without a limit leave the statement out";
}

void sema::checkWords(Reporter &reporter, const ast::Mapper &mapper) {
  for (ast::Stmt *stmt : mapper.statements) {
    if (reporter.isFull())
      return;
    llvm::TypeSwitch<ast::Stmt *>(stmt)
        .Case([&](ast::TaskStmt *task) {
          warnOfRepeatedKinds(reporter, task->kinds);
        })
        .Case([&](ast::RegionStmt *region) {
          warnOfRepeatedKinds(reporter, region->memories);
        })
        .Case([&](ast::LayoutStmt *layout) { checkLayout(reporter, layout); })
        .Case([&](ast::InstanceLimitStmt *limit) {
          checkLimit(reporter, limit);
        });
  }
}
