//===- legion.h - The part of Legion's API that is used ---------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For machines without Legion: the library for Legion programs and generated
// files are compiled with these declarations, so that their C++ cannot rot.
// Nothing is linked or run. Only what is used is declared, in own words; where
// Legion has more parameters or members, they are left out.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TEST_LEGION_STUB_LEGION_H
#define MAPWRIGHT_TEST_LEGION_STUB_LEGION_H

#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <list>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#define LEGION_MAX_DIM 3
#define LEGION_FOREACH_N(DO) DO(1) DO(2) DO(3)
#define LEGION_GC_DEFAULT_PRIORITY 0
#define LEGION_GC_FIRST_PRIORITY (INT_MAX - 1)

//===----------------------------------------------------------------------===//
// Realm
//===----------------------------------------------------------------------===//

namespace Realm {

struct Processor {
  enum Kind {
    NO_KIND,
    TOC_PROC,
    LOC_PROC,
    UTIL_PROC,
    IO_PROC,
    PROC_GROUP,
    PROC_SET,
    OMP_PROC,
    PY_PROC
  };
  static const Processor NO_PROC;
  uint64_t id;
  bool exists() const;
  Kind kind() const;
  unsigned address_space() const;
  bool operator<(const Processor &) const;
  bool operator==(const Processor &) const;
  bool operator!=(const Processor &) const;
};
std::ostream &operator<<(std::ostream &, Processor);

struct Memory {
  enum Kind {
    NO_MEMKIND,
    SYSTEM_MEM,
    REGDMA_MEM,
    SOCKET_MEM,
    Z_COPY_MEM,
    GPU_FB_MEM
  };
  static const Memory NO_MEMORY;
  bool exists() const;
  Kind kind() const;
  size_t capacity() const;
  bool operator<(const Memory &) const;
  bool operator==(const Memory &) const;
  bool operator!=(const Memory &) const;
};
std::ostream &operator<<(std::ostream &, Memory);

struct Machine {
  struct ProcessorMemoryAffinity {
    Processor p;
    Memory m;
    unsigned bandwidth, latency;
  };
  struct MemoryMemoryAffinity {
    Memory m1, m2;
    unsigned bandwidth, latency;
  };
  struct AffinityDetails {
    unsigned bandwidth, latency;
  };
  class ProcessorQuery {
  public:
    explicit ProcessorQuery(const Machine &);
    ProcessorQuery &local_address_space();
    ProcessorQuery &only_kind(Processor::Kind);
    Processor first() const;
    const Processor *begin() const;
    const Processor *end() const;
  };
  class MemoryQuery {
  public:
    explicit MemoryQuery(const Machine &);
    MemoryQuery &local_address_space();
    MemoryQuery &has_affinity_to(Processor);
    const Memory *begin() const;
    const Memory *end() const;
  };
  static Machine get_machine();
  int get_proc_mem_affinity(std::vector<ProcessorMemoryAffinity> &, Processor,
                            Memory, bool local_only) const;
  int get_mem_mem_affinity(std::vector<MemoryMemoryAffinity> &, Memory, Memory,
                           bool local_only) const;
  bool has_affinity(Processor, Memory, AffinityDetails * = nullptr) const;
};

template <int N, typename T>
struct Point {};
template <int N, typename T>
struct Rect {
  Rect(const Point<N, T> &, const Point<N, T> &);
};
template <int N, typename T>
struct IndexSpace {
  IndexSpace(const std::vector<Rect<N, T>> &, bool disjoint);
};

namespace ProfilingMeasurements {
struct OperationStatus {};
} // namespace ProfilingMeasurements
} // namespace Realm

//===----------------------------------------------------------------------===//
// Constants, which C programs share
//===----------------------------------------------------------------------===//

