"""The compiler from rules of the model to productions of experta.

A rule becomes a production for each branch of its outermost `any`. A production is a conjunction: tests of answers are
constraints on the fields of the `AnswersFact`, a test of a conclusion matches a `ConclusionFact`, and a negated
conclusion is the NOT of a `PossibleFact`. An `any` further inside is a part: a conclusion of its own that rules share,
so that nothing is multiplied out. A test of a conclusion with several values is a part too, so that it matches once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any as Untyped

from advisor.engine.experta_import import NOT, Literal, P
from advisor.engine.rule_network import AnswersFact, Branch, ConclusionFact, Goal, PossibleFact
from advisor.model.answers import compare
from advisor.model.conditions import All, Any, Condition, Not, Status, Test
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Kind

PART = "#"
"""The name of the conclusions that are parts of conditions; their values are numbers."""
_SINGLE_WORDS = (Kind.CHOICE, Kind.YES_NO)


class Compiler:
    """Compiles the rules of one network, and collects the names that their patterns read."""

    def __init__(self, rulebase: RuleBase) -> None:
        self.facts = rulebase.facts
        self.answers: set[str] = set()
        self.conclusions: set[str] = set()
        self.negated: set[str] = set()
        self._parts: dict[Condition, Atom] = {}

    def compile_rule(self, rule: Rule, condition: Condition, position: int) -> Iterator[Branch]:
        """Compile a rule with the part of its condition that can hold, in negation normal form.

        `position` decides which of the rules of one stage fires first.
        """
        return self._compile_branches(Goal(rule.id, f"{position:06} {rule.id}", rule.then, rule.stage), condition)

    def _compile_branches(self, goal: Goal, condition: Condition) -> Iterator[Branch]:
        """Yield the production of each branch, after those of the parts that it needs."""
        for branch in condition.parts if isinstance(condition, Any) else (condition,):
            leaves: list[Condition] = []
            parts: list[Atom] = []
            for each in branch.parts if isinstance(branch, All) else (branch,):
                if isinstance(each, Any) or self._has_several_values(each):
                    yield from self._compile_part(each)
                    parts.append(self._parts[each])
                else:
                    leaves.append(each)
            yield self._build_branch(goal, leaves, parts)

    def _has_several_values(self, leaf: Condition) -> bool:
        return isinstance(leaf, Test) and leaf.name not in self.facts and len(leaf.values) > 1

    def _compile_part(self, condition: Condition) -> Iterator[Branch]:
        if condition in self._parts:
            return
        part = self._parts[condition] = Atom(PART, f"{PART}{len(self._parts)}")
        goal = Goal(part.value, part.value, (part,))
        if isinstance(condition, Test):
            yield self._build_branch(goal, [condition], [])
        else:
            yield from self._compile_branches(goal, condition)

    def _build_branch(self, goal: Goal, leaves: Iterable[Condition], parts: Sequence[Atom]) -> Branch:
        """Build the production of a conjunction of leaves and parts.

        Conclusions come first, because rules share them. Absences come last, because NOT needs a fact before it.
        """
        present: list[Untyped] = []
        absent: list[Untyped] = []
        fields: dict[str, Untyped] = {}
        tests: list[Test] = []
        for leaf in leaves:
            test, wanted = (leaf.part, Status.FAILS) if isinstance(leaf, Not) else (leaf, Status.HOLDS)
            assert isinstance(test, Test)  # because of the normal form
            tests.append(test)
            name = test.name
            if name in self.facts:
                self.answers.add(name)
                if compare(test, None) is wanted:
                    absent.append(NOT(AnswersFact.from_iter({name: _build_contradiction(test, wanted)})))
                else:
                    constraint = self._build_constraint(test, wanted)
                    fields[name] = fields[name] & constraint if name in fields else constraint
            elif wanted is Status.HOLDS:
                self.conclusions.add(name)
                present.append(ConclusionFact(name=name, value=_build_value(test.values)))
            else:
                self.negated.add(name)
                absent.append(NOT(PossibleFact(name=name, value=_build_value(test.values))))
        present += [ConclusionFact(name=name, value=value) for name, value in parts]
        if fields or not present:
            present.append(AnswersFact.from_iter(fields))
        return Branch.build(goal, [*present, *absent], tests, [part.value for part in parts])

    def _build_constraint(self, test: Test, wanted: Status) -> Untyped:
        """Build the constraint that an answer meets if the test then has the status `wanted`."""
        if wanted is Status.HOLDS and len(test.values) == 1 and self.facts[test.name].kind in _SINGLE_WORDS:
            return Literal(*test.values)
        return _build_predicate(test, wanted)


def _build_value(values: frozenset[str]) -> Untyped:
    return _build_membership(values) if len(values) > 1 else next(iter(values))


# These are cached, because experta keeps every predicate that it has seen.
@cache
def _build_predicate(test: Test, wanted: Status) -> Untyped:
    return P(lambda answer: compare(test, answer) is wanted)


@cache
def _build_contradiction(test: Test, wanted: Status) -> Untyped:
    """Build the constraint that an answer meets if the test then has another status than `wanted`."""
    return P(lambda answer: compare(test, answer) is not wanted)


@cache
def _build_membership(values: frozenset[str]) -> Untyped:
    """Build the constraint that a value is among `values`, or all values that a conclusion may have are."""
    return P(lambda value: value in values if isinstance(value, str) else value <= values)
