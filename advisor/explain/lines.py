"""The lines of an explanation: a tree in words, from a conclusion down to the company's answers."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class LineKind(StrEnum):
    """What a line says."""

    RULE = "rule"
    """A rule that fired; the lines below it are what made it fire."""
    ANSWER = "answer"
    """An answer that the company gave."""
    COMPUTED = "computed"
    """What the program works out from the answers to the 20 statements, or where the level comes from."""
    INFERRED = "inferred"
    """A fact that follows from the answers below it."""
    NOT_REPORTED = "not reported"
    """Something that no answer reports, where only reported answers count."""
    ABSENT = "absent"
    """A conclusion that no rule draws; the lines below it are what keeps the rules from it."""
    FAILS = "fails"
    """A rule that does not fire; the lines below it are what keeps it from firing."""
    ELSEWHERE = "elsewhere"
    """Rules that are for other companies, such as those at another level; `id` has all of them."""
    WHATEVER = "whatever"
    """A conclusion that holds whatever the open answers are; the lines below it are the answers that settle it."""
    SAME = "same"
    """Something that an earlier line explains."""


class Line(NamedTuple):
    """A line with its source. `id` is a rule or a fact, `value` the answer to the fact; both can be empty."""

    kind: LineKind
    text: str
    source: str = ""
    id: str = ""
    value: str | int | tuple[str, ...] | None = None
    lines: tuple[Line, ...] = ()

    def iter_lines(self) -> Iterator[Line]:
        """Iterate over this line and all lines below it."""
        yield self
        for line in self.lines:
            yield from line.iter_lines()
