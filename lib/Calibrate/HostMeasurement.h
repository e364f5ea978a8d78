//===- HostMeasurement.h - Parts of measureHost() ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Calibrate.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_CALIBRATE_HOSTMEASUREMENT_H
#define MAPWRIGHT_LIB_CALIBRATE_HOSTMEASUREMENT_H

#include "mapwright/Calibrate/Calibrate.h"

namespace mapwright {

/// How often everything is measured; the median counts.
constexpr unsigned numMeasurements = 5;

double takeMedian(std::vector<double> values);

/// Seconds of a clock that only goes forward.
double readClock();

/// Messages from one process to another on this machine.
struct MessageRates {
  double bytesPerSecond;
  double latencySeconds;
};
llvm::Expected<MessageRates> measureMessages();

} // namespace mapwright

#endif // MAPWRIGHT_LIB_CALIBRATE_HOSTMEASUREMENT_H
