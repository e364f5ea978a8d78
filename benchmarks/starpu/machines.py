# ===- machines.py - Machines that one computer can pretend to be ----------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""What the scripts beside this file share: machines, runs, statistics."""

import collections
import itertools
import json
import os
import random
import re
import statistics
import subprocess
import sys

Configuration = collections.namedtuple(
    "Configuration", "name kinds environment launcher")

CPUS2 = Configuration(
    "2 CPU", ["CPU"],
    {"STARPU_HOSTNAME": "cpus2", "STARPU_NCPU": "2", "STARPU_NOPENCL": "0"}, [])
MIXED4 = Configuration(
    "2 CPU + 2 OpenCL", ["CPU", "GPU"],
    {"STARPU_HOSTNAME": "mixed4", "STARPU_NCPU": "2", "STARPU_NOPENCL": "2",
     "POCL_DEVICES": "basic basic"}, [])
RANKS4 = Configuration(
    "4 ranks x 1 CPU", ["CPU"],
    {"STARPU_HOSTNAME": "ranks4", "STARPU_NCPU": "1", "STARPU_NOPENCL": "0"},
    ["mpirun", "--oversubscribe", "--bind-to", "none", "-np", "4"])

COMMON_ENVIRONMENT = {
    "STARPU_SILENT": "1", "STARPU_WORKERS_NOBIND": "1",
    "STARPU_MPI_NOBIND": "1", "STARPU_OPENCL_ON_CPUS": "1",
    "STARPU_OPENCL_ONLY_ON_CPUS": "1", "HWLOC_SYNTHETIC": "numa:1 core:4 pu:1",
    "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
}

Run = collections.namedtuple("Run", "seconds bus_bytes mpi_bytes")


class Build:
    """A build folder, and what can be run in it."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        os.environ.setdefault("MAPWRIGHT_MAPC", self.tool("mapc"))

    def tool(self, name):
        return os.path.join(self.folder, "bin", name)

    def command(self, program, configuration):
        """`program` ("matmul --n=512") as a list, with its launcher."""
        words = program.split()
        path = os.path.join(self.folder, "benchmarks", "starpu", words[0])
        return configuration.launcher + [path] + words[1:]

    def environment(self, configuration):
        return {**os.environ, **COMMON_ENVIRONMENT, **configuration.environment}

    def describe(self, program, file):
        """Writes the program for the simulator to a file."""
        words = program.split()
        path = os.path.join(self.folder, "benchmarks", "starpu", words[0])
        done = subprocess.run([path] + words[1:] + ["--describe"],
                              capture_output=True, text=True, check=True)
        with open(file, "w", encoding="utf-8") as out:
            out.write(done.stdout)

    def calibrate(self, configuration, file):
        """Measures the machine of a configuration."""
        subprocess.run([self.tool("mapper-run"), "--calibrate=" + file, "--"] +
                       self.command("measure", configuration), check=True,
                       env=self.environment(configuration))

    def compile(self, mapper, policy):
        subprocess.run([self.tool("mapc"), "-w", mapper, "-o", policy],
                       check=True)

    def run(self, program, configuration, policy):
        """Runs a program with a policy; ends if the result is wrong."""
        done = subprocess.run(
            self.command(program, configuration), capture_output=True,
            text=True, check=False,
            env={**self.environment(configuration),
                 "MAPWRIGHT_MAPPER": policy})
        if done.returncode != 0 or "result ok" not in done.stdout:
            sys.exit(f"{program} with {policy}:\n{done.stdout}{done.stderr}")
        facts = dict(re.findall(r"^(time|bus bytes|mpi bytes) ([0-9.]+)",
                                done.stdout, re.MULTILINE))
        return Run(float(facts["time"]), int(facts["bus bytes"]),
                   int(facts["mpi bytes"]))

    def simulate(self, mapper, program_file, machine):
        done = subprocess.run(
            [self.tool("mapper-run"), mapper, "-w",
             f"--program={program_file}", f"--machine={machine}", "--json"],
            capture_output=True, text=True, check=True)
        run = json.loads(done.stdout)
        bus = sum(channel["bytes"] for channel in run["channels"]
                  if "pcie" in channel["channel"])
        return Run(run["outcome"]["seconds"], bus, run["network_bytes"])


def kendall(pairs):
    """Tau-b, which accounts for ties."""
    def sign(a, b):
        return (a > b) - (a < b)
    agree = ties_x = ties_y = 0
    count = 0
    for (x1, y1), (x2, y2) in itertools.combinations(pairs, 2):
        x, y = sign(x1, x2), sign(y1, y2)
        agree += x * y
        ties_x += x == 0
        ties_y += y == 0
        count += 1
    scale = ((count - ties_x) * (count - ties_y)) ** 0.5
    return agree / scale if scale else float("nan")


def median_interval(samples):
    """Median and its 95 % bootstrap interval."""
    numbers = random.Random(0)
    medians = sorted(
        statistics.median(numbers.choices(samples, k=len(samples)))
        for _ in range(2000))
    return statistics.median(samples), medians[50], medians[1949]
