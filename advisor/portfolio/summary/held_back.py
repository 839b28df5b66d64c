"""Decide which numbers of a portfolio to show, so that nobody can work out the size of a small group (policy/privacy).

A group with at least one company and fewer than `least` is small. The law has three parts.

1. In the table of levels and verdicts, the numbers shown are exact. A number is shown only if no sum or difference of
   the numbers shown counts a small group, or part of one, alone. All that can then be worked out about small groups is
   sums over several of them that count `least` companies or more. Cells that are held back look the same, so a reader
   does not learn which of them are small. Who knows that sizes are never negative learns no size more: every cell that
   is held back has a company, so no bound is tight.
2. Any other number is rounded down to a multiple of `least`. So the difference of two such numbers is no size. Nor does
   it give away a size with the table: it is held back if its exact value, with the table, would count a small group.
3. A small group is only said to be small, and so is a group that leaves out a few of those it is compared with. A
   group without any company may be shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import NamedTuple, TypeVar

from advisor.model.portfolio_figures import Shown
from advisor.portfolio.summary.portfolio_counts import Cell, CellCounts

_Part = TypeVar("_Part")
Column = tuple[Fraction, ...]
"""The weights of a part in several sums."""
MAX_COMBINATIONS = 2_000
"""With more ways to combine the numbers, a number counts as unsafe."""


class TableRelease(NamedTuple):
    """The groups of the table whose numbers may be shown, each by the cells that it counts."""

    shown: tuple[frozenset[Cell], ...]
    least: int
    sizes: Mapping[Cell, int]

    def may_show(self, cells: Collection[Cell]) -> bool:
        """Return whether the number of companies in some cells may be shown; nobody is in an empty group."""
        inside = frozenset(cell for cell in cells if self.sizes.get(cell))
        return not inside or inside in self.shown


def release_table(sizes: CellCounts, least: int) -> TableRelease:
    """Choose the numbers of the table to show: the total, then verdicts, levels and cells, the largest first."""
    cells = [cell for cell, size in sizes.items() if size]
    verdicts = {verdict: frozenset(cell for cell in cells if cell[1] == verdict) for _, verdict in cells}
    levels = {level: frozenset(cell for cell in cells if cell[0] == level) for level, _ in cells}
    candidates = [[frozenset(cells)], verdicts.values(), levels.values(), [frozenset({cell}) for cell in cells]]
    shown: dict[frozenset[Cell], None] = {}
    for groups in candidates:
        for group in sorted(groups, key=lambda group: (-_count(sizes, group), sorted(group))):
            if _count(sizes, group) >= least and is_safe([*shown, group], sizes, least):
                shown[group] = None
    return TableRelease(tuple(shown), least, sizes)


def show_group(group: CellCounts, whole: CellCounts, table: TableRelease) -> Shown:
    """Show the number of companies of a group that is not in the table.

    Args:
        group: the companies of the group by cell.
        whole: the companies that the group is compared with, by cell; it includes the group.
        table: what the table shows.
    """
    least, count, total = table.least, sum(group.values()), sum(whole.values())
    if not count:
        return Shown.at(0)
    if count < least:
        return Shown.few()
    if 0 < total - count < least:
        return Shown.most()
    parts = {(cell, True): size for cell, size in group.items()}
    parts |= {(cell, False): size - group.get(cell, 0) for cell, size in table.sizes.items()}
    sizes = {part: size for part, size in parts.items() if size}
    known = [frozenset(part for part in sizes if part[0] in cells) for cells in table.shown]
    own = frozenset(part for part in sizes if part[1])
    return Shown.at(count - count % least) if is_safe([*known, own], sizes, least) else Shown.held()


def is_safe(groups: Sequence[Collection[_Part]], sizes: Mapping[_Part, int], least: int) -> bool:
    """Return whether no sum or difference of the numbers of some groups counts small parts that are small together.

    True is certain; False is certain unless there are more than MAX_COMBINATIONS to try.

    Args:
        groups: the parts that each number counts.
        sizes: the size of every part, at least 1.
        least: the size from which a group is not small.
    """
    small = [part for part, size in sizes.items() if size < least]
    large = [part for part, size in sizes.items() if size >= least]
    rows = [[Fraction(part in group) for part in (*large, *small)] for group in groups]
    sums = [row for row in _reduce(rows) if not any(row[: len(large)])]
    weights: Counter[tuple[Fraction, ...]] = Counter()
    for at, part in enumerate(small, len(large)):
        column = tuple(row[at] for row in sums)
        if pivot := next(filter(None, column), None):
            weights[tuple(value / pivot for value in column)] += sizes[part]  # always in or out together
    if not weights:
        return True
    if comb(len(weights), len(sums) - 1) > MAX_COMBINATIONS:
        return False
    return all(
        sum(size for column, size in weights.items() if not _depends(column, chosen)) >= least
        for chosen in _list_spans(list(weights), len(sums) - 1)
    )


def _list_spans(columns: Sequence[Column], count: int) -> Iterator[list[list[Fraction]]]:
    """Iterate over bases of `count` independent columns; the sum that leaves these out has the fewest parts."""
    for chosen in combinations(columns, count):
        reduced = _reduce(map(list, chosen))
        if len(reduced) == count:
            yield reduced


def _depends(column: Column, basis: Sequence[Sequence[Fraction]]) -> bool:
    """Return whether a column is a combination of reduced ones."""
    rest = list(column)
    for row in basis:
        pivot = next(at for at, value in enumerate(row) if value)
        if factor := rest[pivot]:
            rest = [value - factor * own for value, own in zip(rest, row, strict=True)]
    return not any(rest)


def _reduce(rows: Iterable[list[Fraction]]) -> list[list[Fraction]]:
    """Reduce rows to independent ones, each with a first 1 where all others have 0."""
    left, found = [list(row) for row in rows], 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((at for at in range(found, len(left)) if left[at][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        scale = left[found][column]
        left[found] = [value / scale for value in left[found]]
        for at, row in enumerate(left):
            if at != found and (factor := row[column]):
                left[at] = [value - factor * own for value, own in zip(row, left[found], strict=True)]
        found += 1
    return left[:found]


def _count(sizes: CellCounts, group: Iterable[Cell]) -> int:
    return sum(sizes[cell] for cell in group)
