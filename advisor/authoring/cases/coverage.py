"""The coverage of each pack by cases: rules that fire, tests that hold and fail, verdicts that are reached.

Coverage reads the results of cases and changes nothing in how rules run. A test of a fact counts only in cases in which
the guard of its rule does not fail: cases of other states show nothing about it. Tests of conclusions, and tests of the
guard itself, count in every case, because a conclusion that follows from the guard could otherwise never fail.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.authoring.cases.case_files import CaseResult
from advisor.authoring.cases.failure_explanation import compute_outcome
from advisor.authoring.pack_source.written_rules import WrittenRule
from advisor.consultation import UNDETERMINED, Consultation
from advisor.loading.documents.yaml_writer import format_test
from advisor.model.conditions import Lookup, Status, evaluate, iter_leaves
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.rules import Rule


class CoverageCount(NamedTuple):
    """The number of things seen, of a total."""

    seen: int
    total: int

    @property
    def percent(self) -> float:
        """The share in percent; 100 if the total is 0."""
        return 100 * self.seen / self.total if self.total else 100.0


class PackCoverage(NamedTuple):
    """The coverage of one pack; `missing` has a sentence for each thing not seen, with its place if that is known."""

    pack: str
    rules: CoverageCount
    true: CoverageCount
    false: CoverageCount
    verdicts: CoverageCount
    missing: tuple[str, ...]

    @property
    def total(self) -> CoverageCount:
        """Rules, tests that hold, tests that fail and verdicts, counted together."""
        return _sum_counts((self.rules, self.true, self.false, self.verdicts))


class _RuleCoverage:
    """What has not been seen of one rule yet."""

    def __init__(self, rule: Rule, facts: Container[str], written_rule: WrittenRule | None) -> None:
        self.rule, self.written_rule = rule, written_rule
        self.fired = False
        guard_tests = tuple(iter_leaves(rule.guard))
        self.tests = tuple(dict.fromkeys((*guard_tests, *iter_leaves(rule.when))))
        self.unguarded_tests = tuple(test for test in self.tests if test in guard_tests or test.name not in facts)
        self.unseen = {(test, status) for test in self.tests for status in (Status.HOLDS, Status.FAILS)}

    def record_outcomes(self, lookup: Lookup) -> None:
        """Record the outcome of every test in one case."""
        if self.unseen:
            tests = self.tests if evaluate(self.rule.guard, lookup) is not Status.FAILS else self.unguarded_tests
            self.unseen -= {(test, lookup(test)) for test in tests}

    def count_seen(self, status: Status) -> CoverageCount:
        """Count the tests seen with this outcome."""
        return CoverageCount(sum((test, status) not in self.unseen for test in self.tests), len(self.tests))

    def describe_missing(self) -> Iterator[str]:
        """Yield a sentence for each thing that was not seen, with its place if that is known."""
        written = self.written_rule
        if not self.fired:
            yield f"{f'{written.item.place}: ' if written else ''}rule `{self.rule.id}` fires in no case"
        for test in self.tests:
            if unseen := [word for status, word in _STATUS_WORDS if (test, status) in self.unseen]:
                sentence = f"rule `{self.rule.id}`: no case in which `{format_test(test)}` {' or '.join(unseen)}"
                yield f"{f'{written.find_place(test)}: ' if written else ''}{sentence}"


_STATUS_WORDS = ((Status.HOLDS, "holds"), (Status.FAILS, "fails"))


class Coverage:
    """Collects the coverage of some packs: add each pack before you record the results of its cases."""

    def __init__(self) -> None:
        self._rules: dict[str, dict[str, _RuleCoverage]] = {}
        self._verdicts: dict[str, tuple[str, ...]] = {}
        self._reached: set[str] = set()

    def add_pack(self, rulebase: RuleBase, written_rules: Mapping[str, WrittenRule] | None = None) -> None:
        """Add the last pack of a rule base; `written_rules` give the places of its rules."""
        pack = rulebase.packs[-1].name
        own = [rule for rule in rulebase.rules if rule.pack == pack]
        written = written_rules or {}
        self._rules[pack] = {rule.id: _RuleCoverage(rule, rulebase.facts, written.get(rule.id)) for rule in own}
        known = {verdict for verdicts in self._verdicts.values() for verdict in verdicts}
        verdicts = dict.fromkeys(value for rule in own for value in rule.list_concluded_values(VERDICT))
        if verdicts:
            verdicts[UNDETERMINED] = None
        self._verdicts[pack] = tuple(verdict for verdict in verdicts if verdict not in known)

    def record_results(self, consultation: Consultation, results: Iterable[CaseResult]) -> None:
        """Record the results of some cases."""
        rulebase = consultation.rulebase
        for result in results:
            lookup = compute_outcome(consultation, result.case.company).build_lookup(rulebase)
            if result.verdict is not None:
                self._reached.add(result.verdict)
            for rule in rulebase.rules:
                rule_coverage = self._rules.get(rule.pack, {}).get(rule.id)
                if rule_coverage is not None:
                    rule_coverage.fired = rule_coverage.fired or rule.id in result.fired
                    rule_coverage.record_outcomes(lookup)

    def summarize_packs(self) -> tuple[PackCoverage, ...]:
        """Return the coverage of each pack, in their order."""
        return tuple(self._summarize_pack(name) for name in self._rules)

    def _summarize_pack(self, name: str) -> PackCoverage:
        rules, verdicts = self._rules[name].values(), self._verdicts[name]
        missing = [sentence for rule in rules for sentence in rule.describe_missing()]
        missing += [f"verdict `{each}` is reached in no case" for each in verdicts if each not in self._reached]
        return PackCoverage(
            name,
            CoverageCount(sum(rule.fired for rule in rules), len(rules)),
            _sum_counts(rule.count_seen(Status.HOLDS) for rule in rules),
            _sum_counts(rule.count_seen(Status.FAILS) for rule in rules),
            CoverageCount(sum(each in self._reached for each in verdicts), len(verdicts)),
            tuple(missing),
        )


def _sum_counts(counts: Iterable[CoverageCount]) -> CoverageCount:
    parts = tuple(counts)
    return CoverageCount(sum(part.seen for part in parts), sum(part.total for part in parts))
