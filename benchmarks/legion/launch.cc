//===- launch.cc - Index launches of a task that does nothing -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For the time that a mapper takes to slice a large launch.
//
//   launch [-x POINTS] [-r LAUNCHES]
//
//===----------------------------------------------------------------------===//

#include "legion.h"

#include <cstdlib>
#include <cstring>

using namespace Legion;

namespace {
enum Tasks { TopTask, PointTask };
using Regions = std::vector<PhysicalRegion>;
} // namespace

static void work(const Task *, const Regions &, Context, Runtime *) {}

static void run(const Task *, const Regions &, Context context,
                Runtime *runtime) {
  int points = 100000, launches = 1;
  const InputArgs &arguments = Runtime::get_input_args();
  for (int i = 1; i + 1 < arguments.argc; ++i) {
    auto take = [&](const char *name, int &value) {
      if (!std::strcmp(arguments.argv[i], name))
        value = std::atoi(arguments.argv[i + 1]);
    };
    take("-x", points);
    take("-r", launches);
  }
  Domain domain(Rect<1>(0, points - 1));
  for (int i = 0; i < launches; ++i) {
    IndexTaskLauncher launcher(PointTask, domain, UntypedBuffer(),
                               ArgumentMap());
    runtime->execute_index_space(context, launcher).wait_all_results();
  }
}

int main(int argc, char **argv) {
  TaskVariantRegistrar top(TopTask, "top");
  top.add_constraint(ProcessorConstraint(Processor::LOC_PROC));
  Runtime::preregister_task_variant<run>(top, "top");
  TaskVariantRegistrar point(PointTask, "point");
  point.add_constraint(ProcessorConstraint(Processor::LOC_PROC));
  point.set_leaf();
  Runtime::preregister_task_variant<work>(point, "point");
  Runtime::set_top_level_task_id(TopTask);
  return Runtime::start(argc, argv);
}
