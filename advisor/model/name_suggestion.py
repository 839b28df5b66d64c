"""The nearest known name for one that was misspelt."""

from __future__ import annotations

from collections.abc import Iterable

MAX_COMPARED_NAMES, MAX_CLOSE_NAMES = 1_000, 10
"""How many names are compared with a misspelt one, and how many of them closely."""


def suggest_name(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean `…`?` for a misspelt name, or "" if no known name is near.

    difflib is slow. Of very many names, which a file from anywhere may have, only the first are compared, and closely
    only those of nearly the same letters and length.
    """
    from difflib import get_close_matches  # here, since most runs misspell nothing
    from heapq import nsmallest
    from itertools import islice

    letters = frozenset(word)
    likely = nsmallest(
        MAX_CLOSE_NAMES,
        islice(known, MAX_COMPARED_NAMES),
        key=lambda name: len(letters.symmetric_difference(name)) + abs(len(word) - len(name)),
    )
    found = get_close_matches(word, likely, n=1, cutoff=0.6)
    return f"; did you mean `{found[0]}`?" if found else ""
