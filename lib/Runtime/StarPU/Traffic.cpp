//===- Traffic.cpp - What was copied --------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SessionState.h"

#include <starpu_mpi.h>

#include <numeric>

using namespace mapwright::starpu;
using namespace mapwright::starpu::detail;

namespace {
/// Bytes of the channels of a rank: down and up for each device, out and in.
class RankChannels {
public:
  explicit RankChannels(const SessionState &session);

  void addBus(int bus, uint64_t bytes);
  void setMessages(uint64_t out, uint64_t in);
  std::vector<ChannelBytes> gather() const;

private:
  int findDevice(unsigned memoryNode) const;

  const SessionState &session;
  std::vector<int> devices; ///< memory nodes
  std::vector<uint64_t> bytes;
};
} // namespace

RankChannels::RankChannels(const SessionState &session) : session(session) {
  uint32_t count = session.workers->count(MW_GPU);
  for (uint32_t i = 0; i < count; ++i)
    devices.push_back(static_cast<int>(
        starpu_worker_get_memory_node(session.workers->getWorker(MW_GPU, i))));
  bytes.resize(2 * count + 2);
}

/// -1 for the host.
int RankChannels::findDevice(unsigned memoryNode) const {
  for (size_t i = 0; i < devices.size(); ++i)
    if (devices[i] == static_cast<int>(memoryNode))
      return static_cast<int>(i);
  return -1;
}

void RankChannels::addBus(int bus, uint64_t count) {
  int from = findDevice(starpu_bus_get_src(bus));
  int to = findDevice(starpu_bus_get_dst(bus));
  if (to >= 0)
    bytes[2 * to] += count;
  if (from >= 0)
    bytes[2 * from + 1] += count;
}

void RankChannels::setMessages(uint64_t out, uint64_t in) {
  bytes[2 * devices.size()] = out;
  bytes[2 * devices.size() + 1] = in;
}

/// Of all ranks, which are alike.
std::vector<ChannelBytes> RankChannels::gather() const {
  std::vector<uint64_t> all(bytes.size() * session.numRanks);
  int count = static_cast<int>(bytes.size());
  MPI_Allgather(bytes.data(), count, MPI_UINT64_T, all.data(), count,
                MPI_UINT64_T, session.communicator);
  std::vector<ChannelBytes> channels;
  for (int rank = 0; rank < session.numRanks; ++rank) {
    std::string node = "node " + std::to_string(rank) + " ";
    const uint64_t *own = all.data() + bytes.size() * rank;
    for (size_t device = 0; device < devices.size(); ++device) {
      std::string link = node + "pcie" + std::to_string(device);
      channels.push_back({link + ".down", own[2 * device]});
      channels.push_back({link + ".up", own[2 * device + 1]});
    }
    channels.push_back({node + "nic0.out", own[2 * devices.size()]});
    channels.push_back({node + "nic0.in", own[2 * devices.size() + 1]});
  }
  return channels;
}

/// StarPU forgets what it has told.
static void updateBuses(std::vector<uint64_t> &busBytes) {
  busBytes.resize(starpu_bus_get_count());
  for (size_t bus = 0; bus < busBytes.size(); ++bus) {
    starpu_profiling_bus_info info;
    if (starpu_bus_get_profiling_info(static_cast<int>(bus), &info) == 0)
      busBytes[bus] += info.transferred_bytes;
  }
}

Traffic Session::measureTraffic() {
  RankChannels channels(*state);
  updateBuses(state->busBytes);
  for (size_t bus = 0; bus < state->busBytes.size(); ++bus)
    channels.addBus(static_cast<int>(bus), state->busBytes[bus]);
  std::vector<size_t> amounts(state->numRanks);
  starpu_mpi_comm_amounts_retrieve(amounts.data());
  std::vector<uint64_t> sent(amounts.begin(), amounts.end());
  std::vector<uint64_t> received(state->numRanks);
  MPI_Alltoall(sent.data(), 1, MPI_UINT64_T, received.data(), 1, MPI_UINT64_T,
               state->communicator);
  auto add = [](const std::vector<uint64_t> &numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), uint64_t(0));
  };
  channels.setMessages(add(sent), add(received));
  uint64_t mine[2] = {add(state->busBytes), add(sent)}, all[2] = {0, 0};
  MPI_Allreduce(mine, all, 2, MPI_UINT64_T, MPI_SUM, state->communicator);
  return {all[0], all[1], channels.gather()};
}
