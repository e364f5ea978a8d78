//===- SpyLog.cpp - Legion Spy logs ---------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/SpyLog.h"

#include "SpyReader.h"

#include "llvm/ADT/STLExtras.h"

#include <tuple>

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

static auto asTuple(const SpyHandle &handle) {
  return std::tie(handle.isPartition, handle.index, handle.fieldSpace,
                  handle.tree);
}

bool SpyHandle::operator<(const SpyHandle &other) const {
  return asTuple(*this) < asTuple(other);
}

bool SpyHandle::operator==(const SpyHandle &other) const {
  return asTuple(*this) == asTuple(other);
}

const SpyOperation *SpyLog::findOperation(uint64_t id) const {
  auto it = operations.find(id);
  return it == operations.end() ? nullptr : &it->second;
}

std::string SpyLog::getTaskName(unsigned task) const {
  auto it = tasks.find(task);
  if (it == tasks.end() || it->second.empty())
    return "task " + std::to_string(task);
  return it->second;
}

const SpyVariant *SpyLog::findVariant(unsigned task, unsigned variant) const {
  auto it = llvm::find_if(variants, [&](const SpyVariant &v) {
    return v.task == task && v.variant == variant;
  });
  return it == variants.end() ? nullptr : &*it;
}

std::map<uint64_t, std::vector<uint64_t>> SpyLog::collectProgramOrders() const {
  std::map<uint64_t, std::vector<std::pair<uint64_t, uint64_t>>> positions;
  for (const auto &[id, operation] : operations)
    if (operation.position && operation.kind != SpyOperationKind::PointTask)
      positions[operation.context].push_back({*operation.position, id});
  std::map<uint64_t, std::vector<uint64_t>> orders;
  for (auto &[context, all] : positions) {
    llvm::sort(all);
    for (auto [position, id] : all)
      orders[context].push_back(id);
  }
  return orders;
}

StringRef SpyLog::getName(const SpyHandle &handle) const {
  auto it = handleNames.find(handle);
  return it == handleNames.end() ? StringRef() : StringRef(it->second);
}

Error SpyLog::error(unsigned line, const llvm::Twine &what) const {
  return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                 StringRef(name) + ":" + llvm::Twine(line) +
                                     ": " + what);
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

bool mapwright::isSpyLog(StringRef text) {
  constexpr size_t looked = 1 << 16;
  return text.take_front(looked).contains("{legion_spy}: ");
}

Expected<SpyLog> mapwright::readSpyLog(StringRef text, StringRef name) {
  SpyLog log;
  log.name = name.str();
  if (text.size() > maxLogBytes)
    return log.error(1, "a log of " + llvm::Twine(text.size()) +
                            " bytes; at most " + llvm::Twine(maxLogBytes) +
                            " are read");
  LogLines lines(text, name, spyCategory);
  SpyReader reader(lines, log);
  while (true) {
    Expected<std::optional<MapperLine>> line = lines.next();
    if (!line)
      return line.takeError();
    if (!*line)
      break;
    if (Error error = reader.read(**line))
      return std::move(error);
  }
  if (log.processors.empty())
    return log.error(1, "the log describes no processors; such a log is made "
                        "by a run with '-lg:spy -logfile FILE'");
  if (Error error = reader.finish())
    return std::move(error);
  return log;
}
