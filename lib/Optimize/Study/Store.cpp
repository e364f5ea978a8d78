//===- Store.cpp - Studies on disk ----------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Store.h"

#include "Database.h"
#include "EvaluationCodec.h"
#include "WriterLock.h"

#include "mapwright/Support/InputErrors.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mapwright;
using namespace mapwright::optimize;

/// "MWST" in the header of the file.
static constexpr uint64_t applicationId = 0x4D575354;
static constexpr uint64_t schemaVersion = 1;

static constexpr const char *schema = R"sql(
CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pending(
  number INTEGER PRIMARY KEY, source TEXT NOT NULL, origin TEXT NOT NULL,
  parent INTEGER, what_ifs INTEGER NOT NULL);
CREATE TABLE trials(
  number INTEGER PRIMARY KEY, source TEXT NOT NULL, origin TEXT NOT NULL,
  parent INTEGER, what_ifs INTEGER NOT NULL, identity TEXT NOT NULL,
  duplicate_of INTEGER REFERENCES trials(number),
  became_incumbent INTEGER NOT NULL, round INTEGER NOT NULL,
  evaluations INTEGER NOT NULL, outcome TEXT, samples TEXT,
  over_bytes INTEGER, text TEXT, feedback TEXT, seconds REAL);
CREATE TABLE measurements(
  id INTEGER PRIMARY KEY, trial INTEGER NOT NULL, phase TEXT NOT NULL,
  identity TEXT NOT NULL, outcome TEXT NOT NULL, samples TEXT NOT NULL,
  over_bytes INTEGER NOT NULL, text TEXT NOT NULL, feedback TEXT NOT NULL,
  seconds REAL NOT NULL);
CREATE TABLE exchanges(
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, request TEXT NOT NULL,
  response TEXT NOT NULL, status INTEGER NOT NULL, error TEXT NOT NULL,
  input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
  money REAL NOT NULL, seconds REAL NOT NULL);
CREATE TABLE ledger(
  id INTEGER PRIMARY KEY CHECK(id = 1), evaluations INTEGER NOT NULL,
  duplicates INTEGER NOT NULL, runs INTEGER NOT NULL, what_ifs INTEGER NOT NULL,
  exchanges INTEGER NOT NULL, input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL, money REAL NOT NULL,
  evaluation_seconds REAL NOT NULL, proposal_seconds REAL NOT NULL,
  total_seconds REAL NOT NULL);
CREATE TABLE result(id INTEGER PRIMARY KEY CHECK(id = 1), json TEXT NOT NULL);
PRAGMA application_id = 0x4D575354;
PRAGMA user_version = 1;
)sql";

struct Store::State {
  llvm::Error addTogether(llvm::function_ref<llvm::Error()> body);
  llvm::Error checkContent(bool &isEmpty);
  llvm::Error prepareToWrite();

  std::unique_ptr<WriterLock> lock; ///< given up after the database is closed
  std::unique_ptr<Database> database;
  bool isInTransaction = false;
};

//===----------------------------------------------------------------------===//
// Opening
//===----------------------------------------------------------------------===//

/// Fails unless the file is a study, or has nothing in it: one whose creator
/// was killed.
llvm::Error Store::State::checkContent(bool &isEmpty) {
  llvm::Expected<uint64_t> application =
      database->readInteger("PRAGMA application_id");
  if (!application)
    return application.takeError();
  llvm::Expected<uint64_t> version =
      database->readInteger("PRAGMA user_version");
  if (!version)
    return version.takeError();
  llvm::Expected<uint64_t> numTables =
      database->readInteger("SELECT count(*) FROM sqlite_schema");
  if (!numTables)
    return numTables.takeError();
  isEmpty = *application == 0 && *version == 0 && *numTables == 0;
  std::string path = database->getPath().str();
  if (!isEmpty && *application != applicationId)
    return mapwright::makeError("'" + path + "' is not a study");
  if (*version > schemaVersion)
    return mapwright::makeError(
        "study '" + path + "' has version " + llvm::Twine(*version) +
        ", which a newer Mapwright wrote; this one reads up to " +
        llvm::Twine(schemaVersion));
  llvm::Expected<std::string> check = database->readText("PRAGMA quick_check");
  if (!check)
    return check.takeError();
  return *check == "ok" ? llvm::Error::success()
                        : database->makeDamageError(*check);
}

llvm::Error Store::State::prepareToWrite() {
  return database->execute("PRAGMA journal_mode = WAL;"
                           "PRAGMA synchronous = FULL;");
}

