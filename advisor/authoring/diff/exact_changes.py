"""Every change of what the advice shows, for all companies that answer every question.

For each conclusion that a change of guidance can affect, the formulas of both rule bases show whether some company gets
it only before or only after, or because of other rules; or they prove that none does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.authoring.diff.affected_rules import AffectedParts
from advisor.authoring.diff.paired_formulas import PairedFormulas
from advisor.authoring.diff.shown_conclusions import (
    LEVEL,
    MOVE,
    VERDICT_PART,
    ShownConclusion,
    ShownConclusions,
    ShownId,
)
from advisor.errors import TooManyCasesError
from advisor.logic.case_limits import make_case_limit_error
from advisor.logic.company_counts import AnswerPath, find_company, find_fewest_answers
from advisor.logic.decision_diagrams import Node
from advisor.logic.formulas import MAX_FORMULA_NODES

ADDED, REMOVED, OTHER_RULES = "added", "removed", "other rules"
ADVICE = ShownId("advice", "")
"""That a company gets any advice: its answers are not refused, and no rules contradict each other."""
OUTCOMES = (LEVEL, VERDICT_PART, MOVE, ADVICE.part)
"""The parts from which the rest follows."""


class ExactChange(NamedTuple):
    """Something that some company is shown only after (`added`), only before (`removed`), or for other rules.

    `rules` give it to companies with the change; for other rules, it is the one rule that gives it to some of them in
    one rule base only. If `follows`, all of them get another verdict, level or move as well. `known_by` and `counted`
    say in which population its examples are (see PairedFormulas): the first has few answers, the second has all.
    """

    shown: ShownId
    how: str
    rules: tuple[str, ...]
    follows: bool
    known_by: str
    counted: bool
    examples: tuple[AnswerPath, ...]


class ExactComparison(NamedTuple):
    """All exact changes, and what was compared.

    `compared` are the conclusions that the change of guidance can affect; all others are the same for every company.
    Those without a change are proven to be the same, except `given_up` ones, which have too many cases. `populations`
    are the ways in which the level of the compared companies is known. `limited`: no company is compared that gives an
    answer that only one rule base knows. `silent` are affected rules that fire for the same companies in both.
    """

    changes: tuple[ExactChange, ...] = ()
    compared: tuple[ShownId, ...] = ()
    given_up: tuple[ShownId, ...] = ()
    populations: tuple[str, ...] = ()
    limited: bool = False
    silent: frozenset[str] = frozenset()


def compare_exactly(pairs: Iterable[PairedFormulas], affected: AffectedParts) -> ExactComparison:
    """Compare everything affected in the advice of two rule bases."""
    changes: dict[object, ExactChange] = {}
    compared: dict[ShownId, None] = {}
    given_up: dict[ShownId, None] = {}
    populations: dict[str, None] = {}
    limited, silent = False, affected.rules
    for pair in pairs:
        populations[pair.population.basis] = None
        limited |= pair.limited
        comparer = _PopulationComparer(pair, affected)
        silent = frozenset(filter(comparer.is_silent, silent))
        for shown in comparer.list_ids():
            compared[shown] = None
            try:
                for change in comparer.iter_changes(shown):
                    key = shown, change.how, change.rules if change.how == OTHER_RULES else ()
                    if key not in changes or (changes[key].follows and not change.follows):
                        changes[key] = change
            except (TooManyCasesError, RecursionError):
                given_up[shown] = None
    return ExactComparison(
        tuple(changes.values()), tuple(compared), tuple(given_up), tuple(populations), limited, silent
    )


class _PopulationComparer:
    def __init__(self, pair: PairedFormulas, affected: AffectedParts) -> None:
        self._pair, self._formulas = pair, pair.formulas
        first, second = (
            ShownConclusions(side, rules, affected) for side, rules in zip(pair.sides, affected.needed, strict=True)
        )
        self._entries = first.entries, second.entries
        for entries, advised in zip(self._entries, pair.advised, strict=True):
            entries[ADVICE] = ShownConclusion(advised, {})
        self._nothing = ShownConclusion(self._formulas.false, {})
        self._region = self._formulas.conjoin(pair.region, *pair.advised)
        changed = [
            self._differ(*(each.where for each in self._get_sides(shown)))
            for shown in self.list_ids()
            if shown.part in OUTCOMES
        ]
        self._same_outcome = self._formulas.negate(self._formulas.disjoin(*changed))

    def list_ids(self) -> list[ShownId]:
        """List everything that either rule base can show."""
        return list(dict.fromkeys((*self._entries[0], *self._entries[1])))

    def _get_region(self, shown: ShownId) -> Node:
        """Return the companies that are compared: those with advice before and after, except to compare just that."""
        return self._pair.common if shown == ADVICE else self._region

    def _get_sides(self, shown: ShownId) -> tuple[ShownConclusion, ShownConclusion]:
        return self._entries[0].get(shown, self._nothing), self._entries[1].get(shown, self._nothing)

    def is_silent(self, rule_id: str) -> bool:
        """Return whether a rule draws the same conclusions for the same companies in both rule bases, or never any."""
        rules = [side.answers.rulebase.rules_by_id.get(rule_id) for side in self._pair.sides]
        pairs = zip(self._pair.sides, rules, strict=True)
        try:
            old, new = (_require(side.get_firing(rule_id)) if rule else self._formulas.false for side, rule in pairs)
            if rules[0] and rules[1] and rules[0].then == rules[1].then:
                return old is new or not self._has_company(self._differ(old, new), self._region)
            return not self._has_company(old, self._region) and not self._has_company(new, self._region)
        except TooManyCasesError:
            return False

    def iter_changes(self, shown: ShownId) -> Iterator[ExactChange]:
        """Yield the changes of one conclusion. Raises TooManyCasesError."""
        formulas = self._formulas
        formulas.allow(MAX_FORMULA_NODES)
        before, after = self._get_sides(shown)
        old, new = _require(before.where), _require(after.where)
        if old is not new:
            for how, where, given in (
                (REMOVED, formulas.conjoin(old, formulas.negate(new)), before.rules),
                (ADDED, formulas.conjoin(new, formulas.negate(old)), after.rules),
            ):
                region = self._get_region(shown)
                if self._has_company(where, region):
                    rules = [name for name, node in given.items() if self._has_company(where, region, _require(node))]
                    yield self._build_change(shown, how, rules, where)
        for rule in dict.fromkeys((*before.rules, *after.rules)):
            nodes = [_require(each.rules.get(rule, formulas.false)) for each in (before, after)]
            where = formulas.conjoin(old, new, self._differ(*nodes))
            if self._has_company(where, self._get_region(shown)):
                yield self._build_change(shown, OTHER_RULES, [rule], where)

    def _differ(self, one: Node | None, other: Node | None) -> Node:
        """Return where two formulas differ."""
        formulas, first, second = self._formulas, _require(one), _require(other)
        if first is second:
            return formulas.false
        return formulas.disjoin(
            formulas.conjoin(first, formulas.negate(second)), formulas.conjoin(second, formulas.negate(first))
        )

    def _has_company(self, *nodes: Node) -> bool:
        """Return whether some company meets all formulas."""
        return find_company(self._formulas, nodes, self._pair.population.variables) is not None

    def _build_change(self, shown: ShownId, how: str, rules: list[str], where: Node) -> ExactChange:
        pair, region = self._pair, self._get_region(shown)
        direct = self._formulas.conjoin(where, self._same_outcome)
        follows = not self._has_company(direct, region)
        examples = self._find_examples(where if follows else direct, region)
        return ExactChange(shown, how, tuple(rules), follows, pair.population.basis, pair.counted, examples)

    def _find_examples(self, where: Node, region: Node) -> tuple[AnswerPath, ...]:
        """Find few answers that meet a formula, and all answers of a company in the region that gives them."""
        variables = self._pair.population.variables
        path = find_fewest_answers(self._formulas, where)
        full = None if path is None else find_company(self._formulas, (where, region), variables, path)
        if full is None or path is None:  # the few answers exclude each other
            path = find_fewest_answers(self._formulas, self._formulas.conjoin(where, region)) or ()
            full = find_company(self._formulas, (where, region), variables, path)
        assert full is not None  # some company in the region meets it
        return path, full


def _require(node: Node | None) -> Node:
    if node is None:
        raise make_case_limit_error(MAX_FORMULA_NODES)
    return node
