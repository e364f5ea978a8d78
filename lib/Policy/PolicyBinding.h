//===- PolicyBinding.h - What a bound policy stands on ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_POLICY_POLICYBINDING_H
#define MAPWRIGHT_LIB_POLICY_POLICYBINDING_H

#include "mapwright/Policy/PolicyLibrary.h"

#include <new>

namespace mapwright::detail {

/// Storage a policy asks for, aligned to 16 bytes.
class PolicyStorage {
public:
  explicit PolicyStorage(size_t bytes) : data(operator new(bytes, alignment)) {}
  ~PolicyStorage() { operator delete(data, alignment); }
  PolicyStorage(const PolicyStorage &) = delete;
  PolicyStorage &operator=(const PolicyStorage &) = delete;

  void *get() const { return data; }

private:
  static constexpr std::align_val_t alignment{16};
  void *data;
};

/// A policy, the machine it sees, and its storage. Stays where it is: the
/// policy keeps pointers into it.
struct PolicyBinding {
  PolicyBinding(std::shared_ptr<const mw_policy> policy, const Machine &machine,
                PolicyPrintSink print);
  PolicyBinding(const PolicyBinding &) = delete;
  PolicyBinding &operator=(const PolicyBinding &) = delete;

  std::shared_ptr<const mw_policy> policy;
  PolicyPrintSink print;
  std::array<std::vector<uint32_t>, numProcKinds> sees;
  mw_machine machine;
  PolicyStorage storage;
};

/// A value for `error` to start from.
mw_error noError();

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_POLICY_POLICYBINDING_H
