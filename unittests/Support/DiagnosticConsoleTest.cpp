//===- DiagnosticConsoleTest.cpp - Text and JSON of diagnostics -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConsoleFixture.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace mapwright;

//===----------------------------------------------------------------------===//
// Header and source line
//===----------------------------------------------------------------------===//

TEST_F(ConsoleTest, ShowsHeaderLineAndRange) {
  addSource("a.mapper", "m = Machine(GPU);\nx = m[9, 0];\n");
  open();
  diagnose(at(2, 7, 8), DiagId::IndexBounds) << "index 9 is out of bounds";
  EXPECT_EQ(take(), "a.mapper:2:7: error: index 9 is out of bounds "
                    "[mapwright-index-bounds]\n"
                    "    2 | x = m[9, 0];\n"
                    "      |       ^\n");
  diagnose(at(2, 5, 12), DiagId::IndexBounds) << "here";
  EXPECT_EQ(take(), "a.mapper:2:5: error: here [mapwright-index-bounds]\n"
                    "    2 | x = m[9, 0];\n"
                    "      |     ^~~~~~~\n");
}

TEST_F(ConsoleTest, ShowsNotesAfterTheDiagnostic) {
  addSource("a.mapper", "Task a GPU;\nTask a CPU;\n");
  open();
  {
    DiagnosticBuilder diag = diagnose(at(2, 1, 12), DiagId::DuplicateStatement);
    diag << "ignored";
    diag.note(at(1, 1, 12)) << "the first one is here";
    diag.note() << "the first one counts";
    diag.note(mlir::UnknownLoc::get(&context)) << "nowhere";
  }
  EXPECT_EQ(take(),
            "a.mapper:2:1: warning: ignored [mapwright-duplicate-statement]\n"
            "    2 | Task a CPU;\n"
            "      | ^~~~~~~~~~~\n"
            "a.mapper:1:1: note: the first one is here\n"
            "    1 | Task a GPU;\n"
            "      | ^~~~~~~~~~~\n"
            "a.mapper:2:1: note: the first one counts\n"
            "mapc: note: nowhere\n");
}

TEST_F(ConsoleTest, PlacesOutsideOfTheTextAreHarmless) {
  addSource("a.mapper", "x = 1");
  open();
  diagnose(at(1, 6, 6), DiagId::Syntax) << "end of line";
  EXPECT_EQ(take(), "a.mapper:1:6: error: end of line [mapwright-syntax]\n"
                    "    1 | x = 1\n"
                    "      |      ^\n");
  diagnose(at(1, 90, 99), DiagId::Syntax) << "beyond the line";
  EXPECT_EQ(take(), "a.mapper:1:90: error: beyond the line [mapwright-syntax]\n"
                    "    1 | x = 1\n"
                    "      |      ^\n");
  diagnose(at(7, 1, 2), DiagId::Syntax) << "beyond the file";
  EXPECT_EQ(take(),
            "a.mapper:7:1: error: beyond the file [mapwright-syntax]\n");
  diagnose(at(0, 0, 0), DiagId::EmptyMapper) << "the file";
  EXPECT_EQ(take(), "a.mapper: warning: the file [mapwright-empty-mapper]\n");
}

TEST_F(ConsoleTest, UnderlinesTheFirstLineOfALongRange) {
  addSource("a.mapper", "def f(Task t) {  \r\n  return 1;\r\n}\r\n");
  open();
  auto name = mlir::StringAttr::get(&context, "a.mapper");
  diagnose(mlir::FileLineColRange::get(name, 1, 5, 3, 2), DiagId::Type)
      << "no point";
  EXPECT_EQ(take(), "a.mapper:1:5: error: no point [mapwright-type]\n"
                    "    1 | def f(Task t) {  \n"
                    "      |     ^~~~~~~~~~~\n");
}

TEST_F(ConsoleTest, ExpandsTabs) {
  addSource("a.mapper", "\tx =\tmgpu;\n");
  open();
  diagnose(at(1, 6, 10), DiagId::UnknownName) << "unknown name 'mgpu'";
  EXPECT_EQ(
      take(),
      "a.mapper:1:6: error: unknown name 'mgpu' [mapwright-unknown-name]\n"
      "    1 |         x =     mgpu;\n"
      "      |                 ^~~~\n");
}

