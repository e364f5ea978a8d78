//===- MapcOptions.cpp - Command line of mapc -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapcOptions.h"

#include "mapwright/Program/Launch.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace mapwright;
namespace cl = llvm::cl;

static constexpr llvm::StringLiteral overview =
    "compiler of the mapper language\n\n"
    "Checks FILE and says nothing if all is well; options ask for more. FILE "
    "is\n"
    "a .mapper file, a module of the mapping dialect (.mlir, .mlirbc) or `-` "
    "for\n"
    "the standard input. Outputs appear only after full success.\n";

static constexpr llvm::StringLiteral examples = R"(
EXAMPLES:

  mapc app.mapper                         check
  mapc app.mapper --machine=nodes:2,GPU:4 check for this machine, too
  mapc app.mapper --machine=p100x4 --program=circuit
                                          check for a program, too
  mapc app.mapper -o app_policy.cpp       generate a policy in C++
  mapc app.mapper -o app.so               compile it, too, to be loaded
  mapc app.mapper --target=legion -o app_mapper.cc
                                          C++ to link into a Legion program
  mapc --fix app.mapper                   repair what has one remedy
  mapc --format -i app.mapper             lay out in the standard style
  mapc --explain index-bounds             what a message in brackets means
  mapc --emit=mapping app.mapper -o -     compile to the mapping dialect
  mapc -Werror -Wno-duplicate-statement app.mapper

EXIT CODE:

  0 done; 1 errors in the input (or warnings with -Werror); 2 wrong command
  line; 4 a file cannot be read or written
)";

const ToolInfo &MapcOptions::getTool() {
  static const ToolInfo tool = {"mapc", overview, examples};
  return tool;
}

MapcOptions::MapcOptions()
    : actions("What to do"), files("Files"), testing("Testing"),
      input(cl::Positional, cl::desc("FILE"), cl::cat(files)),
      emit(takeOverOption("emit"), cl::cat(actions),
           cl::init(EmitKind::Nothing),
           cl::desc("Write a stage of the compilation"),
           cl::values(
               clEnumValN(EmitKind::Tokens, "tokens", "tokens, one a line"),
               clEnumValN(EmitKind::AST, "ast", "the syntax tree"),
               clEnumValN(EmitKind::Mapping, "mapping",
                          "the mapping dialect, as text"),
               clEnumValN(EmitKind::MappingBytecode, "mapping-bytecode",
                          "the mapping dialect, as MLIR bytecode"),
               clEnumValN(EmitKind::Mapper, "mapper",
                          "the mapper language; what the author wrote stays "
                          "as it is"),
               clEnumValN(EmitKind::Placement, "placement",
                          "index maps as arithmetic, as text"),
               clEnumValN(EmitKind::Cpp, "cpp",
                          "a policy in C++ (-o FILE.cpp says so, too)"),
               clEnumValN(EmitKind::Object, "object",
                          "a policy as object file (-o FILE.o)"),
               clEnumValN(EmitKind::Shared, "shared",
                          "a policy to load into a running program "
                          "(-o FILE.so)"))),
      target(takeOverOption("target"), cl::cat(actions),
             cl::init(PolicyTarget::Policy), cl::desc("Who the policy is for"),
             cl::values(clEnumValN(PolicyTarget::Policy, "policy",
                                   "programs that load it (default)"),
                        clEnumValN(PolicyTarget::Legion, "legion",
                                   "a Legion program that links the C++ and "
                                   "the library mapwright-legion"),
                        clEnumValN(PolicyTarget::StarPU, "starpu",
                                   "a StarPU program; warns of what StarPU "
                                   "cannot do"))),
      format(takeOverOption("format"), cl::cat(actions),
             cl::desc("Lay out the source in the standard style")),
      fix(takeOverOption("fix"), cl::cat(actions),
          cl::desc("Apply the fixes that need no decision, in place or to -o; "
                   "errors that remain are shown and set the exit code")),
      explain(takeOverOption("explain"), cl::cat(actions),
              cl::value_desc("id|group"),
              cl::desc("Explain a diagnostic, or list those of a group")),
      listDiagnostics(takeOverOption("list-diagnostics"), cl::cat(actions),
                      cl::desc("List all diagnostics")),
      machine(takeOverOption("machine"), cl::cat(actions),
              cl::value_desc("machine"),
              cl::desc("Check for this machine, too: FILE.json, "
                       "PRESET[:NODES], or nodes:N[,KIND:COUNT]...")),
      program(takeOverOption("program"), cl::cat(actions),
              cl::value_desc("program"),
              cl::desc("Check for this program on the machine, too: "
                       "FILE.mlir, or NAME[:key=value[,key=value]...]")),
      prove(takeOverOption("prove"), cl::cat(actions),
            cl::desc("Say which index maps are not proved to stay in bounds "
                     "on all machines and for all launches")),
      maxRank(takeOverOption("max-rank"), cl::cat(actions), cl::init(3),
              cl::value_desc("1..9"),
              cl::desc("Check functions for launches of up to so many "
                       "dimensions (default 3)")),
      locations(takeOverOption("locations"), cl::cat(actions),
                cl::desc("With --emit=mapping: where each operation comes "
                         "from; keeps comments if the text is edited and "
                         "emitted as mapper again")),
      output(takeOverOption("o"), cl::cat(files), cl::value_desc("file"),
             cl::desc("Write to this file, - for the standard output; left "
                      "alone if nothing changes")),
      inPlace(takeOverOption("in-place"), cl::cat(files),
              cl::desc("With --format: change FILE itself")),
      inPlaceShort(takeOverOption("i"), cl::cat(files),
                   cl::desc("Alias for --in-place"), cl::aliasopt(inPlace)),
      language(takeOverOption("x"), cl::cat(files),
               cl::init(InputLanguage::Auto), cl::desc("Language of the input"),
               cl::values(clEnumValN(InputLanguage::Auto, "auto",
                                     "by its contents and name (default)"),
                          clEnumValN(InputLanguage::Mapper, "mapper",
                                     "mapper language"),
                          clEnumValN(InputLanguage::MLIR, "mlir",
                                     "module, as text or bytecode"))),
      dependencies(takeOverOption("MD"), cl::cat(files),
                   cl::desc("Write what the output depends on to OUTPUT.d, as "
                            "a make rule")),
      dependencyFile(takeOverOption("MF"), cl::cat(files),
                     cl::value_desc("file"),
                     cl::desc("Like -MD, to this file")),
      splitInput(takeOverOption("split-input-file"), cl::cat(testing),
                 cl::desc("Treat the parts between `// -----` lines as files "
                          "of their own")),
      verifyDiagnostics(takeOverOption("verify-diagnostics"), cl::cat(testing),
                        cl::desc("Compare diagnostics with comments such as "
                                 "`# expected-error@+1 {{text}}`")),
      categories{&actions, &files, &diagnostics.getCategory(), &testing} {}

