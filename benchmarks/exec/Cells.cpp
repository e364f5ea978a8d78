//===- Cells.cpp - A block of cells and what is done with it --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Cells.h"

#include <algorithm>

Cells::View Cells::view(Field field) const {
  size_t fieldStride = layout.isAOS ? 1 : width * height;
  size_t cellStride = layout.isAOS ? size_t(numFields) : 1;
  return {values.data() + field * fieldStride,
          cellStride * (layout.isCOrder ? height : 1),
          cellStride * (layout.isCOrder ? 1 : width)};
}

void Cells::arrange(CellLayout wanted) {
  if (!values.empty() && wanted == layout)
    return;
  Cells old(width, height);
  old.layout = layout;
  old.values.swap(values);
  layout = wanted;
  values.resize(width * height * numFields);
  if (old.values.empty())
    return;
  for (unsigned field = 0; field < numFields; ++field) {
    View from = old.view(Field(field)), to = view(Field(field));
    for (size_t y = 0; y < height; ++y)
      for (size_t x = 0; x < width; ++x)
        to(x, y) = from(x, y);
  }
}

void Cells::fill(unsigned block) {
  for (unsigned field = 0; field < numFields; ++field) {
    View to = view(Field(field));
    for (size_t y = 0; y < height; ++y)
      for (size_t x = 0; x < width; ++x)
        to(x, y) = double((x * 31 + y * 17 + block * 7 + field) % 97) / 97;
  }
}

void Cells::diffuse() {
  View now = view(Temperature), next = view(Next),
       conductivity = view(Conductivity);
  for (size_t y = 0; y < height; ++y) {
    size_t up = y > 0 ? y - 1 : y, down = std::min(y + 1, height - 1);
    for (size_t x = 0; x < width; ++x) {
      size_t left = x > 0 ? x - 1 : x, right = std::min(x + 1, width - 1);
      double flow = now(left, y) + now(right, y) + now(x, up) + now(x, down);
      next(x, y) =
          now(x, y) + 0.2 * conductivity(x, y) * (flow - 4 * now(x, y));
    }
  }
  for (size_t y = 0; y < height; ++y)
    for (size_t x = 0; x < width; ++x)
      now(x, y) = next(x, y);
}

double Cells::total() const {
  View from = view(Temperature);
  double sum = 0;
  for (size_t y = 0; y < height; ++y)
    for (size_t x = 0; x < width; ++x)
      sum += from(x, y);
  return sum;
}
