//===- CppStatements.cpp - Operations as C++ statements -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CppStatements.h"

#include "mapwright/Support/Diagnostics.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mapwright;

static StringRef getTypeName(Value value) {
  return value.getType().isInteger(1) ? "bool" : "int64_t";
}

//===----------------------------------------------------------------------===//
// Names and lines
//===----------------------------------------------------------------------===//

std::string StatementPrinter::createName(Operation *op, StringRef hint) {
  StringRef author = getAuthorName(op->getLoc());
  return names.create(author.empty() ? hint : author);
}

void StatementPrinter::declare(Value value, StringRef hint,
                               StringRef initializer) {
  std::string name = names.create(hint);
  writer.line("const " + getTypeName(value) + " " + name + " = " + initializer +
              ";");
  expressions.define(value, name);
}

void StatementPrinter::startLine(Location loc) {
  uint32_t line = source.find(loc).line;
  if (line == 0 || line == lastLine)
    return;
  lastLine = line;
  writer.comment(source.describe(line));
  writer.raw(source.getDirective(line));
}

/// "node" or "index" for a part of the place of a point.
static std::optional<std::string> nameAfterPlace(Operation *op) {
  bool hasOneValue = op->getNumResults() == 1 || !isa<scf::IfOp>(op);
  for (OpOperand &use : op->getResult(0).getUses())
    if (auto place = dyn_cast<placement::PlaceOp>(use.getOwner()))
      if (hasOneValue && place.getNodes().size() == 1)
        return use.getOperandNumber() == 0 ? "node" : "index";
  return std::nullopt;
}

/// "offset_0" for a coordinate of a point minus what the launch knows.
static std::optional<std::string> nameAfterCoordinate(Operation *op) {
  auto map = dyn_cast_or_null<placement::MapOp>(op->getParentOp());
  if (!map || !isa<arith::SubIOp, placement::SubOp>(op))
    return std::nullopt;
  auto coordinates = map.getPoint().getArguments().take_back(map.getRank());
  auto lhs = dyn_cast<BlockArgument>(op->getOperand(0));
  if (!lhs || !isa<BlockArgument>(op->getOperand(1)) ||
      !llvm::is_contained(coordinates, lhs))
    return std::nullopt;
  return "offset_" +
         llvm::utostr(lhs.getArgNumber() - coordinates.front().getArgNumber());
}

std::string mapwright::suggestName(Operation *op) {
  if (std::optional<std::string> name = nameAfterPlace(op))
    return *name;
  if (std::optional<std::string> name = nameAfterCoordinate(op))
    return *name;
  return llvm::TypeSwitch<Operation *, StringRef>(op)
      .Case<arith::AddIOp, placement::AddOp>([](auto) { return "sum"; })
      .Case<arith::SubIOp, placement::SubOp>([](auto) { return "difference"; })
      .Case<arith::MulIOp, placement::MulOp>([](auto) { return "product"; })
      .Case<arith::DivSIOp, placement::DivOp>([](auto) { return "ratio"; })
      .Case<arith::RemSIOp, placement::RemOp>([](auto) { return "rest"; })
      .Case<arith::SelectOp, scf::IfOp>([](auto) { return "choice"; })
      .Case<arith::ExtUIOp>([](auto) { return "number"; })
      .Case<placement::AddressesOp>([](auto) { return "sees"; })
      .Case<arith::ConstantOp>([](auto) { return "constant"; })
      .Default([](Operation *) { return "holds"; })
      .str();
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

LogicalResult StatementPrinter::print(Block &block) {
  for (Operation &op : block.without_terminator())
    if (plan.isLive(&op) && !plan.isInlined(&op) && failed(print(&op)))
      return failure();
  return success();
}

LogicalResult StatementPrinter::print(Operation *op) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<placement::RequireOp, placement::RequireOneNodeOp,
            placement::PrintOp, placement::FactorizeOp, scf::IfOp>(
          [&](auto derived) { return printOp(derived); })
      .Case<placement::AddOp>(
          [&](auto) { return printChecked(op, "__builtin_add_overflow"); })
      .Case<placement::SubOp>(
          [&](auto) { return printChecked(op, "__builtin_sub_overflow"); })
      .Case<placement::MulOp>(
          [&](auto) { return printChecked(op, "__builtin_mul_overflow"); })
      .Default([&](Operation *) { return printVariable(op); });
}

LogicalResult StatementPrinter::printVariable(Operation *op) {
  bool isPart = isExpressionOp(op) || isa<scf::IfOp>(op);
  if (!isPart)
    return diagnose(op->getLoc(), DiagId::IRUnsupported)
           << "`" << op->getName() << "` on these types has no C++";
  if (isa<arith::ConstantOp>(op))
    return success();
  startLine(op->getLoc());
  StringRef author = getAuthorName(op->getLoc());
  declare(op->getResult(0), author.empty() ? suggestName(op) : author.str(),
          expressions.compute(op).text);
  return success();
}

