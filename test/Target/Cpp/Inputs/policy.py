#!/usr/bin/env python3
"""Compiles generated C++ and asks the policy through its ABI.

    policy.py INCLUDE FILE.cpp [--machine=nodes:2,GPU:4] QUESTION...

Questions: `info`, `kinds TASK`, `memories TASK PROC REGION`,
`layout TASK MEM PROC REGION`, `limit TASK`, `collect TASK REGION`,
`replicate TASK`, `launch TASK PROC LO..HI[,LO..HI]`,
`single TASK PROC NODE.INDEX PARENT_NODE.INDEX`. A REGION is names and an index,
`-` if there is none: `rp_shared,pr:2`. Each compiler that is there compiles the
file without warnings and without a standard library, and all must answer alike.
"""

import ctypes
import itertools
import os
import shutil
import subprocess
import sys
import tempfile

PROCS = ["CPU", "GPU", "OMP", "IO", "PY", "PROC"]
MEMORIES = ["SYSMEM", "FBMEM", "ZCMEM", "RDMEM", "SOCKMEM", "VIRTUAL"]
FLAGS = """-std=c++17 -O2 -fPIC -shared -ffreestanding -nostdlib -nostdinc++
           -fno-exceptions -fno-rtti -fvisibility=hidden
           -Wall -Wextra -Wpedantic -Wconversion -Werror""".split()
MAX_DIM = 9
C = ctypes
PRINT = C.CFUNCTYPE(None, C.c_void_p, C.POINTER(C.c_char), C.c_size_t)


class Place(C.Structure):
    _fields_ = [("node", C.c_int32), ("index", C.c_int32)]


class Machine(C.Structure):
    _fields_ = [("size", C.c_uint32), ("nodes", C.c_uint32),
                ("procs", C.c_uint32 * 6),
                ("sees", C.POINTER(C.c_uint32) * 6),
                ("print", PRINT), ("print_arg", C.c_void_p)]


class Region(C.Structure):
    _fields_ = [("names", C.POINTER(C.c_char_p)), ("num_names", C.c_uint32),
                ("index", C.c_uint32)]


class Layout(C.Structure):
    _fields_ = [(name, C.c_uint8) for name in
                ("aos", "c_order", "compact", "exact", "align_op")] + [
                    ("align", C.c_uint64)]


class Domain(C.Structure):
    _fields_ = [("rank", C.c_uint32), ("lo", C.c_int64 * MAX_DIM),
                ("hi", C.c_int64 * MAX_DIM)]


class Error(C.Structure):
    _fields_ = [(name, C.c_uint32) for name in
                ("code", "line", "column", "dim")] + [
                    ("value", C.c_int64), ("bound", C.c_int64),
                    ("text", C.c_char_p)]

    def __str__(self):
        return "error %d at %d:%d dim %d value %d bound %d: %s" % (
            self.code, self.line, self.column, self.dim, self.value,
            self.bound, self.text.decode())


def function(result, *arguments):
    return C.CFUNCTYPE(result, *arguments)


POINTER = C.c_void_p
TASK = C.c_char_p
REGION = C.POINTER(Region)


class Policy(C.Structure):
    _fields_ = [
        ("magic", C.c_uint32), ("abi", C.c_uint32), ("size", C.c_uint32),
        ("flags", C.c_uint32), ("identity", C.c_uint8 * 32),
        ("name", C.c_char_p), ("source", C.c_char_p),
        ("producer", C.c_char_p), ("machine_bytes", C.c_size_t),
        ("launch_bytes", C.c_size_t),
        ("bind", function(C.c_int, POINTER, C.POINTER(Machine),
                          C.POINTER(Error))),
        ("kinds", function(C.c_uint32, TASK, POINTER)),
        ("memories", function(C.c_uint32, TASK, REGION, C.c_int, POINTER,
                              C.c_uint32)),
        ("layout", function(C.c_int, TASK, REGION, C.c_int, C.c_int,
                            C.POINTER(Layout))),
        ("launch", function(C.c_int, POINTER, TASK, C.c_int,
                            C.POINTER(Domain), POINTER, C.POINTER(Error))),
        ("point", function(C.c_int, POINTER, POINTER, C.POINTER(Place),
                           C.POINTER(Error))),
        ("single", function(C.c_int, POINTER, TASK, C.c_int, Place, TASK,
                            C.c_int, Place, POINTER, C.c_uint32,
                            C.POINTER(C.c_uint32), C.POINTER(Error))),
        ("instance_limit", function(C.c_uint32, TASK)),
        ("collect", function(C.c_int, TASK, REGION)),
        ("replicate", function(C.c_int, TASK)),
    ]


def make_machine(text, lines):
    machine = Machine(size=C.sizeof(Machine), nodes=1)
    for part in text.split(","):
        kind, count = part.split(":")
        if kind == "nodes":
            machine.nodes = int(count)
            continue
        proc = PROCS.index(kind)
        machine.procs[proc] = int(count)
        # Processor i addresses memory kinds 0 to i.
        masks = [(2 << i) - 1 for i in range(int(count))]
        machine.sees[proc] = (C.c_uint32 * len(masks))(*masks)
    machine.print = PRINT(
        lambda _, data, size: lines.append("> " + data[:size].decode()))
    return machine


