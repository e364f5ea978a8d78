//===- AST.h - Syntax tree of the mapper language ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Nodes live in the arena of an ASTContext and are never freed one by one; all
// lists are ArrayRefs into that arena. Text is a StringRef into the source (or
// into the arena, for trees that were built and not parsed). Every node knows
// the half-open byte range of the source it came from.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_FRONTEND_AST_H
#define MAPWRIGHT_FRONTEND_AST_H

#include "mapwright/Support/Kinds.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/Casting.h"

#include <cstdint>
#include <optional>

namespace mapwright::ast {

/// Half-open byte range of a source.
struct Range {
  uint32_t begin = 0;
  uint32_t end = 0;
  bool empty() const { return begin == end; }
};

using mapwright::MemKind;
using mapwright::ProcKind;

/// The kind of value an expression has (rule EXP7: lengths and ranks are a
/// matter of specialization, kinds are not). Filled in by Sema.
enum class ValueKind : uint8_t {
  Unknown, ///< not checked yet, or ill-typed (already diagnosed)
  Int,
  Bool,
  Tuple,
  Space,
  Task,
  ParentTask,
  Proc,
  Mem,
  Point,
  PointSet,
};

/// "int", "bool", "tuple", "machine space", ... as diagnostics say it.
llvm::StringRef spelling(ValueKind kind);

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// One entry of a task or region position (section 2 of the reference).
struct Selector {
  enum Kind : uint8_t {
    Any,        ///< `*`
    Identifier, ///< `calc_new_currents`
    String,     ///< `"Initialize Nodes"` (LEX4)
    Index,      ///< `2`, a region requirement index
  };
  Kind kind = Any;
  llvm::StringRef text; ///< without quotes; empty for Any and Index
  int64_t index = 0;
  Range range;
};

/// An identifier where it stands.
struct Name {
  llvm::StringRef text;
  Range range;
};

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

enum class ExprKind : uint8_t {
  Int,
  Bool,
  Proc,
  Mem,
  Name,
  Tuple,
  TupleFor,
  Negate,
  Binary,
  Conditional,
  Index,
  Slice,
  Property,
  Call,
  Method,
  Machine,
  Unpack,
  Star,
};

struct Expr {
  ExprKind kind;
  /// Whether the source has parentheses around it; `range` excludes them.
  bool parenthesized = false;
  ValueKind type = ValueKind::Unknown;
  Range range;

protected:
  Expr(ExprKind kind, Range range) : kind(kind), range(range) {}
};

template <ExprKind K>
struct ExprOf : Expr {
  static bool classof(const Expr *e) { return e->kind == K; }

protected:
  explicit ExprOf(Range range) : Expr(K, range) {}
};

struct IntExpr : ExprOf<ExprKind::Int> {
  IntExpr(Range r, int64_t value) : ExprOf(r), value(value) {}
  int64_t value;
};

struct BoolExpr : ExprOf<ExprKind::Bool> {
  BoolExpr(Range r, bool value) : ExprOf(r), value(value) {}
  bool value;
};

struct ProcExpr : ExprOf<ExprKind::Proc> {
  ProcExpr(Range r, ProcKind value) : ExprOf(r), value(value) {}
  ProcKind value;
};

struct MemExpr : ExprOf<ExprKind::Mem> {
  MemExpr(Range r, MemKind value) : ExprOf(r), value(value) {}
  MemKind value;
};

struct NameExpr : ExprOf<ExprKind::Name> {
  NameExpr(Range r, llvm::StringRef name) : ExprOf(r), name(name) {}
  llvm::StringRef name;
};

/// `(a, *b, c)`; `(a,)` has one element (EXP4).
struct TupleExpr : ExprOf<ExprKind::Tuple> {
  TupleExpr(Range r, llvm::ArrayRef<Expr *> elements)
      : ExprOf(r), elements(elements) {}
  llvm::ArrayRef<Expr *> elements;
};

/// `tuple(body for variable in range)` (EXP5).
struct TupleForExpr : ExprOf<ExprKind::TupleFor> {
  TupleForExpr(Range r, Expr *body, Name variable, Expr *over)
      : ExprOf(r), body(body), variable(variable), over(over) {}
  Expr *body;
  Name variable;
  Expr *over;
};

struct NegateExpr : ExprOf<ExprKind::Negate> {
  NegateExpr(Range r, Expr *operand) : ExprOf(r), operand(operand) {}
  Expr *operand;
};

enum class BinaryOp : uint8_t {
  Add,
  Sub,
  Mul,
  Div,
  Rem,
  Lt,
  Le,
  Gt,
  Ge,
  Eq,
  Ne,
  And,
  Or,
};
llvm::StringRef spelling(BinaryOp op);
/// 1 for `||` up to 6 for `* / %` (EXP1).
unsigned precedence(BinaryOp op);

struct BinaryExpr : ExprOf<ExprKind::Binary> {
  BinaryExpr(Range r, BinaryOp op, Range opRange, Expr *lhs, Expr *rhs)
      : ExprOf(r), op(op), opRange(opRange), lhs(lhs), rhs(rhs) {}
  BinaryOp op;
  Range opRange;
  Expr *lhs;
  Expr *rhs;
};

struct ConditionalExpr : ExprOf<ExprKind::Conditional> {
  ConditionalExpr(Range r, Expr *condition, Expr *thenExpr, Expr *elseExpr)
      : ExprOf(r), condition(condition), thenExpr(thenExpr),
        elseExpr(elseExpr) {}
  Expr *condition;
  Expr *thenExpr;
  Expr *elseExpr;
};

/// `base[args]`: an element of a tuple or point, or a point of a space.
struct IndexExpr : ExprOf<ExprKind::Index> {
  IndexExpr(Range r, Expr *base, llvm::ArrayRef<Expr *> args)
      : ExprOf(r), base(base), args(args) {}
  Expr *base;
  llvm::ArrayRef<Expr *> args;
};

/// `base[lower:upper]`; a bound that is not written is null.
struct SliceExpr : ExprOf<ExprKind::Slice> {
  SliceExpr(Range r, Expr *base, Expr *lower, Expr *upper)
      : ExprOf(r), base(base), lower(lower), upper(upper) {}
  Expr *base;
  Expr *lower;
  Expr *upper;
};

/// `base.name` without a call: ipoint, ispace, ilo, parent, size, len, volume.
struct PropertyExpr : ExprOf<ExprKind::Property> {
  PropertyExpr(Range r, Expr *base, Name name)
      : ExprOf(r), base(base), name(name) {}
  Expr *base;
  Name name;
};

/// `callee(args)`, a user's function.
struct CallExpr : ExprOf<ExprKind::Call> {
  CallExpr(Range r, Name callee, llvm::ArrayRef<Expr *> args)
      : ExprOf(r), callee(callee), args(args) {}
  Name callee;
  llvm::ArrayRef<Expr *> args;
};

/// `base.name(args)`: transformations, `has`, `processor`.
struct MethodExpr : ExprOf<ExprKind::Method> {
  MethodExpr(Range r, Expr *base, Name name, llvm::ArrayRef<Expr *> args)
      : ExprOf(r), base(base), name(name), args(args) {}
  Expr *base;
  Name name;
  llvm::ArrayRef<Expr *> args;
};

/// `Machine(P)` (MSP1). The argument is an expression so that Sema can say what
/// else was written; it is a ProcExpr in a correct program.
struct MachineExpr : ExprOf<ExprKind::Machine> {
  MachineExpr(Range r, Expr *argument) : ExprOf(r), argument(argument) {}
  Expr *argument;
};

/// Prefix `*e` in an argument, index or tuple position (EXP1, EXP5).
struct UnpackExpr : ExprOf<ExprKind::Unpack> {
  UnpackExpr(Range r, Expr *operand) : ExprOf(r), operand(operand) {}
  Expr *operand;
};

/// `*` alone as an index (MSP3).
struct StarExpr : ExprOf<ExprKind::Star> {
  explicit StarExpr(Range r) : ExprOf(r) {}
};

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

enum class StmtKind : uint8_t {
  Task,
  Region,
  Layout,
  IndexTaskMap,
  SingleTaskMap,
  InstanceLimit,
  CollectMemory,
  ControlReplicate,
  Print,
  Assign,
  Return,
  Function,
};

/// `range` runs from the first token to the `;` or `}` included.
struct Stmt {
  StmtKind kind;
  Range range;

protected:
  Stmt(StmtKind kind, Range range) : kind(kind), range(range) {}
};

template <StmtKind K>
struct StmtOf : Stmt {
  static bool classof(const Stmt *s) { return s->kind == K; }

protected:
  explicit StmtOf(Range range) : Stmt(K, range) {}
};

struct ProcName {
  ProcKind kind;
  Range range;
};

struct MemName {
  MemKind kind;
  Range range;
};

/// `Task T P1,P2,...;` (STM1)
struct TaskStmt : StmtOf<StmtKind::Task> {
  TaskStmt(Range r, llvm::ArrayRef<Selector> tasks,
           llvm::ArrayRef<ProcName> kinds)
      : StmtOf(r), tasks(tasks), kinds(kinds) {}
  llvm::ArrayRef<Selector> tasks;
  llvm::ArrayRef<ProcName> kinds;
};

/// `Region T R P M1,M2,...;` (STM2); no `proc` means `*`.
struct RegionStmt : StmtOf<StmtKind::Region> {
  RegionStmt(Range r, llvm::ArrayRef<Selector> tasks,
             llvm::ArrayRef<Selector> regions, std::optional<ProcName> proc,
             llvm::ArrayRef<MemName> memories)
      : StmtOf(r), tasks(tasks), regions(regions), proc(proc),
        memories(memories) {}
  llvm::ArrayRef<Selector> tasks;
  llvm::ArrayRef<Selector> regions;
  std::optional<ProcName> proc;
  llvm::ArrayRef<MemName> memories;
};

enum class LayoutWordKind : uint8_t {
  SOA,
  AOS,
  C_order,
  F_order,
  Compact,
  Exact,
  Align,
  No_Align,
};
llvm::StringRef spelling(LayoutWordKind kind);

/// The operator after `Align`; only `==` is accepted by Sema (STM4).
enum class AlignOp : uint8_t { Eq, Ne, Lt, Le, Gt, Ge };
llvm::StringRef spelling(AlignOp op);

struct LayoutWord {
  LayoutWordKind kind;
  AlignOp alignOp = AlignOp::Eq;
  int64_t align = 0; ///< bytes, for Align
  Range range;       ///< the whole word, `Align == 128`
  Range opRange;     ///< the operator, for Align
};

/// `Layout T R X C...;` (STM3, STM4). At most one of `memory` and `proc`;
/// neither means `*`.
struct LayoutStmt : StmtOf<StmtKind::Layout> {
  LayoutStmt(Range r, llvm::ArrayRef<Selector> tasks,
             llvm::ArrayRef<Selector> regions, std::optional<MemName> memory,
             std::optional<ProcName> proc, llvm::ArrayRef<LayoutWord> words)
      : StmtOf(r), tasks(tasks), regions(regions), memory(memory), proc(proc),
        words(words) {}
  llvm::ArrayRef<Selector> tasks;
  llvm::ArrayRef<Selector> regions;
  std::optional<MemName> memory;
  std::optional<ProcName> proc;
  llvm::ArrayRef<LayoutWord> words;
};

/// `IndexTaskMap T f;`, `IndexTaskMap P f;` and the same for `SingleTaskMap`
/// (STM5). With `proc`, `tasks` is empty.
template <StmtKind K>
struct MapStmtOf : StmtOf<K> {
  MapStmtOf(Range r, llvm::ArrayRef<Selector> tasks,
            std::optional<ProcName> proc, Name function)
      : StmtOf<K>(r), tasks(tasks), proc(proc), function(function) {}
  llvm::ArrayRef<Selector> tasks;
  std::optional<ProcName> proc;
  Name function;
};
using IndexTaskMapStmt = MapStmtOf<StmtKind::IndexTaskMap>;
using SingleTaskMapStmt = MapStmtOf<StmtKind::SingleTaskMap>;

/// `InstanceLimit T n;` (STM7)
struct InstanceLimitStmt : StmtOf<StmtKind::InstanceLimit> {
  InstanceLimitStmt(Range r, llvm::ArrayRef<Selector> tasks, int64_t limit,
                    Range limitRange)
      : StmtOf(r), tasks(tasks), limit(limit), limitRange(limitRange) {}
  llvm::ArrayRef<Selector> tasks;
  int64_t limit;
  Range limitRange;
};

/// `CollectMemory T R;` (STM7)
struct CollectMemoryStmt : StmtOf<StmtKind::CollectMemory> {
  CollectMemoryStmt(Range r, llvm::ArrayRef<Selector> tasks,
                    llvm::ArrayRef<Selector> regions)
      : StmtOf(r), tasks(tasks), regions(regions) {}
  llvm::ArrayRef<Selector> tasks;
  llvm::ArrayRef<Selector> regions;
};

/// `ControlReplicate T;`
struct ControlReplicateStmt : StmtOf<StmtKind::ControlReplicate> {
  ControlReplicateStmt(Range r, llvm::ArrayRef<Selector> tasks)
      : StmtOf(r), tasks(tasks) {}
  llvm::ArrayRef<Selector> tasks;
};

/// `print("text {}", a);` (FUN5), at top level or in a function.
struct PrintStmt : StmtOf<StmtKind::Print> {
  PrintStmt(Range r, Name format, llvm::ArrayRef<Expr *> args)
      : StmtOf(r), format(format), args(args) {}
  Name format; ///< text without quotes; the range includes them
  llvm::ArrayRef<Expr *> args;
};

/// `x = expr;`, at top level or in a function.
struct AssignStmt : StmtOf<StmtKind::Assign> {
  AssignStmt(Range r, Name target, Expr *value)
      : StmtOf(r), target(target), value(value) {}
  Name target;
  Expr *value;
};

/// `return expr;`
struct ReturnStmt : StmtOf<StmtKind::Return> {
  ReturnStmt(Range r, Expr *value) : StmtOf(r), value(value) {}
  Expr *value;
};

/// The types a parameter is declared with.
enum class ParamType : uint8_t { Task, Int, Bool, IPoint, ISpace, MSpace };
llvm::StringRef spelling(ParamType type);
ValueKind valueKind(ParamType type);

struct Param {
  ParamType type;
  Range typeRange;
  Name name;
};

/// `def name(params) { body }`; the body holds Assign, Print and Return.
struct FunctionStmt : StmtOf<StmtKind::Function> {
  FunctionStmt(Range r, Name name, llvm::ArrayRef<Param> params,
               llvm::ArrayRef<Stmt *> body)
      : StmtOf(r), name(name), params(params), body(body) {}
  Name name;
  llvm::ArrayRef<Param> params;
  llvm::ArrayRef<Stmt *> body;
  /// Filled in by Sema.
  ValueKind resultType = ValueKind::Unknown;
};

//===----------------------------------------------------------------------===//
// Trees
//===----------------------------------------------------------------------===//

/// Owns the nodes of one or more trees.
class ASTContext {
public:
  template <typename Node, typename... Args>
  Node *create(Args &&...args) {
    return new (arena.Allocate<Node>()) Node(std::forward<Args>(args)...);
  }
  template <typename T>
  llvm::ArrayRef<T> copy(llvm::ArrayRef<T> list) {
    return list.copy(arena);
  }
  llvm::StringRef copy(llvm::StringRef text) { return text.copy(arena); }

private:
  llvm::BumpPtrAllocator arena;
};

/// A whole mapper.
struct Mapper {
  llvm::ArrayRef<Stmt *> statements;
};

} // namespace mapwright::ast

#endif // MAPWRIGHT_FRONTEND_AST_H
