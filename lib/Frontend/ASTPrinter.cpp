//===- ASTPrinter.cpp - Trees as indented text ----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Ranges and redundant parentheses are left out, so that two trees that mean
// the same print the same.
//
//===----------------------------------------------------------------------===//

#include "mapwright/Frontend/Frontend.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using namespace mapwright::ast;
using llvm::ArrayRef;
using llvm::StringRef;

namespace {
class Printer {
public:
  explicit Printer(llvm::raw_ostream &os) : os(os) {}

  void print(const Mapper &mapper) {
    node("Mapper", [&] { print(mapper.statements); });
  }

private:
  /// Writes one line, then lets `children` write theirs.
  template <typename Children>
  void node(const llvm::Twine &line, Children children);
  void leaf(const llvm::Twine &line) {
    node(line, [] {});
  }
  void print(const Stmt *statement);
  void print(const Expr *expr);
  void print(ArrayRef<Expr *> list);
  void print(ArrayRef<Stmt *> list);

  void printStmt(const TaskStmt *s);
  void printStmt(const RegionStmt *s);
  void printStmt(const LayoutStmt *s);
  template <StmtKind K>
  void printStmt(const MapStmtOf<K> *s);
  void printStmt(const InstanceLimitStmt *s);
  void printStmt(const CollectMemoryStmt *s);
  void printStmt(const ControlReplicateStmt *s);
  void printStmt(const PrintStmt *s);
  void printStmt(const AssignStmt *s);
  void printStmt(const ReturnStmt *s);
  void printStmt(const FunctionStmt *s);

  void printExpr(const IntExpr *e);
  void printExpr(const BoolExpr *e);
  void printExpr(const ProcExpr *e);
  void printExpr(const MemExpr *e);
  void printExpr(const NameExpr *e);
  void printExpr(const TupleExpr *e);
  void printExpr(const TupleForExpr *e);
  void printExpr(const NegateExpr *e);
  void printExpr(const BinaryExpr *e);
  void printExpr(const ConditionalExpr *e);
  void printExpr(const IndexExpr *e);
  void printExpr(const SliceExpr *e);
  void printExpr(const PropertyExpr *e);
  void printExpr(const CallExpr *e);
  void printExpr(const MethodExpr *e);
  void printExpr(const MachineExpr *e);
  void printExpr(const UnpackExpr *e);
  void printExpr(const StarExpr *e);

  llvm::raw_ostream &os;
  unsigned depth = 0;
};
} // namespace

//===----------------------------------------------------------------------===//
// Fields
//===----------------------------------------------------------------------===//

static std::string field(const Selector &selector) {
  switch (selector.kind) {
  case Selector::Any:
    return "*";
  case Selector::Identifier:
    return selector.text.str();
  case Selector::String:
    return ("\"" + selector.text + "\"").str();
  case Selector::Index:
    return std::to_string(selector.index);
  }
  llvm_unreachable("covered switch");
}

static std::string field(const ProcName &name) {
  return spelling(name.kind).str();
}

static std::string field(const MemName &name) {
  return spelling(name.kind).str();
}

static std::string field(const LayoutWord &word) {
  std::string result = spelling(word.kind).str();
  if (word.kind == LayoutWordKind::Align)
    result += (spelling(word.alignOp) + llvm::Twine(word.align)).str();
  return result;
}

static std::string field(const Param &param) {
  return (spelling(param.type) + " " + param.name.text).str();
}

template <typename T>
static std::string field(ArrayRef<T> list) {
  return llvm::join(
      llvm::map_range(list, [](const T &item) { return field(item); }), ",");
}

