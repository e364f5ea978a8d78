//===- ProfLog.cpp - Legion Prof logs -------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/ProfLog.h"

#include "ProfRecords.h"

#include "llvm/ADT/StringMap.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

uint64_t ProfTask::getBusy() const {
  uint64_t busy = stop - start;
  for (const ProfWait &wait : waits)
    busy -= wait.end - wait.start;
  return busy;
}

namespace {
class ProfReader {
public:
  ProfReader(ProfRecords &records, ProfLog &log) : records(records), log(log) {}
  Error read();

private:
  using Handler = Error (ProfReader::*)(const ProfRecord &);
  using TaskKey = std::pair<uint64_t, uint64_t>; // operation, kind

  Error readTask(const ProfRecord &record);
  Error readMeta(const ProfRecord &record);
  Error readTaskWait(const ProfRecord &record);
  Error readMetaWait(const ProfRecord &record);
  Error readInstance(const ProfRecord &record);
  Error readCopy(const ProfRecord &record);
  Error readName(const ProfRecord &record);
  Error readMetaName(const ProfRecord &record);
  Error readProcessor(const ProfRecord &record);

  Expected<ProfTask> makeTask(const ProfRecord &record, StringRef kind) const;
  Error addWait(const ProfRecord &record, std::vector<ProfTask> &runs,
                const std::map<TaskKey, size_t> &latest, StringRef kind) const;

  ProfRecords &records;
  ProfLog &log;
  /// The latest run of each: waits follow the task they belong to.
  std::map<TaskKey, size_t> latestTask, latestMeta;
};
} // namespace

Expected<ProfTask> ProfReader::makeTask(const ProfRecord &record,
                                        StringRef kind) const {
  ProfTask task;
  task.operation = record.get("op_id");
  task.kind = record.get(kind);
  task.variant = record.get("variant_id");
  task.processor = record.get("proc_id");
  task.create = record.get("create");
  task.ready = record.get("ready");
  task.start = record.get("start");
  task.stop = record.get("stop");
  task.deviceStart = record.get("gpu_start");
  task.deviceStop = record.get("gpu_stop");
  if (task.stop < task.start || task.deviceStop < task.deviceStart)
    return records.error(record.offset, "a task that ends before it starts");
  return task;
}

Error ProfReader::readTask(const ProfRecord &record) {
  Expected<ProfTask> task = makeTask(record, "task_id");
  if (!task)
    return task.takeError();
  latestTask[{task->operation, task->kind}] = log.taskRuns.size();
  log.taskRuns.push_back(std::move(*task));
  return Error::success();
}

Error ProfReader::readMeta(const ProfRecord &record) {
  Expected<ProfTask> task = makeTask(record, "lg_id");
  if (!task)
    return task.takeError();
  latestMeta[{task->operation, task->kind}] = log.metaRuns.size();
  log.metaRuns.push_back(std::move(*task));
  return Error::success();
}

Error ProfReader::addWait(const ProfRecord &record, std::vector<ProfTask> &runs,
                          const std::map<TaskKey, size_t> &latest,
                          StringRef kind) const {
  auto it = latest.find({record.get("op_id"), record.get(kind)});
  if (it == latest.end())
    return records.error(record.offset, "a wait of a task that the log does "
                                        "not have before it");
  ProfTask &task = runs[it->second];
  ProfWait wait = {record.get("wait_start"), record.get("wait_ready"),
                   record.get("wait_end")};
  uint64_t after = task.waits.empty() ? task.start : task.waits.back().end;
  if (wait.start < after || wait.end < wait.start || wait.end > task.stop)
    return records.error(record.offset,
                         "a wait that is not within its task, or not after "
                         "the wait before it");
  task.waits.push_back(wait);
  return Error::success();
}

Error ProfReader::readTaskWait(const ProfRecord &record) {
  return addWait(record, log.taskRuns, latestTask, "task_id");
}

Error ProfReader::readMetaWait(const ProfRecord &record) {
  return addWait(record, log.metaRuns, latestMeta, "lg_id");
}

Error ProfReader::readInstance(const ProfRecord &record) {
  log.instances.push_back(
      {record.get("mem_id"), record.get("size"), record.get("op_id")});
  return Error::success();
}

Error ProfReader::readCopy(const ProfRecord &record) {
  ProfCopy copy = {record.get("op_id"), record.get("size"), record.get("start"),
                   record.get("stop"), record.type->name == "FillInfo"};
  if (copy.stop < copy.start)
    return records.error(record.offset, "a copy that ends before it starts");
  log.copies.push_back(copy);
  return Error::success();
}

Error ProfReader::readName(const ProfRecord &record) {
  log.tasks[record.get("task_id")] = record.getText("name").str();
  return Error::success();
}

Error ProfReader::readMetaName(const ProfRecord &record) {
  log.metaTasks[record.get("kind")] = record.getText("name").str();
  return Error::success();
}

Error ProfReader::readProcessor(const ProfRecord &record) {
  log.processors[record.get("proc_id")] = record.get("kind");
  return Error::success();
}

Error ProfReader::read() {
  if (Error error = records.readTypes())
    return error;
  const llvm::StringMap<Handler> handlers = {
      {"TaskInfo", &ProfReader::readTask},
      {"GPUTaskInfo", &ProfReader::readTask},
      {"ImplicitTaskInfo", &ProfReader::readTask},
      {"TaskWaitInfo", &ProfReader::readTaskWait},
      {"MetaInfo", &ProfReader::readMeta},
      {"MessageInfo", &ProfReader::readMeta},
      {"MetaWaitInfo", &ProfReader::readMetaWait},
      {"InstTimelineInfo", &ProfReader::readInstance},
      {"CopyInfo", &ProfReader::readCopy},
      {"FillInfo", &ProfReader::readCopy},
      {"TaskKind", &ProfReader::readName},
      {"MetaDesc", &ProfReader::readMetaName},
      {"ProcDesc", &ProfReader::readProcessor},
  };
  ProfRecord record;
  while (true) {
    Expected<bool> isRecord = records.next(record);
    if (!isRecord)
      return isRecord.takeError();
    if (!*isRecord)
      return Error::success();
    auto handler = handlers.find(record.type->name);
    if (handler == handlers.end())
      continue;
    if (Error error = (this->*handler->second)(record))
      return error;
  }
}

Expected<ProfLog> mapwright::readProfLog(StringRef bytes, StringRef name) {
  ProfLog log;
  log.name = name.str();
  ProfRecords records(bytes, name);
  if (Error error = ProfReader(records, log).read())
    return std::move(error);
  return log;
}
