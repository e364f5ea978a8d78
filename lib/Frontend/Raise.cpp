//===- Raise.cpp - From the mapping dialect back to a syntax tree ---------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The inverse of MLIRGen. Expressions are trees in the language and graphs in
// IR: a value that is used twice is written twice, which passes cause only for
// constants; the number of nodes is bounded.
//
//===----------------------------------------------------------------------===//

#include "Raise.h"

#include "mapwright/Frontend/Names.h"
#include "mapwright/Support/Diagnostics.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

static constexpr unsigned maxNodes = 1u << 16;

namespace {
class Raiser {
public:
  explicit Raiser(ast::ASTContext &context) : context(context) {}

  FailureOr<ast::Stmt *> raise(Operation *op);

private:
  using StmtResult = FailureOr<ast::Stmt *>;
  using ExprResult = FailureOr<ast::Expr *>;

  // Statements.
  StmtResult raiseStmt(TaskOp op);
  StmtResult raiseStmt(mapping::RegionOp op);
  StmtResult raiseStmt(LayoutOp op);
  template <typename Stmt, typename MapOp>
  StmtResult raiseMap(MapOp op);
  StmtResult raiseStmt(IndexMapOp op);
  StmtResult raiseStmt(SingleMapOp op);
  StmtResult raiseStmt(InstanceLimitOp op);
  StmtResult raiseStmt(CollectMemoryOp op);
  StmtResult raiseStmt(ControlReplicateOp op);
  StmtResult raiseStmt(StartupOp op);
  StmtResult raiseStmt(GlobalOp op);
  StmtResult raiseStmt(FuncOp op);
  StmtResult raiseStmt(PrintOp op);
  StmtResult raiseStmt(LocalOp op);
  StmtResult raiseStmt(ReturnOp op);
  LogicalResult raiseBody(Block &block, SmallVector<ast::Stmt *> &body);

  // Expressions.
  ExprResult raise(Value value);
  ExprResult raiseExpr(ConstantOp op);
  ExprResult raiseExpr(LocalOp op);
  ExprResult raiseExpr(GetOp op);
  ExprResult raiseExpr(CallOp op);
  ExprResult raiseExpr(NegOp op);
  ExprResult raiseExpr(CmpOp op);
  ExprResult raiseExpr(SelectOp op);
  ExprResult raiseExpr(TupleOp op);
  ExprResult raiseExpr(TupleForOp op);
  ExprResult raiseExpr(ExtractOp op);
  ExprResult raiseExpr(TupleSliceOp op);
  ExprResult raiseExpr(PointTupleOp op);
  ExprResult raiseExpr(ProcessorOp op);
  ExprResult raiseExpr(MachineOp op);
  ExprResult raiseExpr(IndexOp op);
  ExprResult raiseExpr(HasOp op);
  ExprResult raiseTransform(MachineSpaceTransform op);
  ExprResult raiseBinary(Operation *op, ast::BinaryOp code);
  ExprResult raiseLazy(Operation *op, ast::BinaryOp code);
  ExprResult raiseProperty(Operation *op, StringRef name);
  ExprResult makeBinary(ast::BinaryOp code, ExprResult lhs, ExprResult rhs);
  ExprResult makeMethod(ExprResult base, StringRef name,
                        ArrayRef<ast::Expr *> args);
  ExprResult raiseYield(Region &region);
  /// An element of a list; a tuple there is unpacked, a star is a star.
  ExprResult raiseElement(Value value);
  FailureOr<SmallVector<ast::Expr *>> raiseElements(ValueRange values);

  // Names.
  FailureOr<ast::Name> raiseName(Operation *op, StringRef name);
  FailureOr<StringRef> raiseString(Operation *op, StringRef text);
  FailureOr<ArrayRef<ast::Selector>> raiseSelectors(Operation *op,
                                                    ArrayAttr selectors);
  std::optional<ast::ProcName> raiseProc(Attribute kind);
  std::optional<ast::MemName> raiseMemory(Attribute kind);
  DiagnosticBuilder unsupported(Operation *op) {
    return diagnose(op->getLoc(), DiagId::IRUnsupported);
  }

