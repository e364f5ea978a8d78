//===- MapForms.cpp - Forms of index maps that searches try ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapForms.h"

using namespace mapwright;
using namespace mapwright::optimize;

/// How much more than the others a dimension of long boxes costs to cut.
static constexpr unsigned longBoxWeight = 8;

namespace {
/// Writes maps that cut the points into boxes, one for each place of a grid.
class BoxMaps {
public:
  explicit BoxMaps(const MapSubject &subject)
      : subject(subject), kind(spelling(subject.kind)) {}

  MapFunction makeBoxes() const {
    return make("flat_grid_blocks", "Boxes of points on a grid",
                "auto_split(0, t.ispace)",
                "point[i] * grid.size[i] / t.ispace[i]");
  }
  MapFunction makeInTurn() const {
    return make("flat_grid_in_turn", "Points in turn on a grid",
                "auto_split(0, t.ispace)", "point[i] % grid.size[i]");
  }
  MapFunction makeLongBoxes(unsigned dim) const {
    std::string weights = list([&](unsigned other) {
      return std::to_string(other == dim ? longBoxWeight : 1);
    });
    return make("long_boxes_along_" + std::to_string(dim),
                "Boxes of points, long in dimension " + std::to_string(dim) +
                    ", on a grid",
                "decompose(0, t.ispace, " + weights + ")",
                "point[i] * grid.size[i] / t.ispace[i]");
  }

private:
  template <typename Callback>
  std::string list(Callback element) const {
    std::string text = "(";
    for (unsigned dim = 0; dim < subject.rank; ++dim)
      text += (dim ? ", " : "") + element(dim);
    return text + ")";
  }

  MapFunction make(const std::string &name, const std::string &comment,
                   const std::string &split, const std::string &place) const {
    std::string dims = list([](unsigned dim) { return std::to_string(dim); });
    return {name + "_" + std::to_string(subject.rank) + "d_" + kind.lower(),
            comment + " of " + kind.str() + " processors",
            std::string("    point = ") +
                (subject.startsAtZero ? "t.ipoint" : "t.ipoint - t.ilo") +
                ";\n    grid = Machine(" + kind.str() + ").merge(0, 1)." +
                split + ";\n    place = tuple(" + place + " for i in " + dims +
                ");\n    return grid[*place];\n"};
  }

  const MapSubject &subject;
  llvm::StringRef kind;
};
} // namespace

std::vector<MapFunction> optimize::makeMapForms(const MapSubject &subject) {
  std::vector<MapFunction> forms = makeIndexMaps(subject);
  if (subject.rank < 2)
    return forms;
  BoxMaps boxes(subject);
  forms.push_back(boxes.makeBoxes());
  forms.push_back(boxes.makeInTurn());
  for (unsigned dim = 0; dim < subject.rank; ++dim)
    forms.push_back(boxes.makeLongBoxes(dim));
  return forms;
}

std::string optimize::getFormName(const MapFunction &function, ProcKind kind) {
  llvm::StringRef name = function.name;
  name.consume_back("_" + spelling(kind).lower());
  return name.str();
}
