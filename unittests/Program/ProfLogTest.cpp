//===- ProfLogTest.cpp - Legion Prof logs ---------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SmallSpyLog.h"

#include "mapwright/Program/Calibration.h"

#include "llvm/ADT/STLExtras.h"

#include <random>

using namespace mapwright;

namespace {
/// Puts a Prof log together: descriptions, then records.
class SmallProfLog {
public:
  SmallProfLog &describe(const std::string &line) {
    text += line + "\n";
    return *this;
  }
  SmallProfLog &describeTasks() {
    return describe("TaskInfo {id:18, op_id:UniqueID:8, task_id:TaskID:4, "
                    "start:timestamp_t:8, stop:timestamp_t:8}")
        .describe("TaskWaitInfo {id:16, op_id:UniqueID:8, task_id:TaskID:4, "
                  "wait_start:timestamp_t:8, wait_ready:timestamp_t:8, "
                  "wait_end:timestamp_t:8}")
        .describe("TaskKind {id:11, task_id:TaskID:4, name:string:-1, "
                  "overwrite:bool:1}");
  }
  SmallProfLog &end() { return describe(""); }
  SmallProfLog &put(uint64_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i)
      text += static_cast<char>(value >> (8 * i));
    return *this;
  }
  SmallProfLog &putTask(uint64_t operation, uint64_t start, uint64_t stop) {
    return put(18, 4).put(operation, 8).put(3, 4).put(start, 8).put(stop, 8);
  }
  SmallProfLog &putWait(uint64_t operation, uint64_t start, uint64_t end) {
    return put(16, 4)
        .put(operation, 8)
        .put(3, 4)
        .put(start, 8)
        .put(end, 8)
        .put(end, 8);
  }

  std::string text = "FileType: BinaryLegionProf v: 1.0\n";
};
} // namespace

static std::string messageOfProf(llvm::StringRef bytes) {
  llvm::Expected<ProfLog> log = readProfLog(bytes, "small.prof");
  return log ? "accepted" : llvm::toString(log.takeError());
}

static ProfLog readGoodProf(llvm::StringRef bytes) {
  llvm::Expected<ProfLog> log = readProfLog(bytes, "small.prof");
  if (log)
    return std::move(*log);
  ADD_FAILURE() << llvm::toString(log.takeError());
  return ProfLog();
}

TEST(ProfLog, DurationsAreWithoutWaits) {
  SmallProfLog small;
  small.describeTasks().end();
  small.putTask(7, 100, 1100).putWait(7, 200, 450).putWait(7, 500, 600);
  ProfLog log = readGoodProf(small.text);
  ASSERT_EQ(log.taskRuns.size(), 1u);
  EXPECT_EQ(log.taskRuns[0].getBusy(), 650u);
  EXPECT_EQ(log.taskRuns[0].kind, 3u);
}

/// Fields the reader knows nothing of, in another order, and texts.
TEST(ProfLog, RecordsAreDecodedByTheirDescription) {
  SmallProfLog small;
  small.describe("MaxDimDesc {id:8, max_dim:maxdim:4}");
  small.describe("Extra {id:31, unique_id:IDType:8, dim:unsigned:4, "
                 "rem:point:8, box:array:8, note:string:-1}");
  small.describe("ProcDesc {id:6, proc_id:ProcID:8, kind:ProcKind:4, "
                 "uuid_size:uuid_size:4, device:uuid:1}");
  small.describe("TaskInfo {id:40, novel:unsigned long long:8, "
                 "stop:timestamp_t:8, start:timestamp_t:8, "
                 "task_id:TaskID:4, op_id:UniqueID:8}");
  small.end().put(8, 4).put(2, 4);
  small.put(31, 4).put(1, 8).put(1, 4);
  for (unsigned i = 0; i < 2 + 4; ++i)
    small.put(i, 8);
  small.text += "a note";
  small.put(0, 1);
  small.put(6, 4).put(0x1d, 8).put(2, 4).put(3, 4).put(0, 3);
  small.put(40, 4).put(99, 8).put(50, 8).put(20, 8).put(4, 4).put(12, 8);
  ProfLog log = readGoodProf(small.text);
  EXPECT_EQ(log.processors.at(0x1d), 2u);
  ASSERT_EQ(log.taskRuns.size(), 1u);
  EXPECT_EQ(log.taskRuns[0].operation, 12u);
  EXPECT_EQ(log.taskRuns[0].getBusy(), 30u);
}