template <typename T>
static std::string field(const std::optional<T> &name) {
  return name ? field(*name) : "*";
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

template <typename Children>
void Printer::node(const llvm::Twine &line, Children children) {
  os.indent(2 * depth) << line << '\n';
  ++depth;
  children();
  --depth;
}

void Printer::print(ArrayRef<Expr *> list) {
  for (const Expr *expr : list)
    print(expr);
}

void Printer::print(ArrayRef<Stmt *> list) {
  for (const Stmt *statement : list)
    print(statement);
}

void Printer::print(const Stmt *statement) {
  llvm::TypeSwitch<const Stmt *>(statement)
      .Case<TaskStmt, RegionStmt, LayoutStmt, IndexTaskMapStmt,
            SingleTaskMapStmt, InstanceLimitStmt, CollectMemoryStmt,
            ControlReplicateStmt, PrintStmt, AssignStmt, ReturnStmt,
            FunctionStmt>([&](auto *s) { printStmt(s); });
}

void Printer::print(const Expr *expr) {
  llvm::TypeSwitch<const Expr *>(expr)
      .Case<IntExpr, BoolExpr, ProcExpr, MemExpr, NameExpr, TupleExpr,
            TupleForExpr, NegateExpr, BinaryExpr, ConditionalExpr, IndexExpr,
            SliceExpr, PropertyExpr, CallExpr, MethodExpr, MachineExpr,
            UnpackExpr, StarExpr>([&](auto *e) { printExpr(e); });
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

void Printer::printStmt(const TaskStmt *s) {
  leaf("Task tasks=" + field(s->tasks) + " kinds=" + field(s->kinds));
}

void Printer::printStmt(const RegionStmt *s) {
  leaf("Region tasks=" + field(s->tasks) + " regions=" + field(s->regions) +
       " proc=" + field(s->proc) + " memories=" + field(s->memories));
}

void Printer::printStmt(const LayoutStmt *s) {
  std::string target = s->memory ? field(*s->memory) : field(s->proc);
  leaf("Layout tasks=" + field(s->tasks) + " regions=" + field(s->regions) +
       " target=" + target + " words=" + field(s->words));
}

template <StmtKind K>
void Printer::printStmt(const MapStmtOf<K> *s) {
  StringRef name =
      K == StmtKind::IndexTaskMap ? "IndexTaskMap" : "SingleTaskMap";
  std::string key =
      s->proc ? "proc=" + field(*s->proc) : "tasks=" + field(s->tasks);
  leaf(name + " " + key + " function=" + s->function.text);
}

void Printer::printStmt(const InstanceLimitStmt *s) {
  leaf("InstanceLimit tasks=" + field(s->tasks) +
       " limit=" + llvm::Twine(s->limit));
}

void Printer::printStmt(const CollectMemoryStmt *s) {
  leaf("CollectMemory tasks=" + field(s->tasks) +
       " regions=" + field(s->regions));
}

void Printer::printStmt(const ControlReplicateStmt *s) {
  leaf("ControlReplicate tasks=" + field(s->tasks));
}

void Printer::printStmt(const PrintStmt *s) {
  node("Print \"" + s->format.text + "\"", [&] { print(s->args); });
}

void Printer::printStmt(const AssignStmt *s) {
  node("Assign " + s->target.text, [&] { print(s->value); });
}

void Printer::printStmt(const ReturnStmt *s) {
  node("Return", [&] { print(s->value); });
}

void Printer::printStmt(const FunctionStmt *s) {
  node("Function " + s->name.text + " params=" + field(s->params),
       [&] { print(s->body); });
}

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

void Printer::printExpr(const IntExpr *e) {
  leaf("Int " + llvm::Twine(e->value));
}

void Printer::printExpr(const BoolExpr *e) {
  leaf(e->value ? "Bool True" : "Bool False");
}

void Printer::printExpr(const ProcExpr *e) {
  leaf("Proc " + spelling(e->value));
}

void Printer::printExpr(const MemExpr *e) { leaf("Mem " + spelling(e->value)); }

void Printer::printExpr(const NameExpr *e) { leaf("Name " + e->name); }

void Printer::printExpr(const TupleExpr *e) {
  node("Tuple", [&] { print(e->elements); });
}

void Printer::printExpr(const TupleForExpr *e) {
  node("TupleFor " + e->variable.text, [&] {
    print(e->body);
    print(e->over);
  });
}

void Printer::printExpr(const NegateExpr *e) {
  node("Negate", [&] { print(e->operand); });
}

void Printer::printExpr(const BinaryExpr *e) {
  node("Binary " + spelling(e->op), [&] {
    print(e->lhs);
    print(e->rhs);
  });
}

void Printer::printExpr(const ConditionalExpr *e) {
  node("Conditional", [&] {
    print(e->condition);
    print(e->thenExpr);
    print(e->elseExpr);
  });
}

void Printer::printExpr(const IndexExpr *e) {
  node("Index", [&] {
    print(e->base);
    print(e->args);
  });
}

void Printer::printExpr(const SliceExpr *e) {
  StringRef lower = e->lower ? " lower" : "", upper = e->upper ? " upper" : "";
  node("Slice" + lower + upper, [&] {
    print(e->base);
    if (e->lower)
      print(e->lower);
    if (e->upper)
      print(e->upper);
  });
}

void Printer::printExpr(const PropertyExpr *e) {
  node("Property " + e->name.text, [&] { print(e->base); });
}

void Printer::printExpr(const CallExpr *e) {
  node("Call " + e->callee.text, [&] { print(e->args); });
}

void Printer::printExpr(const MethodExpr *e) {
  node("Method " + e->name.text, [&] {
    print(e->base);
    print(e->args);
  });
}

void Printer::printExpr(const MachineExpr *e) {
  node("Machine", [&] { print(e->argument); });
}

void Printer::printExpr(const UnpackExpr *e) {
  node("Unpack", [&] { print(e->operand); });
}

void Printer::printExpr(const StarExpr *) { leaf("Star"); }

void mapwright::printAST(const Mapper &mapper, llvm::raw_ostream &os) {
  Printer(os).print(mapper);
}
