//===- Misbehave.cpp - A program that does what it should not -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Misbehave WHAT [ARGUMENT]; see `main`. Files named by an argument get the
// ids of the processes that were started, one a line.
//
//===----------------------------------------------------------------------===//

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

static void logProcess(const char *path) {
  if (FILE *file = std::fopen(path, "a")) {
    std::fprintf(file, "%d\n", int(getpid()));
    std::fclose(file);
  }
}

[[noreturn]] static void hang() {
  for (;;)
    pause();
}

/// A process that has left its parent, group and session, and does not want to
/// end. It keeps the output open.
static void startDaemon(const char *path) {
  if (fork() == 0) {
    setsid();
    if (fork() != 0)
      _exit(0);
    std::signal(SIGTERM, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    logProcess(path);
    hang();
  }
  wait(nullptr);
}

/// Returns when `count` daemons have told who they are.
static void startDaemons(const char *path, int count) {
  for (int i = 0; i < count; ++i)
    startDaemon(path);
  for (int lines = 0; lines < count; usleep(1000)) {
    lines = 0;
    if (FILE *file = std::fopen(path, "r")) {
      for (int c; (c = std::fgetc(file)) != EOF;)
        lines += c == '\n';
      std::fclose(file);
    }
  }
}

static void writeOutput(long long bytes) {
  std::string line(1023, 'x');
  line += '\n';
  std::printf("first line\n");
  for (long long written = 0; written < bytes; written += 1024)
    std::fwrite(line.data(), 1, line.size(), stdout);
  std::printf("time: 2.5\n");
}

/// In `count` processes together, which then wait.
static void eatMemory(long long bytes, int count) {
  for (int i = 1; i < count; ++i)
    if (fork() == 0)
      break;
  long long mine = bytes / count;
  char *memory = static_cast<char *>(std::malloc(mine));
  for (long long at = 0; at < mine; at += 512)
    memory[at] = char(at);
  std::printf("ate %d\n", int(memory[mine - 1]));
  std::fflush(stdout);
  hang();
}

int main(int argc, char **argv) {
  std::string what = argc > 1 ? argv[1] : "";
  const char *argument = argc > 2 ? argv[2] : "";
  if (what == "print")
    std::printf("%s\n", argument);
  else if (what == "nothing")
    return 0;
  else if (what == "exit")
    return std::atoi(argument);
  else if (what == "crash")
    std::raise(SIGSEGV);
  else if (what == "hang")
    hang();
  else if (what == "hang-stubbornly") {
    std::signal(SIGTERM, SIG_IGN);
    logProcess(argument);
    hang();
  } else if (what == "daemon")
    startDaemons(argument, 3);
  else if (what == "daemon-hang") {
    startDaemons(argument, 3);
    hang();
  } else if (what == "flood")
    writeOutput(std::atoll(argument));
  else if (what == "eat")
    eatMemory(std::atoll(argument), 1);
  else if (what == "eat-in-parts")
    eatMemory(std::atoll(argument), 4);
  else if (what == "read")
    std::printf("read %d\n", std::getchar());
  else if (what == "environment")
    std::printf("%s\n", std::getenv(argument) ? std::getenv(argument) : "-");
  else if (what == "folder") {
    std::vector<char> path(4096);
    std::printf("%s\n", getcwd(path.data(), path.size()));
  } else if (what == "sleep")
    usleep(useconds_t(std::atof(argument) * 1e6));
  else
    return 2;
  return 0;
}
