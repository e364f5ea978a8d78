"""Checks the mappers in the texts of `mapc --explain`: those below "Right:" have
no diagnostics; those below "Wrong:" get the one they explain, unless they need
a program or a machine to be wrong."""

import re
import subprocess
import sys

# What only a map, a launch, a machine, a program, a log or a command line shows.
NEEDS_MORE = {
    "input", "encoding", "launch-argument", "machine-argument", "log-format",
    "comparison", "not-constant", "unknown-warning", "unknown-task", "unknown-region",
    "rank-mismatch", "overflow", "division-by-zero", "index-bounds",
    "space-argument", "too-complex", "no-effect", "uneven-machine",
    "missing-kind", "no-fitting-kind", "memory-unreachable",
    "virtual-instance", "kind-mismatch", "shard-zero", "ir-unsupported",
    "capacity", "capacity-risk", "layout-demand", "colocation",
    "concurrent-places",
    "processor-memory", "imbalance", "idle-processor", "not-proved",
    "target-unsupported",
}


def run(*arguments, text=None):
    return subprocess.run(["mapc", *arguments], input=text,
                          capture_output=True, text=True)


def read_ids():
    listing = run("--list-diagnostics").stdout
    return re.findall(r"^  ([a-z0-9-]+) +(?:error|warning|remark)", listing,
                      re.MULTILINE)


def read_examples(explanation):
    """Pairs of "Wrong" or "Right" and the mapper below it."""
    pattern = r"^(Wrong|Right)[^\n]*:\n((?:    [^\n]*\n)+)"
    for word, block in re.findall(pattern, explanation, re.MULTILINE):
        yield word, re.sub("^    ", "", block, flags=re.MULTILINE)


def check(name, word, text):
    result = run("-", text=text)
    if word == "Right":
        return result.returncode == 0 and not result.stderr
    return f"[mapwright-{name}]" in result.stderr


def main():
    checked = 0
    failed = []
    for name in read_ids():
        for word, text in read_examples(run("--explain", name).stdout):
            is_command = text.startswith(("mapc ", "mapper-", "app "))
            if is_command or (word == "Wrong" and name in NEEDS_MORE):
                continue
            checked += 1
            if not check(name, word, text):
                failed.append(f"{name}, {word}:\n{text}{run('-', text=text).stderr}")
    print("\n".join(failed))
    print(f"{checked} examples checked, {len(failed)} failed")
    return 1 if failed or checked < 60 else 0


if __name__ == "__main__":
    sys.exit(main())