def make_region(text):
    names, _, index = text.partition(":")
    names = [name.encode() for name in names.split(",") if name != "-"]
    index = int(index) if index not in ("", "-") else 0xFFFFFFFF
    return Region((C.c_char_p * max(len(names), 1))(*names), len(names), index)


def storage(size):
    # Some more, to find a multiple of 16 in it.
    buffer = (C.c_char * (size + 16))()
    return buffer, C.c_void_p((C.addressof(buffer) + 15) & ~15)


class Host:
    def __init__(self, path, machine):
        self.lines = []
        self.library = C.CDLL(path)
        self.library.mapwright_policy.restype = C.POINTER(Policy)
        assert not self.library.mapwright_policy(2), "serves an unknown ABI"
        self.policy = self.library.mapwright_policy(1).contents
        self.machine = make_machine(machine, self.lines)
        self.keep, self.m = storage(self.policy.machine_bytes)
        error = Error()
        if self.policy.bind(self.m, self.machine, error) != 0:
            self.lines.append("bind: %s" % error)

    def info(self):
        p = self.policy
        identity = "".join("%02x" % byte for byte in p.identity)
        self.lines.append("%x %d %s %s %s" % (
            p.magic, p.abi, p.size == C.sizeof(Policy), p.name.decode(),
            p.source.decode()))
        self.lines.append("identity " + identity)

    def kinds(self, task):
        out = (C.c_int * 6)()
        count = self.policy.kinds(task.encode(), out)
        self.answer("kinds", task, [PROCS[k] for k in out[:count]])

    def memories(self, task, proc, region):
        out = (C.c_int * 6)()
        count = self.policy.memories(task.encode(), make_region(region),
                                     PROCS.index(proc), out, 6)
        self.answer("memories", task, proc, region,
                    [MEMORIES[m] for m in out[:count]])

    def layout(self, task, memory, proc, region):
        layout = Layout()
        status = self.policy.layout(task.encode(), make_region(region),
                                    MEMORIES.index(memory), PROCS.index(proc),
                                    layout)
        values = [str(getattr(layout, name)) for name, _ in Layout._fields_]
        self.answer("layout", task, memory, proc, region,
                    values if status == 0 else ["default"])

    def limit(self, task):
        self.answer("limit", task, [str(self.policy.instance_limit(
            task.encode()))])

    def collect(self, task, region):
        self.answer("collect", task, region, [str(self.policy.collect(
            task.encode(), make_region(region)))])

    def replicate(self, task):
        self.answer("replicate", task,
                    [str(self.policy.replicate(task.encode()))])

    def launch(self, task, proc, bounds):
        domain = Domain()
        ranges = []
        for d, extent in enumerate(bounds.split(",")):
            low, high = map(int, extent.split(".."))
            domain.rank, domain.lo[d], domain.hi[d] = d + 1, low, high
            ranges.append(range(low, high + 1))
        keep, l = storage(self.policy.launch_bytes)
        error = Error()
        status = self.policy.launch(self.m, task.encode(), PROCS.index(proc),
                                    domain, l, error)
        if status != 0:
            text = "default" if status == 1 else str(error)
            self.answer("launch", task, proc, bounds, [text])
            return
        for point in itertools.product(*ranges):
            place = Place()
            status = self.policy.point(
                l, (C.c_int64 * len(point))(*point), place, error)
            text = ("default" if status == 1 else str(error) if status == 2
                    else "node %d %d" % (place.node, place.index))
            self.lines.append("%s (%s): %s" % (
                task, ",".join(map(str, point)), text))

    def single(self, task, proc, own, parent):
        def place(text):
            return Place(*map(int, text.split(".")))
        out, count, error = (Place * 4)(), C.c_uint32(), Error()
        status = self.policy.single(
            self.m, task.encode(), PROCS.index(proc), place(own), b"parent", 0,
            place(parent), out, 4, count, error)
        places = ["%d.%d" % (p.node, p.index) for p in out[:count.value]]
        self.answer("single", task, proc,
                    places if status == 0 else
                    ["default" if status == 1 else str(error)])

    def answer(self, *words):
        self.lines.append(" ".join(words[:-1]) + ": " + ",".join(words[-1]))


def ask(library, machine, questions):
    host = Host(library, machine)
    for question in questions:
        words = question.split(" ")
        getattr(host, words[0])(*words[1:])
    return host.lines


def main():
    include, source, *questions = sys.argv[1:]
    machine = "nodes:2,CPU:2,GPU:4"
    if questions and questions[0].startswith("--machine="):
        machine = questions.pop(0).split("=", 1)[1]
    compilers = [c for c in ("g++", "clang++") if shutil.which(c)]
    assert compilers, "there is no C++ compiler"
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        for compiler in compilers:
            library = os.path.join(folder, compiler + ".so")
            subprocess.run([compiler, *FLAGS, "-I", include, source, "-o",
                            library], check=True)
            answers.append(ask(library, machine, questions))
    assert all(a == answers[0] for a in answers), answers
    print("\n".join(answers[0]))


main()
