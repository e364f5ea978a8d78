//===- Database.cpp - SQLite with errors as values ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Database.h"

#include "mapwright/Support/InputErrors.h"

#include <sqlite3.h>

using namespace mapwright;
using namespace mapwright::optimize;

/// Readers and writers of other processes are waited for so long.
static constexpr int busyMilliseconds = 10'000;

//===----------------------------------------------------------------------===//
// Query
//===----------------------------------------------------------------------===//

Query::Query(Query &&other)
    : database(other.database),
      statement(std::exchange(other.statement, nullptr)), code(other.code),
      next(other.next) {}

Query::~Query() {
  if (!statement)
    return;
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
}

void Query::note(int result) {
  if (code == SQLITE_OK)
    code = result;
  ++next;
}

Query &Query::bind(uint64_t value) {
  note(sqlite3_bind_int64(statement, next, int64_t(value)));
  return *this;
}

Query &Query::bind(double value) {
  note(sqlite3_bind_double(statement, next, value));
  return *this;
}

Query &Query::bind(llvm::StringRef value) {
  // An empty StringRef may be null, which would bind NULL.
  const char *data = value.empty() ? "" : value.data();
  note(sqlite3_bind_text64(statement, next, data, value.size(),
                           SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Query &Query::bindNull() {
  note(sqlite3_bind_null(statement, next));
  return *this;
}

llvm::Expected<bool> Query::step() {
  if (code != SQLITE_OK)
    return database.makeError(code);
  int result = sqlite3_step(statement);
  if (result == SQLITE_ROW)
    return true;
  if (result == SQLITE_DONE)
    return false;
  return database.makeError(result);
}

llvm::Error Query::run() { return step().takeError(); }

bool Query::isNull(int column) const {
  return sqlite3_column_type(statement, column) == SQLITE_NULL;
}

uint64_t Query::getInteger(int column) const {
  return uint64_t(sqlite3_column_int64(statement, column));
}

double Query::getReal(int column) const {
  return sqlite3_column_double(statement, column);
}

std::string Query::getText(int column) const {
  auto *text =
      reinterpret_cast<const char *>(sqlite3_column_text(statement, column));
  return text ? std::string(text, sqlite3_column_bytes(statement, column)) : "";
}

//===----------------------------------------------------------------------===//
// Database
//===----------------------------------------------------------------------===//

/// A path as a URI, which is the only way to say that nobody writes to it.
static std::string makeImmutableURI(llvm::StringRef path) {
  std::string uri = "file:";
  for (char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      static constexpr char digits[] = "0123456789ABCDEF";
      uri += {'%', digits[(c >> 4) & 15], digits[c & 15]};
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

llvm::Expected<std::unique_ptr<Database>> Database::open(llvm::StringRef path,
                                                         Mode mode) {
  std::unique_ptr<Database> database(new Database(path));
  std::string name = path.str();
  int flags = SQLITE_OPEN_READWRITE;
  if (mode == Mode::InMemory) {
    name = ":memory:";
    flags |= SQLITE_OPEN_CREATE;
  } else if (mode == Mode::Immutable) {
    name = makeImmutableURI(path);
    flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  } else if (mode == Mode::ReadOnly) {
    flags = SQLITE_OPEN_READONLY;
  }
  int result = sqlite3_open_v2(name.c_str(), &database->handle,
                               flags | SQLITE_OPEN_FULLMUTEX, nullptr);
  if (result != SQLITE_OK)
    return database->makeError(result);
  sqlite3_extended_result_codes(database->handle, 1);
  sqlite3_busy_timeout(database->handle, busyMilliseconds);
  return std::move(database);
}

Database::~Database() {
  for (auto &entry : statements)
    sqlite3_finalize(entry.second);
  sqlite3_close(handle);
}

llvm::Error Database::execute(const char *text) {
  int result = sqlite3_exec(handle, text, nullptr, nullptr, nullptr);
  return result == SQLITE_OK ? llvm::Error::success() : makeError(result);
}

Query Database::prepare(llvm::StringRef sql) {
  sqlite3_stmt *&statement = statements[sql];
  int result = SQLITE_OK;
  if (!statement)
    result = sqlite3_prepare_v3(handle, sql.data(), int(sql.size()),
                                SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  return Query(*this, statement, result);
}

llvm::Expected<uint64_t> Database::readInteger(llvm::StringRef sql) {
  Query query = prepare(sql);
  llvm::Expected<bool> hasRow = query.step();
  if (!hasRow)
    return hasRow.takeError();
  return *hasRow ? query.getInteger(0) : 0;
}

llvm::Expected<std::string> Database::readText(llvm::StringRef sql) {
  Query query = prepare(sql);
  llvm::Expected<bool> hasRow = query.step();
  if (!hasRow)
    return hasRow.takeError();
  return *hasRow ? query.getText(0) : "";
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

static std::errc getSystemCode(int code) {
  switch (code & 0xff) {
  case SQLITE_FULL:
    return std::errc::no_space_on_device;
  case SQLITE_READONLY:
    return std::errc::read_only_file_system;
  case SQLITE_PERM:
  case SQLITE_AUTH:
    return std::errc::permission_denied;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return std::errc::device_or_resource_busy;
  case SQLITE_CANTOPEN:
    return std::errc::no_such_file_or_directory;
  case SQLITE_NOMEM:
    return std::errc::not_enough_memory;
  default:
    return std::errc::io_error;
  }
}

llvm::Error Database::makeDamageError(llvm::StringRef what) const {
  return mapwright::makeError("study '" + path + "' is damaged: " + what);
}

llvm::Error Database::makeError(int code) const {
  const char *message = handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  switch (code & 0xff) {
  case SQLITE_NOTADB:
    return mapwright::makeError("'" + path +
                                "' is not a study: it is no SQLite file");
  case SQLITE_CORRUPT:
  case SQLITE_ERROR:
  case SQLITE_MISMATCH:
    return makeDamageError(message);
  }
  std::string text =
      "study '" + (path.empty() ? ":memory:" : path) + "': " + message;
  int system = handle ? sqlite3_system_errno(handle) : 0;
  if (system != 0)
    text += " (" + std::generic_category().message(system) + ")";
  return llvm::createStringError(getSystemCode(code), text.c_str());
}
