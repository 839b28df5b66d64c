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
from advisor.authoring.cases.failure_explanation import outcome
from advisor.authoring.cases.unmet_conditions import as_written
from advisor.authoring.pack_source.written_rules import Written
from advisor.consultation import UNDETERMINED, Consultation
from advisor.errors import Place
from advisor.model.conditions import Lookup, Status, evaluate, leaves
from advisor.model.rulebase import VERDICT, RuleBase
from advisor.model.rules import Rule


class Counted(NamedTuple):
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
    rules: Counted
    true: Counted
    false: Counted
    verdicts: Counted
    missing: tuple[str, ...]

    @property
    def whole(self) -> Counted:
        """Rules, tests seen to hold, tests seen to fail and verdicts, counted together."""
        parts = (self.rules, self.true, self.false, self.verdicts)
        return Counted(sum(part.seen for part in parts), sum(part.total for part in parts))


class _Rule:
    """What is yet to be seen of one rule."""

    def __init__(self, rule: Rule, facts: Container[str], written: Written | None) -> None:
        self.rule = rule
        self.written = written
        self.fired = False
        guarding = tuple(leaves(rule.guard))
        self.tests = tuple(dict.fromkeys((*guarding, *leaves(rule.when))))
        self.anywhere = tuple(test for test in self.tests if test in guarding or test.name not in facts)
        self.unseen = {(test, status) for test in self.tests for status in (Status.HOLDS, Status.FAILS)}

    def see(self, lookup: Lookup) -> None:
        """Take note of the outcome of every test."""
        if not self.unseen:
            return
        concerned = evaluate(self.rule.guard, lookup) is not Status.FAILS
        self.unseen -= {(test, lookup(test)) for test in (self.tests if concerned else self.anywhere)}

    def counted(self, status: Status) -> Counted:
        """The tests seen with this outcome."""
        return Counted(sum((test, status) not in self.unseen for test in self.tests), len(self.tests))

    def missing(self) -> Iterator[str]:
        """What was not seen."""
        if not self.fired:
            yield f"{_at(self.written and self.written.item.place)}rule `{self.rule.id}` fires in no case"
        for test in self.tests:
            unseen = [word for status, word in _WORDS if (test, status) in self.unseen]
            if unseen:
                place = self.written.of(test) if self.written else None
                words = " or ".join(unseen)
                yield f"{_at(place)}rule `{self.rule.id}`: no case in which `{as_written(test)}` {words}"


def _at(place: Place | None) -> str:
    return f"{place}: " if place else ""


_WORDS = ((Status.HOLDS, "holds"), (Status.FAILS, "fails"))


class Coverage:
    """Gathers what cases show of some packs. Tell it of each before the results of that pack's cases."""

    def __init__(self) -> None:
        self._rules: dict[str, dict[str, _Rule]] = {}
        self._verdicts: dict[str, tuple[str, ...]] = {}
        self._reached: set[str] = set()

    def add(self, rulebase: RuleBase, written: Mapping[str, Written] | None = None) -> None:
        """The last pack of a rule base, whose rules are from now on looked at; `written` says where they stand."""
        pack = rulebase.packs[-1].name
        own = [rule for rule in rulebase.rules if rule.pack == pack]
        self._rules[pack] = {rule.id: _Rule(rule, rulebase.facts, (written or {}).get(rule.id)) for rule in own}
        known = {verdict for verdicts in self._verdicts.values() for verdict in verdicts}
        verdicts = dict.fromkeys(value for rule in own for value in rule.concludes(VERDICT))
        if verdicts:
            verdicts[UNDETERMINED] = None
        self._verdicts[pack] = tuple(verdict for verdict in verdicts if verdict not in known)

    def hear(self, consultation: Consultation, results: Iterable[CaseResult]) -> None:
        """Take note of what came of some cases."""
        rulebase = consultation.rulebase
        for result in results:
            lookup = outcome(consultation, result.case.company).lookup(rulebase)
            if result.verdict is not None:
                self._reached.add(result.verdict)
            for rule in rulebase.rules:
                seen = self._rules.get(rule.pack, {}).get(rule.id)
                if seen is not None:
                    seen.fired = seen.fired or rule.id in result.fired
                    seen.see(lookup)

    def packs(self) -> tuple[PackCoverage, ...]:
        """What was seen of each pack, in their order."""
        return tuple(self._pack(name) for name in self._rules)

    def _pack(self, name: str) -> PackCoverage:
        rules, verdicts = self._rules[name].values(), self._verdicts[name]
        missing = [sentence for rule in rules for sentence in rule.missing()]
        missing += [f"verdict `{each}` is reached in no case" for each in verdicts if each not in self._reached]
        return PackCoverage(
            name,
            Counted(sum(rule.fired for rule in rules), len(rules)),
            _sum(rule.counted(Status.HOLDS) for rule in rules),
            _sum(rule.counted(Status.FAILS) for rule in rules),
            Counted(sum(each in self._reached for each in verdicts), len(verdicts)),
            tuple(missing),
        )


def _sum(parts: Iterable[Counted]) -> Counted:
    each = tuple(parts)
    return Counted(sum(part.seen for part in each), sum(part.total for part in each))
