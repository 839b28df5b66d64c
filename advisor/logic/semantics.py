"""The three-valued meaning of a rule base: certain and possible conclusions, by fixpoint.

For each stage the least set of conclusions is computed twice: from rules that hold (certain) and from rules that do not
fail (possible). Rules negate conclusions of earlier stages only, which are complete by then, so both are well defined
(stratified semantics; Apt, Blair and Walker, Towards a Theory of Declarative Knowledge, 1988).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from advisor.model.answers import Answers
from advisor.model.conditions import Condition, Lookup, Status, evaluate, iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, Rule, SettledValues, build_lookup, narrow_rules
from advisor.model.vocabulary import Stage

MAX_NARROWED = 256
_ConclusionSets = dict[str, set[str]]
_ExactValues = Mapping[str, frozenset[str | None]]


class Evaluation(NamedTuple):
    """The result for one company: its evidence, and the rules that are still open."""

    evidence: Evidence
    open_rules: tuple[Rule, ...]


class Semantics:
    """The meaning of one rule base up to one stage. `rules` may be only those that matter for a question."""

    def __init__(
        self, rulebase: RuleBase, last_stage: Stage = Stage.CAUTION, rules: Iterable[Rule] | None = None
    ) -> None:
        self.rulebase = rulebase
        chosen = rulebase.rules if rules is None else tuple(rules)
        fact_rules = frozenset(rule.id for rule in rulebase.fact_rules)  # the answers have their facts already
        self._plans = [
            _StagePlan(rulebase, stage, [rule for rule in chosen if rule.stage is stage and rule.id not in fact_rules])
            for stage in Stage
            if stage.rank <= last_stage.rank
        ]

    def compute_evidence(self, answers: Answers, settled: _ExactValues | None = None) -> Evidence:
        """Return the certain and possible conclusions for some answers (see `evaluate`)."""
        return self.evaluate(answers, settled).evidence

    def evaluate(self, answers: Answers, settled: _ExactValues | None = None) -> Evaluation:
        """Return the certain and possible conclusions for some answers, and the open rules.

        `settled` gives the exact possible values of single conclusions, if known (None: nothing may be concluded).
        From the end of their stage on, they replace the values that the rules leave open.
        """
        certain: _ConclusionSets = {}
        possible: _ConclusionSets = {}
        with_value: set[str] = set()
        evidence = Evidence(certain, possible, with_value)
        lookup = build_lookup(answers, evidence, self.rulebase.facts)
        open_rules: list[Rule] = []
        for plan in self._plans:
            open_rules += plan.run(lookup, evidence, certain, possible)
            for name, values in (settled or {}).items():
                if self.rulebase.conclusions[name].stage is plan.stage:
                    known = {value for value in values if value is not None}
                    _replace_values(possible, name, known)
                    _replace_values(certain, name, known if len(values) == 1 else set())
                    if known and None not in values:
                        with_value.add(name)
        return Evaluation(evidence, tuple(open_rules))


def _replace_values(conclusions: _ConclusionSets, name: str, values: set[str]) -> None:
    conclusions.pop(name, None)
    if values:
        conclusions[name] = values.copy()


class _StagePlan:
    """One stage: its rules, and which of them can still fire after the earlier stages."""

    def __init__(self, rulebase: RuleBase, stage: Stage, rules: list[Rule]) -> None:
        self.stage = stage
        self.rules = rules
        self.singles = rulebase.earlier_singles[stage]
        concluded = {atom.name for rule in rules for atom in rule.then}
        self.chained = any(leaf.name in concluded for rule in rules for leaf in iter_leaves(rule.condition))
        self._find_candidates = lru_cache(MAX_NARROWED)(self._narrow_rules)

    def _narrow_rules(self, settled: SettledValues) -> list[tuple[Rule, Condition]]:
        """Return the rules that can still fire, given the single conclusions of earlier stages."""
        known = Evidence.from_settled(settled)
        return narrow_rules(self.rules, lambda test: known.evaluate_test(test) if test.name in self.singles else None)

    def run(
        self, lookup: Lookup, evidence: Evidence, certain: _ConclusionSets, possible: _ConclusionSets
    ) -> list[Rule]:
        """Add the conclusions of the rules until no rule concludes more; return the rules that are open."""
        candidates = self._find_candidates(evidence.freeze_values(self.singles))
        while True:
            unfired, open_rules, grown = [], [], False
            for rule, condition in candidates:
                status = evaluate(condition, lookup)
                if status is Status.HOLDS:
                    grown |= _add_conclusions(rule, certain) | _add_conclusions(rule, possible)
                    continue
                unfired.append((rule, condition))
                if status is Status.OPEN:
                    grown |= _add_conclusions(rule, possible)
                    open_rules.append(rule)
            if not (self.chained and grown):
                return open_rules
            candidates = unfired


def _add_conclusions(rule: Rule, conclusions: _ConclusionSets) -> bool:
    grown = False
    for name, value in rule.then:
        values = conclusions.setdefault(name, set())
        if value not in values:
            values.add(value)
            grown = True
    return grown
