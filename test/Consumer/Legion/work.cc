//===- work.cc - Four tasks -----------------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "legion.h"

#include <cstdio>

using namespace Legion;

namespace {
enum Tasks { TopTask, WorkTask };
}

static int work(const Task *task, const std::vector<PhysicalRegion> &, Context,
                Runtime *) {
  return static_cast<int>(task->index_point[0]);
}

static void runAll(const Task *, const std::vector<PhysicalRegion> &,
                   Context context, Runtime *runtime) {
  IndexTaskLauncher launcher(WorkTask, Domain(Rect<1>(0, 3)), UntypedBuffer(),
                             ArgumentMap());
  int sum =
      runtime->execute_index_space(context, launcher, LEGION_REDOP_SUM_INT32)
          .get_result<int>();
  std::printf("sum %d\n", sum);
}

int main(int argc, char **argv) {
  Runtime::set_top_level_task_id(TopTask);
  TaskVariantRegistrar top(TopTask, "top");
  top.add_constraint(ProcessorConstraint(Processor::LOC_PROC));
  Runtime::preregister_task_variant<runAll>(top, "top");
  TaskVariantRegistrar leaf(WorkTask, "work");
  leaf.add_constraint(ProcessorConstraint(Processor::LOC_PROC));
  leaf.set_leaf();
  Runtime::preregister_task_variant<int, work>(leaf, "work");
  return Runtime::start(argc, argv);
}
