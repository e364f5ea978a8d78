#!/usr/bin/env python3
# ===- labels.py - Rules of the language without a test --------------------===#
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------===#
"""Checks that every labelled rule of the mapper language is cited by a test.

usage: labels.py FOLDER...

Only labels written out count: `MSP6 to MSP8` cites two rules. Ends with code 1
if a rule is cited by no file below the folders, or a file cites a rule that the
language reference does not have.
"""

import re
import sys
from pathlib import Path

# How many rules each chapter of the language reference has.
CHAPTERS = {"LEX": 6, "STM": 10, "FUN": 5, "EXP": 9, "MSP": 15}
LABELS = [
    f"{chapter}{number}"
    for chapter, count in CHAPTERS.items()
    for number in range(1, count + 1)
]
LABEL = re.compile(r"\b(?:%s)[0-9]+\b" % "|".join(CHAPTERS))
SUFFIXES = {".mapper", ".test", ".mlir", ".cpp", ".h"}


def read_citations(folders):
    """Maps each label to the files that cite it, in the order of their names."""
    citations = {}
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix not in SUFFIXES or not path.is_file():
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            for label in set(LABEL.findall(text)):
                citations.setdefault(label, []).append(path)
    return citations


def main(folders):
    if not folders:
        print(__doc__, file=sys.stderr)
        return 2
    citations = read_citations(folders)
    missing = [label for label in LABELS if label not in citations]
    unknown = sorted(set(citations) - set(LABELS))
    for label in missing:
        print(f"{label} is cited by no test")
    for label in unknown:
        print(f"{citations[label][0]}: there is no rule {label}")
    print(f"{len(LABELS) - len(missing)} of {len(LABELS)} rules are cited")
    return 1 if missing or unknown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
