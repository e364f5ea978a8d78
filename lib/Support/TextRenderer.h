//===- TextRenderer.h - Diagnostics as text for people ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The look of Clang's diagnostics: header, source line with the range marked,
// fixes, then the notes.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SUPPORT_TEXTRENDERER_H
#define MAPWRIGHT_LIB_SUPPORT_TEXTRENDERER_H

#include "DiagnosticView.h"
#include "DisplayLine.h"
#include "SourceLookup.h"

#include "llvm/Support/raw_ostream.h"

namespace mapwright {

class TextRenderer {
public:
  /// `tool` stands in front of messages without a place.
  TextRenderer(llvm::raw_ostream &os, SourceLookup &sources,
               llvm::StringRef tool, bool colors);

  void render(const DiagnosticView &view);

private:
  struct Snippet;

  void renderHeader(const DiagnosticView &view);
  std::optional<Snippet> renderSnippet(const FilePosition &position);
  void renderFix(const Fix &fix, const std::optional<Snippet> &snippet);
  bool renderInlineFix(const Fix &fix, const Snippet &snippet);
  void renderEdits(llvm::ArrayRef<SourceEdit> edits, llvm::StringRef shownFile);
  void renderLines(unsigned firstLine, llvm::ArrayRef<std::string> lines,
                   char sign, llvm::raw_ostream::Colors color);
  void paint(llvm::raw_ostream::Colors color, bool bold, llvm::StringRef text);

  llvm::raw_ostream &os;
  SourceLookup &sources;
  std::string tool;
  bool colors;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_SUPPORT_TEXTRENDERER_H