//===----------------------------------------------------------------------===//
// Requirements
//===----------------------------------------------------------------------===//

/// The code of the policy ABI for the id of a diagnostic; empty if it has none.
static StringRef getErrorCode(StringRef id) {
  return llvm::StringSwitch<StringRef>(id)
      .Cases({"overflow", "constant-overflow"}, "MW_E_OVERFLOW")
      .Case("division-by-zero", "MW_E_DIVISION_BY_ZERO")
      .Case("tuple-bounds", "MW_E_TUPLE_BOUNDS")
      .Case("index-bounds", "MW_E_INDEX_BOUNDS")
      .Case("space-argument", "MW_E_SPACE_ARGUMENT")
      .Case("rank-mismatch", "MW_E_RANK")
      .Default("");
}

LogicalResult StatementPrinter::printFailure(placement::RequireOp op) {
  StringRef code = getErrorCode(op.getId());
  if (code.empty())
    return diagnose(op.getLoc(), DiagId::IRUnsupported)
           << "a policy has no error code for `" << op.getId() << "`";
  SourcePlace place = source.find(op.getLoc());
  auto printOptional = [&](Value value) {
    return value ? expressions.print(value) : "0";
  };
  std::string reason =
      llvm::formatv("{{{0}, {1}, {2}, {3}}", code, place.line, place.column,
                    static_cast<uint32_t>(op.getDim()));
  writer.list("return fail(",
              {"error", reason, printOptional(op.getValue()),
               printOptional(op.getBound()), quoteCpp(op.getText())},
              ");");
  return success();
}

bool mapwright::canFail(placement::RequireOp op) {
  return !matchPattern(op.getCondition(), m_One());
}

LogicalResult StatementPrinter::printOp(placement::RequireOp op) {
  if (printed.contains(op) || !canFail(op))
    return success();
  startLine(op.getLoc());
  writer.line("if (" + expressions.printNegated(op.getCondition()) + ")");
  {
    CppWriter::Nested nested(writer);
    if (failed(printFailure(op)))
      return failure();
  }
  return success();
}

/// The requirement that the result fits, if that is all that anything asks and
/// it can be printed with the operation.
placement::RequireOp StatementPrinter::findCheck(Operation *checked) const {
  OpOperand *use = plan.getOnlyUse(checked->getResult(1));
  auto require =
      dyn_cast_or_null<placement::RequireOp>(use ? use->getOwner() : nullptr);
  if (!require || use->get() != require.getCondition() ||
      !plan.areTogether(checked, require))
    return nullptr;
  for (Value operand : {require.getValue(), require.getBound()}) {
    Operation *definition = operand ? operand.getDefiningOp() : nullptr;
    if (definition && !isa<arith::ConstantOp>(definition) &&
        definition->getBlock() == checked->getBlock() &&
        !definition->isBeforeInBlock(checked))
      return nullptr;
  }
  return require;
}

LogicalResult StatementPrinter::printChecked(Operation *op, StringRef builtin) {
  if (!plan.isLive(op->getResult(1)))
    return printVariable(op);
  startLine(op->getLoc());
  std::string name = createName(op, suggestName(op));
  std::string call =
      (builtin + "(" + expressions.print(op->getOperand(0)) + ", " +
       expressions.print(op->getOperand(1)) + ", &" + name + ")")
          .str();
  writer.line("int64_t " + name + ";");
  expressions.define(op->getResult(0), name);
  placement::RequireOp check = findCheck(op);
  if (!check) {
    declare(op->getResult(1), name + "_fits", "!" + call);
    return success();
  }
  writer.line("if (" + call + ")");
  printed.insert(check);
  CppWriter::Nested nested(writer);
  return printFailure(check);
}

//===----------------------------------------------------------------------===//
// Factorizations and printing
//===----------------------------------------------------------------------===//

static StringRef getFunction(placement::FactorizeKind kind, bool isWeighted) {
  switch (kind) {
  case placement::FactorizeKind::balance_split:
    return "balanceSplit";
  case placement::FactorizeKind::greedy_split:
    return "greedySplit";
  case placement::FactorizeKind::auto_split:
  case placement::FactorizeKind::decompose:
    return isWeighted ? "decompose" : "autoSplit";
  }
  llvm_unreachable("all kinds are listed");
}

