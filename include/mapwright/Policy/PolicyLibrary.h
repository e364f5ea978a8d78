//===- PolicyLibrary.h - Loading compiled policies --------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The host's side of mapwright/Runtime/policy.h: loads a policy, checks that it
// is one, and asks it. Values of the ABI (mw_place, mw_layout, mw_domain) stay
// as they are; names, lists, storage and errors become those of C++.
//
// All const member functions may be called from several threads at once.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_POLICY_POLICYLIBRARY_H
#define MAPWRIGHT_POLICY_POLICYLIBRARY_H

#include "mapwright/Machine/Machine.h"
#include "mapwright/Runtime/policy.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

#include <functional>
#include <memory>

namespace mapwright {

/// The diagnostic id that an error code (MW_E_...) stands for, such as
/// "index-bounds"; empty for a code that is not known here.
llvm::StringRef getPolicyErrorName(uint32_t code);

/// What a policy reported with MW_ERROR. Prints as
/// `app.mapper:3:14: TEXT [mapwright-index-bounds]`.
class PolicyError : public llvm::ErrorInfo<PolicyError> {
public:
  static char ID; // NOLINT(readability-identifier-naming): LLVM asks for it

  /// `source` is the mapper's file.
  PolicyError(const mw_error &error, llvm::StringRef source);

  void log(llvm::raw_ostream &os) const override;
  std::error_code convertToErrorCode() const override;

  /// `text` in it is not set: the policy may be unloaded before the error is
  /// read.
  const mw_error &getError() const { return error; }
  llvm::StringRef getText() const { return text; }

private:
  mw_error error;
  std::string text;
  std::string source;
};

/// A region requirement: its names in the order of STM2, and its index among
/// those of the task, if they are known.
struct PolicyRegion {
  std::vector<std::string> names;
  std::optional<uint32_t> index;
};

/// Receives the lines that `print` writes, without line ends. Must be thread
/// safe if the policy is used from several threads.
using PolicyPrintSink = std::function<void(llvm::StringRef)>;

class BoundPolicy;

/// A policy that is loaded. It stays loaded for as long as this object or
/// anything bound from it exists.
class PolicyLibrary {
public:
  /// Loads the shared object at `path`. Fails, with a message that names the
  /// file, if it cannot be read, is no shared object for this machine, is cut
  /// off, exports no `mapwright_policy`, cannot be loaded, cannot serve this
  /// host's ABI, or is not what its header has to say. Nothing of the file runs
  /// before it has been found to be a complete shared object with that symbol.
  static llvm::Expected<PolicyLibrary> load(llvm::StringRef path);

  /// The policy as it is, for callers that cannot afford this wrapper.
  const mw_policy &get() const { return *policy; }

  llvm::StringRef getName() const { return policy->name; }
  /// The mapper's file, as it was given to the compiler.
  llvm::StringRef getSource() const { return policy->source; }
  llvm::StringRef getProducer() const { return policy->producer; }
  llvm::ArrayRef<uint8_t> getIdentity() const { return policy->identity; }

  // Tables (STM1 to STM3, STM7). The lists and layouts are Expected because a
  // policy that is not what it should be may hand out kinds that do not exist.

  llvm::Expected<llvm::SmallVector<ProcKind>>
  getKinds(llvm::StringRef task) const;
  llvm::Expected<llvm::SmallVector<MemKind>>
  getMemories(llvm::StringRef task, const PolicyRegion &region,
              ProcKind proc) const;
  /// None: the runtime's default.
  llvm::Expected<std::optional<mw_layout>> getLayout(llvm::StringRef task,
                                                     const PolicyRegion &region,
                                                     MemKind memory,
                                                     ProcKind proc) const;
  /// None: no limit.
  std::optional<uint32_t> getInstanceLimit(llvm::StringRef task) const;
  bool isCollected(llvm::StringRef task, const PolicyRegion &region) const;
  /// None if no statement says anything of replication.
  std::optional<bool> isReplicated(llvm::StringRef task) const;

  /// Binds the policy to a machine. Where its nodes differ, the policy sees as
  /// many processors as the poorest node has (MSP1), and of each processor the
  /// memories it addresses on every node. Fails with a PolicyError if the
  /// policy refuses the machine, and for a machine without nodes.
  llvm::Expected<BoundPolicy> bind(const Machine &machine,
                                   PolicyPrintSink print = {}) const;

private:
  explicit PolicyLibrary(std::shared_ptr<const mw_policy> policy)
      : policy(std::move(policy)) {}

  /// Unloads the library with its last owner.
  std::shared_ptr<const mw_policy> policy;
};

namespace detail {
/// Storage a policy asks for, aligned to 16 bytes.
class PolicyStorage;
/// A policy, the machine it sees, and its storage.
struct PolicyBinding;
} // namespace detail

/// An index map bound to a launch.
class BoundLaunch {
public:
  /// The place of the point with the coordinates p[0..rank-1] of the launch
  /// domain: MW_OK or MW_ERROR, as mw_policy::point. Neither allocates nor
  /// looks anything up.
  mw_status evaluate(const int64_t *point, mw_place &place,
                     mw_error &error) const {
    return function(storage, point, &place, &error);
  }

  /// As above; fails with a PolicyError.
  llvm::Expected<mw_place> evaluate(llvm::ArrayRef<int64_t> point) const;

private:
  friend class BoundPolicy;
  BoundLaunch(std::shared_ptr<const detail::PolicyBinding> binding,
              std::shared_ptr<detail::PolicyStorage> owned, uint32_t rank);

  std::shared_ptr<const detail::PolicyBinding> binding;
  std::shared_ptr<detail::PolicyStorage> owned;
  // What a point needs, in one place.
  const void *storage;
  decltype(mw_policy::point) function;
  uint32_t rank;
};

/// A single task as its map sees it (STM10).
struct SingleLaunch {
  std::string task;
  ProcKind kind;
  mw_place self; ///< where it would run without the map
  /// The launching task and where it runs.
  std::optional<std::string> parent;
  ProcKind parentKind = ProcKind::CPU;
  mw_place parentAt = {0, 0};
};

/// A policy bound to a machine.
class BoundPolicy {
public:
  /// Binds the index map that applies to the task (STM5); none: the runtime's
  /// default. Fails with a PolicyError, and for a domain without a rank of 1 to
  /// MW_MAX_DIM.
  llvm::Expected<std::optional<BoundLaunch>>
  launch(llvm::StringRef task, ProcKind kind, const mw_domain &domain) const;

  /// The places of a single task, more than one for a star index (MSP3); none:
  /// the runtime's default. Fails with a PolicyError.
  llvm::Expected<std::optional<llvm::SmallVector<mw_place, 1>>>
  single(const SingleLaunch &launch) const;

private:
  friend class PolicyLibrary;
  explicit BoundPolicy(std::shared_ptr<const detail::PolicyBinding> binding)
      : binding(std::move(binding)) {}

  std::shared_ptr<const detail::PolicyBinding> binding;
};

} // namespace mapwright

#endif // MAPWRIGHT_POLICY_POLICYLIBRARY_H