TEST(DamagedProfLogs, Messages) {
  EXPECT_EQ(messageOfProf("something else\n"),
            "small.prof:1: expected 'FileType: BinaryLegionProf v: 1.0': this "
            "is no log of '-lg:prof'");
  EXPECT_EQ(messageOfProf("FileType: BinaryLegionProf v: 2.0\n"),
            "small.prof:1: version '2.0' of the format is not known; 1.0 is");
  EXPECT_EQ(messageOfProf("FileType: BinaryLegionProf v: 1.0\nTaskInfo {id:1"),
            "small.prof:2: the description of the records is cut off");
  EXPECT_EQ(messageOfProf(SmallProfLog().describe("A {id:1, x:int:9}").text),
            "small.prof:2: damaged description of a record: expected 'NAME "
            "{id:NUMBER, FIELD:TYPE:BYTES, ...}', got 'A {id:1, x:int:9}'");
  SmallProfLog small;
  small.describeTasks().end();
  size_t begin = small.text.size();
  auto at = [&](const char *what) {
    return "small.prof: byte " + std::to_string(begin) + ": " + what;
  };
  EXPECT_EQ(messageOfProf(SmallProfLog(small).put(99, 4).text),
            at("a record 99, which the log does not describe"));
  EXPECT_EQ(messageOfProf(SmallProfLog(small).put(18, 2).text),
            at("the log is cut off in a record"));
  EXPECT_EQ(messageOfProf(SmallProfLog(small).put(18, 4).put(1, 8).text),
            at("the record 'TaskInfo' is cut off or damaged in its field "
               "'task_id'"));
  EXPECT_EQ(messageOfProf(SmallProfLog(small).putTask(7, 9, 8).text),
            at("a task that ends before it starts"));
  EXPECT_EQ(messageOfProf(SmallProfLog(small).putWait(7, 8, 9).text),
            at("a wait of a task that the log does not have before it"));
}

TEST(DamagedProfLogs, FlippedBytesAndCuts) {
  std::string original = unpackOwn("circuit-cpu2.prof.gz");
  std::mt19937 random(20250104);
  unsigned numErrors = 0;
  for (unsigned round = 0; round < 150; ++round) {
    std::string text = original;
    text[random() % text.size()] = static_cast<char>(random());
    if (round % 2)
      text.resize(random() % text.size());
    std::string message = messageOfProf(text);
    numErrors += message != "accepted";
    EXPECT_TRUE(message == "accepted" ||
                llvm::StringRef(message).starts_with("small.prof:"))
        << message;
  }
  EXPECT_GT(numErrors, 70u);
}

TEST(RealProfLogs, TasksAndMetaTasks) {
  ProfLog log = readGoodProf(unpackOwn("circuit-p4c2.prof.gz"));
  std::map<std::string, std::pair<unsigned, uint64_t>> tasks;
  for (const ProfTask &run : log.taskRuns) {
    auto &[count, busy] = tasks[log.tasks.at(run.kind)];
    ++count;
    busy += run.getBusy();
  }
  EXPECT_EQ(tasks.at("calc_new_currents"),
            std::pair(40u, uint64_t(4081608392)));
  EXPECT_EQ(tasks.at("distribute_charge"), std::pair(40u, uint64_t(28761677)));
  EXPECT_EQ(tasks.at("update_voltages"), std::pair(40u, uint64_t(1336669)));
  // 558 meta tasks; the top-level task waited 4 times.
  EXPECT_EQ(log.metaRuns.size(), 558u);
  EXPECT_EQ(log.instances.size(), 18u);
  EXPECT_EQ(log.copies.size(), 290u);
}

TEST(RealProfLogs, Spans) {
  auto span = [](const char *name) {
    ProfLog log = readGoodProf(unpackOwn(name));
    llvm::Expected<double> seconds =
        measureSpan(log, "calc_new_currents", "update_voltages");
    return seconds ? *seconds : (llvm::consumeError(seconds.takeError()), -1);
  };
  EXPECT_DOUBLE_EQ(span("circuit-cpu2.prof.gz"), 0.768958293);
  EXPECT_DOUBLE_EQ(span("circuit-p4c2.prof.gz"), 2.218930251);
  EXPECT_DOUBLE_EQ(span("circuit-small.prof.gz"), 0.232809320);
}

TEST(RunFile, GzipIsUnpackedAndBounded) {
  std::string packed;
  {
    auto file = llvm::MemoryBuffer::getFile(MAPWRIGHT_TEST_INPUTS
                                            "/legion/circuit-cpu2.prof.gz");
    ASSERT_TRUE(static_cast<bool>(file));
    packed = (*file)->getBuffer().str();
  }
  auto message = [](llvm::StringRef bytes, uint64_t limit) {
    auto unpacked = unpackGzip(bytes, "x.gz", limit);
    return unpacked ? std::to_string((*unpacked)->getBufferSize())
                    : llvm::toString(unpacked.takeError());
  };
  EXPECT_EQ(message(packed, 1 << 20), "372260");
  EXPECT_EQ(message(packed + packed, 1 << 20), "744520");
  EXPECT_EQ(message(packed, 1024), "x.gz: it unpacks to more than 1 KiB");
  EXPECT_EQ(message(llvm::StringRef(packed).drop_back(5), 1 << 20),
            "x.gz: the gzip file is cut off");
  packed[packed.size() / 2] ^= 0x55;
  EXPECT_EQ(message(packed, 1 << 20), "x.gz: the gzip file is damaged");
}
