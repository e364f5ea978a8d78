//===- work.cpp - Four tasks ----------------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <mapwright/Runtime/StarPU.h>

#include <cstdio>

const mw_policy *get_last_policy();

static void work(void *[], void *argument) {
  std::printf("point %d: worker %d\n", *static_cast<int *>(argument),
              starpu_worker_get_id());
}

int main(int argc, char **argv) {
  mapwright::starpu::Session session(argc, argv, get_last_policy());
  starpu_codelet codelet;
  starpu_codelet_init(&codelet);
  codelet.cpu_funcs[0] = work;
  codelet.cpu_funcs_name[0] = "work";
  codelet.nbuffers = 0;
  const auto &kind = session.addTask("work", codelet, {});
  auto launch = session.launch(kind, {{0}, {3}});
  for (int i = 0; i < 4; ++i)
    launch.submit({i}, {}, &i, sizeof(i));
  session.wait();
  return 0;
}
