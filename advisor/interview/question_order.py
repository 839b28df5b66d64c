"""The order of questions: which fact to ask first so that a conclusion is settled soonest.

Every answer counts as equally likely. If few cases remain, dynamic programming over decision diagrams finds the minimum
of the expected number of questions. If there are more, the fact that leaves the least expected uncertainty comes first
(Quinlan, Induction of Decision Trees, 1986).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from math import log2, prod

from advisor.logic.decision_diagrams import Diagrams, Node, Outcome, Variable
from advisor.model.answers import Value

MAX_CASES = 400
"""Maximum number of cases in the search for the best order; more would make the user wait."""
MAX_PARTS = 6
"""Maximum number of values of a `many` fact that are distinguished when it is compared with other facts."""

VariableLookup = Callable[[str], list[tuple[Variable, list[Value]]]]
"""The variables of a fact, each with the answers that rules distinguish."""
Chances = dict[frozenset[Outcome], float]
"""The probability of each set of outcomes."""


class SearchLimitError(Exception):
    """The search for the best order has more than MAX_CASES cases."""


class QuestionOrder:
    """The order of questions for the diagrams of one conclusion; results are cached."""

    def __init__(self, diagrams: Diagrams) -> None:
        self.diagrams = diagrams
        self._first_by_node: dict[tuple[Node, tuple[str, ...]], tuple[str, float]] = {}
        self._chances: dict[Node, Chances] = {}

    def choose_first(self, node: Node, facts: Iterable[str], variable_lookup: VariableLookup) -> tuple[str, float]:
        """Choose the fact to ask first.

        Args:
            node: the node whose outcome is to be settled.
            facts: every fact that the node reads; the order decides between equally good facts.
            variable_lookup: the variables of a fact.

        Returns:
            The fact, and the expected number of questions. They depend on the arguments only.
        """
        reads = tuple(fact for fact in facts if fact in node.reads)
        if len(self._first_by_node) > MAX_CASES or len(self._chances) > 100 * MAX_CASES:
            self._first_by_node.clear()
            self._chances.clear()
        if (node, reads) not in self._first_by_node:
            try:
                expected, first = self._minimize_questions(node, reads, variable_lookup, {})
            except SearchLimitError:
                first = min(reads, key=lambda fact: round(self._expect_entropy(node, fact, variable_lookup), 9))
                expected = float(len(reads))
            self._first_by_node[node, reads] = first, expected
        return self._first_by_node[node, reads]

    def _minimize_questions(
        self, node: Node, facts: tuple[str, ...], variable_lookup: VariableLookup, costs: dict[Node, tuple[float, str]]
    ) -> tuple[float, str]:
        """Return the minimum expected number of questions that settle the outcome, and the first of them."""
        if node.variable is None:
            return 0.0, ""
        if node not in costs:
            if len(costs) >= MAX_CASES:
                raise SearchLimitError
            costs[node] = 0.0, ""  # counts this case before the cases behind it
            options = []
            for number, fact in enumerate(facts):
                if fact in node.reads:
                    further = sum(
                        chance * self._minimize_questions(rest, facts, variable_lookup, costs)[0]
                        for chance, rest in self._iter_next_nodes(node, fact, variable_lookup)
                    )
                    options.append((round(1 + further, 9), number, fact))
            cost, _, first = min(options)
            costs[node] = cost, first
        return costs[node]

    def _iter_next_nodes(self, node: Node, fact: str, variable_lookup: VariableLookup) -> Iterator[tuple[float, Node]]:
        """Iterate over the rest of a node after each answer to a fact, with its probability."""
        variables = variable_lookup(fact)[:MAX_PARTS]
        chance = 1 / prod(len(labels) for _, labels in variables)
        for labels in product(*(labels for _, labels in variables)):
            rest = node
            for (variable, _), label in zip(variables, labels, strict=True):
                rest = self.diagrams.restrict(rest, variable, label)
            yield chance, rest

    def _expect_entropy(self, node: Node, fact: str, variable_lookup: VariableLookup) -> float:
        """Return the expected entropy of the outcome after an answer to a fact, in bits."""
        return -sum(
            chance * sum(part * log2(part) for part in self._compute_chances(rest).values() if part > 0)
            for chance, rest in self._iter_next_nodes(node, fact, variable_lookup)
        )

    def _compute_chances(self, node: Node) -> Chances:
        """Return the probability of each outcome if every answer is equally likely."""
        if node.variable is None:
            return {node.outcomes: 1.0}
        if node not in self._chances:
            chances: Chances = {}
            for _, child in node.branches:
                for outcome, chance in self._compute_chances(child).items():
                    chances[outcome] = chances.get(outcome, 0.0) + chance / len(node.branches)
            self._chances[node] = chances
        return self._chances[node]
