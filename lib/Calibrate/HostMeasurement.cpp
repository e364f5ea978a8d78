//===- HostMeasurement.cpp - Cores and memory of this machine -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostMeasurement.h"

#include "llvm/Support/Threading.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <new>
#include <thread>
#include <unistd.h>

using namespace mapwright;

/// Of each array of a sweep, as long as memory lasts: more than private caches.
static constexpr size_t arrayBytes = size_t(32) << 20;
static constexpr size_t arrayCells = arrayBytes / sizeof(double);
static constexpr unsigned sweepsPerMeasurement = 3;

double mapwright::takeMedian(std::vector<double> values) {
  auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double mapwright::readClock() {
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

namespace {
/// Independent chains of multiplications and additions, as many as a core can
/// have under way.
constexpr unsigned numChains = 12;
constexpr unsigned lanes = 4;
typedef double Lanes __attribute__((vector_size(lanes * sizeof(double))));
constexpr unsigned numSteps = 1u << 20;
} // namespace

/// What the arithmetic begins and ends with, so that it is neither computed
/// beforehand nor left out.
static std::atomic<double> start = 1, result;

__attribute__((always_inline)) static inline double runChains() {
  Lanes chains[numChains];
  for (unsigned i = 0; i < numChains; ++i)
    chains[i] = Lanes{1.0, 1.1, 1.2, 1.3} + (start + i);
  const Lanes factor = Lanes{0.999, 0.998, 0.997, 0.996} * start.load();
  const Lanes summand = {1e-3, 2e-3, 3e-3, 4e-3};
  for (unsigned step = 0; step < numSteps; ++step)
    for (unsigned i = 0; i < numChains; ++i)
      chains[i] = chains[i] * factor + summand;
  Lanes sum = {};
  for (const Lanes &chain : chains)
    sum += chain;
  return sum[0] + sum[1] + sum[2] + sum[3];
}

#ifdef __x86_64__
__attribute__((target("avx2,fma"))) static double runWideChains() {
  return runChains();
}
static bool hasWideChains() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#else
static double runWideChains() { return runChains(); }
static bool hasWideChains() { return false; }
#endif

static double measureFlops() {
  std::vector<double> rates;
  for (unsigned repeat = 0; repeat < numMeasurements; ++repeat) {
    double begin = readClock();
    result = hasWideChains() ? runWideChains() : runChains();
    rates.push_back(2.0 * lanes * numChains * numSteps / (readClock() - begin));
  }
  return takeMedian(rates);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

namespace {
/// Arrays of one core.
struct Arrays {
  std::unique_ptr<double[]> a, b, c;

  /// False if there is no memory.
  bool allocate() {
    for (auto *array : {&a, &b, &c}) {
      array->reset(new (std::nothrow) double[arrayCells]);
      if (!*array)
        return false;
      std::fill_n(array->get(), arrayCells, 1.0);
    }
    return true;
  }
};
} // namespace

static void sweep(Arrays &arrays) {
  const double *b = arrays.b.get(), *c = arrays.c.get();
  double *a = arrays.a.get();
  for (unsigned repeat = 0; repeat < sweepsPerMeasurement; ++repeat)
    for (size_t i = 0; i < arrayCells; ++i)
      a[i] = b[i] + 0.5 * c[i];
}

/// Bytes that all cores together load and store in a second.
static double measureSweeps(llvm::MutableArrayRef<Arrays> cores) {
  std::vector<double> rates;
  for (unsigned repeat = 0; repeat < numMeasurements; ++repeat) {
    double begin = readClock();
    std::vector<std::thread> others;
    for (Arrays &arrays : cores.drop_front())
      others.emplace_back([&arrays] { sweep(arrays); });
    sweep(cores.front());
    for (std::thread &other : others)
      other.join();
    rates.push_back(3.0 * arrayBytes * sweepsPerMeasurement * cores.size() /
                    (readClock() - begin));
  }
  return takeMedian(rates);
}

static double measureCopies(Arrays &arrays) {
  std::vector<double> rates;
  for (unsigned repeat = 0; repeat < numMeasurements; ++repeat) {
    double begin = readClock();
    for (unsigned copy = 0; copy < sweepsPerMeasurement; ++copy)
      std::memcpy(copy % 2 ? arrays.b.get() : arrays.a.get(), arrays.c.get(),
                  arrayBytes);
    rates.push_back(double(arrayBytes) * sweepsPerMeasurement /
                    (readClock() - begin));
  }
  return takeMedian(rates);
}

//===----------------------------------------------------------------------===//
// All
//===----------------------------------------------------------------------===//

static MeasuredNumber makeNumber(double value, llvm::StringRef how) {
  return {value, ("measured: by mapper-run --calibrate, " + how).str()};
}

static llvm::Error measureMemory(MachineMeasurement &measurement) {
  std::vector<Arrays> cores(measurement.cpus);
  for (Arrays &arrays : cores)
    if (!arrays.allocate())
      return llvm::createStringError(
          std::make_error_code(std::errc::not_enough_memory),
          "no memory for arrays to measure with");
  measurement.get(Figure::CoreBytesPerSecond) =
      makeNumber(measureSweeps(llvm::MutableArrayRef(cores).take_front()),
                 "one core adds two arrays");
  measurement.get(Figure::NodeBytesPerSecond) =
      makeNumber(measureSweeps(cores), "all cores add two arrays each");
  measurement.get(Figure::CopyBytesPerSecond) =
      makeNumber(measureCopies(cores.front()), "memcpy by one thread");
  double pages = double(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  if (pages > 0)
    measurement.get(Figure::MemoryBytes) =
        makeNumber(pages, "memory of the system");
  return llvm::Error::success();
}

llvm::Expected<MachineMeasurement>
mapwright::measureHost(MeasurementProgress progress) {
  MachineMeasurement measurement;
  measurement.cpus =
      std::clamp<unsigned>(llvm::hardware_concurrency().compute_thread_count(),
                           1, maxModelProcessors);
  // Before there are threads: this makes a process.
  progress("messages");
  llvm::Expected<MessageRates> messages = measureMessages();
  if (!messages)
    return messages.takeError();
  measurement.get(Figure::NetworkBytesPerSecond) =
      makeNumber(messages->bytesPerSecond, "local sockets, 4 MiB to and fro");
  measurement.get(Figure::NetworkLatencySeconds) =
      makeNumber(messages->latencySeconds, "local sockets, 8 bytes to and fro");
  progress("cores");
  measurement.get(Figure::CoreFlopsPerSecond) =
      makeNumber(measureFlops(), "multiply and add in vector registers");
  progress("memory");
  if (llvm::Error error = measureMemory(measurement))
    return std::move(error);
  return measurement;
}
