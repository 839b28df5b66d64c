"""Two systems of the article for one company: the leaders of the funnel stages, and the checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.model.answers import Answers, PartialChoice
from advisor.model.clauses import format_known_clause
from advisor.model.conditions import Status, iter_required_leaves
from advisor.model.rulebase import CHECKLIST_DONE, RuleBase

if TYPE_CHECKING:
    from advisor.model.funnel_checklist import Funnel, TaskStatus

MARKETING_LED, SALES_LED, MARKETING_ABSENT = "funnel_led_by_marketing", "funnel_led_by_sales", "marketing_absent_at"
CHECKLIST_UNDER_WAY = "checklist_under_way"
_LEADERS = {(True, True): "both", (True, False): "marketing", (False, True): "sales", (False, False): "nobody"}


def build_funnel(rulebase: RuleBase, answers: Answers) -> Funnel | None:
    """Build the funnel map; None if nothing is known about the funnel.

    The leader of a stage is known only if the answers of both functions are, because both can lead a stage together.
    """
    by_marketing, by_sales, absent = map(answers.get_choice, (MARKETING_LED, SALES_LED, MARKETING_ABSENT))
    if by_marketing is None and by_sales is None and absent is None:
        return None
    from advisor.model.funnel_checklist import Funnel, SellingStep, StageLeader

    stages, selling = [], []
    for entry in rulebase.iter_entries("funnel"):
        part, _, name = entry.id.rpartition("/")
        value = name.replace("-", "_")
        if part == "selling":
            takes_part = "no" if absent and value in absent else None  # a list is what was ticked, and no more
            selling.append(SellingStep(value, entry.title, takes_part, entry.source))
        elif not part and value in rulebase.facts[SALES_LED].values:
            known = by_marketing is not None and by_sales is not None
            leader = _LEADERS[value in (by_marketing or ()), value in (by_sales or ())] if known else None
            stages.append(StageLeader(value, entry.title, leader, entry.extra["led_by"], entry.source))
    return Funnel(stages, selling)


def build_checklist(rulebase: RuleBase, answers: Answers) -> list[TaskStatus] | None:
    """Build the list of the 17 tasks with their status; None if nothing is known about the checklist.

    `not` means that a task is neither done nor known to be under way.
    """
    done, under_way = answers.get_choice(CHECKLIST_DONE), answers.get_choice(CHECKLIST_UNDER_WAY)
    if done is None and under_way is None:
        return None
    inferred = answers.known.get(CHECKLIST_DONE)
    certain = inferred.yes if isinstance(inferred, PartialChoice) else done
    from advisor.model.funnel_checklist import TaskStatus

    words, concluded = rulebase.facts[CHECKLIST_DONE].values, _list_concluded_tasks(rulebase, answers)
    tasks = []
    for entry in rulebase.iter_entries("checklist"):
        value = entry.id.replace("/", "_")
        if value in words:
            status = _find_task_status(value, certain, under_way, is_answered=done is not None)
            because = concluded.get(value, "") if status == "done" else ""
            tasks.append(TaskStatus(value, words[value], entry.extra["group"], status, because, entry.source))
    return tasks


def _list_concluded_tasks(rulebase: RuleBase, answers: Answers) -> dict[str, str]:
    """Map each task that other answers show as done, and that nobody ticked, to the clause of the answer."""
    ticked = answers.stated.get(CHECKLIST_DONE)
    if ticked is None and CHECKLIST_DONE not in answers.filled:
        return {}
    return {
        value: format_known_clause(leaf.name, answers, rulebase.facts)
        for rule in rulebase.fact_rules
        for value in rule.list_concluded_values(CHECKLIST_DONE)
        if not (isinstance(ticked, frozenset) and value in ticked)
        for leaf in iter_required_leaves(rule.condition)
        if answers.evaluate_test(leaf) is Status.HOLDS
    }


def _find_task_status(
    task: str, done: frozenset[str] | None, under_way: frozenset[str] | None, *, is_answered: bool
) -> str | None:
    if done and task in done:
        return "done"
    if under_way and task in under_way:
        return "under_way"
    return "not" if is_answered else None
