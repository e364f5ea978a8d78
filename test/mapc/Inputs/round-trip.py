"""Usage: round-trip.py FOLDER...

Sends every mapper below the folders that compiles through the forms of the
mapping dialect and back, and compares the bytes."""

import pathlib
import subprocess
import sys

FORMS = {
    "memory": None,
    "bytecode": ["--emit=mapping-bytecode"],
    "text": ["--emit=mapping"],
    "text with locations": ["--emit=mapping", "--locations"],
}


def run(arguments, data):
    return subprocess.run(["mapc", *arguments], input=data,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def send(form, data):
    """The mapper after a trip through `form`; None if it does not compile."""
    if FORMS[form] is not None:
        module = run([*FORMS[form], "-"], data)
        if module.returncode:
            return None
        return run(["-x=mlir", "--emit=mapper", "-"], module.stdout).stdout
    result = run(["--emit=mapper", "-"], data)
    return None if result.returncode else result.stdout


def main(folders):
    mappers = sorted(path for folder in folders
                     for path in pathlib.Path(folder).rglob("*.mapper"))
    compared, different = 0, []
    for path in mappers:
        data = path.read_bytes()
        if send("memory", data) is None:
            continue
        compared += 1
        different += [f"{path}: differs through {form}" for form in FORMS
                      if send(form, data) != data]
    print("\n".join(different))
    print(f"{compared} of {len(mappers)} mappers compared in {len(FORMS)} forms")
    return 1 if different or compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
