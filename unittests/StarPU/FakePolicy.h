//===- FakePolicy.h - A policy that tests write by hand ---------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_STARPU_FAKEPOLICY_H
#define MAPWRIGHT_UNITTESTS_STARPU_FAKEPOLICY_H

#include "SessionState.h"

#include <functional>

/// What the policy says; each test sets what it needs. By default no statement
/// applies.
struct Answers {
  std::vector<mw_proc> kinds;
  std::vector<mw_mem> memories;
  uint32_t limit = 0;
  std::vector<bool> collected; ///< by index of the region
  mw_status status = MW_DEFAULT;
  /// Of index launches, if the status is MW_OK.
  std::function<mw_place(const int64_t *)> place;
  std::vector<mw_place> singlePlaces; ///< of single ones
  /// What the policy was told of a single launch.
  std::string parent;
  mw_proc parentKind = MW_PROC;
};

extern Answers answers;

/// A session that was not started, with the policy that gives `answers`, on
/// which maps are evaluated.
std::unique_ptr<mapwright::starpu::detail::SessionState>
makeSession(unsigned numRanks, std::vector<int> cpus, std::vector<int> devices);

/// With a function for each kind that is asked for.
starpu_codelet makeCodelet(bool hasCpu, bool hasDevice,
                           const std::vector<starpu_data_access_mode> &modes);

#endif // MAPWRIGHT_UNITTESTS_STARPU_FAKEPOLICY_H
