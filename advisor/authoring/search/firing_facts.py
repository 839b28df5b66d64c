"""Facts for which a rule fires, and facts close to them for which it does not: what the first cases of a rule say.

The rules are unfolded over what facts leave open, from the state of a relationship and from what the rule asks for by
itself; what is found is tried on the advice, and facts that make no difference are left out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from advisor.authoring.pack_source.stubs import Given
from advisor.consultation import STATED_STATE, Consultation
from advisor.errors import ContradictionError, TooManyCasesError
from advisor.logic.decision_diagrams import Node
from advisor.logic.diagram_builder import Unfolding
from advisor.model.answers import Chosen, Value
from advisor.model.company import Company
from advisor.model.conditions import Test, leaves, required_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Atom, Fact, Kind

_MET = Atom("?met", "yes")
_MOST_PATHS = 40
_MOST_TRIED = 60
Facts = dict[str, Value]


class Witness:
    """Looks for companies for which one rule of a rule base fires."""

    def __init__(self, rulebase: RuleBase, rule: Rule, consultation: Consultation | None = None) -> None:
        self.rulebase, self.rule = rulebase, rule
        self.consultation = Consultation(rulebase) if consultation is None else consultation

    def fires(self, facts: Facts) -> bool | None:
        """Whether the rule fires for these facts; None where the rules then contradict each other."""
        try:
            advice = self.consultation.advise(Company(facts))
        except (ContradictionError, TooManyCasesError):
            return None
        return any(entry.rule == self.rule.id for entry in advice.trace)

    def firing(self) -> Facts | None:
        """Few facts for which the rule fires, or None where none were found."""
        return next((self._fewest(facts) for facts in self.candidates() if self.fires(facts)), None)

    def near_miss(self, firing: Facts) -> Facts | None:
        """Facts that differ in one thing from those for which it fires, and for which it does not."""
        tried = islice(self._changes(firing), _MOST_TRIED)
        return next((facts for facts in tried if self.fires(facts) is False), None)

    def _fewest(self, facts: Facts) -> Facts:
        for name in reversed(list(facts)):
            without = {key: value for key, value in facts.items() if key != name}
            if self.fires(without):
                facts = without
        return facts

    def candidates(self, most: int = _MOST_PATHS) -> Iterator[Facts]:
        """Facts for which the condition of the rule may hold, yet to be tried; from `most` ways in each state."""
        probe = Rule("?met", "", RuleStatus.TEST, "", self.rule.stage, self.rule.condition, (_MET,), "")
        unfolding = Unfolding(replace(self.rulebase, rules=(*self.rulebase.rules, probe)), [_MET])
        asked = self._asked()
        states = [] if STATED_STATE in asked else list(self.rulebase.states)
        for state in (*states, None):
            seed = {STATED_STATE: state, **asked} if state else asked
            names = [leaf.name for leaf in leaves(self.rule.condition)]
            try:
                node = unfolding.at(self.consultation.answers(Company(seed)))
            except (TooManyCasesError, RecursionError):
                continue
            for path in islice(_paths(node), most):
                yield {**seed, **path}
                yield {**self._any_of(names), **seed, **path}

    def _asked(self) -> Facts:
        """Facts that the condition asks for in any case, each with the first value that it may have."""
        asked: Facts = {}
        for test in required_leaves(self.rule.condition):
            fact = self.rulebase.facts.get(test.name)
            if fact is None:
                continue
            if fact.kind is Kind.MANY:
                before = asked.get(test.name, frozenset())
                assert isinstance(before, frozenset)
                asked[test.name] = before | {_first(fact, test)}
            elif test.name not in asked:
                asked[test.name] = _number(fact, test) if test.is_bound else _first(fact, test)
        return asked

    def _any_of(self, names: Iterable[str]) -> Facts:
        """Some answer to each fact: what makes no difference as an answer may still have to be known."""
        facts = (self.rulebase.facts[name] for name in names if name in self.rulebase.facts)
        return {
            fact.name: fact.minimum if fact.kind is Kind.COUNT else self._one_value(fact)
            for fact in facts
            if not fact.computed
        }

    def _one_value(self, fact: Fact) -> Value:
        tested = (leaf for leaf in leaves(self.rule.condition) if leaf.name == fact.name)
        value = _first(fact, next(tested))
        return frozenset({value}) if fact.kind is Kind.MANY else value

    def _changes(self, firing: Facts) -> Iterator[Facts]:
        own = dict.fromkeys(leaf.name for leaf in leaves(self.rule.when))
        names = sorted(firing, key=lambda name: name not in own)
        for name in names:
            for value in self._others(name, firing[name]):
                yield {**firing, name: value}
        for name in names:
            yield {key: value for key, value in firing.items() if key != name}
        for name in (each for each in own if each in self.rulebase.facts and each not in firing):
            yield from ({**firing, name: value} for value in self._others(name, None))

    def _others(self, name: str, value: Value | None) -> Iterator[Value]:
        fact = self.rulebase.facts[name]
        if fact.kind is Kind.COUNT:
            tests = [leaf for leaf in leaves(self.rule.condition) if leaf.name == name]
            bounds = {test.at_least - 1 for test in tests if test.at_least is not None}
            bounds |= {test.at_most + 1 for test in tests if test.at_most is not None}
            yield from sorted(each for each in bounds if each >= fact.minimum and each != value)
        elif fact.kind is Kind.MANY:
            chosen = value if isinstance(value, frozenset) else frozenset()
            yield from (chosen ^ {each} for each in fact.values)
        else:
            yield from (each for each in fact.values if each != value)


def _first(fact: Fact, test: Test) -> str:
    return next((value for value in fact.values if value in test.values), next(iter(fact.values)))


def _number(fact: Fact, test: Test) -> int:
    if test.at_least is not None:
        return max(test.at_least, fact.minimum)
    return max(test.at_most or 0, fact.minimum)


def _paths(node: Node) -> Iterator[Facts]:
    """The answers on the ways from a node to where the rule is met."""
    if node.variable is None:
        if any(_MET in outcome for outcome in node.outcomes):
            yield {}
        return
    for label, below in node.branches:
        for path in _paths(below):
            value: Value = label
            if isinstance(label, Chosen):
                further = path.get(node.variable.fact, frozenset())
                value = (further if isinstance(further, frozenset) else frozenset()) | label.yes
            yield {node.variable.fact: value, **{key: each for key, each in path.items() if key != node.variable.fact}}


def written(facts: Facts, rulebase: RuleBase) -> Given:
    """Facts as a case file has them, in the order of the vocabulary."""
    told: dict[str, str | int | list[str]] = {}
    for name, fact in rulebase.facts.items():
        value = facts.get(name)
        if isinstance(value, frozenset):
            told[name] = [each for each in fact.values if each in value]
        elif isinstance(value, str | int):
            told[name] = value
    return told