  template <typename Node, typename... Args>
  Node *create(Args &&...args) {
    return context.create<Node>(ast::Range(), std::forward<Args>(args)...);
  }

  ast::ASTContext &context;
  unsigned numNodes = 0;
  /// Locals, whose values are names where they are used.
  llvm::DenseMap<Value, StringRef> names;
};
} // namespace

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

static bool isIdentifier(StringRef text) {
  auto isWord = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  return !text.empty() && !llvm::isDigit(text.front()) &&
         llvm::all_of(text, isWord);
}

FailureOr<ast::Name> Raiser::raiseName(Operation *op, StringRef name) {
  if (!isIdentifier(name))
    return unsupported(op) << "`" << name
                           << "` is no identifier of the mapper language";
  return ast::Name{name, {}};
}

FailureOr<StringRef> Raiser::raiseString(Operation *op, StringRef text) {
  if (text.find_first_of("\"\n\r") != StringRef::npos)
    return unsupported(op) << "a string of the mapper language holds no quote "
                              "and no line end";
  return text;
}

FailureOr<ArrayRef<ast::Selector>> Raiser::raiseSelectors(Operation *op,
                                                          ArrayAttr selectors) {
  SmallVector<ast::Selector> raised;
  for (Attribute attr : selectors) {
    ast::Selector &selector = raised.emplace_back();
    if (auto index = dyn_cast<IntegerAttr>(attr)) {
      selector.kind = ast::Selector::Index;
      selector.index = index.getInt();
    } else if (auto name = dyn_cast<StringAttr>(attr)) {
      FailureOr<StringRef> text = raiseString(op, name.getValue());
      if (failed(text))
        return failure();
      bool isBare = quoteName(*text) == *text;
      selector.kind =
          isBare ? ast::Selector::Identifier : ast::Selector::String;
      selector.text = *text;
    }
  }
  return context.copy(ArrayRef(raised));
}

std::optional<ast::ProcName> Raiser::raiseProc(Attribute kind) {
  if (auto proc = dyn_cast_or_null<ProcKindAttr>(kind))
    return ast::ProcName{proc.getValue(), {}};
  return std::nullopt;
}

