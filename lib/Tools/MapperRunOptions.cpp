//===- MapperRunOptions.cpp - Command line of mapper-run ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperRunOptions.h"

#include "MachineAndProgram.h"

#include "mapwright/AutoGuide/Feedback.h"
#include "mapwright/Tools/CommonInput.h"

#include <cmath>

using namespace mapwright;
namespace cl = llvm::cl;

static constexpr ToolInfo tool = {
    "mapper-run",
    "Mapwright: where a mapper places the tasks of a program, in which "
    "memories and layouts, how long a run takes and why, and whether that is "
    "what a real run did\n",
    R"(
EXAMPLES:
  A simulated run of a program: outcome, time, tasks, memories, critical path:
    mapper-run app.mapper --program=circuit:pieces=16 --machine=p100x4
  The same as a web page, and as a trace for ui.perfetto.dev:
    mapper-run app.mapper --program=circuit --machine=p100x4:2 \
      --report=run.html --trace=run.json
  What another mapper does differently, and what each decision is worth:
    mapper-run app.mapper --program=circuit --machine=p100x4 --compare=b.mapper
  What the run means, and edits of the mapper that save time:
    mapper-run app.mapper --program=circuit --machine=p100x4 --guide=suggest
  The mapper after following the best advice, at most ten times:
    mapper-run app.mapper --program=circuit --machine=p100x4 \
      --apply-advice=10 -o better.mapper
  What the output of a real run means, and what to change:
    some_app 2>&1 | mapper-run --guide-stdin
  Real runs beside a simulated one:
    mapper-run app.mapper --program=app.mlir --machine=here.json --exec \
      -- ./app --policy={policy}
  This machine, measured; and with what a program sees of it under StarPU:
    mapper-run --calibrate -o here.json
    mapper-run --calibrate -o here.json -- mpirun -np 4 measure
  Costs of kernels and of the runtime from a real run, used in a simulated one:
    mapper-run --calibrate=costs.json --log=spy.log --prof=prof.gz
    mapper-run app.mapper --program=circuit --machine=nodes:1,CPU:2 \
      --calibration=costs.json
  What is known of a machine:
    mapper-run --machine=v100x4:4 --machine-info
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
  2 wrong command line; 3 the comparison differs or a run does not end well;
  4 a file cannot be read or written, or a command cannot be run
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
                  cl::value_desc("machine"),
                  cl::desc("The machine: FILE.json, PRESET[:NODES] (p100x4, "
                           "p100x4-nvlink, v100x4, h100x8, cpu), or "
                           "nodes:N[,KIND:COUNT]...")),
      launchSpecs(takeOverOption("launch"), cl::cat(category),
                  cl::value_desc("TASK[e,...][:KIND]"),
                  cl::desc("A launch; e is N or LO..HI. Single launches: "
                           "TASK[:KIND][@PARENT_KIND:NODE.INDEX] (default "
                           "parent CPU:0.0). May be given several times")),
      program(takeOverOption("program"), cl::cat(category),
              cl::value_desc("program"),
              cl::desc("Simulate a run of a program: FILE.mlir, or "
                       "NAME[:key=value[,key=value]...] with NAME one of "
                       "circuit, stencil, pennant, cannon, summa, pumma, "
                       "johnson, solomonik, cosma")),
      decisions(takeOverOption("decisions"), cl::cat(category),
                cl::desc("Write the decisions for the program instead of "
                         "simulating it")),
      compare(takeOverOption("compare"), cl::cat(category),
              cl::value_desc("mapper"),
              cl::desc("Simulate another mapper too: what it decides "
                       "differently, and what each such decision is worth")),
      trace(takeOverOption("trace"), cl::cat(category),
            cl::value_desc("file.json"),
            cl::desc("Write the simulated run as a Chrome (Perfetto) trace")),
      report(takeOverOption("report"), cl::cat(category),
             cl::value_desc("file.html"),
             cl::desc("Write the simulated run as a web page")),
      calibration(takeOverOption("calibration"), cl::cat(category),
                  cl::value_desc("file.json"),
                  cl::desc("Take the costs of kernels and of the runtime from "
                           "measurements (docs/calibration.md)")),
      calibrate(takeOverOption("calibrate"), cl::cat(category),
                cl::ValueOptional, cl::value_desc("file.json"),
                cl::desc("Measure this machine, and what a measuring program "
                         "after `--` sees of it, and write it for --machine. "
                         "With --log (Spy) and --prof: write the costs of "
                         "kernels and of the runtime in a real run for "
                         "--calibration. Needs no mapper; without a file it "
                         "is that of -o")),
      prof(takeOverOption("prof"), cl::cat(category), cl::value_desc("file"),
           cl::desc("The Legion Prof log of the run of --calibrate")),
      kernelScaleSpecs(
          takeOverOption("kernel-scale"), cl::cat(category),
          cl::value_desc("TASK=FACTOR"),
          cl::desc("Calibrated kernels of a task take FACTOR times "
                   "as long: what a parameter of the program that "
                   "no log shows changes. May be given several "
                   "times")),
      noRuntimeCosts(takeOverOption("no-runtime-costs"), cl::cat(category),
                     cl::desc("Simulate a runtime that costs nothing")),
      noChecks(takeOverOption("no-checks"), cl::cat(category),
               cl::desc("With --program: simulate without the checks that "
                        "reject what cannot run (docs/checks.md)")),
      guide(takeOverOption("guide"), cl::cat(category), cl::value_desc("level"),
            cl::desc("With --program: what the run means and which edits of "
                     "the mapper save time, each simulated. Levels: raw, "
                     "explain, suggest")),
      guideStdin(takeOverOption("guide-stdin"), cl::cat(category),
                 cl::desc("Say what the standard input, the output of any "
                          "run, means and what to change, as far as --guide "
                          "says (default suggest). Needs no mapper")),
      guideRules(takeOverOption("autoguide-rules"), cl::cat(category),
                 cl::value_desc("file.json"),
                 cl::desc("With --guide-stdin: more rules "
                          "(docs/autoguide.md). May be given several times")),
      applyAdvice(takeOverOption("apply-advice"), cl::cat(category),
                  cl::value_desc("N"),
                  cl::desc("With --program: follow the first suggestion, at "
                           "most N times, and write the mapper (-o)")),
      machineInfo(takeOverOption("machine-info"), cl::cat(category),
                  cl::desc("Show what is known of the machine")),
      log(takeOverOption("log"), cl::cat(category), cl::value_desc("file"),
          cl::desc("Take machine and launches from a Legion log: of the mapper "
                   "wrapper, or of Legion Spy. The former has no names of "
                   "regions: address them by index, or by handle, as in "
                   "\"(1,(40,4),1)\"")),
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
  if (!program.empty())
    return reportUsage(tool, "--program simulates mappers: give the mapper "
                             "that the policy was made of");
  if (verifyDiagnostics)
    return reportUsage(tool, "--verify-diagnostics needs the text of a mapper");
  return exitDone;
}

