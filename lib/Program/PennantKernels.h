//===- PennantKernels.h - What the kernels of Pennant access ----*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_PENNANTKERNELS_H
#define MAPWRIGHT_LIB_PROGRAM_PENNANTKERNELS_H

#include "mapwright/Program/Program.h"

#include "llvm/ADT/ArrayRef.h"

namespace mapwright {
namespace generate {

/// A set of mesh elements that every piece has one of.
enum class MeshPart : uint8_t {
  Zones,
  Private, ///< points of one piece only
  Ghost,   ///< points at borders that the piece touches
  Shared,  ///< those of them that the piece owns
  Sides,
  Points ///< Private in one launch, Shared in a second one
};

enum class MeshAccess : uint8_t {
  None,
  Read,
  Write, ///< every element is written; the privilege is still ReadWrite
  Update,
  Add ///< a reduction
};

struct MeshArgument {
  MeshPart part;
  MeshAccess access;
  llvm::StringLiteral fields;
};

struct MeshKernel {
  llvm::StringLiteral name;
  MeshPart over;    ///< what it loops over: flops are per element of that
  double flops;     ///< counted in the source
  double zoneFlops; ///< added per zone by kernels over sides
  bool needsDt;     ///< takes the time step as a future
  bool onGPU;       ///< has a GPU variant besides the CPU one
  llvm::ArrayRef<MeshArgument> arguments;
};

/// Once before the main loop, in program order.
llvm::ArrayRef<MeshKernel> getPennantInitKernels();
/// In each cycle, in program order; the time step is computed after the first
/// `numBeforeDt` of them. The last one yields the limit of the next time step.
llvm::ArrayRef<MeshKernel> getPennantKernels();
constexpr unsigned numPennantKernelsBeforeDt = 2;

std::vector<Field> makeZoneFields();
std::vector<Field> makePointFields();
std::vector<Field> makeSideFields();

} // namespace generate
} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_PENNANTKERNELS_H
