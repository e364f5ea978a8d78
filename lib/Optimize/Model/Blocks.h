//===- Blocks.h - The separable parts of a mapper ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. A model rewrites some blocks of a mapper and leaves
// the others alone.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_MODEL_BLOCKS_H
#define MAPWRIGHT_LIB_OPTIMIZE_MODEL_BLOCKS_H

#include "mapwright/Frontend/AST.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/Error.h"

#include <array>
#include <optional>
#include <string>

namespace mapwright {
namespace optimize {

/// In the order in which blocks are joined: what maps name comes before them
/// (STM8).
enum class Block : uint8_t {
  Task,       ///< Task, ControlReplicate
  IndexMaps,  ///< IndexTaskMap, functions, globals, prints
  SingleMaps, ///< SingleTaskMap, with what only single maps use
  Region,     ///< Region
  Layout,     ///< Layout
  Limits,     ///< InstanceLimit, CollectMemory
};
constexpr unsigned numBlocks = 6;
llvm::StringRef spelling(Block block); ///< "task", "index_maps", ...
std::optional<Block> parseBlock(llvm::StringRef text);
/// "Region T R P M1,M2,...;": the statements it may hold, for people.
llvm::StringRef describeStatements(Block block);

/// Text of each block; none: not there.
using BlockTexts = std::array<std::optional<std::string>, numBlocks>;

/// Parsers of this file use the diagnostics of a context and so one at a time.
class BlockSplitter {
public:
  BlockSplitter();

  /// The text of all blocks, empty for those without statements, in formatter
  /// style and without comments. Fails if the mapper does not parse, with the
  /// first error as `NAME:LINE:COL: what`.
  llvm::Expected<BlockTexts> split(llvm::StringRef source,
                                   llvm::StringRef name);

  /// Checks that each text parses and holds statements of its block only. Fails
  /// with all that is wrong, a line each: `BLOCK:LINE:COL: what`.
  llvm::Error check(const BlockTexts &texts);

  /// Puts `texts` in the place of the blocks of a mapper that parses. What is
  /// not replaced stays as its author wrote it; so do comments that stand by
  /// themselves.
  llvm::Expected<std::string> replace(llvm::StringRef source,
                                      const BlockTexts &texts);

  /// The first error of a mapper that does not parse or breaks a rule of names
  /// and kinds, as `NAME:LINE:COL: what`; empty if there is none.
  std::string findError(llvm::StringRef source, llvm::StringRef name);

private:
  mlir::MLIRContext context;
};

/// A mapper of just these blocks.
std::string join(const BlockTexts &texts);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_MODEL_BLOCKS_H
