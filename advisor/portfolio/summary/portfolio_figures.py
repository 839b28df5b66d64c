"""The figures of a portfolio as they may be shown, from the numbers of companies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from advisor.model.portfolio_figures import DecidingFigure, GroupCount, PortfolioFigures, Showing, Shown, VerdictRow
from advisor.model.rulebase import TROUBLE, UNDETERMINED, RuleBase
from advisor.portfolio.core.result_columns import CAUTION, REASON, STEP, list_verdicts
from advisor.portfolio.summary.held_back import TableRelease, release_table, show_group
from advisor.portfolio.summary.portfolio_counts import Cell, CellCounts, PortfolioCounts

_ORDER = (Showing.MOST, Showing.NUMBER, Showing.HELD, Showing.FEW)


def build_figures(counts: PortfolioCounts, rulebase: RuleBase, least: int) -> PortfolioFigures:
    """Build the figures of a portfolio.

    Args:
        counts: the numbers of companies.
        rulebase: its states and verdicts give the order of the table.
        least: the size from which a group is shown; 1 shows all.
    """
    table = release_table(counts.advised, least)
    used = Counter[str]()
    for (_, verdict), size in counts.advised.items():
        used[verdict] += size
    verdicts = tuple(name for name in dict.fromkeys(list_verdicts(rulebase)) if used[name])
    states = [*rulebase.states, *(("",) if any(not state for state, _ in counts.advised) else ())]
    cells = list(counts.advised)
    still_open = {cell: size for cell, size in counts.advised.items() if cell[1] == UNDETERMINED}

    def show(chosen: Iterable[Cell]) -> Shown:
        inside = list(chosen)
        total = sum(counts.advised.get(cell, 0) for cell in inside)
        return Shown.at(total) if table.may_show(inside) else Shown.held()

    def rank(groups: Mapping[str, CellCounts]) -> tuple[GroupCount, ...]:
        shown = [GroupCount(name, show_group(group, counts.advised, table)) for name, group in groups.items()]
        return tuple(
            sorted((each for each in shown if not each.companies.is_none), key=lambda each: _rank(each.companies))
        )

    def find(prefix: str) -> dict[str, CellCounts]:
        named = {name.removeprefix(prefix): group for name, group in counts.flags.items() if name.startswith(prefix)}
        return {name: group for name, group in named.items() if group}

    return PortfolioFigures(
        least=least,
        rows=counts.rows,
        refused=counts.refused,
        verdicts=verdicts,
        table=tuple(
            VerdictRow(
                state or None,
                tuple(show([(state, verdict)]) for verdict in verdicts),
                show(cell for cell in cells if cell[0] == state),
            )
            for state in states
        ),
        verdict_totals=tuple(show(cell for cell in cells if cell[1] == verdict) for verdict in verdicts),
        advised=show(cells),
        open=show(still_open),
        strengths=_keep_order(counts.strengths, counts.advised, table),
        moves=_keep_order(counts.moves, counts.advised, table),
        reasons=rank(find(REASON)),
        steps=rank(find(STEP)),
        cautions=rank(find(CAUTION)),
        trouble=rank(find(f"{TROUBLE}:")),
        deciding=_rank_facts(counts, still_open, table),
        left_out=counts.left_out,
    )


def _keep_order(groups: Mapping[str, CellCounts], whole: CellCounts, table: TableRelease) -> tuple[GroupCount, ...]:
    return tuple(GroupCount(name, show_group(group, whole, table)) for name, group in groups.items() if group)


def _rank_facts(counts: PortfolioCounts, still_open: CellCounts, table: TableRelease) -> tuple[DecidingFigure, ...]:
    """Return the facts that can decide some company, those that decide most first."""
    figures = [
        DecidingFigure(name, *(show_group(group, still_open, table) for group in groups))
        for name, groups in counts.deciding.items()
        if groups.can_decide
    ]
    return tuple(sorted(figures, key=lambda each: (*_rank(each.decides), *_rank(each.can_decide))))


def _rank(count: Shown) -> tuple[int, int]:
    return (len(_ORDER) if count.is_none else _ORDER.index(count.how), -count.number)
