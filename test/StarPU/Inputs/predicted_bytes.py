# ===- predicted_bytes.py - Bytes over buses by StarPU's rules -------------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Usage: predicted_bytes.py OUTPUT LOG PROGRAM.mlir RUN.json

Fails unless a run on one rank, which printed OUTPUT, moved as many bytes over
buses as StarPU's rules say for the launches of the program on the workers of
LOG, and the simulated run more. The rules: what is not valid where it is read
comes from host memory if it is valid there; else it comes from a device by way
of host memory, where a copy stays.
"""

import itertools
import json
import re
import sys

from points import read, read_points


def list_points(box):
    low, high = read_points(box)
    return list(itertools.product(*[range(a, b + 1)
                                    for a, b in zip(low, high)]))


def read_pieces(text):
    """Bytes by partition and color."""
    sizes = {}
    for name, colors, pieces in re.findall(
            r"task\.partition @(\w+) of @\w+ colors (.*?) disjoint complete "
            r"\[(.*?)\]", text, re.DOTALL):
        for color, piece in zip(list_points(colors),
                                re.findall(r"\{(.*)\}", pieces)):
            sizes[name, color] = 8 * len(list_points(piece))
    return sizes


def project(projection, point):
    """`(d0, d1) -> (d0, (d1 + 3) mod 4)` at a point."""
    if not projection:
        return point
    dimensions, results = projection.split("->")
    values = dict(zip(re.findall(r"d\d+", dimensions), point))
    # Sums of coordinates and numbers, of the test's own programs.
    return eval(results.strip()[:-1].replace("mod", "%") + ",)", {}, values)


def read_launches(text):
    for domain, requirements in re.findall(
            r"task\.launch @\w+(?: over \{(.*)\})? \{\n((?:.*require.*\n)*)",
            text):
        points = list_points(domain) if domain else [()]
        yield points, re.findall(
            r'require (\w+) @(\w+)(?: at (.*))? \["val"\]', requirements)


def read_places(text):
    """By launch and point the device, or `host`."""
    kinds = dict(re.findall(r"  ([0-9a-f]+) \((\w+)_PROC\)", text))
    places = []
    for line in text.splitlines():
        if "SELECT_SHARDING_FUNCTOR" in line:
            places.append({})
        elif match := re.search(r"MAP_TASK for \w+(?:\(index_point=(.*)\))?<",
                                line):
            point = read_points(match[1])[0] if match[1] else ()
        elif match := re.search(r"TARGET PROCS: (\w+)", line):
            is_host = kinds[match[1]] == "LOC"
            places[-1][point] = "host" if is_host else match[1]
    return places


def count_bytes(pieces, launches, places):
    valid = {}
    moved = 0
    for (points, requirements), where in zip(launches, places):
        for point, (access, partition, projection) in itertools.product(
                points, requirements):
            piece = partition, project(projection, point)
            copies = valid.setdefault(piece, set())
            place = where[point]
            if access != "write" and copies:
                for step in ("host", place):
                    if place not in copies and step not in copies:
                        moved += pieces[piece]
                        copies.add(step)
            if access != "read":
                valid[piece] = {place}
    return moved


def main():
    output, log, program, run = map(read, sys.argv[1:])
    real = int(re.search(r"^bus bytes (\d+)", output, re.MULTILINE)[1])
    predicted = count_bytes(read_pieces(program), read_launches(program),
                            read_places(log))
    simulated = sum(channel["bytes"] for channel in json.loads(run)["channels"]
                    if "pcie" in channel["channel"])
    print("real", real, "predicted", predicted, "simulated", simulated)
    sys.exit(real != predicted or simulated <= real)


if __name__ == "__main__":
    main()
