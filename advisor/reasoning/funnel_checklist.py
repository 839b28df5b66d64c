"""Where two systems of the article stand in this company: who leads which stage of the funnel, and the checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.model.answers import Answers
from advisor.model.rulebase import RuleBase

if TYPE_CHECKING:
    from advisor.model.funnel_checklist import Funnel, TaskStatus

BY_MARKETING, BY_SALES, ABSENT = "funnel_led_by_marketing", "funnel_led_by_sales", "marketing_absent_at"
DONE, UNDER_WAY = "checklist_done", "checklist_under_way"
_SELLING, _CHECKLIST = "selling", "checklist"
_LEADERS = {(True, True): "both", (True, False): "marketing", (False, True): "sales", (False, False): "nobody"}


def funnel(rulebase: RuleBase, answers: Answers) -> Funnel | None:
    """The funnel map; None where nothing was said of it.

    Who leads a stage is known only where it was said for both functions: what one leads, the other may lead with it.
    """
    by_marketing, by_sales, absent = (_chosen(answers, name) for name in (BY_MARKETING, BY_SALES, ABSENT))
    if by_marketing is None and by_sales is None and absent is None:
        return None
    from advisor.model.funnel_checklist import Funnel, SellingStep, Stage

    stages, selling = [], []
    for entry in rulebase.section("funnel"):
        part, _, name = entry.id.rpartition("/")
        value = name.replace("-", "_")
        if part == _SELLING:
            takes_part = None if absent is None else "no" if value in absent else "yes"
            selling.append(SellingStep(value, entry.title, takes_part, entry.source))
        elif not part and value in rulebase.facts[BY_SALES].values:
            known = by_marketing is not None and by_sales is not None
            leader = _LEADERS[value in (by_marketing or ()), value in (by_sales or ())] if known else None
            stages.append(Stage(value, entry.title, leader, entry.extra["led_by"], entry.source))
    return Funnel(stages, selling)


def checklist(rulebase: RuleBase, answers: Answers) -> list[TaskStatus] | None:
    """The 17 tasks and how far each has come; None where nothing was said of them.

    `not` means not done, and not said to be under way.
    """
    done, under_way = _chosen(answers, DONE), _chosen(answers, UNDER_WAY)
    if done is None and under_way is None:
        return None
    from advisor.model.funnel_checklist import TaskStatus

    words = rulebase.facts[DONE].values
    return [
        TaskStatus(value, words[value], entry.extra["group"], _status(value, done, under_way), entry.source)
        for entry in rulebase.section(_CHECKLIST)
        if (value := entry.id.replace("/", "_")) in words
    ]


def _status(task: str, done: frozenset[str] | None, under_way: frozenset[str] | None) -> str | None:
    if done and task in done:
        return "done"
    if under_way and task in under_way:
        return "under_way"
    return None if done is None else "not"


def _chosen(answers: Answers, name: str) -> frozenset[str] | None:
    value = answers.known.get(name)
    return value if isinstance(value, frozenset) else None
