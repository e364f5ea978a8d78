//===- MapperEditorTest.cpp - Tests of edits of mappers -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Frontend/MapperEditor.h"

#include "mapwright/Frontend/Frontend.h"

#include "gtest/gtest.h"

using namespace mapwright;
using ast::StmtKind;

namespace {
/// A parsed mapper and an editor of it.
class EditHarness {
public:
  explicit EditHarness(llvm::StringRef text)
      : text(text), context(mlir::MLIRContext::Threading::DISABLED),
        source(&context, "test.mapper", this->text),
        mapper(*parseMapper(source, trees)),
        editor(this->text, "test.mapper", mapper) {}

  std::string put(StmtKind kind, const StatementKey &key,
                  llvm::StringRef value) {
    Edits edits;
    editor.put(kind, key, value, edits);
    return llvm::cantFail(applyEdits(text, edits));
  }
  std::string remove(StmtKind kind, const StatementKey &key) {
    Edits edits;
    editor.remove(kind, key, edits);
    return llvm::cantFail(applyEdits(text, edits));
  }
  std::string addMap(const StatementKey &key, const MapFunction &function) {
    Edits edits;
    editor.addMap(StmtKind::IndexTaskMap, key, function, edits);
    return llvm::cantFail(applyEdits(text, edits));
  }
  const MapperEditor &getEditor() const { return editor; }

private:
  std::string text;
  mlir::MLIRContext context;
  ast::ASTContext trees;
  SourceFile source;
  ast::Mapper mapper;
  MapperEditor editor;
};
} // namespace

static const StatementKey everything = {{"*"}, "", ""};

TEST(MapperEditor, AStatementOfTheSameKeyIsReplaced) {
  EXPECT_EQ(EditHarness("Task a CPU; # why\nTask * CPU;\n")
                .put(StmtKind::Task, everything, "GPU,CPU"),
            "Task a CPU; # why\nTask * GPU,CPU;\n");
}

/// STM6: the first one counts, so that later ones would only be warned of.
TEST(MapperEditor, RepeatedStatementsGo) {
  EXPECT_EQ(EditHarness("Task * CPU;\nTask a CPU;\nTask * IO;\n")
                .put(StmtKind::Task, everything, "GPU"),
            "Task * GPU;\nTask a CPU;\n");
}

TEST(MapperEditor, ListsLoseTheTask) {
  EXPECT_EQ(EditHarness("Task a,b,c CPU;\n")
                .put(StmtKind::Task, {{"b"}, "", ""}, "GPU"),
            "Task b GPU;\nTask a,c CPU;\n");
  EXPECT_EQ(EditHarness("Task \"b\",a CPU;\n")
                .put(StmtKind::Task, {{"b"}, "", ""}, "GPU"),
            "Task b GPU;\nTask a CPU;\n");
}

/// A list of regions keeps what it says of the others: the new statement stands
/// before it.
TEST(MapperEditor, NewStatementsComeBeforeListsOfRegions) {
  EXPECT_EQ(EditHarness("Region t r,s GPU FBMEM;\n")
                .put(StmtKind::Region, {{"t"}, "s", "GPU"}, "ZCMEM"),
            "Region t s GPU ZCMEM;\nRegion t r,s GPU FBMEM;\n");
}

TEST(MapperEditor, OtherKeysAreLeftAlone) {
  EXPECT_EQ(EditHarness("Region * * * FBMEM;\nTask * GPU;\n")
                .put(StmtKind::Region, {{"*"}, "*", "GPU"}, "ZCMEM"),
            "Region * * * FBMEM;\nRegion * * GPU ZCMEM;\nTask * GPU;\n");
  EXPECT_EQ(EditHarness("Layout * * GPU SOA;\n")
                .put(StmtKind::Layout, {{"*"}, "*", "FBMEM"}, "AOS"),
            "Layout * * GPU SOA;\nLayout * * FBMEM AOS;\n");
}

TEST(MapperEditor, NewStatementsStandBelowTheirKind) {
  EXPECT_EQ(EditHarness("Task a CPU; # why\nRegion * * * SYSMEM;\n")
                .put(StmtKind::Task, everything, "GPU"),
            "Task a CPU; # why\nTask * GPU;\nRegion * * * SYSMEM;\n");
  // What follows on the line may go on on the next one.
  EXPECT_EQ(EditHarness("Task a CPU; Region * *\n * SYSMEM;\n")
                .put(StmtKind::Task, everything, "GPU"),
            "Task a CPU;\nTask * GPU; Region * *\n * SYSMEM;\n");
  EXPECT_EQ(EditHarness("Task a CPU;").put(StmtKind::Task, everything, "GPU"),
            "Task a CPU;\nTask * GPU;\n");
  EXPECT_EQ(EditHarness("").put(StmtKind::CollectMemory, {{"*"}, "*", ""}, ""),
            "\nCollectMemory * *;\n");
}

/// LEX6: CRLF is kept.
TEST(MapperEditor, LineEndsAreThoseOfTheSource) {
  EXPECT_EQ(EditHarness("Task a CPU;\r\nTask b CPU;\r\n")
                .put(StmtKind::Task, everything, "GPU"),
            "Task a CPU;\r\nTask b CPU;\r\nTask * GPU;\r\n");
}

TEST(MapperEditor, StatementsGoWithTheirLine) {
  EXPECT_EQ(EditHarness("InstanceLimit a 2;\nTask * CPU;\n")
                .remove(StmtKind::InstanceLimit, {{"a"}, "", ""}),
            "Task * CPU;\n");
  EXPECT_EQ(EditHarness("InstanceLimit a 2; Task * CPU;\n")
                .remove(StmtKind::InstanceLimit, {{"a"}, "", ""}),
            " Task * CPU;\n");
}

TEST(MapperEditor, FunctionsGetFreeNamesAndAreSharedIfEqual) {
  MapFunction function = {"f", "What", "    return m[0, 0];\n"};
  std::string source = "m = Machine(GPU);\ndef f(Task t) {\n"
                       "    return m[0, 1];\n}\nIndexTaskMap a f;\n";
  EXPECT_EQ(EditHarness(source).addMap({{"b"}, "", ""}, function),
            source + "\n# What\ndef f_2(Task t) {\n    return m[0, 0];\n}\n\n"
                     "IndexTaskMap b f_2;\n");
  function.body = "    return m[0, 1];\n";
  EXPECT_EQ(EditHarness(source).addMap({{}, "", "GPU"}, function),
            source + "\nIndexTaskMap GPU f;\n");
  // A function of the mapper.
  EXPECT_EQ(EditHarness(source).addMap({{"b"}, "", ""}, {"f", "", ""}),
            source + "\nIndexTaskMap b f;\n");
}

TEST(MapperEditor, KeysOfKindsAreNoTasks) {
  EditHarness harness("def f(Task t) { return Machine(GPU)[0, 0]; }\n"
                      "IndexTaskMap GPU f;\nIndexTaskMap a,b f;\n");
  const MapperEditor &editor = harness.getEditor();
  EXPECT_TRUE(editor.has(StmtKind::IndexTaskMap, {{}, "", "GPU"}));
  EXPECT_FALSE(editor.has(StmtKind::IndexTaskMap, {{}, "", "CPU"}));
  EXPECT_TRUE(editor.has(StmtKind::IndexTaskMap, {{"b"}, "", ""}));
  EXPECT_FALSE(editor.has(StmtKind::IndexTaskMap, {{"*"}, "", ""}));
  EXPECT_EQ(editor.getMapFunctions(StmtKind::IndexTaskMap),
            std::vector<std::string>{"f"});
}
