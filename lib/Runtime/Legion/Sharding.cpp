//===- Sharding.cpp - Sharding functors of policies -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sharding.h"

#include "Common/Digest.h"
#include "Points.h"

using namespace mapwright::legion;
using Legion::Domain;
using Legion::DomainPoint;
using Legion::ShardID;
using Legion::ShardingID;
using mapwright::runtime::Digest;

//===----------------------------------------------------------------------===//
// Functors
//===----------------------------------------------------------------------===//

const LaunchMap &MapFunctor::getMap(const Domain &domain) {
  // Only the bounding box matters to a policy.
  Domain box(domain.lo(), domain.hi());
  const Entry *entry = latest.load(std::memory_order_acquire);
  if (entry && entry->first == box)
    return *entry->second;
  {
    std::shared_lock<std::shared_mutex> lock(mutex);
    auto known = maps.find(box);
    if (known != maps.end()) {
      latest.store(&*known, std::memory_order_release);
      return *known->second;
    }
  }
  auto map = policy.launch(task.c_str(), kind, box, Printing::Off);
  std::unique_lock<std::shared_mutex> lock(mutex);
  auto [added, isNew] = maps.emplace(box, std::move(map));
  latest.store(&*added, std::memory_order_release);
  return *added->second;
}

ShardID MapFunctor::shard(const DomainPoint &point, const Domain &domain,
                          const size_t total) {
  mw_place place =
      policy.place(getMap(domain), task.c_str(), kind, point, domain);
  std::optional<ShardID> owner = shards[place.node];
  if (!owner || *owner >= total)
    Failure(policy.get().source,
            "point " + formatPoint(point) + " of task \"" + task +
                "\" is placed on node " + std::to_string(place.node) +
                ", on which the launching task has no shard",
            "index-bounds")
        .abortJob();
  return *owner;
}

ShardID DealingFunctor::shard(const DomainPoint &point, const Domain &domain,
                              const size_t total) {
  return numberPoint(point, domain) % total;
}

//===----------------------------------------------------------------------===//
// Ids
//===----------------------------------------------------------------------===//

/// Ids of maps are taken from that many, behind those of the constants.
static constexpr size_t numMapIds = size_t(1) << 24;

/// A number up to 65535 that differs for different policies.
static size_t digestPolicy(const mw_policy &policy) {
  Digest digest;
  for (uint8_t byte : policy.identity)
    digest.add(uint64_t(byte));
  return digest.get() & 0xffff;
}

FunctorIds::FunctorIds(Legion::Runtime *runtime, const BoundPolicy &policy,
                       Legion::MapperID mapper)
    : runtime(runtime), policy(policy) {
  // Legion compares the numbers of ids that the ranks ask for, and ends the job
  // with this name in its message where they differ.
  std::string name = "mapwright mapper id " + std::to_string(mapper) +
                     ": all ranks have to use the same policy";
  first = runtime->generate_library_sharding_ids(
      name.c_str(), policy.getMachine().getNumNodes() + 1 + numMapIds +
                        digestPolicy(policy.get()));
  runtime->register_sharding_functor(findDealing(), new DealingFunctor,
                                     /*silence_warnings=*/true);
}

ShardingID FunctorIds::findConstant(ShardID shard) {
  ShardingID id = first + shard;
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (!constants.insert(id).second)
      return id;
  }
  runtime->register_sharding_functor(id, new ConstantFunctor(shard),
                                     /*silence_warnings=*/true);
  return id;
}

ShardingID FunctorIds::findDealing() const {
  return first + policy.getMachine().getNumNodes();
}

ShardingID FunctorIds::findMap(const std::string &task, mw_proc kind,
                               const ShardOfNode &shards) {
  Digest digest;
  digest.add(task);
  digest.add(uint64_t(kind));
  for (const std::optional<ShardID> &shard : shards)
    digest.add(uint64_t(shard ? *shard + 1 : 0));
  ShardingID id = findDealing() + 1 + digest.get() % numMapIds;
  MapFunctor *functor;
  {
    std::lock_guard<std::mutex> lock(mutex);
    auto known = maps.find(id);
    if (known != maps.end() && known->second->isFor(task, kind, shards))
      return id;
    if (known != maps.end())
      Failure(policy.get().source,
              "the sharding functors of task \"" + task + "\" and of task \"" +
                  known->second->getTask() + "\" have the same id",
              "")
          .note("ids are computed from the names of tasks: rename one of the "
                "two, or map it by another mapper id")
          .abortJob();
    functor = new MapFunctor(policy, task, kind, shards);
    maps.emplace(id, functor);
  }
  runtime->register_sharding_functor(id, functor, /*silence_warnings=*/true);
  return id;
}
