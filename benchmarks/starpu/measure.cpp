//===- measure.cpp - What the machine can do under StarPU -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// measure [--side=256] [--tasks=4000] [--repeats=5]
//
// Measures workers, buses, messages and the cost of a task, and prints them for
// `mapper-run --calibrate -- measure`. All ranks, and on them all workers of a
// kind, work at the same time: where they share cores, each has its share.
// Medians of `repeats`, in blocks of `side` x `side`.
//
//===----------------------------------------------------------------------===//

#include "Blocks.h"
#include "ProgramMain.h"

#include <cblas.h>
#include <starpu_mpi.h>

#include <algorithm>
#include <cstdio>
#include <functional>

using namespace bench;
using namespace mapwright::starpu;

/// The share of its peak that descriptions of programs say a kernel reaches.
static constexpr double efficiency = 0.8;
static constexpr int64_t largeBytes = int64_t(16) << 20;
static constexpr int roundsOfMessages = 10;

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

static void multiplyBlocks(void **buffers, void *) {
  BlockView a(buffers[0]), b(buffers[1]), c(buffers[2]);
  int side = static_cast<int>(c.getRows());
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, side, side, side, 1e-9,
              a.get(), side, b.get(), side, 1, c.get(), side);
}

static void addBlocks(void **buffers, void *) {
  BlockView sum(buffers[0]), part(buffers[1]);
  int64_t count = sum.getRows() * sum.getColumns();
  for (int64_t i = 0; i < count; ++i)
    sum.get()[i] += part.get()[i];
}

static void clearBlock(void **buffers, void *) {
  BlockView block(buffers[0]);
  std::fill_n(block.get(), block.getRows() * block.getColumns(), 0.0);
}

static void doNothing(void **, void *) {}

//===----------------------------------------------------------------------===//
// Measurements
//===----------------------------------------------------------------------===//

namespace {
/// Workers of a rank that can be measured together.
using Workers = std::vector<int>;

class Measurement {
public:
  Measurement(Session &session, int64_t side, int64_t tasks, int64_t repeats)
      : session(session), side(side), numTasks(tasks), repeats(repeats) {}

  void measureKind(const char *kind, const Workers &workers);
  void measureBuses(unsigned node);
  void measureMessages();
  void measureTasks();
  void print(const char *key, double value) const;
  void print(const std::string &key, double value) const {
    print(key.c_str(), value);
  }

private:
  double takeMedian(const std::function<double()> &measure) const;
  double runOnAll(const Workers &workers, starpu_codelet &codelet,
                  const std::vector<std::vector<starpu_data_handle_t>> &data,
                  int rounds);
  double sendOnce(starpu_data_handle_t handle);
  void measureOneBus(unsigned node, int64_t bytes, double &down, double &up);

  Session &session;
  int64_t side, numTasks, repeats;
};
} // namespace

static starpu_data_handle_t makeBlock(int64_t rows, int64_t columns) {
  starpu_data_handle_t handle;
  starpu_matrix_data_register(&handle, -1, 0, columns, columns, rows,
                              sizeof(double));
  return handle;
}

void Measurement::print(const char *key, double value) const {
  if (session.getRank() == 0)
    std::printf("measured %s=%.6g\n", key, value);
}

