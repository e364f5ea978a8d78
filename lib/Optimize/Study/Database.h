//===- Database.h - SQLite with errors as values -------------- -*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_STUDY_DATABASE_H
#define MAPWRIGHT_LIB_OPTIMIZE_STUDY_DATABASE_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <optional>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace mapwright {
namespace optimize {

class Database;

/// A run of a prepared statement. Parameters are bound from left to right. The
/// first error of all calls is that of step().
class Query {
public:
  Query(Query &&other);
  ~Query();

  Query &bind(uint64_t value);
  Query &bind(double value);
  Query &bind(llvm::StringRef value);
  Query &bindNull();
  template <typename T>
  Query &bind(const std::optional<T> &value) {
    return value ? bind(uint64_t(*value)) : bindNull();
  }

  /// To the next row; false: there is none.
  llvm::Expected<bool> step();
  /// For statements without rows.
  llvm::Error run();

  // Columns of the row, from 0.
  bool isNull(int column) const;
  uint64_t getInteger(int column) const;
  double getReal(int column) const;
  std::string getText(int column) const;

private:
  friend class Database;
  Query(Database &database, sqlite3_stmt *statement, int code)
      : database(database), statement(statement), code(code) {}
  void note(int result);

  Database &database;
  sqlite3_stmt *statement; ///< null: it cannot be prepared
  int code;                ///< of the first error
  int next = 1;
};

class Database {
public:
  enum class Mode {
    ReadOnly,
    Immutable, ///< read-only, of a file that nobody can write to
    ReadWrite, ///< of an existing file
    InMemory,
  };
  static llvm::Expected<std::unique_ptr<Database>> open(llvm::StringRef path,
                                                        Mode mode);
  ~Database();

  /// Statements without parameters and rows.
  llvm::Error execute(const char *statements);
  /// The statement is kept for the next time; it must not be in use.
  Query prepare(llvm::StringRef sql);
  /// The first column of the first row of a query.
  llvm::Expected<uint64_t> readInteger(llvm::StringRef sql);
  llvm::Expected<std::string> readText(llvm::StringRef sql);

  /// "study 'PATH': what": with the code of the system that fits, or none if it
  /// is the content that is wrong.
  llvm::Error makeError(int code) const;
  /// The content is not what a study has.
  llvm::Error makeDamageError(llvm::StringRef what) const;
  llvm::StringRef getPath() const { return path; }

private:
  explicit Database(llvm::StringRef path) : path(path.str()) {}

  std::string path;
  sqlite3 *handle = nullptr;
  llvm::StringMap<sqlite3_stmt *> statements;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_STUDY_DATABASE_H
