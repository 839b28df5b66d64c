"""Differences between two advice reports in words: for a cell of a table, and for a line of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.explain.advice_parts import Difference
from advisor.model.word_lists import format_count

_PART_NAMES = {
    "verdict": ("Main advice", ""),
    "possible_verdicts": ("Possible advice", ""),
    "relationship": ("Level", ""),
    "move": ("Move", ""),
    "strength": ("Strength of the case", ""),
    "reasons": ("Reason", "Reasons"),
    "trouble": ("Problem", "Problems"),
    "steps": ("Step", "Steps"),
    "practices": ("Practice", "Practices"),
    "contents": ("Content of a step", "Contents of steps"),
    "done": ("Already in place", ""),
    "not_yet": ("For later", ""),
    "cautions": ("Caution", "Cautions"),
    "open_questions": ("Question that decides", "Questions that decide"),
}
"""The name of each part, and its plural if that is another."""
MAIN_PARTS = ("verdict", "possible_verdicts", "relationship", "reasons", "trouble", "steps", "done")
"""The parts that matter most."""
_FOLLOWING_PARTS = ("possible_verdicts", "move", "strength")
"""Parts that follow from a new verdict."""


def name_part(part: str) -> str:
    """Return the name of a part of the advice: "Step"."""
    return _PART_NAMES[part][0]


def format_cell(part: str, text: str) -> str:
    """Return the text of a part with the name of the part; a dash if it is not part of the advice."""
    return f"{name_part(part)}: {text}" if text else "-"


def describe_differences(differences: Iterable[Difference], max_texts: int | None = None) -> Iterator[str]:
    """Yield one line for each part that would differ, and one for what would no longer be part of the advice.

    Args:
        differences: what would differ, in the order of the advice.
        max_texts: the maximum number of texts in a line; by default all.
    """
    gained: dict[str, list[str]] = {}
    lost: dict[str, list[str]] = {}
    for each in differences:
        if each.after:
            is_other_form = each.part == "steps" and bool(each.before)
            words = f"{each.after.removesuffix('.')} (not: {each.before.removesuffix('.')})"
            gained.setdefault(each.part, []).append(words if is_other_form else each.after)
        elif each.id:
            lost.setdefault(each.part, []).append(each.before)
    for part in _FOLLOWING_PARTS if "verdict" in gained else ():
        gained.pop(part, None)
    yield from (_format_line(part, texts, max_texts) for part, texts in gained.items())
    yield from (f"No longer: {_format_line(part, texts, max_texts)}" for part, texts in lost.items())


def _format_line(part: str, texts: list[str], max_texts: int | None) -> str:
    singular, plural = _PART_NAMES[part]
    shown = texts if max_texts is None or len(texts) <= max_texts + 1 else texts[:max_texts]
    more = len(texts) - len(shown)
    ending = f"; and {format_count(more, 'other')}" if more else ""
    joined = "; ".join(text.removesuffix(".") for text in shown)
    return f"{plural if plural and len(texts) > 1 else singular}: {joined}{ending}"