/// Files that are written, and the two mappers of a comparison.
ExitCode MapperRunOptions::checkFiles() {
  const cl::opt<std::string> *outputs[] = {&output, &trace, &report};
  for (const auto &[index, file] : llvm::enumerate(outputs))
    for (const cl::opt<std::string> *other :
         llvm::ArrayRef(outputs).take_front(index))
      if (!file->empty() && file->getValue() == other->getValue())
        return reportUsage(tool, (other == &output ? "-" : "--") +
                                     other->ArgStr + " and --" + file->ArgStr +
                                     " write to the same file");
  if (input == "-" && compare == "-")
    return reportUsage(tool, "both mappers cannot be the standard input");
  return exitDone;
}

/// Advice is written in place of the report.
ExitCode MapperRunOptions::checkAdvice() {
  bool isGuided = guide.getNumOccurrences() > 0;
  bool isApplied = applyAdvice.getNumOccurrences() > 0;
  if (!isGuided && !isApplied)
    return exitDone;
  if (isGuided && !parseGuideLevel(guide))
    return reportUsage(tool, "--guide is raw, explain or suggest, got '" +
                                 guide + "'");
  if (isGuided && isApplied)
    return reportUsage(tool, "--guide shows advice and --apply-advice follows "
                             "it: remove one of both");
  if (isApplied && applyAdvice == 0)
    return reportUsage(tool, "--apply-advice is at least 1");
  if (isApplied && json)
    return reportUsage(tool, "--apply-advice writes a mapper: remove --json");
  if (decisions || !compare.empty())
    return reportUsage(tool, "advice is on one simulated run: remove "
                             "--decisions and --compare");
  return exitDone;
}

