"""The answers that carry a conclusion: enough of them to reach it, whatever all the others are.

A conclusion that holds is carried by the answers behind one rule that concludes it. A conclusion that a rule needs to
be absent is carried by the answers that make every rule fail which could conclude it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers
from advisor.model.conditions import Lookup, Status, Test, evaluate, iter_supporting_leaves
from advisor.model.rules import Rule, build_lookup


def find_supports(meaning: Semantics, rules: Iterable[Rule], name: str, answers: Answers) -> tuple[str, ...]:
    """The facts whose answers carry the value that `name` certainly has; every known fact where it has none."""
    evidence = meaning.compute_evidence(answers)
    values = evidence.get_values(name)
    if not values or values != evidence.get_values(name, certain=False):
        return tuple(answers.known)
    search = _SupportSearch(
        tuple(rules), build_lookup(answers, evidence, meaning.rulebase.facts), frozenset(meaning.rulebase.facts)
    )
    return tuple(dict.fromkeys(search.iter_facts(Test(name, values))))


class _SupportSearch:
    def __init__(self, rules: tuple[Rule, ...], lookup: Lookup, facts: frozenset[str]) -> None:
        self.rules = rules
        self.lookup = lookup
        self.facts = facts
        self._seen: set[Test] = set()

    def iter_facts(self, test: Test) -> Iterator[str]:
        """The facts behind a leaf that holds or fails."""
        if test.name in self.facts:
            yield test.name
            return
        if test in self._seen:
            return
        self._seen.add(test)
        concluding = [
            rule
            for rule in self.rules
            if any(atom.name == test.name and atom.value in test.values for atom in rule.then)
        ]
        holds = self.lookup(test) is Status.HOLDS
        if holds:
            holding = [rule for rule in concluding if evaluate(rule.condition, self.lookup) is Status.HOLDS]
            concluding = holding[:1]
        wanted = Status.HOLDS if holds else Status.FAILS
        for rule in concluding:
            for leaf in iter_supporting_leaves(rule.condition, self.lookup, wanted):
                yield from self.iter_facts(leaf)
