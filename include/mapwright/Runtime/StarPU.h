//===- StarPU.h - Mappers in StarPU programs --------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A program declares its kinds of tasks, launches them over domains, and a
// policy decides on which rank, on which worker and in which memories each
// point runs:
//
//   starpu::Session session(argc, argv);
//   auto gemm = session.addTask("gemm", codelet, {"A", "B", "C"});
//   starpu::Launch launch = session.launch(gemm, {{0, 0}, {3, 3}});
//   launch.submit({i, j}, {a, b, c});
//   session.launch(report).submit({}, {sum});  // a single task
//
// A node of the language is a rank of MPI, CPU processors are StarPU's CPU
// workers, GPU processors its OpenCL workers. SYSMEM and ZCMEM are the memory
// of the host, FBMEM is that of an OpenCL worker.
//
// Every mistake ends the job with one message and a status other than 0: a
// policy that does not fit the machine, a worker that cannot run a task, data
// that is larger than the memory it is to be in, ranks with different mappers.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_RUNTIME_STARPU_H
#define MAPWRIGHT_RUNTIME_STARPU_H

#include "mapwright/Runtime/policy.h"

#include <starpu.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mapwright {
namespace starpu {

using Point = std::vector<int64_t>;

/// The points of a launch: lo to hi, both included.
struct Domain {
  Point lo, hi;
};

/// What went one way between the host and a device, or out of or into a rank.
struct ChannelBytes {
  std::string channel; ///< as simulated machines call it: "node 0 pcie1.down"
  uint64_t bytes;
};

/// Bytes that were copied since the start.
struct Traffic {
  uint64_t bus = 0; ///< between the memories of a rank, over all ranks
  uint64_t mpi = 0; ///< from one rank to another
  std::vector<ChannelBytes> channels; ///< of all ranks
};

/// A kind of task that Session::addTask returned.
class TaskKind;

namespace detail {
class SessionState;
class LaunchState;
} // namespace detail

/// An index launch, or a single one, whose only point is {}. Points are
/// submitted in the same order on all ranks. What CollectMemory statements name
/// is given up when it is destroyed.
class Launch {
public:
  Launch(Launch &&) noexcept;
  Launch &operator=(Launch &&) = delete;
  ~Launch();

  /// The rank where the point runs: a good owner of what the point writes
  /// first.
  int getRank(const Point &point) const;

  /// Submits the task of a point, to be called on every rank. `handles` are the
  /// data in the order of the codelet; `argument` is copied and becomes cl_arg.
  /// Waits as long as InstanceLimit asks for.
  void submit(const Point &point,
              const std::vector<starpu_data_handle_t> &handles,
              const void *argument = nullptr, size_t bytes = 0);

private:
  friend class Session;
  explicit Launch(std::unique_ptr<detail::LaunchState> state);

  std::unique_ptr<detail::LaunchState> state;
};

/// StarPU and MPI, started with a policy. One at a time.
class Session {
public:
  /// Starts MPI and StarPU. The policy is that of the environment variable
  /// MAPWRIGHT_MAPPER (a .so that `mapc` made, or a .mapper), else `policy`;
  /// without any, StarPU's own scheduler decides and points are dealt to ranks
  /// in turn. `policy` lives as long as the process.
  Session(int &argc, char **&argv, const mw_policy *policy = nullptr);
  /// Waits for all tasks, writes the log of MAPWRIGHT_LOG, and stops StarPU and
  /// MPI. Unregister data first.
  ~Session();
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  int getRank() const;
  int getNumRanks() const;

  /// Declares a kind of task. `codelet` has a function for each kind of worker
  /// that can run it, and modes for its data; `regions` are the names of the
  /// data in Region statements. The reference lives as long as the session.
  const TaskKind &addTask(const std::string &name,
                          const starpu_codelet &codelet,
                          const std::vector<std::string> &regions);

  /// An index launch, which IndexTaskMap places (STM5). To be called on every
  /// rank, in the same order.
  Launch launch(const TaskKind &task, const Domain &domain);

  /// A single launch, which SingleTaskMap places (STM10). No task launches it:
  /// `t.parent` is the program, which counts as running on the first CPU worker
  /// of rank 0, or its first OpenCL worker if there is no CPU worker. Without a
  /// map the task may run on any worker of its kind on rank 0. Of several
  /// workers (MSP3), the CPU worker with the least to do runs it, or OpenCL
  /// workers do in turn. To be called on every rank, in the same order.
  Launch launch(const TaskKind &task);

  /// Waits for all tasks of all ranks.
  void wait();

  /// To be called on every rank after wait().
  Traffic measureTraffic();

private:
  std::unique_ptr<detail::SessionState> state;
};

} // namespace starpu
} // namespace mapwright

#endif // MAPWRIGHT_RUNTIME_STARPU_H
