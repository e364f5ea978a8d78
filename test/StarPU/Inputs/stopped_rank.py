# ===- stopped_rank.py - A rank that does not end by itself -----------------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Usage: stopped_rank.py SIGNAL RANK COMMAND...

Becomes the command, to which on rank RANK of an MPI job the signal (SIGKILL or
SIGSTOP) is sent a second after StarPU-MPI has started.
"""

import glob
import os
import signal
import sys
import time


def has_started(process):
    names = set()
    for path in glob.glob(f"/proc/{process}/task/*/comm"):
        try:
            with open(path, encoding="utf-8") as file:
                names.add(file.read().strip())
        except OSError:  # a thread that has ended meanwhile
            pass
    return "MPI" in names


def main():
    if os.environ["OMPI_COMM_WORLD_RANK"] == sys.argv[2]:
        victim = os.getpid()
        if os.fork() == 0:
            while not has_started(victim):
                time.sleep(0.1)
                if os.getppid() != victim:
                    os._exit(1)
            time.sleep(1)
            os.kill(victim, signal.Signals[sys.argv[1]])
            os._exit(0)
    os.execv(sys.argv[3], sys.argv[3:])


if __name__ == "__main__":
    main()
