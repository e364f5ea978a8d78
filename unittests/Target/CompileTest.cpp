//===- CompileTest.cpp - Tests of compiling in the process ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Target/Compile.h"
#include "mapwright/Policy/PolicyLibrary.h"

#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"

#include "gtest/gtest.h"

#include <chrono>
#include <cstdlib>
#include <set>
#include <thread>

using namespace mapwright;

static llvm::cl::opt<int> untouched("mapwright-test-untouched");

namespace {
/// Sets an environment variable for the time of a test.
class Environment {
public:
  Environment(const char *name, const char *value) : name(name) {
    if (const char *before = std::getenv(name))
      saved = before;
    setenv(name, value, /*overwrite=*/1);
  }
  ~Environment() {
    if (saved)
      setenv(name, saved->c_str(), 1);
    else
      unsetenv(name);
  }

private:
  const char *name;
  std::optional<std::string> saved;
};

struct Compiled {
  std::string object;
  std::vector<CompileDiagnostic> diagnostics;
  std::string error;
};
} // namespace

static Compiled compile(llvm::StringRef source,
                        const CompileOptions &options = {}) {
  Compiled result;
  auto object =
      compileToObject(source, "app_policy.cpp", options, result.diagnostics);
  if (object)
    result.object = std::move(*object);
  else
    result.error = llvm::toString(object.takeError());
  return result;
}

static std::string linkMessage(llvm::StringRef source) {
  Compiled compiled = compile(source);
  EXPECT_EQ(compiled.error, "");
  auto library = linkShared(compiled.object, {});
  return library ? "linked" : llvm::toString(library.takeError());
}

static std::string readTwoLevel() {
  auto buffer = llvm::MemoryBuffer::getFile(MAPWRIGHT_TWO_LEVEL_POLICY);
  return buffer ? (*buffer)->getBuffer().str() : "";
}

static testing::AssertionResult says(const std::string &message,
                                     const std::string &part) {
  if (message.find(part) != std::string::npos)
    return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << "\"" << message << "\" does not say \"" << part << "\"";
}

static llvm::Expected<PolicyLibrary> loadBytes(llvm::StringRef bytes) {
  int descriptor = -1;
  llvm::SmallString<128> path;
  EXPECT_FALSE(
      llvm::sys::fs::createTemporaryFile("policy", "so", descriptor, path));
  llvm::FileRemover remover(path);
  llvm::raw_fd_ostream(descriptor, /*shouldClose=*/true) << bytes;
  return PolicyLibrary::load(path);
}

static std::string emitTwoLevel(const CompileOptions &options = {}) {
  Compiled compiled = compile(readTwoLevel(), options);
  EXPECT_EQ(compiled.error, "");
  EXPECT_TRUE(compiled.diagnostics.empty());
  return cantFail(linkShared(compiled.object, options));
}

/// Checks all points of a 6 x 8 launch from (1, -2) on 4 nodes of 4 GPUs.
static void checkTwoLevelPlaces(const PolicyLibrary &library) {
  BoundPolicy bound =
      cantFail(library.bind(cantFail(parseMachineSpec("nodes:4,GPU:4"))));
  mw_domain domain = {2, {1, -2}, {6, 5}};
  auto launch = cantFail(bound.launch("t", ProcKind::GPU, domain));
  ASSERT_TRUE(launch.has_value());
  for (int64_t i = 0; i < 6; ++i)
    for (int64_t j = 0; j < 8; ++j) {
      mw_place place = cantFail(launch->evaluate({i + 1, j - 2}));
      // Four nodes as 2 x 2, and four GPUs as 2 x 2: the first is the fastest.
      EXPECT_EQ(place.node, i * 2 / 6 + 2 * (j * 2 / 8));
      EXPECT_EQ(place.index, i % 2 + 2 * (j % 2));
    }
}

TEST(Compile, PolicyRunsThroughTheABI) {
  auto library = loadBytes(emitTwoLevel());
  ASSERT_TRUE(bool(library)) << llvm::toString(library.takeError());
  EXPECT_EQ(library->getName(), "two-level");
  checkTwoLevelPlaces(*library);
  BoundPolicy bound =
      cantFail(library->bind(cantFail(parseMachineSpec("nodes:4,GPU:4"))));
  EXPECT_FALSE(
      cantFail(bound.launch("t", ProcKind::GPU, {1, {0}, {3}})).has_value());
  auto empty = bound.launch("t", ProcKind::GPU, {2, {0, 0}, {3, -1}});
  ASSERT_FALSE(bool(empty));
  EXPECT_EQ(llvm::toString(empty.takeError()),
            "two-level.mapper:3:11: wrong argument [mapwright-space-argument]");
}

