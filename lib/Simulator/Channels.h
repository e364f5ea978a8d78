//===- Channels.h - Links of a machine as servers ------------ -*- C++ -*--===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SIMULATOR_CHANNELS_H
#define MAPWRIGHT_LIB_SIMULATOR_CHANNELS_H

#include "mapwright/Machine/MachineModel.h"

#include "llvm/ADT/DenseMap.h"

namespace mapwright {
namespace sim {

/// The way of a copy from one memory to another.
struct Way {
  struct Hop {
    uint32_t channel;
    double bytesPerSecond;
    double latency; ///< until the next hop may begin, the network's included
  };
  double bytesPerSecond; ///< of the slowest part; 0: there is no way
  double latency;        ///< of all hops
  uint32_t firstHop;
  uint32_t numHops; ///< 0 within one memory
};

/// All channels: when each is free again, and how much it did. A channel serves
/// in the order of reservation.
class Channels {
public:
  explicit Channels(const MachineModel &model);

  const Way &getWay(uint32_t from, uint32_t to);

  struct Transfer {
    double start, end;
  };
  /// Sends bytes at `now`; each byte takes `slowdown` times as long as the
  /// channels could.
  Transfer send(const Way &way, uint64_t bytes, double slowdown, double now);
  /// Reserves a channel for the accesses of a kernel; returns when it is done.
  double access(uint32_t channel, double bytes, double now);

  const std::vector<double> &getBusy() const { return busy; }
  std::vector<uint64_t> getBytes() const;

private:
  Way findWay(uint32_t from, uint32_t to);
  double occupy(uint32_t channel, double seconds, double bytes, double from);

  const MachineModel &model;
  unsigned channelsPerNode;
  std::vector<double> freeAt, busy, carried;
  std::vector<Way::Hop> hops;
  /// By from * memories + to; ways are looked up when they are first used.
  llvm::DenseMap<uint64_t, Way> ways;
};

} // namespace sim
} // namespace mapwright

#endif // MAPWRIGHT_LIB_SIMULATOR_CHANNELS_H
