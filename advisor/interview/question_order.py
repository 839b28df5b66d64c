"""Which of the facts that can still change a conclusion to ask first, so that it is settled soonest.

Every answer counts as equally likely. As long as few enough cases lie ahead, the expected number of questions is made
as small as it can be, by dynamic programming over decision diagrams. With more, the fact is taken after which least
uncertainty is to be expected (Quinlan, Induction of Decision Trees, 1986).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from math import log2

from advisor.logic.decision_diagrams import Diagrams, Node, Outcome, Variable
from advisor.model.answers import Value

MAX_CASES = 400
"""So many cases are looked at to find the best order; more would make the user wait."""
MAX_PARTS = 6
"""Of a `many` fact, so many values are told apart when its worth is judged."""

VariableLookup = Callable[[str], list[tuple[Variable, list[Value]]]]
"""What is asked about a fact: its variables, each with the answers told apart."""


class SearchLimitError(Exception):
    """More cases lie ahead than may be looked at."""


class QuestionOrder:
    """The order of questions for one unfolding; keeps what it has worked out."""

    def __init__(self, diagrams: Diagrams) -> None:
        self.diagrams = diagrams
        self._first_by_node: dict[tuple[Node, tuple[str, ...]], tuple[str, float]] = {}
        self._probabilities: dict[Node, dict[frozenset[Outcome], float]] = {}

    def choose_first(self, node: Node, facts: Iterable[str], variable_lookup: VariableLookup) -> tuple[str, float]:
        """The fact to ask first of those that can change the outcome of `node`, and how many questions to expect.

        `facts` gives the order among equals; it must hold every fact that the node reads. What comes first depends on
        nothing else: each node is judged anew, or what was found for it before is taken again.
        """
        reads = tuple(fact for fact in facts if fact in node.reads)
        if len(self._first_by_node) > MAX_CASES or len(self._probabilities) > 100 * MAX_CASES:
            self._first_by_node.clear()
            self._probabilities.clear()
        if (node, reads) not in self._first_by_node:
            try:
                expected, best = self._minimize_questions(node, reads, variable_lookup, {})
            except SearchLimitError:
                best = min(
                    reads, key=lambda fact: round(self._compute_expected_entropy(node, fact, variable_lookup), 9)
                )
                expected = float(len(reads))
            self._first_by_node[node, reads] = best, expected
        return self._first_by_node[node, reads]

    def _minimize_questions(
        self,
        node: Node,
        facts: tuple[str, ...],
        variable_lookup: VariableLookup,
        cost_by_node: dict[Node, tuple[float, str]],
    ) -> tuple[float, str]:
        """The least expected number of questions until nothing can change the outcome, and the first of them."""
        if node.variable is None:
            return 0.0, ""
        if node not in cost_by_node:
            if len(cost_by_node) >= MAX_CASES:
                raise SearchLimitError
            cost_by_node[node] = 0.0, ""  # counts as one looked at, before what lies behind it
            costs = []
            for number, fact in enumerate(facts):
                if fact in node.reads:
                    ways = self._iter_next_nodes(node, fact, variable_lookup)
                    ahead = sum(
                        chance * self._minimize_questions(after, facts, variable_lookup, cost_by_node)[0]
                        for chance, after in ways
                    )
                    costs.append((round(1 + ahead, 9), number, fact))
            cost, _, best = min(costs)
            cost_by_node[node] = cost, best
        return cost_by_node[node]

    def _iter_next_nodes(self, node: Node, fact: str, variable_lookup: VariableLookup) -> Iterator[tuple[float, Node]]:
        """What is left after each answer to a fact, with its chance."""
        variables = variable_lookup(fact)[:MAX_PARTS]
        ways = [labels for _, labels in variables]
        chance = 1.0
        for labels in ways:
            chance /= len(labels)
        for chosen in product(*ways):
            after = node
            for (variable, _), label in zip(variables, chosen, strict=True):
                after = self.diagrams.restrict(after, variable, label)
            yield chance, after

    def _compute_expected_entropy(self, node: Node, fact: str, variable_lookup: VariableLookup) -> float:
        return sum(
            chance * self._compute_entropy(after)
            for chance, after in self._iter_next_nodes(node, fact, variable_lookup)
        )

    def _compute_entropy(self, node: Node) -> float:
        """The entropy of the outcome, in bits."""
        return -sum(chance * log2(chance) for chance in self.compute_probabilities(node).values() if chance > 0)

    def compute_probabilities(self, node: Node) -> dict[frozenset[Outcome], float]:
        """How likely each outcome is, every answer being equally likely."""
        if node.variable is None:
            return {node.outcomes: 1.0}
        if node not in self._probabilities:
            found: dict[frozenset[Outcome], float] = {}
            for _, below in node.branches:
                for outcome, chance in self.compute_probabilities(below).items():
                    found[outcome] = found.get(outcome, 0.0) + chance / len(node.branches)
            self._probabilities[node] = found
        return self._probabilities[node]
