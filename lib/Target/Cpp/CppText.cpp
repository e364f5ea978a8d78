//===- CppText.cpp - Text of generated C++ --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CppText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"

using namespace mapwright;
using namespace mlir;

static constexpr unsigned maxColumns = 80;
static constexpr unsigned step = 2;

//===----------------------------------------------------------------------===//
// Literals and comments
//===----------------------------------------------------------------------===//

std::string mapwright::quoteCpp(StringRef text) {
  std::string quoted;
  llvm::raw_string_ostream os(quoted);
  os << '"';
  char last = 0;
  for (char c : text) {
    // Two question marks in a row could begin a trigraph.
    if (c == '"' || c == '\\' || (c == '?' && last == '?'))
      os << '\\' << c;
    else if (llvm::isPrint(c))
      os << c;
    else
      os << '\\' << llvm::format("%03o", static_cast<unsigned char>(c));
    last = c;
  }
  os << '"';
  return quoted;
}

std::string mapwright::formatInteger(int64_t value) {
  return value == INT64_MIN ? "INT64_MIN" : llvm::itostr(value);
}

/// Whether the text is UTF-8 without the characters that change the direction
/// of writing, which compilers warn of (U+202A to U+202E, U+2066 to U+2069).
static bool isHarmlessUTF8(StringRef text) {
  const auto *begin = reinterpret_cast<const llvm::UTF8 *>(text.begin());
  if (!llvm::isLegalUTF8String(&begin, begin + text.size()))
    return false;
  for (const char *start : {"\xE2\x80", "\xE2\x81"})
    for (size_t at = text.find(start); at != StringRef::npos;
         at = text.find(start, at + 1)) {
      unsigned char last = text[at + 2];
      bool embeds = start[1] == '\x80' && last >= 0xAA && last <= 0xAE;
      bool isolates = start[1] == '\x81' && last >= 0xA6 && last <= 0xA9;
      if (embeds || isolates)
        return false;
    }
  return true;
}

std::string mapwright::formatComment(StringRef text) {
  text = text.rtrim();
  bool keepsUnicode = isHarmlessUTF8(text);
  std::string comment;
  for (char c : text) {
    bool isASCII = static_cast<unsigned char>(c) < 0x80;
    if (isASCII ? llvm::isPrint(c) : keepsUnicode)
      comment += c;
    else
      comment += c == '\t' ? ' ' : '?';
  }
  // A comment must not go on in the next line.
  if (StringRef(comment).ends_with("\\") ||
      StringRef(comment).ends_with("\?\?/"))
    comment += " .";
  return comment;
}

//===----------------------------------------------------------------------===//
// CppWriter
//===----------------------------------------------------------------------===//

/// The last space before `limit` that is not in a string or character literal;
/// the first one of all if that is too far. npos if there is none.
static size_t findBreak(StringRef text, size_t limit) {
  size_t last = StringRef::npos;
  bool isQuoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      isQuoted = !isQuoted;
    else if (text[i] == ' ' && !isQuoted) {
      if (i > limit && last != StringRef::npos)
        break;
      last = i;
    }
  }
  return last;
}

void CppWriter::line(const llvm::Twine &text) {
  std::string storage = text.str();
  StringRef rest = storage;
  unsigned indent = depth * step;
  while (indent + rest.size() > maxColumns) {
    size_t at = findBreak(rest, maxColumns - indent);
    if (at == StringRef::npos)
      break;
    os.indent(indent) << rest.take_front(at) << '\n';
    rest = rest.drop_front(at + 1);
    indent = depth * step + 2 * step;
  }
  os.indent(indent) << rest << '\n';
}

void CppWriter::comment(StringRef text) {
  constexpr StringRef opening = "// ", dots = "...";
  size_t space = maxColumns - depth * step - opening.size();
  os.indent(depth * step) << opening;
  if (text.size() <= space) {
    os << text << '\n';
    return;
  }
  size_t kept = space - dots.size();
  while (kept > 0 && (text[kept] & 0xC0) == 0x80)
    --kept;
  os << text.take_front(kept) << dots << '\n';
}

