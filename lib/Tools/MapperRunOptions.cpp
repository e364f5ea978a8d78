//===- MapperRunOptions.cpp - Command line of mapper-run ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperRunOptions.h"

using namespace mapwright;
namespace cl = llvm::cl;

static constexpr ToolInfo tool = {
    "mapper-run",
    "Mapwright: where a mapper places the tasks of a program, in which "
    "memories "
    "and layouts, and whether that is what a real run did\n",
    R"(
EXAMPLES:
  Every decision for one index launch on two nodes of four GPUs:
    mapper-run app.mapper --machine=nodes:2,GPU:4 --launch='stencil[4,4]:GPU'
  A domain that starts at 1, and a single launch with its parent's place:
    mapper-run app.mapper --machine=nodes:2,GPU:4 \
      --launch='init[1..8]' --launch='report@GPU:1.0'
  The launches and the machine of a Legion run (-level mapper=2):
    mapper-run app.mapper --log=run.log
  Decision by decision against what that run did; exit code 3 if they differ:
    mapper-run app.mapper --log=run.log --compare-log
  The decisions of a compiled policy, as a running application gets them:
    mapper-run --policy=app.so --machine=nodes:2,GPU:4 --launch='stencil[4,4]'

EXIT CODES:
  0 done; 1 errors in the mapper, the policy, the log or a decision;
  2 wrong command line; 3 the comparison differs; 4 a file cannot be read or written
)"};

MapperRunOptions::MapperRunOptions()
    : category("mapper-run"),
      input(cl::Positional, cl::init(""), cl::cat(category),
            cl::value_desc("mapper"),
            cl::desc("<mapper: .mapper, .mlir or .mlirbc, - for stdin>")),
      policy(takeOverOption("policy"), cl::cat(category),
             cl::value_desc("app.so"),
             cl::desc("Ask a compiled policy instead of a mapper. It has no "
                      "names of regions: without a log only those that no "
                      "statement names are shown")),
      machineSpec(takeOverOption("machine"), cl::cat(category),
                  cl::value_desc("nodes:N[,KIND:COUNT]..."),
                  cl::desc("The machine: processors of each kind a node")),
      launchSpecs(takeOverOption("launch"), cl::cat(category),
                  cl::value_desc("TASK[e,...][:KIND]"),
                  cl::desc("A launch; e is N or LO..HI. Single launches: "
                           "TASK[:KIND][@PARENT_KIND:NODE.INDEX] (default "
                           "parent CPU:0.0). May be given several times")),
      log(takeOverOption("log"), cl::cat(category), cl::value_desc("file"),
          cl::desc("Take machine and launches from a Legion mapper-wrapper "
                   "log. It has no names of regions: address them by index, "
                   "or by handle, as in \"(1,(40,4),1)\"")),
      compareLog(takeOverOption("compare-log"), cl::cat(category),
                 cl::desc("Compare the mapper's decisions with the log's")),
      json(takeOverOption("json"), cl::cat(category),
           cl::desc("Write JSON instead of text")),
      output(takeOverOption("o"), cl::cat(category), cl::init("-"),
             cl::value_desc("file"),
             cl::desc("Where to write, - for stdout (default)")),
      maxRank(takeOverOption("max-rank"), cl::cat(category), cl::init(3),
              cl::value_desc("1..9"),
              cl::desc("Check functions for launches of up to so many "
                       "dimensions (default 3)")),
      verifyDiagnostics(takeOverOption("verify-diagnostics"), cl::cat(category),
                        cl::desc("Compare diagnostics with expected-error "
                                 "comments of the input")) {}

/// What is asked: a mapper or a policy.
ExitCode MapperRunOptions::checkSubject() {
  if (policy.empty())
    return input.empty() ? reportUsage(tool, "no mapper given") : exitDone;
  if (!input.empty())
    return reportUsage(tool, "--policy stands for the mapper: remove one of "
                             "both");
  if (compareLog)
    return reportUsage(tool, "--compare-log compares mappers: give the mapper "
                             "that the policy was made of");
  if (verifyDiagnostics)
    return reportUsage(tool, "--verify-diagnostics needs the text of a mapper");
  return exitDone;
}

ExitCode MapperRunOptions::checkUsage() {
  if (ExitCode wrong = checkSubject())
    return wrong;
  if (maxRank < 1 || maxRank > maxLaunchRank)
    return reportUsage(tool, "--max-rank is 1 to " +
                                 llvm::Twine(maxLaunchRank) + ", got " +
                                 llvm::Twine(maxRank));
  if (!log.empty()) {
    if (!machineSpec.empty() || !launchSpecs.empty())
      return reportUsage(tool, "--log brings the machine and the launches: "
                               "remove --machine and --launch");
    if (log == "-" && input == "-")
      return reportUsage(tool, "mapper and log cannot both be the standard "
                               "input");
    return exitDone;
  }
  if (compareLog)
    return reportUsage(tool, "--compare-log needs --log=FILE");
  if (machineSpec.empty())
    return reportUsage(tool, "no machine given: use --machine=nodes:2,GPU:4 or "
                             "--log=FILE");
  if (launchSpecs.empty())
    return reportUsage(tool, "no launch given: use --launch='TASK[4,4]' or "
                             "--log=FILE");
  return exitDone;
}

ExitCode MapperRunOptions::parseSpecs() {
  if (!log.empty())
    return exitDone;
  llvm::Expected<Machine> parsed = parseMachineSpec(machineSpec);
  if (!parsed)
    return reportUsage(tool, llvm::toString(parsed.takeError()));
  machine = std::move(*parsed);
  for (const std::string &spec : launchSpecs) {
    llvm::Expected<Launch> launch = parseLaunchSpec(spec);
    if (!launch)
      return reportUsage(tool, llvm::toString(launch.takeError()));
    launches.push_back(std::move(*launch));
  }
  return exitDone;
}

ExitCode MapperRunOptions::parse(int argc, char **argv) {
  if (!parseCommandLine(argc, argv, tool,
                        {&category, &diagnostics.getCategory()}))
    return exitUsage;
  if (ExitCode wrong = checkUsage())
    return wrong;
  return parseSpecs();
}
