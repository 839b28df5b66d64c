"""What a rule lacks for a company, and what it rests on: tests in words, with what was wanted and what came."""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.answers import Answers, OneOf, PartialChoice
from advisor.model.clauses import to_plain_value
from advisor.model.conditions import All, Condition, Lookup, Not, Status, Test, evaluate
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, Rule, build_lookup, justify_rule
from advisor.model.vocabulary import Kind
from advisor.model.word_lists import join_quoted


class UnmetTest(NamedTuple):
    """One thing that a rule needs, and what came instead, both in words."""

    needs: str
    got: str


class CompanyOutcome(NamedTuple):
    """What is known of a company, and what the rules conclude from it."""

    answers: Answers
    evidence: Evidence

    def build_lookup(self, rulebase: RuleBase) -> Lookup:
        """The status of any test for this company."""
        return build_lookup(self.answers, self.evidence, rulebase.facts)

    def describe_unmet_test(self, test: Test, holds: bool, rulebase: RuleBase) -> UnmetTest:
        """A test that has to hold (or to fail) and does not."""
        return UnmetTest(_describe_requirement(test, holds, rulebase), _describe_actual(test, self, rulebase))


def format_test(test: Test) -> str:
    """A test as it stands in a rule: `sales_cycle: short`."""
    if not test.is_bound:
        values = sorted(test.values)
        return f"{test.name}: {values[0] if len(values) == 1 else '[' + ', '.join(values) + ']'}"
    bounds = (("at_least", test.at_least), ("at_most", test.at_most))
    return f"{test.name}: {{{', '.join(f'{key}: {bound}' for key, bound in bounds if bound is not None)}}}"


def find_unmet_tests(
    condition: Condition, lookup: Lookup, target: Status = Status.HOLDS
) -> tuple[tuple[Test, bool], ...]:
    """The tests that would have to come out otherwise (hold: True, or fail) for a condition to come to `wanted`.

    Where there are several ways, the one with the fewest tests, and the first of those. Nothing where it does.
    """
    if evaluate(condition, lookup) is target:
        return ()
    if isinstance(condition, Test):
        return ((condition, target is Status.HOLDS),)
    if isinstance(condition, Not):
        return find_unmet_tests(condition.part, lookup, Status.FAILS if target is Status.HOLDS else Status.HOLDS)
    ways = [find_unmet_tests(part, lookup, target) for part in condition.parts]
    if isinstance(condition, All) is (target is Status.HOLDS):
        return tuple(dict.fromkeys(test for way in ways for test in way))
    return min(ways, key=len, default=())


def list_supporting_clauses(rule: Rule, lookup: Lookup, outcome: CompanyOutcome, rulebase: RuleBase) -> tuple[str, ...]:
    """What carries a rule that fires, each as a clause."""
    words = []
    for test in justify_rule(rule, lookup):
        got = _describe_actual(test, outcome, rulebase)
        if test.name in rulebase.facts:
            words.append(got.replace("it is", f"`{test.name}` is", 1))
        elif lookup(test) is Status.HOLDS:
            words.append(
                f"`{test.name}` is {join_quoted(sorted(outcome.evidence.get_values(test.name) & test.values))}"
            )
        else:
            words.append(f"`{test.name}` is not {join_quoted(sorted(test.values))}")
    return tuple(words)


def _describe_requirement(test: Test, holds: bool, rulebase: RuleBase) -> str:
    if test.is_bound:
        bounds = (("at least", test.at_least), ("at most", test.at_most))
        words = " and ".join(f"{word} {bound}" for word, bound in bounds if bound is not None)
    else:
        words = join_quoted(sorted(test.values))
    negated = "" if holds else "not "
    if test.name not in rulebase.facts:
        return f"the conclusion `{test.name}` {negated}to be {words}"
    among = " among" if rulebase.facts[test.name].kind is Kind.MANY else ""
    return f"`{test.name}` {negated}to {'have' if among else 'be'} {words}{among and ' among its values'}"


def _describe_actual(test: Test, outcome: CompanyOutcome, rulebase: RuleBase) -> str:
    if test.name not in rulebase.facts:
        certain = sorted(outcome.evidence.get_values(test.name) & test.values)
        possible = sorted(outcome.evidence.get_values(test.name, certain=False) & test.values)
        if certain:
            return f"{join_quoted(certain)} is concluded"
        if possible:
            return "this stays open"
        others = sorted(outcome.evidence.get_values(test.name))
        single = rulebase.conclusions[test.name].single
        return f"it is {join_quoted(others)}" if single and others else "this is not concluded"
    value = outcome.answers.known.get(test.name)
    if value is None:
        return "it is unknown"
    if isinstance(value, OneOf | PartialChoice):
        return "it is known only in part"
    told = to_plain_value(value)
    return f"it is {join_quoted(told) if told else '`none`'}" if isinstance(told, list) else f"it is `{told}`"
