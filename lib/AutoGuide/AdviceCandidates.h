//===- AdviceCandidates.h - Edits that may save time ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/AutoGuide.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_AUTOGUIDE_ADVICECANDIDATES_H
#define MAPWRIGHT_LIB_AUTOGUIDE_ADVICECANDIDATES_H

#include "AdviceFacts.h"

#include "mapwright/Frontend/MapFunctions.h"

namespace mapwright {

/// An edit worth a trial.
struct Candidate {
  std::string rule;    ///< "advice-processor-kind", ...
  std::string subject; ///< the best edit of a subject is shown, no others
  std::string reason;  ///< a sentence without its full stop
  std::string title;
  Edits edits;
  /// A nearly full memory that the edit may make room in.
  std::optional<uint32_t> relieves;
};

/// Makes candidates from what a run spent its time on. The order is that of the
/// trials: what changes most comes first.
class CandidateMaker {
public:
  CandidateMaker(const RunFacts &facts, const MapperEditor &editor)
      : facts(facts), editor(editor) {}

  std::vector<Candidate> make();

private:
  /// Tasks of one rank whose points a map is to place.
  struct MapGroup {
    unsigned rank;
    bool startsAtZero;
    std::vector<uint32_t> tasks; ///< numbers in RunFacts::tasks
  };
  /// An argument that Region statements can name.
  struct NamedRegion {
    std::string key;
    uint32_t launch, requirement; ///< the first one of this name
    uint32_t root;                ///< region
    uint64_t bytes = 0;           ///< copied
    double seconds = 0;           ///< critical, of its tasks
  };

  // AdvicePlaces.cpp
  void addKinds(ProcKind kind);
  void addKind(ProcKind kind, const std::vector<uint32_t> &tasks,
               llvm::StringRef key);
  void addMapsOfKind(const Candidate &base, ProcKind kind,
                     const std::vector<uint32_t> &tasks, bool isForAll);
  void addSpreads(ProcKind kind);
  void addSpreadsOfTasks(ProcKind kind);
  void addSpread(ProcKind kind, const MapGroup &group, StatementKey key,
                 const MapFunction &function);
  void addSingles(uint32_t task);
  std::vector<MapGroup> groupByRank(const std::vector<uint32_t> &tasks) const;
  std::vector<MapFunction> listMaps(ProcKind kind, const MapGroup &group) const;
  StatementKey getMapKey(ProcKind kind, const MapGroup &group,
                         bool isOnlyRank) const;
  std::string getReasonToSpread(ProcKind kind, const MapGroup &group) const;
  std::string getKindReason(ProcKind kind,
                            const std::vector<uint32_t> &tasks) const;

  // AdviceMemories.cpp
  void addMemories(ProcKind kind);
  void addMemory(ProcKind kind, llvm::ArrayRef<const NamedRegion *> regions,
                 llvm::StringRef task, MemKind memory);
  void addMemoriesOfTransfers();
  void addLayouts();
  void addLayout(llvm::StringRef task, const TaskCost &example,
                 uint32_t requirement);
  std::vector<NamedRegion> listRegions(ProcKind kind) const;
  std::vector<MemKind> listMemories(ProcKind kind) const;

  // AdviceRuntime.cpp
  void addReplication();
  void addLimits();
  void addCollection();

  std::string quote(uint32_t task) const;
  std::string list(const std::vector<uint32_t> &tasks) const;

  const RunFacts &facts;
  const MapperEditor &editor;
  std::vector<Candidate> candidates;
};

/// A memory is nearly full from this share of its capacity on.
constexpr double nearlyFull = 0.9;
/// So many of the most costly tasks are looked at one by one.
constexpr size_t maxTasksLookedAt = 8;

/// "12.3 %"
std::string formatShare(double share);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_AUTOGUIDE_ADVICECANDIDATES_H
