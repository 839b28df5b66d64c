"""The account of an assessment as an advice gives it: scores, differences, themes, and how sure all that is.

Nothing gets in here that may not be shown; whoever reads an advice can show all of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from advisor.assessment import statistics as chance
from advisor.assessment.function_gaps import AdviceAt, Difference, Side, differences, to_agree_on
from advisor.assessment.privacy import GROUPS, members, released
from advisor.assessment.scoring import NUMBERS, Band, Interval, by_function, company, mean, respondents
from advisor.model.advice import Score
from advisor.model.instrument import Instrument, Theme
from advisor.model.responses import FUNCTIONS, Assessed, Respondent, Showing
from advisor.model.survey_result import Alpha, Heard, SideScore, StatementScore, Survey, ThemeScore


def scores(assessed: Assessed, showing: Showing, bands: Sequence[Band]) -> list[Score]:
    """The scores of the groups that may be shown, the company's after those of the functions."""
    people = respondents(assessed)
    if not people:
        totals = by_function(assessed)
        return [
            _score(who, 0, score, bands) for who, score in {**totals, "company": mean(list(totals.values()))}.items()
        ]
    shown, sides = released(people, showing), by_function(people)
    groups = {group: members(group, people) for group in (*FUNCTIONS, *GROUPS) if group in shown}
    return [
        _score(group, len(those), sides[group] if group in FUNCTIONS else company(those), bands)
        for group, those in groups.items()
    ]


def _score(who: str, people: int, score: Interval, bands: Sequence[Band]) -> Score:
    return Score(who, people, float(score.low), float(score.high), list(score.states(bands)))


def survey(
    assessed: Assessed, showing: Showing, instrument: Instrument, bands: Sequence[Band], advice_at: AdviceAt
) -> Survey | None:
    """What people answered; None where there are totals only, which say nothing of people or statements."""
    people = respondents(assessed)
    if not people:
        return None
    different = differences(people, showing, bands, advice_at)
    shown = released(people, showing).issuperset(FUNCTIONS)
    return Survey(
        heard=_heard(people, showing),
        min_group=showing.min_group,
        statements=_statements(people, different, instrument),
        held_back=sorted(set(NUMBERS).difference(each.number for each in different)) if shown else [],
        themes=[theme for each in instrument.themes if (theme := _theme(each, different))],
        agree_on=_agree_on(people, bands, advice_at, different) if shown else None,
        reliability=_reliability(people, showing),
    )


def _heard(people: Sequence[Respondent], showing: Showing) -> list[Heard]:
    """How many answered. Where one function (or role) has too few to be shown, the other is not counted either."""
    counts = {group: len(members(group, people)) for group in GROUPS}
    small = {group for group, count in counts.items() if 0 < count < showing.min_group}
    for pair in (frozenset(FUNCTIONS), frozenset(("heads", "staff"))):
        small |= pair if small & pair else frozenset()
    return [Heard(group, None if group in small else count) for group, count in counts.items() if count]


def _statements(
    people: Sequence[Respondent], different: Sequence[Difference], instrument: Instrument
) -> list[StatementScore]:
    by_chance = chance.intervals(people, [each.number for each in different])
    worded = {each.number: each for each in instrument.statements}
    return [
        StatementScore(
            number=each.number,
            title=worded[each.number].title,
            text=worded[each.number].text,
            sales=_side(each.sales),
            marketing=_side(each.marketing),
            gap=_ends(each.gap),
            chance=list(by_chance[each.number]) if each.number in by_chance else None,
            turns=list(each.turns),
            source=worded[each.number].source,
        )
        for each in different
    ]


def _side(side: Side) -> SideScore:
    return SideScore(float(side.score.low), float(side.score.high), side.spread, side.answered)


def _ends(interval: Interval) -> list[float]:
    return [float(interval.low), float(interval.high)]


def _theme(theme: Theme, different: Sequence[Difference]) -> ThemeScore | None:
    """A theme, unless one of its statements is held back: it could be found by subtraction."""
    parts = [each for each in different if each.number in theme.statements]
    if len(parts) < len(theme.statements):
        return None
    sales, marketing = mean([each.sales.score for each in parts]), mean([each.marketing.score for each in parts])
    return ThemeScore(
        theme.id,
        theme.title,
        theme.text,
        list(theme.statements),
        _ends(sales),
        _ends(marketing),
        _ends(mean([each.gap for each in parts])),
        theme.source,
    )


def _agree_on(
    people: Sequence[Respondent], bands: Sequence[Band], advice_at: AdviceAt, different: Sequence[Difference]
) -> list[int] | None:
    """Of the statements shown alone: to name another would tell which way its answers differ."""
    found = to_agree_on(people, bands, advice_at, [each.number for each in different])
    return None if found is None else list(found)


def _reliability(people: Sequence[Respondent], showing: Showing) -> Alpha | None:
    found = chance.reliability(people) if "company" in released(people, showing) else None
    if not found or found.people < showing.min_group:
        return None
    return Alpha(found.alpha, found.people, found.reading, "policy/alpha")
