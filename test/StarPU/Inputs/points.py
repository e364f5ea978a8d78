# ===- points.py - What the checks of StarPU runs read alike ---------------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Files and points, for the scripts in this folder."""

import re


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def read_points(text):
    return [tuple(map(int, point.split(",")))
            for point in re.findall(r"\(([-0-9, ]+)\)", text)]
