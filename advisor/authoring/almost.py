"""What stands behind a case that fails: the rules of the stages concerned that fired, and those that almost did.

A rule almost fired where the outcome of one test alone, were it the other, would have made its condition hold. Rules
whose guard fails (mostly those of another state) are left out, as they speak of other companies; a rule that the case
expects to fire is told of in any case, before the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.authoring.cases import CaseResult
from advisor.consultation import Consultation
from advisor.errors import listing
from advisor.model.answers import Answers, Chosen, OneOf
from advisor.model.clauses import plain
from advisor.model.company import Company
from advisor.model.conditions import Lookup, Status, Test, evaluate, leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, Rule, lookup_in
from advisor.model.vocabulary import Kind, Stage

_VERDICT = (Stage.WEIGH, Stage.DECIDE)
_STAGES = {
    "state": (Stage.CLASSIFY,),
    "verdict": _VERDICT,
    "possible_verdicts": _VERDICT,
    "move": (Stage.CLASSIFY, Stage.DECIDE),
    "steps": (Stage.PLAN,),
    "done": (Stage.PLAN,),
    "not_yet": (Stage.PLAN,),
    "cautions": (Stage.CAUTION,),
}


class Almost(NamedTuple):
    """A rule that did not fire, the one test that kept it from firing, as words, and what came instead.

    `test` and `got` are None where more than one test stood in its way.
    """

    rule: str
    stage: str
    test: str | None
    got: str | None

    def __str__(self) -> str:
        if self.test is None:
            return f"rule `{self.rule}` lacks more than one thing"
        return f"rule `{self.rule}` needs {self.test}; {self.got}"


class Behind(NamedTuple):
    """The stages that a failing case is about, the ids of their rules that fired, and those that almost did."""

    stages: tuple[Stage, ...]
    fired: tuple[str, ...]
    almost: tuple[Almost, ...]


class Outcome(NamedTuple):
    """What is known of a company, and what the rules conclude from it."""

    answers: Answers
    evidence: Evidence

    def lookup(self, rulebase: RuleBase) -> Lookup:
        """The status of any test for this company."""
        return lookup_in(self.answers, self.evidence, rulebase.facts)


def outcome(consultation: Consultation, company: Company) -> Outcome:
    """What the rules conclude for a company, with single conclusions made exact, as the advice has them."""
    answers = consultation.answers(company)
    settled = {name: possibilities.values(answers) for name, possibilities in consultation.exact.items()}
    return Outcome(answers, consultation.meaning.evidence(answers, settled))


def behind(consultation: Consultation, result: CaseResult) -> Behind:
    """What stands behind a case that failed."""
    rulebase = consultation.rulebase
    expected = [name for name in result.case.expect.get("fires", ()) if name not in result.fired]
    named = [rule for key in ("fires", "silent") for rule in result.case.expect.get(key, ())]
    of_named = {rulebase.by_id[name].stage for name in named if result.missed & {"fires", "silent"}}
    concerned = of_named.union(*(_STAGES.get(key, ()) for key in result.missed))
    stages = tuple(stage for stage in Stage if stage in concerned)
    rules = [rule for stage in stages for rule in rulebase.by_stage[stage]]
    found = outcome(consultation, result.case.company)
    silent = [rule for rule in rules if rule.id not in result.fired]
    fired = tuple(rule.id for rule in rules if rule.id in result.fired)
    almost = sorted(_nearly(silent, expected, found, rulebase), key=lambda each: each.rule not in expected)
    return Behind(stages, fired, tuple(almost))


def _nearly(rules: Iterable[Rule], expected: list[str], found: Outcome, rulebase: RuleBase) -> Iterator[Almost]:
    lookup = found.lookup(rulebase)
    for rule in rules:
        if rule.id not in expected and evaluate(rule.guard, lookup) is Status.FAILS:
            continue
        test = _in_the_way(rule, lookup)
        if test is not None:
            wanted = lookup(test) is not Status.HOLDS and _holds_with(rule, lookup, test, Status.HOLDS)
            yield Almost(rule.id, rule.stage.value, _wanted(test, wanted, rulebase), _got(test, found, rulebase))
        elif rule.id in expected:
            yield Almost(rule.id, rule.stage.value, None, None)


def _in_the_way(rule: Rule, lookup: Lookup) -> Test | None:
    """The first test whose outcome alone keeps a rule from firing; None where there is none."""
    for test in dict.fromkeys(leaves(rule.condition)):
        if any(_holds_with(rule, lookup, test, status) for status in (Status.HOLDS, Status.FAILS)):
            return test
    return None


def _holds_with(rule: Rule, lookup: Lookup, test: Test, status: Status) -> bool:
    """Whether a rule's condition would hold, had one test this outcome."""
    return evaluate(rule.condition, lambda each: status if each == test else lookup(each)) is Status.HOLDS


def _wanted(test: Test, holds: bool, rulebase: RuleBase) -> str:
    if test.is_bound:
        bounds = (("at least", test.at_least), ("at most", test.at_most))
        words = " and ".join(f"{word} {bound}" for word, bound in bounds if bound is not None)
    else:
        words = listing(sorted(test.values))
    negated = "" if holds else "not "
    if test.name not in rulebase.facts:
        return f"the conclusion `{test.name}` {negated}to be {words}"
    among = " among" if rulebase.facts[test.name].kind is Kind.MANY else ""
    return f"`{test.name}` {negated}to {'have' if among else 'be'} {words}{among and ' among its values'}"


def _got(test: Test, found: Outcome, rulebase: RuleBase) -> str:
    if test.name not in rulebase.facts:
        certain = sorted(found.evidence.values(test.name) & test.values)
        possible = sorted(found.evidence.values(test.name, certain=False) & test.values)
        if certain:
            return f"{listing(certain)} is concluded"
        if possible:
            return f"whether it is {listing(possible)} stays open"
        others = sorted(found.evidence.values(test.name))
        single = rulebase.conclusions[test.name].single
        return f"it is {listing(others)}" if single and others else "this is not concluded"
    value = found.answers.known.get(test.name)
    if value is None:
        return "it is unknown"
    if isinstance(value, OneOf | Chosen):
        return "it is known only in part"
    told = plain(value)
    return f"it is {listing(told) if told else '`none`'}" if isinstance(told, list) else f"it is `{told}`"
