# ===- proflog.py - Mapper calls in Legion Prof logs ----------------------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Reads the mapper calls and the tasks in what `-lg:prof` makes Legion write.

The file begins with a text that describes its records, and is decoded by that
description. Times are nanoseconds.
"""

import collections
import gzip
import re
import struct

NUMBERS = {1: "<B", 4: "<I", 8: "<Q"}
COORDINATE = 8

Call = collections.namedtuple("Call", "kind operation start stop")
RuntimeCall = collections.namedtuple("RuntimeCall", "kind start stop")


class ProfLog:
    """What one rank wrote.

    tasks       the number of tasks of the program that ran, by name
    calls       the mapper calls
    inner       the calls that the mapper made of the runtime
    """

    def __init__(self, path):
        with open(path, "rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with (gzip.open if packed else open)(path, "rb") as file:
            self.bytes = file.read()
        self.tasks = collections.Counter()
        self.calls, self.inner = [], []
        self._task_names, self._call_kinds, self._inner_kinds = {}, {}, {}
        self._decode()

    def _read_types(self):
        """Name and fields (name, type, bytes) by number of record."""
        text, _, _ = self.bytes.partition(b"\n\n")
        self.position = len(text) + 2
        types = {}
        for line in text.decode().splitlines()[1:]:
            name, number, fields = re.fullmatch(
                r"(\w+) \{id:(\d+)(.*)\}", line).groups()
            types[int(number)] = (
                name, [(key, kind, int(size)) for key, kind, size in
                       re.findall(r", ([^:,]+):([^:,]+):(-?\d+)", fields)])
        return types

    def _decode(self):
        types = self._read_types()
        handlers = {"TaskKind": self._add_task_name, "TaskInfo": self._add_task,
                    "MapperCallDesc": self._add_call_kind,
                    "RuntimeCallDesc": self._add_inner_kind,
                    "MapperCallInfo": self._add_call,
                    "RuntimeCallInfo": self._add_inner}
        lengths = {"uuid_size": 0, "maxdim": 0}
        while self.position < len(self.bytes):
            (number,) = struct.unpack_from("<I", self.bytes, self.position)
            self.position += 4
            name, fields = types[number]
            record = {key: self._read(kind, size, lengths)
                      for key, kind, size in fields}
            if name in handlers:
                handlers[name](record)

    def _read(self, kind, size, lengths):
        begin = self.position
        if kind == "string":
            end = self.bytes.index(b"\0", begin)
            self.position = end + 1
            return self.bytes[begin:end].decode()
        skipped = {"uuid": lengths["uuid_size"],
                   "point": lengths["maxdim"] * COORDINATE,
                   "array": lengths["maxdim"] * COORDINATE * 2}
        if kind in skipped:
            self.position += skipped[kind]
            return None
        (value,) = struct.unpack_from(NUMBERS[size], self.bytes, begin)
        self.position += size
        if kind in lengths:
            lengths[kind] = value
        return value

    def _add_task_name(self, record):
        self._task_names[record["task_id"]] = record["name"]

    def _add_task(self, record):
        self.tasks[self._task_names.get(record["task_id"], "")] += 1

    def _add_call_kind(self, record):
        self._call_kinds[record["kind"]] = record["name"]

    def _add_inner_kind(self, record):
        self._inner_kinds[record["kind"]] = record["name"]

    def _add_call(self, record):
        self.calls.append(Call(self._call_kinds[record["kind"]],
                               record["op_id"], record["start"],
                               record["stop"]))

    def _add_inner(self, record):
        self.inner.append(RuntimeCall(self._inner_kinds[record["kind"]],
                                      record["start"], record["stop"]))
