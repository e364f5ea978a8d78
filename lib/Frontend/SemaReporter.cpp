//===- SemaReporter.cpp - Diagnostics of Sema in source order -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaReporter.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Threading.h"

using namespace mapwright;
using namespace mapwright::sema;

Reporter::Reporter(const SourceFile &source) : source(source) {
  // Other threads may report through the same context meanwhile.
  uint64_t thread = llvm::get_threadid();
  handler.emplace(source.getContext(), [this, thread](mlir::Diagnostic &diag) {
    if (llvm::get_threadid() != thread)
      return mlir::failure();
    held.push_back(std::move(diag));
    return mlir::success();
  });
}

Reporter::~Reporter() {
  handler.reset();
  std::vector<std::pair<uint32_t, size_t>> order;
  for (auto [index, diag] : llvm::enumerate(held)) {
    std::optional<ast::Range> range = source.getRange(diag.getLocation());
    order.push_back({range ? range->begin : 0, index});
  }
  llvm::sort(order);
  for (auto [offset, index] : order)
    source.getContext()->getDiagEngine().emit(std::move(held[index]));
}

DiagnosticBuilder Reporter::error(ast::Range range, DiagId id) {
  ++numErrors;
  DiagnosticBuilder diag = diagnose(getLoc(range), id);
  if (isFull())
    diag.note() << "too many errors, not looking for more";
  return diag;
}

DiagnosticBuilder Reporter::warning(ast::Range range, DiagId id) {
  return diagnose(getLoc(range), id);
}

void Reporter::fix(DiagnosticBuilder &diag, const llvm::Twine &title,
                   ast::Range range, const llvm::Twine &text,
                   Applicability applicability) const {
  diag.fix(title.str(), source.getName(), range.begin, range.end, text.str(),
           applicability);
}

bool Reporter::didYouMean(DiagnosticBuilder &diag, ast::Range range,
                          llvm::StringRef name,
                          llvm::ArrayRef<llvm::StringRef> candidates) const {
  // Every name of one letter is close to every other one, and with two letters
  // a person has to look.
  llvm::StringRef closest = closestName(name, candidates);
  if (closest.empty() || name.size() < 2)
    return false;
  diag << "; did you mean `" << closest << "`?";
  fix(diag, "write `" + closest + "`", range, closest,
      name.size() < 3 ? Applicability::Maybe : Applicability::Machine);
  return true;
}