/// Breaks a string literal that is longer than `width` after spaces, into
/// literals that C++ joins.
static std::vector<std::string> breakLiteral(StringRef item, size_t width) {
  constexpr size_t numQuotes = 2;
  std::vector<std::string> pieces;
  if (!item.starts_with("\""))
    return {item.str()};
  StringRef rest = item.drop_front().drop_back();
  while (rest.size() + numQuotes > width) {
    size_t space = rest.take_front(width - numQuotes).rfind(' ');
    if (space == StringRef::npos)
      break;
    pieces.push_back(("\"" + rest.take_front(space + 1) + "\"").str());
    rest = rest.drop_front(space + 1);
  }
  pieces.push_back(("\"" + rest + "\"").str());
  return pieces;
}

/// Columns that an item of a list takes at least.
static size_t getLeastWidth(StringRef item) {
  // Words are rarely longer.
  constexpr size_t wordsWidth = 40;
  return item.starts_with("\"") ? std::min(item.size(), wordsWidth)
                                : item.size();
}

void CppWriter::list(StringRef head, llvm::ArrayRef<std::string> items,
                     StringRef tail) {
  unsigned indent = depth * step;
  size_t longest = 0;
  for (const std::string &item : items)
    longest = std::max(longest, getLeastWidth(item) + tail.size());
  bool isAligned = indent + head.size() + longest <= maxColumns;
  unsigned hanging = indent + (isAligned ? head.size() : 2 * step);
  os.indent(indent) << head;
  unsigned column = indent + head.size();
  auto startLine = [&] {
    os << '\n';
    os.indent(hanging);
    column = hanging;
  };
  for (auto [i, item] : llvm::enumerate(items)) {
    StringRef end = i + 1 == items.size() ? tail : StringRef(",");
    size_t width = item.size() + end.size() + (i > 0);
    if (column + width <= maxColumns)
      os << (i > 0 ? " " : "");
    else if (i > 0 || !isAligned)
      startLine();
    column += width;
    std::vector<std::string> pieces =
        breakLiteral(item, maxColumns - hanging - end.size());
    os << pieces.front();
    for (const std::string &piece : llvm::drop_begin(pieces)) {
      startLine();
      os << piece;
      column += piece.size() + end.size();
    }
    os << end;
  }
  os << (items.empty() ? tail : "") << '\n';
}

void CppWriter::chain(StringRef head, llvm::ArrayRef<std::string> calls,
                      StringRef tail) {
  unsigned column = depth * step + head.size();
  os.indent(depth * step) << head;
  auto write = [&](StringRef part) {
    if (column + part.size() > maxColumns) {
      column = depth * step + 2 * step;
      os << '\n';
      os.indent(column);
    }
    os << part;
    column += part.size();
  };
  for (const std::string &call : calls)
    write(call);
  write(tail);
  os << '\n';
}

//===----------------------------------------------------------------------===//
// Places in the source
//===----------------------------------------------------------------------===//

SourceLines::SourceLines(StringRef name, StringRef text, bool hasDirectives)
    : name(name), hasDirectives(hasDirectives) {
  text.split(lines, '\n');
}

std::string SourceLines::getDirective(uint32_t line) const {
  if (!hasDirectives)
    return "";
  return "#line " + llvm::utostr(line) + " " + quoteCpp(name) + "\n";
}

std::string SourceLines::getFunctionEnd() const {
  return hasDirectives ? "#line 1 " + quoteCpp(name + " (generated)") + "\n"
                       : "";
}

SourcePlace SourceLines::find(Location loc) const {
  if (auto named = dyn_cast<NameLoc>(loc))
    return find(named.getChildLoc());
  if (auto call = dyn_cast<CallSiteLoc>(loc))
    return find(call.getCallee());
  if (auto fused = dyn_cast<FusedLoc>(loc))
    for (Location part : fused.getLocations())
      if (SourcePlace place = find(part); place.line != 0)
        return place;
  auto range = dyn_cast<FileLineColRange>(loc);
  if (!range || range.getFilename() != name)
    return {};
  return {range.getStartLine(), range.getStartColumn()};
}

std::string SourceLines::describe(uint32_t line) const {
  std::string text =
      (llvm::sys::path::filename(name) + ":" + llvm::Twine(line)).str();
  if (line <= lines.size() && !lines[line - 1].trim().empty())
    text += ": " + lines[line - 1].trim().str();
  return formatComment(text);
}

StringRef mapwright::getAuthorName(Location loc) {
  if (auto call = dyn_cast<CallSiteLoc>(loc))
    return getAuthorName(call.getCallee());
  auto named = dyn_cast<NameLoc>(loc);
  return named ? named.getName().getValue() : StringRef();
}
