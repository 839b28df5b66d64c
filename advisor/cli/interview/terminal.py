"""Lines on a terminal, a pipe or a screen reader: wrapped, in colour only if that is wanted.

On a terminal, questions are menus (menu_prompt.py). Everywhere else, and with `--plain`, lines are read as they are
typed, and nothing is ever redrawn.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import textwrap
from collections import deque

import click

from advisor.cli.echo import echo
from advisor.cli.interview.menu import Menu
from advisor.cli.interview.piped_lines import MAX_LINE_LENGTH, PipedLines
from advisor.cli.terminal_page import get_terminal_width, is_coloured, is_terminal
from advisor.errors import show_hidden_characters
from advisor.loading.documents.nodes import format_excerpt

MAX_WIDTH = 79
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]?|O.?|.?)")
"""What keys without a letter send, such as arrow keys."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Screen:
    """The input and output of the interview; `plain` leaves out menus, colour, separators and indents."""

    def __init__(self, *, plain: bool) -> None:
        self.plain = plain
        self.piped = sys.stdin is None or not sys.stdin.isatty()
        self.coloured = is_coloured(plain=plain)
        self.editing = is_terminal(plain=plain) and not self.piped
        self.lines = PipedLines(sys.stdin) if self.piped else None
        self._waiting: deque[str] = deque()
        """Further lines of a pasted block."""
        self._unfinished = ""
        self.ticked: frozenset[int] = frozenset()
        """The options that were ticked when the last entry was made."""
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")  # a byte that is not text spoils its own line only
        self._menu_prompt = None
        if self.editing:
            from advisor.cli.interview.menu_prompt import MenuPrompt  # slow to import, and only terminals need it

            self._menu_prompt = MenuPrompt(coloured=self.coloured)

    def show_text(self, text: str = "", *, indent: int = 0, hanging: int = 0, style: str = "") -> None:
        """Print one paragraph, wrapped to the current width of the terminal.

        Args:
            text: The paragraph; empty for a blank line.
            indent: Spaces before each line.
            hanging: Further spaces before each line but the first.
            style: "bold", "quiet", "warning" or "".
        """
        first = "" if self.plain else " " * indent
        lines = textwrap.wrap(
            show_hidden_characters(text), max(20, min(get_terminal_width() - 1, MAX_WIDTH)),
            initial_indent=first, subsequent_indent=first + ("" if self.plain else " " * hanging),
            break_on_hyphens=False, break_long_words=False,
        )  # fmt: skip
        for line in lines or [""]:
            click.echo(self._style_text(line, style))

    def show_warning(self, text: str) -> None:
        """Print one paragraph that the user should not miss."""
        self.show_text(text, style="warning")

    def show_command(self, intro: str, command: str) -> None:
        """Print a command to type next on a line of its own, unwrapped, so that it can be copied."""
        self.show_text(intro)
        echo(("" if self.plain else "  ") + command)

    def draw_separator(self) -> None:
        """Print a line between one question and the next."""
        click.echo("" if self.plain else self._style_text("-" * 40, "quiet"))

    def read_entry(self, menu: Menu | None = None, prompt: str = "> ") -> str | None:
        """Read one entry, or return None at the end of input. Keys that are no letters never become part of it.

        Args:
            menu: the options to choose from; a choice is returned as it would be typed.
            prompt: what comes before the line that the user types.
        """
        if self.plain:
            prompt = "Answer: " if prompt == "> " else prompt
        if self._waiting:
            text: str | None = self._waiting.popleft()
            click.echo(f"{prompt}{format_excerpt(_clean(text or ''), MAX_WIDTH)}")
        elif self._menu_prompt is not None:
            text = self._ask_with_menu(menu or Menu(), prompt)
        else:
            text = self._read_line(prompt)
        return None if text is None else _clean(text)[:MAX_LINE_LENGTH]

    def drop_rest(self) -> bool:
        """Drop the rest of what was pasted or typed ahead; return whether there was any."""
        from advisor.cli.interview.typed_ahead import drop_typed_ahead

        dropped = bool(self._waiting or self._unfinished.strip())
        self._waiting.clear()
        self._unfinished = ""
        if self._menu_prompt is not None:
            dropped = self._menu_prompt.drop_typeahead() or dropped
        return dropped if self.piped else drop_typed_ahead(sys.stdin) or dropped

    def _ask_with_menu(self, menu: Menu, prompt: str) -> str | None:
        assert self._menu_prompt is not None
        unfinished, self._unfinished = self._unfinished, ""
        entry = None
        with contextlib.suppress(OSError):  # the terminal is gone
            entry = self._menu_prompt.ask(menu, prompt, unfinished)
        if entry is None:
            click.echo(prompt)
            return None
        self.ticked = entry.ticked
        self._waiting.extend(entry.rest)
        self._unfinished = entry.unfinished
        click.echo(f"{prompt}{format_excerpt(_clean(_show_choice(entry.text, menu)), 3 * MAX_WIDTH)}")
        return entry.text

    def _read_line(self, prompt: str) -> str | None:
        click.echo(prompt, nl=False)
        line: str | None = None
        with contextlib.suppress(OSError):  # a closed terminal, or input that cannot be read
            line = self.lines.read() if self.lines else sys.stdin.readline() or None
        if line is None:
            click.echo()
        elif self.piped:
            click.echo(format_excerpt(_clean(line), MAX_WIDTH))  # a terminal shows what was typed, a pipe does not
        return line

    def _style_text(self, text: str, style: str) -> str:
        if not self.coloured or not style:
            return text
        return click.style(
            text,
            bold=style == "bold" or None,  # click writes a False out, and "not dim" also ends bold
            dim=style == "quiet" or None,
            fg="yellow" if style == "warning" else None,
        )


def silence_output() -> None:
    """Send further output nowhere, because it cannot be written; Python would try again, and fail, when it ends."""
    null, stdout = os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
    if sys.stderr is not None and os.path.sameopenfile(stdout, sys.stderr.fileno()):
        os.dup2(null, sys.stderr.fileno())
    os.dup2(null, stdout)


def _clean(text: str) -> str:
    """Return a typed line without what arrow keys and other keys leave in it."""
    return _CONTROLS.sub("", _ESCAPES.sub("", text)).rstrip("\n")


def _show_choice(text: str, menu: Menu) -> str:
    """Return a choice in the words of the options, if it was made by their numbers."""
    positions = [part.strip() for part in text.split(",")]
    if not menu.options or not all(
        each.isascii() and each.isdigit() and 1 <= int(each[:9]) <= len(menu.options) for each in positions
    ):
        return text
    return ", ".join(menu.options[int(each) - 1] for each in positions)
