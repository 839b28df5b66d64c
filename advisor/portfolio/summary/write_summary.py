"""The page about a portfolio, from its table."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from advisor.model.portfolio_figures import PortfolioFigures
from advisor.portfolio.core.table_advice import TableAdvice
from advisor.portfolio.summary.portfolio_counts import count_portfolio
from advisor.portfolio.summary.portfolio_figures import build_figures

MIN_GROUP = 5
"""The size from which a group of companies is shown; the same as for people in a survey."""


def write_summary(frame: nw.LazyFrame[Any], advice: TableAdvice, form: str, min_group: int = MIN_GROUP) -> str:
    """Return the page about the companies of a table, as text with a line break at the end.

    The table is read twice, by the streaming engine if it is a frame of Polars; only counts leave it. Memory does not
    grow with its rows.

    Args:
        frame: the table with the columns that `advice` reads. Its result columns are not needed.
        advice: the advice for tables with these columns; which results it was asked for does not matter.
        form: `html` or `md`; `detect_portfolio_format` finds it by the ending of a file.
        min_group: the size from which a group of companies is shown, at least 1; 1 shows all groups.

    Raises:
        MissingExtraError: the page needs pictures, but the drawing library is not installed.
        TemplateError: a template is wrong.
        TooManyCasesError: the rules leave more cases open than can be computed.
        Exception: what the dataframe library raises if it cannot read the table.
    """
    from advisor.reporting.render.portfolio import render_portfolio

    return render_portfolio(summarize_table(frame, advice, min_group), advice.rulebase, form)


def summarize_table(frame: nw.LazyFrame[Any], advice: TableAdvice, min_group: int = MIN_GROUP) -> PortfolioFigures:
    """Return the figures about the companies of a table as they may be shown. Arguments as of `write_summary`."""
    return build_figures(count_portfolio(frame, advice), advice.rulebase, min_group)
