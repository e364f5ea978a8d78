//===- RandomMap.cpp - Random index maps ----------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RandomMap.h"

using namespace mapwright;
using std::to_string;

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

std::string RandomMap::makeInt(unsigned depth) {
  auto element = [&](const std::string &tuple) {
    return tuple + "[" + to_string(pick(rank)) + "]";
  };
  auto sub = [&] { return makeInt(depth - 1); };
  switch (depth == 0 ? pick(6) : pick(14)) {
  case 0:
    return to_string(pick(7));
  case 1:
  case 2:
    return element(makeLaunchTuple(0));
  case 3:
    return element(makeLaunchTuple(pick(2) ? 1 : 2));
  case 4:
    if (!loopVariable.empty())
      return loopVariable;
    return numLocals > 0 ? "x" + to_string(pick(numLocals)) : "1";
  case 5:
    return pick(2) ? "m.size[" + to_string(pick(2)) + "]" : "c.volume";
  case 6:
    return "(" + sub() + " + " + sub() + ")";
  case 7:
    return "(" + sub() + (pick(2) ? " - " : " * ") + sub() + ")";
  case 8:
    return "(" + sub() + (pick(2) ? " / " : " % ") + sub() + ")";
  case 9:
    return "-(" + sub() + ")";
  case 10:
    return "(" + makeBool(depth - 1) + " ? " + sub() + " : " + sub() + ")";
  case 11:
    return "mix(" + sub() + ", " + sub() + ")";
  case 12:
    return element("(" + makeTuple(depth - 1) + ")");
  default:
    // An index that only the point knows.
    return "(" + makeTuple(depth - 1) + ")[" + sub() + " % " +
           to_string(rank + pick(2)) + "]";
  }
}

std::string RandomMap::makeBool(unsigned depth) {
  static const char *const comparisons[] = {" < ",  " <= ", " > ",
                                            " >= ", " == ", " != "};
  if (depth == 0 || pick(3) > 0)
    return "(" + makeInt(depth ? depth - 1 : 0) + comparisons[pick(6)] +
           makeInt(depth ? depth - 1 : 0) + ")";
  return "(" + makeBool(depth - 1) + (pick(2) ? " && " : " || ") +
         makeBool(depth - 1) + ")";
}

std::string RandomMap::makeLaunchTuple(unsigned which) {
  static const char *const ofPoints[] = {"t.ipoint", "t.ispace", "t.ilo"};
  static const char *const ofTasks[] = {"t.processor(m)",
                                        "t.parent.processor(c)", "c.size"};
  return kind == Kind::Single ? ofTasks[which] : ofPoints[which];
}

