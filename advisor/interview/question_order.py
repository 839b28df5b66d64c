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

MOST_CASES = 400
"""So many cases are looked at to find the best order; more would make the user wait."""
MOST_PARTS = 6
"""Of a `many` fact, so many values are told apart when its worth is judged."""

Asking = Callable[[str], list[tuple[Variable, list[Value]]]]
"""What is asked about a fact: its variables, each with the answers told apart."""


class TooFarError(Exception):
    """More cases lie ahead than may be looked at."""


class Order:
    """The order of questions for one unfolding; keeps what it has worked out."""

    def __init__(self, diagrams: Diagrams) -> None:
        self.diagrams = diagrams
        self._first: dict[tuple[Node, tuple[str, ...]], tuple[str, float]] = {}
        self._chances: dict[Node, dict[frozenset[Outcome], float]] = {}

    def first(self, node: Node, facts: Iterable[str], asking: Asking) -> tuple[str, float]:
        """The fact to ask first of those that can change the outcome of `node`, and how many questions to expect.

        `facts` gives the order among equals; it must hold every fact that the node reads. What comes first depends on
        nothing else: each node is judged anew, or what was found for it before is taken again.
        """
        reads = tuple(fact for fact in facts if fact in node.reads)
        if len(self._first) > MOST_CASES or len(self._chances) > 100 * MOST_CASES:
            self._first.clear()
            self._chances.clear()
        if (node, reads) not in self._first:
            try:
                expected, best = self._soonest(node, reads, asking, {})
            except TooFarError:
                best = min(reads, key=lambda fact: round(self._uncertainty_after(node, fact, asking), 9))
                expected = float(len(reads))
            self._first[node, reads] = best, expected
        return self._first[node, reads]

    def _soonest(
        self, node: Node, facts: tuple[str, ...], asking: Asking, found: dict[Node, tuple[float, str]]
    ) -> tuple[float, str]:
        """The least expected number of questions until nothing can change the outcome, and the first of them."""
        if node.variable is None:
            return 0.0, ""
        if node not in found:
            if len(found) >= MOST_CASES:
                raise TooFarError
            found[node] = 0.0, ""  # counts as one looked at, before what lies behind it
            costs = []
            for number, fact in enumerate(facts):
                if fact in node.reads:
                    ways = self._after(node, fact, asking)
                    ahead = sum(chance * self._soonest(after, facts, asking, found)[0] for chance, after in ways)
                    costs.append((round(1 + ahead, 9), number, fact))
            cost, _, best = min(costs)
            found[node] = cost, best
        return found[node]

    def _after(self, node: Node, fact: str, asking: Asking) -> Iterator[tuple[float, Node]]:
        """What is left after each answer to a fact, with its chance."""
        variables = asking(fact)[:MOST_PARTS]
        ways = [labels for _, labels in variables]
        chance = 1.0
        for labels in ways:
            chance /= len(labels)
        for chosen in product(*ways):
            after = node
            for (variable, _), label in zip(variables, chosen, strict=True):
                after = self.diagrams.restricted(after, variable, label)
            yield chance, after

    def _uncertainty_after(self, node: Node, fact: str, asking: Asking) -> float:
        return sum(chance * self._uncertainty(after) for chance, after in self._after(node, fact, asking))

    def _uncertainty(self, node: Node) -> float:
        """The entropy of the outcome, in bits."""
        return -sum(chance * log2(chance) for chance in self.chances(node).values() if chance > 0)

    def chances(self, node: Node) -> dict[frozenset[Outcome], float]:
        """How likely each outcome is, every answer being equally likely."""
        if node.variable is None:
            return {node.outcomes: 1.0}
        if node not in self._chances:
            found: dict[frozenset[Outcome], float] = {}
            for _, below in node.branches:
                for outcome, chance in self.chances(below).items():
                    found[outcome] = found.get(outcome, 0.0) + chance / len(node.branches)
            self._chances[node] = found
        return self._chances[node]
