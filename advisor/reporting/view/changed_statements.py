"""The statements of a comparison: the table of changes, and notes on unlisted statements."""

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
from advisor.reporting.view.numbered_notes import CitationNotes
from advisor.reporting.view.text_layout import CitedText, ReportTable, format_decimal
from advisor.reporting.view.wording import WordingLookup, format_interval, list_wordings

MAX_UNTESTED_STATEMENTS = 8
"""Maximum number of listed statements whose change could not be tested."""
CHANCE_LOCATOR, PRIVACY_LOCATOR = "policy/rounds/chance", "policy/privacy"


class ComparisonContext(NamedTuple):
    """The data that a comparison is built from.

    `intervals` adds the interval of chance to each tested change.
    """

    comparison: RoundComparison
    rulebase: RuleBase
    wording: WordingLookup
    notes: CitationNotes
    intervals: bool

    def say(self, name: str, **values: object) -> str:
        """Return a wording of comparisons (`compare-…`)."""
        return self.wording(f"compare-{name}", **values)

    def cite_wording(self, name: str, *locators: str, **values: object) -> CitedText:
        """Build a line from a wording of comparisons, with the marks of its sources."""
        return CitedText(self.say(name, **values), self.notes.cite(*locators))

    def format_values(self, interval: Sequence[float]) -> str:
        """Format a figure, or both ends of an interval if answers are missing."""
        return format_interval(self.wording, "compare-between", interval)

    def format_change(self, interval: Sequence[float]) -> str:
        """Format a change like a figure, with its sign."""
        return format_interval(self.wording, "compare-between", interval, _format_signed)


def _list_sides(statement: StatementChange) -> tuple[MeanChange, ...]:
    return statement.sales, statement.marketing, statement.company


def select_statements(statements: Sequence[StatementChange]) -> list[StatementChange]:
    """Select the statements that changed beyond chance, and the first untested ones."""
    listed: list[StatementChange] = []
    for statement in statements:
        if has_moved_statement([statement]) or (_is_untested(statement) and len(listed) < MAX_UNTESTED_STATEMENTS):
            listed.append(statement)
    return listed


def has_moved_statement(statements: Iterable[StatementChange]) -> bool:
    """Check whether any statement changed beyond chance."""
    return any(side.reading == MOVED for statement in statements for side in _list_sides(statement))


def _is_untested(statement: StatementChange) -> bool:
    """Check whether the change on any side was not tested against chance."""
    return UNTESTED in (statement.sales.reading, statement.marketing.reading)


def build_statement_table(context: ComparisonContext, statements: Iterable[StatementChange]) -> ReportTable:
    """Build the table of changes of each side, the company and the gap."""
    names = ("compare-head-statement", "who-sales", "who-marketing", "compare-head-company", "compare-head-gap")
    rows = (
        (
            f"{statement.number} {statement.title}",
            *(_format_change(context, side) for side in _list_sides(statement)),
            _format_gap(context, statement.gap),
        )
        for statement in statements
    )
    return ReportTable(list_wordings(context.wording, "", *names), tuple(rows))


def _format_change(context: ComparisonContext, side: MeanChange) -> str:
    hidden = side.reading != SAME and not any(side.change)
    text = context.say("under") if hidden else context.format_change(side.change)
    if side.reading == MOVED:
        text = context.say("starred", change=text)
    if context.intervals and side.chance:
        low, high = (_format_signed(end, 2) for end in side.chance)
        return context.say("interval", change=text, low=low, high=high)
    return text


def _format_gap(context: ComparisonContext, gap: GapChange) -> str:
    sizes = sorted(abs(end) for end in gap.change)
    reading = gap.reading if gap.reading == "open" or f"{sizes[1]:.1f}" != "0.0" else "same"
    return context.say(f"gap-{reading}", by=context.format_values(sizes))


def describe_unlisted_statements(
    context: ComparisonContext, listed_statements: Sequence[StatementChange]
) -> Iterator[CitedText]:
    """Say how many statements are not listed, and why."""
    answers = context.comparison.answers
    if answers.totals_only:
        yield context.cite_wording("totals-only")
        return
    if not answers.statements:
        key = "statements-near" if answers.near_held_back else "statements-hidden"
        yield context.cite_wording(key, PRIVACY_LOCATOR)
        return
    others = [statement for statement in answers.statements if statement not in listed_statements]
    same = sum(all(side.reading == SAME for side in _list_sides(statement)) for statement in others)
    more = sum(map(_is_untested, others))
    chance = len(others) - same - more
    locators = [CHANCE_LOCATOR] if chance else []
    if not listed_statements:
        yield context.cite_wording("none-moved" if chance else "nothing-changed", *locators)
    if more:
        yield context.cite_wording("more", count=more)
    if chance or (same and listed_statements):
        name = "quiet" if chance and same else "quiet-chance" if chance else "quiet-same"
        yield context.cite_wording(name, *locators, chance=chance, same=same)
    if answers.held_back:
        yield context.cite_wording("few-answers", PRIVACY_LOCATOR, count=len(answers.held_back))


def format_total_change(context: ComparisonContext, total: GroupChange) -> str:
    """Format the change of a total.

    A change too small to print is not written as zero.
    """
    if any(total.change) or total.before == total.after:
        return context.format_change(total.change)
    return context.say("under")


def _format_signed(value: float, digits: int = 1) -> str:
    """Format a change with its sign, such as `−1.5`; zero has no sign."""
    text = format_decimal(value, f"+.{digits}f")
    return text if text.strip("+\N{MINUS SIGN}0.") else text[1:]
