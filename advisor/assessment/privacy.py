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

from advisor.assessment.scoring import STATEMENT_NUMBERS, has_function
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, PrivacyLimits, Respondent

RespondentKind = tuple[str, str | None]
"""The function and the role of people who weigh alike in every figure."""
KindCounts = frozenset[tuple[RespondentKind, int]]
"""How many people of each cell answered some statements."""
GROUPS = ("company", "sales", "marketing", "heads", "staff")
"""The groups that figures are given of, the weightiest first."""
_MAIN_GROUPS, _ROLE_BY_GROUP = ("company", *FUNCTIONS), {"heads": "head", "staff": "staff"}


class Release(NamedTuple):
    """The groups whose totals may be shown, and the statements of which both functions' figures may be.

    `alone` are the statements of which the company's mean might be shown if nothing else were; it is only ever rounded.
    """

    groups: frozenset[str]
    statements: frozenset[int]
    company_statements: frozenset[int]


def list_members(group: str, people: Iterable[Respondent]) -> tuple[Respondent, ...]:
    """The people of one of GROUPS."""
    if group in FUNCTIONS:
        return tuple(each for each in people if has_function(each, group))
    return tuple(each for each in people if group == "company" or each.role == _ROLE_BY_GROUP[group])


def decide_release(people: Sequence[Respondent], showing: PrivacyLimits) -> Release:
    """What may be shown: tried are the company and the functions, then statements, then heads and staff."""
    return _compute_release(tuple(people), showing)


def find_shown_groups(people: Sequence[Respondent], showing: PrivacyLimits) -> frozenset[str]:
    """The groups whose totals may be shown."""
    return decide_release(people, showing).groups


@lru_cache(maxsize=2)
def _compute_release(people: tuple[Respondent, ...], showing: PrivacyLimits) -> Release:
    judge = _DisclosureChecker(people, showing)
    at = {
        number: judge.select_groups(_MAIN_GROUPS, [], [judge.count_respondents((number,))])
        for number in STATEMENT_NUMBERS
    }
    groups = judge.select_groups(_MAIN_GROUPS, [], [judge.count_respondents(STATEMENT_NUMBERS)])
    both = [number for number, those in at.items() if {*FUNCTIONS}.issubset(those) and {*FUNCTIONS}.issubset(groups)]
    statements = _select_statements(judge, groups, both)
    others = [number for number in STATEMENT_NUMBERS if number not in statements]
    roles = (
        tuple(_ROLE_BY_GROUP) if showing.heads else ()
    )  # two heads can be recognised, so roles are told on request alone
    blocks = [judge.count_respondents(each) for each in (*((number,) for number in statements), others) if each]
    return Release(
        frozenset(judge.select_groups(roles, groups, blocks)),
        frozenset(statements),
        frozenset(number for number, those in at.items() if "company" in those),
    )


def _select_statements(checker: _DisclosureChecker, groups: Sequence[str], numbers: Sequence[int]) -> list[int]:
    """Of statements that might be shown, those with the most answers, so that what is left of the totals will do."""
    shown = sorted(
        numbers, key=lambda number: (-sum(count for _, count in checker.count_respondents((number,))), -number)
    )
    while shown:
        others = [number for number in STATEMENT_NUMBERS if number not in shown]
        if not others or not checker.is_disclosive(groups, checker.count_respondents(others)):
            break
        shown.pop()
    return shown


class _DisclosureChecker:
    """Tells what figures would give away about some people."""

    def __init__(self, people: Sequence[Respondent], showing: PrivacyLimits) -> None:
        patterns = Counter((each.function, each.role, tuple(map(bool, each.answers))) for each in people)
        self._patterns = tuple(patterns.items())  # who answered the same statements is counted together
        self._showing = showing
        self._weights = {group: _compute_weights(group, people) for group in GROUPS}
        self._told: dict[tuple[tuple[str, ...], KindCounts], bool] = {}

    def count_respondents(self, numbers: Iterable[int]) -> KindCounts:
        """Who answered any of these statements."""
        places = [number - 1 for number in numbers]
        answered: Counter[RespondentKind] = Counter()
        for (function, role, given), count in self._patterns:
            if any(given[place] for place in places):
                answered[function, role] += count
        return frozenset(answered.items())

    def select_groups(
        self, candidates: Iterable[str], shown_groups: Sequence[str], blocks: Sequence[KindCounts]
    ) -> list[str]:
        """The groups shown, with those of `tried` that may be shown beside them. Each has people who answered."""
        found = list(shown_groups)
        for group in candidates:
            heard = any(cell in self._weights[group] for cell, _ in chain.from_iterable(blocks))
            if heard and not any(self.is_disclosive([*found, group], block) for block in blocks):
                found.append(group)
        return found

    def is_disclosive(self, groups: Sequence[str], block: KindCounts) -> bool:
        """Whether some combination of the groups' figures rests on too few people, were they told of this block."""
        key = tuple(groups), block
        if key not in self._told:
            hidden = {cell: count for cell, count in block if not (self._showing.heads and cell[1] == "head")}
            rows = [[self._weights[group].get(cell, 0) for cell in hidden] for group in groups]
            small = _find_small_sets(list(hidden.values()), self._showing.min_group)
            self._told[key] = any(_can_isolate(places, rows) for places in small)
        return self._told[key]


def _compute_weights(group: str, people: Sequence[Respondent]) -> Mapping[RespondentKind, int]:
    """What one person of each cell adds to a group's score, up to a common factor: each function weighs the same."""
    inside = list_members(group, people)
    counted = (group,) if group in FUNCTIONS else FUNCTIONS
    heard = {name: count for name in counted if (count := sum(has_function(each, name) for each in inside))}
    return {
        cell: sum(prod(heard.values()) // heard[name] for name in heard if cell[0] in (name, BOTH_FUNCTIONS))
        for cell in {(each.function, each.role) for each in inside}
    }


def _find_small_sets(sizes: Sequence[int], min_size: int) -> list[frozenset[int]]:
    """The sets of cells (by their places) that hold too few people to be shown, and to which none can be added."""
    places = [place for place, size in enumerate(sizes) if size < min_size]
    sets = chain.from_iterable(combinations(places, count) for count in range(1, min(len(places), min_size - 1) + 1))
    held = ((frozenset(each), sum(sizes[place] for place in each)) for each in sets)
    return [
        each
        for each, people in held
        if people < min_size and all(people + sizes[place] >= min_size for place in places if place not in each)
    ]


def _can_isolate(cells: frozenset[int], rows: Sequence[Sequence[int]]) -> bool:
    """Whether some combination of the figures rests on the people of these cells alone."""
    columns = list(zip(*rows, strict=True))
    others = [column for at, column in enumerate(columns) if at not in cells]
    return _compute_rank(others) < _compute_rank(columns)


def _compute_rank(vectors: Iterable[Sequence[int]]) -> int:
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
