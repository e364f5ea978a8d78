//===- AST.cpp - Syntax tree of the mapper language -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Frontend/AST.h"

using namespace mapwright::ast;
using llvm::StringRef;

StringRef mapwright::ast::spelling(ValueKind kind) {
  switch (kind) {
  case ValueKind::Unknown:
    return "unknown";
  case ValueKind::Int:
    return "int";
  case ValueKind::Bool:
    return "bool";
  case ValueKind::Tuple:
    return "tuple";
  case ValueKind::Space:
    return "machine space";
  case ValueKind::Task:
    return "task";
  case ValueKind::ParentTask:
    return "parent task";
  case ValueKind::Proc:
    return "processor kind";
  case ValueKind::Mem:
    return "memory kind";
  case ValueKind::Point:
    return "point";
  case ValueKind::PointSet:
    return "set of points";
  }
  llvm_unreachable("covered switch");
}

StringRef mapwright::ast::spelling(BinaryOp op) {
  static constexpr llvm::StringLiteral names[] = {
      "+", "-", "*", "/", "%", "<", "<=", ">", ">=", "==", "!=", "&&", "||"};
  return names[static_cast<unsigned>(op)];
}

unsigned mapwright::ast::precedence(BinaryOp op) {
  switch (op) {
  case BinaryOp::Or:
    return 1;
  case BinaryOp::And:
    return 2;
  case BinaryOp::Eq:
  case BinaryOp::Ne:
    return 3;
  case BinaryOp::Lt:
  case BinaryOp::Le:
  case BinaryOp::Gt:
  case BinaryOp::Ge:
    return 4;
  case BinaryOp::Add:
  case BinaryOp::Sub:
    return 5;
  case BinaryOp::Mul:
  case BinaryOp::Div:
  case BinaryOp::Rem:
    return 6;
  }
  llvm_unreachable("covered switch");
}

StringRef mapwright::ast::spelling(LayoutWordKind kind) {
  static constexpr llvm::StringLiteral names[] = {
      "SOA",     "AOS",   "C_order", "F_order",
      "Compact", "Exact", "Align",   "No_Align"};
  return names[static_cast<unsigned>(kind)];
}

StringRef mapwright::ast::spelling(AlignOp op) {
  static constexpr llvm::StringLiteral names[] = {"==", "!=", "<",
                                                  "<=", ">",  ">="};
  return names[static_cast<unsigned>(op)];
}

StringRef mapwright::ast::spelling(ParamType type) {
  static constexpr llvm::StringLiteral names[] = {"Task",   "int",    "bool",
                                                  "IPoint", "ISpace", "MSpace"};
  return names[static_cast<unsigned>(type)];
}

ValueKind mapwright::ast::valueKind(ParamType type) {
  switch (type) {
  case ParamType::Task:
    return ValueKind::Task;
  case ParamType::Int:
    return ValueKind::Int;
  case ParamType::Bool:
    return ValueKind::Bool;
  case ParamType::IPoint:
  case ParamType::ISpace:
    return ValueKind::Tuple;
  case ParamType::MSpace:
    return ValueKind::Space;
  }
  llvm_unreachable("covered switch");
}
