"""Which answers can change what is known of a fact: those that it follows from."""

from __future__ import annotations

from advisor.model.answers import Answers
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind


class Influences:
    """The influences of answers on each other in one rule base."""

    def __init__(self, rulebase: RuleBase) -> None:
        self._facts = rulebase.facts
        self._premises: dict[str, set[str]] = {}
        for rule in rulebase.fact_rules:
            for atom in rule.then:
                self._premises.setdefault(atom.name, set()).update(rulebase.list_condition_facts(rule.condition))

    def list_influences(self, name: str, answers: Answers) -> frozenset[str]:
        """List the other facts whose answers can give a fact another value than the one in some answers.

        A choice that is stated has none: answers that exclude it are refused.
        """
        fact = self._facts[name]
        is_stated = name in answers.known and name not in answers.filled
        if is_stated and fact.kind is not Kind.MANY:
            return frozenset()
        counted = {fact.filled_from.fact} if fact.filled_from and not is_stated else set()
        return frozenset(self._premises.get(name, set()) | counted)
