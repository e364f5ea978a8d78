# ===- same_launches.py - Launches of a run and of its description ---------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Usage: same_launches.py LOG PROGRAM.mlir

Fails unless the run of rank 0 that MAPWRIGHT_LOG wrote to LOG made the launches
of the program, in order: the same tasks over the same points, and singly the
same.
"""

import itertools
import re
import sys

from points import read, read_points


def read_log(text):
    """Task, and its points in order, of each launch; None if it is single."""
    singles = set(re.findall(r"MAP_TASK for (\w+<\d+>)", text))
    launches = []
    for line in text.splitlines():
        if match := re.search(r"SELECT_SHARDING_FUNCTOR for (\w+)(<\d+>)", line):
            launches.append((match[1], [match[1] + match[2] in singles]))
        elif match := re.search(r"  \d+ <-(.*)", line):
            launches[-1][1].extend(read_points(match[1]))
    return [(task, None if points[0] else sorted(points[1:]))
            for task, points in launches]


def read_program(text):
    launches = []
    for task, domain in re.findall(r"task\.launch @(\w+)(?: over \{(.*)\})? \{",
                                   text):
        if domain:
            low, high = read_points(domain)
            ranges = [range(a, b + 1) for a, b in zip(low, high)]
            launches.append((task, list(itertools.product(*ranges))))
        else:
            launches.append((task, None))
    return launches


def main():
    real = read_log(read(sys.argv[1]))
    described = read_program(read(sys.argv[2]))
    print(len(real), "launches,", len(described), "described")
    for launch, other in zip(real, described):
        if launch != other:
            print("run", launch, "description", other)
    sys.exit(real != described or not real)


if __name__ == "__main__":
    main()
