//===- StoreTest.cpp - Tests of studies on disk ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StudyHarness.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

#include <csignal>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mapwright;
using namespace mapwright::optimize;

static Trial makeTrial(unsigned number,
                       llvm::StringRef source = "Task * CPU;") {
  Trial trial;
  trial.number = number;
  trial.proposal.source = source.str();
  trial.proposal.origin = "test";
  trial.identity = "id " + std::to_string(number);
  trial.evaluation.samples = {0.1 * (number + 1), 1e-9};
  trial.becameIncumbent = number % 2 == 0;
  trial.numEvaluations = number + 1;
  return trial;
}

static std::string readBytes(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().str() : "unreadable";
}

static void writeBytes(llvm::StringRef path, llvm::StringRef bytes) {
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  os << bytes;
}

/// The text and code of what makes opening fail.
static std::string explainOpening(llvm::StringRef path, bool isReadOnly,
                                  std::error_code *code = nullptr) {
  llvm::Expected<std::unique_ptr<Store>> store = Store::open(path, isReadOnly);
  if (store)
    return "opened";
  std::string text;
  llvm::handleAllErrors(store.takeError(), [&](llvm::ErrorInfoBase &info) {
    text = info.message();
    if (code)
      *code = info.convertToErrorCode();
  });
  return text;
}

//===----------------------------------------------------------------------===//
// Contents
//===----------------------------------------------------------------------===//

static void fill(Store &store) {
  llvm::cantFail(store.writeSettings({{"a", "1"}, {"b", ""}}));
  llvm::cantFail(store.addProposal(0, makeTrial(0).proposal));
  llvm::cantFail(store.addTrial(makeTrial(0)));
  std::string odd("odd\0 \xff bytes", 12);
  Trial second = makeTrial(1, odd);
  second.proposal.parent = 0;
  second.proposal.numWhatIfs = 17;
  second.round = 3;
  second.evaluation = Evaluation();
  second.evaluation.kind = sim::OutcomeKind::OutOfMemory;
  second.evaluation.overBytes = UINT64_MAX - 1;
  second.evaluation.text = "too much";
  second.evaluation.feedback.raw = "raw";
  llvm::cantFail(store.addTrial(second));
  Trial third = makeTrial(2);
  third.duplicateOf = 1;
  third.becameIncumbent = false;
  llvm::cantFail(store.addTrial(third));
  llvm::cantFail(store.addProposal(3, makeTrial(3).proposal));
  llvm::cantFail(
      store.addMeasurement({1, "final", "id 1", makeTrial(1).evaluation}));
  Exchange exchange;
  exchange.key = "key";
  exchange.request = "{}";
  exchange.status = 503;
  exchange.error = "busy";
  exchange.inputTokens = 5;
  exchange.money = 0.1;
  exchange.seconds = 1.5;
  llvm::cantFail(store.addExchange(exchange));
  Ledger ledger;
  ledger.runs = 3;
  ledger.money = 0.1;
  ledger.totalSeconds = 2.5;
  llvm::cantFail(store.writeLedger(ledger));
  llvm::cantFail(store.writeResult("{\"result\": 1}"));
}

static void checkFilled(Store &store) {
  StudySettings settings = llvm::cantFail(store.readSettings());
  EXPECT_EQ(settings, (StudySettings{{"a", "1"}, {"b", ""}}));
  History history = llvm::cantFail(store.readHistory());
  ASSERT_EQ(history.trials.size(), 3u);
  EXPECT_EQ(history.incumbent, 0u);
  const Trial &second = history.trials[1];
  EXPECT_EQ(second.proposal.source, std::string("odd\0 \xff bytes", 12));
  EXPECT_EQ(second.proposal.parent, 0u);
  EXPECT_EQ(second.proposal.numWhatIfs, 17u);
  EXPECT_EQ(second.round, 3u);
  EXPECT_EQ(second.evaluation.overBytes, UINT64_MAX - 1);
  EXPECT_EQ(second.evaluation.feedback.raw, "raw");
  EXPECT_EQ(history.trials[0].evaluation.samples,
            makeTrial(0).evaluation.samples);
  EXPECT_EQ(history.trials[2].duplicateOf, 1u);
  EXPECT_EQ(history.trials[2].evaluation.text, "too much");
  auto pending = llvm::cantFail(store.readPendingProposals());
  ASSERT_EQ(pending.size(), 1u);
  EXPECT_EQ(pending.begin()->first, 3u);
  auto measurements = llvm::cantFail(store.readMeasurements());
  ASSERT_EQ(measurements.size(), 1u);
  EXPECT_EQ(measurements[0].phase, "final");
  EXPECT_EQ(measurements[0].identity, "id 1");
  auto exchanges = llvm::cantFail(store.readExchanges());
  ASSERT_EQ(exchanges.size(), 1u);
  EXPECT_EQ(exchanges[0].error, "busy");
  EXPECT_EQ(exchanges[0].status, 503);
  EXPECT_EQ(exchanges[0].seconds, 1.5);
  Ledger ledger = llvm::cantFail(store.readLedger());
  EXPECT_EQ(ledger.runs, 3u);
  EXPECT_EQ(ledger.totalSeconds, 2.5);
  EXPECT_EQ(llvm::cantFail(store.readResult()), "{\"result\": 1}");
}