TEST_F(ConsoleTest, CountsCodePointsNotBytes) {
  // u-umlaut, a Chinese character and a character beyond 16 bits.
  addSource("a.mapper", "Task \"\xC3\xBC\xE4\xB8\xAD\xF0\x9D\x84\x9E\" GPV;\n");
  open();
  diagnose(at(1, 18, 21), DiagId::Syntax) << "expected a kind";
  EXPECT_EQ(take(), "a.mapper:1:18: error: expected a kind [mapwright-syntax]\n"
                    "    1 | Task \"\xC3\xBC\xE4\xB8\xAD\xF0\x9D\x84\x9E\""
                    " GPV;\n"
                    "      |            ^~~\n");
  diagnose(at(1, 7, 16), DiagId::Syntax) << "name";
  EXPECT_EQ(take(), "a.mapper:1:7: error: name [mapwright-syntax]\n"
                    "    1 | Task \"\xC3\xBC\xE4\xB8\xAD\xF0\x9D\x84\x9E\""
                    " GPV;\n"
                    "      |       ^~~\n");
}

TEST_F(ConsoleTest, EscapesWhatATerminalCannotShow) {
  // A colour command, a byte that is no UTF-8, and an invisible space.
  addSource("a.mapper", "x\x1B[1m = \xFF\xE2\x80\x8B;\n");
  open();
  diagnose(at(1, 9, 10), DiagId::Encoding) << "byte \x1B here\nand there";
  EXPECT_EQ(take(), "a.mapper:1:9: error: byte <U+001B> here\nand there "
                    "[mapwright-encoding]\n"
                    "    1 | x<U+001B>[1m = <FF><U+200B>;\n"
                    "      |                ^~~~\n");
}

TEST_F(ConsoleTest, ShowsAWindowOfLongLines) {
  std::string line = std::string(500, 'a') + "BAD" + std::string(500, 'c');
  addSource("a.mapper", line);
  open();
  diagnose(at(1, 501, 504), DiagId::Syntax) << "bad";
  // 160 columns: 3 + 75 + 3 + 76 + 3.
  EXPECT_EQ(take(), "a.mapper:1:501: error: bad [mapwright-syntax]\n"
                    "    1 | ..." +
                        std::string(75, 'a') + "BAD" + std::string(76, 'c') +
                        "...\n"
                        "      | " +
                        std::string(78, ' ') + "^~~\n");
  diagnose(at(1, 1, 4), DiagId::Syntax) << "front";
  EXPECT_EQ(take(), "a.mapper:1:1: error: front [mapwright-syntax]\n"
                    "    1 | " +
                        std::string(154, 'a') +
                        "...\n"
                        "      | ^~~\n");
  diagnose(at(1, 1004, 1004), DiagId::Syntax) << "end";
  EXPECT_EQ(take(), "a.mapper:1:1004: error: end [mapwright-syntax]\n"
                    "    1 | ..." +
                        std::string(154, 'c') +
                        "\n"
                        "      | " +
                        std::string(157, ' ') + "^\n");
}

TEST_F(ConsoleTest, LineOfMegabytesIsShownInPart) {
  // Two-byte code points, so that cutting has to find their starts.
  std::string line;
  for (int i = 0; i < 1000000; ++i)
    line += "\xC3\xBC";
  addSource("a.mapper", line);
  open();
  diagnose(at(1, 1000001, 1000003), DiagId::Syntax) << "middle";
  std::string text = take();
  EXPECT_LT(text.size(), 800u);
  EXPECT_EQ(text.find("<"), std::string::npos);
  EXPECT_NE(text.find("\n      | " + std::string(79, ' ') + "^\n"),
            std::string::npos);
}

TEST_F(ConsoleTest, RangeLongerThanTheWindowIsCut) {
  addSource("a.mapper", std::string(400, 'x'));
  open();
  diagnose(at(1, 101, 391), DiagId::Syntax) << "long";
  EXPECT_EQ(take(), "a.mapper:1:101: error: long [mapwright-syntax]\n"
                    "    1 | ..." +
                        std::string(154, 'x') +
                        "...\n"
                        "      |    ^" +
                        std::string(153, '~') + "\n");
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

TEST_F(ConsoleTest, UsesTheFirstFileInALocation) {
  open();
  mlir::Location unknown = mlir::UnknownLoc::get(&context);
  mlir::Location place = at(3, 4, 5);
  mlir::Location other = mlir::FileLineColLoc::get(&context, "b.mapper", 1, 2);
  auto name = mlir::StringAttr::get(&context, "x");
  for (mlir::Location loc :
       {place, mlir::Location(mlir::NameLoc::get(name, place)),
        mlir::Location(mlir::CallSiteLoc::get(place, other)),
        mlir::Location(mlir::CallSiteLoc::get(unknown, place)),
        mlir::FusedLoc::get(&context, {unknown, place, other})}) {
    mlir::emitError(loc, "text");
    EXPECT_EQ(take(), "a.mapper:3:4: error: text\n");
  }
  mlir::emitError(unknown, "text");
  EXPECT_EQ(take(), "mapc: error: text\n");
}

TEST_F(ConsoleTest, ReadsSourcesFromDisk) {
  llvm::SmallString<128> path;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("console", "mapper", path));
  {
    std::error_code code;
    llvm::raw_fd_ostream(path, code) << "Task a GPU;\n";
    ASSERT_FALSE(code);
  }
  open();
  mlir::emitError(mlir::FileLineColLoc::get(&context, path, 1, 6), "text");
  EXPECT_EQ(take(), (path + ":1:6: error: text\n"
                            "    1 | Task a GPU;\n"
                            "      |      ^\n")
                        .str());
  llvm::sys::fs::remove(path);
}

