"""A report on a terminal: as wide as the terminal allows, with bold headings, and in a pager if it is long.

A pipe, a file and `--plain` get the same text without any of that.
"""

from __future__ import annotations

import os
import re
import shutil
import sys

import click

from advisor.errors import show_hidden_characters

MIN_WIDTH, MAX_WIDTH = 60, 100
"""Limits of the width of a report on a terminal, in columns: narrower breaks too often, wider is hard to read."""
_LABELS = re.compile(r"^( *)(WHO:|WHY:|FIRST:|IT WORKS WHEN:)")
_LESS = "-FRX -PsSpace shows the next page, q ends$"
"""For `less`: quit at the end of a short text, show bold, leave the text on the screen, and name the keys."""
_UNDERLINE = re.compile(r"(-+|=+)")
_MARKS = re.compile(r"(?:\[(?:\d+|[A-Z])\])+")


def get_terminal_width() -> int:
    """Return the current width of the terminal."""
    return _get_terminal_size().columns


def _get_terminal_size() -> os.terminal_size:
    """Return the current size of the terminal; the one in the environment may be old."""
    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return shutil.get_terminal_size((80, 24))
    return size if size.columns and size.lines else shutil.get_terminal_size((80, 24))


def is_terminal(*, plain: bool = False) -> bool:
    """Return whether the output is a terminal that can show more than lines of text."""
    return sys.stdout is not None and sys.stdout.isatty() and not plain and os.environ.get("TERM") != "dumb"


def is_coloured(*, plain: bool = False) -> bool:
    """Return whether bold and colour are wanted; https://no-color.org is followed."""
    return is_terminal(plain=plain) and not os.environ.get("NO_COLOR")


def choose_report_width() -> int:
    """Return the width for a report on this terminal; the last column stays free."""
    return max(MIN_WIDTH, min(get_terminal_width() - 1, MAX_WIDTH))


def show_report(text: str) -> None:
    """Show a report on the terminal; one that does not fit on it opens in the user's pager."""
    text = show_hidden_characters(text)
    if is_coloured():
        text = style_report(text)
    rows = _get_terminal_size().lines
    if text.count("\n") < rows or sys.stdin is None or not sys.stdin.isatty():
        click.echo(text, nl=False)
        return
    os.environ.setdefault("LESS", _LESS)
    click.echo_via_pager(text)


def style_report(text: str) -> str:
    """Make headings and labels bold, and source marks quiet."""
    lines = text.split("\n")
    styled = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if following and _UNDERLINE.fullmatch(following) and len(following) >= min(len(line), MIN_WIDTH - 1) > 0:
            styled.append(click.style(line, bold=True))
        elif _UNDERLINE.fullmatch(line):
            styled.append(click.style(line, dim=True))
        else:
            line = _MARKS.sub(lambda match: click.style(match[0], dim=True), line)
            styled.append(_LABELS.sub(lambda match: match[1] + click.style(match[2], bold=True), line))
    return "\n".join(styled)