/// Of the slowest rank each time.
double Measurement::takeMedian(const std::function<double()> &measure) const {
  std::vector<double> seconds;
  for (int64_t repeat = 0; repeat < repeats; ++repeat) {
    MPI_Barrier(MPI_COMM_WORLD);
    double mine = measure(), slowest = 0;
    MPI_Allreduce(&mine, &slowest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    seconds.push_back(slowest);
  }
  std::nth_element(seconds.begin(), seconds.begin() + repeats / 2,
                   seconds.end());
  return seconds[repeats / 2];
}

/// `rounds` tasks on each worker, with data of its own.
double Measurement::runOnAll(
    const Workers &workers, starpu_codelet &codelet,
    const std::vector<std::vector<starpu_data_handle_t>> &data, int rounds) {
  double begin = readClock();
  for (int round = 0; round < rounds; ++round)
    for (size_t i = 0; i < workers.size(); ++i) {
      starpu_task *task = starpu_task_create();
      task->cl = &codelet;
      for (int buffer = 0; buffer < codelet.nbuffers; ++buffer)
        task->handles[buffer] = data[i][buffer];
      task->execute_on_a_specific_worker = 1;
      task->workerid = workers[i];
      if (starpu_task_submit(task) != 0)
        std::abort();
    }
  starpu_task_wait_for_all();
  return readClock() - begin;
}

void Measurement::measureKind(const char *kind, const Workers &workers) {
  std::vector<std::vector<starpu_data_handle_t>> small, large;
  int64_t columns = 1024, rows = largeBytes / 8 / columns;
  for (size_t i = 0; i < workers.size(); ++i) {
    small.push_back(
        {makeBlock(side, side), makeBlock(side, side), makeBlock(side, side)});
    large.push_back({makeBlock(rows, columns), makeBlock(rows, columns)});
  }
  starpu_codelet clear = makeCodelet(clearBlock, {STARPU_W});
  starpu_codelet multiply =
      makeCodelet(multiplyBlocks, {STARPU_R, STARPU_R, STARPU_RW});
  starpu_codelet add = makeCodelet(addBlocks, {STARPU_RW, STARPU_R});
  for (auto *all : {&small, &large})
    for (size_t i = 0; i < workers.size(); ++i)
      for (starpu_data_handle_t handle : (*all)[i])
        runOnAll({workers[i]}, clear, {{handle}}, 1);
  constexpr int products = 8, sums = 4;
  double product =
      takeMedian([&] { return runOnAll(workers, multiply, small, products); }) /
      products;
  print(std::string(kind) + "_flops_per_second",
        2.0 * side * side * side / product / efficiency);
  double sum =
      takeMedian([&] { return runOnAll(workers, add, large, sums); }) / sums;
  print(std::string(kind) + "_bytes_per_second", 3.0 * largeBytes / sum);
  for (auto *all : {&small, &large})
    for (const std::vector<starpu_data_handle_t> &handles : *all)
      for (starpu_data_handle_t handle : handles)
        starpu_data_unregister(handle);
}

void Measurement::measureOneBus(unsigned node, int64_t bytes, double &down,
                                double &up) {
  starpu_data_handle_t handle = makeBlock(1, bytes / 8);
  auto dirty = [&](unsigned where) {
    starpu_data_acquire_on_node(handle, where, STARPU_W);
    starpu_data_release_on_node(handle, where);
  };
  auto fetch = [&](unsigned from, unsigned to) {
    dirty(from);
    double begin = readClock();
    starpu_data_acquire_on_node(handle, to, STARPU_R);
    double seconds = readClock() - begin;
    starpu_data_release_on_node(handle, to);
    return seconds;
  };
  fetch(STARPU_MAIN_RAM, node);
  down = takeMedian([&] { return fetch(STARPU_MAIN_RAM, node); });
  up = takeMedian([&] { return fetch(node, STARPU_MAIN_RAM); });
  starpu_data_unregister(handle);
}

void Measurement::measureBuses(unsigned node) {
  double downLatency, upLatency, down, up;
  measureOneBus(node, 8, downLatency, upLatency);
  measureOneBus(node, largeBytes, down, up);
  print("down_latency_seconds", downLatency);
  print("down_bytes_per_second", largeBytes / down);
  print("up_latency_seconds", upLatency);
  print("up_bytes_per_second", largeBytes / up);
}

/// Half of a way to and fro between the first two ranks.
double Measurement::sendOnce(starpu_data_handle_t handle) {
  int rank = session.getRank();
  double begin = readClock();
  for (int round = 0; round < roundsOfMessages && rank < 2; ++round)
    for (int sender : {0, 1})
      if (rank == sender)
        starpu_mpi_send(handle, 1 - rank, round, MPI_COMM_WORLD);
      else
        starpu_mpi_recv(handle, 1 - rank, round, MPI_COMM_WORLD,
                        MPI_STATUS_IGNORE);
  return (readClock() - begin) / (2 * roundsOfMessages);
}

void Measurement::measureMessages() {
  if (session.getNumRanks() < 2)
    return;
  for (int64_t bytes : {int64_t(8), int64_t(1) << 20}) {
    starpu_data_handle_t handle = makeBlock(1, bytes / 8);
    starpu_data_acquire(handle, STARPU_W);
    starpu_data_release(handle);
    double seconds = takeMedian([&] { return sendOnce(handle); });
    if (bytes == 8)
      print("network_latency_seconds", seconds);
    else
      print("network_bytes_per_second", bytes / seconds);
    starpu_data_unregister(handle);
  }
}

/// Tasks without work, dealt to ranks: what one costs on its rank.
void Measurement::measureTasks() {
  int64_t numRanks = session.getNumRanks(), count = numTasks * numRanks;
  const TaskKind &task =
      session.addTask("empty", makeCodelet(doNothing, {STARPU_W}), {"block"});
  Domain domain{{0}, {count - 1}};
  int64_t numBlocks = 64 * numRanks;
  BlockGrid blocks(session, session.launch(task, {{0}, {numBlocks - 1}}),
                   {numBlocks}, 8, 8);
  double seconds = takeMedian([&] {
    double begin = readClock();
    {
      Launch launch = session.launch(task, domain);
      for (int64_t i = 0; i < count; ++i)
        launch.submit({i}, {blocks.get({i % numBlocks})});
    }
    session.wait();
    return readClock() - begin;
  });
  print("task_seconds", seconds / numTasks);
}

//===----------------------------------------------------------------------===//
// The program
//===----------------------------------------------------------------------===//

static Workers listWorkers(starpu_worker_archtype kind) {
  Workers workers(starpu_worker_get_count_by_type(kind));
  if (!workers.empty())
    starpu_worker_get_ids_by_type(kind, workers.data(),
                                  static_cast<unsigned>(workers.size()));
  return workers;
}

int main(int argc, char **argv) {
  int64_t side = takeNumber(argc, argv, "side", 256);
  int64_t tasks = takeNumber(argc, argv, "tasks", 4000);
  int64_t repeats = takeNumber(argc, argv, "repeats", 5);
  openblas_set_num_threads(1);
  Session session(argc, argv);
  Measurement measurement(session, side, tasks, repeats);
  Workers cpus = listWorkers(STARPU_CPU_WORKER);
  Workers gpus = listWorkers(STARPU_OPENCL_WORKER);
  measurement.print("nodes", session.getNumRanks());
  measurement.print("cpus", static_cast<double>(cpus.size()));
  measurement.print("gpus", static_cast<double>(gpus.size()));
  if (!cpus.empty())
    measurement.measureKind("core", cpus);
  if (!gpus.empty()) {
    unsigned node = starpu_worker_get_memory_node(gpus.front());
    measurement.measureKind("gpu", gpus);
    measurement.measureBuses(node);
    double bytes = static_cast<double>(starpu_memory_get_total(node));
    if (bytes > 0)
      measurement.print("gpu_memory_bytes", bytes);
  }
  measurement.measureMessages();
  measurement.measureTasks();
}
