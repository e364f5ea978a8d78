//===- Blocks.cpp - The separable parts of a mapper -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Blocks.h"

#include "mapwright/AutoGuide/DiagnosticFeedback.h"
#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Support/InputErrors.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <map>
#include <set>

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

namespace {
struct BlockFacts {
  StringRef name;
  StringRef statements;
};
} // namespace

static constexpr BlockFacts blockFacts[numBlocks] = {
    {"task", "Task, ControlReplicate"},
    {"index_maps", "IndexTaskMap, functions, globals, print"},
    {"single_maps", "SingleTaskMap, functions, globals, print"},
    {"region", "Region"},
    {"layout", "Layout"},
    {"limits", "InstanceLimit, CollectMemory"},
};

StringRef optimize::spelling(Block block) {
  return blockFacts[unsigned(block)].name;
}

StringRef optimize::describeStatements(Block block) {
  return blockFacts[unsigned(block)].statements;
}

std::optional<Block> optimize::parseBlock(StringRef text) {
  for (unsigned i = 0; i < numBlocks; ++i)
    if (blockFacts[i].name == text)
      return Block(i);
  return std::nullopt;
}

/// The block of a statement; none for definitions, which go with their users.
static std::optional<Block> getBlock(ast::StmtKind kind) {
  switch (kind) {
  case ast::StmtKind::Task:
  case ast::StmtKind::ControlReplicate:
    return Block::Task;
  case ast::StmtKind::Region:
    return Block::Region;
  case ast::StmtKind::Layout:
    return Block::Layout;
  case ast::StmtKind::IndexTaskMap:
    return Block::IndexMaps;
  case ast::StmtKind::SingleTaskMap:
    return Block::SingleMaps;
  case ast::StmtKind::InstanceLimit:
  case ast::StmtKind::CollectMemory:
    return Block::Limits;
  case ast::StmtKind::Print:
  case ast::StmtKind::Assign:
  case ast::StmtKind::Return:
  case ast::StmtKind::Function:
    return std::nullopt;
  }
  llvm_unreachable("unknown statement");
}

//===----------------------------------------------------------------------===//
// Which statement is of which block
//===----------------------------------------------------------------------===//

static StringRef getDefinedName(const ast::Stmt &statement) {
  if (auto *function = llvm::dyn_cast<ast::FunctionStmt>(&statement))
    return function->name.text;
  if (auto *global = llvm::dyn_cast<ast::AssignStmt>(&statement))
    return global->target.text;
  return "";
}

namespace {
/// Finds the definitions that a statement needs. Any word counts as a use of
/// what it names, so a block may get a definition more, never one less.
class Uses {
public:
  explicit Uses(const ast::Mapper &mapper) {
    for (const ast::Stmt *statement : mapper.statements)
      if (StringRef name = getDefinedName(*statement); !name.empty())
        definitions[name].push_back(statement);
  }

  /// Adds what `statement` uses, directly or not.
  void addUses(const ast::Stmt &statement, std::set<const ast::Stmt *> &used) {
    std::vector<const ast::Stmt *> open = {&statement};
    while (!open.empty()) {
      std::string text = unparse(*open.back());
      open.pop_back();
      for (StringRef rest = text; !rest.empty();) {
        StringRef word = rest.take_while(isWordPart);
        rest = rest.drop_front(std::max<size_t>(1, word.size()));
        auto found = definitions.find(word);
        if (found == definitions.end())
          continue;
        for (const ast::Stmt *definition : found->second)
          if (used.insert(definition).second)
            open.push_back(definition);
      }
    }
  }

private:
  static bool isWordPart(char c) { return llvm::isAlnum(c) || c == '_'; }

  std::map<StringRef, std::vector<const ast::Stmt *>> definitions;
};
} // namespace

static std::vector<Block> assignBlocks(const ast::Mapper &mapper) {
  Uses uses(mapper);
  std::set<const ast::Stmt *> ofSingleMaps, ofOthers;
  for (const ast::Stmt *statement : mapper.statements)
    if (statement->kind == ast::StmtKind::SingleTaskMap)
      uses.addUses(*statement, ofSingleMaps);
  for (const ast::Stmt *statement : mapper.statements)
    if (statement->kind != ast::StmtKind::SingleTaskMap &&
        !ofSingleMaps.count(statement))
      uses.addUses(*statement, ofOthers);
  std::vector<Block> blocks;
  for (const ast::Stmt *statement : mapper.statements) {
    bool isOnlyForSingle =
        ofSingleMaps.count(statement) && !ofOthers.count(statement);
    blocks.push_back(
        getBlock(statement->kind)
            .value_or(isOnlyForSingle ? Block::SingleMaps : Block::IndexMaps));
  }
  return blocks;
}

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

