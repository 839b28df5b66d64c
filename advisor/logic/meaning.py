"""The three-valued meaning of a rule base: which conclusions are certain and which possible, by fixpoint.

Stage by stage the least set of conclusions is found twice: from rules that hold (certain) and from rules that do not
fail (possible). Negation reaches only earlier stages, whose sets are complete by then, so both are well defined
(stratified semantics; Apt, Blair and Walker, Towards a Theory of Declarative Knowledge, 1988).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.model.answers import Answers
from advisor.model.conditions import Condition, Lookup, Status, Test, evaluate, leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, Rule, narrowed
from advisor.model.vocabulary import Atom, Stage

_NONE: frozenset[str] = frozenset()
_Found = dict[str, set[str]]


class Meaning:
    """One rule base up to one stage. `rules` may be narrowed to those that matter for a question."""

    def __init__(self, rulebase: RuleBase, upto: Stage = Stage.CAUTION, rules: Iterable[Rule] | None = None) -> None:
        self.rulebase = rulebase
        chosen = rulebase.rules if rules is None else tuple(rules)
        by_stage = {
            stage: [rule for rule in chosen if rule.stage is stage] for stage in Stage if stage.rank <= upto.rank
        }
        self._plans = [_Plan(rulebase, stage, rules) for stage, rules in by_stage.items()]

    def evidence(self, answers: Answers, settled: Mapping[str, frozenset[str]] | None = None) -> Evidence:
        """What is certain and what is possible for these answers.

        `settled` gives exact possible values of single conclusions, where they are known; they take the place of what
        the rules leave open, from the end of their stage on.
        """
        certain: _Found = {}
        possible: _Found = {}
        facts = self.rulebase.facts

        def lookup(test: Test) -> Status:
            name = test.name
            if name in facts:
                return answers.status(test)
            if not test.values.isdisjoint(certain.get(name, _NONE)):
                return Status.HOLDS
            return Status.FAILS if test.values.isdisjoint(possible.get(name, _NONE)) else Status.OPEN

        for plan in self._plans:
            plan.run(lookup, certain, possible)
            for name, values in (settled or {}).items():
                if self.rulebase.conclusions[name].stage is plan.stage:
                    possible[name] = set(values)
                    certain[name] = set(values) if len(values) == 1 else set()
        return Evidence(_atoms(certain), _atoms(possible))


class _Plan:
    """One stage: its rules, and which of them are worth trying for what is possible when it begins."""

    def __init__(self, rulebase: RuleBase, stage: Stage, rules: list[Rule]) -> None:
        self.stage = stage
        self.rules = rules
        self.singles = rulebase.singles_before(stage)
        concluded = {atom.name for rule in rules for atom in rule.then}
        self.chained = any(leaf.name in concluded for rule in rules for leaf in leaves(rule.condition))
        self._narrowed: dict[tuple[frozenset[str], ...], list[tuple[Rule, Condition]]] = {}

    def worth_trying(self, lookup: Lookup, certain: _Found, possible: _Found) -> list[tuple[Rule, Condition]]:
        key = tuple(frozenset(found.get(name, _NONE)) for name in self.singles for found in (certain, possible))
        if key not in self._narrowed:
            self._narrowed[key] = narrowed(self.rules, lambda test: lookup(test) if test.name in self.singles else None)
        return self._narrowed[key]

    def run(self, lookup: Lookup, certain: _Found, possible: _Found) -> None:
        """Add what these rules conclude, again and again while that lets others conclude more."""
        waiting = self.worth_trying(lookup, certain, possible)
        while waiting:
            left, grown = [], False
            for rule, condition in waiting:
                status = evaluate(condition, lookup)
                if status is not Status.FAILS:
                    grown |= _add(rule, possible)
                if status is Status.HOLDS:
                    grown |= _add(rule, certain)
                else:
                    left.append((rule, condition))
            waiting = left if self.chained and grown else []


def _add(rule: Rule, found: _Found) -> bool:
    grown = False
    for name, value in rule.then:
        values = found.setdefault(name, set())
        if value not in values:
            values.add(value)
            grown = True
    return grown


def _atoms(found: _Found) -> frozenset[Atom]:
    return frozenset(Atom(name, value) for name, values in found.items() for value in values)
