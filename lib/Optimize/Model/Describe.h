//===- Describe.h - Program and machine in few words ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. What a model has to know of what it maps; equal
// arguments give equal texts.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_MODEL_DESCRIBE_H
#define MAPWRIGHT_LIB_OPTIMIZE_MODEL_DESCRIBE_H

#include "mapwright/Machine/MachineModel.h"
#include "mapwright/Program/Program.h"

namespace mapwright {
namespace optimize {

/// Processors, memories, what reaches what, and how fast copies are.
std::string describeForModel(const MachineModel &model);
/// Tasks with their variants, launches and arguments.
std::string describeForModel(const Program &program, llvm::StringRef name);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_MODEL_DESCRIBE_H
