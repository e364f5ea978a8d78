//===- Calibrate.h - This machine, measured ---------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Measures what the machine can do that this process runs on, and makes a
// machine for the simulator of it. A program that runs under the runtime in
// question, such as benchmarks/starpu/measure, adds what only that runtime
// shows. For users: docs/calibration.md.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_CALIBRATE_CALIBRATE_H
#define MAPWRIGHT_CALIBRATE_CALIBRATE_H

#include "mapwright/Machine/MachineModel.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace mapwright {

/// What is measured. Rates in one direction; "core" is one of several that work
/// at the same time where a program measures it.
enum class Figure : uint8_t {
  CoreFlopsPerSecond,
  CoreBytesPerSecond, ///< loads and stores of a kernel on a CPU processor
  NodeBytesPerSecond, ///< the same, of all cores at once
  CopyBytesPerSecond, ///< copies by one thread, counted once
  MemoryBytes,        ///< of a node
  NetworkBytesPerSecond,
  NetworkLatencySeconds,
  GpuFlopsPerSecond,
  GpuBytesPerSecond, ///< of a kernel in the memory of its device
  GpuMemoryBytes,
  DownBytesPerSecond, ///< from the host to a device
  DownLatencySeconds,
  UpBytesPerSecond, ///< and back
  UpLatencySeconds,
  TaskSeconds, ///< all that the runtime spends on a task, on the task's node
};
constexpr unsigned numFigures = 15;
/// "core_flops_per_second"
llvm::StringRef spelling(Figure figure);

struct MeasuredNumber {
  double value; ///< finite and above 0; in the unit the figure's name ends with
  std::string source; ///< "measured: how"
};

/// What is known of a machine.
struct MachineMeasurement {
  unsigned nodes = 1; ///< processes of the runtime
  unsigned cpus = 1;  ///< processors of a node
  unsigned gpus = 0;
  std::array<std::optional<MeasuredNumber>, numFigures> figures;

  std::optional<MeasuredNumber> &get(Figure figure) {
    return figures[static_cast<unsigned>(figure)];
  }
  const std::optional<MeasuredNumber> &get(Figure figure) const {
    return figures[static_cast<unsigned>(figure)];
  }
};

/// Told before each measurement, with its name for people.
using MeasurementProgress = llvm::function_ref<void(llvm::StringRef)>;

/// Measures cores, memory and messages between two processes; about two
/// seconds. `cpus` are the cores that this process may use. Fails if the system
/// has no memory or processes left.
llvm::Expected<MachineMeasurement> measureHost(MeasurementProgress progress);

/// Takes over what a measuring program wrote, in lines `measured KEY=VALUE`;
/// KEY is a figure, or `nodes`, `cpus` or `gpus`. Other lines mean nothing.
/// `program` is who measured. Fails for keys that are not known and values that
/// cannot be, with the line.
llvm::Error addMeasurements(llvm::StringRef output, llvm::StringRef program,
                            MachineMeasurement &measurement);

/// A machine of the measured shape. What was not measured is that of the
/// machine `nodes:...` of the same shape, and says so in its sources. Fails for
/// more processors than a machine may have.
llvm::Expected<MachineModel> makeMachine(const MachineMeasurement &measurement);

} // namespace mapwright

#endif // MAPWRIGHT_CALIBRATE_CALIBRATE_H
