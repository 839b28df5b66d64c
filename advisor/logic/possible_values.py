"""Exact results for partly known answers: the values a conclusion can still have, and the facts that decide.

The three-valued meaning is sound, but it can leave open what all completions agree on. The diagram of a conclusion
holds the outcome of every completion (knowledge: "Unknowns are exact").
"""

from __future__ import annotations

from functools import cached_property

from advisor.logic.decision_diagrams import Node, Values, collect_values
from advisor.logic.diagram_builder import MAX_CACHED_NODES, DiagramBuilder
from advisor.logic.relevant_values import apply_label
from advisor.model.answers import Answers, Value
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import STATE, RuleBase


class PossibleValues:
    """The exact possible values of one single conclusion (`state`, `verdict`, `move_to`) of a rule base."""

    def __init__(self, rulebase: RuleBase, name: str) -> None:
        self.rulebase = rulebase
        self.name = name
        self.builder = DiagramBuilder(rulebase, rulebase.list_concluded_atoms(name))
        self._last: tuple[Answers, Node] | None = None

    @cached_property
    def state_facts(self) -> frozenset[str]:
        """The facts that decide the state."""
        deciding = (rule for rule in self.builder.rules if rule.list_concluded_values(STATE))
        return frozenset(leaf.name for rule in deciding for leaf in iter_leaves(rule.condition))

    def compute_values(self, answers: Answers) -> Values:
        """Return the values over all completions of the answers."""
        return collect_values(self.get_node(answers).outcomes)

    def get_node(self, answers: Answers) -> Node:
        """Return the node of a company; the last one is cached because callers ask about one company several times."""
        if self._last is None or self._last[0] is not answers:
            self._last = answers, self.builder.build_node(answers)
        return self._last[1]

    def trim_cache(self, max_nodes: int = MAX_CACHED_NODES) -> None:
        """Remove results for earlier companies if there are many."""
        if self.builder.trim_cache(max_nodes):
            self._last = None

    def list_open_facts(self, answers: Answers) -> tuple[str, ...]:
        """Return the open facts that can still change the conclusion, in the order of stages and rules."""
        reads = self.get_node(answers).reads
        return tuple(name for name in self.builder.fact_names if name in reads)

    def list_outcomes(self, fact: str, answers: Answers) -> list[tuple[Value, Values]]:
        """Return (answer, values then possible) pairs for an open fact.

        For a `many` fact there are two pairs for each of its values: chosen and not chosen.
        """
        node, restrict, known = self.get_node(answers), self.builder.diagrams.restrict, answers.known.get(fact)
        variables = self.builder.relevant_values.list_variables(fact, known)
        if fact not in self.facts_with_consequences:
            return [
                (label, collect_values(restrict(node, variable, label).outcomes))
                for variable, labels in variables
                for label in labels
            ]
        outcomes: list[tuple[Value, Values]] = []
        for label in (label for _, labels in variables for label in labels):
            given = {**answers.known, fact: apply_label(known, label)}
            if not self.rulebase.find_clashes(given):
                outcomes.append(
                    (label, collect_values(self.builder.build_node(self.rulebase.build_answers(given)).outcomes))
                )
        return outcomes

    @cached_property
    def facts_with_consequences(self) -> frozenset[str]:
        """The facts whose answer counts as reported, or gives other facts: a completion says less than the answer."""
        leaves = [leaf for rule in self.builder.rules for leaf in iter_leaves(rule.condition) if leaf.reported]
        leaves += [leaf for rule in self.rulebase.fact_rules for leaf in iter_leaves(rule.condition)]
        return frozenset(leaf.name for leaf in leaves)
