"""How likely each answer to a question is: every answer that rules distinguish counts as equally likely."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from math import log2, prod

from advisor.logic.decision_diagrams import Diagrams, Node, Outcome, Variable
from advisor.model.answers import Value

MAX_PARTS = 6
"""Maximum number of values of a `many` fact that are distinguished when it is compared with other facts."""

VariableLookup = Callable[[str], list[tuple[Variable, list[Value]]]]
"""The variables of a fact, each with the answers that rules distinguish."""
Chances = dict[frozenset[Outcome], float]
"""The probability of each set of outcomes."""


class AnswerChances:
    """The chances of answers and of what they lead to, for the diagrams of one conclusion; results are cached."""

    def __init__(self, diagrams: Diagrams) -> None:
        self._diagrams = diagrams
        self._by_node: dict[Node, Chances] = {}

    def __len__(self) -> int:
        return len(self._by_node)

    def clear(self) -> None:
        """Remove all cached results; they are computed again on demand."""
        self._by_node.clear()

    def iter_next_nodes(self, node: Node, fact: str, variable_lookup: VariableLookup) -> Iterator[tuple[float, Node]]:
        """Iterate over the rest of a node after each answer to a fact, with the probability of the answer."""
        variables = variable_lookup(fact)[:MAX_PARTS]
        chance = 1 / prod(len(labels) for _, labels in variables)
        for labels in product(*(labels for _, labels in variables)):
            rest = node
            for (variable, _), label in zip(variables, labels, strict=True):
                rest = self._diagrams.restrict(rest, variable, label)
            yield chance, rest

    def compute_expected_entropy(self, node: Node, fact: str, variable_lookup: VariableLookup) -> float:
        """Return the expected entropy of the outcome after an answer to a fact, in bits."""
        return -sum(
            chance * sum(part * log2(part) for part in self._compute_chances(rest).values() if part > 0)
            for chance, rest in self.iter_next_nodes(node, fact, variable_lookup)
        )

    def _compute_chances(self, node: Node) -> Chances:
        if node.variable is None:
            return {node.outcomes: 1.0}
        if node not in self._by_node:
            chances: Chances = {}
            for _, child in node.branches:
                for outcome, chance in self._compute_chances(child).items():
                    chances[outcome] = chances.get(outcome, 0.0) + chance / len(node.branches)
            self._by_node[node] = chances
        return self._by_node[node]