TEST(Store, KeepsEverything) {
  std::unique_ptr<Store> memory = llvm::cantFail(Store::create(""));
  fill(*memory);
  checkFilled(*memory);
  ScratchFile file;
  {
    std::unique_ptr<Store> store = llvm::cantFail(Store::create(file.str()));
    fill(*store);
    checkFilled(*store);
  }
  checkFilled(*llvm::cantFail(Store::open(file.str(), /*isReadOnly=*/true)));
  checkFilled(*llvm::cantFail(Store::open(file.str(), /*isReadOnly=*/false)));
}

TEST(Store, ForgetsTheEnd) {
  std::unique_ptr<Store> store = llvm::cantFail(Store::create(""));
  fill(*store);
  llvm::cantFail(
      store->addMeasurement({1, "survivor", "id 1", makeTrial(1).evaluation}));
  llvm::cantFail(store->forgetEnd());
  EXPECT_FALSE(llvm::cantFail(store->readResult()));
  auto measurements = llvm::cantFail(store->readMeasurements());
  ASSERT_EQ(measurements.size(), 1u);
  EXPECT_EQ(measurements[0].phase, "survivor");
}

TEST(Store, AnEventIsThereWholeOrNotAtAll) {
  std::unique_ptr<Store> store = llvm::cantFail(Store::create(""));
  llvm::Error error = store->addTogether([&]() -> llvm::Error {
    llvm::cantFail(store->addTrial(makeTrial(0)));
    return llvm::createStringError("no");
  });
  EXPECT_EQ(llvm::toString(std::move(error)), "no");
  EXPECT_TRUE(llvm::cantFail(store->readHistory()).trials.empty());
  llvm::cantFail(store->addTrial(makeTrial(0)));
  // A trial is added once.
  EXPECT_TRUE(bool(llvm::errorToBool(store->addTrial(makeTrial(0)))));
  EXPECT_EQ(llvm::cantFail(store->readHistory()).trials.size(), 1u);
}

//===----------------------------------------------------------------------===//
// Files that are something else
//===----------------------------------------------------------------------===//

TEST(Store, DoesNotOverwrite) {
  ScratchFile file;
  writeBytes(file.str(), "precious");
  llvm::Expected<std::unique_ptr<Store>> store = Store::create(file.str());
  ASSERT_FALSE(store);
  std::string text;
  std::error_code code;
  llvm::handleAllErrors(store.takeError(), [&](llvm::ErrorInfoBase &info) {
    text = info.message();
    code = info.convertToErrorCode();
  });
  EXPECT_EQ(code, std::errc::file_exists);
  EXPECT_NE(text.find(file.str().str()), std::string::npos);
  EXPECT_EQ(readBytes(file.str()), "precious");
}

TEST(Store, NamesAMissingFile) {
  std::error_code code;
  std::string text = explainOpening("/nowhere/study.db", false, &code);
  EXPECT_NE(text.find("/nowhere/study.db"), std::string::npos);
  EXPECT_EQ(code, std::errc::no_such_file_or_directory);
  text = explainOpening("/nowhere/study.db", true, &code);
  EXPECT_NE(text.find("/nowhere/study.db"), std::string::npos);
  EXPECT_EQ(code, std::errc::no_such_file_or_directory);
  EXPECT_FALSE(Store::create("/nowhere/study.db"));
}