std::optional<std::string> MapcOptions::findMistake() const {
  bool emits = getEmit() != EmitKind::Nothing;
  if (emits + format + fix > 1)
    return "--emit, --format and --fix exclude each other";
  if (maxRank < 1 || maxRank > maxLaunchRank)
    return "--max-rank is 1 to 9, got " + std::to_string(maxRank);
  if (inPlace && !format)
    return "--in-place needs --format; --fix is in place without it";
  if (inPlace && output.getNumOccurrences() > 0)
    return "--in-place and -o exclude each other";
  if (inPlace && input == "-")
    return "the standard input cannot be changed in place";
  if (output.getNumOccurrences() > 0 && !emits && !format && !fix)
    return "-o needs something to write: --emit, --format or --fix, or a name "
           "that ends in .cpp, .o or .so";
  if (!program.empty() && machine.getNumOccurrences() == 0)
    return "--program needs a machine: use --machine=p100x4";
  if (target == PolicyTarget::Legion && getEmit() != EmitKind::Cpp)
    return "--target=legion makes C++: use -o FILE.cc or --emit=cpp; programs "
           "that load a policy take -o FILE.so, without a target";
  bool writesFile = !output.empty() && output != "-";
  if ((dependencies || !dependencyFile.empty()) && !writesFile)
    return "-MD and -MF need an output file: -o FILE";
  if (splitInput && (fix || inPlace))
    return "--split-input-file goes with neither --fix nor --in-place";
  if (verifyDiagnostics && fix)
    return "--verify-diagnostics does not go with --fix";
  return std::nullopt;
}

EmitKind MapcOptions::getEmit() const {
  if (emit != EmitKind::Nothing || format || fix)
    return emit;
  return llvm::StringSwitch<EmitKind>(llvm::sys::path::extension(output))
      .Cases({".cpp", ".cc", ".cxx"}, EmitKind::Cpp)
      .Case(".o", EmitKind::Object)
      .Case(".so", EmitKind::Shared)
      .Default(EmitKind::Nothing);
}

InputOptions MapcOptions::getInput() const {
  InputOptions options;
  options.path = input;
  options.language = language;
  if (splitInput)
    options.splitMarker = defaultSplitMarker.str();
  options.verifyDiagnostics = verifyDiagnostics;
  options.diagnostics = getDiagnostics();
  return options;
}

std::string MapcOptions::getOutputPath() const {
  if (!output.empty())
    return output;
  return fix || inPlace ? input.getValue() : "-";
}

std::string MapcOptions::getDependencyPath() const {
  if (!dependencyFile.empty())
    return dependencyFile;
  return dependencies ? output + ".d" : std::string();
}