llvm::Expected<std::unique_ptr<Store>> Store::create(llvm::StringRef path) {
  auto state = std::make_unique<State>();
  if (!path.empty()) {
    llvm::Expected<std::unique_ptr<WriterLock>> lock =
        WriterLock::take(path, /*creates=*/true);
    if (!lock)
      return lock.takeError();
    state->lock = std::move(*lock);
  }
  llvm::Expected<std::unique_ptr<Database>> database =
      Database::open(path, path.empty() ? Database::Mode::InMemory
                                        : Database::Mode::ReadWrite);
  if (!database)
    return database.takeError();
  state->database = std::move(*database);
  if (llvm::Error error = state->prepareToWrite())
    return std::move(error);
  if (llvm::Error error =
          state->addTogether([&] { return state->database->execute(schema); }))
    return std::move(error);
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

/// SQLite makes files beside one that is only read, unless it is told that
/// nobody writes to it. That is so where nobody can make files, and nobody was
/// writing.
static llvm::Expected<std::unique_ptr<Database>>
openToRead(llvm::StringRef file) {
  bool hasLog = llvm::sys::fs::exists(file + "-wal");
  llvm::StringRef folder = llvm::sys::path::parent_path(file);
  bool canMakeFiles = llvm::sys::fs::can_write(folder.empty() ? "." : folder);
  return Database::open(file, hasLog || canMakeFiles
                                  ? Database::Mode::ReadOnly
                                  : Database::Mode::Immutable);
}

llvm::Expected<std::unique_ptr<Store>> Store::open(llvm::StringRef path,
                                                   bool isReadOnly) {
  auto state = std::make_unique<State>();
  if (!isReadOnly) {
    llvm::Expected<std::unique_ptr<WriterLock>> lock =
        WriterLock::take(path, /*creates=*/false);
    if (!lock)
      return lock.takeError();
    state->lock = std::move(*lock);
  }
  llvm::Expected<std::unique_ptr<Database>> database =
      isReadOnly ? openToRead(path)
                 : Database::open(path, Database::Mode::ReadWrite);
  if (!database)
    return database.takeError();
  state->database = std::move(*database);
  bool isEmpty = false;
  if (llvm::Error error = state->checkContent(isEmpty))
    return std::move(error);
  if (isEmpty && isReadOnly)
    return mapwright::makeError("'" + path + "' is not a study: it is empty");
  if (!isReadOnly)
    if (llvm::Error error = state->prepareToWrite())
      return std::move(error);
  if (isEmpty)
    if (llvm::Error error = state->addTogether(
            [&] { return state->database->execute(schema); }))
      return std::move(error);
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Store::Store(std::unique_ptr<State> state) : state(std::move(state)) {}

Store::~Store() = default;

llvm::StringRef Store::getPath() const { return state->database->getPath(); }

//===----------------------------------------------------------------------===//
// Events
//===----------------------------------------------------------------------===//

llvm::Error Store::State::addTogether(llvm::function_ref<llvm::Error()> body) {
  if (isInTransaction)
    return body();
  if (llvm::Error error = database->prepare("BEGIN IMMEDIATE").run())
    return error;
  isInTransaction = true;
  llvm::Error error = body();
  isInTransaction = false;
  if (!error)
    error = database->prepare("COMMIT").run();
  // Some errors have ended the transaction already; then there is nothing to
  // roll back.
  if (error)
    llvm::consumeError(database->prepare("ROLLBACK").run());
  return error;
}

llvm::Error Store::addTogether(llvm::function_ref<llvm::Error()> body) {
  return state->addTogether(body);
}

/// Calls `read` for each row.
static llvm::Error forEachRow(Query query,
                              llvm::function_ref<llvm::Error(Query &)> read) {
  while (true) {
    llvm::Expected<bool> hasRow = query.step();
    if (!hasRow)
      return hasRow.takeError();
    if (!*hasRow)
      return llvm::Error::success();
    if (llvm::Error error = read(query))
      return error;
  }
}

llvm::Expected<StudySettings> Store::readSettings() {
  StudySettings settings;
  if (llvm::Error error = forEachRow(
          state->database->prepare("SELECT key, value FROM settings"),
          [&](Query &row) {
            settings[row.getText(0)] = row.getText(1);
            return llvm::Error::success();
          }))
    return std::move(error);
  return settings;
}

llvm::Error Store::writeSettings(const StudySettings &settings) {
  return addTogether([&]() -> llvm::Error {
    for (const auto &[key, value] : settings)
      if (llvm::Error error =
              state->database->prepare("REPLACE INTO settings VALUES(?, ?)")
                  .bind(key)
                  .bind(value)
                  .run())
        return error;
    return llvm::Error::success();
  });
}

//===----------------------------------------------------------------------===//
// Trials
//===----------------------------------------------------------------------===//

static void bindProposal(Query &query, unsigned number,
                         const Proposal &proposal) {
  query.bind(uint64_t(number))
      .bind(proposal.source)
      .bind(proposal.origin)
      .bind(proposal.parent)
      .bind(proposal.numWhatIfs);
}

/// Columns 1 to 4.
static Proposal readProposal(const Query &row) {
  Proposal proposal;
  proposal.source = row.getText(1);
  proposal.origin = row.getText(2);
  if (!row.isNull(3))
    proposal.parent = row.getInteger(3);
  proposal.numWhatIfs = row.getInteger(4);
  return proposal;
}

static void bindEvaluation(Query &query, const Evaluation &evaluation) {
  query.bind(spelling(evaluation.kind))
      .bind(encodeSamples(evaluation.samples))
      .bind(evaluation.overBytes)
      .bind(evaluation.text)
      .bind(encodeFeedback(evaluation.feedback))
      .bind(evaluation.seconds);
}

/// Six columns from `first`.
static std::optional<Evaluation> readEvaluation(const Query &row, int first) {
  std::optional<sim::OutcomeKind> kind = parseOutcomeKind(row.getText(first));
  std::optional<std::vector<double>> samples =
      decodeSamples(row.getText(first + 1));
  std::optional<Feedback> feedback = decodeFeedback(row.getText(first + 4));
  if (!kind || !samples || !feedback ||
      (*kind == sim::OutcomeKind::Ok && samples->empty()))
    return std::nullopt;
  Evaluation evaluation;
  evaluation.kind = *kind;
  evaluation.samples = std::move(*samples);
  evaluation.overBytes = row.getInteger(first + 2);
  evaluation.text = row.getText(first + 3);
  evaluation.feedback = std::move(*feedback);
  evaluation.seconds = row.getReal(first + 5);
  return evaluation;
}

llvm::Error Store::addProposal(unsigned number, const Proposal &proposal) {
  return addTogether([&] {
    Query query =
        state->database->prepare("REPLACE INTO pending VALUES(?, ?, ?, ?, ?)");
    bindProposal(query, number, proposal);
    return query.run();
  });
}

llvm::Expected<std::map<unsigned, Proposal>> Store::readPendingProposals() {
  std::map<unsigned, Proposal> proposals;
  if (llvm::Error error = forEachRow(
          state->database->prepare(
              "SELECT number, source, origin, parent, what_ifs FROM pending"),
          [&](Query &row) {
            proposals[row.getInteger(0)] = readProposal(row);
            return llvm::Error::success();
          }))
    return std::move(error);
  return proposals;
}

llvm::Error Store::addTrial(const Trial &trial) {
  return addTogether([&]() -> llvm::Error {
    if (llvm::Error error =
            state->database->prepare("DELETE FROM pending WHERE number = ?")
                .bind(uint64_t(trial.number))
                .run())
      return error;
    Query query = state->database->prepare(
        "INSERT INTO trials VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?)");
    bindProposal(query, trial.number, trial.proposal);
    query.bind(trial.identity)
        .bind(trial.duplicateOf)
        .bind(uint64_t(trial.becameIncumbent))
        .bind(uint64_t(trial.round))
        .bind(trial.numEvaluations);
    if (!trial.duplicateOf)
      bindEvaluation(query, trial.evaluation);
    return query.run();
  });
}

/// A row of the table, whose number is that of trials before it.
static bool readTrial(const Query &row, const History &history, Trial &trial) {
  trial.number = row.getInteger(0);
  trial.proposal = readProposal(row);
  trial.identity = row.getText(5);
  trial.becameIncumbent = row.getInteger(7);
  trial.round = row.getInteger(8);
  trial.numEvaluations = row.getInteger(9);
  if (trial.number != history.trials.size())
    return false;
  if (!row.isNull(6)) {
    trial.duplicateOf = row.getInteger(6);
    if (*trial.duplicateOf >= history.trials.size())
      return false;
    trial.evaluation = history.trials[*trial.duplicateOf].evaluation;
    return true;
  }
  std::optional<Evaluation> evaluation = readEvaluation(row, 10);
  if (evaluation)
    trial.evaluation = std::move(*evaluation);
  return evaluation.has_value();
}

llvm::Expected<History> Store::readHistory() {
  History history;
  if (llvm::Error error = forEachRow(
          state->database->prepare("SELECT * FROM trials ORDER BY number"),
          [&](Query &row) -> llvm::Error {
            Trial trial;
            if (!readTrial(row, history, trial))
              return state->database->makeDamageError(
                  "trial " + std::to_string(trial.number) + " makes no sense");
            if (trial.becameIncumbent)
              history.incumbent = trial.number;
            history.trials.push_back(std::move(trial));
            return llvm::Error::success();
          }))
    return std::move(error);
  return history;
}

//===----------------------------------------------------------------------===//
// Measurements and exchanges
//===----------------------------------------------------------------------===//

llvm::Error Store::addMeasurement(const Measurement &measurement) {
  return addTogether([&] {
    Query query = state->database->prepare(
        "INSERT INTO measurements VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query.bind(uint64_t(measurement.trial))
        .bind(measurement.phase)
        .bind(measurement.identity);
    bindEvaluation(query, measurement.evaluation);
    return query.run();
  });
}

llvm::Expected<std::vector<Measurement>> Store::readMeasurements() {
  std::vector<Measurement> measurements;
  if (llvm::Error error = forEachRow(
          state->database->prepare("SELECT * FROM measurements ORDER BY id"),
          [&](Query &row) -> llvm::Error {
            std::optional<Evaluation> evaluation = readEvaluation(row, 4);
            if (!evaluation)
              return state->database->makeDamageError(
                  "measurement " + std::to_string(row.getInteger(0)) +
                  " makes no sense");
            measurements.push_back({unsigned(row.getInteger(1)), row.getText(2),
                                    row.getText(3), std::move(*evaluation)});
            return llvm::Error::success();
          }))
    return std::move(error);
  return measurements;
}

llvm::Error Store::forgetEnd() {
  return addTogether([&] {
    if (llvm::Error error =
            state->database
                ->prepare("DELETE FROM measurements WHERE phase IN "
                          "('final', 'minimize')")
                .run())
      return error;
    return state->database->prepare("DELETE FROM result").run();
  });
}

llvm::Error Store::addExchange(const Exchange &exchange) {
  return addTogether([&] {
    return state->database
        ->prepare("INSERT INTO exchanges VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, "
                  "?)")
        .bind(exchange.key)
        .bind(exchange.request)
        .bind(exchange.response)
        .bind(uint64_t(exchange.status))
        .bind(exchange.error)
        .bind(exchange.inputTokens)
        .bind(exchange.outputTokens)
        .bind(exchange.money)
        .bind(exchange.seconds)
        .run();
  });
}

llvm::Expected<std::vector<Exchange>> Store::readExchanges() {
  std::vector<Exchange> exchanges;
  if (llvm::Error error = forEachRow(
          state->database->prepare("SELECT * FROM exchanges ORDER BY id"),
          [&](Query &row) {
            Exchange exchange;
            exchange.key = row.getText(1);
            exchange.request = row.getText(2);
            exchange.response = row.getText(3);
            exchange.status = int(row.getInteger(4));
            exchange.error = row.getText(5);
            exchange.inputTokens = row.getInteger(6);
            exchange.outputTokens = row.getInteger(7);
            exchange.money = row.getReal(8);
            exchange.seconds = row.getReal(9);
            exchanges.push_back(std::move(exchange));
            return llvm::Error::success();
          }))
    return std::move(error);
  return exchanges;
}

//===----------------------------------------------------------------------===//
// Ledger and result
//===----------------------------------------------------------------------===//

llvm::Error Store::writeLedger(const Ledger &ledger) {
  return addTogether([&] {
    return state->database
        ->prepare("REPLACE INTO ledger VALUES(1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                  "?)")
        .bind(ledger.evaluations)
        .bind(ledger.duplicates)
        .bind(ledger.runs)
        .bind(ledger.whatIfs)
        .bind(ledger.exchanges)
        .bind(ledger.inputTokens)
        .bind(ledger.outputTokens)
        .bind(ledger.money)
        .bind(ledger.evaluationSeconds)
        .bind(ledger.proposalSeconds)
        .bind(ledger.totalSeconds)
        .run();
  });
}

llvm::Expected<Ledger> Store::readLedger() {
  Ledger ledger;
  if (llvm::Error error = forEachRow(
          state->database->prepare("SELECT * FROM ledger"), [&](Query &row) {
            ledger.evaluations = row.getInteger(1);
            ledger.duplicates = row.getInteger(2);
            ledger.runs = row.getInteger(3);
            ledger.whatIfs = row.getInteger(4);
            ledger.exchanges = row.getInteger(5);
            ledger.inputTokens = row.getInteger(6);
            ledger.outputTokens = row.getInteger(7);
            ledger.money = row.getReal(8);
            ledger.evaluationSeconds = row.getReal(9);
            ledger.proposalSeconds = row.getReal(10);
            ledger.totalSeconds = row.getReal(11);
            return llvm::Error::success();
          }))
    return std::move(error);
  return ledger;
}

llvm::Error Store::writeResult(llvm::StringRef json) {
  return addTogether([&] {
    return state->database->prepare("REPLACE INTO result VALUES(1, ?)")
        .bind(json)
        .run();
  });
}

llvm::Expected<std::optional<std::string>> Store::readResult() {
  std::optional<std::string> result;
  if (llvm::Error error = forEachRow(
          state->database->prepare("SELECT json FROM result"), [&](Query &row) {
            result = row.getText(0);
            return llvm::Error::success();
          }))
    return std::move(error);
  return result;
}
