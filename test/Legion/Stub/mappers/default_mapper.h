//===- default_mapper.h - See legion.h --------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TEST_LEGION_STUB_MAPPERS_DEFAULT_MAPPER_H
#define MAPWRIGHT_TEST_LEGION_STUB_MAPPERS_DEFAULT_MAPPER_H

#include "mappers/forwarding_mapper.h"

namespace Legion {
namespace Mapping {

class DefaultMapper : public ForwardingMapper {
public:
  DefaultMapper(MapperRuntime *, Machine, Processor, const char *name);
};

} // namespace Mapping
} // namespace Legion

#endif // MAPWRIGHT_TEST_LEGION_STUB_MAPPERS_DEFAULT_MAPPER_H
