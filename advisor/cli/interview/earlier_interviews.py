"""Saved interviews that a new one finds in its folder: it names them, so that nobody starts again without need."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from advisor.cli.interview.terminal import Screen
from advisor.loading.facts.facts_file import INTERVIEW_KEY
from advisor.model.word_lists import join_some_quoted


def name_earlier_interviews(screen: Screen, paths: Iterable[Path], format_command: Callable[[Path], str]) -> None:
    """Say which files hold earlier interviews, and how to continue the last of them; nothing if there are none.

    Args:
        screen: prints the sentences.
        paths: the files with the names of saved interviews.
        format_command: returns the command that continues the interview in a file.
    """
    found = sorted(((path.stat().st_mtime, path) for path in paths if _holds_interview(path)), reverse=True)
    if not found:
        return
    names = join_some_quoted(sorted(str(path) for _, path in found), " and ")
    if len(found) == 1:
        sentence = f"{names} holds an earlier interview. To continue it, type `quit`, and then:"
    else:
        sentence = f"{names} hold earlier interviews. To continue the last of them, type `quit`, and then:"
    screen.show_command(sentence, format_command(found[0][1]))


def _holds_interview(path: Path) -> bool:
    try:
        return f"\n{INTERVIEW_KEY}:" in path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
