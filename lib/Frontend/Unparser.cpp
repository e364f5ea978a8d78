//===- Unparser.cpp - Trees as mapper language ----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The style is the formatter's; what this file prints, formatMapper leaves as
// it is. Parentheses stand where EXP1 needs them, and around conditionals in
// conditionals and `&&` in `||`, which people misread.
//
//===----------------------------------------------------------------------===//

#include "mapwright/Frontend/Frontend.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/raw_ostream.h"

#include <limits>

using namespace mapwright;
using namespace mapwright::ast;
using llvm::ArrayRef;
using llvm::dyn_cast;
using llvm::isa;
using llvm::StringRef;

namespace {
/// How tightly an expression binds; 1 to 6 are those of precedence().
enum Level : unsigned { Lowest = 0, AnyBinary = 1, Unary = 7, Postfix = 8 };

class Unparser {
public:
  explicit Unparser(llvm::raw_ostream &os) : os(os) {}

  /// The whole statement, without a line break at its end.
  void print(const Stmt *statement);
  /// In parentheses if it binds less tightly than `level`.
  void print(const Expr *expr, unsigned level);

private:
  void print(ArrayRef<Expr *> list);
  void print(const Selector &selector);
  template <typename T>
  void print(const T &name) {
    os << spelling(name.kind);
  }
  void print(const LayoutWord &word);
  void print(const Param &param);
  template <typename T>
  void printList(ArrayRef<T> list, StringRef separator);
  template <typename T>
  void printOrStar(const std::optional<T> &name);

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
  void printExpr(const BoolExpr *e) { os << (e->value ? "True" : "False"); }
  void printExpr(const ProcExpr *e) { os << spelling(e->value); }
  void printExpr(const MemExpr *e) { os << spelling(e->value); }
  void printExpr(const NameExpr *e) { os << e->name; }
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
  void printExpr(const StarExpr *) { os << '*'; }

  llvm::raw_ostream &os;
};
} // namespace

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

void Unparser::print(const Selector &selector) {
  switch (selector.kind) {
  case Selector::Any:
    os << '*';
    break;
  case Selector::Identifier:
    os << selector.text;
    break;
  case Selector::String:
    os << '"' << selector.text << '"';
    break;
  case Selector::Index:
    os << selector.index;
    break;
  }
}

void Unparser::print(const LayoutWord &word) {
  os << spelling(word.kind);
  if (word.kind == LayoutWordKind::Align)
    os << ' ' << spelling(word.alignOp) << ' ' << word.align;
}

void Unparser::print(const Param &param) {
  os << spelling(param.type) << ' ' << param.name.text;
}

template <typename T>
void Unparser::printList(ArrayRef<T> list, StringRef separator) {
  llvm::interleave(
      list, [&](const T &item) { print(item); }, [&] { os << separator; });
}

