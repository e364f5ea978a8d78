# ===- same_bytes.py - Bytes of a real and of a simulated run --------------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Usage: same_bytes.py OUTPUT RUN.json

Fails unless a program of benchmarks/starpu, which printed OUTPUT, moved as many
bytes over buses and over MPI as the simulated run. Some have to be moved.
StarPU stages copies between devices in host memory: they cross two buses, as in
the simulated machine.
"""

import json
import re
import sys


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        output = file.read()
    real = {name: int(count)
            for name, count in re.findall(r"(bus|mpi) bytes (\d+)", output)}
    with open(sys.argv[2], encoding="utf-8") as file:
        run = json.load(file)
    bus = sum(channel["bytes"] for channel in run["channels"]
              if "pcie" in channel["channel"])
    simulated = {"bus": bus, "mpi": run["network_bytes"]}
    print("real", real, "simulated", simulated)
    sys.exit(real != simulated or not any(real.values()))


if __name__ == "__main__":
    main()
