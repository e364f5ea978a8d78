# ===- fuzz.py - Random mappers for a Legion program -----------------------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Usage: fuzz.py SEED COUNT FOLDER LAUNCHER PROGRAM MAPPER_RUN

Runs PROGRAM (grid, random, shapes or features) with COUNT random mappers and
arguments. LAUNCHER is the command of mapwright-legion-run, with mpirun before it
for several ranks. The result has to be right, and the decisions in the log those
of `mapper-run`.
"""

import pathlib
import random
import shlex
import subprocess
import sys


class Grid:
    launched = ['"fill blocks"', "step", "add", "touch"]
    singles = ["check", "see"]
    launched_by_top = "check"
    on_omp = ["step"]
    replicable = ["top", "check"]

    def pick_arguments(self, rng):
        blocks = rng.randint(1, 5)
        return ["-p", blocks, "-lo", rng.randint(-3, 3),
                "-n", rng.randint(blocks * blocks, 40), "-s", rng.choice([0, 1, 3, 12]),
                "-trace", rng.randint(0, 1), "-r", rng.randint(1, 2)]


class Random:
    launched = ["change", "spread", '"change inside"']
    singles = ["sum", "outer"]
    launched_by_top = "sum, outer"
    on_omp = ["change", "spread"]
    replicable = ["top"]

    def pick_arguments(self, rng):
        return ["-seed", rng.randint(1, 10**6), "-n", rng.randint(1, 25), "-fence", 1]


class Shapes:
    launched = ["mark", "gather", "count"]
    singles = ["total"]
    launched_by_top = "total"
    on_omp = []
    replicable = ["top"]

    def pick_arguments(self, rng):
        return ["-lo", rng.randint(-5, 5), "-e", rng.randint(1, 4),
                "-sparse", rng.randint(0, 1), "-domains", rng.choice([0, 50])]


class Features:
    launched = ["bump", "number", "produce", "spread", "apply", "peek", "twin",
                '"Initialize Nodes"', '"__binary_int64_int64_=="']
    singles = ["total", '"map inline"', '"is odd"', "middle", "inner"]
    launched_by_top = 'total, "map inline", middle'
    on_omp = []
    replicable = ["top", "middle", "inner"]
    # Those whose points wait for each other need maps that are injective.
    features = ["output", "halo", "shared", "inline", "copies", "predicates",
                "trace", "repeat", "nested", "names"]

    def pick_arguments(self, rng):
        chosen = rng.sample(self.features, rng.randint(1, 4))
        return ["-f", ",".join(chosen), "-p", rng.randint(1, 6),
                "-s", rng.choice([1, 3, 10])]


PROGRAMS = {"grid": Grid(), "random": Random(), "shapes": Shapes(), "features": Features()}

# For launches of any dimension.
MAPS = [
    "s[(p[0] + p[-1]) % s.size[0]]",
    "s[i % s.size[0]]",
    "m[i % m.size[0], i / m.size[0] % m.size[1]]",
    "m[p[0] * m.size[0] / t.ispace[0], p[-1] * m.size[1] / t.ispace[-1]]",
    "m[p[-1] % m.size[0], p[0] % m.size[1]]",
    "m.swap(0, 1)[p[0] % m.size[1], p[-1] % m.size[0]]",
    "s.reverse(0)[i % s.size[0]]",
    "m[m.size[0] - 1, 0]",
]
SINGLES = ["m[m.size[0] - 1, m.size[1] - 1]", "m[0, *]"]


def some(choices, rng):
    return ", ".join(rng.sample(choices, rng.randint(1, len(choices))))


def layout(rng):
    words = [rng.choice(["", "SOA", "AOS"]), rng.choice(["", "F_order", "C_order"]),
             rng.choice(["", "Exact"]), rng.choice(["", "Align==64", "Align==32"])]
    return " ".join(word for word in words if word)


def write_mapper(rng, program, is_replicated):
    launched = program.launched
    tasks = ["top"] + launched + program.singles + ["*"]
    lines = ["Task * CPU;", "m = Machine(CPU);", "s = m.merge(0, 1);"]
    # The maps are over CPUs.
    if program.on_omp and rng.random() < 0.3:
        task = rng.choice(program.on_omp)
        lines.append(f"Task {task} OMP, CPU;")
        launched = [other for other in launched if other != task]
    for _ in range(rng.randint(0, 3)):
        lines.append(f"Region {rng.choice(tasks)} {rng.choice(['0', '1', '*'])} "
                     f"{rng.choice(['CPU', '*'])} {rng.choice(['SYSMEM', 'RDMEM', 'RDMEM, SYSMEM'])};")
    for _ in range(rng.randint(0, 3)):
        lines.append(f"Layout {rng.choice(tasks)} {rng.choice(['0', '1', '*'])} "
                     f"{rng.choice(['CPU', '*', 'SYSMEM'])} {layout(rng)};")
    if rng.random() < 0.3:
        lines.append(f"InstanceLimit {rng.choice(tasks)} {rng.randint(1, 3)};")
    if rng.random() < 0.3:
        lines.append(f"CollectMemory {rng.choice(tasks)} *;")
    if rng.random() < 0.2:
        lines.append(f"ControlReplicate {rng.choice(program.replicable)};")
    if rng.random() < 0.8:
        lines += ["def f(Task t) {", "  p = t.ipoint - t.ilo;",
                  "  i = p[0] * t.ispace[-1] + p[-1];",
                  f"  return {rng.choice(MAPS)};", "}",
                  f"IndexTaskMap {some(launched, rng)} f;"]
    if rng.random() < 0.2 and not is_replicated:
        # A log does not say where the parent runs: it has to be the first CPU.
        lines += ["def first(Task t) { return m[0, 0]; }", "SingleTaskMap top first;",
                  "def same(Task t) { return m[*t.parent.processor(m)]; }",
                  f"SingleTaskMap {program.launched_by_top} same;"]
    elif rng.random() < 0.5:
        lines += [f"def g(Task t) {{ return {rng.choice(SINGLES)}; }}",
                  f"SingleTaskMap {some(program.singles, rng)} g;"]
    return "\n".join(lines) + "\n"


def run_once(rng, folder, launcher, program, mapper_run):
    kind = PROGRAMS[pathlib.Path(program).name]
    mapper, log = folder / "fuzz.mapper", folder / "fuzz.log"
    mapper.write_text(write_mapper(rng, kind, "mpirun" in launcher))
    for old in folder.glob("fuzz.log*"):
        old.unlink()
    arguments = ["-ll:cpu", rng.randint(1, 4), "-ll:ocpu", 1, "-ll:othr", 1,
                 "-ll:rsize", 64, *kind.pick_arguments(rng)]
    command = [*shlex.split(launcher), f"--mapper={mapper}", f"--log={log}", program,
               *map(str, arguments)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return f"{shlex.join(command)}\ndid not end in 300 seconds"
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


def main(seed, count, folder, launcher, program, mapper_run):
    rng = random.Random(int(seed))
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(int(count)):
        if mistake := run_once(rng, folder, launcher, program, mapper_run):
            print(f"run {number} of seed {seed}:\n{(folder / 'fuzz.mapper').read_text()}\n{mistake}")
            return 1
    print(f"{count} random mappers: all results right, all decisions equal")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
