//===- MLIRGen.cpp - Statements of the mapping dialect --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MLIRGen.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

//===----------------------------------------------------------------------===//
// Types, attributes
//===----------------------------------------------------------------------===//

Type MLIRGenerator::getType(ast::ValueKind kind) {
  MLIRContext *context = builder.getContext();
  switch (kind) {
  case ast::ValueKind::Int:
    return builder.getI64Type();
  case ast::ValueKind::Bool:
    return builder.getI1Type();
  case ast::ValueKind::Tuple:
    return getTupleType();
  case ast::ValueKind::Space:
    return getSpaceType();
  case ast::ValueKind::Task:
    return TaskType::get(context, ShapedType::kDynamic);
  case ast::ValueKind::ParentTask:
    return ParentType::get(context);
  case ast::ValueKind::Point:
    return PointType::get(context);
  case ast::ValueKind::PointSet:
    return PointSetType::get(context);
  case ast::ValueKind::Proc:
  case ast::ValueKind::Mem:
  case ast::ValueKind::Unknown:
    break;
  }
  llvm_unreachable("Sema lets no other kind of value through");
}

Attribute MLIRGenerator::getSelector(const ast::Selector &selector) {
  switch (selector.kind) {
  case ast::Selector::Any:
    return getAny();
  case ast::Selector::Index:
    return builder.getI64IntegerAttr(selector.index);
  case ast::Selector::Identifier:
  case ast::Selector::String:
    return builder.getStringAttr(selector.text);
  }
  llvm_unreachable("all selectors are listed");
}

ArrayAttr MLIRGenerator::getSelectors(ArrayRef<ast::Selector> selectors) {
  SmallVector<Attribute> attrs;
  for (const ast::Selector &selector : selectors)
    attrs.push_back(getSelector(selector));
  return builder.getArrayAttr(attrs);
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

OwningOpRef<ModuleOp> MLIRGenerator::generate(const ast::Mapper &mapper) {
  // Function bodies may use what stands below them (STM8).
  for (const ast::Stmt *stmt : mapper.statements) {
    if (auto *function = dyn_cast<ast::FunctionStmt>(stmt))
      functionResults[function->name.text] = function->resultType;
    else if (auto *global = dyn_cast<ast::AssignStmt>(stmt))
      globals[global->target.text] = global->value->type;
  }

  Location whole =
      source.getLoc({0, static_cast<uint32_t>(source.getText().size())});
  OwningOpRef<ModuleOp> module = ModuleOp::create(whole);
  builder.setInsertionPointToEnd(module->getBody());
  auto mapperOp = MapperOp::create(builder, whole, source.getName(),
                                   builder.getStringAttr(source.getText()));
  builder.setInsertionPointToEnd(&mapperOp.getBody().emplaceBlock());
  Locals::ScopeTy topLevel(locals);
  for (const ast::Stmt *stmt : mapper.statements)
    gen(stmt);
  return module;
}

void MLIRGenerator::gen(const ast::Stmt *stmt) {
  llvm::TypeSwitch<const ast::Stmt *>(stmt)
      .Case<ast::TaskStmt, ast::RegionStmt, ast::LayoutStmt,
            ast::IndexTaskMapStmt, ast::SingleTaskMapStmt,
            ast::InstanceLimitStmt, ast::CollectMemoryStmt,
            ast::ControlReplicateStmt, ast::PrintStmt, ast::AssignStmt,
            ast::ReturnStmt, ast::FunctionStmt>(
          [&](auto *derived) { genStmt(derived); });
}

void MLIRGenerator::genStmt(const ast::TaskStmt *stmt) {
  SmallVector<Attribute> kinds;
  for (const ast::ProcName &proc : stmt->kinds)
    kinds.push_back(getKind(proc.kind));
  TaskOp::create(builder, getLoc(stmt), getSelectors(stmt->tasks),
                 builder.getArrayAttr(kinds));
}

void MLIRGenerator::genStmt(const ast::RegionStmt *stmt) {
  SmallVector<Attribute> memories;
  for (const ast::MemName &memory : stmt->memories)
    memories.push_back(getKind(memory.kind));
  Attribute proc = stmt->proc ? getKind(stmt->proc->kind) : getAny();
  mapping::RegionOp::create(builder, getLoc(stmt), getSelectors(stmt->tasks),
                            getSelectors(stmt->regions), proc,
                            builder.getArrayAttr(memories));
}

void MLIRGenerator::genStmt(const ast::LayoutStmt *stmt) {
  SmallVector<Attribute> words;
  for (const ast::LayoutWord &word : stmt->words)
    words.push_back(WordAttr::get(
        builder.getContext(), static_cast<LayoutWord>(word.kind), word.align));
  Attribute target = getAny();
  if (stmt->memory)
    target = getKind(stmt->memory->kind);
  else if (stmt->proc)
    target = getKind(stmt->proc->kind);
  LayoutOp::create(builder, getLoc(stmt), getSelectors(stmt->tasks),
                   getSelectors(stmt->regions), target,
                   builder.getArrayAttr(words));
}

template <typename MapOp, typename MapStmt>
void MLIRGenerator::genMap(const MapStmt *stmt) {
  ArrayAttr tasks = stmt->proc ? ArrayAttr() : getSelectors(stmt->tasks);
  ProcKindAttr kind = stmt->proc ? getKind(stmt->proc->kind) : ProcKindAttr();
  MapOp::create(builder, getLoc(stmt), tasks, kind, stmt->function.text);
}

void MLIRGenerator::genStmt(const ast::IndexTaskMapStmt *stmt) {
  genMap<IndexMapOp>(stmt);
}

void MLIRGenerator::genStmt(const ast::SingleTaskMapStmt *stmt) {
  genMap<SingleMapOp>(stmt);
}

void MLIRGenerator::genStmt(const ast::InstanceLimitStmt *stmt) {
  InstanceLimitOp::create(builder, getLoc(stmt), getSelectors(stmt->tasks),
                          builder.getI64IntegerAttr(stmt->limit));
}

void MLIRGenerator::genStmt(const ast::CollectMemoryStmt *stmt) {
  CollectMemoryOp::create(builder, getLoc(stmt), getSelectors(stmt->tasks),
                          getSelectors(stmt->regions));
}

void MLIRGenerator::genStmt(const ast::ControlReplicateStmt *stmt) {
  ControlReplicateOp::create(builder, getLoc(stmt), getSelectors(stmt->tasks));
}

void MLIRGenerator::genPrint(const ast::PrintStmt *stmt) {
  SmallVector<Value> values;
  for (const ast::Expr *arg : stmt->args)
    values.push_back(gen(arg));
  PrintOp::create(builder, getLoc(stmt), stmt->format.text, values);
}

void MLIRGenerator::genStmt(const ast::PrintStmt *stmt) {
  if (inFunction)
    return genPrint(stmt);
  auto startup = StartupOp::create(builder, getLoc(stmt));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&startup.getBody().emplaceBlock());
  genPrint(stmt);
}