enum PrivilegeMode {
  LEGION_NO_ACCESS,
  LEGION_READ_ONLY,
  LEGION_REDUCE,
  LEGION_READ_WRITE
};
enum CoherenceProperty { LEGION_EXCLUSIVE, LEGION_SIMULTANEOUS };
enum HandleType {
  LEGION_SINGULAR_PROJECTION,
  LEGION_PARTITION_PROJECTION,
  LEGION_REGION_PROJECTION
};
enum DimensionKind { LEGION_DIM_X, LEGION_DIM_Y, LEGION_DIM_Z, LEGION_DIM_F };
enum SpecializedKind {
  LEGION_NO_SPECIALIZE,
  LEGION_AFFINE_SPECIALIZE,
  LEGION_COMPACT_SPECIALIZE,
  LEGION_AFFINE_REDUCTION_SPECIALIZE
};
enum EqualityKind { LEGION_EQ_EK };
enum { LEGION_NAME_SEMANTIC_TAG };

//===----------------------------------------------------------------------===//
// Handles and domains
//===----------------------------------------------------------------------===//

namespace Legion {

using ::CoherenceProperty;
using ::DimensionKind;
using ::PrivilegeMode;
using Realm::Machine;
using Realm::Memory;
using Realm::Processor;
using coord_t = long long;
using FieldID = unsigned;
using TaskID = unsigned;
using VariantID = unsigned long;
using MapperID = unsigned;
using ShardID = unsigned;
using ShardingID = unsigned;
using ReductionOpID = int;
using LayoutConstraintID = unsigned long;
using UniqueID = unsigned long long;
using MappingTagID = unsigned long;
using TaskPriority = int;
using GCPriority = int;

class DomainPoint {
public:
  DomainPoint();
  DomainPoint(coord_t);
  template <int N, typename T>
  DomainPoint(const Realm::Point<N, T> &);
  bool operator==(const DomainPoint &) const;
  bool operator!=(const DomainPoint &) const;
  int get_dim() const;
  coord_t &operator[](int);
  const coord_t &operator[](int) const;
};
std::ostream &operator<<(std::ostream &, const DomainPoint &);

template <int N, typename T = coord_t>
struct Point : Realm::Point<N, T> {
  Point(const DomainPoint &);
  const T &operator[](int) const;
};
template <int N, typename T = coord_t>
struct Rect {
  Point<N, T> lo, hi;
  bool contains(const Point<N, T> &) const;
  size_t volume() const;
};
template <int N, typename T = coord_t>
struct DomainT {
  DomainT(const Realm::IndexSpace<N, T> &);
};

template <int N, typename T = coord_t>
class RectInDomainIterator {
public:
  explicit RectInDomainIterator(const DomainT<N, T> &);
  bool operator()() const;
  Rect<N, T> operator*() const;
  RectInDomainIterator &operator++();
};

class Domain {
public:
  Domain();
  Domain(const DomainPoint &, const DomainPoint &);
  template <int N, typename T>
  Domain(const DomainT<N, T> &);
  template <int N, typename T>
  operator DomainT<N, T>() const;
  bool operator==(const Domain &) const;
  bool operator!=(const Domain &) const;
  bool operator<(const Domain &) const;
  int get_dim() const;
  size_t get_volume() const;
  DomainPoint lo() const;
  DomainPoint hi() const;
  Domain intersection(const Domain &) const;
  bool dense() const;
  bool contains(const DomainPoint &) const;
  class DomainPointIterator {
  public:
    explicit DomainPointIterator(const Domain &);
    operator bool() const;
    DomainPoint &operator*();
    DomainPointIterator &operator++();
  };
};

/// What all handles have in common here.
template <typename Tag>
struct Handle {
  bool exists() const;
  bool operator<(const Handle &) const;
  bool operator==(const Handle &) const;
  int get_dim() const;
};
struct IndexSpace : Handle<IndexSpace> {
  uint64_t get_id() const;
};
struct IndexPartition : Handle<IndexPartition> {
  uint64_t get_id() const;
};
struct FieldSpace : Handle<FieldSpace> {};
struct LogicalRegion : Handle<LogicalRegion> {
  IndexSpace get_index_space() const;
  FieldSpace get_field_space() const;
  unsigned get_tree_id() const;
};
struct LogicalPartition : Handle<LogicalPartition> {
  static const LogicalPartition NO_PART;
  IndexPartition get_index_partition() const;
  unsigned get_tree_id() const;
};

struct RegionRequirement {
  LogicalRegion region, parent;
  LogicalPartition partition;
  std::set<FieldID> privilege_fields;
  PrivilegeMode privilege;
  CoherenceProperty prop;
  HandleType handle_type;
  ReductionOpID redop;
  unsigned projection;
  bool is_restricted() const;
};
using OutputRequirement = RegionRequirement;

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

class LayoutConstraint {};

class SpecializedConstraint : public LayoutConstraint {
public:
  SpecializedConstraint(SpecializedKind, ReductionOpID, bool no_access,
                        bool exact);
  bool is_exact() const;
  SpecializedKind kind;
};
class MemoryConstraint : public LayoutConstraint {
public:
  MemoryConstraint(Memory::Kind);
  bool is_valid() const;
  Memory::Kind get_kind() const;
};
class FieldConstraint : public LayoutConstraint {
public:
  FieldConstraint(const std::vector<FieldID> &, bool contiguous, bool inorder);
  FieldConstraint(const std::set<FieldID> &, bool contiguous,
                  bool inorder = true);
  std::vector<FieldID> field_set;
  bool contiguous, inorder;
};
class OrderingConstraint : public LayoutConstraint {
public:
  OrderingConstraint(const std::vector<DimensionKind> &, bool contiguous);
  std::vector<DimensionKind> ordering;
};
class AlignmentConstraint : public LayoutConstraint {
public:
  AlignmentConstraint(FieldID, EqualityKind, size_t bytes);
  FieldID fid;
  EqualityKind eqk;
  size_t alignment;
};
class PaddingConstraint : public LayoutConstraint {
public:
  Domain delta;
};
class LayoutConstraintSet {
public:
  LayoutConstraintSet();
  LayoutConstraintSet &add_constraint(const SpecializedConstraint &);
  LayoutConstraintSet &add_constraint(const MemoryConstraint &);
  LayoutConstraintSet &add_constraint(const FieldConstraint &);
  LayoutConstraintSet &add_constraint(const OrderingConstraint &);
  SpecializedConstraint specialized_constraint;
  MemoryConstraint memory_constraint;
  FieldConstraint field_constraint;
  OrderingConstraint ordering_constraint;
  PaddingConstraint padding_constraint;
  std::vector<AlignmentConstraint> alignment_constraints;
};
class TaskLayoutConstraintSet {
public:
  std::multimap<unsigned, LayoutConstraintID> layouts;
};
class ColocationConstraint {
public:
  std::set<unsigned> indexes;
};
class ExecutionConstraintSet {
public:
  std::vector<ColocationConstraint> colocation_constraints;
};

//===----------------------------------------------------------------------===//
// Tasks
//===----------------------------------------------------------------------===//

class Copy {
public:
  std::vector<RegionRequirement> src_requirements;
  std::vector<RegionRequirement> dst_requirements;
  std::vector<RegionRequirement> src_indirect_requirements;
  std::vector<RegionRequirement> dst_indirect_requirements;
};
class Task {
public:
  virtual ~Task();
  virtual bool has_parent_task() const = 0;
  virtual const Task *get_parent_task() const = 0;
  virtual const char *get_task_name() const = 0;
  virtual size_t get_total_shards() const = 0;
  virtual UniqueID get_unique_id() const = 0;
  virtual int get_depth() const = 0;
  TaskID task_id;
  std::vector<RegionRequirement> regions;
  std::vector<OutputRequirement> output_regions;
  bool is_index_space, concurrent_task, must_epoch_task, local_function;
  Domain index_domain;
  DomainPoint index_point;
  IndexSpace sharding_space;
  Processor current_proc, target_proc;
};

class ShardingFunctor {
public:
  virtual ~ShardingFunctor();
  virtual ShardID shard(const DomainPoint &, const Domain &,
                        const size_t total_shards);
};

} // namespace Legion

