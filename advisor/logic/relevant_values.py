"""The rules that matter for a conclusion, and the answers that these rules distinguish."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import chain, product

from advisor.logic.decision_diagrams import Variable
from advisor.model.answers import OneOf, PartialChoice, Value
from advisor.model.conditions import Test, iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Fact, Kind


def find_relevant_rules(rulebase: RuleBase, targets: Iterable[Atom], settled: Container[str] = ()) -> tuple[Rule, ...]:
    """Return the rules that conclude some atoms, or an atom that such a rule reads, and so on; in order of stages.

    `settled` are conclusions whose exact values later stages are given, so that no rule behind them matters there.
    """
    chosen: set[str] = set()
    waiting, seen = list(targets), set(targets)
    while waiting:
        for rule in rulebase.rules_by_atom.get(waiting.pop(), ()):
            if rule.id not in chosen:
                chosen.add(rule.id)
                read = {
                    Atom(leaf.name, value)
                    for leaf in iter_leaves(rule.condition)
                    if leaf.name not in settled or rulebase.conclusions[leaf.name].stage is rule.stage
                    for value in leaf.values
                } - seen
                seen |= read
                waiting += read
    return tuple(sorted((rule for rule in rulebase.rules if rule.id in chosen), key=lambda rule: rule.stage.rank))


class RelevantValues:
    """The answers to facts that some rules, or further tests, distinguish."""

    def __init__(self, rulebase: RuleBase, rules: Iterable[Rule], more_tests: Iterable[Test] = ()) -> None:
        self.facts = rulebase.facts
        self._tests: dict[str, list[Test]] = {}
        for leaf in chain(more_tests, *(iter_leaves(rule.condition) for rule in rules)):
            if leaf.name in self.facts:
                self._tests.setdefault(leaf.name, []).append(leaf)
        self._values: dict[str, list[str]] = {}
        self._starts: dict[str, list[int]] = {}

    def list_mentioned_values(self, name: str) -> list[str]:
        """Return the values of a fact that rules ask for."""
        if name not in self._values:
            self._values[name] = sorted({value for test in self._list_tests(name) for value in test.values})
        return self._values[name]

    def _list_starts(self, fact: Fact) -> list[int]:
        if fact.name not in self._starts:
            self._starts[fact.name] = list_interval_starts(fact, self._list_tests(fact.name))
        return self._starts[fact.name]

    def _list_tests(self, name: str) -> list[Test]:
        return self._tests.get(name, [])

    def list_distinct_values(self, fact: Fact) -> list[str]:
        """Return the values of a choice; of several that no rule distinguishes, the first."""
        return list(dict.fromkeys(self.list_equal_values(fact, value)[0] for value in fact.values))

    def list_equal_values(self, fact: Fact, value: str) -> list[str]:
        """Return the values of a choice that no rule distinguishes from one of them, which is among them."""
        tests = self._list_tests(fact.name)
        return [
            other for other in fact.values if all((value in test.values) is (other in test.values) for test in tests)
        ]

    def list_alternatives(self, fact: Fact) -> list[Value]:
        """Return every value of a choice, or the first count of each interval that rules distinguish."""
        return list(self._list_starts(fact) if fact.kind is Kind.COUNT else fact.values)

    def list_variables(self, name: str, known: Value | None) -> list[tuple[Variable, list[Value]]]:
        """Return the variables of an open fact: one, or one for each open value of a `many` fact.

        Each comes with the answers that rules distinguish, as labels of branches.
        """
        fact = self.facts[name]
        if fact.kind is Kind.MANY:
            settled = known.yes | known.no if isinstance(known, PartialChoice) else frozenset()
            parts = (part for part in self.list_mentioned_values(name) if part not in settled)
            return [(Variable(name, part), split_part(part)) for part in parts]
        if not isinstance(known, OneOf):
            return [(Variable(name), self.list_alternatives(fact))]
        if fact.kind is Kind.COUNT:
            starts = self._list_starts(fact)
            counts = (count for count in known.values if isinstance(count, int))
            return [(Variable(name), [*sorted({find_interval_start(starts, count) for count in counts})])]
        return [(Variable(name), [*sorted(map(str, known.values))])]

    def iter_full_answers(self, name: str, known: Value | None) -> Iterator[Value]:
        """Iterate over full answers that represent every possible answer to an open fact."""
        chosen = known.yes if isinstance(known, PartialChoice) else frozenset()
        for labels in product(*(labels for _, labels in self.list_variables(name, known))):
            if self.facts[name].kind is Kind.MANY:
                yield chosen.union(*(label.yes for label in labels if isinstance(label, PartialChoice)))
            else:
                yield labels[0]


def list_interval_starts(fact: Fact, tests: Iterable[Test]) -> list[int]:
    """Return the first count of each interval that tests of a count distinguish, lowest first."""
    starts = {fact.minimum}
    for test in tests:
        starts |= {test.at_least or fact.minimum, fact.minimum if test.at_most is None else test.at_most + 1}
    return sorted(start for start in starts if fact.takes_count(start))


def find_interval_start(starts: Iterable[int], count: int) -> int:
    """Return the first count of the interval that contains a count."""
    return max(start for start in starts if start <= count)


def split_part(part: str) -> list[Value]:
    """Return the two answers to one value of a `many` fact: it is chosen, or it is not."""
    return [PartialChoice(yes=frozenset({part})), PartialChoice(no=frozenset({part}))]


def apply_label(known: Value | None, label: Value) -> Value:
    """Return a known value after a further answer; an answer to a part is added to the known parts."""
    if not isinstance(label, PartialChoice):
        return label
    parts = known if isinstance(known, PartialChoice) else PartialChoice()
    return PartialChoice(parts.yes | label.yes, parts.no | label.no)
