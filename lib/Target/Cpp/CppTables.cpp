//===- CppTables.cpp - Statements of a mapper as C++ tables ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CppTables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;
using Texts = std::vector<std::string>;

//===----------------------------------------------------------------------===//
// Parts of rows
//===----------------------------------------------------------------------===//

static std::string formatTask(Attribute selector) {
  auto name = dyn_cast<StringAttr>(selector);
  return name ? quoteCpp(name.getValue()) : "anyTask";
}

/// None for an index that no requirement can have.
static std::optional<std::string> formatRegion(Attribute selector) {
  if (auto name = dyn_cast<StringAttr>(selector))
    return "named(" + quoteCpp(name.getValue()) + ")";
  auto index = dyn_cast<IntegerAttr>(selector);
  if (!index)
    return "anyRegion";
  if (index.getInt() < 0 || index.getInt() >= UINT32_MAX)
    return std::nullopt;
  return "at(" + llvm::utostr(index.getInt()) + ")";
}

static std::string formatProc(Attribute selector) {
  auto kind = dyn_cast<ProcKindAttr>(selector);
  return kind ? formatKind(kind.getValue()) : "anyProc";
}

static std::string formatTarget(Attribute selector) {
  if (auto memory = dyn_cast<MemKindAttr>(selector))
    return "in(" + formatKind(memory.getValue()) + ")";
  auto proc = dyn_cast<ProcKindAttr>(selector);
  return proc ? "on(" + formatKind(proc.getValue()) + ")" : "anywhere";
}

/// "2, {MW_ZCMEM, MW_FBMEM}"; the first of equal kinds counts.
template <typename KindAttr>
static std::string formatKinds(ArrayAttr kinds) {
  Texts texts;
  for (auto kind : kinds.getAsRange<KindAttr>())
    if (std::string text = formatKind(kind.getValue());
        !llvm::is_contained(texts, text))
      texts.push_back(std::move(text));
  return llvm::utostr(texts.size()) + ", {" + llvm::join(texts, ", ") + "}";
}

/// The fields of mw_layout (STM4).
static std::string formatWords(ArrayAttr words) {
  bool aos = false, cOrder = false, compact = false, exact = false;
  int64_t align = 0;
  for (auto word : words.getAsRange<WordAttr>()) {
    aos |= word.getWord() == LayoutWord::AOS;
    cOrder |= word.getWord() == LayoutWord::C_order;
    compact |= word.getWord() == LayoutWord::Compact;
    exact |= word.getWord() == LayoutWord::Exact;
    if (word.getWord() == LayoutWord::Align)
      align = word.getAlign();
  }
  std::string text = "{";
  for (bool flag : {aos, cOrder, compact, exact, align != 0})
    text += flag ? "1, " : "0, ";
  return text + formatInteger(align) + "}";
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

void mapwright::printRows(StringRef type, StringRef name,
                          ArrayRef<std::string> rows, CppWriter &writer) {
  writer.line("constexpr " + type + " " + name + "[] = {");
  {
    CppWriter::Nested nested(writer), more(writer);
    for (const std::string &row : rows)
      writer.line(row + ",");
  }
  writer.line("};");
  writer.blank();
}

namespace {
/// Prints tables and collects what `tables` is made of.
class TablesPrinter {
public:
  TablesPrinter(MapperOp mapper, CppWriter &writer)
      : mapper(mapper), writer(writer) {}

  void print();

private:
  /// `getRows` appends the rows of one statement.
  template <typename StatementOp>
  void add(StringRef type, StringRef name,
           llvm::function_ref<void(StatementOp, Texts &)> getRows,
           StringRef comment = "") {
    Texts rows;
    for (auto statement : mapper.getOps<StatementOp>())
      getRows(statement, rows);
    parts.push_back(rows.empty() ? "{}" : name.str());
    if (rows.empty())
      return;
    if (!comment.empty())
      writer.comment(comment);
    printRows(type, name, rows, writer);
  }

  MapperOp mapper;
  CppWriter &writer;
  Texts parts;
};
} // namespace

/// A row for each task of a statement.
static void appendByTask(ArrayAttr tasks, const std::string &value,
                         Texts &rows) {
  for (Attribute task : tasks)
    rows.push_back("{" + formatTask(task) + ", " + value + "}");
}

/// A row for each task and region of a statement; `value` begins with a comma
/// or is empty.
static void appendByRegion(ArrayAttr tasks, ArrayAttr regions,
                           const std::string &value, Texts &rows) {
  for (Attribute task : tasks)
    for (Attribute region : regions)
      if (std::optional<std::string> text = formatRegion(region))
        rows.push_back("{" + formatTask(task) + ", " + *text + value + "}");
}

void TablesPrinter::print() {
  add<TaskOp>("TaskRow", "tasks", [](TaskOp op, Texts &rows) {
    appendByTask(op.getTasks(), formatKinds<ProcKindAttr>(op.getKinds()), rows);
  });
  add<mapping::RegionOp>(
      "RegionRow", "regions", [](mapping::RegionOp op, Texts &rows) {
        appendByRegion(op.getTasks(), op.getRegions(),
                       ", " + formatProc(op.getProc()) + ", " +
                           formatKinds<MemKindAttr>(op.getMemories()),
                       rows);
      });
  add<LayoutOp>(
      "LayoutRow", "layouts",
      [](LayoutOp op, Texts &rows) {
        appendByRegion(op.getTasks(), op.getRegions(),
                       ", " + formatTarget(op.getTarget()) + ", " +
                           formatWords(op.getWords()),
                       rows);
      },
      "AOS, C_order, Compact, Exact, 1 if aligned, and to how many bytes.");
  add<InstanceLimitOp>(
      "LimitRow", "limits", [](InstanceLimitOp op, Texts &rows) {
        uint64_t limit = std::min<uint64_t>(op.getLimit(), UINT32_MAX);
        appendByTask(op.getTasks(), llvm::utostr(limit), rows);
      });
  add<CollectMemoryOp>(
      "CollectRow", "collected", [](CollectMemoryOp op, Texts &rows) {
        appendByRegion(op.getTasks(), op.getRegions(), "", rows);
      });
  add<ControlReplicateOp>("ReplicateRow", "replicated",
                          [](ControlReplicateOp op, Texts &rows) {
                            for (Attribute task : op.getTasks())
                              if (auto name = dyn_cast<StringAttr>(task))
                                rows.push_back("{" + formatTask(name) + "}");
                          });
  writer.list("constexpr Tables tables = {", parts, "};");
}

void mapwright::printTables(MapperOp mapper, CppWriter &writer) {
  TablesPrinter(mapper, writer).print();
}

void mapwright::appendMapRows(ArrayRef<Attribute> tasks, ProcKindAttr kind,
                              StringRef target, Texts &rows) {
  auto add = [&](const std::string &task, const std::string &proc) {
    rows.push_back("{" + task + ", " + proc + ", " + target.str() + "}");
  };
  if (kind)
    add("anyTask", formatKind(kind.getValue()));
  for (Attribute task : tasks)
    add(formatTask(task), "anyProc");
}
