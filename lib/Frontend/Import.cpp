//===- Import.cpp - Text to a checked module ------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Mapping/IR/MappingDialect.h"
#include "dialect/Mapping/Transforms/Specialize.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace mapwright;

OwningOpRef<ModuleOp> mapwright::importMapper(StringRef text, StringRef name,
                                              MLIRContext *context,
                                              unsigned maxRank) {
  context->loadDialect<mapping::MappingDialect>();
  SourceFile source(context, name, text);
  ast::ASTContext trees;
  if (failed(checkEncoding(source)))
    return nullptr;
  FailureOr<ast::Mapper> mapper = parseMapper(source, trees);
  if (failed(mapper) || failed(checkMapper(source, *mapper)))
    return nullptr;
  OwningOpRef<ModuleOp> module = generateModule(source, *mapper);
  // Before the verifier, which would say of lengths that differ (EXP3) what
  // only makes sense to those who know the dialect.
  for (auto mapperOp : module->getOps<mapping::MapperOp>())
    if (failed(mapping::checkRanks(mapperOp, maxRank)))
      return nullptr;
  if (failed(verify(*module)))
    return nullptr;
  return module;
}
