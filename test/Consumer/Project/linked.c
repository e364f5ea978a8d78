/*===- linked.c - Asks the policy it is linked with -----------------*- C
-*-===*\
|*                                                                            *|
|* Part of the Mapwright project, under the Apache License v2.0 with LLVM     *|
|* Exceptions. See LICENSE for license information.                           *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
|*                                                                            *|
\*===----------------------------------------------------------------------===*/

#include <mapwright/Runtime/policy.h>

#include <stdio.h>
#include <stdlib.h>

static int fail(const char *what, const mw_error *error) {
  fprintf(stderr, "%s: line %u: %s\n", what, (unsigned)error->line,
          error->text);
  return EXIT_FAILURE;
}

/* Prints where the points 0 to 3 of a launch of `work` run. malloc() gives the
 * alignment that policies ask for. */
static int showLaunch(const mw_policy *policy, const mw_machine *machine,
                      void *machineStorage, void *launchStorage) {
  mw_domain domain = {1, {0}, {3}};
  mw_error error = {0};
  mw_place place;
  int64_t point;
  if (policy->bind(machineStorage, machine, &error) != MW_OK)
    return fail("bind", &error);
  if (policy->launch(machineStorage, "work", MW_GPU, &domain, launchStorage,
                     &error) != MW_OK)
    return fail("launch", &error);
  for (point = domain.lo[0]; point <= domain.hi[0]; ++point) {
    if (policy->point(launchStorage, &point, &place, &error) != MW_OK)
      return fail("point", &error);
    printf("point %d: node %d GPU %d\n", (int)point, (int)place.node,
           (int)place.index);
  }
  return EXIT_SUCCESS;
}

int main(void) {
  static const uint32_t gpus[] = {1u << MW_FBMEM, 1u << MW_FBMEM};
  static const uint32_t cpus[] = {1u << MW_SYSMEM};
  mw_machine machine = {0};
  const mw_policy *policy = mapwright_policy(MW_ABI);
  void *machineStorage, *launchStorage;
  int result = EXIT_FAILURE;
  if (!policy)
    return EXIT_FAILURE;
  machine.size = sizeof machine;
  machine.nodes = 2;
  machine.procs[MW_CPU] = 1;
  machine.procs[MW_GPU] = 2;
  machine.sees[MW_CPU] = cpus;
  machine.sees[MW_GPU] = gpus;
  machineStorage = malloc(policy->machine_bytes + 1);
  launchStorage = malloc(policy->launch_bytes + 1);
  if (machineStorage && launchStorage)
    result = showLaunch(policy, &machine, machineStorage, launchStorage);
  free(launchStorage);
  free(machineStorage);
  return result;
}
