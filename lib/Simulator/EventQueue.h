//===- EventQueue.h - Events in order of time ---------------- -*- C++ -*--===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SIMULATOR_EVENTQUEUE_H
#define MAPWRIGHT_LIB_SIMULATOR_EVENTQUEUE_H

#include <cstdint>
#include <vector>

namespace mapwright {
namespace sim {

enum class EventKind : uint8_t { JobDone, KernelDone, CopyDone };

struct Event {
  double time;
  uint64_t sequence;
  uint32_t subject; ///< server of the runtime, task or copy
  EventKind kind;
};

/// Events by time; those of one time in the order they were pushed. An event
/// must not lie before the one that was popped last.
class EventQueue {
public:
  void push(double time, EventKind kind, uint32_t subject) {
    Event event{time, nextSequence++, subject, kind};
    // What happens at once needs no heap: all events of this time that are in
    // the heap were pushed before.
    if (time == now)
      atOnce.push_back(event);
    else
      pushHeap(event);
  }

  /// False if there are no more.
  bool pop(Event &event) {
    if (!heap.empty() && heap.front().time == now) {
      event = popHeap();
      return true;
    }
    if (firstAtOnce < atOnce.size()) {
      event = atOnce[firstAtOnce++];
      if (firstAtOnce == atOnce.size()) {
        atOnce.clear();
        firstAtOnce = 0;
      }
      return true;
    }
    if (heap.empty())
      return false;
    event = popHeap();
    now = event.time;
    return true;
  }

  double getNow() const { return now; }

private:
  static bool isBefore(const Event &a, const Event &b) {
    return a.time != b.time ? a.time < b.time : a.sequence < b.sequence;
  }

  void pushHeap(const Event &event) {
    size_t hole = heap.size();
    heap.push_back(event);
    while (hole != 0) {
      size_t parent = (hole - 1) / 4;
      if (!isBefore(event, heap[parent]))
        break;
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = event;
  }

  Event popHeap() {
    Event top = heap.front();
    Event last = heap.back();
    heap.pop_back();
    if (heap.empty())
      return top;
    size_t hole = 0;
    for (size_t child = 1; child < heap.size(); child = 4 * hole + 1) {
      size_t first = child;
      for (size_t other = child + 1; other < child + 4 && other < heap.size();
           ++other)
        if (isBefore(heap[other], heap[first]))
          first = other;
      if (!isBefore(heap[first], last))
        break;
      heap[hole] = heap[first];
      hole = first;
    }
    heap[hole] = last;
    return top;
  }

  double now = 0;
  uint64_t nextSequence = 0;
  std::vector<Event> heap;
  std::vector<Event> atOnce;
  size_t firstAtOnce = 0;
};

} // namespace sim
} // namespace mapwright

#endif // MAPWRIGHT_LIB_SIMULATOR_EVENTQUEUE_H
