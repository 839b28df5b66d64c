"""All cases that the answers to open facts can make of one effect on a step, at once: a case is one bit of a number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from math import prod
from typing import NamedTuple

from advisor.interview.step_effects import Effect
from advisor.logic.circuit import TRUE
from advisor.logic.relevant_values import RelevantValues
from advisor.model.answers import Value, compare
from advisor.model.conditions import Status, Test
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

MAX_CASES = 1 << 16
"""Maximum number of cases of one effect; if there are more, every fact that its rules wait for counts."""
MAX_TRIED_CASES = 300
"""The maximum if each case needs the values of a conclusion, which takes longer."""
MAX_KEPT_FACTS = 5_000
HOLDS, FAILS, OPEN, CHANGES = "hfoc"
"""The status of a test: it holds, it fails, it stays open, or answers can still change it."""
CODES = {Status.HOLDS: HOLDS, Status.FAILS: FAILS, Status.OPEN: OPEN}


class OpenConclusions(NamedTuple):
    """The single conclusions that answers can still change.

    `evaluate` returns the status of a test of one of them after some more answers; `facts` are the facts that can still
    change each of them.
    """

    evaluate: Callable[[Test, Mapping[str, Value]], Status]
    facts: Mapping[str, frozenset[str]]


class OpenFact(NamedTuple):
    """An open fact: the statuses of its open tests in each case, and its answer then; in the first case it stays open.

    `is_complete` is false if there are more answers.
    """

    name: str
    tests: tuple[Test, ...]
    statuses: tuple[tuple[Status, ...], ...]
    answers: tuple[Value | None, ...]
    is_complete: bool


class OpenFacts:
    """The cases of open facts; results are cached. `rules` distinguish answers, besides the open tests."""

    def __init__(self, rulebase: RuleBase, rules: Iterable[Rule] = ()) -> None:
        self.rulebase = rulebase
        self.find = lru_cache(MAX_KEPT_FACTS)(self._build)
        self._rules = tuple(rules)

    def _build(self, name: str, tests: tuple[Test, ...], known: Value | None, limit: int, merging: bool) -> OpenFact:
        """Build the cases of a fact.

        Args:
            name: the fact.
            tests: its open tests.
            known: what is known of it.
            limit: the maximum number of answers that are tried.
            merging: answers that the tests do not distinguish are one case.
        """
        cases: dict[tuple[object, ...], Value | None] = {tuple(compare(test, known) for test in tests): None}
        relevant = RelevantValues(self.rulebase, self._rules, tests)
        remaining = relevant.iter_full_answers(name, known)
        for answer in islice(remaining, limit):
            statuses = tuple(compare(test, answer) for test in tests)
            cases.setdefault(statuses if merging else (*statuses, answer), answer)
        statuses_by_case = tuple(case[: len(tests)] for case in cases)
        is_complete = next(remaining, None) is None
        return OpenFact(name, tests, statuses_by_case, tuple(cases.values()), is_complete)  # type: ignore[arg-type]


class EffectCases:
    """The cases of one effect after some answers.

    Args:
        effect: the effect.
        codes: the status of each of its tests, as one letter.
        known: what is known in part of open facts.
        open_facts: builds the cases of the facts.
        conclusions: those that answers can still change; None if there are none.
    """

    def __init__(
        self,
        effect: Effect,
        codes: str,
        known: Mapping[str, Value],
        open_facts: OpenFacts,
        conclusions: OpenConclusions | None = None,
    ) -> None:
        self._effect = effect
        self._known = known
        self._open_facts = open_facts
        self._conclusions = conclusions
        self._codes = dict(zip(effect.literals, codes, strict=True))

    def find_deciding_facts(self) -> frozenset[str]:
        """Find the facts whose answers change the effect for at least one choice of answers to the others.

        The others may also stay open.
        """
        tests = self._list_open_tests()
        concluded = [test for test in tests if test.name not in self._open_facts.rulebase.facts]
        names = {test.name for test in tests} - {test.name for test in concluded}
        if self._conclusions:
            names.update(*(self._conclusions.facts[test.name] for test in concluded))
        limit = MAX_TRIED_CASES if concluded else MAX_CASES
        tests_by_fact = {name: tuple(test for test in tests if test.name == name) for name in sorted(names)}
        facts = [
            self._open_facts.find(name, own, self._known.get(name), limit, not concluded)
            for name, own in tests_by_fact.items()
        ]
        count = prod(len(fact.statuses) for fact in facts)
        if count > limit or not all(fact.is_complete for fact in facts):
            return frozenset(names)
        every = (1 << count) - 1
        bits = {TRUE: every}
        for test, (holds, fails) in self._effect.literals.items():
            bits[holds], bits[fails] = every * (self._codes[test] == HOLDS), every * (self._codes[test] == FAILS)
        firsts = self._set_bits_of_facts(facts, bits, every)
        for test in concluded:
            assert self._conclusions is not None
            holds, fails = self._effect.literals[test]
            for case, answers in enumerate(_iter_answers(facts, count)):
                status = self._conclusions.evaluate(test, answers)
                bits[holds] |= (status is Status.HOLDS) << case
                bits[fails] |= (status is Status.FAILS) << case
        result = self._evaluate(bits, every)
        return frozenset(
            fact.name
            for fact, (stride, first) in zip(facts, firsts, strict=True)
            if any(((result >> (place * stride)) ^ result) & first for place in range(1, len(fact.statuses)))
        )

    def _list_open_tests(self) -> list[Test]:
        """Return the tests that can still change the effect, whatever the others give."""
        values: dict[int, bool] = {TRUE: True}
        changing: dict[int, Test] = {}
        for test, (holds, fails) in self._effect.literals.items():
            code = self._codes[test]
            if code == CHANGES:
                changing[holds] = changing[fails] = test
            else:
                values[holds], values[fails] = code == HOLDS, code == FAILS
        for number, parts in self._effect.gates.items():
            known = [values[abs(part)] is (part > 0) if abs(part) in values else None for part in parts]
            if False in known:
                values[number] = False
            elif None not in known:
                values[number] = True
        waiting, seen = [abs(self._effect.literal)], set(values)
        found: dict[Test, None] = {}
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen.add(number)
                if number in changing:
                    found.setdefault(changing[number])
                waiting += map(abs, self._effect.gates.get(number, ()))
        return list(found)

    def _set_bits_of_facts(self, facts: Iterable[OpenFact], bits: dict[int, int], every: int) -> list[tuple[int, int]]:
        """Set the bits of the tests of open facts; return how far the cases of each are apart, and its first cases."""
        stride, firsts = 1, []
        for fact in facts:
            block = (1 << stride) - 1
            repeated = every // ((1 << (stride * len(fact.statuses))) - 1)
            for place, statuses in enumerate(fact.statuses):
                mask = (block << (place * stride)) * repeated
                for test, status in zip(fact.tests, statuses, strict=True):
                    holds, fails = self._effect.literals[test]
                    bits[holds] |= mask * (status is Status.HOLDS)
                    bits[fails] |= mask * (status is Status.FAILS)
            firsts.append((stride, block * repeated))
            stride *= len(fact.statuses)
        return firsts

    def _evaluate(self, bits: dict[int, int], every: int) -> int:
        """Return the cases in which the effect holds."""
        for number, parts in self._effect.gates.items():
            result = every
            for part in parts:
                result &= bits[part] if part > 0 else ~bits[-part]
            bits[number] = result
        literal = self._effect.literal
        return bits[literal] if literal > 0 else every & ~bits[-literal]


def _iter_answers(facts: list[OpenFact], count: int) -> Iterator[dict[str, Value]]:
    """Iterate over the further answers in each case."""
    for case in range(count):
        rest, answers = case, {}
        for fact in facts:
            rest, place = divmod(rest, len(fact.answers))
            answer = fact.answers[place]
            if answer is not None:
                answers[fact.name] = answer
        yield answers