/// Options that only a simulated run has a use for.
ExitCode MapperRunOptions::checkSimulation() {
  if (!program.empty()) {
    if (!launchSpecs.empty())
      return reportUsage(tool, "--program brings the launches: remove "
                               "--launch");
    if (decisions && !(compare.empty() && trace.empty() && report.empty()))
      return reportUsage(tool, "--decisions simulates nothing: remove "
                               "--compare, --trace and --report");
    if (ExitCode wrong = checkAdvice())
      return wrong;
    return checkFiles();
  }
  for (const cl::Option *option :
       {static_cast<const cl::Option *>(&compare),
        static_cast<const cl::Option *>(&trace),
        static_cast<const cl::Option *>(&report),
        static_cast<const cl::Option *>(&calibration),
        static_cast<const cl::Option *>(&decisions),
        static_cast<const cl::Option *>(&guide),
        static_cast<const cl::Option *>(&applyAdvice),
        static_cast<const cl::Option *>(&noRuntimeCosts),
        static_cast<const cl::Option *>(&noChecks)})
    if (option->getNumOccurrences() > 0)
      return reportUsage(tool, "--" + option->ArgStr +
                                   " needs a program: use "
                                   "--program=circuit");
  return exitDone;
}

/// Where machine and launches come from.
ExitCode MapperRunOptions::checkSource() {
  if (!log.empty()) {
    if (!machineSpec.empty() || !launchSpecs.empty() || !program.empty())
      return reportUsage(tool, "--log brings the machine and the launches: "
                               "remove --machine, --program and --launch");
    if (log == "-" && input == "-")
      return reportUsage(tool, "mapper and log cannot both be the standard "
                               "input");
    return exitDone;
  }
  if (compareLog)
    return reportUsage(tool, "--compare-log needs --log=FILE");
  if (machineSpec.empty())
    return reportUsage(tool, "no machine given: use --machine=nodes:2,GPU:4, "
                             "--machine=p100x4 or --log=FILE");
  if (launchSpecs.empty() && program.empty())
    return reportUsage(tool, "no launch given: use --launch='TASK[4,4]', "
                             "--program=circuit or --log=FILE");
  return exitDone;
}

bool MapperRunOptions::measuresMachine() const {
  return calibrate.getNumOccurrences() > 0 && log.empty() && prof.empty();
}

std::string MapperRunOptions::getCalibrationOutput() const {
  return calibrate.empty() ? output : calibrate;
}

/// --calibrate needs two logs and nothing else, or looks at this machine.
ExitCode MapperRunOptions::checkCalibrate() {
  if (log.empty() != prof.empty())
    return reportUsage(tool, "costs of a run need both of its logs: use "
                             "--log=SPY_LOG and --prof=PROF_LOG; without any, "
                             "--calibrate measures this machine");
  if (!input.empty() || !policy.empty() || !program.empty() ||
      !machineSpec.empty())
    return reportUsage(tool, "--calibrate looks at a real run or at this "
                             "machine only: remove the mapper, --policy, "
                             "--program and --machine");
  if (!calibrate.empty() && output.getNumOccurrences() > 0)
    return reportUsage(tool, "--calibrate=FILE and -o both say where to write");
  if (!measuresMachine() && !exec.run.command.empty())
    return reportUsage(tool, "logs are read without a command: remove '--' and "
                             "what stands after it");
  return exitDone;
}

/// A real run stands beside a simulated one.
ExitCode MapperRunOptions::checkExec() {
  if (std::string mistake = exec.findMistake(); !mistake.empty())
    return reportUsage(tool, mistake);
  if (!exec.isAskedFor())
    return exec.run.command.empty()
               ? exitDone
               : reportUsage(tool, "a command after '--' is for --exec or "
                                   "--calibrate");
  if (program.empty())
    return reportUsage(tool, "--exec compares with a simulated run: use "
                             "--program=app.mlir");
  if (decisions || !compare.empty() || applyAdvice.getNumOccurrences() > 0)
    return reportUsage(tool, "--exec compares one simulated run with real "
                             "ones: remove --decisions, --compare and "
                             "--apply-advice");
  return exitDone;
}

