//===- Export.cpp - A module as mapper language ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Keeps what the author wrote. The source is read again into a reference
// module; a statement that equals its reference is printed as its slice of the
// source. The text between two statements is divided at the first line end:
// what stands before it, such as a comment at the end of the line, belongs to
// the statement before, the rest to the one after. An operation that has lost
// its location, as in text printed without them, is its reference if it equals
// one of the next statements.
//
//===----------------------------------------------------------------------===//

#include "Raise.h"

#include "dialect/Mapping/IR/MappingDialect.h"
#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Support/Diagnostics.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/IR/OwningOpRef.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

namespace {
/// One statement of the source and the text that goes with it.
struct SourceStatement {
  Operation *reference;
  StringRef before; ///< comments and blank lines
  StringRef slice;
  StringRef after; ///< the rest of its last line
};

/// The source of a mapper, cut into statements.
class SourceText {
public:
  SourceText(MLIRContext *context, StringRef name, StringRef text);

  /// The statement an operation was read from, null if it is not from here.
  /// Operations are to be asked for in their order.
  const SourceStatement *find(Operation *op);

  /// Comments at the start of the file, up to the last blank line before the
  /// first statement.
  StringRef header;
  /// What follows the last statement.
  StringRef tail;

private:
  void cut(ArrayRef<std::pair<ast::Range, Operation *>> statements);
  size_t findEqual(Operation *op) const;

  /// How far to look for a statement without a location: past so many that have
  /// been dropped or edited.
  static constexpr size_t maxLookAhead = 256;

  SourceFile source;
  OwningOpRef<ModuleOp> reference;
  SmallVector<SourceStatement> statements;
  /// Indices into `statements`.
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, size_t> byRange;
  /// The statement behind the one found last.
  size_t next = 0;
};
} // namespace

SourceText::SourceText(MLIRContext *context, StringRef name, StringRef text)
    : source(context, name, text) {
  // A source that does not parse (any more) has no statements: all is printed
  // anew, and what is wrong with it is of no interest.
  ScopedDiagnosticHandler quiet(context,
                                [](Diagnostic &) { return success(); });
  ast::ASTContext trees;
  if (failed(checkEncoding(source)))
    return;
  FailureOr<ast::Mapper> mapper = parseMapper(source, trees);
  if (failed(mapper) || failed(checkMapper(source, *mapper)))
    return;
  reference = generateModule(source, *mapper);
  SmallVector<std::pair<ast::Range, Operation *>> ranges;
  auto mapperOp = *reference->getOps<MapperOp>().begin();
  for (Operation &op : mapperOp.getBody().front())
    if (std::optional<ast::Range> range = source.getRange(op.getLoc()))
      ranges.push_back({*range, &op});
  cut(ranges);
}

/// The text up to and including the first line end; empty if there is none.
static StringRef takeLine(StringRef text) {
  return text.take_front(text.find('\n') + 1);
}

void SourceText::cut(ArrayRef<std::pair<ast::Range, Operation *>> ranges) {
  StringRef text = source.getText();
  uint32_t end = 0;
  SourceStatement *previous = nullptr;
  for (auto [range, op] : ranges) {
    StringRef gap = text.slice(end, range.begin);
    if (previous) {
      previous->after = takeLine(gap);
      gap = gap.drop_front(previous->after.size());
    } else {
      size_t blank = std::max(gap.rfind("\n\n") + 2, gap.rfind("\n\r\n") + 3);
      bool hasHeader = gap.contains("\n\n") || gap.contains("\n\r\n");
      header = gap.take_front(hasHeader ? blank : 0);
      gap = gap.drop_front(header.size());
    }
    byRange[{range.begin, range.end}] = statements.size();
    statements.push_back({op, gap, source.slice(range), StringRef()});
    previous = &statements.back();
    end = range.end;
  }
  tail = text.drop_front(end);
  if (previous) {
    previous->after = takeLine(tail);
    tail = tail.drop_front(previous->after.size());
  }
}

static bool isEqual(Operation *lhs, Operation *rhs) {
  return OperationEquivalence::isEquivalentTo(
      lhs, rhs, OperationEquivalence::IgnoreLocations);
}

size_t SourceText::findEqual(Operation *op) const {
  size_t end = std::min(statements.size(), next + maxLookAhead);
  for (size_t i = next; i < end; ++i)
    if (isEqual(op, statements[i].reference))
      return i;
  return statements.size();
}

const SourceStatement *SourceText::find(Operation *op) {
  size_t index = statements.size();
  if (std::optional<ast::Range> range = source.getRange(op->getLoc()))
    if (auto found = byRange.find({range->begin, range->end});
        found != byRange.end())
      index = found->second;
  if (index == statements.size())
    index = findEqual(op);
  if (index == statements.size())
    return nullptr;
  next = index + 1;
  return &statements[index];
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

/// Whether an operation was added by mapping-monomorphize.
static bool isForm(Operation *op) {
  if (auto function = dyn_cast<FuncOp>(op))
    return function.getSpecializes().has_value();
  if (auto global = dyn_cast<GlobalOp>(op))
    return global.getSpecializes().has_value();
  return false;
}

static LogicalResult printStatement(Operation *op, SourceText &text,
                                    std::string &out) {
  const SourceStatement *written = text.find(op);
  if (written)
    out += written->before;
  if (written && isEqual(op, written->reference)) {
    out += written->slice;
    out += written->after;
    return success();
  }
  ast::ASTContext trees;
  FailureOr<ast::Stmt *> statement = raiseStatement(op, trees);
  if (failed(statement))
    return failure();
  if (!written && !out.empty() && out.back() != '\n')
    out += '\n';
  // The statement's own line end is the source's, where it has one.
  out += StringRef(unparse(**statement)).rtrim('\n');
  out += written ? written->after : StringRef("\n");
  return success();
}

FailureOr<std::string> mapwright::exportMapper(ModuleOp module) {
  auto mappers = module.getOps<MapperOp>();
  if (!llvm::hasSingleElement(mappers))
    return diagnose(module.getLoc(), DiagId::IRUnsupported)
           << "expected one `mapping.mapper` to print, got "
           << std::distance(mappers.begin(), mappers.end());
  MapperOp mapper = *mappers.begin();
  SourceText text(module.getContext(), mapper.getName(),
                  mapper.getSource().value_or(""));
  std::string out = text.header.str();
  for (Operation &op : mapper.getBody().front())
    if (!isForm(&op) && failed(printStatement(&op, text, out)))
      return failure();
  out += text.tail;
  return out;
}
