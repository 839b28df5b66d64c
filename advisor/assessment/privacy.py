"""Which figures may be shown, so that no small group is shown alone, nor can be found by subtraction (policy/privacy).

Every figure is a weighted sum of what people answered. Who has several figures can add and subtract them. So a figure
is shown only if, with those shown before, no combination at all is left that rests on the answers of fewer people than
the smallest group allowed.

What is shown of a statement can be taken off the totals, of which then only the other statements are left. So totals
are judged block by block: as if they were told of each shown statement by itself, and of all others together. What
rests on enough people in every block where anything is left of it, rests on enough people. Within a block, those of one
function and role weigh alike, and it is a matter of ranks: combinations that leave out all others exist just where
leaving their columns out lowers the rank.

Not met by any of this: where a mean is the lowest or highest answer, all gave it; a rounded mean bounds what is behind
it; and of two rounds between which one person joined, the difference is that person's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, combinations
from math import prod
from typing import NamedTuple

from advisor.assessment.scoring import NUMBERS, speaks_for
from advisor.model.responses import BOTH, FUNCTIONS, Respondent, Showing

Cell = tuple[str, str | None]
"""The function and the role of people who weigh alike in every figure."""
Block = frozenset[tuple[Cell, int]]
"""How many people of each cell answered some statements."""
GROUPS = ("company", "sales", "marketing", "heads", "staff")
"""The groups that figures are given of, the weightiest first."""
_WHOLE, _ROLE = ("company", *FUNCTIONS), {"heads": "head", "staff": "staff"}


class Release(NamedTuple):
    """The groups whose totals may be shown, and the statements of which both functions' figures may be.

    `alone` are the statements of which the company's mean might be shown if nothing else were; it is only ever rounded.
    """

    groups: frozenset[str]
    statements: frozenset[int]
    alone: frozenset[int]


def members(group: str, people: Iterable[Respondent]) -> tuple[Respondent, ...]:
    """The people of one of GROUPS."""
    if group in FUNCTIONS:
        return tuple(each for each in people if speaks_for(each, group))
    return tuple(each for each in people if group == "company" or each.role == _ROLE[group])


def release(people: Sequence[Respondent], showing: Showing) -> Release:
    """What may be shown: tried are the company and the functions, then statements, then heads and staff."""
    return _release(tuple(people), showing)


def released(people: Sequence[Respondent], showing: Showing) -> frozenset[str]:
    """The groups whose totals may be shown."""
    return release(people, showing).groups


@lru_cache(maxsize=2)
def _release(people: tuple[Respondent, ...], showing: Showing) -> Release:
    judge = _Judge(people, showing)
    at = {number: judge.allowed(_WHOLE, [], [judge.block((number,))]) for number in NUMBERS}
    groups = judge.allowed(_WHOLE, [], [judge.block(NUMBERS)])
    both = [number for number, those in at.items() if {*FUNCTIONS}.issubset(those) and {*FUNCTIONS}.issubset(groups)]
    statements = _statements(judge, groups, both)
    others = [number for number in NUMBERS if number not in statements]
    roles = tuple(_ROLE) if showing.heads else ()  # two heads can be recognised, so roles are told on request alone
    blocks = [judge.block(each) for each in (*((number,) for number in statements), others) if each]
    return Release(
        frozenset(judge.allowed(roles, groups, blocks)),
        frozenset(statements),
        frozenset(number for number, those in at.items() if "company" in those),
    )


def _statements(judge: _Judge, groups: Sequence[str], numbers: Sequence[int]) -> list[int]:
    """Of statements that might be shown, those with the most answers, so that what is left of the totals will do."""
    shown = sorted(numbers, key=lambda number: (-sum(count for _, count in judge.block((number,))), -number))
    while shown:
        others = [number for number in NUMBERS if number not in shown]
        if not others or not judge.gives_away(groups, judge.block(others)):
            break
        shown.pop()
    return shown


class _Judge:
    """Tells what figures would give away about some people."""

    def __init__(self, people: Sequence[Respondent], showing: Showing) -> None:
        patterns = Counter((each.function, each.role, tuple(map(bool, each.answers))) for each in people)
        self._patterns = tuple(patterns.items())  # who answered the same statements is counted together
        self._showing = showing
        self._weights = {group: _weights(group, people) for group in GROUPS}
        self._told: dict[tuple[tuple[str, ...], Block], bool] = {}

    def block(self, numbers: Iterable[int]) -> Block:
        """Who answered any of these statements."""
        places = [number - 1 for number in numbers]
        answered: Counter[Cell] = Counter()
        for (function, role, given), count in self._patterns:
            if any(given[place] for place in places):
                answered[function, role] += count
        return frozenset(answered.items())

    def allowed(self, tried: Iterable[str], shown: Sequence[str], blocks: Sequence[Block]) -> list[str]:
        """The groups shown, with those of `tried` that may be shown beside them. Each has people who answered."""
        found = list(shown)
        for group in tried:
            heard = any(cell in self._weights[group] for cell, _ in chain.from_iterable(blocks))
            if heard and not any(self.gives_away([*found, group], block) for block in blocks):
                found.append(group)
        return found

    def gives_away(self, groups: Sequence[str], block: Block) -> bool:
        """Whether some combination of the groups' figures rests on too few people, were they told of this block."""
        key = tuple(groups), block
        if key not in self._told:
            hidden = {cell: count for cell, count in block if not (self._showing.heads and cell[1] == "head")}
            rows = [[self._weights[group].get(cell, 0) for cell in hidden] for group in groups]
            small = _small(list(hidden.values()), self._showing.min_group)
            self._told[key] = any(_rests_on(places, rows) for places in small)
        return self._told[key]


