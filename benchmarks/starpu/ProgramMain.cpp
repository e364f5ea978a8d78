//===- ProgramMain.cpp - What the StarPU programs have in common ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramMain.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace bench;
using namespace mapwright::starpu;

//===----------------------------------------------------------------------===//
// Command line
//===----------------------------------------------------------------------===//

std::string bench::takeText(int argc, char **argv, const std::string &name,
                            const std::string &otherwise) {
  std::string start = "--" + name + "=";
  for (int i = 1; i < argc; ++i)
    if (std::string(argv[i]).compare(0, start.size(), start) == 0)
      return argv[i] + start.size();
  return otherwise;
}

int64_t bench::takeNumber(int argc, char **argv, const std::string &name,
                          int64_t otherwise) {
  std::string text = takeText(argc, argv, name, "");
  if (text.empty())
    return otherwise;
  char *end = nullptr;
  int64_t number = std::strtoll(text.c_str(), &end, 10);
  if (*end == 0 && number > 0)
    return number;
  std::fprintf(stderr, "error: --%s needs a number above 0, not '%s'\n",
               name.c_str(), text.c_str());
  std::exit(2);
}

static bool hasFlag(int argc, char **argv, const char *flag) {
  for (int i = 1; i < argc; ++i)
    if (std::strcmp(argv[i], flag) == 0)
      return true;
  return false;
}

//===----------------------------------------------------------------------===//
// Runs
//===----------------------------------------------------------------------===//

double bench::readClock() { return starpu_timing_now() * 1e-6; }

/// To be read by people and by `mapper-opt --evaluator=exec`.
static void printRun(double seconds, const Traffic &traffic) {
  std::printf("time %.6f s\n", seconds);
  std::printf("bus bytes %llu\n", static_cast<unsigned long long>(traffic.bus));
  std::printf("mpi bytes %llu\n", static_cast<unsigned long long>(traffic.mpi));
  for (const ChannelBytes &channel : traffic.channels)
    std::printf("channel %s bytes %llu\n", channel.channel.c_str(),
                static_cast<unsigned long long>(channel.bytes));
  std::fflush(stdout);
}

static int runProgram(int argc, char **argv, const ProgramFacts &facts) {
  Session session(argc, argv);
  std::unique_ptr<Program> program = facts.create(session);
  double begin = readClock();
  program->submit();
  session.wait();
  double seconds = readClock() - begin;
  Traffic traffic = session.measureTraffic();
  if (session.getRank() == 0)
    printRun(seconds, traffic);
  double error = program->findLargestError();
  if (session.getRank() != 0)
    return 0;
  bool isRight = error <= facts.tolerance;
  std::printf("result %s (largest error %.3g)\n", isRight ? "ok" : "wrong",
              error);
  return isRight ? 0 : 1;
}

int bench::runMain(int argc, char **argv, const ProgramFacts &facts) {
  if (facts.mistake) {
    std::fprintf(stderr, "%s: error: %s\n", facts.name, facts.mistake);
    return 2;
  }
  if (!hasFlag(argc, argv, "--describe"))
    return runProgram(argc, argv, facts);
  std::fputs(facts.describe().c_str(), stdout);
  return 0;
}
