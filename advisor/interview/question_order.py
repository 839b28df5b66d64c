"""The order of questions: which fact to ask first so that a conclusion is settled soonest.

If few cases remain, dynamic programming over decision diagrams finds the minimum of the expected number of questions.
If there are more, the fact that leaves the least expected uncertainty comes first (Quinlan, Induction of Decision
Trees, 1986).
"""

from __future__ import annotations

from collections.abc import Iterable

from advisor.interview.answer_chances import AnswerChances, VariableLookup
from advisor.logic.decision_diagrams import Diagrams, Node

MAX_CASES = 400
"""Maximum number of cases in the search for the best order; more would make the user wait."""


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
        if len(self._first_by_node) > MAX_CASES or len(self._chances) > 100 * MAX_CASES:
            self._first_by_node.clear()
            self._chances.clear()
        if (node, reads) not in self._first_by_node:
            try:
                expected, first = self._minimize_questions(node, reads, variable_lookup, {})
            except SearchLimitError:
                entropy = self._chances.compute_expected_entropy
                first = min(reads, key=lambda fact: round(entropy(node, fact, variable_lookup), 9))
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
                        for chance, rest in self._chances.iter_next_nodes(node, fact, variable_lookup)
                    )
                    options.append((round(1 + further, 9), number, fact))
            cost, _, first = min(options)
            costs[node] = cost, first
        return costs[node]
