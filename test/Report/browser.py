# ===- browser.py - Opens the page of a simulated run in a browser ----------=== #
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Usage: browser.py CHROMIUM PAGE.html RUN.json [CANVAS...]

Opens a page in headless Chromium. It must become ready without a message on
the console, show the outcome of RUN.json, fit into a narrow window, be light or
dark as asked, and have drawn on each CANVAS: the ids of those there must be.
"""

import html
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import zlib

# Run after the page's own script: what is on the canvases, and whether anything
# sticks out.
PROBE = """<script>
const probe = { canvases: {}, width: innerWidth,
  needed: document.documentElement.scrollWidth };
document.querySelectorAll("canvas").forEach((canvas, index) => {
  if (!canvas.offsetParent) return;
  const pixels = new Uint32Array(canvas.getContext("2d")
    .getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  probe.canvases[canvas.id || "canvas" + index] = {
    painted: pixels.filter(pixel => pixel !== 0).length,
    colors: new Set(pixels).size };
});
const pre = document.createElement("pre");
pre.id = "probe";
pre.textContent = JSON.stringify(probe);
document.body.append(pre);
</script>
"""
BACKGROUNDS = {"light": (0xF7, 0xF7, 0xF5), "dark": (0x14, 0x16, 0x1A)}


def run_browser(chromium, page, arguments):
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [chromium, "--no-sandbox", "--headless", "--disable-gpu",
             "--hide-scrollbars", "--virtual-time-budget=3000",
             "--enable-logging=stderr", f"--user-data-dir={profile}",
             *arguments, "file://" + os.path.abspath(page)],
            capture_output=True, timeout=240, check=False)
    errors = done.stderr.decode(errors="replace")
    assert done.returncode == 0, errors
    console = [line for line in errors.splitlines() if "CONSOLE" in line]
    assert not console, console
    return done.stdout.decode()


def read_png_corner(path):
    """The colour of the first pixel of an 8-bit PNG."""
    with open(path, "rb") as file:
        data = file.read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    packed, offset = b"", 8
    while offset < len(data):
        size, kind = struct.unpack(">I4s", data[offset:offset + 8])
        if kind == b"IDAT":
            packed += data[offset + 8:offset + 8 + size]
        offset += size + 12
    # Filters of the first line leave its first pixel as it is.
    return tuple(zlib.decompress(packed)[1:4])


def format_seconds(value):
    for unit, scale in (("s", 1), ("ms", 1e-3), ("us", 1e-6)):
        if value >= scale:
            return f"{value / scale:.4g} {unit}"
    return f"{value * 1e9:.4g} ns"


def check_page(chromium, page, run, canvases, width):
    probed = page + f".{width}.html"
    with open(page, encoding="utf-8") as file:
        text = file.read()
    assert text.count("</body>") == 1
    with open(probed, "w", encoding="utf-8") as file:
        file.write(text.replace("</body>", PROBE + "</body>"))
    dom = run_browser(chromium, probed,
                      [f"--window-size={width},1200", "--dump-dom"])
    assert re.search(r'<html[^>]* data-ready="yes"', dom)
    shown = html.unescape(re.sub(r"<script.*?</script>", "", dom, flags=re.S))
    outcome = run["outcome"]
    expected = (format_seconds(outcome["seconds"]) if outcome["kind"] == "ok"
                else outcome["text"])
    assert f">{expected}<" in shown, expected
    probe = json.loads(html.unescape(
        re.search(r'<pre id="probe">(.*?)</pre>', dom).group(1)))
    assert probe["needed"] <= probe["width"], probe
    for name in canvases:
        drawn = probe["canvases"].get(name)
        assert drawn, (name, probe)
        assert drawn["painted"] > 500 and drawn["colors"] > 4, (name, drawn)


def check_theme(chromium, page, theme, scheme):
    picture = f"{page}.{theme}.png"
    run_browser(chromium, page,
                ["--window-size=1280,800", f"--screenshot={picture}",
                 f"--blink-settings=preferredColorScheme={scheme}"])
    corner = read_png_corner(picture)
    assert corner == BACKGROUNDS[theme], (theme, corner)


def main(chromium, page, run_path, *canvases):
    with open(run_path, encoding="utf-8") as file:
        run = json.load(file)
    check_page(chromium, page, run, canvases, 1280)
    check_page(chromium, page, run, canvases, 500)
    check_theme(chromium, page, "light", 1)
    check_theme(chromium, page, "dark", 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
