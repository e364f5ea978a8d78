//===- Sharding.h - Sharding functors of policies ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_SHARDING_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_SHARDING_H

#include "TaskTable.h"

#include <atomic>
#include <shared_mutex>

namespace mapwright {
namespace legion {

/// The shard on each node; none where a context has no shard.
using ShardOfNode = std::vector<std::optional<Legion::ShardID>>;

/// Places the points of index launches of a task. Pure, for all threads.
class MapFunctor : public Legion::ShardingFunctor {
public:
  MapFunctor(const BoundPolicy &policy, std::string task, mw_proc kind,
             ShardOfNode shards)
      : policy(policy), task(std::move(task)), kind(kind),
        shards(std::move(shards)) {}

  Legion::ShardID shard(const Legion::DomainPoint &point,
                        const Legion::Domain &domain,
                        const size_t total) override;

  bool isFor(const std::string &otherTask, mw_proc otherKind,
             const ShardOfNode &otherShards) const {
    return task == otherTask && kind == otherKind && shards == otherShards;
  }
  const std::string &getTask() const { return task; }

private:
  const LaunchMap &getMap(const Legion::Domain &domain);

  const BoundPolicy &policy;
  std::string task;
  mw_proc kind;
  ShardOfNode shards;

  using Entry = std::pair<const Legion::Domain, std::unique_ptr<LaunchMap>>;
  std::shared_mutex mutex;
  std::map<Legion::Domain, std::unique_ptr<LaunchMap>> maps;
  /// The entry used last: launches are asked for all their points in a row.
  std::atomic<const Entry *> latest{nullptr};
};

/// Deals points to shards as Legion does by default (STM5), but also for
/// domains that begin below 0, on which Legion's own functor fails.
class DealingFunctor : public Legion::ShardingFunctor {
public:
  Legion::ShardID shard(const Legion::DomainPoint &point,
                        const Legion::Domain &domain,
                        const size_t total) override;
};

/// Puts everything on one shard.
class ConstantFunctor : public Legion::ShardingFunctor {
public:
  explicit ConstantFunctor(Legion::ShardID chosen) : chosen(chosen) {}
  Legion::ShardID shard(const Legion::DomainPoint &, const Legion::Domain &,
                        const size_t) override {
    return chosen;
  }

private:
  Legion::ShardID chosen;
};

/// The ids of the functors of a policy. They are computed from what a functor
/// does, so that all ranks use the same ones without talking to each other.
class FunctorIds {
public:
  /// To be called in a registration callback, on every rank.
  FunctorIds(Legion::Runtime *runtime, const BoundPolicy &policy,
             Legion::MapperID mapper);

  Legion::ShardingID findMap(const std::string &task, mw_proc kind,
                             const ShardOfNode &shards);
  Legion::ShardingID findConstant(Legion::ShardID shard);
  /// Of the default.
  Legion::ShardingID findDealing() const;

private:
  Legion::Runtime *runtime;
  const BoundPolicy &policy;
  Legion::ShardingID first;
  std::mutex mutex;
  std::map<Legion::ShardingID, MapFunctor *> maps;
  std::set<Legion::ShardingID> constants;
};

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_SHARDING_H
