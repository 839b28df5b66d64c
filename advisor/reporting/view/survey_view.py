"""Who answered the statements, and where the two sides differ: the differences first, then how sure they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor.model.responses import FUNCTIONS
from advisor.model.survey_result import RespondentCount, StatementScore, SurveyResult
from advisor.model.word_lists import join_words
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.text_table import ReportTable
from advisor.reporting.view.wording import ReportContext, decapitalize

MAX_GAPS, MAX_TITLED_STATEMENTS = 5, 8
"""How many gaps the text names (the appendix has all of them), and up to how many statements it names by title."""
_SCORED_GROUPS = {"company", *FUNCTIONS}
MIN_PEOPLE_FOR_CHANCE = 10
"""Up to so many people a side nothing is said of chance (policy/chance)."""


class SurveyView(NamedTuple):
    """What a report says of the answers to the statements: who gave them, the gaps, what they mean, and how sure."""

    who: list[CitedText]
    gaps_lead: str
    gaps: list[CitedText]
    meaning: list[CitedText]
    themes: ReportTable | None


def build_survey_view(survey: SurveyResult, context: ReportContext) -> SurveyView:
    """The section on the answers of those who were asked."""
    gaps = [each for each in survey.statements if each.gap != [0, 0]][:MAX_GAPS]
    return SurveyView(
        who=_describe_respondents(context, survey),
        gaps_lead=context.wording("gaps-lead") if gaps else "",
        gaps=[_describe_gap(context, each) for each in gaps],
        meaning=list(_describe_meaning(context, survey)) if survey.statements else [],
        themes=_build_themes_table(context, survey),
    )


def _describe_respondents(context: ReportContext, survey: SurveyResult) -> list[CitedText]:
    heard_of = {each.who: each for each in survey.heard}
    told = [context.cite_text(_describe_counts(context, survey, heard_of), "instrument/who")]
    counts = {name: each.people or 0 for name, each in heard_of.items()}
    if counts.get("sales", 0) + counts.get("marketing", 0) > counts["company"] > 0:
        told.append(context.cite_text(context.wording("heard-both-heads"), "policy/one-person-both-functions"))
    asked_of = heard_of.keys() & _SCORED_GROUPS
    told_below = any(each.id == "figures-held-back" for each in context.advice.cautions)
    if not asked_of <= {each.who for each in context.advice.scores} and not told_below:
        told.append(context.cite_text(context.wording("heard-held-back", least=survey.min_group), "policy/privacy"))
    elif survey.held_back:
        words = context.wording("heard-statements-held-back", statements=_format_statements(context, survey.held_back))
        told.append(context.cite_text(words, "policy/privacy"))
    return told


def _describe_counts(
    context: ReportContext, survey: SurveyResult, groups_by_name: Mapping[str, RespondentCount]
) -> str:
    """How many answered, and how many of each function where both may be counted."""
    people = _format_people(context, survey, groups_by_name["company"])
    sides = [groups_by_name.get(name) for name in FUNCTIONS]
    if any(side is not None and side.people is None for side in sides):
        one = [context.wording(f"who-{side.who}") for side in sides if side is not None]
        return context.wording("heard-both" if len(one) > 1 else "heard-one", people=people, function=one[0])
    groups = (_format_group(context, name, side) for name, side in zip(FUNCTIONS, sides, strict=True))
    return context.wording("heard", people=people, groups=join_words(groups))


def _format_people(context: ReportContext, survey: SurveyResult, group: RespondentCount) -> str:
    if group.people is None:
        return context.wording("heard-few-people", least=survey.min_group)
    return context.wording("heard-person") if group.people == 1 else context.wording("heard-people", count=group.people)


def _format_group(context: ReportContext, name: str, group: RespondentCount | None) -> str:
    words = context.wording(f"who-{name}")
    return (
        context.wording("heard-none-of", group=words)
        if group is None
        else context.wording("heard-group", count=group.people, group=words)
    )


def _format_statements(context: ReportContext, numbers: Sequence[int]) -> str:
    """Statements by number and short title, where they are few; else by number alone."""
    if len(numbers) > MAX_TITLED_STATEMENTS:
        return join_words(map(str, numbers))
    titles = {entry.id: entry.title for entry in context.rulebase.iter_entries("statements")}
    return "; ".join(f"{each} ({decapitalize(titles[str(each)])})" for each in numbers)


def _describe_gap(context: ReportContext, statement: StatementScore) -> CitedText:
    sides = {"sales": statement.sales, "marketing": statement.marketing}
    told = context.wording(
        "gap",
        title=statement.title,
        **{name: _format_interval(context, side.low, side.high) for name, side in sides.items()},
    )
    if statement.chance:
        told = f"{told} {context.wording('gap-chance', low=_format_signed(statement.chance[0]), high=_format_signed(statement.chance[1]))}"
    return context.cite_text(told, statement.source, strong=(statement.title,))


def _format_interval(context: ReportContext, low: float, high: float) -> str:
    shown = f"{low:.1f}", f"{high:.1f}"
    return shown[0] if shown[0] == shown[1] else context.wording("gap-between", low=shown[0], high=shown[1])


def _format_signed(value: float) -> str:
    """A difference with its sign, the minus as a typographer sets it."""
    return _replace_minus(f"{value:.1f}")


def _replace_minus(figure: str) -> str:
    return f"\N{MINUS SIGN}{figure[1:]}" if figure.startswith("-") else figure


def _describe_meaning(context: ReportContext, survey: SurveyResult) -> Iterable[CitedText]:
    if all(each.gap == [0, 0] for each in survey.statements):
        yield CitedText(context.wording("gaps-none"))
    for turned in ("verdict", "state"):
        numbers = sorted(each.number for each in survey.statements if each.turns[-1:] == [turned])
        if numbers:
            yield context.cite_text(
                context.wording(f"turns-{turned}", statements=_format_statements(context, numbers)),
                "policy/turning-gaps",
            )
    if survey.agree_on is None:
        yield context.cite_text(context.wording("agree-open"), "policy/agree-on")
    elif survey.agree_on:
        name = "agree-on-one" if len(survey.agree_on) == 1 else "agree-on"
        words = context.wording(
            name, count=len(survey.agree_on), statements=_format_statements(context, survey.agree_on)
        )
        yield context.cite_text(words, "policy/agree-on")
    else:
        yield context.cite_text(context.wording("agree-already"), "policy/agree-on")
    if any(each.gap != [0, 0] for each in survey.statements):
        yield context.cite_text(_describe_chance(context, survey), "policy/chance")
    if survey.reliability:
        alpha = survey.reliability
        reading = context.wording(f"alpha-{alpha.reading}")
        yield context.cite_text(
            context.wording("alpha", people=alpha.people, alpha=_replace_minus(f"{alpha.alpha:.2f}"), reading=reading),
            alpha.source,
        )


def _describe_chance(context: ReportContext, survey: SurveyResult) -> str:
    if any(each.chance for each in survey.statements):
        return context.wording("chance-given")
    sides = [each.people or 0 for each in survey.heard if each.who in FUNCTIONS]
    return (
        context.wording("chance-none", least=MIN_PEOPLE_FOR_CHANCE)
        if min(sides) < MIN_PEOPLE_FOR_CHANCE
        else context.wording("chance-missing")
    )


def _build_themes_table(context: ReportContext, survey: SurveyResult) -> ReportTable | None:
    if not survey.themes:
        return None
    heads = tuple(
        context.wording(f"themes-head-{name}") for name in ("theme", "statements", "sales", "marketing", "gap")
    )
    rows = (
        (
            each.title,
            ", ".join(map(str, each.statements)),
            _format_interval(context, *each.sales),
            _format_interval(context, *each.marketing),
            _format_signed(each.gap[0])
            if each.gap[0] == each.gap[1]
            else context.wording("gap-between", low=_format_signed(each.gap[0]), high=_format_signed(each.gap[1])),
        )
        for each in survey.themes
    )
    return ReportTable(heads, tuple(rows))
