"""Makes docs/interview.svg from a real run of `advisor interview` in a pseudo-terminal of 80 columns.

From the root: `python -m pip install -e ".[docs]" && python docs/picture.py`. Run it again when the interview looks
different. The picture has its own background and uses only common fonts, so that it looks the same on light and on dark
pages.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import pexpect
import pyte
from pyte.screens import Char

COLUMNS, ROWS = 80, 120
CHAR, LINE, SIZE, MARGIN = 8.4, 19, 14, 20
BACKGROUND, EDGE = "#1c2128", "#768390"
COLOURS = {"default": "#d3dae3", "brightblack": "#9aa7b4", "brown": "#e3b341"}
"""Colours by pyte's names; its brown is a terminal's yellow."""
BOLD = "#ffffff"
FIRM_SPACE = "\u00a0"
"""SVG shows only one of several ordinary spaces."""
COMMAND = "advisor interview --save acme.yaml --company Acme"
DOWN = "\x1b[B"
KEYS = (
    *(
        f"{DOWN}{DOWN}\r",
        "why\r",
        "differ clearly\r",
        "no\r",
        "topics of conflict: prices, lead quality\r",
        "change 1\r",
    ),
    f"{DOWN}{DOWN}",
)
"""What is pressed after each other: answers with arrow keys and in words, and at the end an open menu."""
MENU = b"\x1b[?2004h"
"""What a terminal gets at the beginning of each menu, and of each prompt of the shell."""
QUIET, LONGEST = 1.0, 20.0
"""How long nothing may come from the terminal before the next keys are pressed, and the limit, in seconds."""


def record_session() -> pyte.Screen:
    """Run a session and return the screen at its end."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PS1": "$ ", "INPUTRC": os.devnull}
    with TemporaryDirectory() as folder:
        shell = pexpect.spawn(
            "bash", ["--norc", "--noprofile"], cwd=folder, env=environment, dimensions=(ROWS, COLUMNS), timeout=20
        )
        _read_until_quiet(shell, stream)
        for keys in (f"{COMMAND}\r", *KEYS):
            shell.send(keys)
            _read_until_quiet(shell, stream, MENU if keys.endswith("\r") else b"")
        shell.close(force=True)
    return screen


def _read_until_quiet(shell: pexpect.spawn, stream: pyte.ByteStream, awaited: bytes = b"") -> None:
    """Show what comes from the terminal until the awaited sequence was there and nothing more comes."""
    seen, end = b"", time.monotonic() + LONGEST
    while time.monotonic() < end:
        try:
            seen += shell.read_nonblocking(65_536, QUIET)
        except pexpect.TIMEOUT:
            if awaited in seen:
                break
    # pyte has no faint text; the grey of a terminal is similar
    stream.feed(re.sub(rb"\x1b\[(?:0;)?2m", b"\x1b[90m", seen))


def list_rows(screen: pyte.Screen) -> list[list[Char]]:
    """List the rows from the command to the last one with text, without the prompt after it."""
    lines = [[screen.buffer[y][x] for x in range(COLUMNS)] for y in range(ROWS)]
    texts = ["".join(char.data for char in line).strip() for line in lines]
    last = max(y for y, text in enumerate(texts) if text not in ("", "$"))
    return lines[: last + 1]


def iter_text_elements(line: list[Char], y: float) -> Iterator[str]:
    """Yield the SVG text elements of one line, one for each colour and weight."""
    column = 0
    for (colour, bold), chars in groupby(line, key=lambda char: (char.fg, char.bold)):
        text = "".join(char.data for char in chars)
        shown = text.strip()
        if shown:
            x = MARGIN + (column + len(text) - len(text.lstrip())) * CHAR
            fill = BOLD if bold and colour == "default" else COLOURS[colour]
            weight = ' font-weight="bold"' if bold else ""
            yield (
                f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}"{weight} textLength="{len(shown) * CHAR:.1f}" '
                f'lengthAdjust="spacingAndGlyphs">{escape(shown).replace(" ", FIRM_SPACE)}</text>'
            )
        column += len(text)


def build_svg(lines: list[list[Char]]) -> str:
    """Build an SVG of the lines."""
    width, height = COLUMNS * CHAR + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    texts = [
        text for number, line in enumerate(lines) for text in iter_text_elements(line, MARGIN + number * LINE + SIZE)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
            f'height="{height:.0f}" role="img" aria-label="A guided interview in a terminal">',
            f'<rect x="0.5" y="0.5" width="{width - 1:.0f}" height="{height - 1:.0f}" rx="8" fill="{BACKGROUND}" '
            f'stroke="{EDGE}"/>',
            f"<g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" "
            f'font-size="{SIZE}">',
            *texts,
            "</g>",
            "</svg>",
            "",
        ]
    )


def main() -> None:
    """Run the interview and draw it."""
    lines = list_rows(record_session())
    Path(__file__).with_name("interview.svg").write_text(build_svg(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
