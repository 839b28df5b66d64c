"""Exact results for partly known answers: the values a conclusion can still have, and the facts that decide.

The three-valued meaning is sound, but it can leave open what all completions agree on. The diagram of a conclusion
holds the outcome of every completion (knowledge: "Unknowns are exact").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.logic.decision_diagrams import Node, Values, collect_values
from advisor.logic.diagram_builder import DiagramBuilder
from advisor.logic.supports import find_supports
from advisor.model.answers import Answers, Value, is_settled
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import STATE, RuleBase

ChangedAnswers = tuple[tuple[str, Value], ...]
"""Facts with the answers that they have after a change."""


class AnswerChange(NamedTuple):
    """A change of answers, and the values that the conclusion could then have."""

    facts: ChangedAnswers
    values: Values


class PossibleValues:
    """The exact possible values of one single conclusion (`state`, `verdict`, `move_to`) of a rule base."""

    def __init__(self, rulebase: RuleBase, name: str) -> None:
        self.rulebase = rulebase
        self.name = name
        self.builder = DiagramBuilder(rulebase, rulebase.list_concluded_atoms(name))
        self._last: tuple[Answers, Node] | None = None
        self._state_facts = {
            leaf.name
            for rule in self.builder.rules
            if rule.list_concluded_values(STATE)
            for leaf in iter_leaves(rule.condition)
        }

    def compute_values(self, answers: Answers) -> Values:
        """Return the values over all completions of the answers."""
        return collect_values(self.get_node(answers).outcomes)

    def get_node(self, answers: Answers) -> Node:
        """Return the node of a company; the last one is cached because callers ask about one company several times."""
        if self._last is None or self._last[0] is not answers:
            self._last = answers, self.builder.build_node(answers)
        return self._last[1]

    def trim_cache(self) -> None:
        """Remove results for earlier companies if there are many."""
        self._last = None
        self.builder.trim_cache()

    def list_open_facts(self, answers: Answers) -> tuple[str, ...]:
        """Return the open facts that can still change the conclusion, in the order of stages and rules."""
        reads = self.get_node(answers).reads
        return tuple(name for name in self.builder.fact_names if name in reads)

    def list_outcomes(self, fact: str, answers: Answers) -> list[tuple[Value, Values]]:
        """Return (answer, values then possible) pairs for an open fact.

        For a `many` fact there are two pairs for each of its values: chosen and not chosen.
        """
        node, restrict = self.get_node(answers), self.builder.diagrams.restrict
        return [
            (label, collect_values(restrict(node, variable, label).outcomes))
            for variable, labels in self.builder.relevant_values.list_variables(fact, answers.known.get(fact))
            for label in labels
        ]

    def find_changes(self, answers: Answers, max_size: int = 2) -> list[AnswerChange]:
        """Find the smallest sets of known answers (at most `max_size`) whose change would change the conclusion.

        A change counts if the present value is then no longer the only possible one. Facts that decide the state are
        not changed, because another state is another question. Returns [] if the conclusion is not settled.

        Every such change touches each set of answers that alone supports the conclusion. So only the answers of one
        such set are tried, then those of a set that supports it after the first change (the hitting-set tree of
        Reiter, A Theory of Diagnosis from First Principles, 1987).
        """
        present = self.compute_values(answers)
        if len(present) != 1:
            return []
        changes: list[AnswerChange] = []
        level: list[ChangedAnswers] = [()]
        for depth in range(max_size):
            # single answers are few and computed one by one; for pairs, one diagram holds every case
            all_cases = self._build_state_node(answers) if depth else None
            tried: dict[frozenset[tuple[str, Value]], ChangedAnswers] = {}
            for flips in level:
                for flip in self._iter_flips(answers, flips):
                    tried.setdefault(frozenset((*flips, flip)), (*flips, flip))
            for flips in tried.values():
                values = self._compute_changed_values(answers, flips, all_cases)
                if values != present:
                    changes.append(AnswerChange(flips, values))
            if changes:
                break
            level = list(tried.values())
        order = {name: number for number, name in enumerate(self.rulebase.facts)}
        return sorted(changes, key=lambda change: [(order[name], str(value)) for name, value in change.facts])

    def _iter_flips(self, answers: Answers, flips: ChangedAnswers) -> Iterator[tuple[str, Value]]:
        """Iterate over other values for the answers that support the conclusion after `flips`."""
        flipped = {name for name, _ in flips}
        changed = _change_answers(answers, flips)
        for name in find_supports(self.builder.semantics, self.builder.rules, self.name, changed):
            known = changed.known.get(name)
            if name not in flipped and name not in self._state_facts and known is not None and is_settled(known):
                yield from ((name, other) for other in self._list_other_values(name, known))

    def _list_other_values(self, name: str, value: Value) -> list[Value]:
        relevant = self.builder.relevant_values
        if isinstance(value, frozenset):
            mentioned = relevant.list_mentioned_values(name)
            none_left = value.difference(mentioned)
            toggled: list[Value] = [value ^ {each} for each in mentioned]
            return toggled if none_left in (value, *toggled) else [*toggled, none_left]
        return [other for other in relevant.list_alternatives(self.rulebase.facts[name]) if other != value]

    def _build_state_node(self, answers: Answers) -> Node:
        """Build the node of the company if only the facts that decide its state are known."""
        skipped_facts = {name for name in self.builder.fact_names if name not in self._state_facts}
        return self.builder.build_node(
            Answers({name: v for name, v in answers.known.items() if name not in skipped_facts})
        )

    def _compute_changed_values(self, answers: Answers, flips: ChangedAnswers, all_cases: Node | None) -> Values:
        changed = _change_answers(answers, flips)
        if all_cases is None:
            return self.compute_values(changed)
        return collect_values(self.builder.collect_outcomes(all_cases, changed))


def _change_answers(answers: Answers, flips: ChangedAnswers) -> Answers:
    return Answers({**answers.known, **dict(flips)}, answers.company, answers.filled)
