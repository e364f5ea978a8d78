#!/usr/bin/env python3
# ===- run.py - Run every test of a build -----------------------------------===#
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------===#
"""Runs every test program of a build directory and counts the results.

The programs are those of BUILD/test-programs.tsv, which CMake writes. Reports
and output go to BUILD/test-results. The last line is `N passed, N failed`, with
`, N skipped` when some were; the exit code is 0 only if none failed and some
passed.
"""

import argparse
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import time

import results

# A safeguard against hangs, far above what any program needs.
TIME_LIMIT_SECONDS = 1500
SHOWN_LINES = 60


class Runner:
    def __init__(self, build, jobs, fuzz_runs):
        self.jobs = jobs
        self.fuzz_runs = fuzz_runs
        self.folder = build / "test-results"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def run(self, kind, *arguments):
        """Runs one line of the list; returns (name, counts, log, seconds)."""
        start = time.monotonic()
        name, counts, log = getattr(self, f"run_{kind}")(*arguments)
        return name, counts, log, time.monotonic() - start

    def run_unittest(self, name, program):
        report = self.folder / f"{name}.json"
        command = [program, f"--gtest_output=json:{report}"]
        exit_code, log = self._execute(name, command)
        return name, results.count_gtest(name, _read(report), exit_code), log

    def run_lit(self, lit, suite):
        report = self.folder / "lit.json"
        command = [sys.executable, lit, "-v", f"-j{self.jobs}"]
        command += ["--output", str(report), suite]
        exit_code, log = self._execute("lit", command)
        return "lit", results.count_lit(_read(report), exit_code), log

    def run_fuzzer(self, name, program, *seeds):
        found = self.folder / f"{name}-corpus"
        found.mkdir()
        # A fixed seed: a failure here must be one that can be seen again.
        command = [program, f"-runs={self.fuzz_runs}", "-seed=1", "-timeout=20"]
        command += ["-rss_limit_mb=4096", "-print_final_stats=1"]
        command += [f"-artifact_prefix={self.folder}/{name}-", str(found)]
        command += [seed for seed in seeds if os.path.isdir(seed)]
        exit_code, log = self._execute(name, command)
        return name, results.count_run(name, exit_code), log

    def _execute(self, name, command):
        """Returns the exit code (None after the time limit) and the log."""
        environment = dict(os.environ)
        # MLIR's library is not instrumented.
        environment.setdefault("ASAN_OPTIONS", "detect_container_overflow=0")
        environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
        log = self.folder / f"{name}.log"
        with open(log, "wb") as output:
            try:
                done = subprocess.run(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env=environment,
                    timeout=TIME_LIMIT_SECONDS,
                )
                return done.returncode, log
            except subprocess.TimeoutExpired:
                return None, log
            except OSError as error:
                output.write(f"{command[0]}: {error.strerror}\n".encode())
                return 127, log


def _read(path):
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _read_list(build):
    path = build / "test-programs.tsv"
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        sys.exit(f"run.py: error: {path}: {error.strerror}; is it a build?")
    return [line.split("\t") for line in lines]


def _show(name, counts, log, seconds):
    print(f"{seconds:7.1f} s  {name}: {counts}", flush=True)
    if counts.failures:
        tail = _read(log).splitlines()[-SHOWN_LINES:]
        print(f"--- last lines of {log}")
        print("\n".join(tail))
        print("---", flush=True)


def _run_all(runner, programs):
    """Unit tests and fuzzers side by side, then lit, which is parallel."""
    total = results.Counts()
    single = [program for program in programs if program[0] != "lit"]
    with concurrent.futures.ThreadPoolExecutor(runner.jobs) as pool:
        for outcome in pool.map(lambda program: runner.run(*program), single):
            _show(*outcome)
            total += outcome[1]
    for program in programs:
        if program[0] == "lit":
            outcome = runner.run(*program)
            _show(*outcome)
            total += outcome[1]
    return total


def _parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("build", type=pathlib.Path, help="build directory")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument(
        "--fuzz-runs",
        type=int,
        default=100000,
        help="inputs for each fuzzer, 0 to leave the fuzzers out",
    )
    return parser.parse_args()


def main():
    arguments = _parse_arguments()
    build = arguments.build.resolve()
    programs = _read_list(build)
    if arguments.fuzz_runs <= 0:
        programs = [one for one in programs if one[0] != "fuzzer"]
    runner = Runner(build, arguments.jobs, arguments.fuzz_runs)
    total = _run_all(runner, programs)
    for failure in total.failures:
        print(f"failed: {failure}")
    print(total)
    sys.exit(0 if total.ok() else 1)


if __name__ == "__main__":
    main()
