//===- FixesTest.cpp - Edits make diagnostics go away ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For each check that has an edit: a mapper, the edit applied, and the checks
// again. What was an error has to run then.
//
//===----------------------------------------------------------------------===//

#include "mapwright/Analysis/Checks.h"
#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Program/TaskIR.h"

#include "mlir/IR/OwningOpRef.h"
#include "gtest/gtest.h"

#include <map>
#include <set>

using namespace mapwright;

namespace {
enum class MachineKind {
  Preset,    ///< p100x4
  TwoNodes,  ///< p100x4:2
  OneIsBlind ///< p100x4, but the second GPU does not see zero-copy memory
};

struct FixCase {
  const char *id;
  const char *program;
  MachineKind machine;
  const char *mapper;
};

/// What was said of a mapper.
struct Verdict {
  std::map<std::string, unsigned> errors; ///< by id
  std::set<std::string> ids;
  std::map<std::string, Fix> fixes; ///< the first one, by id
  std::string text;
  bool isResolved = false;
  sim::Outcome outcome; ///< of a run, whatever the checks say
};
} // namespace

static const FixCase cases[] = {
    {"index-bounds", "circuit:pieces=16", MachineKind::Preset,
     "Task * GPU,CPU;\nm = Machine(GPU);\n"
     "def f(Task t) {\n  return m[0, t.ipoint[0]];\n}\n"
     "IndexTaskMap GPU f;\n"},
    {"no-fitting-kind", "exchange.mlir", MachineKind::Preset,
     "Task set,exchange,report GPU;\nLayout * * * C_order Align == 64;\n"},
    {"kind-mismatch", "circuit", MachineKind::Preset,
     "Task * GPU,CPU;\nm = Machine(CPU);\n"
     "def f(Task t) {\n  return m[0, t.ipoint[0] % 4];\n}\n"
     "IndexTaskMap calculate_new_currents f;\n"},
    {"kind-mismatch", "exchange.mlir", MachineKind::Preset,
     "Task * GPU,CPU;\nm = Machine(GPU);\n"
     "def f(Task t) {\n  return m[0, 1];\n}\n"
     "SingleTaskMap report f;\nLayout * * * C_order Align == 64;\n"},
    {"unknown-task", "circuit", MachineKind::Preset,
     "Task * GPU,CPU;\nTask calculate_new_current,update_voltages CPU;\n"},
    {"unknown-region", "circuit", MachineKind::Preset,
     "Task * GPU,CPU;\nRegion * rp_sharde GPU ZCMEM;\n"},
    {"memory-unreachable", "circuit", MachineKind::Preset,
     "Task * GPU,CPU;\nRegion * * GPU SYSMEM,RDMEM;\n"},
    {"virtual-instance", "circuit", MachineKind::Preset,
     "Task * GPU,CPU;\nRegion * rp_shared GPU VIRTUAL;\n"},
    {"processor-memory", "circuit", MachineKind::OneIsBlind,
     "Task * GPU,CPU;\nRegion * rp_shared GPU ZCMEM;\n"},
    {"layout-demand", "exchange.mlir", MachineKind::Preset,
     "Task * GPU;\nTask report CPU;\nLayout * * GPU SOA F_order;\n"},
    {"colocation", "together.mlir", MachineKind::Preset,
     "Task * GPU;\nRegion update left GPU FBMEM;\n"
     "Region update right GPU ZCMEM;\n"},
    {"colocation", "together.mlir", MachineKind::Preset,
     "Task * GPU;\nLayout update right * AOS C_order;\n"},
    {"concurrent-places", "exchange.mlir", MachineKind::Preset,
     "Task * GPU,CPU;\nm = Machine(GPU);\n"
     "def f(Task t) {\n  return m[0, t.ipoint[0] % 2];\n}\n"
     "IndexTaskMap set,exchange f;\nLayout * * * C_order Align == 64;\n"},
    {"capacity", "vectors.mlir", MachineKind::Preset,
     "Task * GPU;\nRegion * * GPU FBMEM;\n"},
    {"capacity-risk", "phases.mlir", MachineKind::Preset,
     "Task * GPU;\nRegion * * GPU FBMEM;\n"
     "Layout second long * AOS;\n"},
    {"no-effect", "circuit", MachineKind::Preset,
     "Task * GPU,CPU;\nRegion * * GPU ZCMEM;\nm = Machine(GPU);\n"
     "def f(Task t) {\n  return m[0, 0];\n}\n"
     "SingleTaskMap calculate_new_currents f;\n"},
    {"no-effect", "together.mlir", MachineKind::Preset,
     "Task * GPU;\nCollectMemory update *;\n"},
    {"no-effect", "together.mlir", MachineKind::Preset,
     "Task * GPU;\nControlReplicate main;\n"},
    {"imbalance", "circuit:pieces=16", MachineKind::TwoNodes,
     "Task * GPU,CPU;\nm = Machine(GPU);\n"
     "def f(Task t) {\n  return m[0, t.ipoint[0] % 2];\n}\n"
     "IndexTaskMap calculate_new_currents f;\n"},
    {"idle-processor", "circuit:pieces=8", MachineKind::TwoNodes,
     "Task * GPU,CPU;\nm = Machine(GPU);\n"
     "def f(Task t) {\n  return m[0, t.ipoint[0] % 4];\n}\n"
     "IndexTaskMap GPU f;\n"},
};

//===----------------------------------------------------------------------===//
// Programs and machines
//===----------------------------------------------------------------------===//

