"""Progress since an earlier round: the company's state, its checklist, and the steps that were advised."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.assessment.scoring import Tally, list_respondents
from advisor.model.advice import Advice
from advisor.model.funnel_checklist import TaskStatus
from advisor.model.responses import PrivacyLimits, Responses
from advisor.model.round_comparison import ChecklistChange, RoundState, StepProgress

CHECKLIST_SOURCE = "body/aligned-to-integrated/checklist"


def build_round_state(advice: Advice, assessed: Responses, showing: PrivacyLimits) -> RoundState:
    """Build the state of the company in one round; `people` is None for a group too small to show."""
    count = len(list_respondents(assessed))
    return RoundState(
        state=advice.relationship.state,
        possible_states=advice.relationship.possible_states,
        basis=advice.relationship.basis,
        verdict=advice.verdict,
        possible_verdicts=advice.possible_verdicts,
        headline=advice.headline,
        move=advice.move,
        people=None if 0 < count < showing.min_group else count,
        sides=[*Tally(assessed).compute_function_scores()],
    )


_Checklist = Sequence[TaskStatus] | None


def compare_checklists(before: _Checklist, after: _Checklist) -> ChecklistChange | None:
    """Compare the tasks of two rounds; None if neither round mentions them.

    A task is newly done only if it was known not to be done before; a task of unknown status may have been done.
    """
    if not before and not after:
        return None
    earlier, later = ({task.id: task.status for task in tasks or ()} for tasks in (before, after))
    tasks = [*(after or before or ())]
    return ChecklistChange(
        done_before=_count_done_tasks(before),
        done_after=_count_done_tasks(after),
        total=len(tasks),
        done_since=[task.title for task in tasks if _is_newly_done(earlier.get(task.id), later.get(task.id))],
        under_way=[task.title for task in tasks if later.get(task.id) == "under_way"],
        no_longer_done=[task.title for task in tasks if _is_newly_done(later.get(task.id), earlier.get(task.id))],
        source=CHECKLIST_SOURCE,
    )


def _is_newly_done(status: str | None, other_status: str | None) -> bool:
    """Return whether a task is done in the other round, and known not to be done in this one."""
    return other_status == "done" and status in ("not", "under_way")


def _count_done_tasks(tasks: _Checklist) -> int | None:
    """Count the tasks that are done; None if only those under way are known."""
    if not tasks or all(task.status in (None, "under_way") for task in tasks):
        return None
    return sum(task.status == "done" for task in tasks)


def compute_progress(before: Advice, after: Advice) -> list[StepProgress]:
    """Compute the status of the steps of the earlier advice, in its order.

    A later advice may not mention all of them, above all if the company has moved up a level.
    """
    statuses = dict.fromkeys([*(step.id for step in after.steps), *(note.id for note in after.not_yet)], "ahead")
    statuses |= dict.fromkeys((note.id for note in after.done), "in-place")
    return [
        StepProgress(step.id, step.title, step.short, statuses.get(step.id, "untold"), step.source)
        for step in before.steps
    ]
