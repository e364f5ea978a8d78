# ===- compile-stub.py - Compiles without Legion ---------------------------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Usage: compile-stub.py COMPILER REPOSITORY OPTIONS GENERATED...

Checks the sources of the library for Legion programs, and generated files,
against the declarations of Legion that OPTIONS, one argument, have the compiler
include.
"""

import pathlib
import shlex
import subprocess
import sys


def main(compiler, repository, options, *generated):
    repository = pathlib.Path(repository)
    runtime = repository / "lib/Runtime"
    sources = sorted([*runtime.glob("Common/*.cpp"),
                      *runtime.glob("Legion/*.cpp")])
    failed = 0
    for source in [*sources, *generated]:
        done = subprocess.run(
            [compiler, "-std=c++17", "-fsyntax-only", "-Wall", "-Wextra",
             "-Werror", "-Wno-deprecated-declarations", *shlex.split(options),
             "-I", repository / "include", "-I", runtime, source])
        failed += done.returncode != 0
    print(f"compiled {len(sources)} sources of the library and "
          f"{len(generated)} generated files, {failed} failed")
    return 1 if failed or not sources else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
