"""The weeks of steps: every step has them, in the order of the steps of a move."""

from __future__ import annotations

import pytest

from advisor.loading.packs.load_rulebase import load
from advisor.model.knowledge import MOVES, Step, Weeks

BUILTIN = load()
QUARTER, YEAR = 13, 52
AT_ONCE = 2


def list_steps(move: str) -> list[Step]:
    """Return the built-in steps of a move in their usual order."""
    return sorted((step for step in BUILTIN.steps.values() if step.move == move), key=lambda step: step.order)


def get_weeks(step: Step) -> Weeks:
    assert step.weeks is not None, step.id
    return step.weeks


@pytest.mark.parametrize("step", BUILTIN.steps.values(), ids=BUILTIN.steps)
def test_every_step_has_weeks_within_a_year_from_our_own_policy(step: Step) -> None:
    start, end, source = get_weeks(step)
    assert 0 <= start < (YEAR if end is None else end) <= YEAR
    assert source == "policy/timing"


@pytest.mark.parametrize("move", MOVES)
def test_steps_start_in_their_order(move: str) -> None:
    starts = [get_weeks(step).start for step in list_steps(move)]
    assert starts == sorted(starts)


@pytest.mark.parametrize("move", MOVES)
def test_each_move_starts_at_once_and_no_two_steps_start_together(move: str) -> None:
    starts = [get_weeks(step).start for step in list_steps(move)]
    assert starts[0] <= 1
    assert len(set(starts)) == len(starts)


@pytest.mark.parametrize("move", MOVES)
def test_few_steps_start_at_once_in_the_first_quarter(move: str) -> None:
    starts = [get_weeks(step).start for step in list_steps(move)]
    for first in range(QUARTER):
        assert sum(first <= start < first + 2 for start in starts) <= AT_ONCE
