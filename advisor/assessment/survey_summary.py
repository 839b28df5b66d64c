"""The account of an assessment as an advice gives it: scores, differences, themes, and how sure all that is.

Nothing gets in here that may not be shown; whoever reads an advice can show all of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from advisor.assessment import statistics as chance
from advisor.assessment.function_gaps import (
    AdviceLookup,
    AnswerSummary,
    StatementGap,
    compute_statement_gaps,
    find_statements_to_align,
)
from advisor.assessment.privacy import GROUPS, find_shown_groups, list_members
from advisor.assessment.scoring import (
    STATEMENT_NUMBERS,
    Interval,
    StateBand,
    compute_company_score,
    compute_function_scores,
    compute_mean,
    list_respondents,
)
from advisor.model.advice import Score
from advisor.model.instrument import Instrument, Theme
from advisor.model.responses import FUNCTIONS, PrivacyLimits, Respondent, Responses
from advisor.model.survey_result import (
    AlphaScore,
    FunctionScore,
    RespondentCount,
    StatementScore,
    SurveyResult,
    ThemeScore,
)


def compute_scores(assessed: Responses, showing: PrivacyLimits, bands: Sequence[StateBand]) -> list[Score]:
    """The scores of the groups that may be shown, the company's after those of the functions."""
    people = list_respondents(assessed)
    if not people:
        totals = compute_function_scores(assessed)
        return [
            _build_score(who, 0, score, bands)
            for who, score in {**totals, "company": compute_mean(list(totals.values()))}.items()
        ]
    shown, sides = find_shown_groups(people, showing), compute_function_scores(people)
    groups = {group: list_members(group, people) for group in (*FUNCTIONS, *GROUPS) if group in shown}
    return [
        _build_score(group, len(those), sides[group] if group in FUNCTIONS else compute_company_score(those), bands)
        for group, those in groups.items()
    ]


def _build_score(group: str, people: int, score: Interval, bands: Sequence[StateBand]) -> Score:
    return Score(group, people, float(score.low), float(score.high), list(score.find_states(bands)))


def summarize_survey(
    assessed: Responses,
    showing: PrivacyLimits,
    instrument: Instrument,
    bands: Sequence[StateBand],
    advice_lookup: AdviceLookup,
) -> SurveyResult | None:
    """What people answered; None where there are totals only, which say nothing of people or statements."""
    people = list_respondents(assessed)
    if not people:
        return None
    different = compute_statement_gaps(people, showing, bands, advice_lookup)
    shown = find_shown_groups(people, showing).issuperset(FUNCTIONS)
    return SurveyResult(
        heard=_count_respondents(people, showing),
        min_group=showing.min_group,
        statements=_build_statement_scores(people, different, instrument),
        held_back=sorted(set(STATEMENT_NUMBERS).difference(each.number for each in different)) if shown else [],
        themes=[theme for each in instrument.themes if (theme := _build_theme_score(each, different))],
        agree_on=_select_statements_to_align(people, bands, advice_lookup, different) if shown else None,
        reliability=_build_alpha(people, showing),
    )


def _count_respondents(people: Sequence[Respondent], showing: PrivacyLimits) -> list[RespondentCount]:
    """How many answered. Where one function (or role) has too few to be shown, the other is not counted either."""
    counts = {group: len(list_members(group, people)) for group in GROUPS}
    small = {group for group, count in counts.items() if 0 < count < showing.min_group}
    for pair in (frozenset(FUNCTIONS), frozenset(("heads", "staff"))):
        small |= pair if small & pair else frozenset()
    return [RespondentCount(group, None if group in small else count) for group, count in counts.items() if count]


def _build_statement_scores(
    people: Sequence[Respondent], gaps: Sequence[StatementGap], instrument: Instrument
) -> list[StatementScore]:
    by_chance = chance.compute_gap_intervals(people, [each.number for each in gaps])
    worded = {each.number: each for each in instrument.statements}
    return [
        StatementScore(
            number=each.number,
            title=worded[each.number].title,
            text=worded[each.number].text,
            sales=_build_side_score(each.sales),
            marketing=_build_side_score(each.marketing),
            gap=_list_ends(each.gap),
            chance=list(by_chance[each.number]) if each.number in by_chance else None,
            turns=list(each.consequences),
            source=worded[each.number].source,
        )
        for each in gaps
    ]


def _build_side_score(side: AnswerSummary) -> FunctionScore:
    return FunctionScore(float(side.score.low), float(side.score.high), side.spread, side.answer_count)


def _list_ends(interval: Interval) -> list[float]:
    return [float(interval.low), float(interval.high)]


def _build_theme_score(theme: Theme, gaps: Sequence[StatementGap]) -> ThemeScore | None:
    """A theme, unless one of its statements is held back: it could be found by subtraction."""
    parts = [each for each in gaps if each.number in theme.statements]
    if len(parts) < len(theme.statements):
        return None
    sales, marketing = (
        compute_mean([each.sales.score for each in parts]),
        compute_mean([each.marketing.score for each in parts]),
    )
    return ThemeScore(
        theme.id,
        theme.title,
        theme.text,
        list(theme.statements),
        _list_ends(sales),
        _list_ends(marketing),
        _list_ends(compute_mean([each.gap for each in parts])),
        theme.source,
    )


def _select_statements_to_align(
    people: Sequence[Respondent], bands: Sequence[StateBand], advice_lookup: AdviceLookup, gaps: Sequence[StatementGap]
) -> list[int] | None:
    """Of the statements shown alone: to name another would tell which way its answers differ."""
    found = find_statements_to_align(people, bands, advice_lookup, [each.number for each in gaps])
    return None if found is None else list(found)


def _build_alpha(people: Sequence[Respondent], showing: PrivacyLimits) -> AlphaScore | None:
    found = chance.compute_reliability(people) if "company" in find_shown_groups(people, showing) else None
    if not found or found.people < showing.min_group:
        return None
    return AlphaScore(found.alpha, found.people, found.reading, "policy/alpha")
