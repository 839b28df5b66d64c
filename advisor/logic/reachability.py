"""Whether some company can meet a condition, told from the whole rule base; exact, as far as the budget goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from advisor.errors import TooManyCasesError
from advisor.logic.decision_diagrams import Node
from advisor.logic.diagram_builder import DiagramBuilder
from advisor.logic.satisfiability import Budget
from advisor.model.answers import Answers
from advisor.model.conditions import Condition, iter_leaves
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT, RuleBase
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Atom, Stage

_TARGET = Atom("?met", "yes")
_NO_ANSWERS = Answers({})


class _BudgetSpentError(Exception):
    """The budget is spent."""


class _BudgetedBuilder(DiagramBuilder):
    """An unfolding that gives up when the budget is spent."""

    def __init__(self, rulebase: RuleBase, targets: Iterable[Atom], budget: Budget) -> None:
        super().__init__(rulebase, targets)
        self.budget = budget
        self.effort = 20 + sum(2 + sum(1 for _ in iter_leaves(rule.condition)) for rule in self.rules)

    def _build_node(self, answers: Answers) -> Node:
        if not self.budget.spend(self.effort):
            raise _BudgetSpentError
        return super()._build_node(answers)


class ExactValueFinder:
    """The exact values of the conclusions that advice turns on, for one company after the other, within one budget."""

    def __init__(self, rulebase: RuleBase, budget: Budget) -> None:
        self._builders = {
            name: _BudgetedBuilder(
                rulebase,
                [
                    Atom(name, value)
                    for rule in rulebase.find_concluding_rules(name)
                    for value in rule.list_concluded_values(name)
                ],
                budget,
            )
            for name in (STATE, VERDICT, MOVE_TO)
            if name in rulebase.conclusions
        }

    def find_values(self, answers: Answers) -> dict[str, frozenset[str | None]]:
        """The possible values of each (None: that nothing is concluded); nothing where the budget did not do."""
        try:
            return {name: _collect_values(each.build_node(answers)) for name, each in self._builders.items()}
        except (_BudgetSpentError, TooManyCasesError, RecursionError):
            return {}


def _collect_values(node: Node) -> frozenset[str | None]:
    nothing: frozenset[str | None] = frozenset({None})
    return frozenset().union(*(frozenset(atom.value for atom in each) or nothing for each in node.outcomes))


def is_reachable(condition: Condition, stage: Stage, rulebase: RuleBase, budget: Budget) -> bool | None:
    """Whether a rule of some stage with this condition can fire for any company; None where the budget did not do."""
    probe = Rule("?met", "", RuleStatus.TEST, "", stage, condition, (_TARGET,), "")
    if not budget.spend(len(rulebase.rules)):
        return None
    try:
        node = _BudgetedBuilder(replace(rulebase, rules=(*rulebase.rules, probe)), [_TARGET], budget).build_node(
            _NO_ANSWERS
        )
    except (_BudgetSpentError, TooManyCasesError, RecursionError):
        return None
    return any(_TARGET in outcome for outcome in node.outcomes)
