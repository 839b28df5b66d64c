"""Which answers would have to be different for another conclusion: the smallest sets of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.errors import TooManyCasesError
from advisor.logic.case_limits import compute_case_limit
from advisor.logic.decision_diagrams import Node, Values, collect_values
from advisor.logic.possible_values import PossibleValues
from advisor.logic.supports import find_supports
from advisor.model.answers import Answers, PartialChoice, Value, is_settled
from advisor.model.conditions import iter_leaves
from advisor.model.inferred_facts import infer_facts

ChangedAnswers = tuple[tuple[str, Value], ...]
"""Facts with the answers that they have after a change."""


class AnswerChange(NamedTuple):
    """A change of answers, and the values that the conclusion could then have."""

    facts: ChangedAnswers
    values: Values


class ChangeFinder:
    """The changes of answers that change one single conclusion, found through its possible values.

    `is_complete` says whether the last search tried all of them; there can be too many.
    """

    def __init__(self, values: PossibleValues) -> None:
        self._values, self._builder = values, values.builder
        self.is_complete = True
        leaves = (leaf for rule in values.builder.rules for leaf in iter_leaves(rule.condition))
        self._max_tries = compute_case_limit(
            sum(len(list(iter_leaves(rule.condition))) for rule in self._builder.rules)
        )
        self._reported_facts = frozenset(leaf.name for leaf in leaves if leaf.reported)

    def find_changes(self, answers: Answers, max_size: int = 2) -> list[AnswerChange]:
        """Find the smallest sets of known answers (at most `max_size`) whose change would change the conclusion.

        A change counts if the present value is then no longer the only possible one. Facts that decide the state are
        not changed, because another state is another question. Returns [] if the conclusion is not settled.

        Every such change touches each set of answers that alone supports the conclusion. So only the answers of one
        such set are tried, then those of a set that supports it after the first change (the hitting-set tree of
        Reiter, A Theory of Diagnosis from First Principles, 1987).
        """
        present = self._values.compute_values(answers)
        if len(present) != 1:
            return []
        changes: list[AnswerChange] = []
        self.is_complete = True
        level: list[ChangedAnswers] = [()]
        for depth in range(max_size):
            tried: dict[frozenset[tuple[str, Value]], ChangedAnswers] = {}
            for flips in level:
                for flip in self._iter_flips(answers, flips):
                    tried.setdefault(frozenset((*flips, flip)), (*flips, flip))
            # single answers are few and computed one by one; for pairs, one diagram holds every case, unless it has
            # so many that the pairs themselves are fewer
            all_cases = self._build_state_node(answers, 2 * len(tried)) if depth else None
            remaining = self._max_tries
            for flips in tried.values():
                if self._is_contradictory(answers, flips):
                    continue
                remaining -= all_cases is None
                values = self._compute_changed_values(answers, flips, all_cases) if remaining >= 0 else None
                if values is None:
                    self.is_complete = False
                elif values != present:
                    changes.append(AnswerChange(flips, values))
            if changes:
                break
            level = list(tried.values())
        order = {name: number for number, name in enumerate(self._values.rulebase.facts)}
        return sorted(changes, key=lambda change: [(order[name], str(value)) for name, value in change.facts])

    def _iter_flips(self, answers: Answers, flips: ChangedAnswers) -> Iterator[tuple[str, Value]]:
        """Iterate over other values for the answers that support the conclusion after `flips`."""
        flipped = {name for name, _ in flips}
        changed = self._change_answers(answers, flips)
        for name in find_supports(self._builder.semantics, self._builder.rules, self._values.name, changed):
            known = changed.known.get(name)
            if name not in flipped and name not in self._values.state_facts and known is not None and is_settled(known):
                yield from ((name, other) for other in self._list_other_values(name, known))

    def _is_contradictory(self, answers: Answers, flips: ChangedAnswers) -> bool:
        """Return whether the other answers exclude the changed ones, so that nobody could give them."""
        return bool(self._values.rulebase.find_clashes(self._change_answers(answers, flips).known))

    def _list_other_values(self, name: str, value: Value) -> list[Value]:
        relevant = self._builder.relevant_values
        if isinstance(value, frozenset):
            mentioned = relevant.list_mentioned_values(name)
            none_left = value.difference(mentioned)
            toggled: list[Value] = [value ^ {each} for each in mentioned]
            return toggled if none_left in (value, *toggled) else [*toggled, none_left]
        return [other for other in relevant.list_alternatives(self._values.rulebase.facts[name]) if other != value]

    def _build_state_node(self, answers: Answers, max_cases: int) -> Node | None:
        """Build the node of the company if only the facts that decide its state are known, and reported ones.

        None if it has more than `max_cases`.
        """
        kept = self._values.state_facts | self._reported_facts
        asked = {name for name in self._builder.fact_names if name not in kept}
        decided = Answers({name: v for name, v in answers.known.items() if name not in asked})
        try:
            return self._builder.build_node(decided, max_cases)
        except TooManyCasesError:
            return None

    def _compute_changed_values(self, answers: Answers, flips: ChangedAnswers, all_cases: Node | None) -> Values | None:
        """Compute the values after a change; None if it leaves too many cases open."""
        changed = self._change_answers(answers, flips)
        if all_cases is None or any(name in self._reported_facts for name, _ in flips):
            try:
                return self._values.compute_values(changed)
            except TooManyCasesError:
                return None
        return collect_values(self._builder.collect_outcomes(all_cases, changed))

    def _change_answers(self, answers: Answers, flips: ChangedAnswers) -> Answers:
        """Return the answers after a change, with what follows from them then and not what followed before."""
        rulebase = self._values.rulebase
        inferred = {pair for rule in rulebase.fact_rules for pair in rule.then}
        known: dict[str, Value] = {}
        for name, value in answers.known.items():
            if name not in answers.filled:
                known[name] = answers.stated.get(name, value)
            elif isinstance(value, PartialChoice):
                known[name] = value._replace(yes=frozenset(each for each in value.yes if (name, each) not in inferred))
            elif (name, value) not in inferred:
                known[name] = value
        known.update(flips)
        inference = infer_facts(known, rulebase.fact_rules, rulebase.facts)
        origins = {name: origin for name, origin in answers.filled.items() if name in known}
        return Answers(inference.known, answers.company, {**origins, **inference.origins}, inference.stated)
