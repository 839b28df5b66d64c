"""The order of questions: which fact to ask first so that a conclusion is settled soonest.

If few cases remain, dynamic programming over decision diagrams finds the minimum of the expected number of questions.
If there are more, the search looks two questions ahead and takes the path length of the diagrams for what follows: on
the built-in rules this reaches the minimum (benchmarks/interview.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from advisor.interview.answer_chances import AnswerChances, VariableLookup
from advisor.logic.decision_diagrams import Diagrams, Node

MAX_CASES = 400
"""Maximum number of cases in the search for the best order; more would make the user wait."""
MAX_KEPT_ORDERS = 2_000


class SearchLimitError(Exception):
    """The search for the best order has more than MAX_CASES cases."""


class QuestionOrder:
    """The order of questions for the diagrams of one conclusion; results are cached."""

    def __init__(self, diagrams: Diagrams) -> None:
        self._chances = AnswerChances(diagrams)
        self._first_by_node: dict[tuple[Node, tuple[str, ...]], tuple[str, float]] = {}

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
        if len(self._first_by_node) > MAX_KEPT_ORDERS or len(self._chances) > 100 * MAX_CASES:
            self._first_by_node.clear()
            self._chances.clear()
        if (node, reads) not in self._first_by_node:
            try:
                expected, first = self._minimize_questions(node, reads, variable_lookup, {})
            except SearchLimitError:
                costs = {fact: round(self._look_ahead(node, fact, reads, variable_lookup), 9) for fact in reads}
                first = min(reads, key=lambda fact: costs[fact])
                expected = costs[first]
            self._first_by_node[node, reads] = first, expected
        return self._first_by_node[node, reads]

    def _look_ahead(self, node: Node, fact: str, facts: tuple[str, ...], variable_lookup: VariableLookup) -> float:
        """Estimate the number of questions if a fact is asked first and the best of the others second."""
        iter_nodes, estimate = self._chances.iter_next_nodes, self._chances.compute_path_length
        return 1 + sum(
            chance
            * (
                1
                + min(
                    sum(part * estimate(later) for part, later in iter_nodes(rest, other, variable_lookup))
                    for other in facts
                    if other in rest.reads
                )
            )
            for chance, rest in iter_nodes(node, fact, variable_lookup)
            if rest.variable is not None
        )

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
                        for chance, rest in self._chances.iter_next_nodes(node, fact, variable_lookup)
                    )
                    options.append((round(1 + further, 9), number, fact))
            cost, _, first = min(options)
            costs[node] = cost, first
        return costs[node]
