//===- forwarding_mapper.h - See legion.h -----------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TEST_LEGION_STUB_MAPPERS_FORWARDING_MAPPER_H
#define MAPWRIGHT_TEST_LEGION_STUB_MAPPERS_FORWARDING_MAPPER_H

#include "legion.h"

namespace Legion {
namespace Mapping {

class ForwardingMapper : public Mapper {
public:
  ForwardingMapper(Mapper *);
  const char *get_mapper_name() const override;
  void select_task_options(MapperContext, const Task &, TaskOptions &) override;
  void slice_task(MapperContext, const Task &, const SliceTaskInput &,
                  SliceTaskOutput &) override;
  void map_task(MapperContext, const Task &, const MapTaskInput &,
                MapTaskOutput &) override;
  void map_copy(MapperContext, const Copy &, const MapCopyInput &,
                MapCopyOutput &) override;
  void replicate_task(MapperContext, const Task &, const ReplicateTaskInput &,
                      ReplicateTaskOutput &) override;
  void select_task_sources(MapperContext, const Task &,
                           const SelectTaskSrcInput &,
                           SelectTaskSrcOutput &) override;
  void report_profiling(MapperContext, const Task &,
                        const TaskProfilingInfo &) override;
  void select_sharding_functor(MapperContext, const Task &,
                               const SelectShardingFunctorInput &,
                               SelectShardingFunctorOutput &) override;
  void select_tasks_to_map(MapperContext, const SelectMappingInput &,
                           SelectMappingOutput &) override;

protected:
  Mapper *const mapper = nullptr;
};

} // namespace Mapping
} // namespace Legion

#endif // MAPWRIGHT_TEST_LEGION_STUB_MAPPERS_FORWARDING_MAPPER_H
