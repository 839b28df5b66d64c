"""Which parts of each pack's rules the cases have shown at work: rules fired, tests seen both ways, verdicts reached.

It listens to what came of cases, and adds nothing to how rules are run. A test of a fact counts as seen to hold (to
fail) in a case where it does so and the guard of its rule does not fail: cases of other states show nothing of it.
Tests of conclusions, and those of the guard itself, are seen in every case: what is concluded often follows from the
guard, and could then never be seen to fail.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.authoring.cases.case_files import CaseResult
from advisor.authoring.cases.failure_explanation import compute_outcome
from advisor.authoring.cases.unmet_conditions import format_test
from advisor.authoring.pack_source.written_rules import WrittenRule
from advisor.consultation import UNDETERMINED, Consultation
from advisor.errors import Place
from advisor.model.conditions import Lookup, Status, evaluate, iter_leaves
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.rules import Rule


class CoverageCount(NamedTuple):
    """How many of some things were seen."""

    seen: int
    total: int

    @property
    def percent(self) -> float:
        """The share in percent; nothing to be seen is all of it."""
        return 100 * self.seen / self.total if self.total else 100.0


class PackCoverage(NamedTuple):
    """What cases showed of one pack. `missing` says what they did not, a sentence each, with its place where known."""

    pack: str
    rules: CoverageCount
    true: CoverageCount
    false: CoverageCount
    verdicts: CoverageCount
    missing: tuple[str, ...]

    @property
    def total(self) -> CoverageCount:
        """Rules, tests seen to hold, tests seen to fail and verdicts, counted together."""
        parts = (self.rules, self.true, self.false, self.verdicts)
        return CoverageCount(sum(part.seen for part in parts), sum(part.total for part in parts))


class _RuleCoverage:
    """What is yet to be seen of one rule."""

    def __init__(self, rule: Rule, facts: Container[str], written_rule: WrittenRule | None) -> None:
        self.rule = rule
        self.written_rule = written_rule
        self.fired = False
        guarding = tuple(iter_leaves(rule.guard))
        self.tests = tuple(dict.fromkeys((*guarding, *iter_leaves(rule.when))))
        self.anywhere = tuple(test for test in self.tests if test in guarding or test.name not in facts)
        self.unseen = {(test, status) for test in self.tests for status in (Status.HOLDS, Status.FAILS)}

    def record_outcomes(self, lookup: Lookup) -> None:
        """Take note of the outcome of every test."""
        if not self.unseen:
            return
        concerned = evaluate(self.rule.guard, lookup) is not Status.FAILS
        self.unseen -= {(test, lookup(test)) for test in (self.tests if concerned else self.anywhere)}

    def count_seen(self, status: Status) -> CoverageCount:
        """The tests seen with this outcome."""
        return CoverageCount(sum((test, status) not in self.unseen for test in self.tests), len(self.tests))

    def describe_missing(self) -> Iterator[str]:
        """What was not seen."""
        if not self.fired:
            yield f"{_format_place_prefix(self.written_rule and self.written_rule.item.place)}rule `{self.rule.id}` fires in no case"
        for test in self.tests:
            unseen = [word for status, word in _STATUS_WORDS if (test, status) in self.unseen]
            if unseen:
                place = self.written_rule.find_place(test) if self.written_rule else None
                words = " or ".join(unseen)
                yield f"{_format_place_prefix(place)}rule `{self.rule.id}`: no case in which `{format_test(test)}` {words}"


def _format_place_prefix(place: Place | None) -> str:
    return f"{place}: " if place else ""


_STATUS_WORDS = ((Status.HOLDS, "holds"), (Status.FAILS, "fails"))


class Coverage:
    """Gathers what cases show of some packs. Tell it of each before the results of that pack's cases."""

    def __init__(self) -> None:
        self._rules: dict[str, dict[str, _RuleCoverage]] = {}
        self._verdicts: dict[str, tuple[str, ...]] = {}
        self._reached: set[str] = set()

    def add_pack(self, rulebase: RuleBase, written_rules: Mapping[str, WrittenRule] | None = None) -> None:
        """The last pack of a rule base, whose rules are from now on looked at; `written` says where they stand."""
        pack = rulebase.packs[-1].name
        own = [rule for rule in rulebase.rules if rule.pack == pack]
        self._rules[pack] = {
            rule.id: _RuleCoverage(rule, rulebase.facts, (written_rules or {}).get(rule.id)) for rule in own
        }
        known = {verdict for verdicts in self._verdicts.values() for verdict in verdicts}
        verdicts = dict.fromkeys(value for rule in own for value in rule.list_concluded_values(VERDICT))
        if verdicts:
            verdicts[UNDETERMINED] = None
        self._verdicts[pack] = tuple(verdict for verdict in verdicts if verdict not in known)

    def record_results(self, consultation: Consultation, results: Iterable[CaseResult]) -> None:
        """Take note of what came of some cases."""
        rulebase = consultation.rulebase
        for result in results:
            lookup = compute_outcome(consultation, result.case.company).build_lookup(rulebase)
            if result.verdict is not None:
                self._reached.add(result.verdict)
            for rule in rulebase.rules:
                seen = self._rules.get(rule.pack, {}).get(rule.id)
                if seen is not None:
                    seen.fired = seen.fired or rule.id in result.fired
                    seen.record_outcomes(lookup)

    def summarize_packs(self) -> tuple[PackCoverage, ...]:
        """What was seen of each pack, in their order."""
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


def _sum_counts(parts: Iterable[CoverageCount]) -> CoverageCount:
    each = tuple(parts)
    return CoverageCount(sum(part.seen for part in each), sum(part.total for part in each))
