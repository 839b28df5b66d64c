"""Which facts can still change the steps, once state, verdict and move are as settled as they will be.

A step is changed by a rule that advises it (or adds to how it is told) and by one that finds it in place already. A
fact matters if, for some answers to the others (which may stay unknown), its answers or its staying unknown come to
different steps. Most conditions ask each fact once; then every open fact of a rule that can still fire matters, and
nothing needs to be tried. Where a fact is asked twice, or some answer will not come, the ways are tried out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import count, product
from typing import NamedTuple

from advisor.logic.relevant_values import Distinctions, behind
from advisor.logic.semantics import Meaning
from advisor.model.answers import Answers, Value
from advisor.model.conditions import (
    NEVER,
    Condition,
    Lookup,
    Status,
    Test,
    leaves,
    open_leaves,
)
from advisor.model.rulebase import WITHDRAWING, RuleBase
from advisor.model.rules import Evidence, Rule, left_of, lookup_in, status_of
from advisor.model.vocabulary import Atom, Fact, Kind, Stage

MOST_TRIES = 300
"""So many cases are tried for one question; a fact of which nothing is known after that counts as one that matters."""
Settling = Callable[[Answers], Mapping[str, frozenset[str | None]]]
"""The exact values that single conclusions can have for some answers."""


class Effect(NamedTuple):
    """A rule that advises a step, or adds to how it is told."""

    rule: Rule
    step: str


class _View(NamedTuple):
    """One company as the rules see it. `stuck` are names that stay as open as they are, whatever is answered.

    `tries` counts the cases tried for it.
    """

    lookup: Lookup
    evidence: Evidence
    still_open: set[str]
    stuck: frozenset[str]
    tries: Iterator[int]

    def left(self, rule: Rule) -> Condition:
        """What has yet to be met for the rule to hold; NEVER where that cannot be, given what is stuck."""

        def final(test: Test) -> Status | None:
            status = self.lookup(test)
            return None if status is Status.OPEN and test.name not in self.stuck else status

        return left_of(rule, final, certainly=True)


class Shaping:
    """The rules of the plan, and what they wait for."""

    def __init__(self, rulebase: RuleBase, meaning: Meaning) -> None:
        self.rulebase = rulebase
        self.meaning = meaning
        plan = rulebase.by_stage[Stage.PLAN]
        self.effects = [Effect(rule, step) for rule in plan for step in dict.fromkeys(rule.concludes("step"))]
        self._out = {
            step: [rule for rule in plan if any(step in rule.concludes(name) for name in WITHDRAWING)]
            for _, step in self.effects
        }
        self._concluding: dict[Atom, list[Rule]] = {}
        for rule in rulebase.rules:
            for atom in rule.then:
                self._concluding.setdefault(atom, []).append(rule)
        self._slices: dict[str, tuple[Meaning, Distinctions]] = {}

    def facts(
        self, answers: Answers, declined: frozenset[str], settling: Settling, fixed: frozenset[str]
    ) -> dict[str, list[Effect]]:
        """The facts whose answers can still change a step, in the order of the rules, each with the effects it has.

        `declined` are facts to which no answer will come, `fixed` single conclusions that no answer changes any more.
        """
        evidence, open_rules = self.meaning.read(answers, settling(answers))
        view = _View(
            lookup_in(answers, evidence, self.rulebase.facts),
            evidence,
            {rule.id for rule in open_rules},
            declined | fixed | {name for name, fact in self.rulebase.facts.items() if fact.computed},
            count(1),
        )
        found: dict[str, list[Effect]] = {}
        for effect in self.effects:
            if _is_out(effect.step, evidence) or view.left(effect.rule) == NEVER:
                continue
            waiting = [view.left(rule) for rule in (effect.rule, *self._out[effect.step]) if rule.id in view.still_open]
            asked = Counter(self._asked(waiting, view))
            facts = [name for name in asked if name in self.rulebase.facts and name not in view.stuck]
            if len(facts) < len(asked) or max(asked.values(), default=0) > 1:
                facts = [name for name in facts if self._changes(effect, name, facts, answers, settling, view.tries)]
            for name in facts:
                found.setdefault(name, []).append(effect)
        return found

    def _asked(self, conditions: list[Condition], view: _View) -> Iterator[str]:
        """What conditions wait for, and the open rules behind what they wait for, as often as it is asked.

        A single conclusion is named too: what it comes to is exact, and more than the rules behind it say. So is,
        twice, a fact that is asked for in a way that all its answers meet, or none.
        """
        seen: Counter[str] = Counter()
        waiting = [list(leaves(condition)) for condition in conditions]
        while waiting:
            for leaf in waiting.pop():
                fact = self.rulebase.facts.get(leaf.name)
                if fact is not None or self.rulebase.conclusions[leaf.name].single:
                    yield leaf.name
                if fact is not None and not _can_turn_out_both_ways(leaf, fact):
                    yield leaf.name
                if fact is not None or leaf.name in view.stuck:
                    continue
                for value in leaf.values & view.evidence.values(leaf.name, certain=False):
                    for rule in self._concluding.get(Atom(leaf.name, value), ()):
                        seen[rule.id] += 1
                        if (
                            rule.id in view.still_open and seen[rule.id] < 3
                        ):  # twice shows that something is asked twice
                            waiting.append(list(open_leaves(rule.condition, view.lookup)))

    def _changes(
        self,
        effect: Effect,
        name: str,
        facts: list[str],
        answers: Answers,
        settling: Settling,
        tries: Iterator[int],
    ) -> bool:
        """Whether, for some answers to the other facts, this one changes the effect; found by trying."""
        others = [other for other in facts if other != name]
        _, distinctions = self._behind(effect.step)
        own = list(distinctions.ways(name, answers.known.get(name)))
        ways: list[list[Value | None]] = [
            [None, *distinctions.ways(other, answers.known.get(other))] for other in others
        ]
        for chosen in product(*ways):
            company = answers
            for other, value in zip(others, chosen, strict=True):
                company = company if value is None else company.with_value(other, value)
            without = self._has(effect, company, settling)
            for value in own:
                if (
                    next(tries) > MOST_TRIES
                    or self._has(effect, company.with_value(name, value), settling) is not without
                ):
                    return True
        return False

    def _has(self, effect: Effect, answers: Answers, settling: Settling) -> bool:
        meaning, _ = self._behind(effect.step)
        evidence = meaning.evidence(answers, settling(answers))
        holds = status_of(effect.rule, lookup_in(answers, evidence, self.rulebase.facts)) is Status.HOLDS
        return holds and not _is_out(effect.step, evidence)

    def _behind(self, step: str) -> tuple[Meaning, Distinctions]:
        """The meaning of what bears on one step alone, and the answers that this tells apart."""
        if step not in self._slices:
            rules = behind(self.rulebase, tuple(Atom(name, step) for name in ("step", *WITHDRAWING)))
            self._slices[step] = Meaning(self.rulebase, Stage.PLAN, rules), Distinctions(self.rulebase, rules)
        return self._slices[step]


def _is_out(step: str, evidence: Evidence) -> bool:
    """Whether a step is not told, whatever rules advise it."""
    return any(step in evidence.values(name) for name in WITHDRAWING)


def _can_turn_out_both_ways(test: Test, fact: Fact) -> bool:
    """Whether some answer meets the test and some other does not."""
    if fact.kind is Kind.COUNT:
        lowest_meets = test.at_least is None or test.at_least <= fact.minimum
        return test.at_most is not None or not lowest_meets
    return fact.kind is Kind.MANY or not test.values.issuperset(fact.values)