def _weights(group: str, people: Sequence[Respondent]) -> Mapping[Cell, int]:
    """What one person of each cell adds to a group's score, up to a common factor: each function weighs the same."""
    inside = members(group, people)
    counted = (group,) if group in FUNCTIONS else FUNCTIONS
    heard = {name: count for name in counted if (count := sum(speaks_for(each, name) for each in inside))}
    return {
        cell: sum(prod(heard.values()) // heard[name] for name in heard if cell[0] in (name, BOTH))
        for cell in {(each.function, each.role) for each in inside}
    }


def _small(sizes: Sequence[int], least: int) -> list[frozenset[int]]:
    """The sets of cells (by their places) that hold too few people to be shown, and to which none can be added."""
    places = [place for place, size in enumerate(sizes) if size < least]
    sets = chain.from_iterable(combinations(places, count) for count in range(1, min(len(places), least - 1) + 1))
    held = ((frozenset(each), sum(sizes[place] for place in each)) for each in sets)
    return [
        each
        for each, people in held
        if people < least and all(people + sizes[place] >= least for place in places if place not in each)
    ]


def _rests_on(cells: frozenset[int], rows: Sequence[Sequence[int]]) -> bool:
    """Whether some combination of the figures rests on the people of these cells alone."""
    columns = list(zip(*rows, strict=True))
    others = [column for at, column in enumerate(columns) if at not in cells]
    return _rank(others) < _rank(columns)


def _rank(vectors: Iterable[Sequence[int]]) -> int:
    """How many of the vectors are no combinations of those before."""
    kept: list[tuple[int, Sequence[int]]] = []
    for vector in dict.fromkeys(vectors):
        left = vector
        for pivot, basis in kept:
            if left[pivot]:
                left = [value * basis[pivot] - left[pivot] * other for value, other in zip(left, basis, strict=True)]
        pivot = next((at for at, value in enumerate(left) if value), -1)
        if pivot >= 0:
            kept.append((pivot, left))
            if len(kept) == len(left):
                break
    return len(kept)
