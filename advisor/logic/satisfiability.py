"""Whether a condition can hold at all, told from the condition and the vocabulary alone.

What conclusions it reads are taken as free, except that a single one has one value at most. So "no" is certain, and
"yes" means that nothing in the condition itself stands against it. The search is bounded; beyond that it says "maybe".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.model.conditions import Condition, Status, Test, evaluate, iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind

MAX_TRIES = 4_000
Choice = tuple[str, str | None]
"""What is chosen: a name alone (None), or whether one value is among those of a `many` fact or a conclusion."""
ChosenValue = str | int | bool | None
"""A value, a count, whether a part is there; None is a value that no leaf asks for."""


class Budget:
    """How many evaluations may still be made. One budget may serve many questions."""

    def __init__(self, remaining: int) -> None:
        self.remaining = remaining

    def spend(self, amount: int = 1) -> bool:
        """Whether there was as much left."""
        self.remaining -= amount
        return self.remaining >= 0


class SatisfiabilityChecker:
    """Asks about conditions of one rule base."""

    def __init__(self, rulebase: RuleBase, budget: Budget) -> None:
        self.rulebase = rulebase
        self.budget = budget

    def is_satisfiable(self, condition: Condition) -> bool | None:
        """Whether the condition can hold; None where that was too long to find out."""
        tests = tuple(dict.fromkeys(iter_leaves(condition)))
        domains = dict(self._iter_domains(tests))
        taken: dict[Choice, ChosenValue] = {}
        tries = MAX_TRIES

        def lookup(test: Test) -> Status:
            return self._evaluate_test(test, taken)

        def search() -> bool | None:
            nonlocal tries
            tries -= 1
            if tries < 0 or not self.budget.spend(len(tests)):
                return None
            status = evaluate(condition, lookup)
            if status is not Status.OPEN:
                return status is Status.HOLDS
            choice = next(each for each in domains if each not in taken)
            for value in domains[choice]:
                taken[choice] = value
                result = search()
                del taken[choice]
                if result is not False:
                    return result
            return False

        if len(domains) > 300:  # as deep as the search could go
            return None
        return search()

    def _iter_domains(self, tests: tuple[Test, ...]) -> Iterator[tuple[Choice, tuple[ChosenValue, ...]]]:
        by_name: dict[str, list[Test]] = {}
        for test in tests:
            by_name.setdefault(test.name, []).append(test)
        for name, same in by_name.items():
            asked = sorted({value for test in same for value in test.values})
            if not self._is_single_valued(name):
                yield from (((name, value), (True, False)) for value in asked)
            elif name in self.rulebase.facts and self.rulebase.facts[name].kind is Kind.COUNT:
                yield (name, None), self._list_counts(name, same)
            else:
                yield (name, None), (*asked, *self._list_other_values(name, asked))

    def _is_single_valued(self, name: str) -> bool:
        fact = self.rulebase.facts.get(name)
        return fact.kind is not Kind.MANY if fact else self.rulebase.conclusions[name].single

    def _list_other_values(self, name: str, asked_values: list[str]) -> tuple[None, ...]:
        """None, where something may have another value than those asked for."""
        fact = self.rulebase.facts.get(name)
        return () if fact and set(fact.values) <= set(asked_values) else (None,)

    def _list_counts(self, name: str, tests: list[Test]) -> tuple[int, ...]:
        """One count of each stretch between the bounds."""
        least = self.rulebase.facts[name].minimum
        cuts = {test.at_least for test in tests} | {test.at_most + 1 for test in tests if test.at_most is not None}
        return (least, *sorted(cut for cut in cuts if cut is not None and cut > least))

    def _evaluate_test(self, test: Test, assignment: Mapping[Choice, ChosenValue]) -> Status:
        if self._is_single_valued(test.name):
            if (test.name, None) not in assignment:
                return Status.OPEN
            value = assignment[test.name, None]
            if isinstance(value, int):
                return Status.HOLDS if test.is_within_bounds(value) else Status.FAILS
            return Status.HOLDS if value in test.values else Status.FAILS
        parts = [assignment.get((test.name, value)) for value in test.values]
        if True in parts:
            return Status.HOLDS
        return Status.OPEN if None in parts else Status.FAILS
