"""The figures of a portfolio add up, and show nothing that its counts do not have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.loading.packs.load_rulebase import load
from advisor.model.portfolio_figures import Showing
from advisor.portfolio.summary.portfolio_counts import CellCounts, PortfolioCounts
from advisor.portfolio.summary.portfolio_figures import build_figures
from tests.portfolio.summary.portfolios import OPEN, build_counts, build_example
from tests.profiles import examples

CELLS = [(state, verdict) for state in ("", *load().states) for verdict in ("stay", "tighten", "prepare", OPEN)]
SIZES = st.sampled_from((0, 1, 2, 4, 5, 8, 40))


@st.composite
def portfolios(draw: st.DrawFn) -> PortfolioCounts:
    """Draw the counts of a portfolio, of which some groups have any share."""
    advised = {cell: size for cell in CELLS if (size := draw(SIZES))}

    def take() -> CellCounts:
        return {cell: count for cell, size in advised.items() if (count := draw(st.integers(0, size)))}

    return PortfolioCounts(
        refused=draw(st.integers(0, 9)),
        advised=advised,
        strengths={"clear": take()},
        moves={},
        flags={"trouble:conflicts": take(), "reason:undefined/small-company": take()},
        deciding={},
    )


@examples(100)
@given(portfolios())
def test_with_nothing_held_back_the_table_adds_up(counts: PortfolioCounts) -> None:
    figures = build_figures(counts, load(), 1)
    assert all(row.total.number == sum(count.number for count in row.counts) for row in figures.table)
    assert figures.advised.number == sum(row.total.number for row in figures.table)
    assert figures.advised.number == sum(total.number for total in figures.verdict_totals)
    assert figures.rows == figures.refused + figures.advised.number
    assert all(
        each.companies.how is Showing.NUMBER for each in (*figures.trouble, *figures.reasons, *figures.strengths)
    )


@examples(100)
@given(portfolios(), st.integers(2, 9))
def test_what_is_held_back_changes_no_number_that_is_shown(counts: PortfolioCounts, least: int) -> None:
    held, full = build_figures(counts, load(), least), build_figures(counts, load(), 1)
    for row, true in zip(held.table, full.table, strict=True):
        for count, number in zip((*row.counts, row.total), (*true.counts, true.total), strict=True):
            assert count in (number, count._replace(how=Showing.HELD, number=0))
    numbers = {each.id: each.companies.number for each in (*full.trouble, *full.reasons)}
    for each in (*held.trouble, *held.reasons):
        assert (
            each.companies.how is not Showing.NUMBER
            or numbers[each.id] - least < each.companies.number <= numbers[each.id]
        )


def test_groups_are_sorted_by_what_is_shown_of_them() -> None:
    figures = build_example(load())
    assert [(each.id, each.companies.how) for each in figures.trouble] == [
        ("conflicts", Showing.NUMBER),
        ("topic_pricing", Showing.FEW),
    ]
    assert [each.fact for each in figures.deciding] == ["current_conflicts", "relationship", "effort_duplicated"]


def test_a_portfolio_below_the_limit_shows_no_figure() -> None:
    counts = PortfolioCounts(0, {("defined", "stay"): 4}, {}, {}, build_counts().flags, {})
    figures = build_figures(counts._replace(flags={"trouble:conflicts": {("defined", "stay"): 2}}), load(), 5)
    assert figures.advised.how is Showing.HELD
    assert {each.companies.how for each in figures.trouble} == {Showing.FEW}
