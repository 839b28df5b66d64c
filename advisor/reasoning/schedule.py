"""The weeks of the advised steps: no step begins before one that the plan puts ahead of it."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.model.advice import StepAdvice


def schedule_steps(steps: Iterable[StepAdvice], *, wait_for_preparation: bool) -> list[StepAdvice]:
    """Move the usual weeks of steps so that they follow the order of the plan.

    The first step begins at once. A step that would begin before the step ahead of it begins together with that step.
    Every step keeps its length; steps without weeks have none.

    Args:
        steps: the steps in the order of the plan, with their usual weeks.
        wait_for_preparation: whether other steps begin only when the steps that are placed first have ended.
    """
    scheduled: list[StepAdvice] = []
    latest, prepared = 0, 0
    lead: int | None = None  # the usual start of the first step
    delay: int | None = None  # of the steps that wait: the first of them begins when the preparing ones have ended
    for step in steps:
        if step.weeks is None:
            scheduled.append(step)
            continue
        usual, usual_end = step.weeks
        lead = (usual or 0) if lead is None else lead
        if delay is None and step.place != "first":
            delay = max(prepared - (usual or 0) + lead, 0)
        start = max((usual or 0) - lead + (delay or 0), latest)
        end = None if usual_end is None else usual_end + start - (usual or 0)
        if wait_for_preparation and step.place == "first":
            prepared = max(prepared, end or 0)
        latest = start
        scheduled.append(step._replace(weeks=[start, end]))
    return scheduled
