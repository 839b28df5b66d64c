"""Lines on a terminal, a pipe or a screen reader: wrapped, coloured only where that is wanted, never redrawn."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import textwrap

import click

WIDEST = 79


class Screen:
    """Where the interview speaks and listens. `plain` leaves out colour, rules and indentation."""

    def __init__(self, *, plain: bool) -> None:
        self.plain = plain
        self.interactive = sys.stdin.isatty() and sys.stdout.isatty()
        self.coloured = (
            sys.stdout.isatty() and not plain and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        )
        if self.interactive:
            with contextlib.suppress(ImportError):
                import readline  # lets the user edit the line; its history stays in memory

                readline.set_auto_history(False)

    def say(self, text: str = "", *, indent: int = 0, hanging: int = 0, style: str = "") -> None:
        """Print one paragraph, wrapped to the terminal as it is now."""
        width = max(20, min(shutil.get_terminal_size((80, 24)).columns - 1, WIDEST))
        first = "" if self.plain else " " * indent
        lines = textwrap.wrap(
            text, width, initial_indent=first, subsequent_indent=first + ("" if self.plain else " " * hanging),
            break_on_hyphens=False, break_long_words=False,
        )  # fmt: skip
        for line in lines or [""]:
            click.echo(self._styled(line, style))

    def rule(self) -> None:
        """A line between one question and the next."""
        click.echo("" if self.plain else self._styled("-" * 40, "quiet"))

    def read(self, prompt: str) -> str | None:
        """One line typed, or None at the end of input. What came from a pipe is shown, so that the transcript reads."""
        try:
            if self.interactive:
                return input(prompt)
            click.echo(prompt, nl=False)
            line = sys.stdin.readline()
        except EOFError:
            line = ""
        except UnicodeDecodeError:
            click.echo()
            return "\ufffd"  # understood by no question, so it is asked again
        if not line:
            click.echo()
            return None
        if not sys.stdin.isatty():
            click.echo("".join(char if char.isprintable() else "?" for char in line.rstrip("\r\n")))
        return line.rstrip("\r\n")

    def _styled(self, text: str, style: str) -> str:
        if not self.coloured or not style:
            return text
        return click.style(
            text, bold=style == "bold", dim=style == "quiet", fg="yellow" if style == "warning" else None
        )
