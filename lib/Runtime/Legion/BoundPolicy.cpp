//===- BoundPolicy.cpp - A policy and the machine it decides for ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BoundPolicy.h"

#include <cstdio>

using namespace mapwright::legion;
using Legion::Domain;
using Legion::DomainPoint;

static void printLine(void *numPrinted, const char *text, size_t length) {
  ++*static_cast<std::atomic<uint64_t> *>(numPrinted);
  std::string line(text, length);
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stdout);
}

std::string mapwright::legion::formatPoint(const DomainPoint &point) {
  std::string text = "(";
  for (int d = 0; d < point.get_dim(); ++d)
    text += (d == 0 ? "" : ",") + std::to_string(point[d]);
  return text + ")";
}

std::string mapwright::legion::formatDomain(const Domain &domain) {
  return formatPoint(domain.lo()) + ".." + formatPoint(domain.hi());
}

BoundPolicy::BoundPolicy(const mw_policy &policy, const MachineView &view,
                         unsigned localNode)
    : policy(policy), view(view), localNode(localNode),
      loudMachine(view.describeForPolicy()),
      quietMachine(view.describeForPolicy()), loud(policy.machine_bytes),
      quiet(policy.machine_bytes) {
  bind(quiet, quietMachine);
  loudMachine.print_arg = &numPrinted;
  if (localNode == 0)
    loudMachine.print = printLine;
  bind(loud, loudMachine);
  loudMachine.print = printLine;
  if (localNode != 0)
    return;
  for (mw_proc kind : view.listUnequalKinds())
    runtime::warn("nodes have different numbers of " +
                  std::string(spell(kind)) +
                  " processors; the smallest number, " +
                  std::to_string(view.count(kind)) + ", is used on every node");
}

void BoundPolicy::bind(PolicyStorage &storage,
                       const mw_machine &machine) const {
  mw_error error = {};
  if (policy.bind(storage.get(), &machine, &error) != MW_ERROR)
    return;
  Failure::ofPolicy(policy, error)
      .note("the machine has " + view.describe())
      .abortJob();
}

static mw_domain toPolicyDomain(const Domain &domain) {
  mw_domain result = {};
  result.rank = domain.get_dim();
  DomainPoint lo = domain.lo(), hi = domain.hi();
  for (uint32_t d = 0; d < result.rank; ++d) {
    result.lo[d] = lo[d];
    result.hi[d] = hi[d];
  }
  return result;
}

std::unique_ptr<LaunchMap> BoundPolicy::launch(const char *task, mw_proc kind,
                                               const Domain &domain,
                                               Printing printing) const {
  auto map = std::make_unique<LaunchMap>(policy.launch_bytes);
  mw_domain box = toPolicyDomain(domain);
  map->status = policy.launch(choose(printing).get(), task, kind, &box,
                              map->storage.get(), &map->error);
  return map;
}

Failure BoundPolicy::describe(const mw_error &error, const char *task,
                              mw_proc kind) const {
  return Failure::ofPolicy(policy, error)
      .note("task \"" + std::string(task) + "\" on " + spell(kind) + ", rank " +
            std::to_string(localNode) + "; the machine has " + view.describe());
}

void BoundPolicy::checkPlace(mw_place place, const char *task,
                             mw_proc kind) const {
  if (static_cast<uint32_t>(place.index) < view.count(kind))
    return;
  Failure(policy.source,
          "the map of task \"" + std::string(task) + "\" says processor " +
              std::to_string(place.index) +
              " of a node, but the task runs on " + spell(kind) +
              ", of which there are " + std::to_string(view.count(kind)),
          "kind-mismatch")
      .note("let the map use Machine(" + std::string(spell(kind)) +
            "), or list another kind first in the Task statement")
      .abortJob();
}

mw_place BoundPolicy::place(const LaunchMap &map, const char *task,
                            mw_proc kind, const DomainPoint &point,
                            const Domain &domain) const {
  mw_place place = {};
  mw_error error = map.error;
  mw_status status = map.status;
  if (status == MW_OK) {
    int64_t coordinates[MW_MAX_DIM];
    for (int d = 0; d < point.get_dim(); ++d)
      coordinates[d] = point[d];
    status = policy.point(map.storage.get(), coordinates, &place, &error);
  }
  if (status == MW_OK) {
    checkPlace(place, task, kind);
    return place;
  }
  Failure failure = describe(error, task, kind);
  failure.note("at the point " + formatPoint(point) + " of the launch domain " +
               formatDomain(domain));
  if (error.code == MW_E_INDEX_BOUNDS)
    failure.note(
        "mapc --machine=MACHINE --program=PROGRAM finds this before a run; "
        "its fix wraps the index with '%'");
  failure.abortJob();
}

mw_status BoundPolicy::single(const char *task, mw_proc kind, mw_place self,
                              const char *parent, mw_proc parentKind,
                              mw_place parentAt, std::vector<mw_place> &places,
                              mw_error &error, Printing printing) const {
  uint32_t count = 0;
  places.resize(1);
  for (;;) {
    mw_status status = policy.single(
        choose(printing).get(), task, kind, self, parent, parentKind, parentAt,
        places.data(), places.size(), &count, &error);
    // Evaluated once more only for a larger set, and then without printing.
    printing = Printing::Off;
    if (status != MW_OK || count <= places.size()) {
      places.resize(status == MW_OK ? count : 0);
      return status;
    }
    places.resize(count);
  }
}
