//===- MLIRGen.h - Builds the mapping dialect from a syntax tree -*- C++
//-*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//
// Private to lib/Frontend. Runs after Sema: every name is bound and every kind
// of value is known, so nothing here fails. Lengths and ranks stay unknown
// (`?`) where the text alone does not say them; specialization finds them for
// each launch rank (EXP7).
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_FRONTEND_MLIRGEN_H
#define MAPWRIGHT_LIB_FRONTEND_MLIRGEN_H

#include "dialect/Mapping/IR/MappingDialect.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/ScopedHashTable.h"
#include "llvm/ADT/StringMap.h"

namespace mapwright {

class MLIRGenerator {
public:
  explicit MLIRGenerator(const SourceFile &source)
      : source(source), builder(source.getContext()) {}

  mlir::OwningOpRef<mlir::ModuleOp> generate(const ast::Mapper &mapper);

private:
  //===--------------------------------------------------------------------===//
  // Statements
  //===--------------------------------------------------------------------===//
  void gen(const ast::Stmt *stmt);
  void genStmt(const ast::TaskStmt *stmt);
  void genStmt(const ast::RegionStmt *stmt);
  void genStmt(const ast::LayoutStmt *stmt);
  template <typename MapOp, typename MapStmt>
  void genMap(const MapStmt *stmt);
  void genStmt(const ast::IndexTaskMapStmt *stmt);
  void genStmt(const ast::SingleTaskMapStmt *stmt);
  void genStmt(const ast::InstanceLimitStmt *stmt);
  void genStmt(const ast::CollectMemoryStmt *stmt);
  void genStmt(const ast::ControlReplicateStmt *stmt);
  void genStmt(const ast::PrintStmt *stmt);
  void genStmt(const ast::AssignStmt *stmt);
  void genStmt(const ast::ReturnStmt *stmt);
  void genStmt(const ast::FunctionStmt *stmt);

  void genPrint(const ast::PrintStmt *stmt);
  void genBody(mapping::FuncOp function, const ast::FunctionStmt *stmt);

  //===--------------------------------------------------------------------===//
  // Expressions
  //===--------------------------------------------------------------------===//
  mlir::Value gen(const ast::Expr *expr);
  mlir::Value genExpr(const ast::IntExpr *expr);
  mlir::Value genExpr(const ast::BoolExpr *expr);
  mlir::Value genExpr(const ast::NameExpr *expr);
  mlir::Value genExpr(const ast::TupleExpr *expr);
  mlir::Value genExpr(const ast::TupleForExpr *expr);
  mlir::Value genExpr(const ast::NegateExpr *expr);
  mlir::Value genExpr(const ast::BinaryExpr *expr);
  mlir::Value genExpr(const ast::ConditionalExpr *expr);
  mlir::Value genExpr(const ast::IndexExpr *expr);
  mlir::Value genExpr(const ast::SliceExpr *expr);
  mlir::Value genExpr(const ast::PropertyExpr *expr);
  mlir::Value genExpr(const ast::CallExpr *expr);
  mlir::Value genExpr(const ast::MethodExpr *expr);
  mlir::Value genExpr(const ast::MachineExpr *expr);

  mlir::Value genArithmetic(const ast::BinaryExpr *expr);
  template <typename LazyOp>
  mlir::Value genLazy(const ast::BinaryExpr *expr);
  mlir::Value genSpaceIndex(const ast::IndexExpr *expr, bool ofNodeZero);
  mlir::Value genHas(const ast::MethodExpr *expr);
  mlir::Value genTransform(const ast::MethodExpr *expr);
  template <typename TransformOp>
  mlir::Value genTransformOf(const ast::MethodExpr *expr);
  /// An expression whose point, if it is one, becomes a tuple (EXP9).
  mlir::Value genTuple(const ast::Expr *expr);
  /// An element of a list: a value, the tuple behind `*`, or a star.
  mlir::Value genElement(const ast::Expr *expr);
  /// Fills a region that yields `expr`.
  void genRegion(mlir::Region &region, const ast::Expr *expr);

  //===--------------------------------------------------------------------===//
  // Types, attributes and locations
  //===--------------------------------------------------------------------===//
  mlir::Type getType(ast::ValueKind kind);
  mapping::MapTupleType
  getTupleType(int64_t length = mlir::ShapedType::kDynamic) {
    return mapping::MapTupleType::get(builder.getContext(), length);
  }
  mapping::SpaceType getSpaceType(int64_t rank = mlir::ShapedType::kDynamic) {
    return mapping::SpaceType::get(builder.getContext(), rank);
  }
  mlir::Attribute getSelector(const ast::Selector &selector);
  mlir::ArrayAttr getSelectors(llvm::ArrayRef<ast::Selector> selectors);
  mapping::ProcKindAttr getKind(ProcKind kind) {
    return mapping::ProcKindAttr::get(builder.getContext(), kind);
  }
  mapping::MemKindAttr getKind(MemKind kind) {
    return mapping::MemKindAttr::get(builder.getContext(), kind);
  }
  mlir::Attribute getAny() {
    return mapping::AnyAttr::get(builder.getContext());
  }
  template <typename Node>
  mlir::Location getLoc(const Node *node) {
    return source.getLoc(node->range);
  }

  const SourceFile &source;
  mlir::OpBuilder builder;
  /// Kinds of globals and of what functions return.
  llvm::StringMap<ast::ValueKind> globals;
  llvm::StringMap<ast::ValueKind> functionResults;
  using Locals = llvm::ScopedHashTable<llvm::StringRef, mlir::Value>;
  Locals locals;
  bool inFunction = false;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_FRONTEND_MLIRGEN_H
