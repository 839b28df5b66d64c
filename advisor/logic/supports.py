"""The answers that support a conclusion: enough of them to reach it, whatever all other answers are.

The answers behind one rule support the conclusion that it draws. The absence of a conclusion is supported by the
answers that make every rule fail that could conclude it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers
from advisor.model.conditions import Lookup, Status, Test, iter_supporting_leaves
from advisor.model.rules import Rule, build_lookup, evaluate_rule


def find_supports(semantics: Semantics, rules: Iterable[Rule], name: str, answers: Answers) -> tuple[str, ...]:
    """Return the facts whose answers support the certain value of a conclusion; every known fact if there is none.

    Args:
        semantics: the meaning of the rule base.
        rules: the rules that matter for the conclusion.
        name: the conclusion.
        answers: the answers of the company.
    """
    evidence, facts = semantics.compute_evidence(answers), semantics.rulebase.facts
    values = evidence.get_values(name)
    if not values or values != evidence.get_values(name, certain=False):
        return tuple(answers.known)
    search = _SupportSearch(tuple(rules), build_lookup(answers, evidence, facts), facts)
    return tuple(dict.fromkeys(search.iter_facts(Test(name, values))))


class _SupportSearch:
    def __init__(self, rules: tuple[Rule, ...], lookup: Lookup, facts: Container[str]) -> None:
        self.rules = rules
        self.lookup = lookup
        self.facts = facts
        self._seen: set[Test] = set()

    def iter_facts(self, test: Test) -> Iterator[str]:
        """Iterate over the facts behind a leaf that holds or fails."""
        if test.name in self.facts:
            yield test.name
            return
        if test in self._seen:
            return
        self._seen.add(test)
        concluding = [rule for rule in self.rules if not test.values.isdisjoint(rule.list_concluded_values(test.name))]
        wanted = Status.HOLDS if self.lookup(test) is Status.HOLDS else Status.FAILS
        if wanted is Status.HOLDS:
            concluding = [rule for rule in concluding if evaluate_rule(rule, self.lookup) is Status.HOLDS][:1]
        for rule in concluding:
            for leaf in iter_supporting_leaves(rule.condition, self.lookup, wanted):
                yield from self.iter_facts(leaf)