std::string RandomMap::makeTuple(unsigned depth) {
  unsigned which = depth == 0 ? pick(3) : pick(7);
  switch (which) {
  case 0:
  case 1:
  case 2:
    return makeLaunchTuple(which);
  case 3: {
    static const char *const operators[] = {" + ", " - ", " * ", " / ", " % "};
    return "(" + makeTuple(depth - 1) + operators[pick(5)] +
           makeTuple(depth - 1) + ")";
  }
  case 4: {
    std::string list = "(";
    for (unsigned d = 0; d < rank; ++d)
      list += makeInt(depth - 1) + ", ";
    return rank == 1 ? list + ")" : list.substr(0, list.size() - 2) + ")";
  }
  case 5: {
    std::string range = "(";
    for (unsigned d = 0; d < rank; ++d)
      range += to_string(pick(4)) + ",";
    std::string outer = loopVariable;
    std::string variable = "i" + to_string(depth) + to_string(outer.size());
    loopVariable = variable;
    std::string element = makeInt(depth - 1);
    loopVariable = outer;
    return "tuple(" + element + " for " + variable + " in " + range + "))";
  }
  default:
    return "(" + makeBool(depth - 1) + " ? " + makeTuple(depth - 1) + " : " +
           makeTuple(depth - 1) + ")";
  }
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

/// A machine space of two dimensions.
std::string RandomMap::makeBaseSpace() {
  if (kind == Kind::Index || pick(3) > 0)
    return pick(2) ? "m" : "c";
  static const char *const spaces[] = {"m",
                                       "c",
                                       "m.swap(0, 1)",
                                       "m.reverse(1)",
                                       "c.slice(1, 1, 2)",
                                       "m.split(1, 2).merge(0, 2)",
                                       "c.auto_split(1, (2, 3)).merge(2, 0)"};
  std::string condition = makeBool(1);
  std::string taken = spaces[pick(7)];
  return "(" + condition + " ? " + taken + " : " + spaces[pick(7)] + ")";
}

std::string RandomMap::makeSpace(unsigned &dimensions) {
  dimensions = 2;
  std::string space = makeBaseSpace();
  for (unsigned steps = pick(4); steps > 0; --steps) {
    std::string d = to_string(pick(dimensions));
    switch (pick(7)) {
    case 0:
      space += ".split(" + d + ", " + to_string(1 + pick(3)) + ")";
      ++dimensions;
      break;
    case 1:
      if (dimensions > 1) {
        space += ".merge(0, " + to_string(dimensions - 1) + ")";
        --dimensions;
      }
      break;
    case 2:
      if (dimensions > 1)
        space += ".swap(" + to_string(dimensions - 1) + ", 0)";
      break;
    case 3:
      space += ".reverse(" + d + ")";
      break;
    case 4:
      space += ".auto_split(" + d +
               (kind == Kind::Single ? ", (2, 3))" : ", t.ispace)");
      dimensions += rank - 1;
      break;
    case 5:
      space += ".balance_split(" + d + ", 2)";
      ++dimensions;
      break;
    default:
      space += ".slice(" + d + ", 0, " + to_string(pick(2)) + ")";
      break;
    }
  }
  return space;
}

std::string RandomMap::makeStatements() {
  std::string text;
  for (unsigned count = pick(4); count > 0; --count) {
    if (pick(4) == 0)
      text +=
          "  print(\"{} {}\", " + makeTuple(1) + ", " + makeBool(1) + ");\n";
    std::string value = makeInt(3);
    if (kind == Kind::Single && pick(4) == 0) {
      unsigned dimensions;
      value = "t.processor(" + makeSpace(dimensions) + ")[1]";
    }
    text += "  x" + to_string(numLocals++) + " = " + value + ";\n";
  }
  return text;
}

std::string RandomMap::makeIndexing(unsigned dimensions, bool &hasStar) {
  std::string text = "s[";
  for (unsigned d = 0; d < dimensions; ++d) {
    std::string index = makeInt(2);
    // Mostly in bounds, unless the index is negative or the size is 0.
    if (pick(5) > 0)
      index = "(" + index + ") % s.size[" + to_string(d) + "]";
    if (kind != Kind::Index && pick(kind == Kind::Single ? 2 : 3) == 0) {
      index = "*";
      hasStar = true;
    }
    text += (d > 0 ? ", " : "") + index;
  }
  return text + "]";
}

std::string RandomMap::makeReturn() {
  unsigned dimensions;
  std::string text = "  s = " + makeSpace(dimensions) + ";\n";
  bool hasStar = false;
  std::string place = makeIndexing(dimensions, hasStar);
  if (!hasStar || pick(2))
    return text + "  return " + place + ";\n";
  // Only sets can be chosen instead of sets.
  bool hasOtherStar = false;
  std::string other = makeIndexing(dimensions, hasOtherStar);
  if (!hasOtherStar)
    other = "m[" + makeInt(1) + ", *]";
  return text + "  a = " + place + ";\n  return " + makeBool(1) +
         " ? a : " + other + ";\n";
}

void RandomMap::makeDomain() {
  domain.rank = rank;
  for (unsigned rects = pick(4) ? 1 : 2, r = 0; r < rects; ++r) {
    Rect rect;
    rect.lo.rank = rect.hi.rank = rank;
    for (unsigned d = 0; d < rank; ++d) {
      rect.lo.at[d] = between(-2, 2) + 10 * r;
      rect.hi.at[d] = rect.lo.at[d] + pick(4);
    }
    domain.rects.push_back(rect);
  }
}

RandomMap::RandomMap(unsigned seed, Kind kind) : random(seed), kind(kind) {
  rank = 1 + pick(3);
  if (kind == Kind::Single)
    rank = 2;
  machine =
      "nodes:" + to_string(1 + pick(4)) + ",CPU:" + to_string(1 + pick(6));
  if (pick(4) > 0)
    machine += ",GPU:" + to_string(1 + pick(4));
  makeDomain();
  body = makeStatements();
  body += makeReturn();
}

std::string RandomMap::getPrelude() {
  return "m = Machine(GPU);\n"
         "c = Machine(CPU);\n"
         "def mix(int a, int b) {\n"
         "  sum = a + b;\n"
         "  return sum > 3 ? sum - b * 2 : a;\n"
         "}\n";
}

std::string RandomMap::getFunction(llvm::StringRef name,
                                   llvm::StringRef force) const {
  return "def " + name.str() +
         "(Task t) {\n"
         "  forced = c.split(0, " +
         force.str() + ");\n" + body + "}\n";
}

std::string RandomMap::getText(llvm::StringRef force) const {
  return getPrelude() + getFunction("f", force) +
         (kind == Kind::Single ? "SingleTaskMap t f;\n"
                               : "IndexTaskMap t f;\n");
}
