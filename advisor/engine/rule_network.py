"""The network of rules: the facts in its working memory, its productions, and the record of what fired.

The answers of a company are one wide fact, where an unknown fact has no field. What the evidence says is possible or
settled is there from the start, so that NOT is complete. Everything else is asserted by productions that fire.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from advisor.engine.experta_import import BINDING, Fact, Production
from advisor.engine.experta_patches import Network
from advisor.model.answers import Answers
from advisor.model.conditions import Test
from advisor.model.rules import Evidence
from advisor.model.vocabulary import Atom, Conclusion, Stage


class AnswersFact(Fact):  # type: ignore[misc]
    """The answers of one company: a field for each known fact that the rules read."""


class ConclusionFact(Fact):  # type: ignore[misc]
    """A certain conclusion: name and value, or name and the set of values that it may have."""


class PossibleFact(Fact):  # type: ignore[misc]
    """A conclusion that may hold: name and value. A conclusion without one is impossible."""


class SettledFact(Fact):  # type: ignore[misc]
    """A conclusion that only several rules together settle: name and value. It holds once its `stage` is over.

    The value is a set if the conclusion certainly has one of several values.
    """


class Goal(NamedTuple):
    """What productions can conclude: a rule, or a part of a condition, which has no stage.

    `order` sorts the goals of one salience.
    """

    id: str
    order: str
    concludes: tuple[Atom, ...]
    stage: Stage | None = None


class Branch(Production):  # type: ignore[misc]
    """One way for a goal to hold, as a production: tests of answers and conclusions, and the parts that it needs."""

    goal: Goal
    tests: Sequence[Test]
    parts: Sequence[str]

    @classmethod
    def build(cls, goal: Goal, patterns: Iterable[Any], tests: Sequence[Test], parts: Sequence[str]) -> Branch:
        """Build the production that fires if all patterns match; a part fires as soon as it can."""
        branch: Branch = cls(*patterns, salience=1 if goal.stage is None else compute_salience(goal.stage))
        branch.goal, branch.tests, branch.parts = goal, tests, parts
        branch.__name__ = goal.order
        return branch

    def __call__(self, network: RuleNetwork) -> None:
        """Fire."""
        network.record(self)

    __hash__ = object.__hash__
    __eq__ = object.__eq__


def compute_salience(stage: Stage) -> int:
    """Return the salience of the rules of a stage; one less is the end of the stage."""
    return -2 * stage.rank


def build_stage_end(stage: Stage) -> Any:
    """Build the production that fires at the end of a stage, once for each settled conclusion."""

    def settle(network: RuleNetwork, name: str, value: str) -> None:
        network.stages_over = stage.rank
        network.declare(ConclusionFact(name=name, value=value))

    pattern = SettledFact(stage=stage.value, name=BINDING.name, value=BINDING.value)
    return Production(pattern, salience=compute_salience(stage) - 1)(settle)


class RuleNetwork(Network):
    """The network of the rules that one state allows; it infers for one company after the other.

    Args:
        productions: the branches of the rules and of their parts.
        answers: the facts that the productions read.
        conclusions: the conclusions that they read.
        negated: the conclusions that they negate.
    """

    def __init__(
        self, productions: Iterable[Branch], answers: set[str], conclusions: set[str], negated: set[str]
    ) -> None:
        self.answers = answers
        self.conclusions = conclusions
        self.negated = negated
        super().__init__([*productions, *map(build_stage_end, Stage)])

    def infer(self, answers: Answers, evidence: Evidence, singles: Mapping[str, Conclusion]) -> None:
        """Fire all productions for one company. Afterwards `fired` has the branches of each goal, first fired first."""
        self.fired: dict[str, list[Branch]] = {}
        self.stages_over = -1
        self.reset()
        facts = [
            PossibleFact(name=name, value=value)
            for name in sorted(self.negated.intersection(evidence.possible))
            for value in sorted(evidence.possible[name])
        ]
        facts += [
            SettledFact(stage=singles[name].stage.value, name=name, value=value)
            for name in sorted(self.conclusions.intersection(evidence.possible, singles))
            for value in _list_settled_values(name, evidence)
        ]
        known = answers.known
        facts.append(AnswersFact.from_iter({name: known[name] for name in self.answers if name in known}))
        self.declare(*facts)
        self.run()

    def record(self, branch: Branch) -> None:
        """Record that a branch of a goal fired; assert what the goal concludes if it is the first."""
        goal = branch.goal
        if goal.stage is not None and goal.stage.rank <= self.stages_over:
            return  # the branch matched a settled conclusion of its own stage
        branches = self.fired.setdefault(goal.id, [])
        branches.append(branch)
        if len(branches) == 1:
            for name, value in goal.concludes:
                if goal.stage is None or name in self.conclusions:
                    self.declare(ConclusionFact(name=name, value=value))

    def collect_tests(self, goal: str) -> set[Test]:
        """Return the tests that the branches of a goal matched, with those of their parts."""
        tests: set[Test] = set()
        for branch in self.fired[goal]:
            tests.update(branch.tests)
            for part in branch.parts:
                tests |= self.collect_tests(part)
        return tests


def _list_settled_values(name: str, evidence: Evidence) -> list[str] | list[frozenset[str]]:
    certain, possible = evidence.get_values(name), evidence.get_values(name, certain=False)
    return sorted(certain) if certain or name not in evidence.settled else [possible]
