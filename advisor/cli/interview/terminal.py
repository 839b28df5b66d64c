"""Lines on a terminal, a pipe or a screen reader: wrapped, in colour only if that is wanted, never redrawn."""

from __future__ import annotations

import contextlib
import io
import sys
import textwrap

import click

from advisor.cli.echo import echo
from advisor.cli.terminal_page import get_terminal_width, is_coloured, is_terminal
from advisor.errors import show_hidden_characters
from advisor.loading.nodes import format_excerpt

MAX_WIDTH = 79
MAX_LINE_LENGTH = 1_000
"""Maximum number of characters read from a typed line; no answer is longer."""


class Screen:
    """The input and output of the interview; `plain` leaves out colour, separators and indents."""

    def __init__(self, *, plain: bool) -> None:
        self.plain = plain
        self.piped = sys.stdin is None or not sys.stdin.isatty()
        self.coloured = is_coloured(plain=plain)
        self.editing = is_terminal(plain=plain) and not self.piped
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")  # a byte that is not text spoils its own line only
        if self.editing:
            with contextlib.suppress(ImportError):
                import readline  # lets the user edit the line; its history stays in memory

                readline.set_auto_history(False)

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

    def read_line(self, prompt: str) -> str | None:
        """Read one line, or return None at the end of input. Prints a line from a pipe, to complete the output."""
        line = ""
        with contextlib.suppress(EOFError, OSError):  # a closed terminal, or input that cannot be read
            if self.editing:
                return input(prompt)[:MAX_LINE_LENGTH]
            click.echo(prompt, nl=False)
            line = sys.stdin.readline() if sys.stdin is not None else ""
        if not line:
            click.echo()
            return None
        line = line.rstrip("\r\n")[:MAX_LINE_LENGTH]
        if self.piped:
            click.echo(format_excerpt(line, MAX_WIDTH))
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
