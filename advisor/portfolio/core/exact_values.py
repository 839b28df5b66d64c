"""The exact values that level, verdict and move can have in each row, whatever its open answers are.

The decision diagram of a conclusion is walked from its root: a node is reached if a parent is reached and the row
allows the answer on the branch between them. An open answer allows every branch. So no row is tried on its own.

What answers report is settled in every row. The diagram asks for it as for a yes/no fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from advisor.logic.circuit import FALSE, TRUE, Circuit, Literal
from advisor.logic.decision_diagrams import Node, Variable, collect_values
from advisor.logic.diagram_builder import DiagramBuilder
from advisor.logic.relevant_values import list_interval_starts
from advisor.model.answers import Answers, PartialChoice, Value
from advisor.model.conditions import All, Any, Condition, Not, Test, iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Fact, Kind
from advisor.portfolio.core.row_answers import RowAnswers

PossibleLiterals = dict[str | None, Literal]
"""For each value of a single conclusion, that a row can still have it; None is that nothing may be concluded."""
_HOLDS = "yes"


class ExactValues:
    """The diagrams of single conclusions, read for all rows. `reported` has the formulas of reported conclusions."""

    def __init__(self, rulebase: RuleBase, answers: RowAnswers, reported: Mapping[Atom, Literal]) -> None:
        self._circuit: Circuit = answers.circuit
        self._answers = answers
        self._settled: dict[str, Literal] = {}
        self._rulebase = self._ask_for_reported(rulebase, reported)
        self._starts: dict[str, list[int]] = {}

    def read_possible(self, name: str) -> PossibleLiterals:
        """Return the values that a conclusion can still have. Raises TooManyCasesError."""
        builder = DiagramBuilder(self._rulebase, self._rulebase.list_concluded_atoms(name))
        tests = [leaf for rule in builder.rules for leaf in iter_leaves(rule.condition)]
        self._starts = {
            fact: list_interval_starts(self._rulebase.facts[fact], [test for test in tests if test.name == fact])
            for fact in builder.fact_names
            if self._rulebase.facts[fact].kind is Kind.COUNT
        }
        root = builder.build_node(Answers({}))
        possible: dict[str | None, list[Literal]] = {}
        reached: dict[Node, list[Literal]] = {root: [TRUE]}
        for node in _sort_nodes(root):
            reach = self._circuit.join_any(reached[node])
            if node.variable is None:
                for value in collect_values(node.outcomes):
                    possible.setdefault(value, []).append(reach)
                continue
            for child, allowed in self._read_branches(node):
                reached.setdefault(child, []).append(self._circuit.join_all((reach, allowed)))
        return {value: self._circuit.join_any(literals) for value, literals in possible.items()}

    def _read_branches(self, node: Node) -> Iterator[tuple[Node, Literal]]:
        """Iterate over the nodes below one, each once, with the formula that the row allows a branch to it."""
        labels: dict[Node, list[Literal]] = {}
        for label, child in node.branches:
            labels.setdefault(child, []).append(self._read_label(node.variable, label))
        for child, literals in labels.items():
            yield child, self._circuit.join_any(literals)

    def _read_label(self, variable: Variable | None, label: Value) -> Literal:
        """Return the formula that an answer is possible."""
        assert variable is not None  # only leaves have none
        name = variable.fact
        if name in self._settled:
            return self._settled[name] if label == _HOLDS else -self._settled[name]
        if isinstance(label, PartialChoice):
            literals = self._answers.read_value(name, str(variable.part))
            return -literals.fails if label.yes else -literals.holds
        if isinstance(label, int):
            later = [start for start in self._starts[name] if start > label]
            test = Test(name, at_least=label, at_most=min(later) - 1 if later else None)
            return -self._answers.read_test(test)[1]
        return -self._answers.read_value(name, str(label)).fails

    def _ask_for_reported(self, rulebase: RuleBase, reported: Mapping[Atom, Literal]) -> RuleBase:
        """Return the rule base with a yes/no fact in place of each value of a reported conclusion."""
        facts = dict(rulebase.facts)

        def read_reported(test: Test) -> Condition:
            if test.name in rulebase.facts or not rulebase.conclusions[test.name].reported:
                return test
            return Any(tuple(read_atom(Atom(test.name, value)) for value in sorted(test.values)))

        def read_atom(atom: Atom) -> Test:
            name = f"{atom.name}={atom.value}"
            self._settled[name] = reported.get(atom, FALSE)
            facts[name] = Fact(name, Kind.YES_NO, name, name, "policy/reported", {_HOLDS: name, "no": name})
            return Test(name, frozenset({_HOLDS}))

        rules = [
            replace(
                rule, when=_replace_tests(rule.when, read_reported), guard=_replace_tests(rule.guard, read_reported)
            )
            for rule in rulebase.rules
            if not _is_reported(rule, rulebase)
        ]
        return replace(rulebase, facts=facts, rules=tuple(rules))


def _is_reported(rule: Rule, rulebase: RuleBase) -> bool:
    return any(atom.name not in rulebase.facts and rulebase.conclusions[atom.name].reported for atom in rule.then)


def _replace_tests(condition: Condition, replacement: Callable[[Test], Condition]) -> Condition:
    if isinstance(condition, Test):
        return replacement(condition)
    if isinstance(condition, Not):
        return Not(_replace_tests(condition.part, replacement))
    parts = tuple(_replace_tests(part, replacement) for part in condition.parts)
    return All(parts) if isinstance(condition, All) else Any(parts)


def _sort_nodes(root: Node) -> Iterable[Node]:
    """Return all nodes, each after the nodes that lead to it."""
    order: dict[Node, None] = {}
    waiting: list[tuple[Node, bool]] = [(root, False)]
    while waiting:
        node, is_left = waiting.pop()
        if is_left:
            order.setdefault(node)
        elif node not in order:
            waiting.append((node, True))
            waiting += [(child, False) for _, child in node.branches if child not in order]
    return reversed(order)
