//===- MapFunctions.cpp - Index maps that spread work ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The functions are text that people read in their mapper afterwards: short,
// with a comment each, and without names a mapper is likely to have.
//
//===----------------------------------------------------------------------===//

#include "mapwright/Frontend/MapFunctions.h"

#include "llvm/ADT/StringExtras.h"

using namespace mapwright;

namespace {
/// Writes maps for one subject.
class MapWriter {
public:
  explicit MapWriter(const MapSubject &subject)
      : subject(subject),
        machine("Machine(" + spelling(subject.kind).str() + ")"),
        point(subject.startsAtZero ? "t.ipoint" : "(t.ipoint - t.ilo)"),
        suffix("_" + std::to_string(subject.rank) + "d_" +
               spelling(subject.kind).lower()) {}

  MapFunction makeBlocks(bool isRowMajor) const;
  MapFunction makeCyclic(bool isRowMajor) const;
  MapFunction makeNodesFirst() const;
  MapFunction makeSlabs(unsigned dim, bool isCyclic) const;
  MapFunction makeGrid(bool isCyclicInside) const;

private:
  std::string at(unsigned dim) const {
    return point + "[" + std::to_string(dim) + "]";
  }
  std::string number(bool isRowMajor) const;
  std::string dims() const;
  std::string comment(llvm::StringRef what) const {
    return (what + " of " + spelling(subject.kind) + " processors").str();
  }

  const MapSubject &subject;
  std::string machine, point, suffix;
};
} // namespace

/// The number of a point among all: Horner's rule over its coordinates.
std::string MapWriter::number(bool isRowMajor) const {
  std::string text;
  for (unsigned step = 0; step < subject.rank; ++step) {
    unsigned dim = isRowMajor ? step : subject.rank - 1 - step;
    if (step == 0) {
      text = at(dim);
      continue;
    }
    if (step > 1)
      text = "(" + text + ")";
    text += " * t.ispace[" + std::to_string(dim) + "] + " + at(dim);
  }
  return text;
}

/// "(0, 1)"
std::string MapWriter::dims() const {
  std::string text = "(";
  for (unsigned dim = 0; dim < subject.rank; ++dim)
    text += (dim ? ", " : "") + std::to_string(dim);
  return text + (subject.rank == 1 ? ",)" : ")");
}

MapFunction MapWriter::makeBlocks(bool isRowMajor) const {
  return {(isRowMajor ? "blocks" : "column_blocks") + suffix,
          comment(isRowMajor ? "Consecutive points in blocks, on a line"
                             : "Columns of points in blocks, on a line"),
          "    places = " + machine + ".merge(0, 1);\n" +
              "    count = t.ispace.volume;\n" +
              "    used = count < places.size[0] ? count : places.size[0];\n" +
              "    number = " + number(isRowMajor) + ";\n" +
              "    return places[number * used / count];\n"};
}

MapFunction MapWriter::makeCyclic(bool isRowMajor) const {
  return {(isRowMajor ? "in_turn" : "columns_in_turn") + suffix,
          comment(isRowMajor ? "Points in turn, on a line"
                             : "Points in turn, column by column, on a line"),
          "    places = " + machine + ".merge(0, 1);\n" +
              "    number = " + number(isRowMajor) + ";\n" +
              "    return places[number % places.size[0]];\n"};
}

MapFunction MapWriter::makeNodesFirst() const {
  return {"nodes_in_turn" + suffix,
          comment("Points in turn to nodes, then to the node's share"),
          "    places = " + machine + ";\n" +
              "    number = " + number(/*isRowMajor=*/true) + ";\n" +
              "    return places[number % places.size[0], "
              "number / places.size[0] % places.size[1]];\n"};
}

MapFunction MapWriter::makeSlabs(unsigned dim, bool isCyclic) const {
  std::string d = std::to_string(dim);
  std::string where = isCyclic
                          ? at(dim) + " % places.size[0]"
                          : at(dim) + " * places.size[0] / t.ispace[" + d + "]";
  return {(isCyclic ? "in_turn_along_" : "slabs_along_") + d + suffix,
          comment(("Slabs of points across dimension " + d +
                   (isCyclic ? " in turn" : "") + ", on a line")),
          "    places = " + machine + ".merge(0, 1);\n" + "    return places[" +
              where + "];\n"};
}

/// Nodes are laid out like the points, then the processors of a node like the
/// points it gets.
MapFunction MapWriter::makeGrid(bool isCyclicInside) const {
  std::string rank = std::to_string(subject.rank);
  std::string inside =
      isCyclicInside ? "point[i] % grid.size[i + " + rank + "]"
                     : "point[i] * nodes.size[i] * grid.size[i + " + rank +
                           "] / t.ispace[i] % grid.size[i + " + rank + "]";
  auto each = [&](const std::string &what) {
    return "tuple(" + what + " for i in " + dims() + ");\n";
  };
  return {(isCyclicInside ? "grid_in_turn" : "grid_blocks") + suffix,
          comment("Boxes of points on a grid of nodes, each on a grid"),
          "    point = " + point + ";\n" + "    nodes = " + machine +
              ".auto_split(0, t.ispace);\n" + "    share = " +
              each("(t.ispace[i] + nodes.size[i] - 1) / nodes.size[i]") +
              "    grid = nodes.auto_split(" + rank + ", share);\n" +
              "    node = " + each("point[i] * nodes.size[i] / t.ispace[i]") +
              "    place = " + each(inside) +
              "    return grid[*node, *place];\n"};
}

std::vector<MapFunction> mapwright::makeIndexMaps(const MapSubject &subject) {
  MapWriter writer(subject);
  std::vector<MapFunction> maps = {writer.makeBlocks(/*isRowMajor=*/true),
                                   writer.makeCyclic(/*isRowMajor=*/true)};
  if (subject.hasSeveralNodes)
    maps.push_back(writer.makeNodesFirst());
  if (subject.rank == 1)
    return maps;
  maps.push_back(writer.makeGrid(/*isCyclicInside=*/true));
  maps.push_back(writer.makeGrid(/*isCyclicInside=*/false));
  maps.push_back(writer.makeBlocks(/*isRowMajor=*/false));
  maps.push_back(writer.makeCyclic(/*isRowMajor=*/false));
  for (unsigned dim = 0; dim < subject.rank; ++dim) {
    maps.push_back(writer.makeSlabs(dim, /*isCyclic=*/false));
    maps.push_back(writer.makeSlabs(dim, /*isCyclic=*/true));
  }
  return maps;
}

std::vector<MapFunction> mapwright::makeSingleMaps(ProcKind kind) {
  std::string machine = "Machine(" + spelling(kind).str() + ")";
  std::string suffix = "_" + spelling(kind).lower();
  return {{"with_parent" + suffix,
           "Where the launching task runs: what it uses stays there",
           "    places = " + machine + ";\n" +
               "    return places[*t.parent.processor(places)];\n"},
          {"over_node" + suffix,
           "Over all " + spelling(kind).str() +
               " processors of the launching task's node",
           "    places = " + machine + ";\n" +
               "    return places[t.parent.processor(places)[0], *];\n"}};
}
