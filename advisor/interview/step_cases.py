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

MAX_CASES = 1 << 16
"""Maximum number of cases of one effect; if there are more, every fact that its rules wait for counts."""
MAX_TRIED_CASES = 300
"""The same if the values of a conclusion must be computed for each case."""
MAX_KEPT_FACTS = 5_000
HOLDS, FAILS, OPEN, CHANGES = "hfoc"
"""How a test stands: it holds, it fails, it stays open, or answers can still change it."""
CODES = {Status.HOLDS: HOLDS, Status.FAILS: FAILS, Status.OPEN: OPEN}
EvaluateTest = Callable[[Test, Mapping[str, Value]], Status]
"""Returns the status of a test of a conclusion after some more answers."""


class OpenFact(NamedTuple):
    """An open fact: how its open tests stand in each case of its answer, and the answer. At first it stays as it is."""

    name: str
    tests: tuple[Test, ...]
    statuses: tuple[tuple[Status, ...], ...]
    answers: tuple[Value | None, ...]


class OpenFacts:
    """The cases of open facts; results are cached."""

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self.find = lru_cache(MAX_KEPT_FACTS)(self._build)

    def _build(self, tests: tuple[Test, ...], known: Value | None, limit: int, merging: bool) -> OpenFact:
        """Build the cases of the fact of some tests, at most `limit` and one.

        Args:
            tests: the open tests of one fact.
            known: what is known of it.
            limit: the maximum number of answers.
            merging: answers that the tests do not distinguish are one case.
        """
        name = tests[0].name
        cases: dict[tuple[object, ...], Value | None] = {tuple(compare(test, known) for test in tests): None}
        relevant = RelevantValues(self.rulebase, (), tests)
        for answer in islice(relevant.iter_full_answers(name, known), limit):
            statuses = tuple(compare(test, answer) for test in tests)
            cases.setdefault(statuses if merging else (*statuses, answer), answer)
        standing = tuple(case[: len(tests)] for case in cases)
        return OpenFact(name, tests, standing, tuple(cases.values()))  # type: ignore[arg-type]


class EffectCases:
    """The cases of one effect after some answers.

    Args:
        effect: the effect.
        codes: how each of its tests stands, one letter each.
        known: what is known in part of open facts.
        open_facts: builds the cases of the facts.
    """

    def __init__(self, effect: Effect, codes: str, known: Mapping[str, Value], open_facts: OpenFacts) -> None:
        self._effect = effect
        self._known = known
        self._open_facts = open_facts
        self._codes = dict(zip(effect.literals, codes, strict=True))

    def find_deciding_facts(self, evaluate_test: EvaluateTest | None = None) -> frozenset[str]:
        """Find the facts whose answers change the effect for some answers to the others, or for none.

        Args:
            evaluate_test: is needed only if answers can still change a conclusion.
        """
        tests = self._list_open_tests()
        concluded = [test for test in tests if test.name not in self._open_facts.rulebase.facts]
        names = frozenset(test.name for test in tests) - {test.name for test in concluded}
        limit = MAX_TRIED_CASES if concluded else MAX_CASES
        tests_by_fact = {name: tuple(test for test in tests if test.name == name) for name in sorted(names)}
        facts = [
            self._open_facts.find(own, self._known.get(name), limit, not concluded)
            for name, own in tests_by_fact.items()
        ]
        count = prod(len(fact.statuses) for fact in facts)
        if count > limit:
            return names
        every = (1 << count) - 1
        bits = {TRUE: every}
        for test, (holds, fails) in self._effect.literals.items():
            bits[holds], bits[fails] = every * (self._codes[test] == HOLDS), every * (self._codes[test] == FAILS)
        firsts = self._set_bits_of_facts(facts, bits, every)
        for test in concluded:
            assert evaluate_test is not None
            holds, fails = self._effect.literals[test]
            for case, answers in enumerate(_iter_answers(facts, count)):
                status = evaluate_test(test, answers)
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
