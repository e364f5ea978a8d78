"""Looks at a machine that `mapper-run --calibrate` wrote: which numbers are
measured, and that they are those of a computer.

    sane_machine.py MACHINE.json SHAPE

Writes the machine without its measured numbers to SHAPE: what two calibrations
have in common.
"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    machine = json.load(file)


def measured(thing, key, low, high):
    source = thing["source"][key]
    assert source.startswith("measured: by mapper-run --calibrate"), source
    assert low <= thing[key] <= high, (key, thing[key])
    thing[key] = "measured"


sysmem = machine["memories"][0]
measured(sysmem, "capacity_bytes", 1e8, 1e15)
measured(sysmem, "copy_bytes_per_second", 1e7, 1e12)
channels = {channel["name"]: channel for channel in machine["channels"]}
measured(channels["dram"], "bytes_per_second", 1e7, 1e14)
measured(channels["memcpy"], "bytes_per_second", 1e7, 1e12)
measured(channels["nic0.out"], "bytes_per_second", 1e6, 1e12)
measured(channels["nic0.in"], "bytes_per_second", 1e6, 1e12)
cpu = machine["processors"]["CPU"]
measured(cpu, "flops_per_second", 1e7, 1e12)
for member in cpu["members"]:
    for access in member["memories"]:
        assert 1e7 <= access["bytes_per_second"] <= 1e12
        access["bytes_per_second"] = "measured"
measured(machine["network"], "latency_seconds", 1e-8, 1)
for key, source in machine["runtime"]["source"].items():
    assert source.startswith("assumed: not measured here"), (key, source)
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(machine, file, indent=1)
