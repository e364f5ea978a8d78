//===- DiagnosticOptionsTest.cpp - The options and --explain --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/DiagnosticCLOptions.h"
#include "mapwright/Support/Explain.h"

#include "llvm/Support/raw_ostream.h"

#include "gtest/gtest.h"

using namespace mapwright;

/// Parses a command line; options are registered once a process.
static DiagnosticOptions parse(std::vector<const char *> arguments) {
  static DiagnosticCLOptions registered;
  arguments.insert(arguments.begin(), "mapc");
  llvm::cl::ResetAllOptionOccurrences();
  std::string errors;
  llvm::raw_string_ostream os(errors);
  EXPECT_TRUE(llvm::cl::ParseCommandLineOptions(arguments.size(),
                                                arguments.data(), "", &os))
      << errors;
  return registered.get("mapc");
}

TEST(DiagnosticCLOptions, DefaultsAreThoseOfTheConsole) {
  DiagnosticOptions options = parse({});
  EXPECT_EQ(options.toolName, "mapc");
  EXPECT_EQ(options.format, DiagnosticFormat::Text);
  EXPECT_EQ(options.color, ColorMode::Auto);
  EXPECT_TRUE(options.warnings.empty());
  EXPECT_FALSE(options.suppressWarnings);
}

TEST(DiagnosticCLOptions, AreTakenInTheirOrder) {
  DiagnosticOptions options = parse(
      {"-Wno-shadowed-name", "-Werror", "-Werror=names", "-Wno-error=type",
       "-w", "--diagnostics-format=json", "--color-diagnostics=never"});
  EXPECT_EQ(options.warnings,
            (std::vector<std::string>{"no-shadowed-name", "error",
                                      "error=names", "no-error=type"}));
  EXPECT_TRUE(options.suppressWarnings);
  EXPECT_EQ(options.format, DiagnosticFormat::JSON);
  EXPECT_EQ(options.color, ColorMode::Never);
}

/// The text of an explanation, empty if there is none.
static std::string explain(llvm::StringRef name) {
  std::string text;
  llvm::raw_string_ostream os(text);
  bool known = mlir::succeeded(explainDiagnostic(name, os));
  EXPECT_EQ(known, !text.empty());
  return text;
}

TEST(Explain, Ids) {
  EXPECT_EQ(explain("limit-argument"),
            "limit-argument (error, group statements): `InstanceLimit` needs a "
            "positive number\n"
            "\n"
            "At most n tasks per node are mapped and not yet complete, with n "
            ">= 1: with\n"
            "0 nothing could ever run (rule STM7).\n"
            "\n"
            "Wrong:\n"
            "    InstanceLimit calc_currents 0;\n"
            "Right:\n"
            "    InstanceLimit calc_currents 4;\n");
  EXPECT_EQ(explain("mapwright-limit-argument"), explain("limit-argument"));
  EXPECT_EQ(explain("limit"), "");
}

TEST(Explain, Groups) {
  EXPECT_EQ(explain("grammar"),
            "grammar:\n"
            "  syntax                 error   the text is not in the mapper "
            "language\n"
            "  integer-range          error   an integer does not fit 64 bits\n"
            "  conditional-chain      warning chained `?:` groups to the "
            "right\n");
}

TEST(Explain, ListsEveryIdOnce) {
  std::string text;
  llvm::raw_string_ostream os(text);
  listDiagnostics(os);
  for (const DiagInfo &info : allDiagnostics())
    EXPECT_EQ(llvm::StringRef(text).count(("  " + info.name + " ").str()), 1u)
        << info.name.str();
}