template <typename T>
void Unparser::printOrStar(const std::optional<T> &name) {
  if (name)
    print(*name);
  else
    os << '*';
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

void Unparser::print(const Stmt *statement) {
  llvm::TypeSwitch<const Stmt *>(statement)
      .Case<TaskStmt, RegionStmt, LayoutStmt, IndexTaskMapStmt,
            SingleTaskMapStmt, InstanceLimitStmt, CollectMemoryStmt,
            ControlReplicateStmt, PrintStmt, AssignStmt, ReturnStmt,
            FunctionStmt>([&](auto *s) { printStmt(s); });
}

void Unparser::printStmt(const TaskStmt *s) {
  os << "Task ";
  printList(s->tasks, ",");
  os << ' ';
  printList(s->kinds, ",");
  os << ';';
}

void Unparser::printStmt(const RegionStmt *s) {
  os << "Region ";
  printList(s->tasks, ",");
  os << ' ';
  printList(s->regions, ",");
  os << ' ';
  printOrStar(s->proc);
  os << ' ';
  printList(s->memories, ",");
  os << ';';
}

void Unparser::printStmt(const LayoutStmt *s) {
  os << "Layout ";
  printList(s->tasks, ",");
  os << ' ';
  printList(s->regions, ",");
  os << ' ';
  if (s->memory)
    print(*s->memory);
  else
    printOrStar(s->proc);
  os << (s->words.empty() ? "" : " ");
  printList(s->words, " ");
  os << ';';
}

template <StmtKind K>
void Unparser::printStmt(const MapStmtOf<K> *s) {
  os << (K == StmtKind::IndexTaskMap ? "IndexTaskMap " : "SingleTaskMap ");
  if (s->proc)
    print(*s->proc);
  else
    printList(s->tasks, ",");
  os << ' ' << s->function.text << ';';
}

void Unparser::printStmt(const InstanceLimitStmt *s) {
  os << "InstanceLimit ";
  printList(s->tasks, ",");
  os << ' ' << s->limit << ';';
}

void Unparser::printStmt(const CollectMemoryStmt *s) {
  os << "CollectMemory ";
  printList(s->tasks, ",");
  os << ' ';
  printList(s->regions, ",");
  os << ';';
}

void Unparser::printStmt(const ControlReplicateStmt *s) {
  os << "ControlReplicate ";
  printList(s->tasks, ",");
  os << ';';
}

void Unparser::printStmt(const PrintStmt *s) {
  os << "print(\"" << s->format.text << '"';
  if (!s->args.empty()) {
    os << ", ";
    print(s->args);
  }
  os << ");";
}

void Unparser::printStmt(const AssignStmt *s) {
  os << s->target.text << " = ";
  print(s->value, Lowest);
  os << ';';
}

void Unparser::printStmt(const ReturnStmt *s) {
  os << "return ";
  print(s->value, Lowest);
  os << ';';
}

void Unparser::printStmt(const FunctionStmt *s) {
  os << "def " << s->name.text << '(';
  printList(s->params, ", ");
  os << ") {\n";
  for (const Stmt *statement : s->body) {
    os.indent(4);
    print(statement);
    os << '\n';
  }
  os << '}';
}

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

static unsigned level(const Expr *expr) {
  if (isa<ConditionalExpr, UnpackExpr>(expr))
    return Lowest;
  if (auto *binary = dyn_cast<BinaryExpr>(expr))
    return precedence(binary->op);
  if (auto *number = dyn_cast<IntExpr>(expr))
    return number->value < 0 ? Unary : Postfix;
  return isa<NegateExpr>(expr) ? Unary : Postfix;
}

void Unparser::print(const Expr *expr, unsigned minLevel) {
  bool parenthesize = level(expr) < minLevel;
  os << (parenthesize ? "(" : "");
  llvm::TypeSwitch<const Expr *>(expr)
      .Case<IntExpr, BoolExpr, ProcExpr, MemExpr, NameExpr, TupleExpr,
            TupleForExpr, NegateExpr, BinaryExpr, ConditionalExpr, IndexExpr,
            SliceExpr, PropertyExpr, CallExpr, MethodExpr, MachineExpr,
            UnpackExpr, StarExpr>([&](auto *e) { printExpr(e); });
  os << (parenthesize ? ")" : "");
}

void Unparser::print(ArrayRef<Expr *> list) {
  llvm::interleaveComma(list, os, [&](const Expr *e) { print(e, Lowest); });
}

/// Trees that were built may hold negative integers, which the language writes
/// as the negation of a positive one; that of the smallest does not exist.
void Unparser::printExpr(const IntExpr *e) {
  constexpr int64_t smallest = std::numeric_limits<int64_t>::min();
  if (e->value == smallest)
    os << "(-" << -(smallest + 1) << " - 1)";
  else
    os << e->value;
}

void Unparser::printExpr(const TupleExpr *e) {
  os << '(';
  print(e->elements);
  os << (e->elements.size() == 1 ? ",)" : ")");
}

void Unparser::printExpr(const TupleForExpr *e) {
  os << "tuple(";
  print(e->body, Lowest);
  os << " for " << e->variable.text << " in ";
  print(e->over, Lowest);
  os << ')';
}

void Unparser::printExpr(const NegateExpr *e) {
  os << '-';
  print(e->operand, Unary);
}

/// `&&` directly in `||` gets parentheses it does not need.
static unsigned operandLevel(BinaryOp op, const Expr *operand, unsigned least) {
  auto *binary = dyn_cast<BinaryExpr>(operand);
  bool isMixed = op == BinaryOp::Or && binary && binary->op == BinaryOp::And;
  return isMixed ? static_cast<unsigned>(Unary) : least;
}

void Unparser::printExpr(const BinaryExpr *e) {
  unsigned own = precedence(e->op);
  print(e->lhs, operandLevel(e->op, e->lhs, own));
  os << ' ' << spelling(e->op) << ' ';
  print(e->rhs, operandLevel(e->op, e->rhs, own + 1));
}

void Unparser::printExpr(const ConditionalExpr *e) {
  print(e->condition, AnyBinary);
  os << " ? ";
  print(e->thenExpr, AnyBinary);
  os << " : ";
  print(e->elseExpr, AnyBinary);
}

void Unparser::printExpr(const IndexExpr *e) {
  print(e->base, Postfix);
  os << '[';
  print(e->args);
  os << ']';
}

void Unparser::printExpr(const SliceExpr *e) {
  print(e->base, Postfix);
  os << '[';
  if (e->lower)
    print(e->lower, AnyBinary);
  os << ':';
  if (e->upper)
    print(e->upper, AnyBinary);
  os << ']';
}

void Unparser::printExpr(const PropertyExpr *e) {
  print(e->base, Postfix);
  os << '.' << e->name.text;
}

void Unparser::printExpr(const CallExpr *e) {
  os << e->callee.text << '(';
  print(e->args);
  os << ')';
}

void Unparser::printExpr(const MethodExpr *e) {
  print(e->base, Postfix);
  os << '.' << e->name.text << '(';
  print(e->args);
  os << ')';
}

void Unparser::printExpr(const MachineExpr *e) {
  os << "Machine(";
  print(e->argument, Lowest);
  os << ')';
}

void Unparser::printExpr(const UnpackExpr *e) {
  os << '*';
  print(e->operand, Lowest);
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

std::string mapwright::unparse(const Mapper &mapper) {
  std::string text;
  llvm::raw_string_ostream os(text);
  const Stmt *previous = nullptr;
  for (const Stmt *statement : mapper.statements) {
    if (previous &&
        (isa<FunctionStmt>(previous) || isa<FunctionStmt>(statement)))
      os << '\n';
    Unparser(os).print(statement);
    os << '\n';
    previous = statement;
  }
  return text;
}

std::string mapwright::unparse(const Stmt &statement) {
  std::string text;
  llvm::raw_string_ostream os(text);
  Unparser(os).print(&statement);
  return text;
}

std::string mapwright::unparse(const Expr &expression) {
  std::string text;
  llvm::raw_string_ostream os(text);
  Unparser(os).print(&expression, Lowest);
  return text;
}
