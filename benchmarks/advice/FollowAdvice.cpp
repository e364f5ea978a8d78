//===- FollowAdvice.cpp - Naive mappers, advised --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Follows the first suggestion, at most ten times, for the naive mappers of the
// nine programs, and prints a table in Markdown. Exit code 1 if advice leaves
// one of them without a run that ends well, or slower than before.
//
//   FollowAdvice FOLDER [MACHINE [STEPS [PROGRAM...]]]
//
// FOLDER is that of the benchmarks. A PROGRAM may have keys: circuit:pieces=8.
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/Advice.h"
#include "mapwright/Report/Report.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>

using namespace mapwright;

static constexpr const char *allPrograms[] = {"circuit", "stencil",   "pennant",
                                              "cannon",  "summa",     "pumma",
                                              "johnson", "solomonik", "cosma"};

namespace {
/// One program on the machine.
struct Subject {
  Program program;
  sim::TaskGraph graph;
};

struct Settings {
  std::string folder;
  std::string machine = "p100x4";
  unsigned steps = 10;
};
} // namespace

static llvm::Expected<std::string> readMapper(const Settings &settings,
                                              llvm::StringRef program,
                                              llvm::StringRef name) {
  std::string path = (settings.folder + "/" + program.split(':').first + "/" +
                      name + ".mapper")
                         .str();
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return llvm::createStringError(buffer.getError(), path);
  return (*buffer)->getBuffer().str();
}

static llvm::Expected<Subject> loadSubject(llvm::StringRef spec) {
  llvm::Expected<Program> program = generateProgram(spec);
  if (!program)
    return program.takeError();
  if (llvm::Error error = verify(*program))
    return std::move(error);
  llvm::Expected<sim::TaskGraph> graph = buildTaskGraph(*program);
  if (!graph)
    return graph.takeError();
  return Subject{std::move(*program), std::move(*graph)};
}

static std::string format(const sim::Outcome &outcome) {
  return outcome.kind == sim::OutcomeKind::Ok ? formatSeconds(outcome.seconds)
                                              : spelling(outcome.kind).str();
}

static bool isBetter(const sim::Outcome &a, const sim::Outcome &b) {
  if (a.kind != b.kind)
    return a.kind > b.kind;
  return a.kind == sim::OutcomeKind::Ok && a.seconds < b.seconds;
}

/// A line of the table, and below it what was done. False if it got no better.
static llvm::Expected<bool> follow(const Settings &settings,
                                   const MachineModel &model,
                                   llvm::StringRef spec,
                                   llvm::raw_ostream &details) {
  llvm::Expected<Subject> subject = loadSubject(spec);
  if (!subject)
    return subject.takeError();
  llvm::Expected<std::string> naive = readMapper(settings, spec, "naive");
  if (!naive)
    return naive.takeError();
  llvm::Expected<std::string> expert = readMapper(settings, spec, "expert");
  if (!expert)
    return expert.takeError();
  auto start = std::chrono::steady_clock::now();
  Adviser adviser(subject->program, subject->graph, model);
  llvm::Expected<sim::Outcome> best = adviser.evaluate(*expert);
  if (!best)
    return best.takeError();
  llvm::Expected<AdvisedMapper> advised =
      adviser.improve(*naive, "naive.mapper", settings.steps);
  if (!advised)
    return advised.takeError();
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  details << "\n### " << spec << "\n\n";
  for (const AdvisedMapper::Step &step : advised->steps)
    details << "- " << step.suggestion.rule << ": " << step.suggestion.text
            << '\n';
  details << "\n```\n" << advised->source << "```\n";
  bool isGood = !advised->steps.empty();
  for (const AdvisedMapper::Step &step : advised->steps)
    isGood &= isBetter(step.after, step.before);
  if (advised->steps.empty()) {
    llvm::outs() << "| " << spec << " | no advice |\n";
    return false;
  }
  const sim::Outcome &first = advised->steps.front().before;
  const sim::Outcome &last = advised->steps.back().after;
  llvm::outs() << "| " << spec << " | " << format(first) << " | "
               << advised->steps.size() << " | " << format(last) << " | "
               << format(*best) << " | "
               << llvm::format("%.2f", best->seconds / last.seconds) << " | "
               << llvm::format("%.1f s", took.count()) << " |\n";
  llvm::outs().flush();
  return isGood;
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  if (argc < 2) {
    llvm::errs() << "usage: FollowAdvice FOLDER [MACHINE [STEPS "
                    "[PROGRAM...]]]\n";
    return 2;
  }
  Settings settings;
  settings.folder = argv[1];
  if (argc > 2)
    settings.machine = argv[2];
  if (argc > 3 && llvm::StringRef(argv[3]).getAsInteger(10, settings.steps)) {
    llvm::errs() << "STEPS is a number, got '" << argv[3] << "'\n";
    return 2;
  }
  std::vector<std::string> programs(argv + std::min(argc, 4), argv + argc);
  if (programs.empty())
    programs.assign(std::begin(allPrograms), std::end(allPrograms));
  llvm::Expected<MachineModel> model = loadMachine(settings.machine);
  if (!model) {
    llvm::errs() << llvm::toString(model.takeError()) << '\n';
    return 2;
  }
  llvm::outs() << "| program | naive | steps | advised | expert | expert / "
                  "advised | advising took |\n"
                  "|---|---:|---:|---:|---:|---:|---:|\n";
  std::string details;
  llvm::raw_string_ostream os(details);
  bool isGood = true;
  for (const std::string &program : programs) {
    llvm::Expected<bool> followed = follow(settings, *model, program, os);
    if (!followed) {
      llvm::errs() << program << ": " << llvm::toString(followed.takeError())
                   << '\n';
      return 2;
    }
    isGood &= *followed;
  }
  llvm::outs() << details;
  return isGood ? 0 : 1;
}
