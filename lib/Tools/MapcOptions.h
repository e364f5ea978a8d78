//===- MapcOptions.h - Command line of mapc ---------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TOOLS_MAPCOPTIONS_H
#define MAPWRIGHT_LIB_TOOLS_MAPCOPTIONS_H

#include "mapwright/Support/DiagnosticCLOptions.h"
#include "mapwright/Tools/CommonInput.h"
#include "mapwright/Tools/CommonOptions.h"

#include <optional>

namespace mapwright {

/// What `--emit` asks for.
enum class EmitKind {
  Nothing,
  Tokens,
  AST,
  Mapping,
  MappingBytecode,
  Mapper,
  Placement,
  Cpp,
  Object,
  Shared,
};

/// Who is to load or link the policy.
enum class PolicyTarget {
  Policy, ///< any host: a policy with the C ABI
  Legion, ///< C++ for a Legion program, which links it
  StarPU, ///< a StarPU program, which links or loads it
};

/// The options of `mapc`. Created once, before the command line is parsed.
class MapcOptions {
public:
  MapcOptions();

  static const ToolInfo &getTool();

  /// What contradicts itself or lacks something, if anything does.
  std::optional<std::string> findMistake() const;

  /// What `--emit` says, else what the name of the output does.
  EmitKind getEmit() const;
  InputOptions getInput() const;
  DiagnosticOptions getDiagnostics() const {
    return diagnostics.get(getTool().name);
  }
  /// Where output goes: `-o`, else the file itself for what changes it, else
  /// the standard output.
  std::string getOutputPath() const;
  /// Where `-MD` and `-MF` put the dependencies; empty if they are not wanted.
  std::string getDependencyPath() const;

private:
  DiagnosticCLOptions diagnostics;
  llvm::cl::OptionCategory actions;
  llvm::cl::OptionCategory files;
  llvm::cl::OptionCategory testing;

public:
  llvm::cl::opt<std::string> input;
  llvm::cl::opt<EmitKind> emit;
  llvm::cl::opt<PolicyTarget> target;
  llvm::cl::opt<bool> format;
  llvm::cl::opt<bool> fix;
  llvm::cl::opt<std::string> explain;
  llvm::cl::opt<bool> listDiagnostics;
  llvm::cl::opt<std::string> machine;
  llvm::cl::opt<std::string> program;
  llvm::cl::opt<bool> prove;
  llvm::cl::opt<unsigned> maxRank;
  llvm::cl::opt<bool> locations;

  llvm::cl::opt<std::string> output;
  llvm::cl::opt<bool> inPlace;
  llvm::cl::alias inPlaceShort;
  llvm::cl::opt<InputLanguage> language;
  llvm::cl::opt<bool> dependencies;
  llvm::cl::opt<std::string> dependencyFile;

  llvm::cl::opt<bool> splitInput;
  llvm::cl::opt<bool> verifyDiagnostics;

  /// The categories that the help shows.
  std::vector<const llvm::cl::OptionCategory *> categories;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPCOPTIONS_H
