"""Summarize an assessment for an advice: scores, differences, themes, and how certain they are.

A reader of an advice can show all of it, so it contains only what may be shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from advisor.assessment import statistics
from advisor.assessment.function_gaps import (
    AdviceLookup,
    AnswerSummary,
    StatementGap,
    compute_statement_gaps,
    find_statements_to_align,
)
from advisor.assessment.privacy import GROUPS, find_shown_groups, list_members
from advisor.assessment.scoring import STATEMENT_NUMBERS, Interval, StateBand, Tally, compute_mean, list_respondents
from advisor.model.advice import Score
from advisor.model.instrument import Instrument, Theme
from advisor.model.responses import FUNCTIONS, PrivacyLimits, Respondents, Responses
from advisor.model.survey_result import (
    AlphaScore,
    FunctionScore,
    RespondentCount,
    StatementScore,
    SurveyResult,
    ThemeScore,
)


def compute_scores(assessed: Responses, showing: PrivacyLimits, bands: Sequence[StateBand]) -> list[Score]:
    """Compute the scores of the groups that may be shown; the company comes after the functions.

    Args:
        assessed: The people, or the functions' totals.
        showing: The smallest group, and whether heads agreed to be shown.
        bands: The bands of the scoring key.
    """
    people, sides = list_respondents(assessed), Tally(assessed).compute_function_scores()
    if not people:
        scores = {**sides, "company": compute_mean(list(sides.values()))}
        return [_build_score(group, 0, score, bands) for group, score in scores.items()]
    shown = find_shown_groups(people, showing)
    members = {group: list_members(group, people) for group in (*FUNCTIONS, *GROUPS) if group in shown}
    return [
        _build_score(group, len(inside), sides.get(group) or Tally(inside).compute_company_score(), bands)
        for group, inside in members.items()
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
    """Summarize what people answered.

    Args:
        assessed: The people, or the functions' totals.
        showing: The smallest group, and whether heads agreed to be shown.
        instrument: The wording of the statements and themes.
        bands: The bands of the scoring key.
        advice_lookup: The advice for each state.

    Returns:
        The summary; None for totals, which show nothing about people or statements.
    """
    people = list_respondents(assessed)
    if not people:
        return None
    gaps = compute_statement_gaps(people, showing, bands, advice_lookup)
    numbers = [gap.number for gap in gaps]
    shown = find_shown_groups(people, showing)
    # To name a statement that is held back would show how its answers differ.
    to_align = find_statements_to_align(people, bands, advice_lookup, numbers) if shown.issuperset(FUNCTIONS) else None
    return SurveyResult(
        heard=_count_respondents(people, showing),
        is_complete=all(answer is not None for person in people for answer in person.answers),
        min_group=showing.min_group,
        statements=_build_scores(people, gaps, instrument),
        held_back=sorted({*STATEMENT_NUMBERS}.difference(numbers)) if shown.issuperset(FUNCTIONS) else [],
        themes=[theme for each in instrument.themes if (theme := _build_theme_score(each, gaps))],
        agree_on=None if to_align is None else list(to_align),
        reliability=_build_alpha(people, showing) if "company" in shown else None,
    )


def _count_respondents(people: Respondents, showing: PrivacyLimits) -> list[RespondentCount]:
    """Count who answered; if one function (or role) is too small to show, the other is not counted either."""
    counts = {group: len(list_members(group, people)) for group in GROUPS}
    small = {group for group, count in counts.items() if 0 < count < showing.min_group}
    for pair in (frozenset(FUNCTIONS), frozenset(("heads", "staff"))):
        small |= pair if small & pair else frozenset()
    return [RespondentCount(group, None if group in small else count) for group, count in counts.items() if count]


def _build_scores(people: Respondents, gaps: Sequence[StatementGap], instrument: Instrument) -> list[StatementScore]:
    intervals = statistics.compute_gap_intervals(people, [gap.number for gap in gaps])
    statements = {each.number: each for each in instrument.statements}
    return [
        StatementScore(
            number=gap.number,
            title=statements[gap.number].title,
            text=statements[gap.number].text,
            sales=_build_side_score(gap.sales),
            marketing=_build_side_score(gap.marketing),
            gap=gap.gap.ends,
            chance=list(intervals[gap.number]) if gap.number in intervals else None,
            turns=list(gap.consequences),
            source=statements[gap.number].source,
        )
        for gap in gaps
    ]


def _build_side_score(side: AnswerSummary) -> FunctionScore:
    low, high = side.score.ends
    return FunctionScore(low, high, side.spread.deviation, side.answer_count, side.spread.word)


def _build_theme_score(theme: Theme, gaps: Sequence[StatementGap]) -> ThemeScore | None:
    """Build the score of a theme; None if one of its statements is held back, as it could be found by subtraction."""
    parts = [gap for gap in gaps if gap.number in theme.statements]
    if len(parts) < len(theme.statements):
        return None
    columns = ([gap.sales.score for gap in parts], [gap.marketing.score for gap in parts], [gap.gap for gap in parts])
    sales, marketing, gap = (compute_mean(column).ends for column in columns)
    return ThemeScore(theme.id, theme.title, theme.text, list(theme.statements), sales, marketing, gap, theme.source)


def _build_alpha(people: Respondents, showing: PrivacyLimits) -> AlphaScore | None:
    reliability = statistics.compute_reliability(people)
    return AlphaScore(*reliability, "policy/alpha") if reliability and reliability.people >= showing.min_group else None
