# ===- tutorial.py - Runs the commands of a page ---------------------------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Usage: tutorial.py PAGE FOLDER

Runs the blocks of the Markdown file PAGE that are marked `sh`, one after the
other, in the empty folder FOLDER. Every command has to end with 0; the last one
of a block that is marked `sh exit=N` with N. A block `text` after it has lines
that the output, of both kinds, holds in this order. In these, `...` stands for
anything, a number for any number, and spaces for any spaces.
"""

import pathlib
import re
import subprocess
import sys

BLOCK = re.compile(r"^```(\S*)(?: exit=(\d+))?\n(.*?)^```$", re.M | re.S)


def to_pattern(line):
    """What a line of the page means."""
    parts = re.split(r"(\.\.\.|\d+(?:\.\d+)?|\s+)", line.strip())
    others = {"...": ".*"}
    return re.compile("".join(
        r"\d+(?:\.\d+)?" if part[:1].isdigit() else
        r"\s+" if part.isspace() else others.get(part, re.escape(part))
        for part in parts if part))


def run(commands, expected_code, folder):
    """The output, and what is wrong about how the commands ended."""
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", commands], cwd=folder,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=1200)
    if done.returncode == expected_code:
        return done.stdout, None
    return done.stdout, (f"exit code {done.returncode} instead of "
                         f"{expected_code}")


def find_missing(text, output):
    """The first line that the output does not have where it should."""
    lines = iter(output.split("\n"))
    for wanted in text.splitlines():
        pattern = to_pattern(wanted)
        if not any(pattern.search(line) for line in lines):
            return wanted
    return None


def main(page, folder):
    blocks = BLOCK.findall(pathlib.Path(page).read_text())
    commands = 0
    output = ""
    for kind, code, text in blocks:
        mistake = None
        if kind == "sh":
            commands += 1
            output, mistake = run(text, int(code or 0), folder)
        elif kind == "text":
            missing = find_missing(text, output)
            mistake = missing and f"the output has no line `{missing}`"
        if mistake:
            print(f"{mistake}\nof the commands\n{text}\noutput:\n{output}")
            return 1
    print(f"{commands} blocks of commands, all as the page says")
    return 0 if commands else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