std::optional<ast::MemName> Raiser::raiseMemory(Attribute kind) {
  if (auto memory = dyn_cast_or_null<MemKindAttr>(kind))
    return ast::MemName{memory.getValue(), {}};
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

FailureOr<ast::Stmt *> Raiser::raise(Operation *op) {
  return llvm::TypeSwitch<Operation *, StmtResult>(op)
      .Case<TaskOp, mapping::RegionOp, LayoutOp, IndexMapOp, SingleMapOp,
            InstanceLimitOp, CollectMemoryOp, ControlReplicateOp, StartupOp,
            GlobalOp, FuncOp, PrintOp, LocalOp, ReturnOp>(
          [&](auto derived) { return raiseStmt(derived); })
      .Default([&](Operation *) -> StmtResult {
        return unsupported(op)
               << "`" << op->getName() << "` is no statement of the mapper "
               << "language, or its value is not used";
      });
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(TaskOp op) {
  auto tasks = raiseSelectors(op, op.getTasks());
  if (failed(tasks))
    return failure();
  SmallVector<ast::ProcName> kinds;
  for (Attribute kind : op.getKinds())
    kinds.push_back(*raiseProc(kind));
  return create<ast::TaskStmt>(*tasks, context.copy(ArrayRef(kinds)));
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(mapping::RegionOp op) {
  auto tasks = raiseSelectors(op, op.getTasks());
  auto regions = raiseSelectors(op, op.getRegions());
  if (failed(tasks) || failed(regions))
    return failure();
  SmallVector<ast::MemName> memories;
  for (Attribute memory : op.getMemories())
    memories.push_back(*raiseMemory(memory));
  return create<ast::RegionStmt>(*tasks, *regions, raiseProc(op.getProc()),
                                 context.copy(ArrayRef(memories)));
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(LayoutOp op) {
  auto tasks = raiseSelectors(op, op.getTasks());
  auto regions = raiseSelectors(op, op.getRegions());
  if (failed(tasks) || failed(regions))
    return failure();
  SmallVector<ast::LayoutWord> words;
  for (auto word : op.getWords().getAsRange<WordAttr>()) {
    ast::LayoutWord &raised = words.emplace_back();
    raised.kind = static_cast<ast::LayoutWordKind>(word.getWord());
    raised.align = word.getAlign();
  }
  return create<ast::LayoutStmt>(*tasks, *regions, raiseMemory(op.getTarget()),
                                 raiseProc(op.getTarget()),
                                 context.copy(ArrayRef(words)));
}

template <typename Stmt, typename MapOp>
FailureOr<ast::Stmt *> Raiser::raiseMap(MapOp op) {
  ArrayRef<ast::Selector> tasks;
  if (op.getTasks()) {
    auto raised = raiseSelectors(op, *op.getTasks());
    if (failed(raised))
      return failure();
    tasks = *raised;
  }
  FailureOr<ast::Name> function = raiseName(op, op.getFunction());
  if (failed(function))
    return failure();
  return create<Stmt>(tasks, raiseProc(op.getKindAttr()), *function);
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(IndexMapOp op) {
  return raiseMap<ast::IndexTaskMapStmt>(op);
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(SingleMapOp op) {
  return raiseMap<ast::SingleTaskMapStmt>(op);
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(InstanceLimitOp op) {
  auto tasks = raiseSelectors(op, op.getTasks());
  if (failed(tasks))
    return failure();
  return create<ast::InstanceLimitStmt>(*tasks, op.getLimit(), ast::Range());
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(CollectMemoryOp op) {
  auto tasks = raiseSelectors(op, op.getTasks());
  auto regions = raiseSelectors(op, op.getRegions());
  if (failed(tasks) || failed(regions))
    return failure();
  return create<ast::CollectMemoryStmt>(*tasks, *regions);
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(ControlReplicateOp op) {
  auto tasks = raiseSelectors(op, op.getTasks());
  if (failed(tasks))
    return failure();
  return create<ast::ControlReplicateStmt>(*tasks);
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(PrintOp op) {
  FailureOr<StringRef> format = raiseString(op, op.getFormat());
  if (failed(format))
    return failure();
  SmallVector<ast::Expr *> args;
  for (Value value : op.getValues()) {
    ExprResult arg = raise(value);
    if (failed(arg))
      return failure();
    args.push_back(*arg);
  }
  return create<ast::PrintStmt>(ast::Name{*format, {}},
                                context.copy(ArrayRef(args)));
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(StartupOp op) {
  for (Operation &inner : op.getBody().front())
    if (auto print = dyn_cast<PrintOp>(inner))
      return raiseStmt(print);
  return unsupported(op) << "`mapping.startup` without a `mapping.print`";
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(GlobalOp op) {
  FailureOr<ast::Name> name = raiseName(op, op.getSymName());
  ExprResult value = raiseYield(op.getInitializer());
  if (failed(name) || failed(value))
    return failure();
  return create<ast::AssignStmt>(*name, *value);
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(LocalOp op) {
  FailureOr<ast::Name> name = raiseName(op, op.getName());
  ExprResult value = raise(op.getValue());
  if (failed(name) || failed(value))
    return failure();
  names[op] = name->text;
  return create<ast::AssignStmt>(*name, *value);
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(ReturnOp op) {
  ExprResult value = raise(op.getValue());
  if (failed(value))
    return failure();
  return create<ast::ReturnStmt>(*value);
}

/// Statements are raised in order; operations that only compute a value are
/// raised where it is used.
LogicalResult Raiser::raiseBody(Block &block, SmallVector<ast::Stmt *> &body) {
  for (Operation &op : block) {
    bool isStatement = isa<LocalOp, PrintOp, ReturnOp>(op);
    if (!isStatement && !op.use_empty())
      continue;
    StmtResult stmt = raise(&op);
    if (failed(stmt))
      return failure();
    body.push_back(*stmt);
  }
  return success();
}

static std::optional<ast::ParamType> getParamType(StringRef text) {
  for (ast::ParamType type :
       {ast::ParamType::Task, ast::ParamType::Int, ast::ParamType::Bool,
        ast::ParamType::IPoint, ast::ParamType::ISpace, ast::ParamType::MSpace})
    if (spelling(type) == text)
      return type;
  return std::nullopt;
}

FailureOr<ast::Stmt *> Raiser::raiseStmt(FuncOp op) {
  SmallVector<ast::Param> params;
  for (BlockArgument argument : op.getBody().getArguments()) {
    unsigned index = argument.getArgNumber();
    auto type = getParamType(op.getParamType(index));
    if (!type)
      return unsupported(op)
             << "parameter " << index << " has no declared type; set `"
             << paramTypeAttr.str() << "`";
    FailureOr<ast::Name> name = raiseName(op, op.getParamName(index));
    if (failed(name))
      return failure();
    names[argument] = name->text;
    params.push_back({*type, {}, *name});
  }
  FailureOr<ast::Name> name = raiseName(op, op.getSymName());
  SmallVector<ast::Stmt *> body;
  if (failed(name) || failed(raiseBody(op.getBody().front(), body)))
    return failure();
  return create<ast::FunctionStmt>(*name, context.copy(ArrayRef(params)),
                                   context.copy(ArrayRef(body)));
}

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

FailureOr<ast::Expr *> Raiser::raise(Value value) {
  auto name = names.find(value);
  if (name != names.end())
    return create<ast::NameExpr>(name->second);
  Operation *op = value.getDefiningOp();
  if (!op || ++numNodes > maxNodes)
    return diagnose(value.getLoc(), DiagId::IRUnsupported)
           << "this value cannot be written as an expression; name it with "
              "`mapping.local`";
  return llvm::TypeSwitch<Operation *, ExprResult>(op)
      .Case<AddOp>([&](auto) { return raiseBinary(op, ast::BinaryOp::Add); })
      .Case<SubOp>([&](auto) { return raiseBinary(op, ast::BinaryOp::Sub); })
      .Case<MulOp>([&](auto) { return raiseBinary(op, ast::BinaryOp::Mul); })
      .Case<DivOp>([&](auto) { return raiseBinary(op, ast::BinaryOp::Div); })
      .Case<RemOp>([&](auto) { return raiseBinary(op, ast::BinaryOp::Rem); })
      .Case<AndOp>([&](auto) { return raiseLazy(op, ast::BinaryOp::And); })
      .Case<OrOp>([&](auto) { return raiseLazy(op, ast::BinaryOp::Or); })
      .Case<IPointOp, ISpaceOp, ILoOp, ParentOp, LenOp, VolumeOp, SizeOp>(
          [&](auto) { return raiseProperty(op, op->getName().stripDialect()); })
      .Case<ConstantOp, LocalOp, GetOp, CallOp, NegOp, CmpOp, SelectOp, TupleOp,
            TupleForOp, ExtractOp, TupleSliceOp, PointTupleOp, ProcessorOp,
            MachineOp, IndexOp, HasOp>(
          [&](auto derived) { return raiseExpr(derived); })
      .Case<MachineSpaceTransform>(
          [&](auto derived) { return raiseTransform(derived); })
      .Default([&](Operation *) -> ExprResult {
        return unsupported(op) << "`" << op->getName()
                               << "` is no expression of the mapper language";
      });
}

FailureOr<ast::Expr *> Raiser::raiseYield(Region &region) {
  return raise(region.front().getTerminator()->getOperand(0));
}

FailureOr<ast::Expr *> Raiser::raiseElement(Value value) {
  if (isa<StarType>(value.getType()))
    return create<ast::StarExpr>();
  ExprResult element = raise(value);
  if (failed(element) || !isa<MapTupleType>(value.getType()))
    return element;
  return create<ast::UnpackExpr>(*element);
}

FailureOr<SmallVector<ast::Expr *>> Raiser::raiseElements(ValueRange values) {
  SmallVector<ast::Expr *> elements;
  for (Value value : values) {
    ExprResult element = raiseElement(value);
    if (failed(element))
      return failure();
    elements.push_back(*element);
  }
  return elements;
}

FailureOr<ast::Expr *> Raiser::raiseExpr(ConstantOp op) {
  if (auto flag = dyn_cast<BoolAttr>(op.getValue()))
    return create<ast::BoolExpr>(flag.getValue());
  int64_t value = cast<IntegerAttr>(op.getValue()).getInt();
  if (value >= 0)
    return create<ast::IntExpr>(value);
  if (value > INT64_MIN)
    return create<ast::NegateExpr>(create<ast::IntExpr>(-value));
  // The literal would not fit (LEX2).
  ast::Expr *most = create<ast::NegateExpr>(create<ast::IntExpr>(INT64_MAX));
  return makeBinary(ast::BinaryOp::Sub, most, create<ast::IntExpr>(1));
}

FailureOr<ast::Expr *> Raiser::raiseExpr(LocalOp op) {
  return create<ast::NameExpr>(op.getName());
}

FailureOr<ast::Expr *> Raiser::raiseExpr(GetOp op) {
  FailureOr<ast::Name> name = raiseName(op, op.getGlobal());
  if (failed(name))
    return failure();
  return create<ast::NameExpr>(name->text);
}

FailureOr<ast::Expr *> Raiser::raiseExpr(CallOp op) {
  FailureOr<ast::Name> callee = raiseName(op, op.getCallee());
  if (failed(callee))
    return failure();
  SmallVector<ast::Expr *> args;
  for (auto [argument, unpacked] :
       llvm::zip_equal(op.getArguments(), op.getUnpacked())) {
    ExprResult arg = unpacked ? raiseElement(argument) : raise(argument);
    if (failed(arg))
      return failure();
    args.push_back(*arg);
  }
  return create<ast::CallExpr>(*callee, context.copy(ArrayRef(args)));
}

FailureOr<ast::Expr *> Raiser::makeBinary(ast::BinaryOp code, ExprResult lhs,
                                          ExprResult rhs) {
  if (failed(lhs) || failed(rhs))
    return failure();
  return create<ast::BinaryExpr>(code, ast::Range(), *lhs, *rhs);
}

FailureOr<ast::Expr *> Raiser::raiseBinary(Operation *op, ast::BinaryOp code) {
  return makeBinary(code, raise(op->getOperand(0)), raise(op->getOperand(1)));
}

FailureOr<ast::Expr *> Raiser::raiseLazy(Operation *op, ast::BinaryOp code) {
  return makeBinary(code, raise(op->getOperand(0)),
                    raiseYield(op->getRegion(0)));
}

FailureOr<ast::Expr *> Raiser::raiseExpr(CmpOp op) {
  static constexpr ast::BinaryOp codes[] = {
      ast::BinaryOp::Lt, ast::BinaryOp::Le, ast::BinaryOp::Gt,
      ast::BinaryOp::Ge, ast::BinaryOp::Eq, ast::BinaryOp::Ne};
  return raiseBinary(op, codes[static_cast<unsigned>(op.getKind())]);
}

FailureOr<ast::Expr *> Raiser::raiseExpr(NegOp op) {
  ExprResult operand = raise(op.getOperand());
  if (failed(operand))
    return failure();
  return create<ast::NegateExpr>(*operand);
}

FailureOr<ast::Expr *> Raiser::raiseExpr(SelectOp op) {
  ExprResult condition = raise(op.getCondition());
  ExprResult thenExpr = raiseYield(op.getThenRegion());
  ExprResult elseExpr = raiseYield(op.getElseRegion());
  if (failed(condition) || failed(thenExpr) || failed(elseExpr))
    return failure();
  return create<ast::ConditionalExpr>(*condition, *thenExpr, *elseExpr);
}

FailureOr<ast::Expr *> Raiser::raiseExpr(TupleOp op) {
  auto elements = raiseElements(op.getElements());
  if (failed(elements))
    return failure();
  return create<ast::TupleExpr>(context.copy(ArrayRef(*elements)));
}

FailureOr<ast::Expr *> Raiser::raiseExpr(TupleForOp op) {
  FailureOr<ast::Name> variable = raiseName(op, op.getVariable());
  if (failed(variable))
    return failure();
  names[op.getBody().getArgument(0)] = variable->text;
  ExprResult body = raiseYield(op.getBody());
  ExprResult over = raise(op.getOver());
  if (failed(body) || failed(over))
    return failure();
  return create<ast::TupleForExpr>(*body, *variable, *over);
}

FailureOr<ast::Expr *> Raiser::raiseExpr(ExtractOp op) {
  ExprResult tuple = raise(op.getTuple()), index = raise(op.getIndex());
  if (failed(tuple) || failed(index))
    return failure();
  return create<ast::IndexExpr>(*tuple, context.copy(ArrayRef(*index)));
}

FailureOr<ast::Expr *> Raiser::raiseExpr(TupleSliceOp op) {
  ExprResult tuple = raise(op.getTuple());
  ast::Expr *none = nullptr;
  ExprResult lower = op.getLower() ? raise(op.getLower()) : ExprResult(none);
  ExprResult upper = op.getUpper() ? raise(op.getUpper()) : ExprResult(none);
  if (failed(tuple) || failed(lower) || failed(upper))
    return failure();
  return create<ast::SliceExpr>(*tuple, *lower, *upper);
}

/// The conversion is implicit in the language (EXP9).
FailureOr<ast::Expr *> Raiser::raiseExpr(PointTupleOp op) {
  return raise(op.getPoint());
}

FailureOr<ast::Expr *> Raiser::raiseProperty(Operation *op, StringRef name) {
  ExprResult base = raise(op->getOperand(0));
  if (failed(base))
    return failure();
  return create<ast::PropertyExpr>(*base, ast::Name{name, {}});
}

FailureOr<ast::Expr *> Raiser::makeMethod(ExprResult base, StringRef name,
                                          ArrayRef<ast::Expr *> args) {
  if (failed(base))
    return failure();
  return create<ast::MethodExpr>(*base, ast::Name{name, {}},
                                 context.copy(args));
}

FailureOr<ast::Expr *> Raiser::raiseExpr(ProcessorOp op) {
  ExprResult space = raise(op.getSpace());
  if (failed(space))
    return failure();
  return makeMethod(raise(op.getTask()), "processor", *space);
}

FailureOr<ast::Expr *> Raiser::raiseTransform(MachineSpaceTransform op) {
  SmallVector<ast::Expr *> args;
  for (Value argument : op.getTransformArguments()) {
    ExprResult arg = raise(argument);
    if (failed(arg))
      return failure();
    args.push_back(*arg);
  }
  return makeMethod(raise(op.getSpace()), op.getMethodName(), args);
}

FailureOr<ast::Expr *> Raiser::raiseExpr(MachineOp op) {
  return create<ast::MachineExpr>(
      create<ast::ProcExpr>(op.getKind().getValue()));
}

FailureOr<ast::Expr *> Raiser::raiseExpr(IndexOp op) {
  ExprResult space = raise(op.getSpace());
  auto indices = raiseElements(op.getIndices());
  if (failed(space) || failed(indices))
    return failure();
  return create<ast::IndexExpr>(*space, context.copy(ArrayRef(*indices)));
}

FailureOr<ast::Expr *> Raiser::raiseExpr(HasOp op) {
  ast::Expr *memory = create<ast::MemExpr>(op.getMemory().getValue());
  return makeMethod(raise(op.getPoint()), "has", memory);
}

FailureOr<ast::Stmt *> mapwright::raiseStatement(Operation *op,
                                                 ast::ASTContext &context) {
  return Raiser(context).raise(op);
}
