//===- StatementFixes.cpp - Fixes of statements ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/StatementFixes.h"

#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Frontend/Names.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mapwright;

//===----------------------------------------------------------------------===//
// The text
//===----------------------------------------------------------------------===//

const SourceFile *StatementFixes::getSource() {
  if (!source && mapper && mapper.getSource())
    source.emplace(mapper.getContext(), mapper.getName(), *mapper.getSource());
  return source ? &*source : nullptr;
}

/// Without the semicolon.
std::optional<ast::Range> StatementFixes::getRange(Operation *statement) {
  std::optional<ast::Range> range = statement && getSource()
                                        ? source->getRange(statement->getLoc())
                                        : std::nullopt;
  if (!range)
    return std::nullopt;
  StringRef text = source->slice(*range).rtrim();
  text.consume_back(";");
  range->end = range->begin + text.rtrim().size();
  return range;
}

const MapperEditor *StatementFixes::getEditor() {
  if (!editor && getSource()) {
    FailureOr<ast::Mapper> parsed = parseMapper(*source, trees);
    if (failed(parsed))
      return nullptr;
    tree = std::move(*parsed);
    editor.emplace(source->getText(), source->getName(), *tree);
  }
  return editor ? &*editor : nullptr;
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

void StatementFixes::insert(DiagnosticBuilder &diag, StringRef title,
                            Operation *before, StringRef text,
                            Applicability applicability) {
  if (!getSource())
    return;
  std::optional<ast::Range> range = getRange(before);
  StringRef whole = source->getText();
  uint32_t at = range ? range->begin : whole.size();
  std::string line = (text + "\n").str();
  if (!range && !whole.empty() && whole.back() != '\n')
    line = "\n" + line;
  diag.fix(title, source->getName(), at, at, line, applicability);
}

void StatementFixes::remove(DiagnosticBuilder &diag, Operation *statement) {
  std::optional<ast::Range> range = getRange(statement);
  if (!range)
    return;
  StringRef text = source->getText();
  uint32_t begin = range->begin, end = range->end;
  if (text.substr(end).ltrim(" \t").starts_with(";"))
    end = text.find(';', end) + 1;
  uint32_t lineBegin = text.take_front(begin).rtrim(" \t").size();
  uint32_t lineEnd = text.size() - text.substr(end).ltrim(" \t\r").size();
  bool isAlone = (lineBegin == 0 || text[lineBegin - 1] == '\n') &&
                 (lineEnd == text.size() || text[lineEnd] == '\n');
  if (isAlone) {
    begin = lineBegin;
    end = std::min<uint32_t>(lineEnd + 1, text.size());
  }
  diag.fix("remove the statement", source->getName(), begin, end, "");
}

void StatementFixes::addChoice(DiagnosticBuilder &diag, Operation *statement,
                               StringRef choice) {
  std::optional<ast::Range> range = getRange(statement);
  if (range)
    diag.fix(("add " + choice + " as the last choice").str(), source->getName(),
             range->end, range->end, ("," + choice).str(),
             Applicability::Maybe);
}

/// Where `word` stands in `text` as a whole word; npos if that is nowhere or in
/// several places.
static size_t findOnlyWord(StringRef text, StringRef word) {
  auto isWordCharacter = [&](size_t at) {
    return at < text.size() && (llvm::isAlnum(text[at]) || text[at] == '_');
  };
  size_t found = StringRef::npos;
  for (size_t at = text.find(word); at != StringRef::npos;
       at = text.find(word, at + 1)) {
    if ((at > 0 && isWordCharacter(at - 1)) ||
        isWordCharacter(at + word.size()))
      continue;
    if (found != StringRef::npos)
      return StringRef::npos;
    found = at;
  }
  return found;
}

void StatementFixes::replaceWord(DiagnosticBuilder &diag, Operation *statement,
                                 StringRef word, StringRef replacement) {
  std::optional<ast::Range> range = getRange(statement);
  if (!range)
    return;
  StringRef text = source->slice(*range);
  std::string quoted = ("\"" + word + "\"").str();
  if (text.contains(quoted))
    word = quoted;
  size_t at = findOnlyWord(text, word);
  if (at == StringRef::npos)
    return;
  uint32_t begin = range->begin + at;
  diag.fix(("write " + replacement).str(), source->getName(), begin,
           begin + word.size(), replacement, Applicability::Maybe);
}

//===----------------------------------------------------------------------===//
// Decisions
//===----------------------------------------------------------------------===//

void StatementFixes::putKinds(DiagnosticBuilder &diag, StringRef task,
                              StringRef kinds) {
  if (!getEditor())
    return;
  Fix fix;
  fix.title = ("run " + quoteName(task) + " on " + kinds).str();
  editor->put(ast::StmtKind::Task, {{quoteName(task)}, "", ""}, kinds,
              fix.edits);
  diag.fix(fix);
}

void StatementFixes::putMap(DiagnosticBuilder &diag, StringRef task,
                            ast::StmtKind kind, const MapFunction &function) {
  if (!getEditor())
    return;
  StatementKey key = {{quoteName(task)}, "", ""};
  Fix fix;
  fix.title = "place " + quoteName(task) + " by `" + function.name + "`";
  editor->remove(kind, key, fix.edits);
  editor->addMap(kind, key, function, fix.edits);
  diag.fix(fix);
}

void StatementFixes::putIndexMap(DiagnosticBuilder &diag, StringRef task,
                                 const MapSubject &subject) {
  putMap(diag, task, ast::StmtKind::IndexTaskMap,
         makeIndexMaps(subject).front());
}

void StatementFixes::putSingleMap(DiagnosticBuilder &diag, StringRef task,
                                  ProcKind kind) {
  putMap(diag, task, ast::StmtKind::SingleTaskMap,
         makeSingleMaps(kind).front());
}
