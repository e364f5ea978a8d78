# ===- exits.py - Checks the exit code of a command ------------------------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Usage: exits.py CODE COMMAND...

Runs COMMAND and succeeds if it ends with the exit code CODE. Exit codes are a
contract of all tools; `not` accepts any but 0.
"""

import subprocess
import sys


def main(expected, *command):
    code = subprocess.run(command).returncode
    if code == int(expected):
        return 0
    print(f"exit code {code}, expected {expected}: {' '.join(command)}",
          file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
