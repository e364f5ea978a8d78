//===- Layouts.h - Layout constraints of instances --------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_LAYOUTS_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_LAYOUTS_H

#include "LegionVersion.h"

#include "mapwright/Runtime/policy.h"

#include <map>
#include <mutex>
#include <tuple>

namespace mapwright {
namespace legion {

/// Everything that the layout of an instance follows from. Compared in full.
struct LayoutRequest {
  mw_layout layout = {};
  /// Whether a statement decides, else the runtime's default (STM3) applies.
  bool isStated = false;
  Legion::Memory::Kind memory = Legion::Memory::NO_MEMKIND;
  int dim = 1;
  Legion::ReductionOpID redop = 0; ///< 0: no reduction
  Legion::FieldSpace fieldSpace;
  std::vector<Legion::FieldID> fields;
  /// What the code of the variant demands; it comes before the statement, since
  /// the code would go wrong with another layout.
  std::vector<Legion::LayoutConstraintID> demands;

  bool operator<(const LayoutRequest &other) const;
};

/// Registers each layout once. For all threads.
class Layouts {
public:
  Legion::LayoutConstraintID find(Legion::Mapping::MapperRuntime *runtime,
                                  Legion::Mapping::MapperContext context,
                                  const LayoutRequest &request);

private:
  std::mutex mutex;
  std::map<LayoutRequest, Legion::LayoutConstraintID> known;
};

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_LAYOUTS_H
