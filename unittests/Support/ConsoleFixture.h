//===- ConsoleFixture.h - Tests of what the console writes ------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_SUPPORT_CONSOLEFIXTURE_H
#define MAPWRIGHT_UNITTESTS_SUPPORT_CONSOLEFIXTURE_H

#include "mapwright/Support/DiagnosticConsole.h"

#include "mlir/IR/Location.h"
#include "mlir/IR/MLIRContext.h"

#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

#include "gtest/gtest.h"

namespace mapwright {

/// A context, sources and a console that writes to a string.
class ConsoleTest : public ::testing::Test {
protected:
  void addSource(llvm::StringRef name, llvm::StringRef text) {
    sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text, name),
                               llvm::SMLoc());
  }

  DiagnosticConsole &open(std::vector<std::string> warnings = {}) {
    options.toolName = "mapc";
    options.warnings = std::move(warnings);
    return console.emplace(&context, os, &sources, options);
  }

  /// Bytes [column, endColumn) of a line of "a.mapper".
  mlir::Location at(unsigned line, unsigned column, unsigned endColumn) {
    return mlir::FileLineColRange::get(
        mlir::StringAttr::get(&context, "a.mapper"), line, column, line,
        endColumn);
  }

  std::string take() { return std::exchange(output, {}); }

  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  llvm::SourceMgr sources;
  std::string output;
  llvm::raw_string_ostream os{output};
  DiagnosticOptions options;
  std::optional<DiagnosticConsole> console;
};

} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_SUPPORT_CONSOLEFIXTURE_H
