"""The search for facts for which a rule fires, and for similar facts for which it does not: the first cases of a rule.

The search starts from each state and from the facts that the rule requires, and builds a decision diagram of the rules
over the open facts. It tries each result on the advice, and drops facts that make no difference.
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
    """Finds companies for which one rule of a rule base fires."""

    def __init__(self, rulebase: RuleBase, rule: Rule, consultation: Consultation | None = None) -> None:
        self.rulebase, self.rule = rulebase, rule
        self.consultation = Consultation(rulebase) if consultation is None else consultation

    def check_firing(self, facts: FactValues) -> bool | None:
        """Return whether the rule fires for these facts; None if there is no advice for them."""
        try:
            return self.rule.id in self.consultation.conclude(Company(facts)).fired
        except (ContradictionError, TooManyCasesError):
            return None

    def find(self) -> FactValues | None:
        """Return a few facts for which the rule fires; None if none are found."""
        firing = next(filter(self.check_firing, self.iter_candidates()), None)
        return None if firing is None else self._drop_needless_facts(firing)

    def find_near_miss(self, firing_facts: FactValues) -> FactValues | None:
        """Return facts that differ in one fact from firing ones, and for which the rule does not fire."""
        changes = islice(self._iter_changes(firing_facts), _MAX_TRIES)
        return next((facts for facts in changes if self.check_firing(facts) is False), None)

    def _drop_needless_facts(self, facts: FactValues) -> FactValues:
        for name in reversed(list(facts)):
            without = {key: value for key, value in facts.items() if key != name}
            if self.check_firing(without):
                facts = without
        return facts

    def iter_candidates(self, max_paths: int = _MAX_PATHS) -> Iterator[FactValues]:
        """Yield facts for which the condition may hold, from at most `max_paths` paths for each state."""
        probe = Rule("?met", "", RuleStatus.TEST, "", self.rule.stage, self.rule.condition, (_GOAL,), "")
        builder = DiagramBuilder(replace(self.rulebase, rules=(*self.rulebase.rules, probe)), [_GOAL])
        required = self._collect_required_facts()
        names = [leaf.name for leaf in iter_leaves(self.rule.condition)]
        for state in (*(() if STATED_STATE in required else self.rulebase.states), None):
            seed = {STATED_STATE: state, **required} if state else required
            try:
                node = builder.build_node(self.consultation.answers(Company(seed)))
            except (TooManyCasesError, RecursionError):
                continue
            for path in islice(_iter_paths(node), max_paths):
                yield {**seed, **path}
                yield {**self._pick_answers(names), **seed, **path}

    def _collect_required_facts(self) -> FactValues:
        """Return the facts that the condition requires, each with the first value that it may have."""
        required: FactValues = {}
        for test in iter_required_leaves(self.rule.condition):
            fact = self.rulebase.facts.get(test.name)
            if fact is None:
                continue
            if fact.kind is Kind.MANY:
                before = required.get(test.name, frozenset())
                assert isinstance(before, frozenset)
                required[test.name] = before | {_pick_first_value(fact, test)}
            elif test.name not in required:
                required[test.name] = _pick_number(fact, test) if test.is_bound else _pick_first_value(fact, test)
        return required

    def _pick_answers(self, names: Iterable[str]) -> FactValues:
        """Pick an answer to each fact, because a fact that makes no difference may still have to be known."""
        facts = (self.rulebase.facts[name] for name in names if name in self.rulebase.facts)
        return {
            fact.name: fact.minimum if fact.kind is Kind.COUNT else self._pick_value(fact)
            for fact in facts
            if not fact.computed
        }

    def _pick_value(self, fact: Fact) -> Value:
        test = next(leaf for leaf in iter_leaves(self.rule.condition) if leaf.name == fact.name)
        value = _pick_first_value(fact, test)
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
            yield from sorted(each for each in bounds if fact.takes_count(each) and each != value)
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
    """Yield the answers on each path from a node to an outcome in which the rule is met."""
    if node.variable is None:
        if any(_GOAL in outcome for outcome in node.outcomes):
            yield {}
        return
    for label, below in node.branches:
        for path in _iter_paths(below):
            value: Value = label
            if isinstance(label, PartialChoice):
                later = path.get(node.variable.fact, frozenset())
                value = (later if isinstance(later, frozenset) else frozenset()) | label.yes
            yield {node.variable.fact: value} | path | {node.variable.fact: value}


def build_case_facts(facts: FactValues, rulebase: RuleBase) -> CaseFacts:
    """Return facts as in a case file, in the order of the vocabulary."""
    case_facts: dict[str, str | int | list[str]] = {}
    for name, fact in rulebase.facts.items():
        value = facts.get(name)
        if isinstance(value, frozenset):
            case_facts[name] = [each for each in fact.values if each in value]
        elif isinstance(value, str | int):
            case_facts[name] = value
    return case_facts
