# ===- check_run.py - Checks the JSON of a simulated run --------------------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Usage: check_run.py RUN.json

Checks what holds for every run that ends well (schema mapwright-run/1).
"""

import json
import sys

KEYS = {
    "schema": str, "program": str, "machine": str, "nodes": int, "mapper": str,
    "identity": str, "outcome": dict, "work": (int, float), "work_unit": str,
    "critical_path_bound_seconds": (int, float),
    "busiest_bound_seconds": (int, float), "copies": int, "copy_bytes": int,
    "network_bytes": int, "tasks": list, "processors": list,
    "runtime_busy_seconds": list, "memories": list, "channels": list,
    "critical_path_seconds": dict,
}
ROUNDING = 1e-9


def check_keys(run):
    assert list(run) == list(KEYS), list(run)
    for key, kind in KEYS.items():
        assert isinstance(run[key], kind), key
    assert run["schema"] == "mapwright-run/1"
    assert len(run["identity"]) == 64, run["identity"]


def check_times(run):
    makespan = run["outcome"]["seconds"]
    most = makespan * (1 + ROUNDING)
    assert makespan > 0
    assert run["critical_path_bound_seconds"] <= most
    assert run["busiest_bound_seconds"] <= most
    for processor in run["processors"]:
        assert processor["busy_seconds"] <= most, processor
    for channel in run["channels"]:
        assert channel["busy_seconds"] <= most, channel
    path = sum(run["critical_path_seconds"].values())
    assert abs(path - makespan) <= makespan * ROUNDING, (path, makespan)
    kernels = sum(task["kernel_seconds"] for task in run["tasks"])
    busy = sum(processor["busy_seconds"] for processor in run["processors"])
    assert 0 < kernels <= busy * (1 + ROUNDING), (kernels, busy)


def check_bytes(run):
    memories = run["memories"]
    received = sum(memory["copied_in_bytes"] for memory in memories)
    sent = sum(memory["copied_out_bytes"] for memory in memories)
    assert received == sent == run["copy_bytes"], (received, sent)
    assert run["network_bytes"] <= run["copy_bytes"]
    for memory in memories:
        assert memory["peak_bytes"] <= memory["capacity_bytes"], memory


def check_names(run):
    for processor in run["processors"]:
        assert processor["processor"] == "node {node} {kind} {index}".format(
            **processor)
    for memory in run["memories"]:
        assert memory["memory"].startswith("node %d " % memory["node"])
    for part, key in (("processors", "processor"), ("memories", "memory"),
                      ("channels", "channel"), ("tasks", "task")):
        names = [entry[key] for entry in run[part]]
        assert len(names) == len(set(names)), part


def main(path):
    with open(path, encoding="utf-8") as file:
        run = json.load(file)
    check_keys(run)
    assert run["outcome"]["kind"] == "ok", run["outcome"]
    check_times(run)
    check_bytes(run)
    check_names(run)


if __name__ == "__main__":
    main(*sys.argv[1:])
