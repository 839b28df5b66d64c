"""Find out whether two rounds of a group have other answers, so that subtracting one from the other shows nothing.

Who subtracts the figures of two rounds assumes that those who stayed answered as before. That is wrong if no sheet of
answers of one round is like one of the other. Sheets that differ in a few statements only count as alike: they can be
one person's, and in the other statements nothing of this person is left in the difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from advisor.model.responses import STATEMENT_COUNT

Sheet = tuple[int | None, ...]
_MAX_CHANGES = 4
"""Two sheets that differ in at most this many statements are alike."""
_BLOCKS = tuple(range(0, STATEMENT_COUNT, STATEMENT_COUNT // (_MAX_CHANGES + 1)))
"""Alike sheets are equal in at least one of these blocks, as there is one block more than they have differences."""
_WIDTH = STATEMENT_COUNT // (_MAX_CHANGES + 1)
_MAX_TRIED = 300
"""Maximum number of sheets that are compared; in large rounds the first ones decide."""


def has_new_sheets(sheets: Sequence[Sheet], others: Sequence[Sheet], count: int) -> bool:
    """Return whether at least `count` of the sheets are unlike all others."""
    index: defaultdict[tuple[int, Sheet], set[Sheet]] = defaultdict(set)
    for other in others:
        for start in _BLOCKS:
            index[start, other[start : start + _WIDTH]].add(other)
    found = 0
    for sheet in sheets[:_MAX_TRIED]:
        candidates = [index.get((start, sheet[start : start + _WIDTH]), set()) for start in _BLOCKS]
        if not any(_are_alike(sheet, other) for some in candidates for other in some):
            found += 1
            if found >= count:
                return True
    return False


def _are_alike(sheet: Sheet, other: Sheet) -> bool:
    return sum(map(int.__ne__, (answer or 0 for answer in sheet), (answer or 0 for answer in other))) <= _MAX_CHANGES
