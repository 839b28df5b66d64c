"""A menu as data: its options, what keys do to it, and what a line completes to. No terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


def _match_nothing(text: str) -> frozenset[int]:
    return frozenset()


class Menu(NamedTuple):
    """What a question offers.

    `several` allows more than one option. `others` are answers of another kind after the options, without a number: the
    text on the screen, and what it means if typed. `chosen` are the positions of an earlier answer. `words` are
    completed by Tab. `match` returns the positions of the options that a typed text means, so that the user sees how it
    will be understood. `ticked` are the options that were ticked when the question was shown before.
    """

    options: Sequence[str] = ()
    several: bool = False
    others: Sequence[tuple[str, str]] = ()
    chosen: frozenset[int] = frozenset()
    words: Sequence[str] = ()
    match: Callable[[str], frozenset[int]] = _match_nothing
    ticked: frozenset[int] | None = None


@dataclass
class MenuState:
    """The highlighted option and the ticked ones.

    None is highlighted at first, so that a stray Enter answers nothing; only an earlier answer is.
    """

    menu: Menu
    highlighted: int | None = None
    ticked: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.menu.several:
            self.ticked = set(self.menu.chosen if self.menu.ticked is None else self.menu.ticked)
        elif self.menu.chosen:
            self.highlighted = min(self.menu.chosen)

    def move(self, distance: int) -> None:
        """Move the highlight by some options; it continues at the other end."""
        count = len(self.menu.options) + len(self.menu.others)
        if count and self.highlighted is None:
            self.highlighted = 0 if distance > 0 else count - 1
        elif count and self.highlighted is not None:
            self.highlighted = (self.highlighted + distance) % count

    def tick(self) -> None:
        """Tick the highlighted option, or take its tick away."""
        if self.menu.several and self.highlighted is not None and self.highlighted < len(self.menu.options):
            self.ticked ^= {self.highlighted}

    def choose(self) -> str:
        """Return the choice as it would be typed (`2`, `1, 3` or `not sure`); "" if nothing is chosen, or too much."""
        other = -1 if self.highlighted is None else self.highlighted - len(self.menu.options)
        if other >= 0:
            return "" if self.ticked else self.menu.others[other][1]
        if self.menu.several:
            return ", ".join(str(position + 1) for position in sorted(self.ticked))
        return "" if self.highlighted is None else str(self.highlighted + 1)

    def add_ticked(self, typed: str) -> str:
        """Return typed answers with the ticked ones before them; any other text, such as a command, as it is.

        The ticks of an earlier answer do not count, because a typed answer replaces it.
        """
        is_own = self.menu.several and self.ticked and self.ticked != self.menu.chosen
        if not (is_own and typed and self.menu.match(typed)):
            return typed
        return ", ".join([*(str(position + 1) for position in sorted(self.ticked)), typed])


def complete(text: str, words: Sequence[str]) -> tuple[str, list[str]]:
    """Complete a text as far as the words agree; in a list, complete what follows the last comma.

    Returns:
        The completed text, and the words to choose from if there are several.

    Example:
        complete("1, lead", ["lead quality", "lead follow up"]) returns "1, lead " and both words.
    """
    before, comma, part = text.rpartition(",")
    start = part.lstrip()
    lead = before + comma + part[: len(part) - len(start)]
    found = [word for word in dict.fromkeys(words) if start and word.startswith(start.lower())]
    if not found:
        return text, []
    first, last = min(found), max(found)
    same = next(
        (place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first)
    )
    return lead + first[:same], found if len(found) > 1 else []
