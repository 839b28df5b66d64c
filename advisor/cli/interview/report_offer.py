"""The end of the interview: offers to write the whole recommendation to a file."""

from __future__ import annotations

import os
from collections.abc import Callable

from advisor.cli.interview.command_replies import COMMAND_WORDS
from advisor.cli.interview.terminal import Screen
from advisor.errors import OutputError
from advisor.model.word_lists import join_alternatives, join_quoted
from advisor.reporting.render.formats import detect_format, list_installed_formats

SKIPPED = ("", "no", "n", "skip")


def offer_report(screen: Screen, write: Callable[[str], OutputError | None], change_command: str) -> None:
    """Ask for a file name until the report is written or the user skips it.

    Args:
        screen: Asks and answers.
        write: Writes the report to a file and says so, or returns the error.
        change_command: The command that goes on with the interview, for somebody who wants to change an answer.
    """
    suffixes = list_installed_formats()
    screen.show_text(
        f"Write the whole recommendation to a file? Type a name that ends in {join_alternatives(suffixes)}, such as "
        f"`report{suffixes[0]}`, or press Enter to skip this."
    )
    while True:
        name = screen.read_entry(prompt="File: ")
        if name is None or name.strip().lower() in SKIPPED:
            return
        if name.split()[0].lower() in COMMAND_WORDS:
            screen.show_command(
                "The interview has ended. To change an answer, press Enter, and then type:", change_command
            )
            continue
        if problem := _find_problem(name.strip(), suffixes):
            screen.show_warning(problem)
            continue
        error = write(_expand_home(name.strip()))
        if error is None:
            return
        screen.show_warning(str(error))


def _find_problem(name: str, suffixes: list[str]) -> str:
    """Say why a report cannot be written under this name; "" if it can."""
    if f".{name.rpartition('.')[2].lower()}" not in suffixes or detect_format(name) is None:
        return f"`{name}` does not end in {join_quoted(suffixes)}; add one of these endings, or press Enter to skip."
    if os.path.lexists(_expand_home(name)):
        return f"`{name}` already exists; type another name, or press Enter to skip."
    return ""


def _expand_home(name: str) -> str:
    """Return the path of a typed name; `~` is the home folder, as in a shell."""
    return os.path.expanduser(name)  # noqa: PTH111 - the method of paths fails where there is no such user
