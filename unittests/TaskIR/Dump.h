//===- Dump.h - All there is in a program, as text --------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Written from the structs alone, member by member, so that tests of the round
// trip through IR notice what both directions forget.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_TASKIR_DUMP_H
#define MAPWRIGHT_UNITTESTS_TASKIR_DUMP_H

#include "mapwright/Program/Program.h"
#include "mapwright/Simulator/Simulator.h"

#include <random>

namespace mapwright {

/// All of a program. Projections are shown by their values at some points, and
/// costs without trailing zeros: their form may change.
std::string dump(const Program &program);
std::string dump(const sim::Placement &placement);

/// Gives what makeRandomProgram() leaves at its default some other value: names
/// that collide or are empty, costs, variants, layout demands, lines, ...
void decorate(Program &program, std::mt19937 &random);

} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_TASKIR_DUMP_H
