"""Choose the figures to show, so that no small group is shown or can be found by subtraction (policy/privacy).

Every figure is a weighted sum of what people answered. A reader of several figures can add and subtract them. So a
figure is shown only if no combination with the figures shown before depends on the answers of too few people.

A reader can subtract a shown statement from the totals, which leaves a total of the other statements. So totals are
judged block by block: as if each shown statement and all others together had a total of their own. A combination that
depends on enough people in every block depends on enough people. Within a block, people of one function and role weigh
alike, so this is a matter of ranks: a combination that excludes some people exists exactly if leaving their columns out
lowers the rank.

Two figures show answers without any combination, see `advisor.assessment.extreme_answers`: a mean at the end of the
scale, and a company's mean that bounds a function of one person. What remains possible: a mean bounds its answers, so
somebody who knows all answers but one can compute it. The questionnaire says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, combinations
from math import prod
from typing import NamedTuple

from advisor.assessment.extreme_answers import ExtremeAnswers
from advisor.assessment.scoring import STATEMENT_NUMBERS, Tally
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, PrivacyLimits, Respondent, Respondents

RespondentKind = tuple[str, str | None]
"""A function and a role; people of one kind weigh alike in every figure."""
KindCounts = frozenset[tuple[RespondentKind, int]]
"""The number of people of each kind who answered some statements."""
GROUPS = ("company", "sales", "marketing", "heads", "staff")
"""The groups that have figures, the most important first."""
_MAIN_GROUPS, _ROLE_BY_GROUP = GROUPS[:3], {"heads": "head", "staff": "staff"}


class Release(NamedTuple):
    """The groups whose totals, and the statements whose figures of both functions, may be shown.

    `company_statements` are the statements whose company mean could be shown alone; it is only used rounded.
    """

    groups: frozenset[str]
    statements: frozenset[int]
    company_statements: frozenset[int]


def list_members(group: str, people: Iterable[Respondent]) -> tuple[Respondent, ...]:
    """List the people of one of GROUPS."""
    if group == "company":
        return tuple(people)
    if group in FUNCTIONS:
        return tuple([each for each in people if each.function in (group, BOTH_FUNCTIONS)])
    role = _ROLE_BY_GROUP[group]
    return tuple([each for each in people if each.role == role])


def find_shown_groups(people: Respondents, showing: PrivacyLimits) -> frozenset[str]:
    """Find the groups whose totals may be shown; without people there are bare totals, which may be shown."""
    return decide_release(people, showing).groups if people else frozenset(_MAIN_GROUPS)


def decide_release(people: Respondents, showing: PrivacyLimits) -> Release:
    """Decide what may be shown; the company and the functions come first, then statements, then heads and staff."""
    return _compute_release(tuple(people), showing)


@lru_cache(maxsize=2)
def _compute_release(people: tuple[Respondent, ...], showing: PrivacyLimits) -> Release:
    checker, extremes = _DisclosureChecker(people, showing), ExtremeAnswers(Tally(people), showing)
    groups_by_statement = {
        number: checker.select_groups(_MAIN_GROUPS, [], [checker.count_respondents((number,))])
        for number in STATEMENT_NUMBERS
    }
    unanimous = extremes.find_unanimous_groups()
    if extremes.can_bound():
        unanimous |= {"company"}
    candidates_for_groups = (
        [] if "company" in unanimous else [group for group in _MAIN_GROUPS if group == "company" or not unanimous]
    )
    groups = checker.select_groups(candidates_for_groups, [], [checker.count_respondents(STATEMENT_NUMBERS)])
    has_both = {*FUNCTIONS}.issubset
    candidates = [number for number, shown in groups_by_statement.items() if has_both(shown) and has_both(groups)]
    statements = _select_statements(checker, extremes, groups, candidates)
    others = [number for number in STATEMENT_NUMBERS if number not in statements]
    roles = _ROLE_BY_GROUP if showing.heads else ()  # readers recognise two heads, so only on request
    blocks = [checker.count_respondents(block) for block in (*((number,) for number in statements), others) if block]
    return Release(
        frozenset(checker.select_groups(roles, groups, blocks)),
        frozenset(statements),
        frozenset(
            number
            for number, shown in groups_by_statement.items()
            if "company" in shown and not extremes.can_bound((number,))
        ),
    )


def _select_statements(
    checker: _DisclosureChecker, extremes: ExtremeAnswers, groups: Sequence[str], numbers: Sequence[int]
) -> list[int]:
    """Select the statements with the most answers, so that the rest of the totals may still be shown."""
    sizes = {number: sum(count for _, count in checker.count_respondents((number,))) for number in numbers}
    shown = [number for number in numbers if not extremes.is_unanimous(number)]
    shown.sort(key=lambda number: (-sizes[number], -number))
    while shown:
        others = [number for number in STATEMENT_NUMBERS if number not in shown]
        if others and checker.is_disclosive(groups, checker.count_respondents(others)):
            shown.pop()
        elif others and not extremes.has_room(others):
            shown.remove(extremes.choose_central(shown))
        else:
            break
    return shown


class _DisclosureChecker:
    """Finds out whether figures would reveal the answers of a few people."""

    def __init__(self, people: Respondents, showing: PrivacyLimits) -> None:
        self._masks: defaultdict[RespondentKind, Counter[int]] = defaultdict(Counter)
        patterns = Counter([(function, role, tuple(map(bool, answers))) for function, role, answers in people])
        for (function, role, pattern), count in patterns.items():
            self._masks[function, role][sum([1 << number for number, given in enumerate(pattern, 1) if given])] += count
        kinds = {kind: masks.total() for kind, masks in self._masks.items()}
        self._showing = showing
        self._weights = {group: _compute_weights(group, kinds) for group in GROUPS}
        self._decisions: dict[tuple[tuple[str, ...], KindCounts], bool] = {}

    def count_respondents(self, numbers: Iterable[int]) -> KindCounts:
        """Count the people who answered any of these statements."""
        block = sum(1 << number for number in numbers)
        counts = {
            kind: sum([count for mask, count in masks.items() if mask & block]) for kind, masks in self._masks.items()
        }
        return frozenset((kind, count) for kind, count in counts.items() if count)

    def select_groups(
        self, candidates: Iterable[str], shown_groups: Sequence[str], blocks: Sequence[KindCounts]
    ) -> list[str]:
        """Return the shown groups, and those candidates with answers that may be shown as well."""
        selected = list(shown_groups)
        for group in candidates:
            has_answers = any(kind in self._weights[group] for kind, _ in chain.from_iterable(blocks))
            if has_answers and not any(self.is_disclosive([*selected, group], block) for block in blocks):
                selected.append(group)
        return selected

    def is_disclosive(self, groups: Sequence[str], block: KindCounts) -> bool:
        """Return whether a combination of the groups' figures for this block depends on too few people."""
        key = tuple(groups), block
        if key not in self._decisions:
            hidden = {kind: count for kind, count in block if not (self._showing.heads and kind[1] == "head")}
            rows = [[self._weights[group].get(kind, 0) for kind in hidden] for group in groups]
            small_sets = _find_small_sets(list(hidden.values()), self._showing.min_group)
            self._decisions[key] = any(_can_isolate(indexes, rows) for indexes in small_sets)
        return self._decisions[key]


