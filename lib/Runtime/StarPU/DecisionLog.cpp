//===- DecisionLog.cpp - What ran where, for mapper-run -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DecisionLog.h"

#include "Common/Failure.h"

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

using namespace mapwright::starpu;
using mapwright::runtime::Failure;

std::unique_ptr<DecisionLog> DecisionLog::open(unsigned rank) {
  const char *pattern = std::getenv("MAPWRIGHT_LOG");
  if (!pattern || !*pattern)
    return nullptr;
  std::string path = pattern;
  size_t percent = path.find('%');
  if (percent != std::string::npos)
    path.replace(percent, 1, std::to_string(rank));
  else if (rank != 0)
    path += "." + std::to_string(rank);
  return std::unique_ptr<DecisionLog>(new DecisionLog(path, rank));
}

size_t DecisionLog::addLaunch(const std::string &task) {
  std::lock_guard<std::mutex> lock(mutex);
  launches.push_back({task, /*isSingle=*/false, {}, {}});
  return launches.size() - 1;
}

size_t DecisionLog::addSingleLaunch(const std::string &task) {
  std::lock_guard<std::mutex> lock(mutex);
  launches.push_back({task, /*isSingle=*/true, {}, {}});
  return launches.size() - 1;
}

void DecisionLog::addPoint(size_t launch, const Point &point,
                           unsigned pointRank) {
  std::lock_guard<std::mutex> lock(mutex);
  auto &points = launches[launch].pointsOfRank;
  if (points.size() <= pointRank)
    points.resize(pointRank + 1);
  points[pointRank].push_back(point);
}

void DecisionLog::addExecution(size_t launch, const Point &point, int worker) {
  std::lock_guard<std::mutex> lock(mutex);
  launches[launch].executions.push_back({point, worker});
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

/// A number as Realm gives it: the kind of thing, the rank, the index.
static std::string formatId(unsigned kind, unsigned rank, unsigned index) {
  char text[32];
  std::snprintf(text, sizeof(text), "%02x%04x%010x", kind, rank, index);
  return text;
}

static constexpr unsigned processorId = 0x1d, memoryId = 0x1e;

static std::string formatPoint(const Point &point) {
  std::string text = "(";
  for (size_t d = 0; d < point.size(); ++d)
    text += (d == 0 ? "" : ",") + std::to_string(point[d]);
  return text + ")";
}

static std::string beginLine(unsigned rank) {
  return "[" + std::to_string(rank) + " - 0] {2}{mapper}: ";
}

static std::string formatCapacity(unsigned node) {
  starpu_ssize_t total = starpu_memory_get_total(node);
  // Without a limit StarPU knows none.
  return std::to_string(total > 0 ? total : INT64_MAX) + " bytes\n";
}

/// Host memory is memory 0, that of device i memory i + 1.
std::string DecisionLog::writeMachine(const WorkerTable &workers) const {
  std::string begin = beginLine(rank);
  std::string number = std::to_string(rank);
  std::string host = formatId(memoryId, rank, 0);
  std::string text = begin + "Memories on rank " + number + ":\n";
  text += begin + "  " + host + " (SYSTEM_MEM): " + formatCapacity(0);
  for (unsigned i = 0; i < workers.count(MW_GPU); ++i)
    text += begin + "  " + formatId(memoryId, rank, i + 1) + " (GPU_FB_MEM): " +
            formatCapacity(
                starpu_worker_get_memory_node(workers.getWorker(MW_GPU, i)));
  text += begin + "Processors on rank " + number + ":\n";
  for (mw_proc kind : {MW_CPU, MW_GPU})
    for (unsigned i = 0; i < workers.count(kind); ++i) {
      std::string seen =
          kind == MW_CPU ? host : formatId(memoryId, rank, i + 1);
      text += begin + "  " +
              formatId(processorId, rank, workers.getWorker(kind, i)) +
              (kind == MW_CPU ? " (LOC_PROC)" : " (TOC_PROC)") + " can see " +
              seen + "(bw=100)\n";
    }
  return text;
}

std::string DecisionLog::writeLaunch(size_t number,
                                     const WorkerTable &workers) const {
  const LoggedLaunch &launch = launches[number];
  std::string begin = beginLine(rank);
  std::string operation = "<" + std::to_string(number + 1) + ">";
  std::string text =
      begin + "SELECT_SHARDING_FUNCTOR for " + launch.task + operation + "\n";
  for (unsigned node = 0; node < workers.getNumRanks(); ++node) {
    text += begin + "  " + std::to_string(node) + " <-";
    if (node < launch.pointsOfRank.size())
      for (const Point &point : launch.pointsOfRank[node])
        text += " " + formatPoint(launch.isSingle ? Point{0} : point);
    text += "\n";
  }
  for (const auto &[point, worker] : launch.executions) {
    text += begin + "MAP_TASK for " + launch.task;
    if (!launch.isSingle)
      text += "(index_point=" + formatPoint(point) + ")";
    text += operation + "\n";
    text +=
        begin + "  TARGET PROCS: " + formatId(processorId, rank, worker) + "\n";
    text += begin + "  CHOSEN INSTANCES:\n" + begin + "  MEMORY POOLS:\n";
  }
  return text;
}

void DecisionLog::write(const WorkerTable &workers) const {
  std::ofstream file(path, std::ios::trunc);
  file << writeMachine(workers);
  for (size_t launch = 0; launch < launches.size(); ++launch)
    // Some launches were only asked where their points would run.
    if (!launches[launch].pointsOfRank.empty())
      file << writeLaunch(launch, workers);
  file.flush();
  if (!file)
    Failure(path,
            std::string("cannot write the log of decisions: ") +
                std::strerror(errno),
            "")
        .abortJob();
}
