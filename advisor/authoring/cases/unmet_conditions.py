"""What a rule lacks for a company, and what it rests on: tests in words, with what was wanted and what came."""

from __future__ import annotations

from typing import NamedTuple

from advisor.errors import listing
from advisor.model.answers import Answers, Chosen, OneOf
from advisor.model.clauses import plain
from advisor.model.conditions import All, Condition, Lookup, Not, Status, Test, evaluate
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, Rule, justify, lookup_in
from advisor.model.vocabulary import Kind


class Lack(NamedTuple):
    """One thing that a rule needs, and what came instead, both in words."""

    needs: str
    got: str


class Outcome(NamedTuple):
    """What is known of a company, and what the rules conclude from it."""

    answers: Answers
    evidence: Evidence

    def lookup(self, rulebase: RuleBase) -> Lookup:
        """The status of any test for this company."""
        return lookup_in(self.answers, self.evidence, rulebase.facts)

    def lack(self, test: Test, holds: bool, rulebase: RuleBase) -> Lack:
        """A test that has to hold (or to fail) and does not."""
        return Lack(_wanted(test, holds, rulebase), _got(test, self, rulebase))


def as_written(test: Test) -> str:
    """A test as it stands in a rule: `sales_cycle: short`."""
    if not test.is_bound:
        values = sorted(test.values)
        return f"{test.name}: {values[0] if len(values) == 1 else '[' + ', '.join(values) + ']'}"
    bounds = (("at_least", test.at_least), ("at_most", test.at_most))
    return f"{test.name}: {{{', '.join(f'{key}: {bound}' for key, bound in bounds if bound is not None)}}}"


def lacks(condition: Condition, lookup: Lookup, wanted: Status = Status.HOLDS) -> tuple[tuple[Test, bool], ...]:
    """The tests that would have to come out otherwise (hold: True, or fail) for a condition to come to `wanted`.

    Where there are several ways, the one with the fewest tests, and the first of those. Nothing where it does.
    """
    if evaluate(condition, lookup) is wanted:
        return ()
    if isinstance(condition, Test):
        return ((condition, wanted is Status.HOLDS),)
    if isinstance(condition, Not):
        return lacks(condition.part, lookup, Status.FAILS if wanted is Status.HOLDS else Status.HOLDS)
    ways = [lacks(part, lookup, wanted) for part in condition.parts]
    if isinstance(condition, All) is (wanted is Status.HOLDS):
        return tuple(dict.fromkeys(test for way in ways for test in way))
    return min(ways, key=len, default=())


def resting_on(rule: Rule, lookup: Lookup, outcome: Outcome, rulebase: RuleBase) -> tuple[str, ...]:
    """What carries a rule that fires, each as a clause."""
    words = []
    for test in justify(rule, lookup):
        got = _got(test, outcome, rulebase)
        if test.name in rulebase.facts:
            words.append(got.replace("it is", f"`{test.name}` is", 1))
        elif lookup(test) is Status.HOLDS:
            words.append(f"`{test.name}` is {listing(sorted(outcome.evidence.values(test.name) & test.values))}")
        else:
            words.append(f"`{test.name}` is not {listing(sorted(test.values))}")
    return tuple(words)


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
            return "this stays open"
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
