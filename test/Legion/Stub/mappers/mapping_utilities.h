//===- mapping_utilities.h - See legion.h -----------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TEST_LEGION_STUB_MAPPERS_MAPPING_UTILITIES_H
#define MAPWRIGHT_TEST_LEGION_STUB_MAPPERS_MAPPING_UTILITIES_H

#include "legion.h"

namespace Legion {
namespace Mapping {
namespace Utilities {

const char *to_string(Processor::Kind);
const char *to_string(Memory::Kind);
std::string to_string(MapperRuntime *, MapperContext, const Domain &);
std::string to_string(MapperRuntime *, MapperContext, PhysicalInstance);
std::string to_string(MapperRuntime *, MapperContext, const RegionRequirement &,
                      unsigned);
std::string to_string(MapperRuntime *, MapperContext, const Task &,
                      bool include_index_point = true);

} // namespace Utilities
} // namespace Mapping
} // namespace Legion

#endif // MAPWRIGHT_TEST_LEGION_STUB_MAPPERS_MAPPING_UTILITIES_H
