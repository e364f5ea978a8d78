//===- CppMaps.h - Maps as C++ functions ------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Target/Cpp. An index map of one rank becomes a struct of what
// a launch leaves for its points, a function for the launch and one for the
// points; a single map one function.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TARGET_CPP_CPPMAPS_H
#define MAPWRIGHT_LIB_TARGET_CPP_CPPMAPS_H

#include "CppStatements.h"

namespace mapwright {

/// Identifiers of one map. A single map has only `launch`.
struct MapNames {
  std::string launch; ///< function
  std::string point;  ///< function
  std::string values; ///< struct
  std::string member; ///< of the launch storage, and of the enumeration of maps
};

/// The C++ of one map.
struct PrintedMap {
  MapNames names;
  std::string values; ///< definition of the struct; empty if it has no fields
  std::string launch; ///< definition of the function
  std::string point;  ///< definition of the function
  std::string callPoint; ///< a call of it; of the startup, where it is one
  bool pointNeedsMachine = false;
  bool pointNeedsPoint = false;
  bool pointNeedsError = false;
};

mlir::FailureOr<PrintedMap> printIndexMap(placement::MapOp map, MapNames names,
                                          const SourceLines &source);

/// A map of rank 0, or, if it is nobody's form, what a top-level `print` does.
mlir::FailureOr<PrintedMap> printSingleMap(placement::MapOp map, MapNames names,
                                           const SourceLines &source);

/// Whether the map is what runs once for a machine.
inline bool isStartup(placement::MapOp map) {
  return !map.getFunction().has_value();
}

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TARGET_CPP_CPPMAPS_H
