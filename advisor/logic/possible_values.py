"""Exact answers about what unknown facts leave open: which values a conclusion can still take, and which facts decide.

The three-valued meaning is sound but can leave open what every completion agrees on. The diagram of a conclusion says
what all completions together come to (knowledge: "Unknowns are exact").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.logic.decision_diagrams import Node, Outcome
from advisor.logic.diagram_builder import DiagramBuilder
from advisor.logic.supports import find_supports
from advisor.model.answers import Answers, Value, is_settled
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import STATE, RuleBase
from advisor.model.vocabulary import Atom

Values = frozenset[str | None]
"""Possible values of a conclusion; None where some completion concludes nothing."""


class AnswerChange(NamedTuple):
    """Answers that would have to be others, and the values the conclusion could then take."""

    facts: tuple[tuple[str, Value], ...]
    values: Values


class PossibleValues:
    """Exact possible values of one single conclusion (`state`, `verdict`, `move_to`) of a rule base."""

    def __init__(self, rulebase: RuleBase, name: str) -> None:
        self.rulebase = rulebase
        self.name = name
        self.builder = DiagramBuilder(
            rulebase,
            (
                Atom(name, value)
                for rule in rulebase.find_concluding_rules(name)
                for value in rule.list_concluded_values(name)
            ),
        )
        self._last: tuple[Answers | None, Node | None] = None, None
        self._state_facts = {
            leaf.name
            for rule in self.builder.rules
            if rule.list_concluded_values(STATE)
            for leaf in iter_leaves(rule.condition)
        }

    def compute_values(self, answers: Answers) -> Values:
        """The values over all ways to fill in what is unknown."""
        return _collect_node_values(self.get_node(answers))

    def get_node(self, answers: Answers) -> Node:
        """The node of a company; that of the last one is kept, since much is asked about one company in a row."""
        last, node = self._last
        if node is None or last is not answers:
            node = self.builder.build_node(answers)
            self._last = answers, node
        return node

    def trim_cache(self) -> None:
        """Let go of what was worked out for earlier companies, once that is much."""
        self._last = None, None
        self.builder.trim_cache()

    def list_open_facts(self, answers: Answers) -> tuple[str, ...]:
        """The open facts that can still change the conclusion, in the order of stages and rules."""
        reads = self.get_node(answers).reads
        return tuple(name for name in self.builder.fact_names if name in reads)

    def is_deciding_fact(self, fact: str, answers: Answers) -> bool:
        """Whether two companies that agree with the answers and differ in this open fact alone come to differ."""
        return fact in self.get_node(answers).reads

    def list_outcomes(self, fact: str, answers: Answers) -> list[tuple[Value, Values]]:
        """The values left by each answer to an open fact; for a `many` fact, by each of its values chosen or not."""
        node = self.get_node(answers)
        return [
            (label, _collect_node_values(self.builder.diagrams.restrict(node, variable, label)))
            for variable, labels in self.builder.relevant_values.list_variables(fact, answers.known.get(fact))
            for label in labels
        ]

    def find_changes(self, answers: Answers, max_size: int = 2) -> list[AnswerChange]:
        """The smallest sets of known answers (up to `most`) that, were they others, would change the conclusion.

        A change is one after which the value of now is no longer the only one possible. The state a company is in is
        left alone: another state is another question. Empty where the conclusion is not settled now.

        Whatever changes the conclusion must touch every set of answers that alone carries it. So only answers of one
        such set are tried, and then, where that is not enough, those of a set that carries it after the first change
        (the hitting-set tree of Reiter, A Theory of Diagnosis from First Principles, 1987).
        """
        now = self.compute_values(answers)
        if len(now) != 1:
            return []
        found: dict[frozenset[tuple[str, Value]], AnswerChange] = {}
        level: list[tuple[tuple[str, Value], ...]] = [()]
        for depth in range(max_size):
            # single answers are few and tried one by one; for pairs, every case is worked out once
            every_case = self._build_state_node(answers) if depth else None
            tried: dict[frozenset[tuple[str, Value]], tuple[tuple[str, Value], ...]] = {}
            for flips in level:
                for flip in self._iter_flips(answers, flips):
                    tried.setdefault(frozenset((*flips, flip)), (*flips, flip))
            for key, flips in tried.items():
                values = self._compute_changed_values(answers, flips, every_case)
                if values != now:
                    found[key] = AnswerChange(flips, values)
            if found:
                break
            level = list(tried.values())
        order = {name: number for number, name in enumerate(self.rulebase.facts)}
        return sorted(found.values(), key=lambda change: [(order[name], str(value)) for name, value in change.facts])

    def _iter_flips(self, answers: Answers, flips: tuple[tuple[str, Value], ...]) -> Iterator[tuple[str, Value]]:
        """Other values for the answers that carry the conclusion once `flips` are made."""
        taken = {name for name, _ in flips}
        for name, value in flips:
            answers = answers.with_value(name, value)
        for name in find_supports(self.builder.semantics, self.builder.rules, self.name, answers):
            known = answers.known.get(name)
            if name not in taken and name not in self._state_facts and known is not None and is_settled(known):
                yield from ((name, other) for other in self._list_other_values(name, known))

    def _list_other_values(self, name: str, value: Value) -> list[Value]:
        fact = self.rulebase.facts[name]
        if isinstance(value, frozenset):
            mentioned = self.builder.relevant_values.list_mentioned_values(name)
            none_left = value.difference(mentioned)
            toggled: list[Value] = [value ^ {each} for each in mentioned]
            return toggled if none_left in (value, *toggled) else [*toggled, none_left]
        return [other for other in self.builder.relevant_values.list_alternatives(fact) if other != value]

    def _build_state_node(self, answers: Answers) -> Node:
        """The node of a company of which no more is known than what tells its state."""
        asked = {name for name in self.builder.fact_names if name not in self._state_facts}
        known = {name: value for name, value in answers.known.items() if name not in asked}
        return self.builder.build_node(Answers(known))

    def _compute_changed_values(
        self, answers: Answers, flips: tuple[tuple[str, Value], ...], every_case: Node | None
    ) -> Values:
        for name, value in flips:
            answers = answers.with_value(name, value)
        if every_case is None:
            return self.compute_values(answers)
        return _collect_values(self.builder.collect_outcomes(every_case, answers))


def _collect_node_values(node: Node) -> Values:
    return _collect_values(node.outcomes)


def _collect_values(outcomes: frozenset[Outcome]) -> Values:
    values: set[str | None] = set()
    for outcome in outcomes:
        values.update((atom.value for atom in outcome) if outcome else (None,))
    return frozenset(values)
