"""Two rounds of one company side by side, as data: everything a comparison says, before any layout.

Ends of intervals come as [low, high]; they are equal where no answer is missing. A change is what came after less what
was before, worked out first and then rounded; figures have one decimal, intervals of chance two. Nothing gets in here
that may not be shown in both rounds.
"""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.advice import Move, UsedRuleBase

COMPARISON_SCHEMA = "comparison/1"
MOVED, BY_CHANCE, UNTESTED, SAME = "moved", "by-chance", "untested", "same"
"""How a change is read: beyond chance; within what chance could do; with too few people to tell; no change at all."""


class RoundState(NamedTuple):
    """Where the company stood in one round, what that rests on (as in an advice), and what was advised.

    `people` answered the statements: 0 where there are totals only, None where they are fewer than may be shown.
    `sides` are the functions that were heard.
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
    """The total (20 to 100) of a group in both rounds. `people` are those who answered, before and after."""

    who: str
    people: list[int]
    before: list[float]
    after: list[float]
    change: list[float]


class MeanChange(NamedTuple):
    """A statement's mean (1 to 5) in both rounds. `chance` is the 95 % bootstrap interval of the change.

    `reading` is one of MOVED, BY_CHANCE, UNTESTED and SAME; UNTESTED goes with no `chance`.
    """

    before: list[float]
    after: list[float]
    change: list[float]
    chance: list[float] | None
    reading: str


class GapChange(NamedTuple):
    """How far apart the two functions are on a statement, whichever is higher, and how that changed.

    `reading` is `narrowed`, `widened`, `same`, or `open` where missing answers leave it open. It is not tested.
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
    """How many people of a group answered in each round."""

    who: str
    before: int
    after: int


class AnswerComparison(NamedTuple):
    """What people answered in both rounds. `totals_only`: of at least one of them no more than totals are known.

    `other_sides`: some group is left out because not the same functions spoke for it in both rounds.
    `too_small`: some group is left out because it may not be shown. `statements` come with the largest change first,
    and are empty where the two functions may not be shown; `held_back` are the numbers of those too few people
    answered. `tested` are the groups whose changes were held against chance; `too_few` the functions with fewer than
    `least` people. `near_sizes` are groups whose sizes differ by so few that newcomers' answers could be found;
    `near_held_back` the groups left out for that (single statements are then too).
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
    """The integration checklist: tasks done in each round (None: not told), and what became of the tasks, by title."""

    done_before: int | None
    done_after: int | None
    total: int
    done_since: list[str]
    under_way: list[str]
    no_longer_done: list[str]
    source: str


class StepProgress(NamedTuple):
    """A step of the earlier advice. `status` is `in-place`, `ahead`, or `untold` where the later advice is silent."""

    id: str
    title: str
    short: str
    status: str
    source: str


class RoundComparison(NamedTuple):
    """Two rounds of one company. `checklist` is None where neither round speaks of it."""

    schema: str
    company: str | None
    before: RoundState
    after: RoundState
    answers: AnswerComparison
    checklist: ChecklistChange | None
    steps: list[StepProgress]
    rulebase: UsedRuleBase
