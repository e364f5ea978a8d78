//===- TokenPool.h - Instance limits ----------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_STARPU_TOKENPOOL_H
#define MAPWRIGHT_LIB_RUNTIME_STARPU_TOKENPOOL_H

#include <condition_variable>
#include <mutex>

namespace mapwright {
namespace starpu {

/// The tasks of one kind that may be on their way on this rank at a time
/// (STM7). The thread that submits waits for a token. That cannot block for
/// ever: a task waits for tasks only that were submitted before it, on every
/// rank.
class TokenPool {
public:
  explicit TokenPool(unsigned limit) : left(limit) {}

  void take() {
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [&] { return left > 0; });
    --left;
  }

  void release() {
    {
      std::lock_guard<std::mutex> lock(mutex);
      ++left;
    }
    changed.notify_one();
  }

private:
  std::mutex mutex;
  std::condition_variable changed;
  unsigned left;
};

} // namespace starpu
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_STARPU_TOKENPOOL_H
