"""The background of the advice: friction, Marketing's role, measures, the funnel, marks of the level, other answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.model.advice import Detail
from advisor.model.conditions import list_tested_values
from advisor.model.rulebase import TROUBLE
from advisor.model.word_lists import join_words
from advisor.reporting.view.reasons_view import list_failing_clauses
from advisor.reporting.view.state_view import is_level_untested
from advisor.reporting.view.step_bullets import MEASURES, collect_problems
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import ReportContext, capitalize, decapitalize, format_step_numbers

OTHER_ANSWERS = "answers"
MAX_FRICTION_LINES = 3
"""Maximum number of kinds of friction that no reported trouble needs."""
MAX_PROBLEMS_ANSWERED = 2
"""Maximum number of kinds of trouble, apart from topics of conflict, that a practice answers in particular."""
TOPIC = "topic_"
TestedValues = frozenset[tuple[str, object]]
MEASURED = ("both", "sales", "downstream", "upstream")
"""Who is measured, in the order of the report; other values of `for` are marketing jobs and come last."""


class Section(NamedTuple):
    """A heading with lines below it."""

    id: str
    heading: str
    lines: list[CitedText]


def build_background(context: ReportContext, printed_rules: Mapping[int, Iterable[str]]) -> list[Section]:
    """Build the sections that have something to say, in the order of the report.

    Args:
        context: the context of the report.
        printed_rules: the rules whose practices the report prints, by the number of the step.
    """
    found = {
        "friction": _describe_friction(context, printed_rules),
        "role": _describe_role(context),
        "measures": _describe_measures(context),
        "marks": _describe_marks(context),
        OTHER_ANSWERS: _list_other_answers(context),
    }
    return [Section(name, context.wording(f"section-{name}"), lines) for name, lines in found.items() if lines]


def list_funnel_leaders(context: ReportContext) -> list[CitedText]:
    """List the stages of the buying funnel whose leader is known; other formats draw this as a picture."""
    funnel, say = context.advice.funnel, context.wording
    lines = []
    for stage in (each for each in funnel.stages if each.leader) if funnel else ():
        name = "funnel-stage" if stage.leader == stage.usual else "funnel-stage-other"
        now, usual = say(f"leader-{stage.leader}"), say(f"leader-{stage.usual}")
        lines.append(CitedText(say(name, stage=stage.title, now=now, usual=usual)))
    return lines


def _describe_friction(context: ReportContext, printed_rules: Mapping[int, Iterable[str]]) -> list[CitedText]:
    """Explain the reported friction: all trouble that no step answers, and MAX_FRICTION_LINES other kinds of it."""
    numbers = {step.id: number for number, step in enumerate(context.advice.steps, 1)}
    shown: dict[str, Detail] = {}
    others: dict[str, Detail] = {}
    for detail in _list_entries(context, "friction_kinds"):
        is_needed = any(
            detail.id in trouble.answered_by and numbers.keys().isdisjoint(trouble.answered_by)
            for trouble in context.advice.trouble
        )
        (shown if is_needed else others).setdefault(detail.id, detail)
    said = set[str]().union(*(context.facts_by_rule[detail.rule] for detail in shown.values()))
    reasons = {detail.because for detail in shown.values()}
    for detail in sorted(others.values(), key=lambda each: not _is_about_main_trouble(context, each)):
        facts = context.facts_by_rule[detail.rule]
        if len(shown) < MAX_FRICTION_LINES and not (facts <= said and detail.because in reasons):
            shown.setdefault(detail.id, detail)
            said |= facts
            reasons.add(detail.because)
    return [_cite_friction(context, detail, printed_rules) for detail in shown.values()]


def _is_about_main_trouble(context: ReportContext, detail: Detail) -> bool:
    """Return whether a kind of friction comes from reported trouble other than a single topic of conflict."""
    tested = list_tested_values(context.rulebase.rules_by_id[detail.rule].condition)
    return any(tested & each.answers and not each.id.startswith(TOPIC) for each in context.advice.trouble)


def _cite_friction(context: ReportContext, detail: Detail, printed_rules: Mapping[int, Iterable[str]]) -> CitedText:
    """Describe a kind of friction with the answer that brings it up, and the steps whose practices answer it."""
    rules = context.rulebase.rules_by_id
    tested = list_tested_values(rules[detail.rule].condition)
    problems = collect_problems(trouble for trouble in context.advice.trouble if tested & trouble.answers)
    answering = [
        number
        for number, names in printed_rules.items()
        if any(_answers_problems(list_tested_values(rules[name].condition), problems) for name in names)
    ]
    title = f"{detail.title}."
    source = context.sign_by_rule(detail.source, detail.rule)
    line = context.cite_text(f"{title} {detail.because} {detail.text}", detail.source, source, strong=(title,))
    if not answering:
        return line
    steps = format_step_numbers(context.wording, sorted(answering))
    return CitedText(context.wording("friction-steps", steps=steps), before=line)


def _answers_problems(tested: TestedValues, problems: TestedValues) -> bool:
    """Return whether a practice answers some problems in particular; one for many kinds of trouble answers none."""
    kinds = [value for name, value in tested if name == TROUBLE and not str(value).startswith(TOPIC)]
    return bool(tested & problems) and len(kinds) <= MAX_PROBLEMS_ANSWERED


def _describe_role(context: ReportContext) -> list[CitedText]:
    """Describe the role of Marketing that was reported, the friction that is usual there, and what comes next."""
    stages = list(context.rulebase.iter_entries("growth"))
    lines = []
    for detail in _list_entries(context, "growth"):
        number, entry = next((number, each) for number, each in enumerate(stages) if each.source == detail.source)
        title = f"{entry.title}."
        lines.append(context.cite_text(f"{title} {entry.text}", entry.source, strong=(title,)))
        if friction := entry.extra.get("friction"):
            lines.append(context.cite_wording("role-friction", entry.source, friction=friction))
        if number + 1 < len(stages):
            following = stages[number + 1]
            lines.append(context.cite_wording("role-next", following.source, title=decapitalize(following.title)))
    return lines


def _describe_measures(context: ReportContext) -> list[CitedText]:
    """List the measures to choose from, by the people whose work they measure."""
    entries = {entry.source: entry for entry in context.rulebase.iter_entries("metrics")}
    chosen = {
        detail.source: entries[detail.source]
        for step in context.advice.steps
        for detail in step.details
        if detail.id.startswith(MEASURES) and detail.source in entries
    }
    groups: dict[str, list[str]] = {name: [] for name in MEASURED}
    for source, entry in chosen.items():
        groups.setdefault(entry.extra["for"], []).append(source)
    lines = []
    for name, sources in groups.items():
        titles = [chosen[source].title for source in sources]
        if name == "sales" and titles:
            measures = join_words(decapitalize(title) for title in titles)
            lines.append(context.cite_wording("measures-sales", *sources, measures=measures))
            continue
        for source in sources:
            title = f"{chosen[source].title}."
            lines.append(context.cite_text(f"{title} {chosen[source].text}", source, strong=(title,)))
    return lines


def _describe_marks(context: ReportContext) -> list[CitedText]:
    """List the marks of a level that was stated and not tested, so that the reader can check it."""
    if not is_level_untested(context):
        return []
    lines = [
        CitedText(context.wording(f"mark-{mark.answer}"), before=context.cite_text(mark.text, mark.source))
        if mark.answer
        else context.cite_text(mark.text, mark.source)
        for mark in context.advice.relationship.marks
    ]
    return [*lines, context.cite_wording("marks-if-not", "policy/stated-relationship")] if lines else []


def _list_other_answers(context: ReportContext) -> list[CitedText]:
    """List the answers that are no reason for either side, then those that nothing at this level depends on."""
    unused = (CitedText(f"{capitalize(each.clause)}.") for each in context.advice.unused)
    lines = (*list_failing_clauses(context), *unused)
    return list({line.text: line for line in reversed(lines)}.values())[::-1]


def _list_entries(context: ReportContext, section: str) -> Iterator[Detail]:
    """Yield the entries to read of a section, those that an answer of the company brings up."""
    details: Iterable[Detail] = context.advice.context
    return (each for each in details if each.id.startswith(f"{section}/") and context.facts_by_rule.get(each.rule))
