//===- Blocks.cpp - A program whose time depends on its mapper ------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Heat conduction in blocks of cells of unequal height. Worker threads, one a
// core, run index launches over the blocks; a policy says which worker runs a
// block and how its cells lie in memory. blocks.mlir is the same program for
// checks and simulation.
//
//   Blocks [--policy=FILE] [--workers=N] [--steps=N]
//
// The policy is otherwise that of MAPWRIGHT_MAPPER. Prints who did how much,
// the time of the steps, and whether the result is that of a sequential
// computation.
//
//===----------------------------------------------------------------------===//

#include "Cells.h"
#include "PolicyHost.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <pthread.h>
#include <sched.h>
#include <thread>

static constexpr unsigned numBlocks = 16;
static constexpr size_t blockWidth = 512;
static constexpr size_t heightUnit = 8;

namespace {
struct Options {
  const char *policy = std::getenv("MAPWRIGHT_MAPPER");
  unsigned workers = 2;
  unsigned steps = 40;
};

/// A task kind that is launched over all blocks.
struct Task {
  const char *name;
  std::function<void(unsigned block)> run;
  CellLayout layout = {};
  std::vector<unsigned> workers = {}; ///< by block
};
} // namespace

/// Blocks get smaller: 16, 15, ..., 1 units high.
static std::vector<Cells> makeBlocks() {
  std::vector<Cells> blocks;
  for (unsigned block = 0; block < numBlocks; ++block)
    blocks.emplace_back(blockWidth, heightUnit * (numBlocks - block));
  return blocks;
}

/// Keeps the calling thread on a core that the process may use.
static void stayOnCore(unsigned worker) {
  cpu_set_t allowed, one;
  if (pthread_getaffinity_np(pthread_self(), sizeof(allowed), &allowed) != 0)
    return;
  int count = CPU_COUNT(&allowed), skip = int(worker) % count;
  for (int core = 0; core < CPU_SETSIZE; ++core)
    if (CPU_ISSET(core, &allowed) && skip-- == 0) {
      CPU_ZERO(&one);
      CPU_SET(core, &one);
      pthread_setaffinity_np(pthread_self(), sizeof(one), &one);
      return;
    }
}

/// Runs a task on all blocks, each on its worker, and waits for all.
static void launch(const Task &task, unsigned numWorkers,
                   std::vector<Cells> &blocks) {
  std::vector<std::thread> threads;
  for (unsigned worker = 0; worker < numWorkers; ++worker)
    threads.emplace_back([&, worker] {
      stayOnCore(worker);
      for (unsigned block = 0; block < numBlocks; ++block)
        if (task.workers[block] == worker) {
          blocks[block].arrange(task.layout);
          task.run(block);
        }
    });
  for (std::thread &thread : threads)
    thread.join();
}

/// Asks the policy for all that is to be decided of a task.
static bool decide(const PolicyHost &host, Task &task, std::string &error) {
  task.workers = host.place(task.name, numBlocks, error);
  mw_layout layout = host.getLayout(task.name, {"cells", "grid", "blocks"});
  task.layout = {layout.aos != 0, layout.c_order != 0};
  return !task.workers.empty();
}

/// The same computation, block after block and without a policy.
static double computeReference(unsigned steps) {
  double sum = 0;
  std::vector<Cells> blocks = makeBlocks();
  for (unsigned block = 0; block < numBlocks; ++block) {
    blocks[block].arrange({});
    blocks[block].fill(block);
    for (unsigned step = 0; step < steps; ++step)
      blocks[block].diffuse();
    sum += blocks[block].total();
  }
  return sum;
}

static int run(const Options &options) {
  PolicyHost host(options.workers);
  std::string error;
  if (options.policy && !host.load(options.policy, error)) {
    std::fprintf(stderr, "%s\n", error.c_str());
    return 1;
  }
  std::vector<Cells> blocks = makeBlocks();
  std::vector<double> totals(numBlocks);
  Task fill = {"fill", [&](unsigned block) { blocks[block].fill(block); }};
  Task diffuse = {"diffuse", [&](unsigned block) { blocks[block].diffuse(); }};
  Task total = {"total",
                [&](unsigned block) { totals[block] = blocks[block].total(); }};
  for (Task *task : {&fill, &diffuse, &total})
    if (!decide(host, *task, error)) {
      std::fprintf(stderr, "%s\n", error.c_str());
      return 1;
    }
  launch(fill, options.workers, blocks);
  auto start = std::chrono::steady_clock::now();
  for (unsigned step = 0; step < options.steps; ++step)
    launch(diffuse, options.workers, blocks);
  std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  launch(total, options.workers, blocks);
  double sum = 0;
  for (double part : totals)
    sum += part;
  for (unsigned worker = 0; worker < options.workers; ++worker)
    std::printf("worker %u: %d blocks\n", worker,
                int(std::count(diffuse.workers.begin(), diffuse.workers.end(),
                               worker)));
  std::printf("time: %.6f s\n", time.count());
  std::printf("checksum: %.17g, %s\n", sum,
              sum == computeReference(options.steps) ? "correct" : "wrong");
  return 0;
}

int main(int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    if (std::strncmp(argv[i], "--policy=", 9) == 0) {
      options.policy = argv[i] + 9;
    } else if (std::strncmp(argv[i], "--workers=", 10) == 0) {
      options.workers = unsigned(std::atoi(argv[i] + 10));
    } else if (std::strncmp(argv[i], "--steps=", 8) == 0) {
      options.steps = unsigned(std::atoi(argv[i] + 8));
    } else {
      std::fprintf(stderr, "unknown argument '%s'\n", argv[i]);
      return 2;
    }
  }
  return options.workers == 0 ? 2 : run(options);
}