/// "region:2:8: what", then the line and a mark below the place in it.
static std::string formatError(const CollectedDiagnostic &diagnostic,
                               StringRef source) {
  const CollectedDiagnostic::Place &place = diagnostic.place;
  if (place.file.empty())
    return diagnostic.text + "\n";
  std::string text = place.file + ":" + std::to_string(place.line) + ":" +
                     std::to_string(place.column) + ": " + diagnostic.text +
                     "\n";
  StringRef rest = source;
  for (unsigned line = 1; line < place.line; ++line)
    rest = rest.split('\n').second;
  StringRef line = rest.split('\n').first.rtrim('\r');
  constexpr size_t maxShown = 200;
  if (line.size() <= maxShown && place.column <= line.size() + 1)
    text += "    " + line.str() + "\n    " +
            std::string(place.column - 1, ' ') + "^\n";
  return text;
}

static std::string formatErrors(const DiagnosticCollector &collector,
                                StringRef source) {
  std::string text;
  for (const CollectedDiagnostic &diagnostic : collector.getDiagnostics())
    if (diagnostic.severity == mlir::DiagnosticSeverity::Error)
      text += formatError(diagnostic, source);
  return text;
}

/// More would not fit into a prompt.
static constexpr size_t maxErrorsTold = 5;

BlockSplitter::BlockSplitter()
    : context(mlir::MLIRContext::Threading::DISABLED) {}

namespace {
/// A mapper with its tree.
struct Parsed {
  SourceFile file;
  ast::ASTContext arena;
  ast::Mapper mapper;

  Parsed(mlir::MLIRContext *context, StringRef name, StringRef source)
      : file(context, name, source) {}
};
} // namespace

static llvm::Error parse(Parsed &parsed) {
  DiagnosticCollector collector(parsed.file.getContext(), maxErrorsTold);
  // The parser takes any bytes; what is no text is said first.
  if (llvm::succeeded(checkEncoding(parsed.file))) {
    mlir::FailureOr<ast::Mapper> mapper =
        parseMapper(parsed.file, parsed.arena);
    if (llvm::succeeded(mapper)) {
      parsed.mapper = *mapper;
      return llvm::Error::success();
    }
  }
  return makeError(formatErrors(collector, parsed.file.getText()));
}

std::string BlockSplitter::findError(StringRef source, StringRef name) {
  Parsed parsed(&context, name, source);
  if (llvm::Error error = parse(parsed))
    return llvm::toString(std::move(error));
  DiagnosticCollector collector(&context, maxErrorsTold);
  if (llvm::succeeded(checkMapper(parsed.file, parsed.mapper)))
    return "";
  return formatErrors(collector, source);
}

static BlockTexts printBlocks(const ast::Mapper &mapper) {
  std::array<std::vector<ast::Stmt *>, numBlocks> statements;
  for (auto [statement, block] :
       llvm::zip(mapper.statements, assignBlocks(mapper)))
    statements[unsigned(block)].push_back(statement);
  BlockTexts texts;
  for (unsigned i = 0; i < numBlocks; ++i)
    texts[i] = unparse(ast::Mapper{statements[i]});
  return texts;
}

llvm::Expected<BlockTexts> BlockSplitter::split(StringRef source,
                                                StringRef name) {
  Parsed parsed(&context, name, source);
  if (llvm::Error error = parse(parsed))
    return std::move(error);
  return printBlocks(parsed.mapper);
}

std::string optimize::join(const BlockTexts &texts) {
  std::string joined;
  for (const std::optional<std::string> &text : texts) {
    if (!text || text->empty())
      continue;
    joined += *text;
    if (joined.back() != '\n')
      joined += '\n';
  }
  return joined;
}

static bool isAllowed(ast::StmtKind kind, Block block) {
  if (std::optional<Block> only = getBlock(kind))
    return *only == block;
  return block == Block::IndexMaps || block == Block::SingleMaps;
}

llvm::Error BlockSplitter::check(const BlockTexts &texts) {
  std::string wrong;
  for (unsigned i = 0; i < numBlocks; ++i) {
    if (!texts[i])
      continue;
    Block block = Block(i);
    Parsed parsed(&context, spelling(block), *texts[i]);
    if (llvm::Error error = parse(parsed)) {
      wrong += llvm::toString(std::move(error));
      continue;
    }
    DiagnosticCollector collector(&context, maxErrorsTold);
    for (const ast::Stmt *statement : parsed.mapper.statements)
      if (!isAllowed(statement->kind, block))
        mlir::emitError(parsed.file.getLoc(statement->range))
            << "this statement is not one of block '" << spelling(block)
            << "', which has: " << describeStatements(block);
    wrong += formatErrors(collector, *texts[i]);
  }
  if (wrong.empty())
    return llvm::Error::success();
  return makeError(wrong);
}

