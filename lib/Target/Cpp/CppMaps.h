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

/// The C++ of an index map for one rank, but for the names of what it defines:
/// ranks that differ in nothing else share it.
struct PrintedIndexMap {
  std::string fields; ///< of the struct with the launch's values; may be empty
  std::string launch; ///< body and end of the function for the launch
  std::string point;  ///< body and end of the function for a point
  bool launchUsesMachine = false;
  bool launchUsesDomain = false;
  bool launchUsesError = false;
  bool pointUsesPoint = false;
  bool pointUsesError = false;

  /// Whether the function for the launch, or a point, is that of another map.
  bool hasLaunchOf(const PrintedIndexMap &other) const {
    return launch == other.launch && fields == other.fields;
  }
  bool hasPointOf(const PrintedIndexMap &other) const {
    return point == other.point && fields == other.fields;
  }

  /// Print the definitions. `values` names the struct.
  void printValues(llvm::raw_ostream &os, llvm::StringRef values) const;
  void printLaunch(llvm::raw_ostream &os, llvm::StringRef name,
                   llvm::StringRef values) const;
  void printPoint(llvm::raw_ostream &os, llvm::StringRef name,
                  llvm::StringRef values) const;
};

mlir::FailureOr<PrintedIndexMap> printIndexMap(placement::MapOp map,
                                               const SourceLines &source);

/// The C++ of a map that is one function.
struct PrintedSingleMap {
  std::string name;
  std::string definition;
  /// It runs for the prints of a global's initializer, and its failure is none.
  bool isInitializer = false;
};

/// A map of rank 0, or, if it is nobody's form, what a top-level `print` does.
mlir::FailureOr<PrintedSingleMap> printSingleMap(placement::MapOp map,
                                                 std::string name,
                                                 const SourceLines &source);

/// Whether the map is what runs once for a machine.
inline bool isStartup(placement::MapOp map) {
  return !map.getFunction().has_value();
}

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TARGET_CPP_CPPMAPS_H