void MLIRGenerator::genStmt(const ast::AssignStmt *stmt) {
  if (inFunction) {
    Value value = gen(stmt->value);
    locals.insert(stmt->target.text,
                  LocalOp::create(builder, getLoc(stmt), value.getType(),
                                  stmt->target.text, value));
    return;
  }
  auto global = GlobalOp::create(builder, getLoc(stmt), stmt->target.text,
                                 getType(stmt->value->type),
                                 /*specializes=*/nullptr);
  genRegion(global.getInitializer(), stmt->value);
  Operation *yield = global.getInitializer().front().getTerminator();
  global.setType(yield->getOperand(0).getType());
}

void MLIRGenerator::genStmt(const ast::ReturnStmt *stmt) {
  ReturnOp::create(builder, getLoc(stmt), gen(stmt->value));
}

void MLIRGenerator::genStmt(const ast::FunctionStmt *stmt) {
  SmallVector<Type> inputs;
  SmallVector<Attribute> argAttrs;
  for (const ast::Param &param : stmt->params) {
    inputs.push_back(getType(valueKind(param.type)));
    argAttrs.push_back(builder.getDictionaryAttr(
        {builder.getNamedAttr(paramNameAttr,
                              builder.getStringAttr(param.name.text)),
         builder.getNamedAttr(paramTypeAttr,
                              builder.getStringAttr(spelling(param.type)))}));
  }
  auto type = builder.getFunctionType(inputs, getType(stmt->resultType));
  auto function = FuncOp::create(
      builder, getLoc(stmt), builder.getStringAttr(stmt->name.text),
      TypeAttr::get(type),
      // The text of a function without parameters gives no attribute back.
      argAttrs.empty() ? nullptr : builder.getArrayAttr(argAttrs),
      /*res_attrs=*/nullptr,
      /*specializes=*/nullptr, /*rank=*/nullptr);
  genBody(function, stmt);
}

void MLIRGenerator::genBody(FuncOp function, const ast::FunctionStmt *stmt) {
  OpBuilder::InsertionGuard guard(builder);
  Locals::ScopeTy scope(locals);
  llvm::SaveAndRestore<bool> inside(inFunction, true);
  Block *entry = &function.getBody().emplaceBlock();
  for (auto [param, type] :
       llvm::zip_equal(stmt->params, function.getArgumentTypes()))
    locals.insert(param.name.text,
                  entry->addArgument(type, source.getLoc(param.name.range)));
  builder.setInsertionPointToEnd(entry);
  for (const ast::Stmt *inner : stmt->body) {
    gen(inner);
    // What stands after a `return` never runs (FUN3).
    if (isa<ast::ReturnStmt>(inner))
      break;
  }
}

OwningOpRef<ModuleOp> mapwright::generateModule(const SourceFile &source,
                                                const ast::Mapper &mapper) {
  return MLIRGenerator(source).generate(mapper);
}