//===----------------------------------------------------------------------===//
// Replacing
//===----------------------------------------------------------------------===//

static bool isComment(StringRef line) {
  StringRef text = line.ltrim(" \t");
  return text.starts_with("#") || text.starts_with("//");
}

/// Where the line of `offset` begins.
static size_t getLineStart(StringRef source, size_t offset) {
  size_t newline = source.take_front(offset).rfind('\n');
  return newline == StringRef::npos ? 0 : newline + 1;
}

/// The statement with the comment right above it, except for one that the file
/// begins with, and the one behind it.
static ast::Range getTakenRange(StringRef source, ast::Range range) {
  size_t begin = getLineStart(source, range.begin);
  if (!source.slice(begin, range.begin).trim(" \t").empty()) {
    begin = range.begin;
  } else {
    size_t top = begin;
    while (top > 0) {
      size_t above = getLineStart(source, top - 1);
      if (!isComment(source.slice(above, top)))
        break;
      top = above;
    }
    begin = top > 0 ? top : begin;
  }
  size_t end = source.find('\n', range.end);
  end = end == StringRef::npos ? source.size() : end + 1;
  StringRef behind = source.slice(range.end, end).trim(" \t\r\n");
  if (!behind.empty() && !isComment(behind))
    end = range.end;
  return {uint32_t(begin), uint32_t(end)};
}

namespace {
/// A source of which parts are taken out and others put in.
class Rewriter {
public:
  explicit Rewriter(StringRef source) : source(source) {}

  void take(ast::Range range) { taken.push_back(range); }
  /// Texts for one place stand in the order of calls.
  void put(uint32_t at, StringRef text) { inserted.insert({at, text}); }

  std::string finish();

private:
  void putUpTo(uint32_t offset);
  void copyUpTo(uint32_t offset);

  StringRef source;
  std::vector<ast::Range> taken;
  std::multimap<uint32_t, StringRef> inserted; ///< what is not put yet
  std::string result;
  uint32_t at = 0;
};
} // namespace

void Rewriter::copyUpTo(uint32_t offset) {
  if (offset <= at)
    return;
  StringRef text = source.slice(at, offset);
  // Two empty lines that met are one.
  if (at > 0 && text.starts_with("\n") &&
      (result.empty() || StringRef(result).ends_with("\n\n")))
    text = text.drop_front();
  result += text;
  at = offset;
}

void Rewriter::putUpTo(uint32_t offset) {
  while (!inserted.empty() && inserted.begin()->first <= offset) {
    auto [place, whole] = *inserted.begin();
    inserted.erase(inserted.begin());
    copyUpTo(place);
    StringRef text = whole.trim("\r\n");
    if (text.empty())
      continue;
    if (!result.empty() && result.back() != '\n')
      result += '\n';
    result += text.str() + "\n";
  }
}

std::string Rewriter::finish() {
  llvm::sort(taken,
             [](ast::Range a, ast::Range b) { return a.begin < b.begin; });
  for (ast::Range range : taken) {
    putUpTo(range.begin);
    copyUpTo(range.begin);
    at = std::max(at, range.end);
  }
  putUpTo(uint32_t(source.size()));
  copyUpTo(uint32_t(source.size()));
  return std::move(result);
}

/// Where the new text of a block goes: definitions to where the first one of
/// them was, single maps behind all definitions that they may use.
static uint32_t findPlace(Block block, const ast::Mapper &mapper,
                          llvm::ArrayRef<Block> blocks, StringRef source) {
  std::optional<uint32_t> first, last;
  for (auto [statement, of] : llvm::zip(mapper.statements, blocks)) {
    ast::Range range = getTakenRange(source, statement->range);
    if (of == block && !first)
      first = range.begin;
    if (of == Block::IndexMaps || of == Block::SingleMaps)
      last = range.end;
  }
  uint32_t end = uint32_t(source.size());
  if (block == Block::SingleMaps)
    return last.value_or(end);
  return first.value_or(end);
}

llvm::Expected<std::string> BlockSplitter::replace(StringRef source,
                                                   const BlockTexts &texts) {
  Parsed parsed(&context, "mapper", source);
  if (llvm::Error error = parse(parsed))
    return std::move(error);
  std::vector<Block> blocks = assignBlocks(parsed.mapper);
  Rewriter rewriter(source);
  for (auto [statement, block] : llvm::zip(parsed.mapper.statements, blocks))
    if (texts[unsigned(block)])
      rewriter.take(getTakenRange(source, statement->range));
  for (unsigned i = 0; i < numBlocks; ++i)
    if (texts[i])
      rewriter.put(findPlace(Block(i), parsed.mapper, blocks, source),
                   *texts[i]);
  return rewriter.finish();
}
