//===- Generate.cpp - Programs by name ------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Generators.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mapwright;
using namespace mapwright::generate;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

static constexpr Generator generators[] = {
    {"circuit", getCircuitKeys, makeCircuit},
    {"stencil", getStencilKeys, makeStencil},
    {"pennant", getPennantKeys, makePennant},
    {"cannon", getSteppedKeys, makeCannon},
    {"summa", getSteppedKeys, makeSumma},
    {"pumma", getSteppedKeys, makePumma},
    {"johnson", getJohnsonKeys, makeJohnson},
    {"solomonik", getSolomonikKeys, makeSolomonik},
    {"cosma", getCosmaKeys, makeCosma},
};

/// Point tasks of `body`, each statement of which runs `times` times.
static uint64_t countTasks(llvm::ArrayRef<Statement> body, uint64_t times) {
  uint64_t sum = 0;
  for (const Statement &statement : body) {
    uint64_t inner = times;
    if (statement.kind == StatementKind::Loop)
      inner = llvm::SaturatingMultiply(times, statement.trips);
    if (statement.kind == StatementKind::Launch) {
      const std::optional<Domain> &domain = statement.launch.domain;
      uint64_t points = domain ? domain->volume().value_or(UINT64_MAX) : 1;
      inner = llvm::SaturatingMultiply(times, points);
      sum = llvm::SaturatingAdd(sum, inner);
    }
    sum = llvm::SaturatingAdd(sum, countTasks(statement.body, inner));
  }
  return sum;
}

static Error makeUnknownProgram(StringRef name) {
  llvm::SmallVector<StringRef> names;
  for (const Generator &generator : generators)
    names.push_back(generator.name);
  std::string guess = suggestName(name, names);
  return makeError("there is no program '" + name + "'" +
                   (guess.empty() ? ";" : guess) +
                   " programs: " + llvm::join(names, ", "));
}

Expected<Program> mapwright::generateProgram(StringRef spec) {
  auto [name, text] = spec.split(':');
  const Generator *generator = llvm::find_if(
      generators, [n = name](const Generator &g) { return g.name == n; });
  if (generator == std::end(generators))
    return makeUnknownProgram(name);
  if (spec.ends_with(":"))
    return makeError("expected key=value after '" + spec + "'");
  Expected<Parameters> parameters =
      Parameters::parse(generator->name, generator->keys(), text);
  if (!parameters)
    return parameters.takeError();
  Expected<Program> program = generator->make(*parameters);
  if (!program)
    return program.takeError();
  uint64_t tasks = countTasks(program->body, 1);
  if (tasks > maxProgramTasks)
    return makeError("program '" + spec + "' would have " + Twine(tasks) +
                     " point tasks; at most " + Twine(maxProgramTasks));
  return program;
}