TEST(Compile, NeedsNothingOfThisMachine) {
  Environment path("PATH", "");
  Environment includes("CPATH", "");
  Environment compiler("CXX", "/nowhere");
  auto library = loadBytes(emitTwoLevel());
  ASSERT_TRUE(bool(library)) << llvm::toString(library.takeError());
  checkTwoLevelPlaces(*library);
}

TEST(Compile, WithoutOptimizationAndWithDebugInfo) {
  CompileOptions options;
  options.optimization = 0;
  options.debugInfo = true;
  std::string bytes = emitTwoLevel(options);
  EXPECT_NE(bytes.find(".debug_line"), std::string::npos);
  auto library = loadBytes(bytes);
  ASSERT_TRUE(bool(library)) << llvm::toString(library.takeError());
  checkTwoLevelPlaces(*library);
}

TEST(Compile, EqualInputsGiveEqualBytes) {
  EXPECT_EQ(emitTwoLevel(), emitTwoLevel());
}

TEST(Compile, ExportsOneSymbolAndNeedsNone) {
  std::string bytes = emitTwoLevel();
  auto object = cantFail(
      llvm::object::ObjectFile::createObjectFile({bytes, "policy.so"}));
  auto *elf = llvm::cast<llvm::object::ELFObjectFileBase>(object.get());
  std::set<std::string> defined, undefined;
  for (const auto &symbol : elf->getDynamicSymbolIterators()) {
    bool isUndefined =
        cantFail(symbol.getFlags()) & llvm::object::SymbolRef::SF_Undefined;
    (isUndefined ? undefined : defined)
        .insert(cantFail(symbol.getName()).str());
  }
  EXPECT_EQ(defined, std::set<std::string>{"mapwright_policy"});
  EXPECT_EQ(undefined, std::set<std::string>());
}

TEST(Compile, ErrorsAreLocatedByLineDirectives) {
  Compiled compiled = compile("#include <stdint.h>\n"
                              "#line 41 \"dir/app.mapper\"\n"
                              "int64_t f(int64_t n) {\n"
                              "  return n + nodes;\n"
                              "}\n");
  EXPECT_EQ(compiled.error,
            "dir/app.mapper:42:14: use of undeclared identifier 'nodes'");
  ASSERT_EQ(compiled.diagnostics.size(), 1u);
  const CompileDiagnostic &diag = compiled.diagnostics.front();
  EXPECT_EQ(diag.severity, CompileDiagnostic::Severity::Error);
  EXPECT_EQ(diag.file, "dir/app.mapper");
  EXPECT_EQ(diag.line, 42u);
  EXPECT_EQ(diag.column, 14u);
  EXPECT_EQ(diag.text, "use of undeclared identifier 'nodes'");
}

TEST(Compile, WithoutLineDirectivesTheGeneratedFileIsNamed) {
  EXPECT_EQ(compile("\nint f() { return; }\n").error,
            "app_policy.cpp:2:11: non-void function 'f' should return a value");
}

TEST(Compile, WarningsAndNotesAreKept) {
  Compiled compiled =
      compile("int f(int n) { if (n = 1) return 2; return 3; }");
  EXPECT_EQ(compiled.error, "");
  EXPECT_FALSE(compiled.object.empty());
  ASSERT_GE(compiled.diagnostics.size(), 2u);
  EXPECT_EQ(compiled.diagnostics[0].severity,
            CompileDiagnostic::Severity::Warning);
  EXPECT_EQ(compiled.diagnostics[1].severity,
            CompileDiagnostic::Severity::Note);
}

TEST(Compile, TheHostsHeadersAreOutOfReach) {
  EXPECT_TRUE(
      says(compile("#include <stdio.h>\n").error, "'stdio.h' file not found"));
  EXPECT_TRUE(says(compile("#include \"/usr/include/stdio.h\"\n").error,
                   "file not found"));
  EXPECT_TRUE(says(compile("#include <vector>\n").error, "file not found"));
}

TEST(Compile, NoExceptionsNoRTTI) {
  EXPECT_TRUE(says(compile("void f() { throw 1; }").error, "exceptions"));
  EXPECT_TRUE(says(compile("struct B { virtual void g(); }; struct D : B {};\n"
                           "D *f(B *b) { return dynamic_cast<D *>(b); }")
                       .error,
                   "requires -frtti"));
}

