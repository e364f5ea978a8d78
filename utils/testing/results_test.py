# ===- results_test.py - Tests of results.py --------------------------------===#
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------===#
"""Counting must never make a failure or a crash disappear."""

import json
import unittest

import results


def gtest_report(*tests):
    suite = {"name": "Suite", "testsuite": list(tests)}
    return json.dumps({"tests": len(tests), "testsuites": [suite]})


def gtest(name, result="COMPLETED", status="RUN", failures=()):
    test = {"name": name, "status": status, "result": result}
    return {**test, "failures": list(failures)} if failures else test


def lit_report(*codes):
    tests = [{"name": f"Mapwright :: {code}", "code": code} for code in codes]
    return json.dumps({"tests": tests})


class GTest(unittest.TestCase):
    def test_each_kind(self):
        report = gtest_report(
            gtest("Good"),
            gtest("Bad", failures=[{"failure": "expected 1, got 2"}]),
            gtest("Skipped", result="SKIPPED"),
            gtest("DISABLED_Off", result="SUPPRESSED", status="NOTRUN"),
        )
        counts = results.count_gtest("Tests", report, 1)
        self.assertEqual(str(counts), "1 passed, 1 failed, 2 skipped")
        self.assertEqual(counts.failures, ["Tests: Suite.Bad"])
        self.assertFalse(counts.ok())

    def test_crash_leaves_no_report(self):
        counts = results.count_gtest("Tests", "", -11)
        self.assertEqual(str(counts), "0 passed, 1 failed")
        self.assertIn("signal 11", counts.failures[0])

    def test_cut_report(self):
        counts = results.count_gtest("Tests", gtest_report()[:-3], 0)
        self.assertEqual(str(counts), "0 passed, 1 failed")

    def test_hang(self):
        counts = results.count_gtest("Tests", "", None)
        self.assertIn("time limit", counts.failures[0])

    def test_exit_code_without_failed_test(self):
        # A leak found at exit: every test passed, the program did not.
        counts = results.count_gtest("Tests", gtest_report(gtest("Good")), 1)
        self.assertEqual(str(counts), "1 passed, 1 failed")


class Lit(unittest.TestCase):
    def test_each_kind(self):
        report = lit_report(
            "PASS", "FLAKYPASS", "FAIL", "XPASS", "UNRESOLVED", "TIMEOUT",
            "UNSUPPORTED", "XFAIL",
        )  # fmt: skip
        counts = results.count_lit(report, 1)
        self.assertEqual(str(counts), "2 passed, 4 failed, 2 skipped")

    def test_unknown_code_is_a_failure(self):
        counts = results.count_lit(lit_report("NEW"), 0)
        self.assertEqual(str(counts), "0 passed, 1 failed")

    def test_no_report(self):
        counts = results.count_lit("", 2)
        self.assertEqual(str(counts), "0 passed, 1 failed")


class Total(unittest.TestCase):
    def test_sum(self):
        total = results.Counts()
        total += results.count_lit(lit_report("PASS", "UNSUPPORTED"), 0)
        total += results.count_run("Fuzzer", 0)
        self.assertEqual(str(total), "2 passed, 0 failed, 1 skipped")
        self.assertTrue(total.ok())
        total += results.count_run("Fuzzer", 77)
        self.assertEqual(str(total), "2 passed, 1 failed, 1 skipped")
        self.assertFalse(total.ok())

    def test_nothing_run_is_not_ok(self):
        self.assertFalse(results.Counts().ok())
        self.assertFalse(results.Counts(skipped=3).ok())


if __name__ == "__main__":
    unittest.main()
