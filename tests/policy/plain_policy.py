"""The policy "From evidence to verdict" as a plain function over a dict of answers, written from its text alone.

It knows no rules, no stages and no three-valued logic: an unknown answer is filled in, one way after the other. A fact
that is absent, or None, is unknown. Yes/no answers are `yes` and `no`, chosen values a set, counts a number.

Holes of the text and what is read into them here:
- The text names three pairs of a checklist task and a fact "and so on". TASK_FACTS has a fourth. FOLLOWING has the
  meetings, which follow from the task. Answers that are filled in never contradict what was stated.
- A stated size rules; a number of employees that does not fit is odd, but not refused.
- `strength` of `consolidate` and `maintain` is not defined; `compute_strength` returns None for both.
- "No compelling reason" (table/defined/stay/3) is the absence of reasons, so it does not count as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise, product
from typing import NamedTuple

Answers = Mapping[str, object]
STATES = ("undefined", "defined", "aligned", "integrated")
MOVING = frozenset({"tighten", "prepare"})
NEXT = dict(pairwise(STATES))
LADDER = (
    ("sign_rules_agreed", "sign_roles_kept"),
    ("sign_joint_planning", "sign_marketers_confer"),
    ("sign_shared_systems", "sign_shared_metrics"),
)
SIGNS = tuple(sign for rung in LADDER for sign in rung)

TASKS, UNDER_WAY = "checklist_done", "checklist_under_way"
TASK_FACTS = {
    "structure_1": ("marketing_split", "yes"),
    "structure_2": ("report_separately", "no"),
    "processes_3": ("metrics_shared", "yes"),
    "culture_1": ("shared_responsibility_culture", "yes"),
}
"""A task of the checklist, and the answer that says the same."""
FOLLOWING = {
    ("common_funnel_in_use", "yes"): ("common_funnel_possible", "yes"),
    (TASKS, "processes_5"): ("regular_meetings", "yes"),
}
"""An answer, and another that follows from it, but not the other way round."""

_YES_NO = ("yes", "no")
_LANDSCAPE = {"landscape_complex": _YES_NO, "change_rapid": _YES_NO}
_TROUBLE = {
    "current_conflicts": ("none", "frequent"),
    "resources_contested": ("no", "yes"),
    "effort_duplicated": ("no", "yes"),
    "tasks_neglected": ("no", "yes"),
}
FACTS_THAT_MATTER = {
    "undefined": {**_TROUBLE, "informal_relations_good": _YES_NO},
    "defined": {
        **_TROUBLE,
        "market_commoditization": ("differentiated", "commoditized"),
        "market_customizing": _YES_NO,
        "customized_during_sale": _YES_NO,
        "life_cycle_speed": ("steady", "shortening"),
        "change_rapid": _YES_NO,
    },
    "aligned": {
        **_TROUBLE,
        **_LANDSCAPE,
        "common_funnel_possible": _YES_NO,
        "marketing_split": _YES_NO,
        "sales_cycle": ("long", "short"),
        "sales_process_straightforward": _YES_NO,
        "shared_responsibility_culture": _YES_NO,
        "report_separately": _YES_NO,
    },
    "integrated": dict(_TROUBLE),
}
"""For each state, the facts that a verdict depends on while they are unknown, with one answer of each effect.

