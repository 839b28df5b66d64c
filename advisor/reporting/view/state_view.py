"""The state of the relationship with its grounds, progress on the checklist, and the scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.model.advice import FunctionReading, Ground, Progress
from advisor.model.knowledge import Entry
from advisor.model.rulebase import SCORES_BASIS, STATE_BASES, STATED_BASIS
from advisor.model.word_lists import join_alternatives, join_words
from advisor.reporting.view.text_layout import CitedText, format_number
from advisor.reporting.view.wording import ReportContext, capitalize

MAX_SCORE = 100
SCORES_DOUBT = "scores-against-statement"
"""The caution that the scores fit another level than the one that was stated."""
EARLY_STATES = ("undefined", "defined")
"""The levels at which nobody needs the joint tasks of the integration checklist yet."""
NO_MARKETING_TEAM = "growth/none"
"""The entry that the advice names for a company without a marketing team."""
MAX_NAMED_TASKS = 6
"""Maximum number of open checklist tasks that are named one by one."""


def describe_state(context: ReportContext) -> Iterator[CitedText]:
    """Say the state with its grounds and meaning, and the progress on the checklist."""
    relationship = context.advice.relationship
    if relationship.state is None:
        yield CitedText(context.wording("state-open", states=join_alternatives(relationship.possible_states)))
    else:
        states = context.rulebase.states
        number = states.index(relationship.state) + 1
        title = context.wording("level-title", number=number, count=len(states), state=relationship.state)
        yield CitedText(title, strong=(title,))
        yield from _cite_grounds(context, relationship.grounds)
        if is_level_untested(context) and not context.advice.readings:
            yield _describe_test(context)
    if relationship.progress:
        yield _describe_progress(context, relationship.progress)
        if relationship.progress.concluded:
            tasks = join_words(relationship.progress.concluded)
            yield context.cite_wording("progress-concluded", "policy/infer/checklist", tasks=tasks)
        if any(is_checklist_task(detail.id) for step in context.advice.steps for detail in step.details):
            yield context.cite_wording("progress-next", "policy/open-tasks")
        elif relationship.state in EARLY_STATES and relationship.progress.left:
            yield context.cite_wording("progress-early", "policy/open-tasks")
    if begun := [task.title for task in context.advice.checklist or () if task.status == "under_way"]:
        yield CitedText(context.wording("progress-under-way", tasks=join_words(begun)))


def _describe_test(context: ReportContext) -> CitedText:
    """Say how many marks of a stated level the answers confirm and deny, or that nobody asked about them."""
    answers = [mark.answer for mark in context.advice.relationship.marks]
    if not any(answers):
        return context.cite_wording("untested", "policy/stated-relationship")
    counts = {"yes": answers.count("yes"), "no": answers.count("no"), "count": len(answers)}
    name = "tested-denied" if counts["no"] else "tested"
    return context.cite_wording(name, "policy/stated-relationship", **counts)


def _describe_progress(context: ReportContext, progress: Progress) -> CitedText:
    done, concluded, left = len(progress.done), len(progress.concluded), len(progress.left)
    total = done + concluded + left
    name = "progress-all" if done == total else "progress" if 0 < left <= MAX_NAMED_TASKS else "progress-begun"
    return context.cite_wording(name, progress.source, done=done, total=total, left=join_words(progress.left))


def is_checklist_task(detail_id: str) -> bool:
    """Return whether a detail is a task of the integration checklist."""
    return detail_id.startswith("checklist/")


def is_level_untested(context: ReportContext) -> bool:
    """Return whether the level was only stated; the report then lists its marks, so that the reader can check it.

    The marks speak of two teams, so a company without a marketing team has none to check.
    """
    advice = context.advice
    has_one_team = any(detail.id == NO_MARKETING_TEAM for detail in advice.context)
    return advice.relationship.basis == STATED_BASIS and not advice.scores and not has_one_team


def describe_scores(context: ReportContext) -> list[str]:
    """Say each side's score and verdict, and that there is no benchmark."""
    lines = []
    bands = {entry.id: entry for entry in context.rulebase.iter_entries("bands")}
    for score in context.advice.scores:
        between = "score-between-one" if len(score.states) == 1 else "score-between"
        line = context.wording(
            "score-exact" if score.low == score.high else between,
            who=context.wording(f"who-{score.who}"),
            low=format_number(score.low),
            high=format_number(score.high),
            states=join_alternatives([_describe_band(context, bands.get(state), state) for state in score.states]),
        )
        lines.append(line)
    lines += [describe_reading(context, each) for each in context.advice.readings if each.function not in STATE_BASES]
    if context.advice.scores and all(caution.id != "no-benchmark" for caution in context.advice.cautions):
        lines.append(context.wording("no-benchmark"))
    return lines


def describe_other_levels(context: ReportContext, readings: Sequence[FunctionReading]) -> str:
    """Say the advice at the level that scores or signs show, or at those that they leave possible."""
    if len(readings) == 1:
        return describe_reading(context, readings[0])
    verdicts = dict.fromkeys(verdict for each in readings for verdict in each.possible_verdicts)
    return context.wording(
        f"readings-{readings[0].function}{_find_basis_suffix(context)}",
        states=join_words([each.state for each in readings]),
        verdicts=context.join_verdicts(verdicts),
    )


def describe_reading(context: ReportContext, reading: FunctionReading) -> str:
    """Say the advice at another level: the verdict, the level to move to, and whether the steps are others."""
    verdicts = context.join_verdicts(reading.possible_verdicts)
    if reading.move_to:
        verdicts = context.wording("reading-goal", verdicts=verdicts, goal=reading.move_to)
    name = f"reading-{reading.function}{_find_basis_suffix(context)}" if reading.function in STATE_BASES else "reading"
    if reading.function == SCORES_BASIS and any(each.id == SCORES_DOUBT for each in context.advice.cautions):
        name = "reading-there"  # the caution has named both levels
    line = context.wording(name, function=capitalize(reading.function), state=reading.state, verdicts=verdicts)
    steps = {step.id for step in context.advice.steps}
    if steps == set(reading.steps):
        return line
    differs = "reading-other-steps" if steps.isdisjoint(reading.steps) else "reading-some-steps"
    return f"{line} {context.wording(differs)}"


def _find_basis_suffix(context: ReportContext) -> str:
    """Return the end of the wordings for a level that comes from scores; "" for one that was stated."""
    return "-scored" if context.advice.relationship.basis == SCORES_BASIS else ""


def _describe_band(context: ReportContext, band: Entry | None, state: str) -> str:
    """Say a level with the scores that belong to it: `defined (40 to under 60)`."""
    if band is None:
        return state
    low, below = band.extra["from"], band.extra["below"]
    if float(below) > MAX_SCORE:
        return context.wording("band-top", state=state, low=low, top=MAX_SCORE)
    return context.wording("band", state=state, low=low, below=below)


def _cite_grounds(context: ReportContext, grounds: Iterable[Ground]) -> list[CitedText]:
    return [context.cite_text(ground.text, ground.source) for ground in grounds]
