# ===- check_trace.py - Checks the trace of a simulated run -----------------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Usage: check_trace.py TRACE.json RUN.json

Checks a trace (Trace Event Format) by itself and against the JSON of the run.
"""

import collections
import json
import sys

MICROSECONDS = 1e6
ROUNDING = 1e-6  # microseconds


def check_threads(events):
    """Every event is on a named thread; those of a thread do not overlap."""
    named = {(event["pid"], event["tid"]): event["args"]["name"]
             for event in events if event["name"] == "thread_name"}
    assert len(named) == len(set((pid, name) for (pid, _), name in
                                 named.items()))
    threads = collections.defaultdict(list)
    for event in events:
        if event["ph"] == "X":
            threads[event["pid"], event["tid"]].append(event)
    for thread, spans in threads.items():
        assert thread in named, thread
        spans.sort(key=lambda event: (event["ts"], event["dur"]))
        for before, after in zip(spans, spans[1:]):
            assert before["ts"] + before["dur"] <= after["ts"] + ROUNDING, (
                named[thread], before, after)
    return named


def check_tasks(events, named, run):
    busy = collections.Counter()
    count = collections.Counter()
    for event in events:
        if event.get("cat") == "task":
            thread = f"node {event['pid']} {named[event['pid'], event['tid']]}"
            busy[thread] += event["dur"]
            count[event["name"].split(" ")[0]] += 1
            assert 0 <= event["args"]["mapped_us"] <= event["ts"] + ROUNDING
            assert event["args"]["ready_us"] <= event["ts"] + ROUNDING
    for processor in run["processors"]:
        expected = processor["busy_seconds"] * MICROSECONDS
        actual = busy[processor["processor"]]
        assert abs(actual - expected) <= 1e-6 * (1 + expected), (
            processor, actual)
    for task in run["tasks"]:
        assert count[task["task"]] == task["count"], task


def check_copies(events, run):
    copies = [event for event in events if event.get("cat") in ("copy", "fold")]
    assert len(copies) == run["copies"] > 0
    total = sum(event["args"]["bytes"] for event in copies)
    assert total == run["copy_bytes"]


def check_memories(events, run):
    peaks = collections.Counter()
    for event in events:
        if event["ph"] == "C":
            peaks[event["name"]] = max(peaks[event["name"]],
                                       event["args"]["bytes"])
    for memory in run["memories"]:
        assert peaks[memory["memory"]] == memory["peak_bytes"], memory


def main(trace_path, run_path):
    with open(trace_path, encoding="utf-8") as file:
        trace = json.load(file)
    with open(run_path, encoding="utf-8") as file:
        run = json.load(file)
    events = trace["traceEvents"]
    assert trace["displayTimeUnit"] == "ms"
    assert {event["ph"] for event in events} == {"M", "X", "C"}
    processes = [event for event in events if event["name"] == "process_name"]
    assert len(processes) == run["nodes"]
    named = check_threads(events)
    end = max(event["ts"] + event["dur"] for event in events
              if event["ph"] == "X")
    assert end <= run["outcome"]["seconds"] * MICROSECONDS + ROUNDING
    check_tasks(events, named, run)
    check_copies(events, run)
    check_memories(events, run)


if __name__ == "__main__":
    main(*sys.argv[1:])
