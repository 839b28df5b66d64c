"""An attacker who has the page about a portfolio and wants the size of a small group of companies.

The attacker knows the rules, so also which levels and verdicts no company has together, and which groups are within
others. Each exact number is a linear equation; there is one unknown for each kind of company. The attacker tries every
set of kinds that is small. This module uses no code that decides what to show.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from tests.assessment.attacker import compute_rank

Kind = object


def find_isolated(groups: Sequence[Collection[Kind]], sizes: Mapping[Kind, int], least: int) -> tuple[Kind, ...] | None:
    """Find kinds with fewer than `least` companies together of whose sizes some sum follows; None if there are none."""
    kinds = [kind for kind, size in sizes.items() if size]
    if not kinds or not groups:
        return None
    rows = [[Fraction(kind in group) for kind in kinds] for group in groups]
    rank = compute_rank(rows)
    for small in iter_small_sets(sizes, kinds, least):
        without = [[value for kind, value in zip(kinds, row, strict=True) if kind not in small] for row in rows]
        if compute_rank(without) < rank:
            return small
    return None


def iter_small_sets(sizes: Mapping[Kind, int], kinds: Sequence[Kind], least: int) -> Iterator[tuple[Kind, ...]]:
    """Iterate over all sets of kinds with fewer than `least` companies together."""
    small = [kind for kind in kinds if sizes[kind] < least]
    for count in range(1, min(len(small), least - 1) + 1):
        yield from (each for each in combinations(small, count) if sum(sizes[kind] for kind in each) < least)


def find_fitting_sizes(
    numbers: Mapping[frozenset[Kind], int], kinds: Sequence[Kind], wanted: Collection[Kind]
) -> set[int]:
    """Find every size that some kinds can have together, if no number is negative and all numbers shown are true."""
    total = max(numbers.values(), default=0)
    fitting: set[int] = set()

    def fill(at: int, found: dict[Kind, int]) -> None:
        for group, number in numbers.items():
            known = sum(found[kind] for kind in group if kind in found)
            if known > number or (known < number and all(kind in found for kind in group)):
                return
        if at == len(kinds):
            fitting.add(sum(found[kind] for kind in wanted))
            return
        for size in range(total + 1):
            fill(at + 1, {**found, kinds[at]: size})

    fill(0, {})
    return fitting
