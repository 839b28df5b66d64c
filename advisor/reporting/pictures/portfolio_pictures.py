"""The pictures of a portfolio and their data: bars for advice by level, reasons, trouble, and questions that decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.portfolio_figures import Showing, Shown
from advisor.reporting.pictures.bars import Bar, BarGroup, Bars
from advisor.reporting.view.portfolio_view import CountTable, PortfolioContext, PortfolioSection
from advisor.reporting.view.wording import quote_headline

MAX_BARS = 8
"""The most frequent ones; the table has all."""


def build_portfolio_pictures(
    context: PortfolioContext, sections: Sequence[PortfolioSection]
) -> dict[str, tuple[str, Bars]]:
    """Build the pictures by the ids of their sections, each with its title."""
    tables = {section.id: section.table for section in sections if section.table}
    found = {}
    for name, groups in _iter_groups(context, tables):
        says = context.say(f"picture-{name}-says")
        headers = tables[name].headers
        found[name] = (context.say(f"picture-{name}"), Bars(says, (headers[0], headers[-1]), groups))
    return found


def _iter_groups(
    context: PortfolioContext, tables: dict[str, CountTable]
) -> Iterator[tuple[str, tuple[BarGroup, ...]]]:
    figures = context.figures
    whole = figures.advised.number
    if "levels" in tables:
        yield "levels", tuple(_iter_levels(context))
    for name, groups in (("reasons", figures.reasons), ("trouble", figures.trouble)):
        if name in tables:
            rows = zip(groups, tables[name].rows, strict=True)
            bars = [Bar(row.text.text, row.cells[-1], _share(group.companies, whole)) for group, row in rows]
            yield name, (BarGroup("", tuple(bars[:MAX_BARS])),)
    if "deciding" in tables and figures.open.number:
        bars = []
        for fact, row in zip(figures.deciding, tables["deciding"].rows, strict=True):
            _, decides, can = row.cells
            shares = _share(fact.decides, figures.open.number), _share(fact.can_decide, figures.open.number)
            bars.append(Bar(row.text.text, context.say("picture-two", decides=decides, can=can), *shares))
        yield "deciding", (BarGroup("", tuple(bars[:MAX_BARS])),)


def _iter_levels(context: PortfolioContext) -> Iterator[BarGroup]:
    figures = context.figures
    for row in figures.table:
        bars = [
            Bar(
                quote_headline(context.rulebase, verdict),
                context.format_count(count),
                _share(count, figures.advised.number),
            )
            for verdict, count in zip(figures.verdicts, row.counts, strict=True)
            if not count.is_none
        ]
        if bars:
            yield BarGroup(f"{context.say('level')}: {context.name_level(row.state)}", tuple(bars))


def _share(count: Shown, whole: int) -> float | None:
    """Return the share of a number; all but a few are drawn as all."""
    if count.how is Showing.MOST:
        return 1.0
    return count.number / whole if count.how is Showing.NUMBER and whole else None
