"""What a comparison says of figures: how they are written, which statements are listed, and what became of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from advisor.model.round_comparison import (
    MOVED,
    SAME,
    UNTESTED,
    GapChange,
    GroupChange,
    MeanChange,
    RoundComparison,
    StatementChange,
)
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.citations import CitationNotes
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.text_table import ReportTable
from advisor.reporting.view.wording import WordingLookup

MAX_UNTESTED_STATEMENTS = 8
"""How many statements are listed where chance could not be told apart."""
CHANCE_LOCATOR, PRIVACY_LOCATOR = "policy/rounds/chance", "policy/privacy"


class ComparisonContext(NamedTuple):
    """What a comparison is written from. With `intervals`, what chance could do stands beside each change."""

    comparison: RoundComparison
    rulebase: RuleBase
    wording: WordingLookup
    notes: CitationNotes
    intervals: bool

    def cite_wording(self, name: str, *locators: str, **words: object) -> CitedText:
        """A wording of comparisons, with the marks of the places it rests on."""
        return CitedText(self.wording(f"compare-{name}", **words), self.notes.cite(*locators))


def _list_sides(statement: StatementChange) -> tuple[MeanChange, ...]:
    return statement.sales, statement.marketing, statement.company


def select_statements(statements: Sequence[StatementChange]) -> list[StatementChange]:
    """Those that moved beyond chance, and those of which that cannot be told, up to MOST of these."""
    found: list[StatementChange] = []
    for each in statements:
        moved = any(side.reading == MOVED for side in _list_sides(each))
        if moved or (_is_untested(each) and len(found) < MAX_UNTESTED_STATEMENTS):
            found.append(each)
    return found


def has_moved_statement(statements: Iterable[StatementChange]) -> bool:
    """Whether any of them has moved beyond chance."""
    return any(side.reading == MOVED for each in statements for side in _list_sides(each))


def _is_untested(statement: StatementChange) -> bool:
    """Whether it changed on a side that was not held against chance."""
    return UNTESTED in (statement.sales.reading, statement.marketing.reading)


def build_statement_table(context: ComparisonContext, statements: Iterable[StatementChange]) -> ReportTable:
    """The statements listed, each with the change of either side, of the company and of the gap."""
    heads = (
        context.wording("compare-head-statement"),
        *(context.wording(f"who-{who}") for who in ("sales", "marketing")),
        context.wording("compare-head-company"),
        context.wording("compare-head-gap"),
    )
    rows = (
        (
            f"{each.number} {each.title}",
            *(_format_change(context, side) for side in _list_sides(each)),
            _format_gap(context, each.gap),
        )
        for each in statements
    )
    return ReportTable(heads, tuple(rows))


def _format_change(context: ComparisonContext, side: MeanChange) -> str:
    shown = (
        context.wording("compare-under")
        if side.reading != SAME and not any(side.change)
        else format_interval(context, side.change, True)
    )
    if side.reading == MOVED:
        shown = context.wording("compare-starred", change=shown)
    if context.intervals and side.chance:
        low, high = (_format_signed(end, 2) for end in side.chance)
        return context.wording("compare-interval", change=shown, low=low, high=high)
    return shown


def _format_gap(context: ComparisonContext, gap: GapChange) -> str:
    sizes = sorted(abs(end) for end in gap.change)
    reading = gap.reading if gap.reading == "open" or f"{sizes[1]:.1f}" != "0.0" else "same"
    return context.wording(f"compare-gap-{reading}", by=format_interval(context, sizes))


def describe_unlisted_statements(
    context: ComparisonContext, listed_statements: Sequence[StatementChange]
) -> Iterator[CitedText]:
    """What is said of the statements that are not listed."""
    answers = context.comparison.answers
    if answers.totals_only:
        yield context.cite_wording("totals-only")
        return
    if not answers.statements and answers.near_held_back:
        yield context.cite_wording("statements-near", PRIVACY_LOCATOR)
        return
    if not answers.statements:
        yield context.cite_wording("statements-hidden", PRIVACY_LOCATOR)
        return
    others = [each for each in answers.statements if each not in listed_statements]
    same = sum(all(side.reading == SAME for side in _list_sides(each)) for each in others)
    more = sum(_is_untested(each) for each in others)
    chance = len(others) - same - more
    if not listed_statements:
        yield context.cite_wording("none-moved", CHANCE_LOCATOR) if chance else context.cite_wording("nothing-changed")
    if more:
        yield context.cite_wording("more", count=more)
    if chance or (same and listed_statements):
        name = "quiet" if chance and same else "quiet-chance" if chance else "quiet-same"
        yield context.cite_wording(name, *([CHANCE_LOCATOR] if chance else []), chance=chance, same=same)
    if answers.held_back:
        yield context.cite_wording("few-answers", PRIVACY_LOCATOR, count=len(answers.held_back))


def format_interval(context: ComparisonContext, interval: Sequence[float], signed: bool = False) -> str:
    """A figure, or two with a word between them where answers are missing; `signed` for a change."""
    low, high = (_format_signed(end) if signed else f"{end:.1f}" for end in interval)
    return low if low == high else context.wording("compare-between", low=low, high=high)


def format_total_change(context: ComparisonContext, total: GroupChange) -> str:
    """The change of a total; one too small to print is no `0.0` beside two different figures."""
    if any(total.change) or total.before == total.after:
        return format_interval(context, total.change, True)
    return context.wording("compare-under")


def _format_signed(value: float, digits: int = 1) -> str:
    """A change with its sign, the minus as a typographer sets it; zero has none."""
    shown = f"{value:+.{digits}f}"
    return shown.replace("-", "\N{MINUS SIGN}") if shown.strip("+-0.") else shown[1:]
