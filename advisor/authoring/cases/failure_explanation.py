"""The rules behind a case that fails: those that could have met the expectation, and those that fired instead.

The search goes back from what was expected: to the rules that conclude it, to the tests that these rules do not meet,
and to the rules that conclude those. Further back, only rules with one unmet test are listed. Rules whose guard fails
(most are for another state) are listed only if no others conclude the same, and the search ends there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from advisor.authoring.cases.case_files import CaseResult
from advisor.authoring.cases.unmet_conditions import (
    CompanyOutcome,
    UnmetTest,
    find_unmet_tests,
    list_supporting_clauses,
)
from advisor.consultation import Consultation
from advisor.model.company import Company
from advisor.model.conditions import Status, Test, evaluate, iter_leaves, iter_required_leaves
from advisor.model.rulebase import STATE, VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom
from advisor.model.word_lists import join_alternatives

MAX_DEPTH = 2
"""Maximum number of rules that are followed back one after the other."""
MAX_FIRED_INSTEAD = 3
"""Maximum number of rules listed that fired instead of the expected rule."""
MAX_LISTED_PARTS = 4
"""Maximum number of tests listed for one rule."""


def _join_parts(parts: Sequence[str]) -> str:
    """Join with "and", at most MAX_LISTED_PARTS of them: "a, b, c, d and 2 others"."""
    more = len(parts) - MAX_LISTED_PARTS
    shown = [*parts[:MAX_LISTED_PARTS], *([f"{more} other{'s' * (more > 1)}"] if more > 0 else [])]
    return join_alternatives(shown, " and ")


class UnfiredRule(NamedTuple):
    """A rule that did not fire, and the tests it lacks; `depth` is 0 if the rule itself was expected."""

    rule: str
    stage: str
    lacks: tuple[UnmetTest, ...]
    depth: int = 0

    def __str__(self) -> str:
        if len(self.lacks) == 1:
            return f"rule `{self.rule}` needs {self.lacks[0].needs}; {self.lacks[0].got}"
        return f"rule `{self.rule}` needs {_join_parts([f'{each.needs} ({each.got})' for each in self.lacks])}"


class FiredRule(NamedTuple):
    """A rule that fired, and why."""

    rule: str
    stage: str
    since: tuple[str, ...]

    def __str__(self) -> str:
        reason = f"because {_join_parts(self.since)}" if self.since else "which always fires"
        return f"rule `{self.rule}`, {reason}"


class FailureExplanation(NamedTuple):
    """The rules that almost met the expectation, those that fired instead, and those that could still fire.

    The `open` rules keep another conclusion possible, because facts that they need are unknown.
    """

    almost: tuple[UnfiredRule, ...]
    fired: tuple[FiredRule, ...]
    open: tuple[UnfiredRule, ...] = ()


def compute_outcome(consultation: Consultation, company: Company) -> CompanyOutcome:
    """Compute what the rules conclude for a company, with exact single conclusions, as in the advice."""
    answers = consultation.answers(company)
    settled = {name: possibilities.compute_values(answers) for name, possibilities in consultation.exact.items()}
    return CompanyOutcome(answers, consultation.meaning.compute_evidence(answers, settled))


def explain_failure(consultation: Consultation, result: CaseResult) -> FailureExplanation:
    """Find the rules behind a case that failed."""
    return _FailureSearch(consultation, result).build_explanation()


class _FailureSearch:
    def __init__(self, consultation: Consultation, result: CaseResult) -> None:
        self.rulebase: RuleBase = consultation.rulebase
        self.result = result
        self.outcome = compute_outcome(consultation, result.case.company)
        self.lookup = self.outcome.build_lookup(self.rulebase)
        self.missing = dict.fromkeys(atom for each in result.mismatches for atom in each.missing)
        self.unexpected = dict.fromkeys(atom for each in result.mismatches for atom in each.unexpected)
        self.almost: dict[str, UnfiredRule] = {}
        self.fired: dict[str, FiredRule] = {}
        self.open: dict[str, UnfiredRule] = {}

    def build_explanation(self) -> FailureExplanation:
        expect, by_id = self.result.case.expect, self.rulebase.rules_by_id
        unmet_keys = {each.key for each in self.result.mismatches}
        if "silent" in unmet_keys:
            self._add_fired(by_id[name] for name in expect["silent"])
        expected = list(expect["fires"]) if "fires" in unmet_keys else []
        unmet = [test for name in expected for test in self._add_unfired(by_id[name], 0)]
        unmet += self._add_concluding_rules(self.missing, 0)
        for atom in self.unexpected:
            self._add_fired(self._find_concluding_rules([atom]))
        for name in expected:
            self._add_fired_instead(by_id[name])
        for depth in range(1, MAX_DEPTH + 1):
            unmet = [test for requirement in unmet for test in self._trace_test(requirement, depth)]
        self._add_open_rules()
        if not self.fired:
            self._add_preceding_rules()
        unfired = tuple(self._iter_unfired_rules(expected))
        return FailureExplanation(unfired, tuple(self.fired.values()), tuple(self.open.values()))

    def _iter_unfired_rules(self, expected: list[str]) -> Iterator[UnfiredRule]:
        """Yield the expected rules, then the nearest rules for each missing conclusion in turn."""
        ranked: list[list[str]] = []
        for atom in self.missing:
            rules = [rule for rule in self._find_concluding_rules([atom]) if rule.id in self.almost]
            near = [rule for rule in rules if self._is_own_rule(rule.id) or not self._is_for_other_companies(rule)]
            ranked.append(sorted([rule.id for rule in near or rules], key=self._rank_rule))
        ranked.append(sorted((name for name, each in self.almost.items() if each.depth), key=self._rank_rule))
        names = (name for name in expected if name in self.almost)
        others = (name for turn in zip_longest(*ranked) for name in turn if name is not None)
        return (self.almost[name] for name in dict.fromkeys((*names, *others)))

    def _rank_rule(self, name: str) -> tuple[int, int, bool]:
        unfired = self.almost[name]
        return unfired.depth, len(unfired.lacks), not self._is_own_rule(name)

    def _is_own_rule(self, name: str) -> bool:
        """Return whether a rule belongs to the pack of this case, and that is not the built-in pack."""
        return len(self.rulebase.packs) > 1 and self.rulebase.rules_by_id[name].pack == self.rulebase.packs[-1].name

    def _is_for_other_companies(self, rule: Rule) -> bool:
        """Return whether a rule is for companies of another kind, mostly of another state."""
        state_tests = (leaf for leaf in iter_required_leaves(rule.condition) if leaf.name == STATE)
        return any(evaluate(each, self.lookup) is Status.FAILS for each in (rule.guard, *state_tests))

    def _trace_test(self, requirement: tuple[Test, bool], depth: int) -> Iterator[tuple[Test, bool]]:
        """Follow an unmet test of a conclusion back to the rules that conclude it, and yield what these lack."""
        test, must_hold = requirement
        atoms = [Atom(test.name, value) for value in sorted(test.values)]
        if test.name in self.rulebase.facts or test.name == STATE:
            return
        if must_hold:
            yield from self._add_concluding_rules(atoms, depth)
        else:
            self._add_fired(self._find_concluding_rules(atoms))

    def _add_concluding_rules(self, atoms: Iterable[Atom], depth: int) -> Iterator[tuple[Test, bool]]:
        for rule in self._find_concluding_rules(atoms):
            if depth == 0 or not self._is_for_other_companies(rule):
                yield from self._add_unfired(rule, depth)

    def _find_concluding_rules(self, atoms: Iterable[Atom]) -> list[Rule]:
        wanted = frozenset(atoms)
        return [rule for rule in self.rulebase.rules if not wanted.isdisjoint(rule.then)] if wanted else []

    def _add_unfired(self, rule: Rule, depth: int) -> Iterator[tuple[Test, bool]]:
        """Add a rule unless it fired, and yield what it lacks."""
        if self._has_fired(rule) or rule.id in self.almost:
            return
        unmet = find_unmet_tests(rule.condition, self.lookup)
        if depth == 0 or len(unmet) == 1:
            self.almost[rule.id] = self._build_unfired_rule(rule, depth)
        if not self._is_for_other_companies(rule):
            yield from unmet

    def _build_unfired_rule(self, rule: Rule, depth: int) -> UnfiredRule:
        unmet = find_unmet_tests(rule.condition, self.lookup)
        lacks = tuple(self.outcome.describe_unmet_test(test, must_hold, self.rulebase) for test, must_hold in unmet)
        return UnfiredRule(rule.id, rule.stage.value, lacks, depth)

    def _add_fired(self, rules: Iterable[Rule]) -> None:
        for rule in rules:
            if self._has_fired(rule):
                since = list_supporting_clauses(rule, self.lookup, self.outcome, self.rulebase)
                self.fired[rule.id] = FiredRule(rule.id, rule.stage.value, since)

    def _add_fired_instead(self, rule: Rule) -> None:
        """Add a few rules that fired instead: first those that conclude the same, then those of the same conclusion."""
        names = {atom.name for atom in rule.then}
        fired = [each for each in self.rulebase.rules_by_stage[rule.stage] if self._has_fired(each)]
        instead = [each for each in fired if any(atom.name in names for atom in each.then)]
        instead.sort(key=lambda each: {*rule.then}.isdisjoint(each.then))
        self._add_fired(instead[:MAX_FIRED_INSTEAD])

    def _add_preceding_rules(self) -> None:
        """Add a few rules that concluded what the listed rules read."""
        listed = [name for name, each in {**self.almost, **self.open}.items() if not each.depth]
        conditions = [self.rulebase.rules_by_id[name].condition for name in listed]
        names = dict.fromkeys(leaf.name for condition in conditions for leaf in iter_leaves(condition))
        fired = [rule for rule in self.rulebase.find_concluding_rules(*names) if self._has_fired(rule)]
        self._add_fired(fired[:MAX_FIRED_INSTEAD])

    def _add_open_rules(self) -> None:
        """Add the rules that keep an unexpected verdict or state possible."""
        unexpected = [atom for atom in self.unexpected if atom.name in (VERDICT, STATE)]
        for rule in self._find_concluding_rules(unexpected):
            if rule.id in self.almost or self._has_fired(rule):
                continue
            if evaluate(rule.condition, self.lookup) is Status.OPEN:
                self.open[rule.id] = self._build_unfired_rule(rule, 0)

    def _has_fired(self, rule: Rule) -> bool:
        if self.result.verdict is None:  # the rules contradict each other, so there is no advice
            return evaluate(rule.condition, self.lookup) is Status.HOLDS
        return rule.id in self.result.fired
