//===- SourceFile.cpp - Byte ranges to locations and back -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Frontend/SourceFile.h"

#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Support/Diagnostics.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

using namespace mapwright;
using llvm::StringRef;

SourceFile::SourceFile(mlir::MLIRContext *context, StringRef name,
                       StringRef text)
    : name(mlir::StringAttr::get(context, name)), text(text) {
  lineStarts.push_back(0);
  // Nothing beyond the limit is ever read: checkEncoding rejects such texts.
  for (auto [i, c] : llvm::enumerate(text.take_front(maxSourceBytes)))
    if (c == '\n')
      lineStarts.push_back(i + 1);
}

unsigned SourceFile::getLine(uint32_t offset) const {
  return llvm::upper_bound(lineStarts, offset) - lineStarts.begin();
}

mlir::Location SourceFile::getLoc(ast::Range range) const {
  unsigned startLine = getLine(range.begin), endLine = getLine(range.end);
  return mlir::FileLineColRange::get(
      name, startLine, range.begin - getLineStart(startLine) + 1, endLine,
      range.end - getLineStart(endLine) + 1);
}

std::optional<ast::Range> SourceFile::getRange(mlir::Location loc) const {
  auto place = mlir::dyn_cast<mlir::FileLineColRange>(loc);
  if (!place || place.getFilename() != name)
    return std::nullopt;
  auto offset = [&](uint64_t line, uint64_t column) -> std::optional<uint32_t> {
    if (line == 0 || line > lineStarts.size() || column == 0)
      return std::nullopt;
    uint64_t offset = getLineStart(line) + column - 1;
    uint64_t lineEnd =
        line < lineStarts.size() ? lineStarts[line] - 1 : text.size();
    return offset <= lineEnd ? std::optional<uint32_t>(offset) : std::nullopt;
  };
  auto begin = offset(place.getStartLine(), place.getStartColumn());
  auto end = offset(place.getEndLine(), place.getEndColumn());
  if (!begin || !end || *begin > *end)
    return std::nullopt;
  return ast::Range{*begin, *end};
}

/// The offset of the first byte that is not UTF-8, if there is one.
static std::optional<size_t> findInvalidUTF8(StringRef text) {
  auto *begin = reinterpret_cast<const llvm::UTF8 *>(text.bytes_begin());
  auto *position = begin;
  if (llvm::isLegalUTF8String(&position, text.bytes_end()))
    return std::nullopt;
  return position - begin;
}

mlir::LogicalResult mapwright::checkEncoding(const SourceFile &source) {
  StringRef text = source.getText();
  if (text.size() > maxSourceBytes)
    return diagnose(source.getLoc({0, 0}), DiagId::Encoding)
           << "source has " << text.size()
           << " bytes; a mapper has at most 16 MiB (" << maxSourceBytes
           << " bytes)";
  size_t nul = text.find('\0');
  std::optional<size_t> invalid = findInvalidUTF8(text);
  if (nul == StringRef::npos && !invalid)
    return mlir::success();
  uint32_t offset = std::min(nul, invalid.value_or(StringRef::npos));
  mlir::Location loc = source.getLoc({offset, offset + 1});
  if (offset == nul)
    return diagnose(loc, DiagId::Encoding)
           << "NUL byte at offset " << offset
           << "; a mapper is a text file in UTF-8";
  std::string hex =
      llvm::utohexstr(static_cast<uint8_t>(text[offset]), false, 2);
  return diagnose(loc, DiagId::Encoding)
         << "byte 0x" << hex << " at offset " << offset
         << " is not UTF-8; save the file in UTF-8";
}
