"""What rules tell apart: which other rules bear on a conclusion, and which answers make a difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from advisor.logic.decision_diagrams import Variable
from advisor.model.answers import OneOf, PartialChoice, Value
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Fact, Kind


def find_relevant_rules(rulebase: RuleBase, targets: Iterable[Atom]) -> tuple[Rule, ...]:
    """The rules that bear on some conclusions, by stage: those that draw them, or what such a rule reads, and so on."""
    chosen: dict[str, Rule] = {}
    read = {(atom.name, atom.value) for atom in targets}
    grown = True
    while grown:
        grown = False
        for rule in rulebase.rules:
            if rule.id not in chosen and not read.isdisjoint(rule.then):
                chosen[rule.id] = rule
                read.update((leaf.name, value) for leaf in iter_leaves(rule.condition) for value in leaf.values)
                grown = True
    return tuple(sorted((rule for rule in rulebase.rules if rule.id in chosen), key=lambda rule: rule.stage.rank))


class RelevantValues:
    """The answers to facts that some rules can tell apart."""

    def __init__(self, rulebase: RuleBase, rules: Iterable[Rule]) -> None:
        self.facts = rulebase.facts
        self._values: dict[str, set[str]] = {}
        self._cuts: dict[str, set[int]] = {}
        for rule in rules:
            for leaf in iter_leaves(rule.condition):
                self._values.setdefault(leaf.name, set()).update(leaf.values)
                cuts = self._cuts.setdefault(leaf.name, set())
                cuts |= {
                    bound
                    for bound in (leaf.at_least, None if leaf.at_most is None else leaf.at_most + 1)
                    if bound is not None
                }

    def list_mentioned_values(self, name: str) -> list[str]:
        """The values that rules ask for, of a fact or a conclusion."""
        return sorted(self._values.get(name, ()))

    def list_alternatives(self, fact: Fact) -> list[Value]:
        """Every value a choice can have, or a count in each stretch between the bounds that rules compare it with."""
        if fact.kind is Kind.COUNT:
            return list(self._list_interval_starts(fact))
        return list(fact.values)

    def _list_interval_starts(self, fact: Fact) -> list[int]:
        """The first count of each stretch that no rule parts."""
        return [fact.minimum, *sorted(cut for cut in self._cuts.get(fact.name, ()) if cut > fact.minimum)]

    def list_variables(self, name: str, known: Value | None) -> list[tuple[Variable, list[Value]]]:
        """What is asked about an open fact, with the answers told apart: one variable, or one a value of `many`."""
        fact = self.facts[name]
        if fact.kind is not Kind.MANY:
            return [
                (
                    Variable(name),
                    self._list_remaining_values(fact, known)
                    if isinstance(known, OneOf)
                    else self.list_alternatives(fact),
                )
            ]
        settled = known.yes | known.no if isinstance(known, PartialChoice) else frozenset()
        return [
            (Variable(name, part), [PartialChoice(yes=frozenset({part})), PartialChoice(no=frozenset({part}))])
            for part in self.list_mentioned_values(name)
            if part not in settled
        ]

    def _list_remaining_values(self, fact: Fact, known: OneOf) -> list[Value]:
        """The answers told apart of a fact that is known to lie in a set."""
        if fact.kind is Kind.COUNT:
            return [
                *sorted(
                    {
                        find_interval_start(self._list_interval_starts(fact), each)
                        for each in known.values
                        if isinstance(each, int)
                    }
                )
            ]
        return [*sorted(str(each) for each in known.values)]

    def iter_full_answers(self, name: str, known: Value | None) -> Iterator[Value]:
        """Full answers that stand for all the ways in which an open fact can turn out."""
        chosen = known.yes if isinstance(known, PartialChoice) else frozenset()
        for labels in product(*(labels for _, labels in self.list_variables(name, known))):
            if self.facts[name].kind is Kind.MANY:
                yield chosen.union(*(label.yes for label in labels if isinstance(label, PartialChoice)))
            else:
                yield labels[0]


def find_interval_start(firsts: Iterable[int], count: int) -> int:
    """The first count of the stretch in which a count lies."""
    return max(first for first in firsts if first <= count)
