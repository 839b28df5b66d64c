"""Where two systems of the article stand in this company: who leads which stage of the funnel, and the checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.model.answers import Answers
from advisor.model.rulebase import RuleBase

if TYPE_CHECKING:
    from advisor.model.funnel_checklist import Funnel, TaskStatus

MARKETING_LED_FACT, SALES_LED_FACT, MARKETING_ABSENT_FACT = (
    "funnel_led_by_marketing",
    "funnel_led_by_sales",
    "marketing_absent_at",
)
DONE_FACT, UNDER_WAY_FACT = "checklist_done", "checklist_under_way"
_SELLING, _CHECKLIST = "selling", "checklist"
_LEADERS = {(True, True): "both", (True, False): "marketing", (False, True): "sales", (False, False): "nobody"}


def build_funnel(rulebase: RuleBase, answers: Answers) -> Funnel | None:
    """The funnel map; None where nothing was said of it.

    Who leads a stage is known only where it was said for both functions: what one leads, the other may lead with it.
    """
    by_marketing, by_sales, absent = (
        _get_chosen_values(answers, name) for name in (MARKETING_LED_FACT, SALES_LED_FACT, MARKETING_ABSENT_FACT)
    )
    if by_marketing is None and by_sales is None and absent is None:
        return None
    from advisor.model.funnel_checklist import Funnel, SellingStep, StageLeader

    stages, selling = [], []
    for entry in rulebase.iter_entries("funnel"):
        part, _, name = entry.id.rpartition("/")
        value = name.replace("-", "_")
        if part == _SELLING:
            takes_part = None if absent is None else "no" if value in absent else "yes"
            selling.append(SellingStep(value, entry.title, takes_part, entry.source))
        elif not part and value in rulebase.facts[SALES_LED_FACT].values:
            known = by_marketing is not None and by_sales is not None
            leader = _LEADERS[value in (by_marketing or ()), value in (by_sales or ())] if known else None
            stages.append(StageLeader(value, entry.title, leader, entry.extra["led_by"], entry.source))
    return Funnel(stages, selling)


def build_checklist(rulebase: RuleBase, answers: Answers) -> list[TaskStatus] | None:
    """The 17 tasks and how far each has come; None where nothing was said of them.

    `not` means not done, and not said to be under way.
    """
    done, under_way = _get_chosen_values(answers, DONE_FACT), _get_chosen_values(answers, UNDER_WAY_FACT)
    if done is None and under_way is None:
        return None
    from advisor.model.funnel_checklist import TaskStatus

    words = rulebase.facts[DONE_FACT].values
    return [
        TaskStatus(value, words[value], entry.extra["group"], _find_task_status(value, done, under_way), entry.source)
        for entry in rulebase.iter_entries(_CHECKLIST)
        if (value := entry.id.replace("/", "_")) in words
    ]


def _find_task_status(task: str, done: frozenset[str] | None, under_way: frozenset[str] | None) -> str | None:
    if done and task in done:
        return "done"
    if under_way and task in under_way:
        return "under_way"
    return None if done is None else "not"


def _get_chosen_values(answers: Answers, name: str) -> frozenset[str] | None:
    value = answers.known.get(name)
    return value if isinstance(value, frozenset) else None
