//===- Layouts.cpp - Layout constraints of instances ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Layouts.h"

#include <algorithm>

using namespace mapwright::legion;
using Legion::DimensionKind;
using Legion::FieldID;
using Legion::LayoutConstraintID;
using Legion::LayoutConstraintSet;
using Legion::Mapping::MapperContext;
using Legion::Mapping::MapperRuntime;

static auto asTuple(const LayoutRequest &request) {
  const mw_layout &layout = request.layout;
  return std::make_tuple(layout.aos, layout.c_order, layout.compact,
                         layout.exact, layout.align_op, layout.align,
                         request.isStated, request.memory, request.dim,
                         request.redop, std::cref(request.fieldSpace),
                         std::cref(request.fields), std::cref(request.demands));
}

bool LayoutRequest::operator<(const LayoutRequest &other) const {
  return asTuple(*this) < asTuple(other);
}

//===----------------------------------------------------------------------===//
// From words to constraints (STM4)
//===----------------------------------------------------------------------===//

static Legion::SpecializedConstraint specialize(const LayoutRequest &request) {
  bool isExact = request.layout.exact;
  if (request.redop != 0)
    return Legion::SpecializedConstraint(LEGION_AFFINE_REDUCTION_SPECIALIZE,
                                         request.redop, /*no_access=*/false,
                                         isExact);
  return Legion::SpecializedConstraint(
      request.layout.compact ? LEGION_COMPACT_SPECIALIZE
                             : LEGION_AFFINE_SPECIALIZE,
      /*redop=*/0, /*no_access=*/false, isExact);
}

/// Dimensions from the fastest to the slowest one.
static std::vector<DimensionKind>
orderDimensions(const LayoutRequest &request) {
  std::vector<DimensionKind> order;
  for (int d = 0; d < request.dim; ++d)
    order.push_back(static_cast<DimensionKind>(LEGION_DIM_X + d));
  if (request.layout.c_order)
    std::reverse(order.begin(), order.end());
  order.insert(request.layout.aos ? order.begin() : order.end(), LEGION_DIM_F);
  return order;
}

static void align(const LayoutRequest &request, LayoutConstraintSet &set) {
  if (request.layout.align_op == 0)
    return;
  for (FieldID field : request.fields)
    set.alignment_constraints.emplace_back(field, LEGION_EQ_EK,
                                           request.layout.align);
}

/// What the code of the variant demands of fields that are there takes the
/// place of what is said of them so far.
static void addAlignments(const LayoutConstraintSet &demanded,
                          const LayoutRequest &request,
                          LayoutConstraintSet &set) {
  std::vector<Legion::AlignmentConstraint> &known = set.alignment_constraints;
  for (const Legion::AlignmentConstraint &constraint :
       demanded.alignment_constraints) {
    if (std::find(request.fields.begin(), request.fields.end(),
                  constraint.fid) == request.fields.end())
      continue;
    known.erase(std::remove_if(known.begin(), known.end(),
                               [&](const Legion::AlignmentConstraint &other) {
                                 return other.fid == constraint.fid;
                               }),
                known.end());
    known.push_back(constraint);
  }
}

/// What the variant demands takes the place of what is in `set` so far.
static void demand(const LayoutConstraintSet &demanded,
                   const LayoutRequest &request, LayoutConstraintSet &set) {
  if (demanded.specialized_constraint.kind != LEGION_NO_SPECIALIZE &&
      request.redop == 0)
    set.specialized_constraint = demanded.specialized_constraint;
  if (!demanded.ordering_constraint.ordering.empty())
    set.ordering_constraint = demanded.ordering_constraint;
  if (!demanded.field_constraint.field_set.empty()) {
    set.field_constraint.contiguous = demanded.field_constraint.contiguous;
    set.field_constraint.inorder = demanded.field_constraint.inorder;
  }
  if (demanded.padding_constraint.delta.get_dim() > 0)
    set.padding_constraint = demanded.padding_constraint;
  addAlignments(demanded, request, set);
}

LayoutConstraintID Layouts::find(MapperRuntime *runtime, MapperContext context,
                                 const LayoutRequest &request) {
  {
    std::lock_guard<std::mutex> lock(mutex);
    auto found = known.find(request);
    if (found != known.end())
      return found->second;
  }
  LayoutConstraintSet set;
  set.add_constraint(specialize(request));
  set.add_constraint(Legion::MemoryConstraint(request.memory));
  set.add_constraint(Legion::FieldConstraint(
      request.fields, /*contiguous=*/false, /*inorder=*/false));
  set.add_constraint(Legion::OrderingConstraint(orderDimensions(request),
                                                /*contiguous=*/false));
  align(request, set);
  for (LayoutConstraintID id : request.demands)
    demand(runtime->find_layout_constraints(context, id), request, set);
  LayoutConstraintID id = runtime->register_layout(context, set);
  // Another thread may have registered the same; either id will do.
  std::lock_guard<std::mutex> lock(mutex);
  return known.emplace(request, id).first->second;
}
