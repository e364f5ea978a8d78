//===- TextRenderer.cpp - Diagnostics as text for people ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TextRenderer.h"

#include "FixPreview.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mapwright;
using llvm::raw_ostream;
using mlir::DiagnosticSeverity;

/// Columns of source text in one line of output.
static constexpr unsigned maxTextWidth = 160;
/// Lines of a fix that are shown of each of its hunks, per sign.
static constexpr size_t maxFixLines = 12;
static constexpr llvm::StringLiteral emptyGutter = "      ";

/// The line shown for a diagnostic, which its fixes may refer to.
struct TextRenderer::Snippet {
  FilePosition position;
  uint32_t lineStart; ///< byte offset in the file
  size_t lineSize;
  DisplayLine line;
  DisplayLine::Window window;
  uint32_t begin; ///< the marked range, byte offsets in the file
  uint32_t end;
};

TextRenderer::TextRenderer(raw_ostream &os, SourceLookup &sources,
                           llvm::StringRef tool, bool colors)
    : os(os), sources(sources), tool(tool), colors(colors) {
  if (colors)
    os.enable_colors(true);
}

void TextRenderer::paint(raw_ostream::Colors color, bool bold,
                         llvm::StringRef text) {
  if (colors)
    os.changeColor(color, bold);
  os << text;
  if (colors)
    os.resetColor();
}

//===----------------------------------------------------------------------===//
// Header
//===----------------------------------------------------------------------===//

static raw_ostream::Colors getColor(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Error:
    return raw_ostream::RED;
  case DiagnosticSeverity::Warning:
    return raw_ostream::MAGENTA;
  case DiagnosticSeverity::Remark:
    return raw_ostream::BLUE;
  case DiagnosticSeverity::Note:
    return raw_ostream::CYAN;
  }
  llvm_unreachable("all severities have a colour");
}

static std::string formatPlace(const std::optional<FilePosition> &position,
                               llvm::StringRef tool) {
  if (!position)
    return (tool + ": ").str();
  std::string file = escapeForTerminal(position->file);
  if (position->line == 0)
    return file + ": ";
  return llvm::formatv("{0}:{1}:{2}: ", file, position->line, position->column);
}

void TextRenderer::renderHeader(const DiagnosticView &view) {
  paint(raw_ostream::SAVEDCOLOR, /*bold=*/true,
        formatPlace(view.position, tool));
  paint(getColor(view.severity), /*bold=*/true,
        (spelling(view.severity) + ": ").str());
  bool isNote = view.severity == DiagnosticSeverity::Note;
  paint(raw_ostream::SAVEDCOLOR, /*bold=*/!isNote,
        escapeForTerminal(view.message));
  if (view.id)
    os << " [mapwright-" << getDiagInfo(*view.id).name
       << (view.promoted ? ",-Werror]" : "]");
  else if (view.promoted)
    os << " [-Werror]";
  os << '\n';
}

//===----------------------------------------------------------------------===//
// Source line
//===----------------------------------------------------------------------===//

/// The bytes [begin, end) of the first line that a position marks.
static std::pair<size_t, size_t> getMarked(const FilePosition &position,
                                           llvm::StringRef line) {
  size_t begin =
      std::min<size_t>(std::max(position.column, 1u) - 1, line.size());
  size_t end = begin;
  if (position.endLine > position.line)
    end = line.rtrim().size();
  else if (position.endColumn > position.column)
    end = std::min<size_t>(position.endColumn - 1, line.size());
  return {begin, std::max(begin, end)};
}

/// `^~~~` below the marked columns, of which one at least is shown.
static std::string makeMarker(const DisplayLine &line,
                              const DisplayLine::Window &window, unsigned begin,
                              unsigned end) {
  begin = std::max(begin, window.begin);
  end = std::min(end, window.end);
  std::string marker(begin - window.begin + window.getIndent(), ' ');
  marker += '^';
  if (end > begin + 1)
    marker.append(end - begin - 1, '~');
  return marker;
}

std::optional<TextRenderer::Snippet>
TextRenderer::renderSnippet(const FilePosition &position) {
  const SourceText *source = sources.find(position.file);
  if (!source || position.line == 0 || position.line > source->getNumLines())
    return std::nullopt;
  llvm::StringRef text = source->getLine(position.line);
  auto [begin, end] = getMarked(position, text);
  DisplayLine line(text, begin);
  unsigned beginColumn = line.getColumn(begin);
  unsigned endColumn = line.getColumn(end);
  DisplayLine::Window window =
      line.getWindow(beginColumn, endColumn, maxTextWidth);
  os << llvm::formatv("{0,5} | {1}\n", position.line, line.getText(window));
  os << emptyGutter << "| ";
  paint(raw_ostream::GREEN, /*bold=*/true,
        makeMarker(line, window, beginColumn, endColumn));
  os << '\n';
  uint32_t lineStart = source->getLineStart(position.line);
  return Snippet{position,
                 lineStart,
                 text.size(),
                 std::move(line),
                 window,
                 static_cast<uint32_t>(lineStart + begin),
                 static_cast<uint32_t>(lineStart + end)};
}