//===----------------------------------------------------------------------===//
// Mappers
//===----------------------------------------------------------------------===//

namespace Legion {
namespace Mapping {

using MapperContext = void *;
namespace ProfilingMeasurements {
using namespace Realm::ProfilingMeasurements;
}

class PhysicalInstance {
public:
  Memory get_location() const;
  Domain get_instance_domain() const;
  bool is_normal_instance() const;
  bool is_virtual_instance() const;
  bool has_field(FieldID) const;
  bool entails(const LayoutConstraintSet &) const;
  size_t hash() const;
  static PhysicalInstance get_virtual_instance();
};

struct MapperEvent {};

struct ProfilingRequest {
  template <typename T>
  ProfilingRequest &add_measurement();
};

class MapperRuntime {
public:
  using Instances = std::vector<PhysicalInstance>;
  MapperEvent create_mapper_event(MapperContext) const;
  void trigger_mapper_event(MapperContext, MapperEvent) const;
  const ExecutionConstraintSet &
      find_execution_constraints(MapperContext, TaskID, VariantID) const;
  const TaskLayoutConstraintSet &
      find_task_layout_constraints(MapperContext, TaskID, VariantID) const;
  const LayoutConstraintSet &find_layout_constraints(MapperContext,
                                                     LayoutConstraintID) const;
  LayoutConstraintID register_layout(MapperContext,
                                     const LayoutConstraintSet &) const;
  void find_valid_variants(MapperContext, TaskID, std::vector<VariantID> &,
                           Processor::Kind) const;
  bool is_leaf_variant(MapperContext, TaskID, VariantID) const;
  bool is_inner_variant(MapperContext, TaskID, VariantID) const;
  bool is_replicable_variant(MapperContext, TaskID, VariantID) const;
  void filter_instances(MapperContext, const Task &, unsigned index, VariantID,
                        Instances &, std::set<FieldID> &missing) const;
  bool create_physical_instance(MapperContext, Memory, LayoutConstraintID,
                                const std::vector<LogicalRegion> &,
                                PhysicalInstance &, bool acquire, GCPriority,
                                bool tight, size_t *footprint,
                                const LayoutConstraint **unsat) const;
  bool find_or_create_physical_instance(MapperContext, Memory,
                                        LayoutConstraintID,
                                        const std::vector<LogicalRegion> &,
                                        PhysicalInstance &, bool &created,
                                        bool acquire, GCPriority, bool tight,
                                        size_t *footprint,
                                        const LayoutConstraint **unsat) const;
  bool find_or_create_physical_instance(
      MapperContext, Memory, const LayoutConstraintSet &,
      const std::vector<LogicalRegion> &, PhysicalInstance &, bool &created,
      bool acquire = true, GCPriority = 0, bool tight = false,
      size_t *footprint = nullptr,
      const LayoutConstraint **unsat = nullptr) const;
  bool acquire_and_filter_instances(MapperContext, Instances &) const;
  bool acquire_and_filter_instances(MapperContext,
                                    std::vector<Instances> &) const;
  Domain get_index_space_domain(MapperContext, IndexSpace) const;
#ifdef MAPWRIGHT_STUB_OF_24_12
  IndexSpace create_index_space(MapperContext, const Domain &, unsigned = 0,
                                const char * = nullptr) const;
#else
  IndexSpace create_index_space(MapperContext, const Domain &, unsigned = 0,
                                const char * = nullptr,
                                bool take_ownership = false) const;
#endif
  bool has_parent_logical_partition(MapperContext, LogicalRegion) const;
  LogicalPartition get_parent_logical_partition(MapperContext,
                                                LogicalRegion) const;
  LogicalRegion get_parent_logical_region(MapperContext,
                                          LogicalPartition) const;
  template <typename Named>
  bool retrieve_semantic_information(MapperContext, Named, int tag,
                                     const void *&, size_t &, bool can_fail,
                                     bool wait_until_ready) const;
};

class Mapper {
public:
  MapperRuntime *const runtime = nullptr;
  virtual ~Mapper();
  virtual const char *get_mapper_name() const = 0;

