"""The tests that keep a rule from firing, and those that make it fire: what each needs, and what was concluded."""

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
    """One thing that a rule needs, and what was the case instead, both in words."""

    needs: str
    got: str


class CompanyOutcome(NamedTuple):
    """What is known of a company, and what the rules conclude from it."""

    answers: Answers
    evidence: Evidence

    def build_lookup(self, rulebase: RuleBase) -> Lookup:
        """Build the function that gives the status of a test for this company."""
        return build_lookup(self.answers, self.evidence, rulebase.facts)

    def describe_unmet_test(self, test: Test, holds: bool, rulebase: RuleBase) -> UnmetTest:
        """Describe a test that must hold (or fail) and does not."""
        return UnmetTest(_describe_requirement(test, holds, rulebase), _describe_actual(test, self, rulebase))


def find_unmet_tests(
    condition: Condition, lookup: Lookup, target: Status = Status.HOLDS
) -> tuple[tuple[Test, bool], ...]:
    """Find the fewest tests that must change for `condition` to reach `target`.

    Returns:
        (test, must_hold) pairs of the first such way; empty if the condition has this status already.
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
    """List the tests that make a rule fire, each as a clause: "`sales_cycle` is `short`"."""
    clauses = []
    for test in justify_rule(rule, lookup):
        if test.name in rulebase.facts:
            clause = _describe_actual(test, outcome, rulebase).replace("it is", f"`{test.name}` is", 1)
        elif lookup(test) is Status.HOLDS:
            values = sorted(outcome.evidence.get_values(test.name) & test.values)
            clause = f"`{test.name}` is {join_quoted(values)}"
        else:
            clause = f"`{test.name}` is not {join_quoted(sorted(test.values))}"
        clauses.append(clause)
    return tuple(clauses)


def _describe_requirement(test: Test, holds: bool, rulebase: RuleBase) -> str:
    if test.is_bound:
        bounds = (("at least", test.at_least), ("at most", test.at_most))
        words = " and ".join(f"{word} {bound}" for word, bound in bounds if bound is not None)
    else:
        words = join_quoted(sorted(test.values))
    negated = "" if holds else "not "
    if test.name not in rulebase.facts:
        return f"the conclusion `{test.name}` {negated}to be {words}"
    if rulebase.facts[test.name].kind is Kind.MANY:
        return f"`{test.name}` {negated}to include {words}"
    return f"`{test.name}` {negated}to be {words}"


def _describe_actual(test: Test, outcome: CompanyOutcome, rulebase: RuleBase) -> str:
    if test.name not in rulebase.facts:
        values = outcome.evidence.get_values(test.name)
        if values & test.values:
            return f"{join_quoted(sorted(values & test.values))} is concluded"
        if outcome.evidence.get_values(test.name, certain=False) & test.values:
            return "this is still open"
        single = rulebase.conclusions[test.name].single
        return f"it is {join_quoted(sorted(values))}" if single and values else "this is not concluded"
    value = outcome.answers.known.get(test.name)
    if value is None:
        return "it is unknown"
    if isinstance(value, OneOf | PartialChoice):
        return "it is only partly known"
    plain = to_plain_value(value)
    return f"it is {join_quoted(plain) if plain else '`none`'}" if isinstance(plain, list) else f"it is `{plain}`"