/// Neither text nor another program's database is changed.
TEST(Store, RefusesForeignFiles) {
  ScratchFile file;
  std::string lines;
  for (unsigned i = 0; i < 1000; ++i)
    lines += "Not a database.\n";
  writeBytes(file.str(), lines);
  for (bool isReadOnly : {false, true})
    EXPECT_NE(explainOpening(file.str(), isReadOnly).find("is not a study"),
              std::string::npos);
  EXPECT_EQ(readBytes(file.str()), lines);
  file.remove();
  sqlite3 *other = nullptr;
  sqlite3_open(file.path.c_str(), &other);
  sqlite3_exec(other, "CREATE TABLE t(a)", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  std::string bytes = readBytes(file.str());
  for (bool isReadOnly : {false, true})
    EXPECT_NE(explainOpening(file.str(), isReadOnly).find("is not a study"),
              std::string::npos);
  EXPECT_EQ(readBytes(file.str()), bytes);
}

/// Left behind by a process that was killed at its start.
TEST(Store, TakesAnEmptyFile) {
  ScratchFile file;
  writeBytes(file.str(), "");
  EXPECT_NE(explainOpening(file.str(), true).find("is not a study"),
            std::string::npos);
  fill(*llvm::cantFail(Store::open(file.str(), /*isReadOnly=*/false)));
  checkFilled(*llvm::cantFail(Store::open(file.str(), /*isReadOnly=*/true)));
}

TEST(Store, RefusesNewerVersions) {
  ScratchFile file;
  fill(*llvm::cantFail(Store::create(file.str())));
  sqlite3 *database = nullptr;
  sqlite3_open(file.path.c_str(), &database);
  sqlite3_exec(database, "PRAGMA user_version = 2", nullptr, nullptr, nullptr);
  sqlite3_close(database);
  for (bool isReadOnly : {false, true}) {
    std::string text = explainOpening(file.str(), isReadOnly);
    EXPECT_NE(text.find("has version 2"), std::string::npos) << text;
    EXPECT_NE(text.find("newer"), std::string::npos) << text;
  }
}

/// Whatever bytes are damaged, there is an error or the old content, and no
/// crash.
TEST(Store, SurvivesDamage) {
  ScratchFile file;
  fill(*llvm::cantFail(Store::create(file.str())));
  std::string good = readBytes(file.str());
  ASSERT_GT(good.size(), 4096u);
  Random random(3);
  unsigned numRefused = 0;
  for (unsigned round = 0; round < 150; ++round) {
    std::string bad = good;
    for (unsigned i = 0; i < 100; ++i)
      bad[random.below(bad.size())] = char(random.below(256));
    if (round % 3 == 0)
      bad.resize(random.below(bad.size()));
    file.remove();
    writeBytes(file.str(), bad);
    llvm::Expected<std::unique_ptr<Store>> store =
        Store::open(file.str(), /*isReadOnly=*/round % 2 == 0);
    if (!store) {
      ++numRefused;
      llvm::consumeError(store.takeError());
      continue;
    }
    llvm::consumeError((*store)->readSettings().takeError());
    llvm::consumeError((*store)->readHistory().takeError());
    llvm::consumeError((*store)->readMeasurements().takeError());
    llvm::consumeError((*store)->readExchanges().takeError());
    llvm::consumeError((*store)->readLedger().takeError());
    llvm::consumeError((*store)->readResult().takeError());
  }
  EXPECT_GT(numRefused, 50u);
}

TEST(Store, TellsNonsenseInTables) {
  ScratchFile file;
  fill(*llvm::cantFail(Store::create(file.str())));
  sqlite3 *database = nullptr;
  sqlite3_open(file.path.c_str(), &database);
  sqlite3_exec(database, "UPDATE trials SET outcome = 'great' WHERE number = 1",
               nullptr, nullptr, nullptr);
  sqlite3_close(database);
  std::unique_ptr<Store> store =
      llvm::cantFail(Store::open(file.str(), /*isReadOnly=*/true));
  llvm::Expected<History> history = store->readHistory();
  ASSERT_FALSE(history);
  EXPECT_NE(llvm::toString(history.takeError()).find("trial 1 makes no sense"),
            std::string::npos);
}

//===----------------------------------------------------------------------===//
// Other processes
//===----------------------------------------------------------------------===//

/// One process writes, others read.
TEST(Store, IsLockedWhileItIsWritten) {
  ScratchFile file;
  int toChild[2], toParent[2];
  ASSERT_EQ(::pipe(toChild), 0);
  ASSERT_EQ(::pipe(toParent), 0);
  pid_t child = ::fork();
  char byte = 0;
  if (child == 0) {
    std::unique_ptr<Store> store = llvm::cantFail(Store::create(file.str()));
    fill(*store);
    bool isSaid = ::write(toParent[1], &byte, 1) == 1;
    ::_exit(isSaid && ::read(toChild[0], &byte, 1) == 1 ? 0 : 1);
  }
  ASSERT_EQ(::read(toParent[0], &byte, 1), 1);
  std::error_code code;
  std::string text = explainOpening(file.str(), /*isReadOnly=*/false, &code);
  EXPECT_NE(text.find("in use"), std::string::npos) << text;
  EXPECT_EQ(code, std::errc::device_or_resource_busy);
  checkFilled(*llvm::cantFail(Store::open(file.str(), /*isReadOnly=*/true)));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  checkFilled(*llvm::cantFail(Store::open(file.str(), /*isReadOnly=*/false)));
  for (int descriptor : {toChild[0], toChild[1], toParent[0], toParent[1]})
    ::close(descriptor);
}

/// The same process does not lock itself out of its data.
TEST(Store, IsOpenOnce) {
  ScratchFile file;
  std::unique_ptr<Store> store = llvm::cantFail(Store::create(file.str()));
  EXPECT_NE(explainOpening(file.str(), false).find("in use"),
            std::string::npos);
  fill(*store);
  checkFilled(*store);
}

//===----------------------------------------------------------------------===//
// File systems
//===----------------------------------------------------------------------===//

/// Adds trials until one does not fit; the number of those that did.
static unsigned addUntilFull(Store &store, std::string &text,
                             std::error_code &code) {
  for (unsigned number = 0; number < 2000; ++number) {
    llvm::Error error =
        store.addTrial(makeTrial(number, std::string(1000, 'x')));
    if (!error)
      continue;
    llvm::handleAllErrors(std::move(error), [&](llvm::ErrorInfoBase &info) {
      text = info.message();
      code = info.convertToErrorCode();
    });
    return number;
  }
  return 2000;
}

/// Files that must not grow stand for a disk that is full.
TEST(Store, SurvivesAFullDisk) {
  ScratchFile file;
  int result[2];
  ASSERT_EQ(::pipe(result), 0);
  pid_t child = ::fork();
  if (child == 0) {
    std::unique_ptr<Store> store = llvm::cantFail(Store::create(file.str()));
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{200'000, 200'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::string text;
    std::error_code code;
    unsigned numAdded = addUntilFull(*store, text, code);
    bool isClear =
        numAdded < 2000 && text.find(file.path.c_str()) != text.npos &&
        (code == std::errc::no_space_on_device || code == std::errc::io_error);
    bool isSaid = ::write(result[1], &numAdded, sizeof(numAdded)) > 0;
    ::_exit(isClear && isSaid ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  unsigned numAdded = 0;
  ASSERT_EQ(::read(result[0], &numAdded, sizeof(numAdded)),
            ssize_t(sizeof(numAdded)));
  EXPECT_GT(numAdded, 10u);
  std::unique_ptr<Store> store =
      llvm::cantFail(Store::open(file.str(), /*isReadOnly=*/false));
  EXPECT_EQ(llvm::cantFail(store->readHistory()).trials.size(), numAdded);
  llvm::cantFail(store->addTrial(makeTrial(numAdded)));
  ::close(result[0]);
  ::close(result[1]);
}

/// Root may write anywhere, so that the child gives its rights up.
TEST(Store, ReadsWhereItCannotWrite) {
  llvm::SmallString<128> folder;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("studies", folder));
  llvm::SmallString<128> path = folder;
  llvm::sys::path::append(path, "study.db");
  fill(*llvm::cantFail(Store::create(path)));
  ::chmod(path.c_str(), 0444);
  ::chmod(folder.c_str(), 0555);
  pid_t child = ::fork();
  if (child == 0) {
    if (::getuid() == 0 && ::setuid(65534) != 0)
      ::_exit(2);
    std::error_code code;
    std::string text = explainOpening(path, /*isReadOnly=*/false, &code);
    bool isClear = code == std::errc::permission_denied &&
                   text.find(path.c_str()) != text.npos;
    llvm::SmallString<128> other = folder;
    llvm::sys::path::append(other, "other.db");
    llvm::Expected<std::unique_ptr<Store>> created = Store::create(other);
    isClear &= !created;
    if (!created)
      llvm::consumeError(created.takeError());
    checkFilled(*llvm::cantFail(Store::open(path, /*isReadOnly=*/true)));
    ::_exit(isClear && !testing::Test::HasFailure() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  ::chmod(folder.c_str(), 0755);
  llvm::sys::fs::remove_directories(folder);
}
