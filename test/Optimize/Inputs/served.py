# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a command while a scripted language model listens.

    served.py SERVER SCRIPT COMMAND...

In COMMAND `{url}` stands for the address of the model.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

server, script, *command = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    port = pathlib.Path(folder, "port")
    running = subprocess.Popen(
        [sys.executable, server, script, str(port), os.devnull],
        env={**os.environ, "LOOPBACK_KEY": os.environ["OPENAI_API_KEY"]},
    )
    try:
        for _ in range(600):
            if port.exists() and port.read_text().strip():
                break
            time.sleep(0.05)
        url = "http://127.0.0.1:" + port.read_text().strip()
        result = subprocess.run([w.replace("{url}", url) for w in command])
    finally:
        running.kill()
sys.exit(result.returncode)
