//===- Process.cpp - Runs a command under supervision ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Process.h"

#include "Keeper.h"
#include "ProcessMemory.h"

#include "llvm/ADT/SmallVector.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mapwright::optimize;

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;
using End = ProcessResult::End;

/// How often somebody is asked whether to stop.
static constexpr Seconds askInterval(0.05);
/// How long a command may take to end after SIGTERM.
static constexpr Seconds termInterval(1);
/// How long the kernel may take to end what was killed.
static constexpr Seconds killInterval(20);
static constexpr Seconds memoryInterval(0.01);

static llvm::Error makeSystemError(const llvm::Twine &what) {
  std::error_code code(errno, std::generic_category());
  return llvm::createStringError(code, what + ": " + code.message());
}

namespace {
/// A file descriptor that is closed.
class Descriptor {
public:
  Descriptor() = default;
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  ~Descriptor() { reset(); }
  void reset(int other = -1) {
    if (number >= 0)
      close(number);
    number = other;
  }
  int get() const { return number; }

private:
  int number = -1;
};

/// A running command.
class Supervisor {
public:
  Supervisor(const ProcessRequest &request,
             llvm::function_ref<void(llvm::StringRef)> output)
      : request(request), output(output) {}
  ~Supervisor();

  llvm::Expected<ProcessResult> run();

private:
  llvm::Error openPipes();
  llvm::Error startKeeper();
  llvm::Error watch();
  llvm::Error wait();
  llvm::Error readReports();
  llvm::Error take(const KeeperReport &said);
  bool readOutput();
  void checkLimits();
  void checkMemory();
  void end(End why);
  void dismiss();
  double getWaitSeconds() const;

  const ProcessRequest &request;
  llvm::function_ref<void(llvm::StringRef)> output;
  Descriptor outputRead, outputWrite, reportRead, reportWrite, control,
      keeperControl;
  pid_t keeper = -1;
  pid_t command = -1;
  bool hasEnded = false;
  bool isOutputOpen = true;
  std::optional<End> forced; ///< why it is being ended
  Clock::time_point start, killAt, giveUpAt, measureAt;
  std::vector<char> buffer = std::vector<char>(1 << 16);
  ProcessResult result;
};
} // namespace

Supervisor::~Supervisor() {
  control.reset();
  // Without its parent's end of `control` a keeper ends by itself.
  if (keeper > 0)
    while (waitpid(keeper, nullptr, 0) < 0 && errno == EINTR)
      ;
}

llvm::Error Supervisor::openPipes() {
  int ends[2];
  for (auto [readEnd, writeEnd] : {std::pair(&outputRead, &outputWrite),
                                   std::pair(&reportRead, &reportWrite)}) {
    if (pipe2(ends, O_CLOEXEC) < 0)
      return makeSystemError("cannot make a pipe");
    readEnd->reset(ends[0]);
    writeEnd->reset(ends[1]);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
  }
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    return makeSystemError("cannot make a pair of sockets");
  control.reset(ends[0]);
  keeperControl.reset(ends[1]);
  return llvm::Error::success();
}

