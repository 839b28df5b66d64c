"""The figures of the 20 statements as one table, for a spreadsheet: a row for each statement, then the totals.

It holds what a report may show and nothing else: averages have one decimal, as they are printed, and a statement that
is held back has no figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.model.advice import Advice
from advisor.model.instrument import build_instrument
from advisor.model.responses import FUNCTIONS
from advisor.model.round_comparison import GroupChange, MeanChange, RoundComparison, StatementChange
from advisor.model.rulebase import RuleBase
from advisor.model.score_rounding import round_score
from advisor.model.survey_result import StatementScore
from advisor.reporting.view.wording import WordingLookup, build_wording_lookup

Figure = str | int | float | None
COMPANY = "company"
_GROUPS = (*FUNCTIONS, COMPANY)
_DIGITS = 1


class FigureTable(NamedTuple):
    """A table for a spreadsheet: headings, and rows of the same length; None is a blank cell."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Figure, ...], ...]


def build_survey_figures(advice: Advice, rulebase: RuleBase) -> FigureTable:
    """Build the table of one round: for each team the people and the average, with both ends if answers are missing."""
    wording = build_wording_lookup(rulebase)
    heads = [wording("figures-number"), wording("figures-statement")]
    for group in _GROUPS:
        heads += [wording(f"figures-{name}", what=wording(f"who-{group}")) for name in ("people", "low", "high")]
    heads += [wording(f"figures-{name}", what=wording("figures-gap")) for name in ("low", "high")]
    rows = []
    if advice.survey:
        counts = {group.who: group.people for group in advice.survey.heard}
        # Who answers for both teams is counted in both; only without such people, the numbers add up to the company's.
        adds_up = sum(counts.get(name) or 0 for name in FUNCTIONS) == counts[COMPANY]
        shown = {each.number: _list_figures(each, adds_up=adds_up) for each in advice.survey.statements}
        rows = list(_iter_statements(rulebase, wording, shown, len(heads) - 2))
    scores = {
        score.who: (score.respondents or None, round_score(score.low), round_score(score.high))
        for score in advice.scores
    }
    totals = [figure for group in _GROUPS for figure in scores.get(group, (None, None, None))]
    rows.append((None, wording("figures-total"), *totals, None, None, None))
    return FigureTable(wording("figures-title"), (*heads, wording("figures-held-back")), tuple(rows))


def _list_figures(statement: StatementScore, *, adds_up: bool) -> tuple[Figure, ...]:
    sides = (statement.sales, statement.marketing)
    company = [sum(ends) / len(sides) for ends in zip(*((side.low, side.high) for side in sides), strict=True)]
    people = sum(side.answered for side in sides) if adds_up else None
    figures: list[Figure] = []
    for side in sides:
        figures += [side.answered, *_round(side.low, side.high)]
    return (*figures, people, *_round(*company), *_round(*statement.gap))


def build_round_figures(comparison: RoundComparison, rulebase: RuleBase) -> FigureTable:
    """Build the table of two rounds, side by side: before, after and change of each team, and the distance."""
    wording, answers = build_wording_lookup(rulebase), comparison.answers
    heads = [wording("figures-number"), wording("figures-statement")]
    for group in _GROUPS:
        names = [wording(f"figures-{name}", what=wording(f"who-{group}")) for name in ("before", "after")]
        heads += [wording("figures-people", what=name) for name in names]
        heads += _list_interval_heads(wording, wording(f"who-{group}"))
        heads.append(wording("figures-reading", what=wording(f"who-{group}")))
    heads += _list_interval_heads(wording, wording("figures-distance"))
    rows: list[tuple[Figure, ...]] = []
    if not answers.totals_only:
        shown = {each.number: _list_changes(wording, each) for each in answers.statements}
        rows = list(_iter_statements(rulebase, wording, shown, len(heads) - 2))
    totals = {change.who: change for change in answers.totals}
    figures = [figure for group in _GROUPS for figure in _list_total(totals.get(group))]
    rows.append((None, wording("figures-total"), *figures, *[None] * 7))
    return FigureTable(wording("figures-title"), (*heads, wording("figures-held-back")), tuple(rows))


def _list_interval_heads(wording: WordingLookup, what: str) -> list[str]:
    names = [wording(f"figures-{name}", what=what) for name in ("before", "after", "change")]
    return [wording(f"figures-{end}", what=name) for name in names for end in ("low", "high")]


def _list_changes(wording: WordingLookup, statement: StatementChange) -> tuple[Figure, ...]:
    figures: list[Figure] = []
    for side in (statement.sales, statement.marketing, statement.company):
        figures += [None, None, *_list_ends(side), wording(f"figures-{side.reading}")]
    gap = statement.gap
    return (*figures, *_round(*gap.before, *gap.after, *gap.change))


def _list_ends(change: MeanChange | GroupChange) -> tuple[float, ...]:
    return _round(*change.before, *change.after, *change.change)


def _list_total(total: GroupChange | None) -> tuple[Figure, ...]:
    if total is None:
        return (None,) * 9
    return (*(people or None for people in total.people), *_list_ends(total), None)


def _iter_statements(
    rulebase: RuleBase, wording: WordingLookup, shown: Mapping[int, Sequence[Figure]], width: int
) -> Iterator[tuple[Figure, ...]]:
    """Yield a row for each statement; one that is held back is marked and has no figures."""
    for each in build_instrument(rulebase).statements:
        figures = shown.get(each.number)
        mark = wording("figures-yes") if figures is None else None
        yield (each.number, each.title, *([None] * width if figures is None else figures), mark)


def _round(*figures: float) -> tuple[float, ...]:
    return tuple(round(figure, _DIGITS) + 0.0 for figure in figures)
