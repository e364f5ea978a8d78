"""Runs a command and fails unless it ends with the exit code asked for.

    %python %inputs/expect_exit.py 3 mapper-run app.mapper --log=run.log

lit's own shell tells only success from failure.
"""

import subprocess
import sys

expected = int(sys.argv[1])
got = subprocess.run(sys.argv[2:]).returncode
if got != expected:
    print(f"expected exit code {expected}, got {got}", file=sys.stderr)
    sys.exit(1)