def _compute_weights(group: str, kinds: Mapping[RespondentKind, int]) -> Mapping[RespondentKind, int]:
    """Compute the weight of a person of each kind in a group's score, up to a common factor."""
    members = [kind for kind in kinds if _has_kind(group, kind)]
    functions = (group,) if group in FUNCTIONS else FUNCTIONS
    by_function = {
        name: sum(kinds[kind] for kind in members if kind[0] in (name, BOTH_FUNCTIONS)) for name in functions
    }
    sizes = {name: size for name, size in by_function.items() if size}
    return {
        kind: sum(prod(sizes.values()) // sizes[name] for name in sizes if kind[0] in (name, BOTH_FUNCTIONS))
        for kind in members
    }


def _has_kind(group: str, kind: RespondentKind) -> bool:
    """Return whether people of a kind belong to one of GROUPS."""
    function, role = kind
    if group in FUNCTIONS:
        return function in (group, BOTH_FUNCTIONS)
    return group == "company" or role == _ROLE_BY_GROUP[group]


def _find_small_sets(sizes: Sequence[int], min_size: int) -> list[frozenset[int]]:
    """Find the largest sets of kinds (by index) that have fewer people than `min_size` together."""
    indexes = [index for index, size in enumerate(sizes) if size < min_size]
    counts = range(1, min(len(indexes), min_size - 1) + 1)
    sets = map(frozenset, chain.from_iterable(combinations(indexes, count) for count in counts))
    people_by_set = {small: sum(sizes[index] for index in small) for small in sets}
    return [
        small
        for small, people in people_by_set.items()
        if people < min_size and all(people + sizes[index] >= min_size for index in indexes if index not in small)
    ]


def _can_isolate(kinds: frozenset[int], rows: Sequence[Sequence[int]]) -> bool:
    """Return whether a combination of the figures depends only on people of these kinds."""
    columns = list(zip(*rows, strict=True))
    others = [column for index, column in enumerate(columns) if index not in kinds]
    return _compute_rank(others) < _compute_rank(columns)


def _compute_rank(vectors: Iterable[Sequence[int]]) -> int:
    """Count the vectors that are not combinations of those before them."""
    basis: list[tuple[int, Sequence[int]]] = []
    for vector in dict.fromkeys(vectors):
        rest = vector
        for pivot, other in basis:
            if rest[pivot]:
                rest = [value * other[pivot] - rest[pivot] * part for value, part in zip(rest, other, strict=True)]
        pivot = next((index for index, value in enumerate(rest) if value), -1)
        if pivot >= 0:
            basis.append((pivot, rest))
            if len(basis) == len(rest):
                break
    return len(basis)
