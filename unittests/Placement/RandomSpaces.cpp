//===- RandomSpaces.cpp - Random maps over spaces -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RandomSpaces.h"

using namespace mapwright;
using std::to_string;

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

std::string RandomSpaces::makeInt(bool inGlobal) {
  unsigned choices = inGlobal ? 4 : rank == 0 ? 6 : 9;
  switch (pick(choices)) {
  case 0:
  case 1:
    return to_string(1 + pick(4));
  case 2:
    return "root.size[" + number(2) + "]";
  case 3:
    return inGlobal ? "2" : "quotient";
  case 4:
    return "count";
  case 5:
    return rank == 0 ? "t.processor(root)[" + number(2) + "]"
                     : "t.ispace[" + number(rank) + "]";
  case 6:
    return "(t.ipoint[" + number(rank) + "] - t.ilo[" + number(rank) + "])";
  case 7:
    return "(t.ispace[" + number(rank) + "] * count)";
  default:
    return "t.ipoint[" + number(rank) + "]";
  }
}

std::string RandomSpaces::makeExtents(bool inGlobal) {
  if (!inGlobal && rank > 0 && pick(2))
    return pick(3) ? "t.ispace"
                   : "(t.ispace / root.size[:" + to_string(rank) + "])";
  std::string list = "(";
  for (unsigned parts = 1 + pick(3); parts > 0; --parts)
    list += makeInt(inGlobal || pick(2)) + ",";
  return list + ")";
}

std::string RandomSpaces::makeBool() {
  switch (pick(5)) {
  case 0:
    return "(" + makeBool() + (pick(2) ? " && " : " || ") + makeBool() + ")";
  case 1:
    return "root[0, " + makeInt(false) + "].has(" +
           (pick(2) ? "FBMEM" : "SYSMEM") + ")";
  case 2:
    return "((" + makeInt(false) + " > 1) == (" + makeInt(false) + " > 2))";
  default:
    return "(" + makeInt(false) + (pick(2) ? " < " : " != ") + makeInt(false) +
           ")";
  }
}

/// How many parts a list of extents makes: its commas, or the launch's rank.
static unsigned countParts(const std::string &extents, unsigned rank) {
  if (extents.find("ispace)") != std::string::npos || extents[0] == 't' ||
      extents.find("(t.ispace /") == 0)
    return rank;
  unsigned parts = 0;
  for (char c : extents)
    parts += c == ',';
  return parts;
}

std::string RandomSpaces::transform(const Space &from, unsigned steps,
                                    bool inGlobal, unsigned &dimensions) {
  std::string text = from.name;
  dimensions = from.dimensions;
  for (; steps > 0; --steps) {
    unsigned first = pick(dimensions), second = pick(dimensions);
    std::string d = to_string(first), both = d + ", " + to_string(second);
    std::string extents = makeExtents(inGlobal);
    unsigned parts = countParts(extents, rank);
    bool canGrow = dimensions - 1 + parts <= 9 && dimensions < 9;
    switch (pick(9)) {
    case 0:
      if (first != second) {
        text += ".merge(" + both + ")";
        --dimensions;
      }
      break;
    case 1:
      if (first != second)
        text += ".swap(" + both + ")";
      break;
    case 2:
      text += ".reverse(" + d + ")";
      break;
    case 3:
      text += ".slice(" + d + ", " + number(2) + ", " + makeInt(inGlobal) + ")";
      break;
    case 4:
      if (dimensions < 9) {
        text += ".split(" + d + ", " + makeInt(inGlobal) + ")";
        ++dimensions;
      }
      break;
    case 5:
      if (dimensions < 8) {
        text += ".balance_split(" + d + ", 3)";
        dimensions += 2;
      }
      break;
    default: {
      if (!canGrow)
        break;
      static const char *const names[] = {"auto_split", "greedy_split",
                                          "decompose"};
      std::string name = names[pick(3)];
      text += "." + name + "(" + d + ", " + extents;
      if (name == "decompose" && pick(2))
        text += pick(4) ? ", " + extents : ", (1, 2)";
      text += ")";
      dimensions += parts - 1;
    }
    }
  }
  return text;
}

