"""The comparison of two rounds of one company, as data: everything that a report says, before any layout.

Intervals are [low, high]; both are equal if no answer is missing. A change is after minus before, computed first and
rounded then; figures have one decimal, intervals of chance two. The data holds only what both rounds may show.
"""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.advice import Move, UsedRuleBase

COMPARISON_SCHEMA = "comparison/1"
MOVED, BY_CHANCE, UNTESTED, SAME = "moved", "by-chance", "untested", "same"
"""How to read a change: larger than chance; possibly chance; too few people to test; no change."""


class RoundState(NamedTuple):
    """The state of the company in one round, its basis (as in an advice), and what was advised.

    `people` answered the statements: 0 if only totals are known, None if too few to show. `sides` are the functions
    that answered.
    """

    state: str | None
    possible_states: list[str]
    basis: str
    verdict: str
    possible_verdicts: list[str]
    headline: str
    move: Move | None
    people: int | None
    sides: list[str]


class GroupChange(NamedTuple):
    """The total (20 to 100) of a group in both rounds. `people` is the number who answered, before and after."""

    who: str
    people: list[int]
    before: list[float]
    after: list[float]
    change: list[float]


class MeanChange(NamedTuple):
    """A statement's mean (1 to 5) in both rounds. `chance` is the 95 % bootstrap interval of the change.

    `reading` is one of MOVED, BY_CHANCE, UNTESTED and SAME; with UNTESTED, `chance` is None.
    """

    before: list[float]
    after: list[float]
    change: list[float]
    chance: list[float] | None
    reading: str


class GapChange(NamedTuple):
    """How far apart the two functions are on a statement, whichever is higher, and how that changed.

    `reading` is `narrowed`, `widened`, `same`, or `open` if answers are missing. It is not tested against chance.
    """

    before: list[float]
    after: list[float]
    change: list[float]
    reading: str


class StatementChange(NamedTuple):
    """One statement in both rounds, as each function and the company as a whole see it."""

    number: int
    title: str
    text: str
    sales: MeanChange
    marketing: MeanChange
    company: MeanChange
    gap: GapChange
    source: str


class GroupSizes(NamedTuple):
    """The number of people of a group who answered in each round."""

    who: str
    before: int
    after: int


class AnswerComparison(NamedTuple):
    """The answers of both rounds. `totals_only`: for at least one round only totals are known.

    `other_sides`: some group is left out because other functions answered for it in the other round.
    `too_small`: some group is left out because it is too small to show. `statements` has the largest change first and
    is empty if the two functions may not be shown; `held_back` are the numbers of statements that too few people
    answered. `tested` are the groups whose changes were tested against chance; `too_few` are the functions with fewer
    than `least` people. `near_sizes` are groups whose sizes differ so little that a reader could find the answers of
    newcomers; `near_held_back` are the groups left out for that reason (single statements are then left out too).
    """

    totals: list[GroupChange]
    totals_only: bool
    other_sides: bool
    too_small: bool
    min_group: int
    statements: list[StatementChange]
    held_back: list[int]
    tested: list[str]
    too_few: list[str]
    least: int
    near_sizes: list[GroupSizes]
    near_held_back: list[str]


class ChecklistChange(NamedTuple):
    """The integration checklist: tasks done in each round (None if unknown), and the tasks that changed, by title."""

    done_before: int | None
    done_after: int | None
    total: int
    done_since: list[str]
    under_way: list[str]
    no_longer_done: list[str]
    source: str


class StepProgress(NamedTuple):
    """A step of the earlier advice. `status` is `in-place`, `ahead`, or `untold` if the later advice does not say."""

    id: str
    title: str
    short: str
    status: str
    source: str


class RoundComparison(NamedTuple):
    """Two rounds of one company. `checklist` is None if neither round mentions it."""

    schema: str
    company: str | None
    before: RoundState
    after: RoundState
    answers: AnswerComparison
    checklist: ChecklistChange | None
    steps: list[StepProgress]
    rulebase: UsedRuleBase