  struct TaskOptions {
    Processor initial_proc;
    bool inline_task, stealable, map_locally, replicate;
    std::set<unsigned> check_collective_regions;
  };
  struct TaskSlice {
    TaskSlice(const Domain &, Processor, bool recurse, bool stealable);
    TaskSlice(IndexSpace, Processor, bool recurse, bool stealable);
    IndexSpace domain_is;
    Domain domain;
    Processor proc;
#ifndef MAPWRIGHT_STUB_OF_24_12
    bool take_ownership;
#endif
  };
  struct SliceTaskInput {
    Domain domain;
  };
  struct SliceTaskOutput {
    std::vector<TaskSlice> slices;
  };
  struct MapTaskInput {
    std::vector<std::vector<PhysicalInstance>> valid_instances;
    std::vector<unsigned> premapped_regions;
    Processor shard_processor;
    VariantID shard_variant;
  };
  struct MapTaskOutput {
    std::vector<std::vector<PhysicalInstance>> chosen_instances;
    std::vector<Memory> output_targets;
    std::vector<LayoutConstraintSet> output_constraints;
    std::set<unsigned> untracked_valid_regions;
    std::vector<Processor> target_procs;
    VariantID chosen_variant;
    TaskPriority task_priority;
    ProfilingRequest task_prof_requests;
    bool postmap_task;
  };
  struct MapCopyInput {
    std::vector<std::vector<PhysicalInstance>> src_instances;
    std::vector<std::vector<PhysicalInstance>> dst_instances;
  };
  struct MapCopyOutput {
    std::vector<std::vector<PhysicalInstance>> src_instances;
    std::vector<std::vector<PhysicalInstance>> dst_instances;
  };
  struct ReplicateTaskInput {};
  struct ReplicateTaskOutput {
    VariantID chosen_variant;
    std::vector<Processor> target_processors;
  };
  struct SelectTaskSrcInput {
    PhysicalInstance target;
    std::vector<PhysicalInstance> source_instances;
  };
  struct SelectTaskSrcOutput {
    std::deque<PhysicalInstance> chosen_ranking;
  };
  struct TaskProfilingInfo {};
  struct SelectShardingFunctorInput {
    std::vector<Processor> shard_mapping;
  };
  struct SelectShardingFunctorOutput {
    ShardingID chosen_functor;
    bool slice_recurse;
  };
  struct SelectMappingInput {
    std::list<const Task *> ready_tasks;
  };
  struct SelectMappingOutput {
    std::set<const Task *> map_tasks;
    std::map<const Task *, Processor> relocate_tasks;
    MapperEvent deferral_event;
  };

