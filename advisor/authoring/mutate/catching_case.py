"""The search for a case that would notice a mutant: a company for whom it concludes something else, and what to expect.

The companies of the cases come first. Then the search makes companies for whom the changed rule holds in only one of
its two forms. It drops facts that make no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from advisor.authoring.cases.case_files import Case, compare_case
from advisor.authoring.cases.expectations import ALL_STEPS, CONCLUDES, NO_STATE
from advisor.authoring.mutate.mutants import Mutant
from advisor.authoring.mutate.test_bench import Runner, TestBench
from advisor.authoring.pack_source.stubs import CaseFacts
from advisor.authoring.search.firing_facts import FactValues, FiringFactsFinder, build_case_facts
from advisor.consultation import Conclusions
from advisor.errors import AdvisorError, Place
from advisor.loading.documents.yaml_writer import format_entry
from advisor.model.answers import OneOf, PartialChoice
from advisor.model.company import Company
from advisor.model.conditions import All, Condition, Not, evaluate
from advisor.model.rules import Rule

MAX_OWN_COMPANIES, MAX_COMPANIES = 40, 60
"""Maximum numbers of companies that are tried: those of cases, and those that the search makes."""

Expected = Mapping[str, object]


class CatchingCase(NamedTuple):
    """A case that notices a mutant: the facts and expectations as in a case file.

    `existing` is the case with the same facts that only lacks the expectation; None if the company is new.
    """

    name: str
    facts: CaseFacts
    expect: Expected
    existing: Place | None = None

    def format_yaml(self) -> str:
        """Return the case as YAML to paste into a case file."""
        return format_entry({"name": self.name, "facts": self.facts, "expect": self.expect}, 2)


def find_catching_company(mutant: Mutant, bench: TestBench) -> CatchingCase | None:
    """Search for a case that passes on the rules as they are and fails on a mutant; None if none is found."""
    return _CatchingCaseFinder(mutant, bench).find()


class _CatchingCaseFinder:
    def __init__(self, mutant: Mutant, bench: TestBench) -> None:
        self.mutant, self.bench = mutant, bench
        self.conclude: Runner = bench.build_runner(mutant)

    def find(self) -> CatchingCase | None:
        """Try the companies of the cases, then those that the search makes."""
        for position in islice(self.bench.list_touched_cases(self.mutant), MAX_OWN_COMPANIES):
            case, base = self.bench.cases[position]
            expect = self._find_expectation(case.company, base)
            if expect is not None and (facts := self._get_plain_facts(case.company)) is not None:
                return CatchingCase(case.name, build_case_facts(facts, self.bench.rulebase), expect, case.place)
        for facts in islice(self._iter_made_companies(), MAX_COMPANIES):
            expect = self._try_facts(facts)
            if expect is not None:
                facts, expect = self._drop_needless_facts(facts, expect)
                name = f"Catches the change of {self.mutant}".replace("`", "")
                return CatchingCase(name, build_case_facts(facts, self.bench.rulebase), expect)
        return None

    def _get_plain_facts(self, company: Company) -> FactValues | None:
        """Return the facts of a company if a case can state them all; None otherwise."""
        if company.assessed or any(isinstance(value, OneOf | PartialChoice) for value in company.stated.values()):
            return None
        return dict(company.stated)

    def _iter_made_companies(self) -> Iterator[FactValues]:
        """Yield facts for which the rule may hold in one of its forms, and similar facts."""
        rule, changed = self.mutant.rule, self.mutant.changed
        if rule is None:
            return
        sought: list[Condition] = [rule.condition]
        if changed is not None and changed.condition != rule.condition:
            sought = [All((changed.condition, Not(rule.condition))), All((rule.condition, Not(changed.condition)))]
        for condition in sought:
            probe = replace(rule, when=condition, guard=All(()))
            finder = FiringFactsFinder(self.bench.rulebase, probe, self.bench.base)
            for facts in finder.iter_candidates(8):
                if self._differs(facts):
                    yield facts

    def _differs(self, facts: FactValues) -> bool:
        """Check quickly whether a rule has another status, or another conclusion, with these facts."""
        rule, changed = self.mutant.rule, self.mutant.changed
        if rule is None or changed is None or rule.condition == changed.condition:
            return True
        try:
            lookup = self.bench.base.conclude(Company(facts)).record.lookup
        except AdvisorError:
            return False
        return evaluate(rule.condition, lookup) is not evaluate(changed.condition, lookup)

    def _try_facts(self, facts: FactValues) -> Expected | None:
        try:
            return self._find_expectation(Company(facts), self.bench.base.conclude(Company(facts)))
        except AdvisorError:
            return None

    def _drop_needless_facts(self, facts: FactValues, expect: Expected) -> tuple[FactValues, Expected]:
        for name in reversed(list(facts)):
            fewer = {key: value for key, value in facts.items() if key != name}
            again = self._try_facts(fewer)
            if again is not None and list(again) == list(expect):
                facts, expect = fewer, again
        return facts, expect

    def _find_expectation(self, company: Company, base: Conclusions) -> Expected | None:
        """Return the first expectation that holds without the mutant and fails with it; None if there is none."""
        try:
            after = self.conclude(company, base)
        except AdvisorError:
            return {"verdict": base.verdict}
        for key, written, texts in _iter_expectations(base, after, self.mutant.rule):
            case = Case("", Place(""), company, {key: texts})
            rulebase = self.bench.rulebase
            if compare_case(case, base, rulebase).passed and not compare_case(case, after, rulebase).passed:
                return {key: written}
        return None


def _iter_expectations(
    base: Conclusions, after: Conclusions, rule: Rule | None
) -> Iterator[tuple[str, object, tuple[str, ...]]]:
    """Yield each expectation that may distinguish two outcomes: its key, its value as written and as read."""
    if base.verdict != after.verdict:
        yield "verdict", base.verdict, (base.verdict,)
    if base.possible_verdicts != after.possible_verdicts:
        yield "possible_verdicts", base.possible_verdicts, tuple(base.possible_verdicts)
    if base.relationship.state != after.relationship.state:
        state = base.relationship.state or NO_STATE
        yield "state", state, (state,)
    if rule is not None:
        for key, one, other in (("fires", base, after), ("silent", after, base)):
            if rule.id in one.fired - other.fired:
                yield key, [rule.id], (rule.id,)
    before, drawn = base.record.evidence.certain, after.record.evidence.certain
    for name in before:
        if missing := sorted(set(before[name]) - set(drawn.get(name, ()))):
            yield CONCLUDES, {name: missing}, tuple(f"{name}: {value}" for value in missing)
    for key, one_list, other_list in (
        ("steps", [step.id for step in base.steps], [step.id for step in after.steps]),
        ("done", [note.id for note in base.done], [note.id for note in after.done]),
        ("not_yet", [note.id for note in base.not_yet], [note.id for note in after.not_yet]),
        ("cautions", [note.id for note in base.cautions], [note.id for note in after.cautions]),
    ):
        if one_list != other_list:
            yield key, one_list, tuple(one_list)
    if base.steps and len(after.steps) > len(base.steps):
        steps = [step.id for step in base.steps]
        yield ALL_STEPS, steps, tuple(steps)
