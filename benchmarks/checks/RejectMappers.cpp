//===- RejectMappers.cpp - How well bad mappers are rejected --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Random mappers for the nine programs: what each check rejects, what passes
// the checks and fails in simulation all the same (none should), and what is
// rejected and would have run (none should). The memories of the machine hold
// little more than the expert mapper needs, so that capacity matters.
//
//   reject-mappers [mappers per program] [first seed]
//
//===----------------------------------------------------------------------===//

#include "RandomMapper.h"

#include "mapwright/Analysis/Checks.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>
#include <map>

using namespace mapwright;

static constexpr llvm::StringLiteral programNames[] = {
    "circuit", "stencil", "pennant",   "cannon", "summa",
    "pumma",   "johnson", "solomonik", "cosma"};
static constexpr llvm::StringLiteral machineName = "p100x4:2";

namespace {
/// A program on a machine with tight memories.
struct Subject {
  Program program;
  std::unique_ptr<MachineModel> model;
  sim::TaskGraph graph;
};

/// What became of the mappers of a program.
struct Counts {
  unsigned passed = 0, risky = 0, riskyFailed = 0;
  unsigned onlyInSimulation = 0, falseRejections = 0, notSimulated = 0;
  std::map<std::string, unsigned> rejectedBy; ///< by the first error's id
  double checkSeconds = 0;
  unsigned numChecked = 0;
};

/// A mapper of which all diagnostics are remembered.
class Candidate {
public:
  Candidate(mlir::MLIRContext &context, llvm::StringRef text)
      : handler(&context, [this](mlir::Diagnostic &diag) { take(diag); }),
        text(text.str()),
        module(importMapper(this->text, "random.mapper", &context)) {}

  mapping::MapperOp getMapper() {
    return module ? *(*module).getOps<mapping::MapperOp>().begin() : nullptr;
  }
  std::string firstError;
  bool isRisky = false;
  /// Whether there is an error that a simulation has to confirm: it knows
  /// nothing of kernels whose library does not take a layout.
  bool mustFail = false;

private:
  void take(const mlir::Diagnostic &diag) {
    std::optional<DiagId> id = getDiagId(diag);
    isRisky |= id == DiagId::CapacityRisk;
    if (diag.getSeverity() != mlir::DiagnosticSeverity::Error)
      return;
    mustFail |= id != DiagId::LayoutDemand;
    if (firstError.empty())
      firstError = id ? getDiagInfo(*id).name.str() : "other";
  }

  mlir::ScopedDiagnosticHandler handler;
  std::string text;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};
} // namespace

/// Ends the program with a message: its own files are wrong.
[[noreturn]] static void giveUp(const llvm::Twine &what) {
  llvm::errs() << "reject-mappers: " << what << "\n";
  std::exit(1);
}

//===----------------------------------------------------------------------===//
// Subjects
//===----------------------------------------------------------------------===//

static sim::Result runExpert(const Subject &subject, llvm::StringRef name) {
  std::string path =
      (llvm::Twine(MAPWRIGHT_BENCHMARKS) + "/" + name + "/expert.mapper").str();
  auto file = llvm::MemoryBuffer::getFile(path);
  if (!file)
    giveUp("cannot read " + path);
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  Candidate expert(context, (*file)->getBuffer());
  Evaluator evaluator(expert.getMapper(), subject.model->getMachine());
  mlir::FailureOr<Resolved> resolved =
      resolve(evaluator, subject.program, *subject.model);
  if (failed(resolved))
    giveUp("the expert mapper of " + name + " is rejected");
  return sim::simulate(subject.graph, *subject.model, resolved->placement);
}

/// Memories of devices hold 1.3 times the largest peak of the expert mapper,
/// those of the host 1.3 times all of it.
static void tighten(Subject &subject, llvm::StringRef name) {
  sim::Result result = runExpert(subject, name);
  uint64_t largest = 1, sum = 0;
  for (uint64_t peak : result.memoryPeak) {
    largest = std::max(largest, peak);
    sum += peak;
  }
  NodeModel node = subject.model->getNode();
  for (Memory &memory : node.node.memories) {
    bool isOfDevice =
        memory.kind == MemKind::FBMEM || memory.kind == MemKind::ZCMEM;
    if (memory.bytes > 0)
      memory.bytes = (isOfDevice ? largest : sum) * 13 / 10;
  }
  subject.model = std::make_unique<MachineModel>(
      "tight", node, subject.model->getNumNodes(),
      subject.model->getNetworkLatency(), subject.model->getRuntime());
}

