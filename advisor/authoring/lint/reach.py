"""Whether some company can meet a condition, told from the whole rule base; exact, as far as the budget goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from advisor.authoring.lint.satisfying import Budget
from advisor.errors import TooManyCasesError
from advisor.logic.diagrams import Node
from advisor.logic.unfolding import Unfolding
from advisor.model.answers import Answers
from advisor.model.conditions import Condition
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Atom, Stage

_MET = Atom("?met", "yes")
_NOBODY = Answers({})


class _TooLongError(Exception):
    """The budget is spent."""


class _Patient(Unfolding):
    """An unfolding that gives up when the budget is spent."""

    def __init__(self, rulebase: RuleBase, targets: Iterable[Atom], budget: Budget) -> None:
        super().__init__(rulebase, targets)
        self.budget = budget

    def at(self, answers: Answers) -> Node:
        if not self.budget.spend(len(self.rules)):
            raise _TooLongError
        return super().at(answers)


def can_be_met(condition: Condition, stage: Stage, rulebase: RuleBase, budget: Budget) -> bool | None:
    """Whether a rule of some stage with this condition can fire for any company; None where the budget did not do."""
    probe = Rule("?met", "", RuleStatus.TEST, "", stage, condition, (_MET,), "")
    if not budget.spend(len(rulebase.rules)):
        return None
    try:
        node = _Patient(replace(rulebase, rules=(*rulebase.rules, probe)), [_MET], budget).at(_NOBODY)
    except (_TooLongError, TooManyCasesError, RecursionError):
        return None
    return any(_MET in outcome for outcome in node.outcomes)
