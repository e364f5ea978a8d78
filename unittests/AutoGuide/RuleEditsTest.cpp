//===- RuleEditsTest.cpp - Every rule with an edit, applied ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For each rule with an edit: a mapper that could have led to the output, and
// what has to be decided otherwise after the edit, so that it cannot again.
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/RuleEdits.h"
#include "mapwright/AutoGuide/DiagnosticFeedback.h"
#include "mapwright/AutoGuide/Guide.h"
#include "mapwright/Evaluate/Decisions.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "gtest/gtest.h"

using namespace mapwright;
using llvm::StringRef;

namespace {
/// A mapper of a test, as far as it compiles, and what it decides.
class TestMapper {
public:
  explicit TestMapper(StringRef source)
      : context(mlir::MLIRContext::Threading::DISABLED) {
    DiagnosticCollector collector(&context);
    module = importMapper(source, "a.mapper", &context);
    feedback = collector.makeFeedback();
    if (module)
      policies.emplace(*module->getOps<mapping::MapperOp>().begin());
  }

  ProcKind getKind(StringRef task) const {
    return policies->getKinds(task).front();
  }
  size_t countKinds(StringRef task) const {
    return policies->getKinds(task).size();
  }
  MemKind getMemory(StringRef task, int64_t region, ProcKind kind) const {
    return policies->getMemories(task, {{}, region}, kind).front();
  }
  Layout getLayout(StringRef task, int64_t region, MemKind memory,
                   ProcKind kind) const {
    return policies->getLayout(task, {{}, region}, memory, kind)
        .value_or(Layout());
  }
  /// Where the points of a launch go on two nodes of four processors.
  LaunchDecision place(StringRef launch) {
    Machine machine = llvm::cantFail(parseMachineSpec("nodes:2,GPU:4,CPU:4"));
    Evaluator evaluator(policies->getMapper(), machine);
    mlir::FailureOr<DecisionTable> table =
        decide(evaluator, llvm::cantFail(parseLaunchSpec(launch)), nullptr);
    EXPECT_TRUE(succeeded(table));
    return table->launches.front();
  }

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::optional<Policies> policies;
  Feedback feedback; ///< of its diagnostics
};

struct EditCase {
  const char *rule;
  const char *source;
  bool (*isCured)(TestMapper &);
  /// Empty: the first example of the rule.
  const char *output = "";
};
} // namespace

static bool compiles(TestMapper &mapper) {
  return mapper.module && mapper.feedback.outcome.isKnown == false;
}

static bool isInRange(TestMapper &mapper, StringRef launch) {
  return mapper.place(launch).failures.empty();
}

/// No two points of a launch share a processor.
static bool isInjective(TestMapper &mapper, StringRef launch) {
  LaunchDecision decision = mapper.place(launch);
  std::set<std::pair<int32_t, int32_t>> seen;
  for (const PlacedTask &task : decision.tasks)
    if (!seen.insert({task.node, task.index}).second)
      return false;
  return !decision.isDefault && decision.failures.empty();
}

static bool hasNoLimits(TestMapper &mapper) {
  return !mapper.policies->getInstanceLimit("t") &&
         !mapper.policies->getInstanceLimit("main");
}

static bool isNotReplicated(TestMapper &mapper) {
  return !mapper.policies->isReplicated("main").value_or(false);
}

static bool isAllInOrder(TestMapper &mapper) {
  return !mapper.getLayout("t", 0, MemKind::FBMEM, ProcKind::GPU).cOrder;
}

static bool hasFallback(TestMapper &mapper) {
  return mapper.countKinds("t") > 1;
}

