# ===- fuzz.py - Random mappers for a Legion program -----------------------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Usage: fuzz.py SEED COUNT FOLDER LAUNCHER GRID MAPPER_RUN

Runs GRID with COUNT random mappers and arguments. LAUNCHER is the command of
mapwright-legion-run, with mpirun before it for several ranks. The result has
to be right, and the decisions in the log those of `mapper-run`.
"""

import pathlib
import random
import shlex
import subprocess
import sys

TASKS = ["top", '"fill blocks"', "step", "add", "touch", "check", "see"]
LAUNCHED = ['"fill blocks"', "step", "add", "touch"]
MAPS = [
    "m[i % m.size[0], i / m.size[0] % m.size[1]]",
    "m[p[0] * m.size[0] / t.ispace[0], p[1] * m.size[1] / t.ispace[1]]",
    "m[p[1] % m.size[0], p[0] % m.size[1]]",
    "m[m.size[0] - 1, 0]",
    "s[i % s.size[0]]",
]
SINGLES = ["m[m.size[0] - 1, m.size[1] - 1]", "m[0, *]"]


def some(choices, rng):
    return ", ".join(rng.sample(choices, rng.randint(1, len(choices))))


def layout(rng):
    words = [rng.choice(["", "SOA", "AOS"]), rng.choice(["", "F_order", "C_order"]),
             rng.choice(["", "Exact"]), rng.choice(["", "Align==64", "Align==32"])]
    return " ".join(word for word in words if word)


def write_mapper(rng, is_replicated):
    lines = ["Task * CPU;", "m = Machine(CPU);", "s = m.merge(0, 1);"]
    # The maps are over CPUs.
    launched = LAUNCHED
    if rng.random() < 0.3:
        lines.append("Task step OMP, CPU;")
        launched = [task for task in LAUNCHED if task != "step"]
    for _ in range(rng.randint(0, 3)):
        lines.append(f"Region {rng.choice(TASKS + ['*'])} {rng.choice(['0', '1', '*'])} "
                     f"{rng.choice(['CPU', '*'])} {rng.choice(['SYSMEM', 'RDMEM', 'RDMEM, SYSMEM'])};")
    for _ in range(rng.randint(0, 3)):
        lines.append(f"Layout {rng.choice(TASKS + ['*'])} {rng.choice(['0', '1', '*'])} "
                     f"{rng.choice(['CPU', '*', 'SYSMEM'])} {layout(rng)};")
    if rng.random() < 0.3:
        lines.append(f"InstanceLimit {rng.choice(['step', '*'])} {rng.randint(1, 3)};")
    if rng.random() < 0.3:
        lines.append(f"CollectMemory {rng.choice(['add', '*'])} *;")
    if rng.random() < 0.2:
        lines.append(f"ControlReplicate {rng.choice(['top', 'check'])};")
    if rng.random() < 0.8:
        lines += ["def f(Task t) {", "  p = t.ipoint - t.ilo;",
                  "  i = p[0] * t.ispace[1] + p[1];",
                  f"  return {rng.choice(MAPS)};", "}",
                  f"IndexTaskMap {some(launched, rng)} f;"]
    if rng.random() < 0.2 and not is_replicated:
        # A log does not say where the parent runs: it has to be the first CPU.
        lines += ["def first(Task t) { return m[0, 0]; }", "SingleTaskMap top first;",
                  "def same(Task t) { return m[*t.parent.processor(m)]; }",
                  "SingleTaskMap check same;"]
    elif rng.random() < 0.5:
        lines += [f"def g(Task t) {{ return {rng.choice(SINGLES)}; }}",
                  f"SingleTaskMap {some(['check', 'see'], rng)} g;"]
    return "\n".join(lines) + "\n"


def run_once(rng, folder, launcher, grid, mapper_run):
    mapper, log = folder / "fuzz.mapper", folder / "fuzz.log"
    mapper.write_text(write_mapper(rng, "mpirun" in launcher))
    for old in folder.glob("fuzz.log*"):
        old.unlink()
    blocks = rng.randint(1, 5)
    arguments = ["-ll:cpu", str(rng.randint(1, 4)), "-ll:ocpu", "1", "-ll:othr", "1",
                 "-ll:rsize", "64", "-p", str(blocks), "-lo", str(rng.randint(-3, 3)),
                 "-n", str(rng.randint(blocks * blocks, 40)), "-s", str(rng.choice([0, 1, 3, 12])),
                 "-trace", str(rng.randint(0, 1)), "-r", str(rng.randint(1, 2))]
    command = [*shlex.split(launcher), f"--mapper={mapper}", f"--log={log}", grid, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode != 0 or "result ok" not in done.stdout:
        return f"{shlex.join(command)}\n{done.stdout}{done.stderr}"
    logs = sorted(folder.glob("fuzz.log*"))
    whole = folder / "whole.log"
    whole.write_text("".join(part.read_text() for part in logs))
    done = subprocess.run([mapper_run, mapper, f"--log={whole}", "--compare-log"],
                          capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        return f"{shlex.join(command)}\n{done.stdout}{done.stderr}"
    return None


def main(seed, count, folder, launcher, grid, mapper_run):
    rng = random.Random(int(seed))
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(int(count)):
        if mistake := run_once(rng, folder, launcher, grid, mapper_run):
            print(f"run {number} of seed {seed}:\n{(folder / 'fuzz.mapper').read_text()}\n{mistake}")
            return 1
    print(f"{count} random mappers: all results right, all decisions equal")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
