//===- HandWritten.cpp - Maps as a person writes them ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HandWritten.h"

#include "mapwright/Runtime/Decompose.h"

using namespace handwritten;
using mapwright::space::decompose;

//===----------------------------------------------------------------------===//
// One dimension, block-cyclic
//===----------------------------------------------------------------------===//

static void launchBlockCyclic(const mw_machine &machine,
                              const mw_domain &domain, Launch &launch) {
  launch.nodes = machine.nodes;
  launch.gpus = machine.procs[MW_GPU];
  launch.lo[0] = domain.lo[0];
}

static mw_status pointBlockCyclic(const void *l, const int64_t *p,
                                  mw_place *out, mw_error *) {
  const Launch &launch = *static_cast<const Launch *>(l);
  int64_t block = (p[0] - launch.lo[0]) / 4;
  int64_t at = block % (launch.nodes * launch.gpus);
  out->node = static_cast<int32_t>(at / launch.gpus);
  out->index = static_cast<int32_t>(at % launch.gpus);
  return MW_OK;
}

//===----------------------------------------------------------------------===//
// Blocks over nodes and their GPUs
//===----------------------------------------------------------------------===//

template <uint32_t rank>
static void launchTwoLevel(const mw_machine &machine, const mw_domain &domain,
                           Launch &launch) {
  for (uint32_t d = 0; d < rank; ++d)
    launch.extent[d] = domain.hi[d] - domain.lo[d] + 1;
  decompose(machine.nodes, launch.extent, nullptr, rank, launch.upper);
  for (uint32_t d = 0; d < rank; ++d)
    launch.perNode[d] =
        (launch.extent[d] + launch.upper[d] - 1) / launch.upper[d];
  decompose(machine.procs[MW_GPU], launch.perNode, nullptr, rank, launch.lower);
}

template <uint32_t rank>
static mw_status pointTwoLevel(const void *l, const int64_t *p, mw_place *out,
                               mw_error *) {
  const Launch &launch = *static_cast<const Launch *>(l);
  int64_t node = 0, gpu = 0;
  for (uint32_t d = rank; d-- > 0;) {
    int64_t within = p[d] % launch.perNode[d];
    node = node * launch.upper[d] + p[d] * launch.upper[d] / launch.extent[d];
    gpu = gpu * launch.lower[d] + within * launch.lower[d] / launch.perNode[d];
  }
  out->node = static_cast<int32_t>(node);
  out->index = static_cast<int32_t>(gpu);
  return MW_OK;
}

const Map handwritten::blockCyclic = {launchBlockCyclic, pointBlockCyclic};
const Map handwritten::twoLevel2D = {launchTwoLevel<2>, pointTwoLevel<2>};
const Map handwritten::twoLevel3D = {launchTwoLevel<3>, pointTwoLevel<3>};
