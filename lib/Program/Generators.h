//===- Generators.h - The programs that can be generated --------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each program has its keys and the function that makes it. Where structure and
// numbers come from: docs/programs.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_GENERATORS_H
#define MAPWRIGHT_LIB_PROGRAM_GENERATORS_H

#include "GenerateParameters.h"

#include "mapwright/Program/Program.h"

namespace mapwright {
namespace generate {

struct Generator {
  llvm::StringLiteral name;
  llvm::ArrayRef<Key> (*keys)();
  llvm::Expected<Program> (*make)(const Parameters &parameters);
};

llvm::ArrayRef<Key> getCircuitKeys();
llvm::Expected<Program> makeCircuit(const Parameters &parameters);

llvm::ArrayRef<Key> getStencilKeys();
llvm::Expected<Program> makeStencil(const Parameters &parameters);

llvm::ArrayRef<Key> getPennantKeys();
llvm::Expected<Program> makePennant(const Parameters &parameters);

/// Of Cannon, SUMMA and PUMMA.
llvm::ArrayRef<Key> getSteppedKeys();
llvm::Expected<Program> makeCannon(const Parameters &parameters);
llvm::Expected<Program> makeSumma(const Parameters &parameters);
llvm::Expected<Program> makePumma(const Parameters &parameters);

llvm::ArrayRef<Key> getJohnsonKeys();
llvm::Expected<Program> makeJohnson(const Parameters &parameters);

llvm::ArrayRef<Key> getSolomonikKeys();
llvm::Expected<Program> makeSolomonik(const Parameters &parameters);

llvm::ArrayRef<Key> getCosmaKeys();
llvm::Expected<Program> makeCosma(const Parameters &parameters);

} // namespace generate
} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_GENERATORS_H
