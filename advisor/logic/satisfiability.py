"""Whether a condition can hold at all, by the condition and the vocabulary alone.

The conclusions that it reads may have any values, except that a single conclusion has one value at most. So "no" is
certain, and "yes" means that the condition does not contradict itself. A longer search ends without an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.logic.relevant_values import apply_label, list_interval_starts, split_part
from advisor.model.answers import Answers, Value
from advisor.model.conditions import Condition, Status, Test, evaluate, iter_leaves, mark_reported
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind

MAX_TRIES, MAX_DEPTH = 4_000, 300
_OTHER_VALUE = ""
"""A value that no test asks for."""


class Budget:
    """The number of evaluations that are left. Several questions can share one budget."""

    def __init__(self, remaining: int) -> None:
        self.remaining = remaining

    def spend(self, amount: int = 1) -> bool:
        """Spend an amount; return whether so much was left."""
        self.remaining -= amount
        return self.remaining >= 0


class SatisfiabilityChecker:
    """Checks conditions of one rule base within one budget."""

    def __init__(self, rulebase: RuleBase, budget: Budget) -> None:
        self.rulebase = rulebase
        self.budget = budget

    def is_satisfiable(self, condition: Condition) -> bool | None:
        """Check whether a condition can hold; None if the search takes too long."""
        condition = mark_reported(condition, self.rulebase.facts, reported=False)  # here unknown means: still to try
        tests = tuple(dict.fromkeys(iter_leaves(condition)))
        domains = list(self._iter_domains(tests))
        tries = MAX_TRIES

        def search(answers: Answers, depth: int) -> bool | None:
            nonlocal tries
            tries -= 1
            if tries < 0 or not self.budget.spend(len(tests)):
                return None
            status = evaluate(condition, answers.evaluate_test)
            if status is not Status.OPEN:
                return status is Status.HOLDS
            name, labels = domains[depth]
            for label in labels:
                value = apply_label(answers.known.get(name), label)
                result = search(answers.with_value(name, value), depth + 1)
                if result is not False:
                    return result
            return False

        return None if len(domains) > MAX_DEPTH else search(Answers({}), 0)

    def _iter_domains(self, tests: tuple[Test, ...]) -> Iterator[tuple[str, list[Value]]]:
        """Iterate over the names that tests read, or their parts, with the answers to try."""
        by_name: dict[str, list[Test]] = {}
        for test in tests:
            by_name.setdefault(test.name, []).append(test)
        for name, same in by_name.items():
            tested_values = sorted({value for test in same for value in test.values})
            fact = self.rulebase.facts.get(name)
            if fact and fact.kind is Kind.COUNT:
                yield name, [*list_interval_starts(fact, same)]
            elif fact.kind is Kind.MANY if fact else not self.rulebase.conclusions[name].single:
                yield from ((name, split_part(value)) for value in tested_values)
            else:
                yield (
                    name,
                    [*tested_values]
                    if fact and set(fact.values) <= set(tested_values)
                    else [*tested_values, _OTHER_VALUE],
                )
