//===- SourceFile.h - Byte ranges to locations and back ---------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_FRONTEND_SOURCEFILE_H
#define MAPWRIGHT_FRONTEND_SOURCEFILE_H

#include "mapwright/Frontend/AST.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"

#include <vector>

namespace mapwright {

/// One `.mapper` text and its name. Converts between byte ranges and MLIR
/// locations: a range becomes a FileLineColRange whose lines and columns count
/// from 1 (columns in bytes) and whose end column is one past the last byte.
class SourceFile {
public:
  /// `text` must outlive this object.
  SourceFile(mlir::MLIRContext *context, llvm::StringRef name,
             llvm::StringRef text);

  llvm::StringRef getName() const { return name.getValue(); }
  llvm::StringRef getText() const { return text; }
  mlir::MLIRContext *getContext() const { return name.getContext(); }
  llvm::StringRef slice(ast::Range range) const {
    return text.slice(range.begin, range.end);
  }

  mlir::Location getLoc(ast::Range range) const;
  /// The byte range of a location of this file, none for any other location
  /// or for one that lies outside of the text.
  std::optional<ast::Range> getRange(mlir::Location loc) const;
  /// 1-based line of an offset.
  unsigned getLine(uint32_t offset) const;

private:
  uint32_t getLineStart(unsigned line) const { return lineStarts[line - 1]; }

  mlir::StringAttr name;
  llvm::StringRef text;
  std::vector<uint32_t> lineStarts;
};

} // namespace mapwright

#endif // MAPWRIGHT_FRONTEND_SOURCEFILE_H
