"""What came of the advice of an earlier round: where the company stands now, its checklist, and the steps advised."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.assessment.scoring import compute_function_scores, list_respondents
from advisor.model.advice import Advice
from advisor.model.funnel_checklist import TaskStatus
from advisor.model.responses import PrivacyLimits, Responses
from advisor.model.round_comparison import ChecklistChange, RoundState, StepProgress

CHECKLIST_SOURCE = "body/aligned-to-integrated/checklist"


def build_round_state(advice: Advice, assessed: Responses, showing: PrivacyLimits) -> RoundState:
    """Where the company stood in one round."""
    people = list_respondents(assessed)
    told = not people or len(people) >= showing.min_group
    return RoundState(
        state=advice.relationship.state,
        possible_states=advice.relationship.possible_states,
        basis=advice.relationship.basis,
        verdict=advice.verdict,
        possible_verdicts=advice.possible_verdicts,
        headline=advice.headline,
        move=advice.move,
        people=len(people) if told else None,
        sides=[*compute_function_scores(assessed)],
    )


def compare_checklists(
    before: Sequence[TaskStatus] | None, after: Sequence[TaskStatus] | None
) -> ChecklistChange | None:
    """What became of the tasks; None where neither round speaks of them.

    A task is done since only if it was not done before: what was not told then may have been done all along.
    """
    if not before and not after:
        return None
    was, now = ({each.id: each.status for each in tasks or ()} for tasks in (before, after))
    tasks = [*(after or before or ())]
    return ChecklistChange(
        done_before=_count_done_tasks(before),
        done_after=_count_done_tasks(after),
        total=len(tasks),
        done_since=[each.title for each in tasks if _is_newly_done(was.get(each.id), now.get(each.id))],
        under_way=[each.title for each in tasks if now.get(each.id) == "under_way"],
        no_longer_done=[each.title for each in tasks if _is_newly_done(now.get(each.id), was.get(each.id))],
        source=CHECKLIST_SOURCE,
    )


def _is_newly_done(status_before: str | None, status_after: str | None) -> bool:
    """Whether a task is done in the other round, and known not to be in the one."""
    return status_after == "done" and status_before in ("not", "under_way")


def _count_done_tasks(tasks: Sequence[TaskStatus] | None) -> int | None:
    """How many tasks are done; None where only those under way were told."""
    if not tasks or all(each.status in (None, "under_way") for each in tasks):
        return None
    return sum(each.status == "done" for each in tasks)


def compute_progress(before: Advice, after: Advice) -> list[StepProgress]:
    """The steps of the earlier advice, in its order.

    A later advice need not speak of each of them, most of all where the company has moved a level.
    """
    in_place = {note.id for note in after.done}
    ahead = {step.id for step in after.steps} | {note.id for note in after.not_yet}
    return [
        StepProgress(
            step.id,
            step.title,
            step.short,
            "in-place" if step.id in in_place else "ahead" if step.id in ahead else "untold",
            step.source,
        )
        for step in before.steps
    ]