std::string RandomSpaces::makePoint(unsigned depth) {
  if (depth > 0 && pick(2))
    return "(" + makeBool() + " ? " + makePoint(depth - 1) + " : " +
           makePoint(depth - 1) + ")";
  const Space &space = spaces[pick(spaces.size())];
  unsigned star = hasStars ? pick(space.dimensions) : space.dimensions;
  std::string text = space.name + "[";
  for (unsigned d = 0; d < space.dimensions; ++d) {
    std::string index = makeInt(false);
    if (pick(6))
      index = "(" + index + ") % " + space.name + ".size[" + to_string(d) + "]";
    if (d == star || (hasStars && pick(4) == 0))
      index = "*";
    text += (d > 0 ? ", " : "") + index;
  }
  return text + "]";
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

void RandomSpaces::makeGlobals() {
  unsigned dimensions;
  text = std::string("root = Machine(") + (pick(4) ? "GPU" : "CPU") + ");\n";
  spaces = {{"root", 2}};
  text += "count = root.size[0] * " + to_string(1 + pick(3)) + ";\n";
  // Fails on some machines, for those who use it.
  text += "quotient = 12 / (root.size[1] - " + number(3) + ");\n";
  text += "grid = " + transform(spaces[0], pick(4), true, dimensions) + ";\n";
  spaces.push_back({"grid", dimensions});
}

void RandomSpaces::makeFunction() {
  text += "def f(Task t) {\n";
  for (unsigned count = pick(3), i = 0; i < count; ++i) {
    unsigned dimensions;
    std::string name = "s" + to_string(i);
    const Space from = spaces[pick(spaces.size())];
    text += "  " + name + " = " +
            transform(from, 1 + pick(3), false, dimensions) + ";\n";
    spaces.push_back({name, dimensions});
  }
  if (pick(3) == 0)
    text += "  print(\"{} {} {}\", root.size, " + makeBool() + ", " +
            makeInt(false) + ");\n";
  if (rank == 0)
    text += "  self = t." + std::string(pick(2) ? "parent." : "") +
            "processor(" + spaces[pick(spaces.size())].name + ");\n";
  text += "  return " + makePoint(2) + ";\n}\n";
  text += rank == 0 ? "SingleTaskMap t f;\n" : "IndexTaskMap t f;\n";
}

void RandomSpaces::makeDomain() {
  domain.rank = rank;
  unsigned rects = rank == 0 ? 0 : pick(4) ? 1 : 2;
  // Near both ends of the integers, so that extents and sums overflow.
  bool isExtreme = pick(8) == 0;
  for (unsigned r = 0; r < rects; ++r) {
    Rect rect;
    rect.lo.rank = rect.hi.rank = rank;
    for (unsigned d = 0; d < rank; ++d) {
      unsigned extra = pick(4);
      int64_t near = int64_t(pick(6)) - 3 + 10 * r;
      rect.lo.at[d] = !isExtreme ? near : r ? INT64_MAX - 3 : INT64_MIN;
      rect.hi.at[d] = rect.lo.at[d] + extra;
    }
    domain.rects.push_back(rect);
  }
}

RandomSpaces::RandomSpaces(unsigned seed) : random(seed) {
  rank = pick(8) ? 1 + pick(3) : 0;
  hasStars = rank > 0 && pick(4) == 0;
  machine =
      "nodes:" + to_string(1 + pick(6)) + ",CPU:" + to_string(1 + pick(6));
  if (pick(8) > 0)
    machine += ",GPU:" + to_string(1 + pick(6));
  for (Place *place : {&self, &parent})
    *place = {ProcKind::GPU, int32_t(pick(4)), int32_t(pick(4))};
  makeDomain();
  makeGlobals();
  makeFunction();
}