static const EditCase cases[] = {
    {"blas-xerbla", "Task * GPU;\nLayout * * * C_order;\n", isAllInOrder},
    {"blas-short-message", "Task * GPU;\nLayout * * * C_order;\n",
     isAllInOrder},
    {"blas-cblas", "Task * GPU;\nLayout * * * C_order;\n", isAllInOrder},
    {"blas-mkl", "Task * GPU;\nLayout * * * C_order;\n", isAllInOrder},
    {"regent-stride", "Task * GPU;\nLayout * * * C_order;\n", isAllInOrder},
    {"legion-memory-not-visible", "Task * GPU;\nRegion * * * SYSMEM;\n",
     [](TestMapper &m) {
       return m.getMemory("calc_new_currents", 2, ProcKind::GPU) ==
              MemKind::FBMEM;
     }},
    {"legion-inline-memory-not-visible",
     "Task toplevel CPU;\nRegion * * * FBMEM;\n",
     [](TestMapper &m) {
       return m.getMemory("toplevel", 0, ProcKind::CPU) == MemKind::SYSMEM;
     }},
    {"legion-variant-wrong-processor", "Task * GPU;\n",
     [](TestMapper &m) { return m.getKind("daxpy") == ProcKind::CPU; }},
    {"legion-layout-constraint", "Task * GPU;\nLayout foo * * AOS;\n",
     [](TestMapper &m) {
       return !m.getLayout("foo", 1, MemKind::FBMEM, ProcKind::GPU).aos;
     }},
    {"legion-inline-layout-constraint", "Task * CPU;\nLayout * * * C_order;\n",
     [](TestMapper &m) {
       return !m.getLayout("main", 0, MemKind::SYSMEM, ProcKind::CPU).cOrder;
     }},
    {"legion-colocation",
     "Task * GPU;\nRegion * 1 GPU FBMEM;\nRegion * 2 GPU ZCMEM;\nLayout * 1 * "
     "C_order;\n",
     [](TestMapper &m) {
       MemKind a = m.getMemory("update_voltages", 1, ProcKind::GPU);
       MemKind b = m.getMemory("update_voltages", 2, ProcKind::GPU);
       return a == b &&
              m.getLayout("update_voltages", 1, a, ProcKind::GPU).str() ==
                  m.getLayout("update_voltages", 2, b, ProcKind::GPU).str();
     }},
    {"legion-virtual-colocation", "Task * CPU;\nRegion * * * VIRTUAL;\n",
     [](TestMapper &m) {
       return m.getMemory("update_voltages", 0, ProcKind::CPU) ==
              MemKind::SYSMEM;
     }},
    {"legion-virtual-relaxed", "Task * CPU;\nRegion * * * VIRTUAL;\n",
     [](TestMapper &m) {
       return m.getMemory("gather", 1, ProcKind::CPU) == MemKind::SYSMEM;
     }},
    {"legion-virtual-mixed", "Task * CPU;\nRegion * * * VIRTUAL;\n",
     [](TestMapper &m) {
       return m.getMemory("inner", 0, ProcKind::CPU) == MemKind::SYSMEM;
     }},
    {"legion-virtual-accessed", "Task * CPU;\nRegion * * * VIRTUAL;\n",
     [](TestMapper &m) {
       return m.getMemory("init_task", 0, ProcKind::CPU) == MemKind::SYSMEM;
     }},
    {"legion-virtual-shards", "Task * CPU;\nRegion * * * VIRTUAL;\n",
     [](TestMapper &m) {
       return m.getMemory("main", 0, ProcKind::CPU) == MemKind::SYSMEM;
     }},
    {"legion-map-copy", "Task * CPU;\nRegion * * * VIRTUAL;\n",
     [](TestMapper &m) {
       return m.getMemory("main", 0, ProcKind::CPU) == MemKind::SYSMEM;
     }},
    {"legion-instance-too-small", "Task * GPU;\nLayout * * * SOA;\n",
     [](TestMapper &m) {
       return m.getLayout("update_voltages", 1, MemKind::FBMEM, ProcKind::GPU)
           .exact;
     }},
    {"legion-instance-collected",
     "Task * GPU;\nCollectMemory * *;\nCollectMemory t 1;\n",
     [](TestMapper &m) { return !m.policies->isCollected("t", {{}, 1}); }},
    {"legion-no-valid-variant", "Task * GPU;\n",
     [](TestMapper &m) { return m.getKind("fft") == ProcKind::CPU; }},
    {"legion-target-no-proc",
     "Task * GPU;\nm = Machine(GPU);\ndef f(Task t) {\n  return m[t.ipoint[0], "
     "t.ipoint[1] - 1];\n}\nIndexTaskMap * f;\n",
     [](TestMapper &m) { return isInRange(m, "sweep[8,8]:GPU"); }},
    {"legion-slice-processor",
     "Task * GPU;\nm = Machine(GPU);\ndef f(Task t) {\n  return m[t.ipoint[0], "
     "t.ipoint[1] - 1];\n}\nIndexTaskMap stencil f;\n",
     [](TestMapper &m) { return isInRange(m, "stencil[8,8]:GPU"); }},
    {"legion-slice-index-bounds",
     "Task * GPU;\nm = Machine(GPU);\ndef f(Task t) {\n  return "
     "m[*t.ipoint];\n}\nIndexTaskMap * f;\n",
     [](TestMapper &m) { return isInRange(m, "t[8,8]:GPU"); }},
    {"starpu-worker-range",
     "Task * GPU;\nm = Machine(GPU);\ndef f(Task t) {\n  return m[t.ipoint[0], "
     "t.ipoint[1] - 1];\n}\nIndexTaskMap * f;\n",
     [](TestMapper &m) { return isInRange(m, "t[8,8]:GPU"); }},
    {"starpu-mpi-rank",
     "Task * GPU;\nm = Machine(GPU);\ndef f(Task t) {\n  return m[t.ipoint[0], "
     "t.ipoint[1] - 1];\n}\nIndexTaskMap * f;\n",
     [](TestMapper &m) { return isInRange(m, "t[8,8]:GPU"); }},
    {"legion-target-address-space",
     "Task * GPU;\ndef f(Task t) {\n  return Machine(GPU)[0, "
     "0];\n}\nIndexTaskMap * f;\n",
     [](TestMapper &m) { return isInjective(m, "t[2,4]:GPU"); }},
    {"legion-slice-volume",
     "Task * GPU;\ndef f(Task t) {\n  return Machine(GPU)[0, "
     "0];\n}\nIndexTaskMap * f;\n",
     [](TestMapper &m) { return isInjective(m, "stencil[2,4]:GPU"); }},
    {"legion-slice-nodes",
     "Task * GPU;\ndef f(Task t) {\n  return Machine(GPU)[0, "
     "0];\n}\nIndexTaskMap * f;\n",
     [](TestMapper &m) { return isInjective(m, "stencil[2,4]:GPU"); }},
    {"legion-concurrent-same-processor",
     "Task * GPU;\ndef f(Task t) {\n  return Machine(GPU)[0, "
     "0];\n}\nIndexTaskMap * f;\n",
     [](TestMapper &m) { return isInjective(m, "nccl[2,4]:GPU"); }},
    {"legion-must-epoch-same-processor",
     "Task * GPU;\ndef f(Task t) {\n  return Machine(GPU)[0, "
     "0];\n}\nIndexTaskMap * f;\n",
     [](TestMapper &m) { return isInjective(m, "shard[2,4]:GPU"); }},
    {"legion-must-epoch-no-processor",
     "Task * GPU;\ndef f(Task t) {\n  return Machine(GPU)[0, "
     "0];\n}\nIndexTaskMap * f;\n",
     [](TestMapper &m) { return isInjective(m, "shard[2,4]:GPU"); }},
    {"legion-target-kind",
     "Task t GPU;\ndef f(Task t) {\n  return Machine(GPU)[0, "
     "0];\n}\nIndexTaskMap t f;\n",
     [](TestMapper &m) {
       return m.getKind("t") == ProcKind::CPU &&
              m.place("t[2,4]:CPU").kind == ProcKind::CPU;
     }},
    {"legion-utility-processor", "Task t CPU;\n",
     [](TestMapper &m) { return m.getKind("t") == ProcKind::GPU; }},
    {"legion-local-function",
     "Task add CPU;\ndef f(Task t) {\n  return Machine(CPU)[1, "
     "0];\n}\nSingleTaskMap add f;\n",
     [](TestMapper &m) {
       return m.place("add:CPU@CPU:0.0").tasks.front().node == 0;
     }},
    {"legion-slice-must-epoch-shards", "Task * CPU;\nControlReplicate main;\n",
     isNotReplicated},
    {"legion-sharding-missing", "Task * CPU;\nControlReplicate main;\n",
     isNotReplicated},
    {"legion-sharding-differs", "Task * CPU;\nControlReplicate main;\n",
     isNotReplicated},
    {"legion-replicate-variant", "Task * CPU;\nControlReplicate main;\n",
     isNotReplicated},
    {"legion-shard-points", "Task * CPU;\nControlReplicate main;\n",
     isNotReplicated},
    {"legion-replicate-setup", "Task * CPU;\nControlReplicate main;\n",
     isNotReplicated},
    {"legion-replicate-unsupported", "Task * CPU;\nControlReplicate main;\n",
     isNotReplicated},
    {"legion-shards-disagree", "Task * CPU;\nControlReplicate main;\n",
     isNotReplicated},
    {"legion-replicate-kind", "Task * GPU;\n",
     [](TestMapper &m) { return m.getKind("main") == ProcKind::CPU; }},
    {"legion-concurrent-misuse", "Task * GPU;\n",
     [](TestMapper &m) { return m.getKind("allreduce") == ProcKind::CPU; }},
    {"legion-map-partition", "Task * CPU;\nRegion * * * ZCMEM;\n",
     [](TestMapper &m) {
       return m.getMemory("main", 0, ProcKind::CPU) == MemKind::SYSMEM;
     }},
    {"legion-map-inline", "Task * CPU;\nRegion * * * VIRTUAL;\n",
     [](TestMapper &m) {
       return m.getMemory("main", 0, ProcKind::CPU) == MemKind::SYSMEM;
     }},
    {"legion-no-deferral-event",
     "Task * CPU;\nInstanceLimit t 1;\nInstanceLimit * 2;\n", hasNoLimits},
    {"legion-profiling-response",
     "Task * CPU;\nInstanceLimit t 1;\nInstanceLimit * 2;\n", hasNoLimits},
    {"legion-event-exists",
     "Task * CPU;\nInstanceLimit t 1;\nInstanceLimit * 2;\n", hasNoLimits},
    {"legion-pool-memory-not-visible", "Task * GPU;\n", hasFallback},
    {"mapwright-index-bounds",
     "Task * GPU;\nm = Machine(GPU);\ndef f(Task t) {\n  return m[t.ipoint[0] "
     "% m.size[0], t.ipoint[1]];\n}\nIndexTaskMap * f;\n",
     [](TestMapper &m) { return isInRange(m, "calculate[2,8]:GPU"); },
     "a.mapper:4:37: error: index 4 is out of bounds for dimension 1 of size "
     "4; expected 0 to 3 at point (0,4) of the launch domain (0,0)..(1,7), "
     "task `calculate` [mapwright-index-bounds]"},
    {"mapwright-no-processors",
     "Task t GPU;\ndef f(Task t) {\n  return Machine(GPU)[0, "
     "0];\n}\nIndexTaskMap t f;\n",
     [](TestMapper &m) {
       return m.getKind("t") == ProcKind::CPU &&
              m.place("t[2,4]:CPU").kind == ProcKind::CPU;
     },
     "a.mapper:3:23: error: index 0 is out of bounds for dimension 1, which "
     "has size 0: there is no GPU on a node at point (0,0) of the launch "
     "domain (0,0)..(1,3), task `t` [mapwright-index-bounds]"},
    {"mapwright-unknown-function", "Task * GPU;\nIndexTaskMap * block;\n",
     [](TestMapper &m) { return isInjective(m, "t[2,4]:GPU"); }, "@own"},
    {"mapwright-unknown-name",
     "Task * GPU;\ndef f(Task t) {\n  return mgpu[0, 0];\n}\nIndexTaskMap * "
     "f;\n",
     compiles, "@own"},
    {"mapwright-syntax",
     "Task * GPU;\ndef f(Task t): {\n  return Machine(GPU)[0, "
     "0];\n}\nIndexTaskMap * f;\n",
     compiles, "@own"},
    {"mapwright-capacity", "Task * GPU;\nRegion * * GPU FBMEM;\n",
     [](TestMapper &m) {
       return m.getMemory("t", 0, ProcKind::GPU) == MemKind::ZCMEM;
     },
     "a.mapper:2:1: error: node 0 fb 0 (FBMEM, 16 GiB) cannot hold what has to "
     "be there at the same time: 18 GiB, 2 GiB too much [mapwright-capacity]"},
    {"mapwright-memory", "Task * GPU;\nRegion * * GPU SYSMEM;\n",
     [](TestMapper &m) {
       return m.getMemory("t", 0, ProcKind::GPU) == MemKind::FBMEM;
     },
     "a.mapper:2:1: error: a processor of kind GPU, where `t` runs, can "
     "address none of SYSMEM [mapwright-memory-unreachable]"},
    {"mapwright-processor", "Task t GPU;\n",
     [](TestMapper &m) { return m.getKind("t") == ProcKind::CPU; },
     "a.mapper:1:1: error: no processor kind of GPU fits `t` "
     "[mapwright-no-fitting-kind]"},
    {"mapwright-layout", "Task * GPU;\nLayout * * * SOA AOS;\n", compiles,
     "@own"},
    {"mapwright-limit", "Task * GPU;\nInstanceLimit t 0;\n", compiles, "@own"},
    {"mapwright-error",
     "Task * GPU;\ndef f(Task t) {\n  return Machine(GPU)[0, t.ispce[0]];\n}\n"
     "IndexTaskMap * f;\n",
     compiles, "@own"},
    {"mapwright-decision-error",
     "Task * GPU;\nm = Machine(GPU);\ndef f(Task t) {\n  return m[t.ipoint[0], "
     "t.ipoint[1] - 1];\n}\nIndexTaskMap line f;\n",
     [](TestMapper &m) { return isInRange(m, "line[8,8]:GPU"); }},
    {"mapwright-policy-error",
     "Task * GPU;\nm = Machine(GPU);\ndef f(Task t) {\n  return m[t.ipoint[0], "
     "t.ipoint[1] - 1];\n}\nIndexTaskMap * f;\n",
     [](TestMapper &m) { return isInRange(m, "t[8,8]:GPU"); }},
    {"mapwright-legacy-colon",
     "Task * GPU;\ndef f(Task t): {\n  return Machine(GPU)[0, "
     "0];\n}\nIndexTaskMap * f;\n",
     compiles},
    {"mapwright-legacy-syntax", "Task * GPU\nRegion * * GPU FBMEM;\n",
     compiles},
    {"mapwright-legacy-undefined-function",
     "Task * GPU;\nIndexTaskMap * block;\n",
     [](TestMapper &m) { return isInjective(m, "t[2,4]:GPU"); }},
    {"mapwright-legacy-not-found",
     "Task * GPU;\ndef f(Task t) {\n  return mgpu[0, 0];\n}\nIndexTaskMap * "
     "f;\n",
     compiles},
    {"run-time", "Task * CPU;\n",
     [](TestMapper &m) { return m.getKind("t") == ProcKind::GPU; }},
    {"run-throughput", "Task * GPU;\n",
     [](TestMapper &m) { return isInjective(m, "t[2,4]:GPU"); }},
    {"realm-task-not-registered", "Task * GPU;\n", hasFallback},
    {"starpu-memory-full", "Task * GPU;\nRegion * * GPU FBMEM;\n",
     [](TestMapper &m) {
       return m.getMemory("t", 0, ProcKind::GPU) == MemKind::ZCMEM;
     }},
    {"starpu-task-too-large", "Task * GPU;\nRegion * * GPU FBMEM;\n",
     [](TestMapper &m) {
       return m.getMemory("fill_a", 0, ProcKind::GPU) == MemKind::ZCMEM;
     }},
    {"starpu-memory-node", "Task * GPU;\nRegion * * * FBMEM;\n",
     [](TestMapper &m) {
       return m.policies->getMemories("t", {{}, 0}, ProcKind::GPU).size() == 2;
     }},
    {"starpu-watchdog", "Task * GPU;\n", hasFallback},
    {"starpu-repush", "Task * GPU;\n", hasFallback},
    {"starpu-submit-code", "Task * GPU;\n", hasFallback},
    {"starpu-submit-text", "Task * GPU;\n", hasFallback},
    {"starpu-mpi-submission", "Task * GPU;\n",
     [](TestMapper &m) { return m.getKind("gemm") == ProcKind::CPU; }},
};

