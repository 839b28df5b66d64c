"""Which answers would have to be different for another conclusion: the smallest sets of them.

They are of two kinds: known answers that would be others, and open answers that would deny a mark of the level. Whoever
names a level says with it that its marks are there (policy/denied). So an open answer about a mark keeps no conclusion
open. But if the mark is then reported as missing, the conclusion can be another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from itertools import product
from typing import NamedTuple

from advisor.logic.change_search import ChangeSearch, FoundChanges
from advisor.logic.decision_diagrams import Values
from advisor.logic.influences import Influences
from advisor.logic.possible_values import PossibleValues
from advisor.logic.trials import Departure
from advisor.model.answers import Answers, Value, is_settled
from advisor.model.conditions import iter_leaves

MAX_SETS, MAX_DENIAL_TRIALS = 1_000, 60
"""Maximum number of sets that are found, and of trials in a search for denials, which every advice needs."""
ChangedAnswers = tuple[tuple[str, Value], ...]
"""Facts with the answers that they have after a change."""


class AnswerChange(NamedTuple):
    """A change of answers, and the values that the conclusion could then have."""

    facts: ChangedAnswers
    values: Values


class FoundAnswerChanges(NamedTuple):
    """Changes in the order of the facts; `is_complete` says whether these are all of their size and smaller ones."""

    changes: list[AnswerChange]
    is_complete: bool


class ChangeFinder:
    """The changes of answers that change one single conclusion, found through its possible values."""

    def __init__(self, values: PossibleValues) -> None:
        self._values = values
        self._rulebase = values.rulebase
        self._influences = Influences(self._rulebase)
        self._find_departure = cache(lambda value: Departure(values, value))

    def find_changes(self, answers: Answers, max_size: int = 2) -> FoundAnswerChanges:
        """Find the smallest sets of known answers (at most `max_size`) whose change would change the conclusion.

        A change counts if the present value is then no longer the only possible one. Facts that decide the state are
        not changed, because another state is another question. Finds nothing if the conclusion is not settled.
        """
        stated = _list_stated(answers)
        known = {name for name, value in stated.items() if is_settled(value)} - self._values.state_facts
        return self._find(answers, known, max_size, only_smallest=True)

    def find_denials(self, answers: Answers, max_size: int | None = 2) -> FoundAnswerChanges:
        """Find the smallest sets of open answers that would change a settled conclusion if they were reported."""
        askable = self._reported_values.keys() - answers.known.keys()
        return self._find(
            answers, askable, max_size, only_smallest=False, max_trials=MAX_DENIAL_TRIALS, useful=self._reported_values
        )

    @cached_property
    def _reported_values(self) -> Mapping[str, frozenset[str]]:
        """The facts of which a reported answer can count where an open one does not, with the values that can.

        Answers from which such a value follows are among them.
        """
        leaves = (leaf for rule in self._values.builder.rules for leaf in iter_leaves(rule.condition))
        waiting = [leaf for leaf in leaves if leaf.reported]
        seen = set(waiting)
        while waiting:
            leaf = waiting.pop()
            for rule in self._rulebase.fact_rules:
                if not leaf.values.isdisjoint(rule.list_concluded_values(leaf.name)):
                    premises = set(iter_leaves(rule.condition)) - seen
                    seen |= premises
                    waiting += premises
        facts = self._rulebase.facts
        values: dict[str, set[str]] = {}
        for leaf in seen:
            values.setdefault(leaf.name, set()).update(leaf.values)
            if filling := facts[leaf.name].filled_from:
                values.setdefault(filling.fact, set())
        return {name: frozenset(tested) for name, tested in values.items() if not facts[name].computed}

    def _find(
        self,
        answers: Answers,
        changeable: Iterable[str],
        max_size: int | None,
        *,
        only_smallest: bool,
        max_trials: int | None = None,
        useful: Mapping[str, frozenset[str]] | None = None,
    ) -> FoundAnswerChanges:
        present = self._values.compute_values(answers)
        if len(present) != 1:
            return FoundAnswerChanges([], is_complete=True)
        (value,) = present
        search = ChangeSearch(
            self._find_departure(value),
            _list_stated(answers),
            self._rulebase.build_answers,
            self._influences.list_influences,
            frozenset(changeable),
            max_trials,
            useful,
        )
        found = search.find_changes(MAX_SETS, max_size, only_smallest=only_smallest)
        return FoundAnswerChanges(self._describe(search, found), found.is_complete_up_to_size)

    def _describe(self, search: ChangeSearch, found: FoundChanges) -> list[AnswerChange]:
        """Return the changes with what they lead to; answers that no rule distinguishes are changes of their own."""
        changes = []
        for facts in found.changes:
            alike = [[(name, other) for other in self._list_alike(search, name, facts[name])] for name in facts]
            answers = self._rulebase.build_answers({**search.stated, **facts})
            values = self._values.compute_values(answers)
            changes += [AnswerChange(self._sort(each), values) for each in product(*alike)]
        order = {name: number for number, name in enumerate(self._rulebase.facts)}
        return sorted(changes, key=lambda change: [(order[name], str(value)) for name, value in change.facts])

    def _list_alike(self, search: ChangeSearch, name: str, value: Value) -> list[Value]:
        equal = search.list_equal_values(name, value)
        return [other for other in equal if other != search.get_own_value(name)] or [value]

    def _sort(self, facts: Iterable[tuple[str, Value]]) -> ChangedAnswers:
        by_name = dict(facts)
        return tuple((name, by_name[name]) for name in self._rulebase.facts if name in by_name)


def _list_stated(answers: Answers) -> Mapping[str, Value]:
    """List what is known without the facts that follow from others."""
    return {
        name: answers.stated.get(name, value)
        for name, value in answers.known.items()
        if name not in answers.filled or name in answers.stated
    }
