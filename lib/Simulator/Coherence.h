//===- Coherence.h - Which instance holds what data -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SIMULATOR_COHERENCE_H
#define MAPWRIGHT_LIB_SIMULATOR_COHERENCE_H

#include "Channels.h"
#include "Instances.h"
#include "Tables.h"

#include <optional>

namespace mapwright {
namespace sim {

/// Follows every unit through its instances, in the order tasks are mapped, and
/// plans the copies that bring data to where it is needed.
class Coherence {
public:
  Coherence(const TaskGraph &graph, Instances &instances, Tables &tables,
            Channels &channels);

  /// A requirement of a task and the instance it uses.
  struct Use {
    uint32_t task, requirement;
    uint32_t instance;
    llvm::ArrayRef<uint32_t> units;
    bool isTracked; ///< becomes a valid copy
  };

  /// Copies what the instance lacks, folds pending reductions, and lets the
  /// task wait for that. False if there is no way from where the data is: see
  /// getUnreachable.
  bool bring(const Use &use);
  /// The instance becomes the only one with valid data.
  void write(const Use &use);
  /// The instance gets reductions that the next reader folds.
  void reduce(const Use &use);

  uint32_t getUnreachable() const { return unreachable; }
  llvm::ArrayRef<uint32_t> getVersions() const { return versions; }

private:
  struct Unit {
    uint32_t writer = none;  ///< task that wrote the present version
    uint32_t holders = none; ///< instances that were valid once
    uint32_t pending = none; ///< reductions to be folded
  };
  struct Holder {
    uint32_t instance;
    uint32_t next;
    size_t state;
  };
  struct Reduction {
    uint32_t instance, task;
    uint32_t next;
  };
  struct Place {
    uint32_t unit;
    size_t state;
    uint32_t source; ///< index into `sources`; none: no instance has it
  };
  struct Source {
    uint32_t instance;
    double bytesPerSecond;
    uint64_t overlap; ///< bytes it could give
    uint64_t bytes;   ///< bytes it gives
    uint32_t copy;
    uint32_t lastUnit;
  };

  bool copyMissing(const Use &use);
  bool rankSources(const Use &use);
  void chooseSources(const Use &use);
  void createCopies(const Use &use);
  bool fold(const Use &use);
  void collectReductions();
  uint32_t createFolds(const Use &use);
  Source &getSource(uint32_t instance);
  void forgetSources();
  template <typename Visit>
  void forEachHolder(const Place &place, Visit visit);
  void becomeHolder(uint32_t unit, uint32_t instance, size_t state);
  void dropPending(uint32_t unit);
  uint32_t createCopy(const Use &use, uint32_t source, uint64_t bytes);
  bool isTransposed(uint32_t from, uint32_t to, const Use &use) const;

  const TaskGraph &graph;
  Instances &instances;
  Tables &tables;
  Channels &channels;
  std::vector<uint32_t> versions; ///< by unit; 0: nobody has written it
  std::vector<Unit> units;
  std::vector<Holder> holders;
  std::vector<Reduction> reductions;
  uint32_t freeHolder = none, freeReduction = none;
  uint32_t unreachable = none;
  // Used while one requirement is served.
  std::vector<Place> missing, folding;
  std::vector<Source> sources;
  std::vector<uint32_t> sourceOf; ///< by instance
};

} // namespace sim
} // namespace mapwright

#endif // MAPWRIGHT_LIB_SIMULATOR_COHERENCE_H
