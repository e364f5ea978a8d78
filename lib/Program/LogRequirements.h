//===- LogRequirements.h - Lines of CHOSEN INSTANCES ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_LOGREQUIREMENTS_H
#define MAPWRIGHT_LIB_PROGRAM_LOGREQUIREMENTS_H

#include "LogLines.h"

#include "mapwright/Program/WrapperLog.h"

namespace mapwright {

constexpr llvm::StringLiteral requirementStart = "    Requirement[";
constexpr llvm::StringLiteral instanceStart = "      Instance";

/// `    Requirement[N](privilege=P,...)`. None if the line is damaged.
std::optional<LoggedRequirement> parseRequirement(const MapperLine &line);
/// `      Instance(VIRTUAL)` or `      Instance[ID](...)`. None if damaged.
std::optional<LoggedInstance> parseInstance(const MapperLine &line);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_LOGREQUIREMENTS_H