static MachineModel makeMachine(MachineKind kind) {
  MachineModel model = llvm::cantFail(
      loadMachine(kind == MachineKind::TwoNodes ? "p100x4:2" : "p100x4"));
  if (kind != MachineKind::OneIsBlind)
    return model;
  NodeModel node = model.getNode();
  auto gpu = static_cast<unsigned>(ProcKind::GPU);
  std::vector<Affinity> &affinities = node.node.processors[gpu][1].affinities;
  std::vector<AccessPath> &paths = node.paths[gpu][1];
  for (size_t index = affinities.size(); index-- > 0;)
    if (node.node.memories[affinities[index].memory].kind == MemKind::ZCMEM) {
      affinities.erase(affinities.begin() + index);
      paths.erase(paths.begin() + index);
    }
  return MachineModel("blind", node, 1, model.getNetworkLatency(),
                      model.getRuntime());
}

static Program load(llvm::StringRef name, mlir::MLIRContext &context) {
  std::string argument = name.str();
  if (name.ends_with(".mlir"))
    argument = std::string(MAPWRIGHT_ANALYSIS_INPUTS) + "/" + argument;
  mlir::FailureOr<Program> program =
      llvm::cantFail(loadProgram(argument, &context));
  EXPECT_TRUE(succeeded(program)) << argument;
  return succeeded(program) ? std::move(*program) : Program();
}

//===----------------------------------------------------------------------===//
// Verdicts
//===----------------------------------------------------------------------===//

static void note(Verdict &verdict, const mlir::Diagnostic &diag) {
  std::optional<DiagId> id = getDiagId(diag);
  std::string name = id ? getDiagInfo(*id).name.str() : "?";
  verdict.text += name + ": " + diag.str() + "\n";
  verdict.ids.insert(name);
  if (diag.getSeverity() == mlir::DiagnosticSeverity::Error)
    ++verdict.errors[name];
  for (const Fix &fix : getFixes(diag))
    verdict.fixes.try_emplace(name, fix);
}

static Verdict judge(const std::string &text, const Program &program,
                     const MachineModel &model, const sim::TaskGraph &graph) {
  Verdict verdict;
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler handler(
      &context, [&](mlir::Diagnostic &diag) { note(verdict, diag); });
  auto module = importMapper(text, "test.mapper", &context);
  if (!module)
    return verdict;
  Evaluator evaluator(*module->getOps<mapping::MapperOp>().begin(),
                      model.getMachine());
  mlir::FailureOr<Resolved> resolved = resolve(evaluator, program, model);
  verdict.isResolved = succeeded(resolved);
  if (!verdict.isResolved)
    return verdict;
  (void)checkMapper(evaluator, program, model, graph, *resolved);
  verdict.outcome = sim::simulate(graph, model, resolved->placement).outcome;
  return verdict;
}

static void tryFix(const FixCase &test) {
  SCOPED_TRACE(std::string(test.id) + " of\n" + test.mapper);
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  Program program = load(test.program, context);
  MachineModel model = makeMachine(test.machine);
  auto graph = buildTaskGraph(program);
  ASSERT_TRUE(bool(graph)) << llvm::toString(graph.takeError());
  Verdict before = judge(test.mapper, program, model, *graph);
  ASSERT_TRUE(before.ids.count(test.id)) << before.text;
  ASSERT_TRUE(before.fixes.count(test.id)) << before.text;
  const Fix &fix = before.fixes[test.id];
  auto text = applyEdits(test.mapper, fix.edits);
  ASSERT_TRUE(bool(text)) << llvm::toString(text.takeError());
  SCOPED_TRACE(fix.title + " gives\n" + *text);
  Verdict after = judge(*text, program, model, *graph);
  EXPECT_FALSE(after.ids.count(test.id)) << after.text;
  EXPECT_TRUE(after.isResolved) << after.text;
  for (const auto &[id, count] : after.errors) {
    EXPECT_TRUE(before.errors.count(id)) << after.text;
    EXPECT_LE(count, before.errors[id]) << after.text;
  }
  EXPECT_EQ(after.outcome.kind, sim::OutcomeKind::Ok) << after.outcome.text;
}

TEST(FixesTest, MakeTheDiagnosticGoAway) {
  for (const FixCase &test : cases)
    tryFix(test);
}

TEST(FixesTest, CapacityFactsAreBytes) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  Program program = load("vectors.mlir", context);
  MachineModel model = makeMachine(MachineKind::Preset);
  sim::TaskGraph graph = llvm::cantFail(buildTaskGraph(program));
  std::map<std::string, int64_t> numbers;
  std::map<std::string, std::string> words;
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diag) {
    for (const DiagnosticFact &fact : getFacts(diag))
      if (fact.number)
        numbers[fact.name] = *fact.number;
      else
        words[fact.name] = fact.word;
  });
  auto module = importMapper("Task * GPU;\nRegion * * GPU FBMEM;\n",
                             "test.mapper", &context);
  ASSERT_TRUE(module);
  EXPECT_TRUE(failed(MapperChecker(program, model, graph)
                         .check(*module->getOps<mapping::MapperOp>().begin())));
  EXPECT_EQ(words["memory_kind"], "FBMEM");
  EXPECT_EQ(words["memory"], "node 0 fb0");
  EXPECT_EQ(numbers["capacity_bytes"] + numbers["over_bytes"],
            int64_t(8) * (1879048192 + 134217728));
}
