"""Changes that nobody would make on purpose: they bring trouble, deny a mark of a level, or undo what is in place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from advisor.model.advice import PlainValue
from advisor.model.conditions import Test, iter_leaves, iter_negated_leaves
from advisor.model.rulebase import DENIED, TROUBLE, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Kind

_IN_PLACE = ("done", "there")
"""The conclusions that something good is in place already."""


class HarmfulAnswers:
    """The answers that do harm, as the rules see it.

    Harm is what a rule calls trouble or the lack of a mark of a level, and the loss of what a rule calls in place.
    """

    def __init__(self, rulebase: RuleBase) -> None:
        self._facts = rulebase.facts
        self._harmful: dict[str, set[str]] = {}
        self._wanted: dict[str, set[str]] = {}
        for rule in rulebase.find_concluding_rules(TROUBLE, DENIED):
            for leaf in _iter_asked_leaves(rule):
                self._harmful.setdefault(leaf.name, set()).update(leaf.values)
        for rule in rulebase.find_concluding_rules(*_IN_PLACE):
            for leaf in _iter_asked_leaves(rule):
                self._wanted.setdefault(leaf.name, set()).update(leaf.values)
        for rule in rulebase.fact_rules:  # what follows from something good is good
            if all(leaf.values <= self._wanted.get(leaf.name, set()) for leaf in _iter_asked_leaves(rule)):
                for name, value in rule.then:
                    if name in self._facts:
                        self._wanted.setdefault(name, set()).add(value)

    def list_harmless_values(self) -> Mapping[str, Collection[str]]:
        """Map each choice that has harmful values to its other values."""
        choices = {name: fact.values for name, fact in self._facts.items() if fact.kind in (Kind.YES_NO, Kind.CHOICE)}
        harmless = {
            name: [value for value in values if not self.is_harmful(name, None, value)]
            for name, values in choices.items()
        }
        return {name: values for name, values in harmless.items() if len(values) < len(choices[name])}

    def is_harmful(self, name: str, before: PlainValue | None, after: PlainValue) -> bool:
        """Check whether a new answer does harm; of a list, what it gains and what it loses."""
        harmful, wanted = self._harmful.get(name, set()), self._wanted.get(name, set())
        if isinstance(after, list):
            own = set(before) if isinstance(before, list) else set()
            return not harmful.isdisjoint(set(after) - own) or not wanted.isdisjoint(own - set(after))
        is_loss = self._facts[name].kind is Kind.YES_NO and bool(wanted) and after not in wanted
        return after in harmful or is_loss


def _iter_asked_leaves(rule: Rule) -> Iterator[Test]:
    """Iterate over the leaves that help a rule to fire by their values."""
    negated = set(iter_negated_leaves(rule.condition))
    return (leaf for leaf in iter_leaves(rule.condition) if leaf.values and leaf not in negated)