//===----------------------------------------------------------------------===//
// Colours, counting
//===----------------------------------------------------------------------===//

TEST_F(ConsoleTest, ColoursOnlyWhenAskedFor) {
  addSource("a.mapper", "x = 1\n");
  options.color = ColorMode::Always;
  open();
  diagnose(at(1, 5, 6), DiagId::Syntax).fix("insert ';'", "a.mapper", 5, 5, ";")
      << "expected ';'";
  std::string text = take();
  EXPECT_NE(text.find("\x1B["), std::string::npos);
  // The text itself is the same.
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1B')
      i = text.find('m', i);
    else
      plain += text[i];
  }
  options.color = ColorMode::Auto;
  console.reset();
  os.enable_colors(false);
  open();
  diagnose(at(1, 5, 6), DiagId::Syntax).fix("insert ';'", "a.mapper", 5, 5, ";")
      << "expected ';'";
  EXPECT_EQ(take(), plain);
}

TEST_F(ConsoleTest, CountsAndSumsUp) {
  open();
  console->printSummary();
  EXPECT_EQ(take(), "");
  mlir::emitWarning(at(1, 1, 1), "w");
  mlir::emitRemark(at(1, 1, 1), "r");
  take();
  console->printSummary();
  EXPECT_EQ(take(), "1 warning generated.\n");
  mlir::emitError(at(1, 1, 1), "e");
  mlir::emitError(at(1, 1, 1), "e");
  take();
  console->printSummary();
  EXPECT_EQ(take(), "2 errors and 1 warning generated.\n");
  EXPECT_EQ(console->getNumErrors(), 2u);
  EXPECT_EQ(console->getNumWarnings(), 1u);
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

TEST_F(ConsoleTest, WritesOneJSONObjectALine) {
  options.format = DiagnosticFormat::JSON;
  open();
  {
    DiagnosticBuilder diag = diagnose(at(2, 3, 9), DiagId::Syntax);
    diag << "expected \";\"";
    diag.fix("insert", "a.mapper", 5, 5, ";");
    diag.note(at(1, 1, 2)) << "after this";
  }
  mlir::emitWarning(mlir::UnknownLoc::get(&context), "byte \xFF");
  console->printSummary();
  EXPECT_EQ(
      take(),
      R"({"schema":"mapwright-diagnostics/1","severity":"error",)"
      R"("id":"syntax","group":"grammar","message":"expected \";\"",)"
      R"("location":{"file":"a.mapper","line":2,"column":3,"end_line":2,)"
      R"("end_column":9},"notes":[{"message":"after this","location":)"
      R"({"file":"a.mapper","line":1,"column":1,"end_line":1,)"
      R"("end_column":2}}],"fixes":[{"title":"insert",)"
      R"("applicability":"machine","edits":[{"file":"a.mapper","begin":5,)"
      R"("end":5,"text":";"}]}]})"
      "\n"
      R"({"schema":"mapwright-diagnostics/1","severity":"warning",)"
      R"("id":null,"group":null,"message":"byte )"
      "\xEF\xBF\xBD"
      R"(","location":null,"notes":[],"fixes":[]})"
      "\n");
}

TEST_F(ConsoleTest, JSONLinesParse) {
  options.format = DiagnosticFormat::JSON;
  open({"error"});
  diagnose(at(1, 1, 2), DiagId::ShadowedName) << "quote \" newline \n tab \t";
  std::string text = take();
  ASSERT_EQ(llvm::StringRef(text).count('\n'), 1u);
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  ASSERT_TRUE(bool(value));
  EXPECT_EQ(value->getAsObject()->getString("message"),
            llvm::StringRef("quote \" newline \n tab \t"));
  // -Werror shows in the severity.
  EXPECT_EQ(value->getAsObject()->getString("severity"),
            llvm::StringRef("error"));
}
