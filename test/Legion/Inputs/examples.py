# ===- examples.py - Legion's examples under generated mappers -------------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Usage: examples.py PROGRAMS MAPPERS FOLDER LAUNCHER MAPPER_RUN [WAY...]

Runs Legion's examples, which check their own results, with a mapper in the given
ways (preloaded, linked, compiled), and compares the decisions in the logs with
those of `mapper-run`.
"""

import os
import pathlib
import re
import shlex
import subprocess
import sys

# Name, arguments, what a right result prints (else only the exit code says so).
EXAMPLES = [
    ("partitioning", "-ll:cpu 4", "SUCCESS"),
    ("ghost", "-ll:cpu 4", "Test completed"),
    ("allreduce", "-ll:cpu 4", ""),
    ("circuit", "-ll:cpu 4 -npp 20 -wpp 40 -l 5", "SUCCESS"),
    ("attach_array_daxpy", "-ll:cpu 2", "SUCCESS"),
    ("virtual_map", "-ll:cpu 2", "subregion 3"),
    ("tree_collectives", "-ll:cpu 2", ""),
    ("inline_tasks", "-ll:cpu 2", "inline_leaf_task"),
    ("layout_constraints", "-ll:cpu 2", "SUCCESS"),
    ("mapper_backpressure", "-ll:cpu 2", "finishing worker"),
    ("omp_saxpy", "-ll:cpu 1 -ll:ocpu 1 -ll:othr 2", "got 262144, exp 262144"),
    ("concurrent_tasks", "-ll:cpu 4", "Success"),
    ("padded_instances", "-ll:cpu 2", "SUCCESS"),
    ("predication", "-ll:cpu 2", "Round 8"),
    ("tiling", "-ll:cpu 2", ""),
]


def run(programs, mappers, folder, launcher, mapper_run, example, way):
    name, arguments, expected = example
    mapper = mappers / f"{name}.mapper"
    if not mapper.exists():
        mapper = mappers / "general.mapper"
    log = folder / f"{name}-{way}.log"
    environment = dict(os.environ, MAPWRIGHT_LOG=str(log))
    command = [programs / (name if way == "preloaded" else f"{name}-{way}")]
    if way == "preloaded":
        command = [*shlex.split(launcher), f"--mapper={mapper}", *command]
    elif way == "linked":
        environment["MAPWRIGHT_MAPPER"] = str(mapper)
    command += shlex.split(arguments)
    done = subprocess.run(command, capture_output=True, text=True, timeout=600,
                          env=environment)
    output = done.stdout + done.stderr
    if done.returncode != 0 or expected not in output:
        return f"exit code {done.returncode}\n{output[-2000:]}"
    compared = subprocess.run([mapper_run, mapper, f"--log={log}", "--compare-log"],
                              capture_output=True, text=True, timeout=600)
    last = compared.stdout.strip().rsplit("\n", 1)[-1]
    found = re.fullmatch(r"compared (\d+), equal (\d+)", last)
    if compared.returncode != 0 or not found or found[1] != found[2]:
        return compared.stdout + compared.stderr
    print(f"{name} {way}: {last}")
    return None


def main(programs, mappers, folder, launcher, mapper_run, *ways):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    for example in EXAMPLES:
        for way in ways or ["preloaded", "linked", "compiled"]:
            mistake = run(pathlib.Path(programs), pathlib.Path(mappers), folder,
                          launcher, mapper_run, example, way)
            if mistake:
                failed += 1
                print(f"{example[0]} {way} FAILED: {mistake}")
    print(f"{len(EXAMPLES)} examples, {failed} failures")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
