//===- Session.cpp - StarPU and MPI under a policy ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SessionState.h"

#include "Common/Failure.h"
#include "Common/PolicyFile.h"

#include <starpu_mpi.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace mapwright::starpu;
using detail::SessionState;
using mapwright::runtime::Failure;
using mapwright::runtime::warn;

//===----------------------------------------------------------------------===//
// Start
//===----------------------------------------------------------------------===//

static const mw_policy *findPolicy(const mw_policy *compiledIn) {
  const char *path = std::getenv("MAPWRIGHT_MAPPER");
  return path && *path ? &mapwright::runtime::loadPolicy(path) : compiledIn;
}

/// Where StarPU reads what it does from the environment only.
static void setEnvironment(bool hasPolicy, int rank) {
  const char *scheduler = std::getenv("STARPU_SCHED");
  if (hasPolicy && scheduler) {
    if (rank == 0)
      warn(std::string("STARPU_SCHED=") + scheduler +
           " is ignored: the mapper places the tasks");
    unsetenv("STARPU_SCHED");
  }
  // A hang of StarPU becomes a message and a status.
  setenv("STARPU_WATCHDOG_TIMEOUT", "60000000", /*overwrite=*/0);
  setenv("STARPU_WATCHDOG_CRASH", "1", /*overwrite=*/0);
  // Idle devices would write back what nobody asked for.
  setenv("STARPU_MINIMUM_CLEAN_BUFFERS", "0", /*overwrite=*/0);
  setenv("STARPU_TARGET_CLEAN_BUFFERS", "0", /*overwrite=*/0);
  // For measureTraffic.
  setenv("STARPU_COMM_STATS", "1", /*overwrite=*/0);
}

static std::string formatIdentity(const uint8_t *bytes) {
  std::string text;
  for (unsigned i = 0; i < 4; ++i) {
    char digits[3];
    std::snprintf(digits, sizeof(digits), "%02x", bytes[i]);
    text += digits;
  }
  return text;
}

/// Ranks that place tasks differently would wait for each other for ever.
void SessionState::compareIdentities() const {
  uint8_t mine[33] = {};
  if (policy) {
    mine[0] = 1;
    std::memcpy(mine + 1, policy->identity, 32);
  }
  std::vector<uint8_t> all(sizeof(mine) * numRanks);
  MPI_Allgather(mine, sizeof(mine), MPI_BYTE, all.data(), sizeof(mine),
                MPI_BYTE, MPI_COMM_WORLD);
  for (int other = 1; other < numRanks; ++other) {
    const uint8_t *theirs = all.data() + sizeof(mine) * other;
    if (std::memcmp(all.data(), theirs, sizeof(mine)) == 0)
      continue;
    auto describe = [](const uint8_t *identity) {
      return identity[0] ? "mapper " + formatIdentity(identity + 1)
                         : std::string("no mapper");
    };
    if (rank == 0)
      std::fputs(("mapwright: error: the ranks have different mappers: rank 0 "
                  "has " +
                  describe(all.data()) + ", rank " + std::to_string(other) +
                  " has " + describe(theirs) +
                  "\nnote: every rank needs the same MAPWRIGHT_MAPPER (mpirun "
                  "-x MAPWRIGHT_MAPPER), and the same file behind it\n")
                     .c_str(),
                 stderr);
    // Every rank gets here, so nobody is left to wait for.
    MPI_Finalize();
    std::exit(1);
  }
}

/// The first rank of each computer starts before the others: it may measure the
/// buses, and several that write what they found would spoil each other's
/// files.
static int initializeInTurn(starpu_conf &configuration) {
  MPI_Comm computer;
  int localRank = 0;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, /*key=*/0,
                      MPI_INFO_NULL, &computer);
  MPI_Comm_rank(computer, &localRank);
  int error = 0;
  if (localRank == 0)
    error = starpu_init(&configuration);
  MPI_Barrier(computer);
  if (localRank != 0)
    error = starpu_init(&configuration);
  MPI_Comm_free(&computer);
  return error;
}

void SessionState::startStarPU() {
  starpu_conf configuration;
  starpu_conf_init(&configuration);
  if (policy)
    configuration.sched_policy = &getScheduler();
  int error = initializeInTurn(configuration);
  if (error != 0)
    Failure("mapwright",
            std::string("StarPU does not start: ") + std::strerror(-error), "")
        .note("it found no worker; see STARPU_NCPU and STARPU_NOPENCL")
        .abortJob();
  watch();
  starpu_profiling_status_set(STARPU_PROFILING_ENABLE);
  workers = std::make_unique<WorkerTable>(WorkerTable::read(numRanks));
  std::array<uint32_t, MW_PROC_KINDS> counts = workers->getCounts();
  std::array<uint32_t, MW_PROC_KINDS> least = counts;
  MPI_Allreduce(counts.data(), least.data(), MW_PROC_KINDS, MPI_UINT32_T,
                MPI_MIN, MPI_COMM_WORLD);
  workers->limit(least);
  starpu_mpi_init_comm(nullptr, nullptr, /*initialize_mpi=*/0, MPI_COMM_WORLD);
}

static void printLine(void *, const char *text, size_t length) {
  std::string line(text, length);
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stdout);
}

void SessionState::bindPolicy() {
  machine = std::make_unique<PolicyStorage>(policy->machine_bytes);
  view = workers->describeForPolicy();
  if (rank == 0)
    view.print = printLine;
  mw_error error = {};
  if (policy->bind(machine->get(), &view, &error) == MW_ERROR)
    Failure::ofPolicy(*policy, error)
        .note("the machine has " + workers->describe())
        .abortJob();
}

void SessionState::start(int &argc, char **&argv, const mw_policy *compiledIn) {
  // A mapper is compiled before MPI is up: some networks forbid to fork then.
  policy = findPolicy(compiledIn);
  int provided = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &numRanks);
  MPI_Comm_dup(MPI_COMM_WORLD, &communicator);
  compareIdentities();
  setEnvironment(policy != nullptr, rank);
  startStarPU();
  if (!policy)
    return;
  bindPolicy();
  log = DecisionLog::open(rank);
}

// Not starpu_mpi_wait_for_all: a rank without tasks goes into its barrier while
// data are still to pass through it, and then nobody gets them.
void SessionState::wait() {
  starpu_task_wait_for_all();
  MPI_Barrier(communicator);
}

void SessionState::stop() {
  wait();
  if (log)
    log->write(*workers);
  MPI_Comm_free(&communicator);
  starpu_mpi_shutdown();
  starpu_shutdown();
  MPI_Finalize();
}

//===----------------------------------------------------------------------===//
// The session
//===----------------------------------------------------------------------===//

Session::Session(int &argc, char **&argv, const mw_policy *policy)
    : state(std::make_unique<SessionState>()) {
  state->start(argc, argv, policy);
}

Session::~Session() { state->stop(); }

int Session::getRank() const { return state->rank; }
int Session::getNumRanks() const { return state->numRanks; }

const TaskKind &Session::addTask(const std::string &name,
                                 const starpu_codelet &codelet,
                                 const std::vector<std::string> &regions) {
  TaskKind &task = state->tasks.emplace_back();
  task.name = name;
  task.codelet = codelet;
  task.regions = regions;
  detail::configureTask(*state, task);
  return task;
}

Launch Session::launch(const TaskKind &task, const Domain &domain) {
  return Launch(std::make_unique<detail::LaunchState>(*state, task, domain));
}

Launch Session::launch(const TaskKind &task) {
  return Launch(std::make_unique<detail::LaunchState>(*state, task));
}

void Session::wait() { state->wait(); }
