"""Which figures may be shown, so that no small group is shown alone, nor can be found by subtraction (policy/privacy).

Every figure is a weighted sum of what the people of some smallest groups (a function's heads, its staff) answered. Who
has several figures can add and subtract them. So a figure is shown only if, with those shown before, no combination at
all is left that rests on fewer people than the smallest group allowed. That is a matter of ranks: combinations that
leave out all others exist just where leaving their columns out lowers the rank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain, combinations

from advisor.model.assessment import BOTH, FUNCTIONS, Respondent, Showing

Cell = tuple[str, str | None]
"""The function and the role of people who no figure tells apart."""
Weights = Mapping[Cell, Fraction]
"""What each person of a cell adds to a figure."""
GROUPS = ("company", "sales", "marketing", "heads", "staff")
"""The groups that figures are given of, the weightiest first."""
_ROLE = {"heads": "head", "staff": "staff"}


def members(group: str, people: Iterable[Respondent]) -> tuple[Respondent, ...]:
    """The people of one of GROUPS."""
    if group in FUNCTIONS:
        return tuple(each for each in people if each.function in (group, BOTH))
    return tuple(each for each in people if group == "company" or each.role == _ROLE[group])


def released(people: Sequence[Respondent], showing: Showing) -> frozenset[str]:
    """The groups whose figures may be shown. Each is tried in the order of GROUPS, given those shown already."""
    return _released(Counter((each.function, each.role) for each in people), people, showing, GROUPS)


def released_at(number: int, people: Sequence[Respondent], showing: Showing) -> frozenset[str]:
    """The same for one statement (1 to 20): only those count who answered it."""
    answered = [each for each in people if each.answers[number - 1] is not None]
    return _released(
        Counter((each.function, each.role) for each in answered), answered, showing, ("company", *FUNCTIONS)
    )


def _released(
    cells: Mapping[Cell, int], people: Sequence[Respondent], showing: Showing, groups: Iterable[str]
) -> frozenset[str]:
    hidden = [cell for cell in cells if not (showing.heads and cell[1] == "head")]
    small = _small(hidden, cells, showing.min_group)
    shown: dict[str, list[Fraction]] = {}
    for group in groups:
        those = members(group, people)
        if not those:
            continue
        weights = _weights(those)
        row = [weights.get(cell, Fraction(0)) for cell in hidden]
        if not _gives_away([*shown.values(), row], small):
            shown[group] = row
    return frozenset(shown)


def _weights(people: Sequence[Respondent]) -> Weights:
    """What one person of each cell adds to a group's score, in which each function weighs the same."""
    heard = {name: sum(each.function in (name, BOTH) for each in people) for name in FUNCTIONS}
    sides = [name for name, count in heard.items() if count]
    return {
        cell: sum((Fraction(1, heard[name] * len(sides)) for name in sides if cell[0] in (name, BOTH)), Fraction())
        for cell in {(each.function, each.role) for each in people}
    }


def _small(cells: Sequence[Cell], sizes: Mapping[Cell, int], least: int) -> list[frozenset[int]]:
    """The sets of cells (by their places) that together hold too few people to be shown."""
    places = range(len(cells))
    sets = chain.from_iterable(combinations(places, count) for count in range(1, len(cells) + 1))
    return [frozenset(each) for each in sets if sum(sizes[cells[place]] for place in each) < least]


def _gives_away(rows: Sequence[Sequence[Fraction]], small: Iterable[frozenset[int]]) -> bool:
    """Whether some combination of the figures rests on the people of a small set alone."""
    whole = _rank(rows)
    return any(_rank([[v for at, v in enumerate(row) if at not in cells] for row in rows]) < whole for cells in small)


def _rank(rows: Iterable[Sequence[Fraction]]) -> int:
    """The number of rows that are not combinations of others."""
    kept: list[tuple[int, list[Fraction]]] = []
    for row in rows:
        left = list(row)
        for pivot, basis in kept:
            if left[pivot]:
                factor = left[pivot] / basis[pivot]
                left = [value - factor * other for value, other in zip(left, basis, strict=True)]
        pivot = next((at for at, value in enumerate(left) if value), -1)
        if pivot >= 0:
            kept.append((pivot, left))
    return len(kept)
