//===- LogLines.h - The lines of a category of a log ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_LOGLINES_H
#define MAPWRIGHT_LIB_PROGRAM_LOGLINES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <string>

namespace mapwright {

/// A category of Realm's logger, and the level its lines have.
struct LogCategory {
  llvm::StringRef name;
  llvm::StringRef level;
};
/// The mapper wrapper; Legion Spy.
constexpr LogCategory mapperCategory = {"mapper", "2"};
constexpr LogCategory spyCategory = {"legion_spy", "3"};

/// One line of a category, without its prefix.
struct MapperLine {
  unsigned line = 0; ///< 1-based
  unsigned rank = 0;
  uint64_t thread = 0; ///< 0 where thread ids are blanked
  /// Whether Realm may have cut the line.
  bool maybeCut = false;
  llvm::StringRef text;
};

/// Takes a log apart into the lines of a category and passes over all others.
class LogLines {
public:
  LogLines(llvm::StringRef text, llvm::StringRef name,
           LogCategory category = mapperCategory)
      : rest(text), name(name), category(category),
        mark(("{" + category.name + "}: ").str()) {}

  /// The next line of the category; none at the end of the log.
  llvm::Expected<std::optional<MapperLine>> next();

  /// An error at `line`: `NAME:LINE: what`.
  llvm::Error error(unsigned line, const llvm::Twine &what) const;

  /// An error at the line taken last, which is not `expected`; says so if the
  /// line was cut.
  llvm::Error damaged(const MapperLine &line,
                      const llvm::Twine &expected) const;

  /// Whether the line taken last has a line end.
  bool hasEnded() const { return ended; }

private:
  llvm::Expected<bool> parse(llvm::StringRef line, MapperLine &result) const;

  llvm::StringRef rest;
  llvm::StringRef name;
  LogCategory category;
  std::string mark; ///< before the text: `{CATEGORY}: `
  unsigned number = 0;
  bool ended = true; ///< whether the current line has a line end
};

/// The first part of `text`, fit for a message.
std::string excerpt(llvm::StringRef text);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_LOGLINES_H