static Subject makeSubject(llvm::StringRef name) {
  Subject subject;
  auto program = generateProgram(name);
  if (!program)
    giveUp(llvm::toString(program.takeError()));
  subject.program = std::move(*program);
  auto model = loadMachine(machineName);
  if (!model)
    giveUp(llvm::toString(model.takeError()));
  subject.model = std::make_unique<MachineModel>(std::move(*model));
  auto graph = buildTaskGraph(subject.program);
  if (!graph)
    giveUp(llvm::toString(graph.takeError()));
  subject.graph = std::move(*graph);
  tighten(subject, name);
  return subject;
}

//===----------------------------------------------------------------------===//
// Mappers
//===----------------------------------------------------------------------===//

static void judge(const Subject &subject, const MapperChecker &checker,
                  Candidate &candidate, Evaluator &evaluator,
                  const Resolved &resolved, unsigned seed, Counts &counts) {
  auto start = std::chrono::steady_clock::now();
  bool isRejected = failed(checker.check(evaluator, resolved));
  counts.checkSeconds +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
          .count();
  ++counts.numChecked;
  sim::Result result =
      sim::simulate(subject.graph, *subject.model, resolved.placement);
  bool isOk = result.outcome.kind == sim::OutcomeKind::Ok;
  if (isRejected) {
    ++counts.rejectedBy[candidate.firstError];
    if (!isOk)
      return;
    if (!candidate.mustFail) {
      ++counts.notSimulated;
      return;
    }
    ++counts.falseRejections;
    llvm::outs() << "  seed " << seed << ": rejected by "
                 << candidate.firstError << ", but runs\n";
  } else if (candidate.isRisky) {
    ++counts.risky;
    counts.riskyFailed += !isOk;
  } else {
    ++counts.passed;
    if (isOk)
      return;
    ++counts.onlyInSimulation;
    llvm::outs() << "  seed " << seed << ": " << result.outcome.text << "\n";
  }
}

static void tryMapper(const Subject &subject, const MapperChecker &checker,
                      Resolver &resolver, unsigned seed, Counts &counts) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  Candidate candidate(context, RandomMapper(subject.program, seed).makeText());
  mapping::MapperOp mapper = candidate.getMapper();
  if (!mapper) {
    ++counts.rejectedBy[candidate.firstError];
    return;
  }
  Evaluator evaluator(mapper, subject.model->getMachine());
  mlir::FailureOr<Resolved> resolved = resolver.resolve(evaluator);
  if (failed(resolved)) {
    ++counts.rejectedBy[candidate.firstError];
    return;
  }
  judge(subject, checker, candidate, evaluator, *resolved, seed, counts);
}

static void print(llvm::StringRef name, unsigned numMappers,
                  const Counts &counts) {
  unsigned rejected = 0;
  std::string byId;
  for (const auto &[id, count] : counts.rejectedBy) {
    rejected += count;
    byId += (byId.empty() ? "" : ", ") + id + " " + std::to_string(count);
  }
  llvm::outs() << "| " << name << " | " << numMappers << " | " << rejected
               << " | " << byId << " | " << counts.risky << " ("
               << counts.riskyFailed << ") | " << counts.passed << " | "
               << counts.onlyInSimulation << " | " << counts.falseRejections
               << " | " << counts.notSimulated << " | "
               << llvm::format("%.2f", counts.numChecked == 0
                                           ? 0.0
                                           : 1e3 * counts.checkSeconds /
                                                 counts.numChecked)
               << " |\n";
  llvm::outs().flush();
}

int main(int argc, char **argv) {
  unsigned numMappers = 1000, firstSeed = 1;
  if ((argc > 1 && !llvm::to_integer(argv[1], numMappers)) ||
      (argc > 2 && !llvm::to_integer(argv[2], firstSeed)))
    giveUp("usage: reject-mappers [mappers per program] [first seed]");
  llvm::outs() << "| program | mappers | rejected | by | at risk (failed) | "
                  "passed | failed only in simulation | false rejections | "
                  "beyond simulation | ms a check |\n"
                  "|---|---|---|---|---|---|---|---|---|---|\n";
  bool isGood = true;
  for (llvm::StringRef name : programNames) {
    Subject subject = makeSubject(name);
    MapperChecker checker(subject.program, *subject.model, subject.graph);
    Resolver resolver(subject.program, *subject.model);
    Counts counts;
    for (unsigned seed = firstSeed; seed < firstSeed + numMappers; ++seed)
      tryMapper(subject, checker, resolver, seed, counts);
    print(name, numMappers, counts);
    isGood &= counts.onlyInSimulation == 0 && counts.falseRejections == 0;
  }
  return isGood ? 0 : 1;
}
