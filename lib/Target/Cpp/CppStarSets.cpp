//===- CppStarSets.cpp - Star sets as C++ loops ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CppStatements.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mapwright;

LogicalResult StatementPrinter::printMembers(
    Region &members, ValueRange sizes,
    llvm::function_ref<void(placement::YieldOp)> printBody) {
  std::vector<std::unique_ptr<CppWriter::Nested>> nests;
  CppNames outside = names;
  for (auto [coordinate, size] :
       llvm::zip_equal(members.getArguments(), sizes)) {
    // i, j, k, ...
    std::string name =
        names.create(std::string(1, static_cast<char>('i' + nests.size())));
    std::string bound = expressions.print(size, Precedence::Additive);
    writer.line("for (int64_t " + name + " = 0; " + name + " < " + bound +
                "; ++" + name + ") {");
    expressions.define(coordinate, name);
    nests.push_back(std::make_unique<CppWriter::Nested>(writer));
  }
  Block &body = members.front();
  if (failed(print(body)))
    return failure();
  printBody(cast<placement::YieldOp>(body.getTerminator()));
  while (!nests.empty()) {
    nests.pop_back();
    writer.line("}");
  }
  names = std::move(outside);
  // Lines inside of the loops are not what comes after them.
  lastLine = 0;
  return success();
}

/// The first member says which node it is.
LogicalResult StatementPrinter::printOp(placement::RequireOneNodeOp op) {
  startLine(op.getLoc());
  SourcePlace place = source.find(op.getLoc());
  std::string node = names.create("node");
  writer.line("int64_t " + node + " = -1;");
  auto printBody = [&](placement::YieldOp yield) {
    std::string member = names.create("member");
    writer.line("const int64_t " + member + " = " +
                expressions.print(yield.getValues().front()) + ";");
    writer.line("if (" + node + " < 0)");
    writer.line("  " + node + " = " + member + ";");
    writer.line("if (" + member + " != " + node + ")");
    CppWriter::Nested nested(writer);
    writer.list("return fail(",
                {"error",
                 "{MW_E_SEVERAL_NODES, " + llvm::utostr(place.line) + ", " +
                     llvm::utostr(place.column) + ", 0}",
                 node, member,
                 "\"`*` stands for processors of several nodes\""},
                ");");
  };
  return printMembers(op.getMembers(), op.getSizes(), printBody);
}