TEST(Compile, CopiesOfObjectsAreLinkedIn) {
  // More than compilers copy in line.
  constexpr llvm::StringLiteral source =
      "#include <stddef.h>\n"
      "struct Large { char bytes[100000]; };\n"
      "extern \"C\" {\n"
      "void *memmove(void *, const void *, size_t);\n"
      "int memcmp(const void *, const void *, size_t);\n"
      "void copy(Large *a, const Large *b) { *a = *b; }\n"
      "void clear(Large *a) { *a = Large(); }\n"
      "void move(Large *a, size_t n) { memmove(a, a->bytes + 1, n); }\n"
      "int same(Large *a, Large *b) { return memcmp(a, b, 100000); }\n"
      "}\n";
  EXPECT_EQ(linkMessage(source), "linked");
}

/// Exported, or else the linker drops it with the call in it.
static constexpr llvm::StringLiteral callsElsewhere =
    "int elsewhere();\n"
    "__attribute__((visibility(\"default\")))\n"
    "int f() { return elsewhere(); }\n";

TEST(Compile, UndefinedSymbolsAreErrors) {
  std::string message = linkMessage(callsElsewhere);
  EXPECT_TRUE(says(message, "cannot link: "));
  EXPECT_TRUE(says(message, "undefined symbol: elsewhere()"));
  EXPECT_EQ(linkMessage("int f() { return 1; }"), "linked");
}

TEST(Compile, WhatIsNoObjectIsAnError) {
  auto library = linkShared("no object", {});
  ASSERT_FALSE(bool(library));
  EXPECT_TRUE(says(llvm::toString(library.takeError()),
                   "not recognized as a valid object file"));
}

TEST(Compile, DeepNestingCompiles) {
  std::string source = "int f(int n) { return " + std::string(600, '(') + "n" +
                       std::string(600, ')') + "; }";
  EXPECT_EQ(compile(source).error, "");
  std::string tooDeep = "int f(int n) { return " + std::string(5000, '(') +
                        "n" + std::string(5000, ')') + "; }";
  EXPECT_TRUE(says(compile(tooDeep).error, "nesting level exceeded"));
}

TEST(Compile, MissingLibraryIsAnError) {
  CompileOptions options;
  options.library = "/nowhere/libMapwrightCompile.so";
  EXPECT_TRUE(says(compile("", options).error,
                   "the library with Clang and LLD, "
                   "'/nowhere/libMapwrightCompile.so', cannot be loaded"));
}

TEST(Compile, TemporaryFolderThatCannotBeWrittenTo) {
  Compiled compiled = compile("int f() { return 1; }");
  Environment temporary("TMPDIR", "/proc/1");
  auto library = linkShared(compiled.object, {});
  ASSERT_FALSE(bool(library));
  EXPECT_TRUE(says(llvm::toString(library.takeError()),
                   "set TMPDIR to a folder that can be written to"));
}

static unsigned countEntries(llvm::StringRef folder) {
  unsigned count = 0;
  std::error_code code;
  for (llvm::sys::fs::directory_iterator it(folder, code), end;
       it != end && !code; it.increment(code))
    ++count;
  return count;
}

TEST(Compile, LeavesNoFilesBehind) {
  llvm::SmallString<128> folder;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("mapwright-test", folder));
  {
    Environment temporary("TMPDIR", folder.c_str());
    EXPECT_EQ(linkMessage("int f() { return 1; }"), "linked");
    EXPECT_TRUE(
        says(linkMessage(callsElsewhere), "undefined symbol: elsewhere()"));
  }
  EXPECT_EQ(countEntries(folder), 0u);
  EXPECT_FALSE(llvm::sys::fs::remove_directories(folder));
}

TEST(Compile, TheHostsCommandLineOptionsStay) {
  const char *arguments[] = {"test", "--mapwright-test-untouched=5"};
  ASSERT_TRUE(llvm::cl::ParseCommandLineOptions(2, arguments));
  EXPECT_EQ(linkMessage("int f() { return 1; }"), "linked");
  EXPECT_EQ(untouched, 5);
  EXPECT_EQ(untouched.getNumOccurrences(), 1);
  // Known as before.
  arguments[1] = "--mapwright-test-untouched=6";
  llvm::cl::ResetAllOptionOccurrences();
  EXPECT_TRUE(llvm::cl::ParseCommandLineOptions(2, arguments));
  EXPECT_EQ(untouched, 6);
}

TEST(Compile, FromSeveralThreads) {
  std::string expected = emitTwoLevel();
  std::vector<std::string> found(4);
  std::vector<std::thread> threads;
  threads.reserve(found.size());
  for (std::string &bytes : found)
    threads.emplace_back([&bytes] { bytes = emitTwoLevel(); });
  for (std::thread &thread : threads)
    thread.join();
  for (const std::string &bytes : found)
    EXPECT_EQ(bytes, expected);
}
