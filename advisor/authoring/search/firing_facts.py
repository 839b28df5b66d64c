"""Facts for which a rule fires, and facts close to them for which it does not: what the first cases of a rule say.

The rules are unfolded over what facts leave open, from the state of a relationship and from what the rule asks for by
itself; what is found is tried on the advice, and facts that make no difference are left out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from advisor.authoring.pack_source.stubs import CaseFacts
from advisor.consultation import STATED_STATE, Consultation
from advisor.errors import ContradictionError, TooManyCasesError
from advisor.logic.decision_diagrams import Node
from advisor.logic.diagram_builder import DiagramBuilder
from advisor.model.answers import PartialChoice, Value
from advisor.model.company import Company
from advisor.model.conditions import Test, iter_leaves, iter_required_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Atom, Fact, Kind

_GOAL = Atom("?met", "yes")
_MAX_PATHS = 40
_MAX_TRIES = 60
FactValues = dict[str, Value]


class FiringFactsFinder:
    """Looks for companies for which one rule of a rule base fires."""

    def __init__(self, rulebase: RuleBase, rule: Rule, consultation: Consultation | None = None) -> None:
        self.rulebase, self.rule = rulebase, rule
        self.consultation = Consultation(rulebase) if consultation is None else consultation

    def check_firing(self, facts: FactValues) -> bool | None:
        """Whether the rule fires for these facts; None where the rules then contradict each other."""
        try:
            advice = self.consultation.advise(Company(facts))
        except (ContradictionError, TooManyCasesError):
            return None
        return any(entry.rule == self.rule.id for entry in advice.trace)

    def find(self) -> FactValues | None:
        """Few facts for which the rule fires, or None where none were found."""
        return next(
            (self._drop_needless_facts(facts) for facts in self.iter_candidates() if self.check_firing(facts)), None
        )

    def find_near_miss(self, firing_facts: FactValues) -> FactValues | None:
        """Facts that differ in one thing from those for which it fires, and for which it does not."""
        tried = islice(self._iter_changes(firing_facts), _MAX_TRIES)
        return next((facts for facts in tried if self.check_firing(facts) is False), None)

    def _drop_needless_facts(self, facts: FactValues) -> FactValues:
        for name in reversed(list(facts)):
            without = {key: value for key, value in facts.items() if key != name}
            if self.check_firing(without):
                facts = without
        return facts

    def iter_candidates(self, max_paths: int = _MAX_PATHS) -> Iterator[FactValues]:
        """Facts for which the condition of the rule may hold, yet to be tried; from `most` ways in each state."""
        probe = Rule("?met", "", RuleStatus.TEST, "", self.rule.stage, self.rule.condition, (_GOAL,), "")
        unfolding = DiagramBuilder(replace(self.rulebase, rules=(*self.rulebase.rules, probe)), [_GOAL])
        asked = self._collect_required_facts()
        states = [] if STATED_STATE in asked else list(self.rulebase.states)
        for state in (*states, None):
            seed = {STATED_STATE: state, **asked} if state else asked
            names = [leaf.name for leaf in iter_leaves(self.rule.condition)]
            try:
                node = unfolding.build_node(self.consultation.answers(Company(seed)))
            except (TooManyCasesError, RecursionError):
                continue
            for path in islice(_iter_paths(node), max_paths):
                yield {**seed, **path}
                yield {**self._pick_answers(names), **seed, **path}

    def _collect_required_facts(self) -> FactValues:
        """Facts that the condition asks for in any case, each with the first value that it may have."""
        asked: FactValues = {}
        for test in iter_required_leaves(self.rule.condition):
            fact = self.rulebase.facts.get(test.name)
            if fact is None:
                continue
            if fact.kind is Kind.MANY:
                before = asked.get(test.name, frozenset())
                assert isinstance(before, frozenset)
                asked[test.name] = before | {_pick_first_value(fact, test)}
            elif test.name not in asked:
                asked[test.name] = _pick_number(fact, test) if test.is_bound else _pick_first_value(fact, test)
        return asked

    def _pick_answers(self, names: Iterable[str]) -> FactValues:
        """Some answer to each fact: what makes no difference as an answer may still have to be known."""
        facts = (self.rulebase.facts[name] for name in names if name in self.rulebase.facts)
        return {
            fact.name: fact.minimum if fact.kind is Kind.COUNT else self._pick_value(fact)
            for fact in facts
            if not fact.computed
        }

    def _pick_value(self, fact: Fact) -> Value:
        tested = (leaf for leaf in iter_leaves(self.rule.condition) if leaf.name == fact.name)
        value = _pick_first_value(fact, next(tested))
        return frozenset({value}) if fact.kind is Kind.MANY else value

    def _iter_changes(self, firing_facts: FactValues) -> Iterator[FactValues]:
        own = dict.fromkeys(leaf.name for leaf in iter_leaves(self.rule.when))
        names = sorted(firing_facts, key=lambda name: name not in own)
        for name in names:
            for value in self._iter_other_values(name, firing_facts[name]):
                yield {**firing_facts, name: value}
        for name in names:
            yield {key: value for key, value in firing_facts.items() if key != name}
        for name in (each for each in own if each in self.rulebase.facts and each not in firing_facts):
            yield from ({**firing_facts, name: value} for value in self._iter_other_values(name, None))

    def _iter_other_values(self, name: str, value: Value | None) -> Iterator[Value]:
        fact = self.rulebase.facts[name]
        if fact.kind is Kind.COUNT:
            tests = [leaf for leaf in iter_leaves(self.rule.condition) if leaf.name == name]
            bounds = {test.at_least - 1 for test in tests if test.at_least is not None}
            bounds |= {test.at_most + 1 for test in tests if test.at_most is not None}
            yield from sorted(each for each in bounds if each >= fact.minimum and each != value)
        elif fact.kind is Kind.MANY:
            chosen = value if isinstance(value, frozenset) else frozenset()
            yield from (chosen ^ {each} for each in fact.values)
        else:
            yield from (each for each in fact.values if each != value)


def _pick_first_value(fact: Fact, test: Test) -> str:
    return next((value for value in fact.values if value in test.values), next(iter(fact.values)))


def _pick_number(fact: Fact, test: Test) -> int:
    if test.at_least is not None:
        return max(test.at_least, fact.minimum)
    return max(test.at_most or 0, fact.minimum)


def _iter_paths(node: Node) -> Iterator[FactValues]:
    """The answers on the ways from a node to where the rule is met."""
    if node.variable is None:
        if any(_GOAL in outcome for outcome in node.outcomes):
            yield {}
        return
    for label, below in node.branches:
        for path in _iter_paths(below):
            value: Value = label
            if isinstance(label, PartialChoice):
                further = path.get(node.variable.fact, frozenset())
                value = (further if isinstance(further, frozenset) else frozenset()) | label.yes
            yield {node.variable.fact: value, **{key: each for key, each in path.items() if key != node.variable.fact}}


def build_case_facts(facts: FactValues, rulebase: RuleBase) -> CaseFacts:
    """Facts as a case file has them, in the order of the vocabulary."""
    told: dict[str, str | int | list[str]] = {}
    for name, fact in rulebase.facts.items():
        value = facts.get(name)
        if isinstance(value, frozenset):
            told[name] = [each for each in fact.values if each in value]
        elif isinstance(value, str | int):
            told[name] = value
    return told