/// --guide-stdin needs nothing but the standard input; a mapper is edited.
ExitCode MapperRunOptions::checkGuideStdin() {
  if (!policy.empty() || !program.empty() || !machineSpec.empty() ||
      !log.empty())
    return reportUsage(tool, "--guide-stdin looks at the output of a run only: "
                             "remove --policy, --program, --machine and "
                             "--log");
  if (input == "-")
    return reportUsage(tool, "mapper and output cannot both be the standard "
                             "input");
  if (guide.getNumOccurrences() > 0 && !parseGuideLevel(guide))
    return reportUsage(tool, "--guide is raw, explain or suggest, got '" +
                                 guide + "'");
  return exitDone;
}

ExitCode MapperRunOptions::checkUsage() {
  if (machineInfo) {
    if (machineSpec.empty())
      return reportUsage(tool, "--machine-info needs a machine: use "
                               "--machine=p100x4");
    return exitDone;
  }
  if (calibrate.getNumOccurrences() > 0)
    return checkCalibrate();
  if (!prof.empty())
    return reportUsage(tool, "--prof is for --calibrate");
  if (guideStdin)
    return checkGuideStdin();
  if (!guideRules.empty())
    return reportUsage(tool, "--autoguide-rules is for --guide-stdin");
  if (ExitCode wrong = checkSubject())
    return wrong;
  if (ExitCode wrong = checkExec())
    return wrong;
  if (maxRank < 1 || maxRank > maxLaunchRank)
    return reportUsage(tool, "--max-rank is 1 to " +
                                 llvm::Twine(maxLaunchRank) + ", got " +
                                 llvm::Twine(maxRank));
  if (ExitCode wrong = checkSimulation())
    return wrong;
  return checkSource();
}

const ToolInfo &MapperRunOptions::getTool() { return tool; }

ExitCode MapperRunOptions::parseMachine() {
  // Without a run to simulate, capacities stay unknown.
  DiagnosticOptions shown = diagnostics.get("mapper-run");
  if (program.empty() && !machineInfo)
    return parseMachineArgument(machineSpec, tool, shown, machine);
  if (ExitCode wrong = loadMachineArgument(machineSpec, tool, shown, model))
    return wrong;
  machine = model->getMachine();
  return exitDone;
}

ExitCode MapperRunOptions::parseKernelScales() {
  if (!kernelScaleSpecs.empty() && calibration.empty())
    return reportUsage(tool, "--kernel-scale scales calibrated kernels: use "
                             "--calibration=FILE");
  for (llvm::StringRef spec : kernelScaleSpecs) {
    auto [task, text] = spec.rsplit('=');
    KernelScale scale{task.str(), 0};
    if (task.empty() || text.getAsDouble(scale.factor) ||
        !std::isfinite(scale.factor) || scale.factor <= 0)
      return reportUsage(tool, "--kernel-scale is TASK=FACTOR with a factor "
                               "above 0, got '" +
                                   spec + "'");
    kernelScales.push_back(std::move(scale));
  }
  return exitDone;
}

ExitCode MapperRunOptions::parseSpecs() {
  if (ExitCode wrong = parseKernelScales())
    return wrong;
  if (!log.empty())
    return exitDone;
  if (ExitCode wrong = parseMachine())
    return wrong;
  for (const std::string &spec : launchSpecs) {
    llvm::Expected<Launch> launch = parseLaunchSpec(spec);
    if (!launch)
      return reportUsage(tool, llvm::toString(launch.takeError()));
    launches.push_back(std::move(*launch));
  }
  return exitDone;
}

ExitCode MapperRunOptions::parse(int argc, char **argv) {
  exec.run.command = takeCommand(argc, argv);
  if (!parseCommandLine(
          argc, argv, tool,
          {&category, &exec.category, &diagnostics.getCategory()}))
    return exitUsage;
  if (ExitCode wrong = checkUsage())
    return wrong;
  if (guideStdin || measuresMachine())
    return exitDone;
  return parseSpecs();
}
