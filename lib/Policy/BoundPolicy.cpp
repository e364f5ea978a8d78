//===- BoundPolicy.cpp - Policies bound to machines and launches ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PolicyBinding.h"

using namespace mapwright;
using detail::PolicyBinding;
using detail::PolicyStorage;

static uint32_t getSeenMemories(const Machine &machine, unsigned node,
                                ProcKind kind, unsigned index) {
  uint32_t mask = 0;
  for (unsigned memory = 0; memory < numMemKinds; ++memory)
    if (machine.canAddress(node, kind, index, static_cast<MemKind>(memory)))
      mask |= uint32_t(1) << memory;
  return mask;
}

/// The nodes of a machine that are not one and the same description.
static llvm::SmallVector<unsigned> findDistinctNodes(const Machine &machine) {
  llvm::SmallVector<unsigned> nodes;
  for (unsigned node = 0; node < machine.getNumNodes(); ++node)
    if (nodes.empty() || &machine.getNode(node) != &machine.getNode(0))
      nodes.push_back(node);
  return nodes;
}

/// What every node's processors of `kind` address: the ABI has alike nodes.
static std::vector<uint32_t>
describeSight(const Machine &machine, llvm::ArrayRef<unsigned> distinctNodes,
              ProcKind kind) {
  std::vector<uint32_t> masks(machine.getNumProcessors(kind), ~uint32_t(0));
  for (unsigned node : distinctNodes)
    for (unsigned index = 0; index < masks.size(); ++index)
      masks[index] &= getSeenMemories(machine, node, kind, index);
  return masks;
}

static void forwardPrint(void *binding, const char *text, size_t length) {
  static_cast<PolicyBinding *>(binding)->print({text, length});
}

PolicyBinding::PolicyBinding(std::shared_ptr<const mw_policy> policy,
                             const Machine &model, PolicyPrintSink print)
    : policy(std::move(policy)), print(std::move(print)), machine(),
      storage(this->policy->machine_bytes) {
  machine.size = sizeof(mw_machine);
  machine.nodes = model.getNumNodes();
  llvm::SmallVector<unsigned> nodes = findDistinctNodes(model);
  for (unsigned kind = 0; kind < numProcKinds; ++kind) {
    sees[kind] = describeSight(model, nodes, static_cast<ProcKind>(kind));
    machine.procs[kind] = sees[kind].size();
    machine.sees[kind] = sees[kind].data();
  }
  if (this->print) {
    machine.print = forwardPrint;
    machine.print_arg = this;
  }
}

static llvm::Error policyError(const PolicyBinding &binding,
                               const mw_error &error) {
  return llvm::make_error<PolicyError>(error, binding.policy->source);
}

llvm::Expected<BoundPolicy> PolicyLibrary::bind(const Machine &machine,
                                                PolicyPrintSink print) const {
  if (machine.getNumNodes() == 0)
    return llvm::createStringError("policy '" + getName() +
                                   "' needs a machine with at least one node");
  auto binding =
      std::make_shared<PolicyBinding>(policy, machine, std::move(print));
  mw_error error = detail::noError();
  mw_status status =
      policy->bind(binding->storage.get(), &binding->machine, &error);
  if (status != MW_OK)
    return policyError(*binding, error);
  return BoundPolicy(std::move(binding));
}

BoundLaunch::BoundLaunch(std::shared_ptr<const PolicyBinding> binding,
                         std::shared_ptr<PolicyStorage> owned, uint32_t rank)
    : binding(std::move(binding)), owned(std::move(owned)),
      storage(this->owned->get()), function(this->binding->policy->point),
      rank(rank) {}

llvm::Expected<mw_place>
BoundLaunch::evaluate(llvm::ArrayRef<int64_t> point) const {
  if (point.size() != rank)
    return llvm::createStringError(
        "a point of %zu coordinates in a launch over %u dimensions",
        point.size(), unsigned(rank));
  mw_place place = {0, 0};
  mw_error error = detail::noError();
  if (evaluate(point.data(), place, error) != MW_OK)
    return policyError(*binding, error);
  return place;
}

llvm::Expected<std::optional<BoundLaunch>>
BoundPolicy::launch(llvm::StringRef task, ProcKind kind,
                    const mw_domain &domain) const {
  if (domain.rank < 1 || domain.rank > MW_MAX_DIM)
    return llvm::createStringError(
        "a launch has 1 to %u dimensions, this one has %u",
        unsigned(MW_MAX_DIM), unsigned(domain.rank));
  const mw_policy &policy = *binding->policy;
  auto storage = std::make_shared<PolicyStorage>(policy.launch_bytes);
  mw_error error = detail::noError();
  mw_status status = policy.launch(binding->storage.get(), task.str().c_str(),
                                   static_cast<mw_proc>(kind), &domain,
                                   storage->get(), &error);
  if (status == MW_DEFAULT)
    return std::nullopt;
  if (status != MW_OK)
    return policyError(*binding, error);
  return BoundLaunch(binding, std::move(storage), domain.rank);
}

/// The most processors of one kind on a node: no star set has more places.
static uint32_t countMostPlaces(const mw_machine &machine) {
  uint32_t most = 1;
  for (uint32_t count : machine.procs)
    most = std::max(most, count);
  return most;
}

llvm::Expected<std::optional<llvm::SmallVector<mw_place, 1>>>
BoundPolicy::single(const SingleLaunch &launch) const {
  const mw_policy &policy = *binding->policy;
  llvm::SmallVector<mw_place, 1> places(countMostPlaces(binding->machine));
  uint32_t count = 0;
  mw_error error = detail::noError();
  mw_status status = policy.single(
      binding->storage.get(), launch.task.c_str(),
      static_cast<mw_proc>(launch.kind), launch.self,
      launch.parent ? launch.parent->c_str() : nullptr,
      static_cast<mw_proc>(launch.parentKind), launch.parentAt, places.data(),
      static_cast<uint32_t>(places.size()), &count, &error);
  if (status == MW_DEFAULT)
    return std::nullopt;
  if (status != MW_OK)
    return policyError(*binding, error);
  if (count == 0 || count > places.size())
    return llvm::createStringError(
        "policy '%s' is broken: 'single' answers with %u places, but there are "
        "at most %zu processors of a kind on a node",
        policy.name, unsigned(count), places.size());
  places.truncate(count);
  return places;
}
