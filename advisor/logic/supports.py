"""The facts that support a claim about a condition: as long as they keep their answers, the claim stays true.

A claim says that a condition holds, fails, does not hold, or does not fail. The answers behind one rule support the
conclusion that it draws. The absence of a conclusion is supported by the answers that stop every rule that could draw
it; rules that only lead to each other need no answer to stay silent (they are unfounded; Van Gelder, Ross and Schlipf,
The Well-Founded Semantics for General Logic Programs, 1991).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum

from advisor.model.conditions import All, Condition, Lookup, Not, Status, Test, evaluate, iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage


class Claim(Enum):
    """What is claimed of a condition."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_HOLDS = "does not hold"
    NOT_FAILS = "does not fail"

    def is_true_for(self, status: Status) -> bool:
        """Return whether the claim is true of a condition with this status."""
        if self in (Claim.HOLDS, Claim.NOT_HOLDS):
            return (status is Status.HOLDS) is (self is Claim.HOLDS)
        return (status is Status.FAILS) is (self is Claim.FAILS)

    @property
    def of_negated_part(self) -> Claim:
        """The claim about the part of a `not` that says the same."""
        return _OF_NEGATED_PART[self]

    @property
    def asserts_presence(self) -> bool:
        """Whether one rule is enough to support the claim about a conclusion; else every rule matters."""
        return self in (Claim.HOLDS, Claim.NOT_FAILS)


_OF_NEGATED_PART = {
    Claim.HOLDS: Claim.FAILS,
    Claim.FAILS: Claim.HOLDS,
    Claim.NOT_HOLDS: Claim.NOT_FAILS,
    Claim.NOT_FAILS: Claim.NOT_HOLDS,
}
Facts = frozenset[str]
_NOTHING: Facts = frozenset()


class SupportSearch:
    """Finds small supports in one situation.

    Args:
        rulebase: the rule base.
        choose_lookup: returns the status of leaves as rules of one stage see it.
        support_settled: returns the support of a claim about a single conclusion that is complete before the stage;
            without it, the rules of the conclusion show it.
        weigh: how costly a support is; the cheapest is chosen.
    """

    def __init__(
        self,
        rulebase: RuleBase,
        choose_lookup: Callable[[Stage], Lookup],
        support_settled: Callable[[Test, Claim], Facts] | None = None,
        weigh: Callable[[Facts], float] = len,
    ) -> None:
        self.facts = rulebase.facts
        self.conclusions = rulebase.conclusions
        self._choose_lookup = choose_lookup
        self._support_settled = support_settled
        self._weigh = weigh
        self._rules_by_atom = rulebase.rules_by_atom
        self._known: dict[tuple[Test, Claim, Stage], Facts | None] = {}
        self._in_progress: set[tuple[Test, Claim]] = set()
        self._loops: set[tuple[Test, Claim]] = set()

    def find_support(self, condition: Condition, claim: Claim, stage: Stage) -> Facts | None:
        """Find a support of a true claim; None if it would only support itself.

        Args:
            condition: the condition.
            claim: a claim that is true of it.
            stage: the stage of the rule that has the condition.
        """
        if isinstance(condition, Test):
            return self._support_test(condition, claim, stage)
        if isinstance(condition, Not):
            return self.find_support(condition.part, claim.of_negated_part, stage)
        takes_all = claim.asserts_presence is isinstance(condition, All)
        if takes_all:
            return _join(self.find_support(part, claim, stage) for part in condition.parts)
        lookup = self._choose_lookup(stage)
        true_parts = [part for part in condition.parts if claim.is_true_for(evaluate(part, lookup))]
        return self._choose_best(self.find_support(part, claim, stage) for part in true_parts)

    def collect_read_facts(self, test: Test) -> Facts:
        """Collect facts on which all possible values of a conclusion depend: if they keep their answers, so do these.

        Of a rule that fails, only a support of that counts.
        """
        found: set[str] = set()
        waiting, seen = [test], {test}
        while waiting:
            current = waiting.pop()
            if current.name in self.facts:
                found.add(current.name)
                continue
            for rule in self._list_concluding_rules(current):
                lookup = self._choose_lookup(rule.stage)
                fails = evaluate(rule.condition, lookup) is Status.FAILS
                support = self.find_support(rule.condition, Claim.FAILS, rule.stage) if fails else None
                if support is not None:
                    found |= support
                    continue
                leaves = set(iter_leaves(rule.condition)) - seen
                seen |= leaves
                waiting += leaves
        return frozenset(found)

    def _list_concluding_rules(self, test: Test) -> list[Rule]:
        if len(test.values) == 1:
            return self._rules_by_atom.get(Atom(test.name, next(iter(test.values))), [])
        atoms = (Atom(test.name, value) for value in sorted(test.values))
        return list({rule.id: rule for atom in atoms for rule in self._rules_by_atom.get(atom, ())}.values())

    def _support_test(self, test: Test, claim: Claim, stage: Stage) -> Facts | None:
        if test.name in self.facts:
            return frozenset((test.name,))
        key = test, claim, stage
        if key in self._known:
            return self._known[key]
        conclusion = self.conclusions[test.name]
        if self._support_settled and conclusion.single and conclusion.stage.rank < stage.rank:
            self._known[key] = self._support_settled(test, claim)
            return self._known[key]
        if (test, claim) in self._in_progress:
            self._loops.add((test, claim))
            return None if claim.asserts_presence else _NOTHING
        self._in_progress.add((test, claim))
        found = self._support_conclusion(test, claim)
        self._in_progress.discard((test, claim))
        self._loops.discard((test, claim))
        if not self._loops:  # else the result holds only within the loop
            self._known[key] = found
        return found

    def _support_conclusion(self, test: Test, claim: Claim) -> Facts | None:
        concluding = self._list_concluding_rules(test)
        if not claim.asserts_presence:
            return _join(self.find_support(rule.condition, claim, rule.stage) for rule in concluding)
        true_rules = [
            rule for rule in concluding if claim.is_true_for(evaluate(rule.condition, self._choose_lookup(rule.stage)))
        ]
        return self._choose_best(self.find_support(rule.condition, claim, rule.stage) for rule in true_rules)

    def _choose_best(self, supports: Iterable[Facts | None]) -> Facts | None:
        return choose_cheapest(supports, self._weigh)


def choose_cheapest(supports: Iterable[Facts | None], weigh: Callable[[Facts], float]) -> Facts | None:
    """Choose the support that is least costly; None if there is none."""
    found = [support for support in supports if support is not None]
    return min(found, key=lambda facts: (weigh(facts), sorted(facts)), default=None)


def _join(supports: Iterable[Facts | None]) -> Facts | None:
    joined = _NOTHING
    for support in supports:
        if support is None:
            return None
        joined |= support
    return joined