//===----------------------------------------------------------------------===//
// Fixes
//===----------------------------------------------------------------------===//

/// Shows a fix as the text to put below the mark, if that says it all: one
/// insert in the line shown, or a replacement of what is marked.
bool TextRenderer::renderInlineFix(const Fix &fix, const Snippet &snippet) {
  if (fix.edits.size() != 1)
    return false;
  const SourceEdit &edit = fix.edits.front();
  bool isInsert = edit.begin == edit.end;
  bool replacesMarked = edit.begin == snippet.begin && edit.end == snippet.end;
  if (edit.file != snippet.position.file || !(isInsert || replacesMarked) ||
      edit.text.empty() || llvm::StringRef(edit.text).contains('\n') ||
      edit.begin < snippet.lineStart ||
      edit.end > snippet.lineStart + snippet.lineSize)
    return false;
  DisplayLine inserted(edit.text);
  unsigned column = snippet.line.getColumn(edit.begin - snippet.lineStart);
  if (column < snippet.window.begin || column > snippet.window.end ||
      column - snippet.window.begin + inserted.getWidth() > maxTextWidth)
    return false;
  os << emptyGutter << "| ";
  os.indent(column - snippet.window.begin + snippet.window.getIndent());
  paint(raw_ostream::GREEN, /*bold=*/false,
        inserted.getText({0, inserted.getWidth(), false, false}));
  os << '\n';
  return true;
}

void TextRenderer::renderLines(unsigned firstLine,
                               llvm::ArrayRef<std::string> lines, char sign,
                               raw_ostream::Colors color) {
  for (auto [i, text] : llvm::enumerate(lines.take_front(maxFixLines))) {
    DisplayLine line(text);
    DisplayLine::Window window = line.getWindow(0, 0, maxTextWidth);
    os << llvm::formatv("{0,5} ", firstLine + i);
    paint(color, /*bold=*/false,
          (llvm::Twine(sign) + " " + line.getText(window)).str());
    os << '\n';
  }
  if (lines.size() > maxFixLines)
    os << llvm::formatv("{0}{1} ... {2} more lines\n", emptyGutter, sign,
                        lines.size() - maxFixLines);
}

void TextRenderer::renderEdits(llvm::ArrayRef<SourceEdit> edits,
                               llvm::StringRef shownFile) {
  llvm::StringRef file = edits.front().file;
  const SourceText *source = sources.find(file);
  if (!source)
    return;
  if (file != shownFile)
    os << emptyGutter << "in " << escapeForTerminal(file) << ":\n";
  for (const FixHunk &hunk : previewEdits(*source, edits)) {
    renderLines(hunk.oldLine, hunk.removed, '-', raw_ostream::RED);
    renderLines(hunk.newLine, hunk.added, '+', raw_ostream::GREEN);
  }
}

void TextRenderer::renderFix(const Fix &fix,
                             const std::optional<Snippet> &snippet) {
  bool isShown = snippet && renderInlineFix(fix, *snippet);
  bool isMachine = fix.applicability == Applicability::Machine;
  os << emptyGutter << "= ";
  paint(raw_ostream::GREEN, /*bold=*/true,
        isMachine ? "fix: " : "possible fix: ");
  os << escapeForTerminal(fix.title) << '\n';
  if (isShown)
    return;
  llvm::MapVector<llvm::StringRef, llvm::SmallVector<SourceEdit>> byFile;
  for (const SourceEdit &edit : fix.edits)
    byFile[edit.file].push_back(edit);
  llvm::StringRef shownFile =
      snippet ? snippet->position.file : llvm::StringRef();
  for (const auto &[file, edits] : byFile)
    renderEdits(edits, shownFile);
}

//===----------------------------------------------------------------------===//
// Diagnostics
//===----------------------------------------------------------------------===//

void TextRenderer::render(const DiagnosticView &view) {
  renderHeader(view);
  std::optional<Snippet> snippet;
  if (view.position)
    snippet = renderSnippet(*view.position);
  for (const Fix &fix : view.fixes)
    renderFix(fix, snippet);
  for (const DiagnosticView &note : view.notes) {
    renderHeader(note);
    // The line of the diagnostic itself need not be shown twice.
    if (note.position && !(note.position == view.position))
      renderSnippet(*note.position);
  }
}
