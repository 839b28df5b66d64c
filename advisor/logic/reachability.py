"""Whether some company can meet a condition, by the whole rule base; exact as far as the budget goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from advisor.errors import TooManyCasesError
from advisor.logic.decision_diagrams import Node, collect_values
from advisor.logic.diagram_builder import DiagramBuilder
from advisor.logic.satisfiability import Budget
from advisor.model.answers import Answers
from advisor.model.conditions import Condition, iter_leaves, mark_reported
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT, RuleBase
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Atom, Stage

_TARGET = Atom("?met", "yes")


class _BudgetSpentError(Exception):
    """The budget is spent."""


_UNFINISHED = (_BudgetSpentError, TooManyCasesError, RecursionError)


class _BudgetedBuilder(DiagramBuilder):
    """A builder that gives up when the budget is spent."""

    def __init__(self, rulebase: RuleBase, targets: Iterable[Atom], budget: Budget) -> None:
        super().__init__(rulebase, targets)
        self.budget = budget
        self.effort = 20 + sum(2 + sum(1 for _ in iter_leaves(rule.condition)) for rule in self.rules)

    def _build_node(self, answers: Answers) -> Node:
        if not self.budget.spend(self.effort):
            raise _BudgetSpentError
        return super()._build_node(answers)


class ExactValueFinder:
    """Finds the exact values of state, verdict and move for one company after another, within one budget."""

    def __init__(self, rulebase: RuleBase, budget: Budget) -> None:
        self._builders = {
            name: _BudgetedBuilder(rulebase, rulebase.list_concluded_atoms(name), budget)
            for name in (STATE, VERDICT, MOVE_TO)
            if name in rulebase.conclusions
        }

    def find_values(self, answers: Answers) -> dict[str, frozenset[str | None]]:
        """Return the possible values of each (None: nothing is concluded); empty if the budget is not enough."""
        try:
            return {name: collect_values(each.build_node(answers).outcomes) for name, each in self._builders.items()}
        except _UNFINISHED:
            return {}


def is_reachable(condition: Condition, stage: Stage, rulebase: RuleBase, budget: Budget) -> bool | None:
    """Check whether a rule with this condition can fire for any company.

    Args:
        condition: guard and `when` of the rule.
        stage: the stage of the rule.
        rulebase: all rules together.
        budget: shared with other checks.

    Returns:
        None if the budget is not enough.
    """
    probe = Rule("?met", "", RuleStatus.TEST, "", stage, condition, (_TARGET,), "")
    if not budget.spend(len(rulebase.rules)):
        return None
    try:
        rules = tuple(consider_every_answer(rule, rulebase) for rule in (*rulebase.rules, probe))
        builder = _BudgetedBuilder(replace(rulebase, rules=rules), [_TARGET], budget)
        return any(_TARGET in outcome for outcome in builder.build_node(Answers({})).outcomes)
    except _UNFINISHED:
        return None


def consider_every_answer(rule: Rule, rulebase: RuleBase) -> Rule:
    """Return a rule whose tests of facts are all plain ones: an unknown fact may still get any answer."""
    if not any(leaf.reported for leaf in iter_leaves(rule.condition)):
        return rule
    guard, when = (mark_reported(part, rulebase.facts, reported=False) for part in (rule.guard, rule.when))
    return replace(rule, guard=guard, when=when)