The marks of a level are missing on purpose: only a reported denial counts.
"""
TOGETHER = {
    "undefined": (),
    "defined": ("current_conflicts", "resources_contested"),
    "aligned": tuple(_TROUBLE),
    "integrated": tuple(_TROUBLE),
}
"""For each state, facts that count only as trouble of some kind: it is enough to fill in one of them both ways."""
MARKS = {
    "undefined": (),
    "defined": ("roles_defined", "sign_rules_agreed", "sign_roles_kept"),
    "aligned": ("roles_defined", "sign_joint_planning", "sign_marketers_confer"),
    "integrated": (
        "shared_responsibility_culture",
        "metrics_shared",
        "revenue_target_shared",
        "sign_shared_systems",
        "sign_shared_metrics",
    ),
}


class ExcludingAnswersError(ValueError):
    """Two answers that exclude each other."""


def close_answers(answers: Answers) -> dict[str, object]:
    """Add what follows from the answers: the one funnel, the tasks of the checklist, the size.

    Raises ExcludingAnswersError if an answer contradicts what follows from another.
    """
    closed = {name: value for name, value in answers.items() if value is not None}
    for (fact, value), (follower, following) in FOLLOWING.items():
        if closed.get(fact) == value or value in _get_chosen(closed, fact):
            _conclude(closed, follower, following)
    for task, (fact, value) in TASK_FACTS.items():
        if task in _get_chosen(closed, TASKS):
            _conclude(closed, fact, value)
        elif closed.get(fact) == value:
            closed[TASKS] = _get_chosen(closed, TASKS) | {task}
    employees = closed.get("employees")
    if isinstance(employees, int):
        closed.setdefault("company_size", "small" if employees < 50 else "medium" if employees < 250 else "large")
    return closed


def _conclude(closed: dict[str, object], fact: str, value: str) -> None:
    if closed.setdefault(fact, value) != value:
        raise ExcludingAnswersError(fact)


def _get_chosen(answers: Answers, name: str) -> frozenset[str]:
    chosen = answers.get(name)
    return frozenset(chosen) if isinstance(chosen, Iterable) and not isinstance(chosen, str) else frozenset()


def decide(state: str, answers: Answers) -> str:
    """Return the verdict for one state; every fact that matters there is known."""
    if state == "integrated":
        return "consolidate" if list_trouble(state, answers) or is_level_denied(state, answers) else "maintain"
    if _has_reason(state, answers):
        lacks_ground = is_level_denied(state, answers) or (state == "aligned" and _lacks_ground(answers))
        return "prepare" if lacks_ground else "tighten"
    return "consolidate" if list_trouble(state, answers) else "stay"


def _has_reason(state: str, answers: Answers) -> bool:
    """T, and M at aligned."""

    def says(fact: str, *values: str) -> bool:
        return answers.get(fact) in (values or ("yes",))

    gaps = says("effort_duplicated") or says("tasks_neglected")
    if state == "undefined":
        return says("current_conflicts", "frequent") or gaps or says("resources_contested")
    if state == "defined":
        return (
            (gaps and not says("roles_defined", "no"))
            or says("market_commoditization", "commoditizing", "commoditized")
            or says("market_customizing")
            or says("customized_during_sale")
            or says("life_cycle_speed", "shortening")
            or says("change_rapid")
        )
    if state == "aligned":
        complex_and_rapid = says("landscape_complex") and says("change_rapid")
        simple = says("sales_cycle", "short") or says("sales_process_straightforward")
        strong = says("common_funnel_possible") or complex_and_rapid
        weak = says("landscape_complex") or says("change_rapid") or says("marketing_split")
        return (complex_and_rapid or not simple) and (strong or (weak and not _lacks_ground(answers)))
    return False


def _lacks_ground(answers: Answers) -> bool:
    """B."""
    return answers.get("shared_responsibility_culture") == "no" or answers.get("report_separately") == "yes"


def list_trouble(state: str, answers: Answers) -> list[str]:
    """E: the troubles that count as such in a state."""
    if state == "undefined":
        return ["relations"] if answers.get("informal_relations_good") == "no" else []
    held = {
        "conflicts": answers.get("current_conflicts") == "frequent",
        "resources": answers.get("resources_contested") == "yes",
        "duplication": answers.get("effort_duplicated") == "yes",
        "neglect": answers.get("tasks_neglected") == "yes",
    }
    return [name for name, holds in held.items() if holds]


def is_level_denied(state: str, answers: Answers) -> bool:
    """G: the answers report that a mark of the level is missing."""

    def deny(fact: str) -> bool:
        return answers.get(fact) == "no"

    if state == "defined":
        return deny("roles_defined") or (deny("sign_rules_agreed") and deny("sign_roles_kept"))
    if state == "aligned":
        return deny("roles_defined") or (deny("sign_joint_planning") and deny("sign_marketers_confer"))
    if state == "integrated":
        return (
            deny("shared_responsibility_culture")
            or (deny("metrics_shared") and deny("revenue_target_shared"))
            or (deny("sign_shared_systems") and deny("sign_shared_metrics"))
        )
    return False


def list_states(answers: Answers, score_states: Iterable[str] = ()) -> list[str]:
    """List the possible states: the stated one, else those of the scores, else those that the signs allow."""
    stated = answers.get("relationship")
    if isinstance(stated, str):
        return [stated]
    if scored := set(score_states):
        return [state for state in STATES if state in scored]
    if all(answers.get(sign) is None for sign in SIGNS):
        return list(STATES)
    found = {_climb(filled) for filled in _fill(answers, dict.fromkeys(SIGNS, _YES_NO)) if _is_consistent(filled)}
    return [state for state in STATES if state in found]


def _is_consistent(answers: Answers) -> bool:
    try:
        close_answers(answers)
    except ExcludingAnswersError:
        return False
    return True


def _climb(answers: Answers) -> str:
    """Return the highest level whose two signs hold, with those of every level below."""
    for level, rung in enumerate(LADDER):
        if any(answers.get(sign) != "yes" for sign in rung):
            return STATES[level]
    return STATES[-1]


def _fill(answers: Answers, values: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, object]]:
    """Yield the answers with the unknown ones of some facts filled in, in every way."""
    unknown = [name for name in values if answers.get(name) is None]
    for chosen in product(*(values[name] for name in unknown)):
        yield {**answers, **dict(zip(unknown, chosen, strict=True))}


def list_possible_verdicts(answers: Answers, score_states: Iterable[str] = ()) -> frozenset[str]:
    """Return the verdicts over all ways to fill in the unknown facts that matter.

    Raises ExcludingAnswersError.
    """
    closed = close_answers(answers)
    states = list_states(closed, score_states)
    return frozenset[str]().union(*(list_verdicts_in_state(state, closed) for state in states))


def list_verdicts_in_state(state: str, closed: Answers) -> frozenset[str]:
    """Return the possible verdicts in one state; the answers hold what follows from them."""
    names = (*FACTS_THAT_MATTER[state], *(mark for mark in MARKS[state] if mark not in FACTS_THAT_MATTER[state]))
    if state == "defined":
        names = tuple(dict.fromkeys((*names, "roles_defined")))
    return _list_verdicts(state, tuple((name, closed.get(name)) for name in names))


@cache
def _list_verdicts(state: str, known: tuple[tuple[str, object], ...]) -> frozenset[str]:
    answers, values = dict(known), dict(FACTS_THAT_MATTER[state])
    for name in [name for name in TOGETHER[state] if answers[name] is None][1:]:
        values[name] = values[name][:1]
    return frozenset(decide(state, filled) for filled in _fill(answers, values))


class ReasonCount(NamedTuple):
    """How many reasons hold on a side: of the big table, and of the summary or the text alone."""

    table: int
    other: int


def count_reasons(state: str, answers: Answers) -> tuple[ReasonCount, ReasonCount]:
    """Count the reasons that certainly hold, for a move and against one."""

    def says(fact: str, *values: str) -> bool:
        return answers.get(fact) in (values or ("yes",))

    gaps = says("effort_duplicated") or says("tasks_neglected")
    conflicts, contested = says("current_conflicts", "frequent"), says("resources_contested")
    if state == "undefined":
        against = (
            says("company_size", "small"),
            says("informal_relations_good"),
            says("marketing_role", "none", "sales_support"),
        )
        return ReasonCount(sum((conflicts, gaps, contested)), (conflicts and contested) + gaps), ReasonCount(
            sum(against), 0
        )
    if state == "defined":
        gaps = gaps and not says("roles_defined", "no")
        commodity = says("market_commoditization", "commoditizing", "commoditized")
        shorter = says("life_cycle_speed", "shortening")
        table = (
            gaps,
            says("market_commoditization", "commoditized") and says("traditional_sales_force_costly"),
            says("customized_during_sale"),
            shorter and says("technology_turnover", "accelerating"),
        )
        other = (commodity or says("market_customizing"), shorter, gaps, says("change_rapid"))
        against = (says("offering_cut_and_dried"), says("traditional_roles_work"))
        return ReasonCount(sum(table), sum(other)), ReasonCount(sum(against), 0)
    if state == "aligned":
        complex_, rapid = says("landscape_complex"), says("change_rapid")
        other = (complex_ and rapid, complex_ or rapid, says("marketing_split"))
        against = (says("shared_responsibility_culture", "no"), says("report_separately"), says("sales_cycle", "short"))
        return ReasonCount(says("common_funnel_possible"), sum(other)), ReasonCount(
            sum(against), says("sales_process_straightforward")
        )
    return ReasonCount(0, 0), ReasonCount(0, 0)


def compute_strength(state: str, answers: Answers, verdict: str) -> str | None:
    """Return how strong the case for a settled verdict is: `clear`, `mixed` or `slight`; None where undefined."""
    if verdict not in (*MOVING, "stay"):
        return None
    mine, others = count_reasons(state, answers)
    if verdict == "stay":
        mine, others = others, mine
    if any(mine) and any(others):
        return "mixed"
    return "clear" if mine.table and not any(others) else "slight"
