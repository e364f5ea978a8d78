//===- Places.cpp - Where the tasks of a launch run -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SessionState.h"

#include "Common/Failure.h"

#include <algorithm>

using namespace mapwright::starpu;
using detail::LaunchState;
using detail::SessionState;
using mapwright::runtime::Failure;

static std::string formatPoint(const Point &point) {
  std::string text = "(";
  for (size_t d = 0; d < point.size(); ++d)
    text += (d == 0 ? "" : ",") + std::to_string(point[d]);
  return text + ")";
}

static std::string formatDomain(const Domain &domain) {
  return formatPoint(domain.lo) + ".." + formatPoint(domain.hi);
}

/// The policy's error at a task, which `where` describes further.
[[noreturn]] static void refuse(const SessionState &session,
                                const TaskKind &task, const mw_error &error,
                                const std::string &where) {
  Failure::ofPolicy(*session.policy, error)
      .note("task \"" + task.name + "\"" + where + "; the machine has " +
            session.workers->describe())
      .abortJob();
}

static void checkDomain(const TaskKind &task, const Domain &domain) {
  size_t rank = domain.lo.size();
  if (rank >= 1 && rank <= MW_MAX_DIM && domain.hi.size() == rank)
    return;
  Failure("mapwright",
          "a launch of \"" + task.name + "\" over " + formatDomain(domain) +
              ", which is no domain",
          "")
      .abortJob();
}

//===----------------------------------------------------------------------===//
// Index launches
//===----------------------------------------------------------------------===//

LaunchState::LaunchState(SessionState &session, const TaskKind &task,
                         Domain launched)
    : session(session), task(task), domain(std::move(launched)),
      map(session.policy ? session.policy->launch_bytes : 0) {
  checkDomain(task, domain);
  if (session.log)
    logged = session.log->addLaunch(task.name);
  if (!session.policy)
    return;
  mw_domain box = {};
  box.rank = domain.lo.size();
  std::copy(domain.lo.begin(), domain.lo.end(), box.lo);
  std::copy(domain.hi.begin(), domain.hi.end(), box.hi);
  mw_error error = {};
  status = session.policy->launch(session.machine->get(), task.name.c_str(),
                                  task.kind, &box, map.get(), &error);
  if (status == MW_ERROR)
    refuse(session, task, error,
           std::string(" on ") + spell(task.kind) + ", launch " +
               formatDomain(domain));
}

mw_place LaunchState::placeByDefault(const Point &point) const {
  uint64_t position = 0, stride = 1;
  for (size_t d = 0; d < point.size(); ++d) {
    position += stride * (point[d] - domain.lo[d]);
    stride *= domain.hi[d] - domain.lo[d] + 1;
  }
  uint32_t ranks = session.numRanks;
  uint32_t count = std::max(1u, session.workers->count(task.kind));
  return {static_cast<int32_t>(position % ranks),
          static_cast<int32_t>(position / ranks % count)};
}

mw_place LaunchState::checkPlace(mw_place place) const {
  uint32_t count = session.workers->count(task.kind);
  if (static_cast<uint32_t>(place.index) < count)
    return place;
  Failure(session.policy->source,
          "the map of task \"" + task.name + "\" says processor " +
              std::to_string(place.index) + " of a node, but the task runs " +
              "on " + spell(task.kind) + ", of which there are " +
              std::to_string(count),
          "kind-mismatch")
      .note("let the map use Machine(" + std::string(spell(task.kind)) +
            "), or list another kind first in the Task statement")
      .abortJob();
}

mw_place LaunchState::place(const Point &point) const {
  bool isInside = point.size() == domain.lo.size();
  for (size_t d = 0; isInside && d < point.size(); ++d)
    isInside = point[d] >= domain.lo[d] && point[d] <= domain.hi[d];
  if (!isInside)
    Failure("mapwright",
            "the point " + formatPoint(point) + " of task \"" + task.name +
                "\" is not in its launch " + formatDomain(domain),
            "")
        .abortJob();
  if (isSingle())
    return singlePlaces.front();
  if (status == MW_DEFAULT)
    return placeByDefault(point);
  mw_place place = {};
  mw_error error = {};
  if (session.policy->point(map.get(), point.data(), &place, &error) != MW_OK)
    refuse(session, task, error,
           " at the point " + formatPoint(point) + " of the launch domain " +
               formatDomain(domain));
  return checkPlace(place);
}

//===----------------------------------------------------------------------===//
// Single launches
//===----------------------------------------------------------------------===//

LaunchState::LaunchState(SessionState &session, const TaskKind &task)
    : session(session), task(task), map(0) {
  if (session.log)
    logged = session.log->addSingleLaunch(task.name);
  if (session.policy)
    evaluateSingleMap();
  if (status == MW_DEFAULT)
    for (uint32_t i = 0; i < std::max(1u, session.workers->count(task.kind));
         ++i)
      singlePlaces.push_back({0, static_cast<int32_t>(i)});
  // Memories of devices differ; what is in them stays there this way.
  if (task.kind == MW_GPU)
    singlePlaces = {
        singlePlaces[session.singleLaunches++ % singlePlaces.size()]};
}

void LaunchState::evaluateSingleMap() {
  const WorkerTable &workers = *session.workers;
  mw_proc programKind = workers.count(MW_CPU) > 0 ? MW_CPU : MW_GPU;
  singlePlaces.resize(workers.count(task.kind));
  uint32_t count = 0;
  mw_error error = {};
  status = session.policy->single(
      session.machine->get(), task.name.c_str(), task.kind, /*self=*/{0, 0},
      /*parent=*/"main", programKind, /*parent_at=*/{0, 0}, singlePlaces.data(),
      singlePlaces.size(), &count, &error);
  if (status == MW_ERROR)
    refuse(session, task, error, ", a single launch");
  singlePlaces.resize(status == MW_OK ? count : 0);
  for (mw_place place : singlePlaces)
    checkPlace(place);
}

//===----------------------------------------------------------------------===//
// Workers
//===----------------------------------------------------------------------===//

std::vector<int> LaunchState::listWorkers(mw_place place) const {
  if (!isSingle())
    return {session.workers->getWorker(task.kind, place.index)};
  std::vector<int> workers;
  workers.reserve(singlePlaces.size());
  for (mw_place either : singlePlaces)
    workers.push_back(session.workers->getWorker(task.kind, either.index));
  return workers;
}
