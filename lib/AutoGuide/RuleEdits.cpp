//===- RuleEdits.cpp - Rules' suggestions as edits ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/RuleEdits.h"

#include "RuleEditMaker.h"

#include "mapwright/AutoGuide/DiagnosticFeedback.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using llvm::StringRef;

namespace {
/// A mapper, as far as it compiles.
class EditedMapper {
public:
  explicit EditedMapper(const MapperText &text);

  std::optional<Fix> makeFix(const Suggestion &suggestion);

private:
  std::optional<Fix> findOwnFix(const Suggestion &suggestion) const;
  bool compiles(StringRef text);

  MapperText text;
  mlir::MLIRContext context;
  SourceFile source;
  ast::ASTContext trees;
  mlir::FailureOr<ast::Mapper> mapper;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::optional<Policies> policies;
  std::vector<CollectedDiagnostic> diagnostics;
};
} // namespace

EditedMapper::EditedMapper(const MapperText &text)
    : text(text), context(mlir::MLIRContext::Threading::DISABLED),
      source(&context, text.file, text.source), mapper(mlir::failure()) {
  DiagnosticCollector collector(&context);
  module = importMapper(text.source, text.file, &context);
  diagnostics = collector.getDiagnostics();
  if (failed(checkEncoding(source)))
    return;
  mapper = parseMapper(source, trees);
  if (failed(mapper))
    return;
  // For the types of expressions, as far as they have any.
  (void)checkMapper(source, *mapper);
  if (module)
    policies.emplace(*module->getOps<mapping::MapperOp>().begin());
}

bool EditedMapper::compiles(StringRef edited) {
  DiagnosticCollector silence(&context);
  return bool(importMapper(edited, text.file, &context));
}

/// The front end's own fix of what an output reports. Outputs of other
/// compilers do not name our checks: then it is that of the first error.
std::optional<Fix>
EditedMapper::findOwnFix(const Suggestion &suggestion) const {
  auto get = [&](const char *name) -> StringRef {
    auto found = suggestion.captures.find(name);
    return found == suggestion.captures.end() ? StringRef() : found->second;
  };
  for (const CollectedDiagnostic &diagnostic : diagnostics) {
    bool isError = diagnostic.severity == mlir::DiagnosticSeverity::Error;
    bool isSame =
        get("check").empty() ||
        (diagnostic.id && getDiagInfo(*diagnostic.id).name == get("check") &&
         get("line") == std::to_string(diagnostic.place.line) &&
         get("column") == std::to_string(diagnostic.place.column));
    if (isError && isSame && !diagnostic.fixes.empty())
      return diagnostic.fixes.front();
  }
  return std::nullopt;
}

/// "change-memory" as a title: "change memory".
static std::string makeTitle(StringRef edit) {
  std::string title;
  for (char c : edit)
    title += c == '-' ? ' ' : c;
  return title;
}

std::optional<Fix> EditedMapper::makeFix(const Suggestion &suggestion) {
  if (!module)
    if (std::optional<Fix> own = findOwnFix(suggestion))
      return own;
  if (failed(mapper))
    return std::nullopt;
  RuleEditMaker maker(source, *mapper, policies ? &*policies : nullptr);
  Fix fix{makeTitle(suggestion.edit),
          maker.make(suggestion.edit, suggestion.captures),
          Applicability::Maybe};
  if (fix.edits.empty())
    return std::nullopt;
  llvm::Expected<std::string> edited = applyEdits(text.source, fix.edits);
  if (!edited) {
    llvm::consumeError(edited.takeError());
    return std::nullopt;
  }
  // Of several errors one edit cannot end but one.
  bool isWorse = *edited == text.source || (module && !compiles(*edited));
  return isWorse ? std::nullopt : std::optional(std::move(fix));
}

void mapwright::addFixes(Feedback &feedback, const MapperText &mapper) {
  EditedMapper edited(mapper);
  for (Suggestion &suggestion : feedback.suggest)
    if (!suggestion.edit.empty() && !suggestion.fix)
      suggestion.fix = edited.makeFix(suggestion);
}
