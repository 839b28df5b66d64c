"""The nearest known name for one that was misspelt."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.model.word_lists import join_quoted

MAX_COMPARED_NAMES, MAX_CLOSE_NAMES = 1_000, 10
"""Maximum number of names compared with a misspelt one, and of those compared closely."""


def suggest_name(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean `…`?` for a misspelt name, or "" if no known name is near.

    Example:
        suggest_name("staf", ["staff", "cycle"]) returns "; did you mean `staff`?".
    """
    return suggest_names(find_similar_names(word, known, 1))


def suggest_names(names: Iterable[str]) -> str:
    """Return `; did you mean `…` or `…`?` for names to offer, or "" for none."""
    offered = list(names)
    return f"; did you mean {join_quoted(offered)}?" if offered else ""


def find_similar_names(word: str, known: Iterable[str], max_count: int, cutoff: float = 0.6) -> list[str]:
    """Return the known names that are near a misspelt one, nearest first; `cutoff` is the least similarity, up to 1.

    difflib is slow and a file can have very many names. So only the first names are compared, and difflib compares only
    those with nearly the same letters and length.
    """
    from difflib import get_close_matches  # here, because most runs misspell nothing
    from heapq import nsmallest
    from itertools import islice

    letters = frozenset(word)
    likely = nsmallest(
        MAX_CLOSE_NAMES,
        islice(known, MAX_COMPARED_NAMES),
        key=lambda name: len(letters.symmetric_difference(name)) + abs(len(word) - len(name)),
    )
    return get_close_matches(word, likely, n=max_count, cutoff=cutoff)
