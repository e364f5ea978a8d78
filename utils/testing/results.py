# ===- results.py - What test programs report, counted ----------------------===#
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------===#
"""Reads the JSON reports of GoogleTest and lit into counts.

A program that leaves no readable report, or one that says less than its exit
code, counts as one failed test more: a crash is never invisible.
"""

import dataclasses
import json

LIT_PASSED = {"PASS", "FLAKYPASS"}
# An expected failure is a known gap, so it does not count as passed.
LIT_SKIPPED = {"UNSUPPORTED", "SKIPPED", "EXCLUDED", "XFAIL"}


@dataclasses.dataclass
class Counts:
    passed: int = 0
    skipped: int = 0
    failures: list = dataclasses.field(default_factory=list)

    def __iadd__(self, other):
        self.passed += other.passed
        self.skipped += other.skipped
        self.failures += other.failures
        return self

    def ok(self):
        """Whether something ran and nothing failed."""
        return self.passed > 0 and not self.failures

    def __str__(self):
        text = f"{self.passed} passed, {len(self.failures)} failed"
        return text + (f", {self.skipped} skipped" if self.skipped else "")


def count_gtest(name, report, exit_code):
    """Counts of the GoogleTest program `name` from the text of its report."""
    counts = Counts()
    try:
        for suite in json.loads(report)["testsuites"]:
            for test in suite["testsuite"]:
                _add_gtest(counts, f"{name}: {suite['name']}", test)
    except (ValueError, KeyError, TypeError):
        return Counts(failures=[f"{name}: no report, {_ending(exit_code)}"])
    return _with_exit_code(counts, name, exit_code)


def _add_gtest(counts, prefix, test):
    if test.get("failures"):
        counts.failures.append(f"{prefix}.{test['name']}")
    elif test["status"] == "NOTRUN" or test["result"] == "SKIPPED":
        counts.skipped += 1
    else:
        counts.passed += 1


def count_lit(report, exit_code):
    """Counts of a lit run from the text of its report."""
    counts = Counts()
    try:
        for test in json.loads(report)["tests"]:
            if test["code"] in LIT_PASSED:
                counts.passed += 1
            elif test["code"] in LIT_SKIPPED:
                counts.skipped += 1
            else:
                counts.failures.append(f"{test['code']}: {test['name']}")
    except (ValueError, KeyError, TypeError):
        return Counts(failures=[f"lit: no report, {_ending(exit_code)}"])
    return _with_exit_code(counts, "lit", exit_code)


def count_run(name, exit_code):
    """Counts of a program that is one test, such as a fuzzer."""
    return _with_exit_code(Counts(passed=int(exit_code == 0)), name, exit_code)


def _with_exit_code(counts, name, exit_code):
    if exit_code != 0 and not counts.failures:
        counts.failures.append(f"{name}: {_ending(exit_code)}")
    return counts


def _ending(exit_code):
    if exit_code is None:
        return "time limit exceeded"
    if exit_code < 0:
        return f"ended by signal {-exit_code}"
    return f"exit code {exit_code}"
