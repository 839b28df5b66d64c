"""Whether some company can meet a condition, told from the whole rule base; exact, as far as the budget goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from advisor.errors import TooManyCasesError
from advisor.logic.decision_diagrams import Node
from advisor.logic.diagram_builder import Unfolding
from advisor.logic.satisfiability import Budget
from advisor.model.answers import Answers
from advisor.model.conditions import Condition, leaves
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT, RuleBase
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
        self.effort = 20 + sum(2 + sum(1 for _ in leaves(rule.condition)) for rule in self.rules)

    def _at(self, answers: Answers) -> Node:
        if not self.budget.spend(self.effort):
            raise _TooLongError
        return super()._at(answers)


class Exact:
    """The exact values of the conclusions that advice turns on, for one company after the other, within one budget."""

    def __init__(self, rulebase: RuleBase, budget: Budget) -> None:
        self._unfoldings = {
            name: _Patient(
                rulebase,
                [Atom(name, value) for rule in rulebase.concluding(name) for value in rule.concludes(name)],
                budget,
            )
            for name in (STATE, VERDICT, MOVE_TO)
            if name in rulebase.conclusions
        }

    def values(self, answers: Answers) -> dict[str, frozenset[str | None]]:
        """The possible values of each (None: that nothing is concluded); nothing where the budget did not do."""
        try:
            return {name: _values(each.at(answers)) for name, each in self._unfoldings.items()}
        except (_TooLongError, TooManyCasesError, RecursionError):
            return {}


def _values(node: Node) -> frozenset[str | None]:
    nothing: frozenset[str | None] = frozenset({None})
    return frozenset().union(*(frozenset(atom.value for atom in each) or nothing for each in node.outcomes))


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
