"""The weeks of the advised steps follow the order of the plan, and every step keeps its length."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.model.advice import StepAdvice
from advisor.reasoning.schedule import schedule_steps

WEEKS = st.none() | st.tuples(st.integers(0, 40), st.none() | st.integers(1, 20)).map(
    lambda drawn: [drawn[0], None if drawn[1] is None else drawn[0] + drawn[1]]
)
STEPS = st.lists(st.tuples(WEEKS, st.sampled_from(["first", "", "last"])), max_size=9).map(
    lambda drawn: [build_step(weeks, place) for weeks, place in sorted(drawn, key=lambda each: each[1] != "first")]
)


def build_step(weeks: list[int | None] | None, place: str) -> StepAdvice:
    texts = dict.fromkeys(("id", "title", "short", "rule", "source", "move", "what", "first", "owner", "sign"), "x")
    lists: dict[str, list[str]] = {name: [] for name in ("rules", "because", "tasks")}
    return StepAdvice(**texts, **lists, grounds=[], variant=None, details=[], place=place, weeks=weeks)


@given(STEPS, st.booleans())
def test_the_first_step_begins_at_once_and_no_step_before_the_one_ahead_of_it(
    steps: list[StepAdvice], wait: bool
) -> None:
    scheduled = schedule_steps(steps, wait_for_preparation=wait)
    starts = [step.weeks[0] or 0 for step in scheduled if step.weeks]
    assert starts == sorted(starts)
    assert starts[:1] in ([], [0])
    for before, after in zip(steps, scheduled, strict=True):
        assert after._replace(weeks=before.weeks) == before
        if before.weeks and after.weeks:
            (start, end), (new_start, new_end) = before.weeks, after.weeks
            assert (end is None) == (new_end is None)
            assert (new_end or 0) - (new_start or 0) == (end or 0) - (start or 0) or end is None


@given(STEPS)
def test_steps_wait_for_the_preparing_ones_if_asked(steps: list[StepAdvice]) -> None:
    scheduled = schedule_steps(steps, wait_for_preparation=True)
    ends = [step.weeks[1] or 0 for step in scheduled if step.weeks and step.place == "first"]
    starts = [step.weeks[0] or 0 for step in scheduled if step.weeks and step.place != "first"]
    assert not ends or not starts or max(ends) <= min(starts)


@given(STEPS.map(lambda steps: sorted(steps, key=lambda step: (step.weeks or [0])[0] or 0)))
def test_usual_weeks_in_the_order_of_the_steps_keep_their_distances(steps: list[StepAdvice]) -> None:
    usual = [step.weeks[0] or 0 for step in steps if step.weeks]
    scheduled = [step.weeks[0] or 0 for step in schedule_steps(steps, wait_for_preparation=False) if step.weeks]
    assert scheduled == [start - usual[0] for start in usual]