LogicalResult StatementPrinter::printOp(placement::FactorizeOp op) {
  startLine(op.getLoc());
  std::string name = createName(op, "parts");
  writer.line("int64_t " + name + "[" + llvm::Twine(op.getNumResults()) + "];");
  std::vector<std::string> arguments = {expressions.print(op.getSize())};
  for (ValueRange list :
       {ValueRange(op.getExtents()), ValueRange(op.getWeights())}) {
    if (list.empty())
      continue;
    auto texts = llvm::map_range(
        list, [&](Value value) { return expressions.print(value); });
    arguments.push_back("{" + llvm::join(texts, ", ") + "}");
  }
  arguments.push_back(name);
  StringRef function = getFunction(op.getKind(), !op.getWeights().empty());
  writer.list(function.str() + "(", arguments, ");");
  for (auto [i, result] : llvm::enumerate(op.getResults()))
    expressions.define(result, name + "[" + llvm::utostr(i) + "]");
  return success();
}

/// What a line of `print` is made of, as calls of Line.
static std::vector<std::string> splitLine(placement::PrintOp op,
                                          ExpressionPrinter &expressions,
                                          size_t &bytes) {
  constexpr size_t longestInteger = 20;
  std::vector<std::string> calls;
  auto add = [&](StringRef function, std::string argument, size_t size) {
    calls.push_back(("." + function + "(" + argument + ")").str());
    bytes += size;
  };
  auto addText = [&](StringRef text) {
    if (!text.empty())
      add("text", quoteCpp(text), text.size());
  };
  StringRef rest = op.getFormat();
  auto values = op.getValues().begin();
  for (int64_t length : op.getLengths()) {
    size_t hole = rest.find("{}");
    if (hole == StringRef::npos)
      break;
    addText(rest.take_front(hole));
    rest = rest.drop_front(hole + 2);
    if (length < 0)
      add("truth", expressions.print(*values++), 5);
    for (int64_t i = 0; i < length; ++i) {
      addText(i > 0 ? "," : "");
      add("number", expressions.print(*values++), longestInteger);
    }
  }
  addText(rest);
  return calls;
}

LogicalResult StatementPrinter::printOp(placement::PrintOp op) {
  // What a stack can spare.
  constexpr size_t longestLine = 4096;
  startLine(op.getLoc());
  size_t bytes = 1;
  std::vector<std::string> calls = splitLine(op, expressions, bytes);
  writer.line("if (machine.print)");
  CppWriter::Nested nested(writer);
  writer.chain("Line<" + llvm::utostr(std::min(bytes, longestLine)) + ">()",
               calls, ".send(machine);");
  return success();
}

//===----------------------------------------------------------------------===//
// Branches
//===----------------------------------------------------------------------===//

/// Whether a branch only passes on what exists without it.
bool StatementPrinter::isTrivial(Region &region) const {
  return region.empty() ||
         llvm::all_of(region.front().without_terminator(), [&](Operation &op) {
           return isa<arith::ConstantOp>(op) || !plan.isLive(&op);
         });
}

LogicalResult StatementPrinter::printBranch(scf::IfOp op, bool isThen) {
  CppWriter::Nested nested(writer);
  Block &block = (isThen ? op.getThenRegion() : op.getElseRegion()).front();
  if (failed(print(block)))
    return failure();
  for (auto [result, value] :
       llvm::zip(op.getResults(), block.getTerminator()->getOperands()))
    if (plan.isLive(result))
      writer.line(expressions.print(result) + " = " + expressions.print(value) +
                  ";");
  return success();
}

LogicalResult StatementPrinter::printOp(scf::IfOp op) {
  if (plan.isExpression(op))
    return printVariable(op);
  startLine(op.getLoc());
  bool hasElse = !isTrivial(op.getElseRegion());
  for (auto [i, result] : llvm::enumerate(op.getResults())) {
    if (!plan.isLive(result))
      continue;
    std::string name = createName(op, suggestName(op));
    std::string initializer;
    if (!hasElse)
      initializer = " = " + expressions.print(op.elseYield().getOperand(i));
    writer.line(getTypeName(result) + " " + name + initializer + ";");
    expressions.define(result, name);
  }
  bool hasThen = !isTrivial(op.getThenRegion()) ||
                 llvm::any_of(op.getResults(),
                              [&](Value value) { return plan.isLive(value); });
  Value condition = op.getCondition();
  writer.line("if (" +
              (hasThen ? expressions.print(condition)
                       : expressions.printNegated(condition)) +
              ") {");
  if (hasThen && failed(printBranch(op, /*isThen=*/true)))
    return failure();
  if (hasThen && hasElse)
    writer.line("} else {");
  if (hasElse && failed(printBranch(op, /*isThen=*/false)))
    return failure();
  writer.line("}");
  // Lines inside of the branches are not what comes after them.
  lastLine = 0;
  return success();
}
