"""The survey section of a report: the respondents, the gaps between the sides, and their certainty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from advisor.model.responses import FUNCTIONS
from advisor.model.rulebase import SCORES_BASIS, STATED_BASIS
from advisor.model.survey_result import RespondentCount, StatementScore, SurveyResult, ThemeScore
from advisor.model.word_lists import join_words
from advisor.reporting.view.text_layout import CitedText, ReportTable, format_decimal
from advisor.reporting.view.wording import ReportContext, decapitalize, format_interval, list_wordings

MAX_GAPS, MAX_TITLED_STATEMENTS = 5, 8
"""Maximum number of gaps in the text (the appendix has all), and of statements that the text names by title."""
MIN_PEOPLE_FOR_CHANCE = 10
"""The number of people a side needs before chance is considered (policy/chance)."""


class SurveyView(NamedTuple):
    """The survey section: who answered, the gaps, their meaning, and the themes."""

    who: list[CitedText]
    gaps_lead: str
    gaps: list[CitedText]
    meaning: list[CitedText]
    themes: ReportTable | None


def build_survey_view(survey: SurveyResult, context: ReportContext) -> SurveyView:
    """Build the survey section of a report."""
    gaps = [statement for statement in survey.statements if statement.gap != [0, 0]][:MAX_GAPS]
    return SurveyView(
        who=list(_describe_respondents(context, survey)),
        gaps_lead=context.wording("gaps-lead") if gaps else "",
        gaps=[_describe_gap(context, statement) for statement in gaps],
        meaning=[*_describe_meaning(context, survey), *_describe_themes(context, survey)] if survey.statements else [],
        themes=_build_themes_table(context, survey) if survey.themes else None,
    )


def _describe_respondents(context: ReportContext, survey: SurveyResult) -> Iterator[CitedText]:
    groups = {group.who: group for group in survey.heard}
    yield context.cite_text(_describe_counts(context, survey, groups), "instrument/who")
    counts = {name: group.people or 0 for name, group in groups.items()}
    if sum(counts.get(name, 0) for name in FUNCTIONS) > counts["company"] > 0:
        yield context.cite_wording("heard-both-heads", "policy/one-person-both-functions")
    if not survey.is_complete:
        is_stated = context.advice.relationship.basis == STATED_BASIS
        yield context.cite_wording(
            "heard-incomplete-unused" if is_stated else "heard-incomplete", "policy/missing-answers"
        )
    scored = {score.who for score in context.advice.scores}
    has_caution = any(caution.id == "figures-held-back" for caution in context.advice.cautions)
    if not groups.keys() & {"company", *FUNCTIONS} <= scored and not has_caution:
        yield context.cite_wording("heard-held-back", "policy/privacy", least=survey.min_group)
    elif survey.held_back:
        statements = _format_statements(context, survey.held_back)
        yield context.cite_wording("heard-statements-held-back", "policy/privacy", statements=statements)


def _describe_counts(context: ReportContext, survey: SurveyResult, groups: dict[str, RespondentCount]) -> str:
    """Say how many people answered, in all and of each function if that may be shown."""
    people = _format_people(context, survey, groups["company"].people)
    if any(groups[name].people is None for name in FUNCTIONS if name in groups):
        names = [context.wording(f"who-{name}") for name in FUNCTIONS if name in groups]
        return context.wording("heard-both" if len(names) > 1 else "heard-one", people=people, function=names[0])
    return context.wording(
        "heard", people=people, groups=join_words(_format_group(context, name, groups.get(name)) for name in FUNCTIONS)
    )


def _format_people(context: ReportContext, survey: SurveyResult, count: int | None) -> str:
    if count is None:
        return context.wording("heard-few-people", least=survey.min_group)
    return context.wording("heard-person" if count == 1 else "heard-people", count=count)


def _format_group(context: ReportContext, name: str, group: RespondentCount | None) -> str:
    words = context.wording(f"who-{name}")
    if group is None:
        return context.wording("heard-none-of", group=words)
    return context.wording("heard-group", count=group.people, group=words)


def _format_statements(context: ReportContext, numbers: Sequence[int]) -> str:
    """List statements by short title and number; by number alone if there are many."""
    if len(numbers) > MAX_TITLED_STATEMENTS:
        return join_words(map(str, numbers))
    return "; ".join(
        context.wording("statement-title", title=decapitalize(context.get_statement_title(number)), number=number)
        for number in numbers
    )


def _describe_gap(context: ReportContext, statement: StatementScore) -> CitedText:
    sides = {"sales": statement.sales, "marketing": statement.marketing}
    means = {
        name: format_interval(context.wording, "gap-between", (side.low, side.high)) for name, side in sides.items()
    }
    text = context.wording("gap", title=statement.title, **means)
    if statement.chance and statement.chance[0] <= 0 <= statement.chance[1]:
        text = f"{text} {context.wording('gap-chance')}"
    return context.cite_text(text, statement.source, strong=(statement.title,))


def _describe_meaning(context: ReportContext, survey: SurveyResult) -> Iterator[CitedText]:
    has_gaps = any(statement.gap != [0, 0] for statement in survey.statements)
    if not has_gaps:
        yield CitedText(context.wording("gaps-none"))
    if context.advice.relationship.basis == SCORES_BASIS:
        yield from _describe_effect_on_level(context, survey)
    if has_gaps:
        yield context.cite_text(_describe_chance(context, survey), "policy/chance")
    if survey.reliability:
        people, alpha = survey.reliability.people, format_decimal(survey.reliability.alpha, ".2f")
        reading = context.wording(f"alpha-{survey.reliability.reading}")
        yield context.cite_wording("alpha", survey.reliability.source, people=people, alpha=alpha, reading=reading)


def _describe_effect_on_level(context: ReportContext, survey: SurveyResult) -> Iterator[CitedText]:
    """Say where the level depends on whose answer counts, and on what both teams have to agree."""
    for outcome in ("verdict", "state"):
        numbers = sorted(statement.number for statement in survey.statements if statement.turns[-1:] == [outcome])
        if numbers:
            statements = _format_statements(context, numbers)
            yield context.cite_wording(f"turns-{outcome}", "policy/turning-gaps", statements=statements)
    if survey.agree_on:
        name = "agree-on-one" if len(survey.agree_on) == 1 else "agree-on"
        statements = _format_statements(context, survey.agree_on)
        yield context.cite_wording(name, "policy/agree-on", count=len(survey.agree_on), statements=statements)
    else:
        yield context.cite_wording("agree-open" if survey.agree_on is None else "agree-already", "policy/agree-on")


def _describe_chance(context: ReportContext, survey: SurveyResult) -> str:
    if any(statement.chance for statement in survey.statements):
        return context.wording("chance-given")
    if min(group.people or 0 for group in survey.heard if group.who in FUNCTIONS) < MIN_PEOPLE_FOR_CHANCE:
        return context.wording("chance-none", least=MIN_PEOPLE_FOR_CHANCE)
    return context.wording("chance-missing")


def _describe_themes(context: ReportContext, survey: SurveyResult) -> Iterator[CitedText]:
    """Say which themes the table leaves out, and why a difference can look wrong by a tenth."""
    shown = {theme.title for theme in survey.themes}
    left_out = [entry.title for entry in context.rulebase.iter_entries("themes") if entry.title not in shown]
    if shown and left_out:
        yield context.cite_wording("themes-left-out", "policy/privacy", themes="; ".join(map(decapitalize, left_out)))
    if any(_looks_miscalculated(theme) for theme in survey.themes):
        yield CitedText(context.wording("themes-rounded"))


def _looks_miscalculated(theme: ThemeScore) -> bool:
    """Return whether the printed difference is not that of the printed figures."""
    intervals = (theme.sales, theme.marketing, theme.gap)
    ends = [[Decimal(f"{end:.1f}") for end in interval] for interval in intervals]
    sales, marketing, gap = ends
    return all(low == high for low, high in ends) and sales[0] - marketing[0] != gap[0]


def _build_themes_table(context: ReportContext, survey: SurveyResult) -> ReportTable:
    heads = list_wordings(context.wording, "themes-head-", "theme", "statements", "sales", "marketing", "gap")
    rows = []
    for theme in survey.themes:
        intervals = (theme.sales, theme.marketing, theme.gap)
        figures = (format_interval(context.wording, "gap-between", interval) for interval in intervals)
        rows.append((theme.title, ", ".join(map(str, theme.statements)), *figures))
    return ReportTable(heads, tuple(rows))
