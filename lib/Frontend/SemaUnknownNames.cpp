//===- SemaUnknownNames.cpp - What an unknown name may have meant ---------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaNames.h"

#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using namespace mapwright::sema;
using llvm::StringRef;

/// The processor kind whose machine a name like `mgpu` or `m_2d_omp` seems to
/// mean.
static std::optional<ProcKind> machineKindIn(StringRef name) {
  for (ProcKind kind : {ProcKind::GPU, ProcKind::CPU, ProcKind::OMP})
    if (name.contains_insensitive(spelling(kind)))
      return kind;
  return std::nullopt;
}

/// `mcpu` is one letter away from `mgpu` but does not mean it.
static llvm::SmallVector<StringRef>
withoutOtherMachines(StringRef name, llvm::ArrayRef<StringRef> candidates) {
  llvm::SmallVector<StringRef> kept;
  for (StringRef candidate : candidates)
    if (machineKindIn(candidate) == machineKindIn(name))
      kept.push_back(candidate);
  return kept;
}

/// "add `mgpu = Machine(GPU);`", before the first statement: an initializer has
/// to stand above its uses.
static void suggestMachine(Reporter &reporter, DiagnosticBuilder &diag,
                           const ast::Mapper &mapper, StringRef name,
                           bool otherFixGiven) {
  std::optional<ProcKind> kind = machineKindIn(name);
  std::string statement =
      (name + " = Machine(" + spelling(kind.value_or(ProcKind::GPU)) + ");")
          .str();
  diag.note() << "if it is a machine space, add `" << statement << "`";
  if (otherFixGiven)
    return;
  StringRef lineBreak =
      reporter.getSource().getText().contains("\r\n") ? "\r\n" : "\n";
  reporter.fix(diag, "add `" + statement + "`",
               before(mapper.statements.front()->range), statement + lineBreak,
               kind ? Applicability::Machine : Applicability::Maybe);
}

/// Suggests a memory kind in the wrong case, or a name that is close.
static bool suggestSpelling(Reporter &reporter, DiagnosticBuilder &diag,
                            const ast::NameExpr &expr,
                            llvm::ArrayRef<StringRef> visible) {
  std::string upper = expr.name.upper();
  if (parseMemKind(upper)) {
    diag << "; did you mean `" << upper << "`?";
    reporter.fix(diag, "write `" + upper + "`", expr.range, upper);
    return true;
  }
  llvm::SmallVector<StringRef> candidates =
      withoutOtherMachines(expr.name, visible);
  candidates.append({"True", "False"});
  return reporter.didYouMean(diag, expr.range, expr.name, candidates);
}

void sema::reportUnknownName(Reporter &reporter, const ast::Mapper &mapper,
                             const ast::NameExpr &expr,
                             llvm::ArrayRef<StringRef> visible) {
  StringRef name = expr.name;
  DiagnosticBuilder diag = reporter.error(expr.range, DiagId::UnknownName);
  diag << "unknown name `" << name << "`";
  bool found = suggestSpelling(reporter, diag, expr, visible);
  if (machineKindIn(name) || name.contains_insensitive("machine"))
    suggestMachine(reporter, diag, mapper, name, found);
}

/// What functions of other languages are called here.
static StringRef adviceFor(StringRef callee) {
  if (callee == "range")
    return "list the values of a range: `(0, 1, 2)`";
  if (callee == "len" || callee == "volume" || callee == "size")
    return "it is a property: write it after the value and a `.`";
  if (callee == "min" || callee == "max" || callee == "abs")
    return "use a conditional: `a < b ? a : b`";
  return "";
}

void sema::reportUnknownCallee(Reporter &reporter, const ast::CallExpr &call,
                               llvm::ArrayRef<StringRef> functions) {
  const ast::Name &callee = call.callee;
  DiagnosticBuilder diag =
      reporter.error(callee.range, DiagId::UnknownFunction);
  diag << "unknown function `" << callee.text << "`";
  if (reporter.didYouMean(diag, callee.range, callee.text, functions))
    return;
  StringRef advice = adviceFor(callee.text);
  if (!advice.empty())
    diag.note() << advice;
  else
    diag.note() << "define it: `def " << callee.text
                << "(...) { return ...; }`";
}
