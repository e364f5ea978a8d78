//===- BoundPolicy.h - A policy and the machine it decides for --*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_BOUNDPOLICY_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_BOUNDPOLICY_H

#include "Common/Failure.h"
#include "MachineView.h"

#include <atomic>
#include <memory>

namespace mapwright {
namespace legion {

using runtime::Failure;

/// Memory that a policy fills, aligned as its ABI demands.
class PolicyStorage {
public:
  explicit PolicyStorage(size_t bytes)
      : units((bytes + sizeof(Unit) - 1) / sizeof(Unit)) {}

  void *get() { return units.data(); }
  const void *get() const { return units.data(); }

private:
  struct alignas(16) Unit {
    char bytes[16];
  };
  std::vector<Unit> units;
};

/// Whether a policy may print while it decides: what is evaluated on every
/// shard prints on one of them only (FUN5).
enum class Printing { Off, On };

/// The map of an index launch, evaluated as far as it does not depend on the
/// point. Immutable; keep the policy longer.
class LaunchMap {
public:
  LaunchMap(size_t bytes) : storage(bytes) {}

  mw_status status = MW_DEFAULT;
  mw_error error = {};
  PolicyStorage storage;
};

/// A policy bound to the machine of the run. Immutable and shared by all
/// mappers and sharding functors of the process.
class BoundPolicy {
public:
  /// Prints what top-level statements print if this is the first rank. The job
  /// ends with a message if the policy does not fit the machine.
  BoundPolicy(const mw_policy &policy, const MachineView &view,
              unsigned localNode);

  const mw_policy &get() const { return policy; }
  const MachineView &getMachine() const { return view; }
  unsigned getLocalNode() const { return localNode; }

  /// How many lines the policy has printed.
  uint64_t countPrinted() const { return numPrinted; }

  /// STM5, for a launch with that domain, of which the bounding box counts.
  std::unique_ptr<LaunchMap> launch(const char *task, mw_proc kind,
                                    const Legion::Domain &domain,
                                    Printing printing) const;

  /// The place of a point. The job ends with a message that names task and
  /// point if the map fails, or did so for the whole launch.
  mw_place place(const LaunchMap &map, const char *task, mw_proc kind,
                 const Legion::DomainPoint &point,
                 const Legion::Domain &domain) const;

  /// STM10; see mw_policy::single. At most `cap` places are written.
  mw_status single(const char *task, mw_proc kind, mw_place self,
                   const char *parent, mw_proc parentKind, mw_place parentAt,
                   std::vector<mw_place> &places, mw_error &error,
                   Printing printing) const;

  /// Ends the job with a message if no node has a processor of the kind with
  /// the index of `place`: a map over another kind of processor may say so.
  void checkPlace(mw_place place, const char *task, mw_proc kind) const;

  /// A message about a task, to which the caller adds what it knows.
  Failure describe(const mw_error &error, const char *task, mw_proc kind) const;

private:
  void bind(PolicyStorage &storage, const mw_machine &machine) const;
  const PolicyStorage &choose(Printing printing) const {
    return printing == Printing::On ? loud : quiet;
  }

  const mw_policy &policy;
  const MachineView &view;
  unsigned localNode;
  mw_machine loudMachine, quietMachine;
  PolicyStorage loud, quiet;
  std::atomic<uint64_t> numPrinted{0};
};

/// A point as messages and decision texts show it: "(0,1)".
std::string formatPoint(const Legion::DomainPoint &point);
/// The bounding box of a domain: "(0,0)..(3,3)".
std::string formatDomain(const Legion::Domain &domain);

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_BOUNDPOLICY_H