/// Pointers to strings, as exec takes them.
static std::vector<char *> pointTo(const std::vector<std::string> &strings) {
  std::vector<char *> pointers;
  for (const std::string &string : strings)
    pointers.push_back(const_cast<char *>(string.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

llvm::Error Supervisor::startKeeper() {
  std::vector<char *> arguments = pointTo(request.command);
  std::vector<char *> environment = pointTo(request.environment);
  KeeperPlan plan = {arguments[0],     arguments.data(),  environment.data(),
                     nullptr,          outputWrite.get(), keeperControl.get(),
                     reportWrite.get()};
  if (!request.folder.empty())
    plan.folder = request.folder.c_str();
  // Handlers of this process must not run in the other one.
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  start = Clock::now();
  keeper = fork();
  if (keeper == 0)
    runKeeper(plan);
  int code = errno;
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  outputWrite.reset();
  reportWrite.reset();
  keeperControl.reset();
  if (keeper > 0)
    return llvm::Error::success();
  errno = code;
  return makeSystemError("cannot start another process");
}

static Clock::duration toDuration(Seconds seconds) {
  return std::chrono::duration_cast<Clock::duration>(seconds);
}

void Supervisor::dismiss() {
  control.reset();
  killAt = Clock::time_point::max();
}

/// Has the command ended: in order, unless it eats up memory meanwhile.
void Supervisor::end(End why) {
  if (forced)
    return;
  forced = why;
  Clock::time_point now = Clock::now();
  giveUpAt = now + toDuration(termInterval + killInterval);
  killAt = now + toDuration(termInterval);
  if (why == End::OverMemory)
    dismiss();
  else
    send(control.get(), "T", 1, MSG_NOSIGNAL);
}

void Supervisor::checkMemory() {
  if (request.memoryLimit == 0 || Clock::now() < measureAt)
    return;
  Clock::time_point begin = Clock::now();
  if (measureDescendants(keeper) > request.memoryLimit)
    end(End::OverMemory);
  // Measuring takes at most a twentieth of a processor.
  Clock::time_point now = Clock::now();
  measureAt = now + std::max<Clock::duration>(toDuration(memoryInterval),
                                              20 * (now - begin));
}

void Supervisor::checkLimits() {
  Clock::time_point now = Clock::now();
  if (forced) {
    if (now >= killAt)
      dismiss();
    return;
  }
  if (request.timeLimit > 0 && Seconds(now - start).count() > request.timeLimit)
    end(End::TimedOut);
  else if (request.shouldStop && request.shouldStop())
    end(End::Stopped);
  else
    checkMemory();
}

/// False if there is nothing to read for now.
bool Supervisor::readOutput() {
  ssize_t found = read(outputRead.get(), buffer.data(), buffer.size());
  if (found > 0) {
    result.numBytes += found;
    output(llvm::StringRef(buffer.data(), found));
    return true;
  }
  if (found == 0 || (errno != EAGAIN && errno != EINTR))
    isOutputOpen = false;
  return false;
}

llvm::Error Supervisor::take(const KeeperReport &said) {
  switch (said.kind) {
  case KeeperReport::Kind::Started:
    command = said.value;
    break;
  case KeeperReport::Kind::Failed:
    errno = said.value;
    return makeSystemError("cannot run '" + request.command.front() + "'" +
                           (request.folder.empty()
                                ? std::string()
                                : " in '" + request.folder + "'"));
  case KeeperReport::Kind::Ended:
    hasEnded = true;
    result.seconds = said.nanoseconds * 1e-9;
    result.end = WIFSIGNALED(said.value) ? End::Signaled : End::Exited;
    result.code = WIFSIGNALED(said.value) ? WTERMSIG(said.value)
                                          : WEXITSTATUS(said.value);
    break;
  }
  return llvm::Error::success();
}

llvm::Error Supervisor::readReports() {
  KeeperReport said;
  for (;;) {
    // Writes of this size are never split.
    ssize_t found = read(reportRead.get(), &said, sizeof(said));
    if (found == ssize_t(sizeof(said))) {
      if (llvm::Error error = take(said))
        return error;
      continue;
    }
    if (found < 0 && (errno == EAGAIN || errno == EINTR))
      return llvm::Error::success();
    if (hasEnded)
      return llvm::Error::success();
    if (command > 0)
      kill(-command, SIGKILL);
    return llvm::createStringError(
        std::make_error_code(std::errc::no_such_process),
        "the process that watches over '" + request.command.front() +
            "' was ended by somebody else");
  }
}

double Supervisor::getWaitSeconds() const {
  Seconds wait = askInterval;
  if (request.memoryLimit > 0)
    wait = std::min(wait, memoryInterval);
  if (request.timeLimit > 0 && !forced)
    wait = std::min(wait,
                    Seconds(request.timeLimit) - Seconds(Clock::now() - start));
  return std::max(wait.count(), 0.001);
}

/// Waits for something to happen, and not long.
llvm::Error Supervisor::wait() {
  pollfd sources[] = {{reportRead.get(), POLLIN, 0},
                      {isOutputOpen ? outputRead.get() : -1, POLLIN, 0}};
  double seconds = getWaitSeconds();
  timespec time = {time_t(seconds),
                   long((seconds - double(time_t(seconds))) * 1e9)};
  if (ppoll(sources, 2, &time, nullptr) < 0 && errno != EINTR)
    return makeSystemError("cannot wait for a process");
  if (sources[1].revents)
    readOutput();
  return readReports();
}

llvm::Error Supervisor::watch() {
  while (!hasEnded) {
    if (llvm::Error error = wait())
      return error;
    if (!hasEnded)
      checkLimits();
    if (forced && Clock::now() > giveUpAt) {
      // It will end what it can; waiting for it may take forever.
      keeper = -1;
      return llvm::createStringError(std::make_error_code(std::errc::timed_out),
                                     "processes that '" +
                                         request.command.front() +
                                         "' started cannot be killed");
    }
  }
  // All writers are gone.
  while (isOutputOpen && readOutput())
    ;
  return llvm::Error::success();
}

llvm::Expected<ProcessResult> Supervisor::run() {
  if (llvm::Error error = openPipes())
    return std::move(error);
  if (llvm::Error error = startKeeper())
    return std::move(error);
  if (llvm::Error error = watch())
    return std::move(error);
  if (forced)
    result.end = *forced;
  return result;
}

llvm::Expected<ProcessResult> mapwright::optimize::runProcess(
    const ProcessRequest &request,
    llvm::function_ref<void(llvm::StringRef)> output) {
  return Supervisor(request, output).run();
}
