//===- RuleEditMaker.cpp - Edits that rules ask for -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuleEditMaker.h"

#include "mapwright/Frontend/Names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using llvm::StringRef;

RuleEditMaker::RuleEditMaker(const SourceFile &source,
                             const ast::Mapper &mapper,
                             const Policies *policies)
    : source(source), mapper(mapper), policies(policies),
      editor(source.getText(), source.getName(), mapper) {}

const RuleEditMaker::NamedMaker RuleEditMaker::makers[] = {
    {"add-index-map", &RuleEditMaker::addIndexMap},
    {"add-memory", &RuleEditMaker::addMemory},
    {"change-index-map", &RuleEditMaker::changeIndexMap},
    {"change-layout", &RuleEditMaker::changeLayout},
    {"change-memory", &RuleEditMaker::changeMemory},
    {"change-processor", &RuleEditMaker::changeProcessor},
    {"colocate", &RuleEditMaker::colocate},
    {"define-function", &RuleEditMaker::defineFunction},
    {"follow-parent", &RuleEditMaker::followParent},
    {"make-exact", &RuleEditMaker::makeExact},
    {"remove-collect", &RuleEditMaker::removeCollection},
    {"remove-instance-limit", &RuleEditMaker::removeLimits},
    {"remove-replicate", &RuleEditMaker::removeReplication},
    {"remove-virtual", &RuleEditMaker::removeVirtual},
    {"use-gpu", &RuleEditMaker::useGPU},
    {"wrap-index", &RuleEditMaker::wrapIndex},
};

Edits RuleEditMaker::make(StringRef edit, const Captures &given) {
  edits.clear();
  captures = &given;
  for (const NamedMaker &maker : makers)
    if (maker.edit == edit)
      (this->*maker.make)();
  return std::move(edits);
}

StringRef RuleEditMaker::get(StringRef name) const {
  auto found = captures->find(name.str());
  return found == captures->end() ? StringRef() : StringRef(found->second);
}

/// Runtimes that number tasks do not name them.
std::string RuleEditMaker::getTask() const {
  StringRef name = get("task");
  unsigned number;
  if (name.empty() || !name.getAsInteger(10, number))
    return "";
  return quoteName(name);
}

std::string RuleEditMaker::getRegion() const {
  StringRef region = get("region");
  return region.empty() ? "*" : region.str();
}

llvm::SmallVector<ProcKind> RuleEditMaker::getKinds() const {
  llvm::SmallVector<ProcKind> kinds;
  if (policies)
    kinds = policies->getKinds(get("task"));
  if (kinds.empty())
    kinds = {ProcKind::GPU, ProcKind::CPU};
  return kinds;
}

std::optional<ProcKind> RuleEditMaker::getKind() const {
  llvm::SmallVector<ProcKind> kinds;
  if (policies)
    kinds = policies->getKinds(get("task"));
  if (!kinds.empty())
    return kinds.front();
  for (const ast::Stmt *statement : mapper.statements)
    if (auto *task = llvm::dyn_cast<ast::TaskStmt>(statement))
      return task->kinds.front().kind;
  return std::nullopt;
}

std::optional<uint32_t> RuleEditMaker::getOffset() const {
  unsigned line, column;
  if (get("line").getAsInteger(10, line) ||
      get("column").getAsInteger(10, column) || line == 0 || column == 0)
    return std::nullopt;
  mlir::Location place = mlir::FileLineColLoc::get(
      source.getContext(), source.getName(), line, column);
  std::optional<ast::Range> range = source.getRange(place);
  return range ? std::optional(range->begin) : std::nullopt;
}

void RuleEditMaker::replace(ast::Range range, StringRef text) {
  edits.push_back({source.getName().str(), range.begin, range.end, text.str()});
}

MemKind mapwright::getUsualMemory(ProcKind kind) {
  return kind == ProcKind::GPU ? MemKind::FBMEM : MemKind::SYSMEM;
}
