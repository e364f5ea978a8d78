# Configuration of the lit suite.
#
# After a build, `ninja check-lit` runs all of it, and
# `lit -v BUILD/test --filter=REGEX` some of it.

import os
import shutil
import sys

import lit.formats

config.name = "Mapwright"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mapper", ".mlir", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = config.mapwright_test_exec_root

# Tools under test come first, then FileCheck, not, count and split-file.
config.environment["PATH"] = os.pathsep.join(
    [config.mapwright_tools_dir, config.llvm_tools_dir, os.environ["PATH"]]
)
# Expected texts are those of a pipe: no colours.
config.environment["NO_COLOR"] = "1"
# MLIR's library is not instrumented, so its containers carry no annotations.
config.environment["ASAN_OPTIONS"] = os.environ.get(
    "ASAN_OPTIONS", "detect_container_overflow=0"
)
config.environment["UBSAN_OPTIONS"] = os.environ.get(
    "UBSAN_OPTIONS", "print_stacktrace=1"
)

repository = config.mapwright_source_dir
config.substitutions += [
    ("%python", '"%s"' % sys.executable),
    # `%exits CODE COMMAND...` succeeds if the command ends with that code.
    ("%exits", '"%s" "%s"' % (sys.executable, os.path.join(
        config.test_source_root, "Utils", "exits.py"))),
    ("%repository", repository),
    ("%inputs", os.path.join(config.test_source_root, "Inputs")),
    ("%benchmarks", os.path.join(repository, "benchmarks")),
]

# Logs of other people's runs stay outside the repository; the tests that read
# them are unsupported where they are absent.
lassen = os.path.join(os.path.dirname(repository), "shared", "data", "legion")
config.substitutions.append(("%lassen", lassen))
if os.path.exists(
    os.path.join(lassen, "circuit-lassen-2x4gpu.wrapper.log")
):
    config.available_features.add("lassen-logs")

# Legion, and the library for its programs.
if config.has_legion:
    config.available_features.add("legion")

# StarPU, its library, and the programs of benchmarks/starpu.
if config.has_starpu:
    config.available_features.add("starpu")

# The browser that opens the web pages of runs.
chromium = shutil.which("chromium")
config.substitutions.append(("%chromium", chromium or "chromium"))
if chromium:
    config.available_features.add("chromium")

# For tests whose bounds on time or memory do not hold under sanitizers.
if "address" in config.mapwright_sanitize:
    config.available_features.add("asan")