static const Guide &getGuide() {
  static const Guide guide = llvm::cantFail(Guide::load());
  return guide;
}

/// The output of a case: "@own" stands for the mapper's own diagnostics.
static std::string getOutput(const EditCase &test, const Rule &rule) {
  StringRef output = test.output;
  if (output == "@own")
    return TestMapper(test.source).feedback.raw;
  return output.empty() ? rule.matches.front().text : output.str();
}

static const Suggestion *findSuggestion(const Feedback &feedback,
                                        StringRef rule) {
  auto found = llvm::find_if(feedback.suggest, [&](const Suggestion &each) {
    return each.rule == rule;
  });
  return found == feedback.suggest.end() ? nullptr : &*found;
}

TEST(RuleEdits, EndWhatTheyAreFor) {
  for (const Rule &rule : getGuide().getRules()) {
    if (rule.edit.empty())
      continue;
    SCOPED_TRACE(rule.id);
    const auto *test = llvm::find_if(
        cases, [&](const EditCase &each) { return rule.id == each.rule; });
    if (test == std::end(cases)) {
      ADD_FAILURE() << "no case";
      continue;
    }
    std::string output = getOutput(*test, rule);
    Feedback feedback = getGuide().analyze(output);
    addFixes(feedback, {test->source, "a.mapper"});
    const Suggestion *suggestion = findSuggestion(feedback, rule.id);
    if (!suggestion || !suggestion->fix) {
      ADD_FAILURE() << "no fix for " << output;
      continue;
    }
    std::string edited =
        llvm::cantFail(applyEdits(test->source, suggestion->fix->edits));
    TestMapper mapper(edited);
    EXPECT_TRUE(mapper.module) << edited << mapper.feedback.raw;
    if (mapper.module) {
      EXPECT_TRUE(test->isCured(mapper)) << edited;
    }
    TestMapper before(test->source);
    EXPECT_FALSE(before.module && test->isCured(before))
        << "the mapper was fine before";
  }
}

