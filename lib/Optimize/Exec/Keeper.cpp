//===- Keeper.cpp - The process between us and a command ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All of this runs between fork and exec, or in a process that never execs:
// system calls only.
//
//===----------------------------------------------------------------------===//

#include "Keeper.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <iterator>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mapwright::optimize;

namespace {
class Keeper {
public:
  explicit Keeper(const KeeperPlan &plan) : plan(plan) {}
  [[noreturn]] void run();

private:
  void becomeKeeper();
  void start();
  [[noreturn]] void becomeCommand();
  void waitForEnd();
  void obey();
  bool reap();
  void killAll();
  void killChildren();
  void pause(int milliseconds, bool listens);
  void report(KeeperReport::Kind kind, int32_t value) const;
  int64_t readClock() const;

  const KeeperPlan &plan;
  pid_t command = -1;
  bool hasEnded = false;    ///< the command
  bool isDismissed = false; ///< told to kill all
  int32_t status = 0;
  int64_t startedAt = 0;
  int64_t endedAt = 0;
};
} // namespace

/// Only there for ppoll to return.
static void noteChild(int) {}

/// Closes all descriptors from 3 on but those of the plan, which other threads
/// of the parent may have opened for other commands: an end of a pipe left open
/// keeps its reader waiting.
static void closeOthers(const KeeperPlan &plan) {
  int kept[] = {plan.output, plan.control, plan.report};
  std::sort(std::begin(kept), std::end(kept));
  unsigned from = 3;
  for (int descriptor : kept) {
    if (unsigned(descriptor) > from)
      close_range(from, descriptor - 1, 0);
    from = std::max(from, unsigned(descriptor) + 1);
  }
  close_range(from, ~0u, 0);
}

int64_t Keeper::readClock() const {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t(now.tv_sec) * 1000000000 + now.tv_nsec;
}

void Keeper::report(KeeperReport::Kind kind, int32_t value) const {
  // All bytes are sent: padding must not be what happens to be there.
  KeeperReport said;
  std::memset(&said, 0, sizeof(said));
  said.kind = kind;
  said.value = value;
  said.nanoseconds = endedAt - startedAt;
  // Nobody may be listening any more, which is seen by `control`.
  [[maybe_unused]] ssize_t written = write(plan.report, &said, sizeof(said));
}

void Keeper::becomeKeeper() {
  // A group of its own: an interrupt at the terminal is for the parent, which
  // says what to do.
  setpgid(0, 0);
  closeOthers(plan);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  struct sigaction action = {};
  action.sa_handler = noteChild;
  sigaction(SIGCHLD, &action, nullptr);
}

void Keeper::becomeCommand() {
  setpgid(0, 0);
  int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  bool isReady = nothing >= 0 && dup2(nothing, 0) >= 0 &&
                 dup2(plan.output, 1) >= 0 && dup2(plan.output, 2) >= 0 &&
                 (!plan.folder || chdir(plan.folder) == 0);
  // Candidates crash; nobody asked for gigabytes of cores. And if memory runs
  // out, it is the candidate that should go.
  rlimit noCore = {0, 0};
  getrlimit(RLIMIT_CORE, &noCore);
  noCore.rlim_cur = 0;
  setrlimit(RLIMIT_CORE, &noCore);
  int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (score >= 0) [[maybe_unused]]
    ssize_t written = write(score, "800", 3);
  struct sigaction action = {};
  for (int signal = 1; signal < NSIG; ++signal)
    if (sigaction(signal, nullptr, &action) == 0 &&
        (action.sa_handler != SIG_IGN || signal == SIGPIPE)) {
      action = {};
      action.sa_handler = SIG_DFL;
      sigaction(signal, &action, nullptr);
    }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (isReady)
    execve(plan.program, plan.arguments, plan.environment);
  report(KeeperReport::Kind::Failed, errno);
  _exit(127);
}

void Keeper::start() {
  startedAt = endedAt = readClock();
  command = _Fork();
  if (command == 0)
    becomeCommand();
  if (command < 0) {
    report(KeeperReport::Kind::Failed, errno);
    _exit(1);
  }
  // Both do it: whoever comes second finds it done.
  setpgid(command, command);
  report(KeeperReport::Kind::Started, command);
  close(plan.output);
}

/// Takes note of a child that has ended; false if there is none.
bool Keeper::reap() {
  int state = 0;
  pid_t child = waitpid(-1, &state, WNOHANG);
  if (child == command) {
    hasEnded = true;
    status = state;
    endedAt = readClock();
  }
  return child > 0;
}

/// Waits for a child to end, and for orders if it `listens`.
void Keeper::pause(int milliseconds, bool listens) {
  pollfd control = {plan.control, POLLIN, 0};
  timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
  sigset_t mask;
  sigfillset(&mask);
  sigdelset(&mask, SIGCHLD);
  int found = ppoll(&control, listens ? 1 : 0,
                    milliseconds < 0 ? nullptr : &time, &mask);
  if (found > 0)
    obey();
}

void Keeper::obey() {
  char order = 0;
  ssize_t size = read(plan.control, &order, 1);
  if (size == 1)
    kill(-command, SIGTERM);
  else if (size == 0 || errno != EINTR)
    isDismissed = true;
}

void Keeper::waitForEnd() {
  while (!hasEnded && !isDismissed) {
    while (reap())
      ;
    if (!hasEnded)
      pause(-1, /*listens=*/true);
  }
}

/// Kills the processes whose parent is the keeper. Those that they leave behind
/// become its children in turn.
void Keeper::killChildren() {
  int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  if (list < 0)
    return;
  char text[4096];
  ssize_t size = read(list, text, sizeof(text));
  close(list);
  pid_t child = 0;
  for (ssize_t i = 0; i < size; ++i) {
    if (text[i] >= '0' && text[i] <= '9') {
      child = child * 10 + (text[i] - '0');
      continue;
    }
    if (child > 1)
      kill(child, SIGKILL);
    child = 0;
  }
}

void Keeper::killAll() {
  int wait = 1;
  for (;;) {
    if (!hasEnded)
      kill(-command, SIGKILL);
    killChildren();
    bool found = false;
    while (reap())
      found = true;
    siginfo_t info;
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 &&
        errno == ECHILD)
      return;
    wait = found ? 1 : std::min(wait * 2, 100);
    pause(wait, /*listens=*/false);
  }
}

void Keeper::run() {
  becomeKeeper();
  start();
  waitForEnd();
  killAll();
  report(KeeperReport::Kind::Ended, status);
  _exit(0);
}

void mapwright::optimize::runKeeper(const KeeperPlan &plan) {
  Keeper(plan).run();
}
