//===- GenerateTest.cpp - Programs by name --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GenerateHarness.h"

using namespace mapwright;
using namespace mapwright::test;

namespace {

constexpr const char *names[] = {"circuit", "stencil",   "pennant",
                                 "cannon",  "summa",     "pumma",
                                 "johnson", "solomonik", "cosma"};

TEST(GenerateTest, DefaultsAreValidPrograms) {
  for (const char *name : names) {
    Program program = generate(name);
    EXPECT_EQ(program.name, name);
    EXPECT_GT(program.work, 0) << name;
    EXPECT_FALSE(program.workUnit.empty()) << name;
    EXPECT_TRUE(program.isReplicable) << name;
    EXPECT_GT(countTasks(program.body), 100u) << name;
    for (const TaskKind &task : program.tasks)
      EXPECT_FALSE(task.variants.empty()) << name << " " << task.name;
  }
}

TEST(GenerateTest, EveryTaskRunsSomewhereOnEveryMachine) {
  // A CPU is the one processor every machine has.
  for (const char *name : names)
    for (const TaskKind &task : generate(name).tasks)
      EXPECT_TRUE(llvm::any_of(
          task.variants,
          [](const Variant &variant) { return variant.kind == ProcKind::CPU; }))
          << name << " " << task.name;
}

TEST(GenerateTest, OtherShapesAreValidPrograms) {
  for (const char *spec :
       {"circuit:init=1",
        "circuit:pieces=1",
        "circuit:pieces=64,seed=7",
        "circuit:pieces=1,pieces_per_superpiece=1",
        "circuit:pieces=7,pieces_per_superpiece=1,neighbors=1,window=3",
        "circuit:pct_wire_in_piece=100",
        "circuit:pct_wire_in_piece=0",
        "stencil:ntx=1,nty=1",
        "stencil:ntx=7,nty=3,nx=101,ny=77,check=1",
        "stencil:nx=5,ny=5,ntx=1,nty=1",
        "pennant:init=1",
        "pennant:pieces=1",
        "pennant:pieces=12,nzx=31,nzy=29",
        "pennant:pieces=7,nzx=29,nzy=300",
        "pennant:pieces=6,nzx=300,nzy=29",
        "cannon:gx=3,gy=2,n=100",
        "summa:gx=2,gy=5,n=101",
        "pumma:gx=1,gy=1,n=1",
        "johnson:gdim=3,n=100",
        "solomonik:rpoc=4,c=2,rpoc3=2,n=1001",
        "solomonik:rpoc=3,c=1,rpoc3=5",
        "cosma:processors=30,n=1000",
        "cosma:gx=3,gy=1,gz=5"})
    generate(spec);
}

TEST(GenerateTest, EqualSpecsGiveEqualPrograms) {
  Program first = generate("circuit:pieces=50,seed=3");
  Program second = generate("circuit:pieces=50,seed=3");
  Program other = generate("circuit:pieces=50,seed=4");
  auto ghosts = [](const Program &program) {
    std::string text;
    for (unsigned color = 0; color < 50; ++color)
      text += spell(findPartition(program, "rp_ghost"), color) + "\n";
    return text;
  };
  EXPECT_EQ(ghosts(first), ghosts(second));
  EXPECT_NE(ghosts(first), ghosts(other));
}

TEST(GenerateTest, UnknownProgram) {
  EXPECT_EQ(explain("circit"),
            "there is no program 'circit'; did you mean 'circuit'? programs: "
            "circuit, stencil, pennant, cannon, summa, pumma, johnson, "
            "solomonik, cosma");
  EXPECT_EQ(explain("zzz:n=1"),
            "there is no program 'zzz'; programs: circuit, stencil, pennant, "
            "cannon, summa, pumma, johnson, solomonik, cosma");
  EXPECT_EQ(explain(""),
            "there is no program ''; programs: circuit, stencil, pennant, "
            "cannon, summa, pumma, johnson, solomonik, cosma");
}

TEST(GenerateTest, UnknownKey) {
  EXPECT_EQ(explain("johnson:gdin=3"),
            "program 'johnson' has no key 'gdin'; did you mean 'gdim'? keys: "
            "n, gdim, iterations");
  EXPECT_EQ(explain("johnson:zzzzz=3"), "program 'johnson' has no key 'zzzzz'; "
                                        "keys: n, gdim, iterations");
}

TEST(GenerateTest, BadValues) {
  const char *expected = "key 'gdim' of program 'johnson' takes an integer "
                         "from 1 to 128, got '";
  for (const char *value :
       {"0", "129", "-1", "x", "", "1e3", "99999999999999999999", "2 "})
    EXPECT_EQ(explain(std::string("johnson:gdim=") + value),
              std::string(expected) + value + "'");
}

TEST(GenerateTest, BadForm) {
  EXPECT_EQ(explain("johnson:"), "expected key=value after 'johnson:'");
  EXPECT_EQ(explain("johnson:gdim"),
            "expected key=value for program 'johnson', got 'gdim'");
  EXPECT_EQ(explain("johnson:=2"),
            "expected key=value for program 'johnson', got '=2'");
  EXPECT_EQ(explain("johnson:n=9,,gdim=2"),
            "expected key=value for program 'johnson', got ''");
  EXPECT_EQ(explain("johnson:n=9,n=9"),
            "key 'n' of program 'johnson' is given twice");
}

TEST(GenerateTest, ValuesThatDoNotGoTogether) {
  EXPECT_EQ(explain("cannon:n=3,gx=4"),
            "program 'cannon' needs an n of at least gx and gy");
  EXPECT_EQ(explain("johnson:n=3,gdim=4"),
            "program 'johnson' needs an n of at least 4, the longest side of "
            "its grid");
  EXPECT_EQ(explain("solomonik:n=10,c=4,rpoc3=3"),
            "program 'solomonik' needs an n of at least rpoc and c * rpoc3");
  EXPECT_EQ(explain("cosma:gx=2"),
            "program 'cosma' takes 'gx', 'gy' and 'gz' together, or none of "
            "them to have the grid chosen");
  EXPECT_EQ(explain("cosma:n=100000,memory=1000"),
            "program 'cosma' finds no grid: matrices of n = 100000 do not fit "
            "4 processors with 1000 MiB each");
  EXPECT_EQ(explain("stencil:nx=5,ntx=2"),
            "program 'stencil' needs nx-4 >= ntx and ny-4 >= nty, so that "
            "every tile has a point");
  EXPECT_EQ(explain("pennant:nzx=2,nzy=2,pieces=5"),
            "program 'pennant' cannot cut 2 x 2 zones into 5 pieces: some "
            "would be empty");
  EXPECT_EQ(explain("circuit:nodes_per_piece=1"),
            "program 'circuit' needs a private node in each piece: "
            "nodes_per_piece of 1 is too small");
}

TEST(GenerateTest, TooManyTasks) {
  // 100 loops of three kernels, a task after and one piece task after.
  EXPECT_EQ(explain("circuit:pieces=1000000,pieces_per_superpiece=1,loops=100"),
            "program 'circuit:pieces=1000000,pieces_per_superpiece=1,loops=100'"
            " would have 301000001 point tasks; at most 16777216");
}

TEST(GenerateTest, AMillionTasks) {
  EXPECT_EQ(countTasks(generate("stencil:ntx=128,nty=128").body),
            2 * 30 * 16384u + 16384u + 2);
  EXPECT_EQ(countTasks(generate("circuit:pieces=33000").body),
            3 * 10 * 33000u + 33000u + 1);
}

} // namespace