TEST(RuleEdits, EveryCaseIsOfARule) {
  llvm::StringSet<> edited;
  for (const Rule &rule : getGuide().getRules())
    if (!rule.edit.empty())
      edited.insert(rule.id);
  for (const EditCase &test : cases)
    EXPECT_TRUE(edited.contains(test.rule)) << test.rule;
}

static std::optional<Fix> makeFix(StringRef rule, StringRef source) {
  for (const Rule &each : getGuide().getRules())
    if (each.id == rule) {
      Feedback feedback = getGuide().analyze(each.matches.front().text);
      addFixes(feedback, {source, "a.mapper"});
      const Suggestion *found = findSuggestion(feedback, rule);
      return found ? found->fix : std::nullopt;
    }
  ADD_FAILURE() << rule.str();
  return std::nullopt;
}

/// Where output and mapper do not say enough there is no edit.
TEST(RuleEdits, NothingIsGuessed) {
  struct Case {
    const char *rule, *source;
  } tests[] = {
      {"legion-event-exists", "Task * GPU;\n"},
      {"legion-replicate-setup", "Task * GPU;\n"},
      {"legion-instance-collected", "Task * GPU;\n"},
      {"legion-virtual-accessed", "Task * GPU;\nRegion * * * FBMEM;\n"},
      {"legion-variant-wrong-processor", "Task * \n"},
      {"legion-no-valid-variant", "Region * * * FBMEM;\n"},
      {"blas-xerbla",
       "Task * GPU;\nLayout a * * C_order;\nLayout b * * F_order;\n"},
      {"legion-memory-not-visible",
       "Task * GPU;\nRegion calc_new_currents wires * SYSMEM;\n"},
      {"run-throughput", "Task * GPU;\ndef f(Task t) {\n  return "
                         "Machine(GPU)[0, 0];\n}\nIndexTaskMap * f;\n"},
      {"run-time", "Task * GPU;\n"},
      {"starpu-submit-code", "Task * GPU,CPU;\n"},
      {"legion-slice-index-bounds", "Task * GPU;\n"},
  };
  for (const Case &test : tests)
    EXPECT_FALSE(makeFix(test.rule, test.source)) << test.rule;
}

