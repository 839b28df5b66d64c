"""A consultation that finds the rules that fire by their meaning, without experta: much faster for a changed rule base.

Tests show that it concludes the same for every case.
"""

from __future__ import annotations

from advisor.consultation import Consultation
from advisor.engine.engine import Engine
from advisor.model.answers import Answers
from advisor.model.conditions import Status, evaluate
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, Firing, Rule, build_lookup
from advisor.model.vocabulary import Stage


class LogicEngine(Engine):
    """An engine without a network: a rule fires if its condition holds with the evidence of the whole run."""

    name = "logic"

    def infer(self, answers: Answers, evidence: Evidence) -> tuple[Firing, ...]:
        """Return the firings of all rules that hold, in the order of the rule base, without justifications."""
        lookup = build_lookup(answers, evidence, self.rulebase.facts)
        holding = (rule for rule in self.rulebase.rules if evaluate(rule.condition, lookup) is Status.HOLDS)
        return tuple(Firing(rule, ()) for rule in holding)


class LogicConsultation(Consultation):
    """A consultation over one rule base by meaning alone.

    Args:
        rulebase: The rule base.
        base: A consultation over the same rules up to the verdict, if there is one; it then lends its results.
    """

    def __init__(self, rulebase: RuleBase, base: Consultation | None = None) -> None:
        super().__init__(rulebase)
        self.engine = LogicEngine(rulebase)
        if base is not None:
            self.exact = base.exact


def is_after_verdict(stage: Stage) -> bool:
    """Check whether rules of a stage can no longer change the verdict, the state or the move."""
    return stage.rank > Stage.DECIDE.rank


class DecidingRules:
    """The rules on which the state, the verdict and the move depend."""

    def __init__(self, base: Consultation) -> None:
        rules = [rule for possible in base.exact.values() for rule in possible.builder.rules]
        self.ids = frozenset(rule.id for rule in rules)
        self.names = frozenset(atom.name for rule in rules for atom in rule.then)

    def includes(self, rule: Rule) -> bool:
        """Check whether a rule, as it is or changed, is one of them."""
        is_deciding = rule.id in self.ids or any(atom.name in self.names for atom in rule.then)
        return is_deciding and not is_after_verdict(rule.stage)