  virtual void select_task_options(MapperContext, const Task &,
                                   TaskOptions &) = 0;
  virtual void slice_task(MapperContext, const Task &, const SliceTaskInput &,
                          SliceTaskOutput &) = 0;
  virtual void map_task(MapperContext, const Task &, const MapTaskInput &,
                        MapTaskOutput &) = 0;
  virtual void map_copy(MapperContext, const Copy &, const MapCopyInput &,
                        MapCopyOutput &) = 0;
  virtual void replicate_task(MapperContext, const Task &,
                              const ReplicateTaskInput &,
                              ReplicateTaskOutput &) = 0;
  virtual void select_task_sources(MapperContext, const Task &,
                                   const SelectTaskSrcInput &,
                                   SelectTaskSrcOutput &) = 0;
  virtual void report_profiling(MapperContext, const Task &,
                                const TaskProfilingInfo &) = 0;
  virtual void select_sharding_functor(MapperContext, const Task &,
                                       const SelectShardingFunctorInput &,
                                       SelectShardingFunctorOutput &) = 0;
  virtual void select_tasks_to_map(MapperContext, const SelectMappingInput &,
                                   SelectMappingOutput &) = 0;
};

} // namespace Mapping

//===----------------------------------------------------------------------===//
// The runtime
//===----------------------------------------------------------------------===//

struct InputArgs {
  int argc;
  char **argv;
};

class Runtime {
public:
  static const InputArgs &get_input_args();
  using RegistrationCallback = void (*)(Machine, Runtime *,
                                        const std::set<Processor> &);
  static int start(int argc, char **argv, bool background,
                   bool supply_default_mapper, bool filter);
  static void add_registration_callback(RegistrationCallback);
  static ShardingFunctor *get_sharding_functor(ShardingID);
  void replace_default_mapper(Mapping::Mapper *, Processor);
  void add_mapper(MapperID, Mapping::Mapper *, Processor);
  Mapping::MapperRuntime *get_mapper_runtime();
  ShardingID generate_library_sharding_ids(const char *, size_t);
  void register_sharding_functor(ShardingID, ShardingFunctor *,
                                 bool silence_warnings);
};

} // namespace Legion

#endif // MAPWRIGHT_TEST_LEGION_STUB_LEGION_H