TEST(RuleEdits, CausesOutsideOfTheMapperHaveNone) {
  for (const Rule &rule : getGuide().getRules()) {
    if (rule.cause == Cause::Mapper)
      continue;
    EXPECT_FALSE(makeFix(rule.id, "Task * GPU;\nRegion * * * FBMEM;\n"))
        << rule.id;
  }
}

TEST(RuleEdits, OnlyTheTaskNamedIsChanged) {
  std::optional<Fix> fix =
      makeFix("legion-virtual-relaxed",
              "Task * CPU;\nRegion gather,other * * VIRTUAL;\n");
  ASSERT_TRUE(fix);
  TestMapper mapper(llvm::cantFail(applyEdits(
      "Task * CPU;\nRegion gather,other * * VIRTUAL;\n", fix->edits)));
  ASSERT_TRUE(mapper.module);
  EXPECT_EQ(mapper.getMemory("gather", 1, ProcKind::CPU), MemKind::SYSMEM);
  EXPECT_EQ(mapper.getMemory("other", 1, ProcKind::CPU), MemKind::VIRTUAL);
}

/// Sources of any bytes.
TEST(RuleEdits, BadMappersHaveNone) {
  for (StringRef source :
       {StringRef(), StringRef("\0\xFF", 2), StringRef("def f(Task"),
        StringRef("Task * GPU;\nIndexTaskMap t \xC3")})
    for (const Rule &rule : getGuide().getRules()) {
      Feedback feedback = getGuide().analyze(rule.matches.front().text);
      addFixes(feedback, {source, "a.mapper"});
    }
}
