"""What a comparison says of figures: how they are written, which statements are listed, and what became of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from advisor.model.round_comparison import (
    MOVED,
    SAME,
    UNTESTED,
    Change,
    Comparison,
    GapChange,
    GroupChange,
    StatementChange,
)
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.citations import Notes
from advisor.reporting.view.text_layout import Line
from advisor.reporting.view.text_table import Table
from advisor.reporting.view.wording import Say

MOST = 8
"""How many statements are listed where chance could not be told apart."""
CHANCE, PRIVACY = "policy/rounds/chance", "policy/privacy"


class Comparing(NamedTuple):
    """What a comparison is written from. With `intervals`, what chance could do stands beside each change."""

    compared: Comparison
    rulebase: RuleBase
    say: Say
    notes: Notes
    intervals: bool

    def line(self, name: str, *locators: str, **words: object) -> Line:
        """A wording of comparisons, with the marks of the places it rests on."""
        return Line(self.say(f"compare-{name}", **words), self.notes.cite(*locators))


def _sides(each: StatementChange) -> tuple[Change, ...]:
    return each.sales, each.marketing, each.company


def listed(statements: Sequence[StatementChange]) -> list[StatementChange]:
    """Those that moved beyond chance, and those of which that cannot be told, up to MOST of these."""
    found: list[StatementChange] = []
    for each in statements:
        moved = any(side.reading == MOVED for side in _sides(each))
        if moved or (_is_open(each) and len(found) < MOST):
            found.append(each)
    return found


def starred(statements: Iterable[StatementChange]) -> bool:
    """Whether any of them has moved beyond chance."""
    return any(side.reading == MOVED for each in statements for side in _sides(each))


def _is_open(each: StatementChange) -> bool:
    """Whether it changed on a side that was not held against chance."""
    return UNTESTED in (each.sales.reading, each.marketing.reading)


def table(at: Comparing, those: Iterable[StatementChange]) -> Table:
    """The statements listed, each with the change of either side, of the company and of the gap."""
    heads = (
        at.say("compare-head-statement"),
        *(at.say(f"who-{who}") for who in ("sales", "marketing")),
        at.say("compare-head-company"),
        at.say("compare-head-gap"),
    )
    rows = (
        (f"{each.number} {each.title}", *(_change(at, side) for side in _sides(each)), _gap(at, each.gap))
        for each in those
    )
    return Table(heads, tuple(rows))


def _change(at: Comparing, side: Change) -> str:
    shown = at.say("compare-under") if side.reading != SAME and not any(side.change) else ends(at, side.change, True)
    if side.reading == MOVED:
        shown = at.say("compare-starred", change=shown)
    if at.intervals and side.chance:
        low, high = (_signed(end, 2) for end in side.chance)
        return at.say("compare-interval", change=shown, low=low, high=high)
    return shown


def _gap(at: Comparing, gap: GapChange) -> str:
    sizes = sorted(abs(end) for end in gap.change)
    reading = gap.reading if gap.reading == "open" or f"{sizes[1]:.1f}" != "0.0" else "same"
    return at.say(f"compare-gap-{reading}", by=ends(at, sizes))


def told(at: Comparing, those: Sequence[StatementChange]) -> Iterator[Line]:
    """What is said of the statements that are not listed."""
    answers = at.compared.answers
    if answers.totals_only:
        yield at.line("totals-only")
        return
    if not answers.statements and answers.near_held_back:
        yield at.line("statements-near", PRIVACY)
        return
    if not answers.statements:
        yield at.line("statements-hidden", PRIVACY)
        return
    others = [each for each in answers.statements if each not in those]
    same = sum(all(side.reading == SAME for side in _sides(each)) for each in others)
    more = sum(_is_open(each) for each in others)
    chance = len(others) - same - more
    if not those:
        yield at.line("none-moved", CHANCE) if chance else at.line("nothing-changed")
    if more:
        yield at.line("more", count=more)
    if chance or (same and those):
        name = "quiet" if chance and same else "quiet-chance" if chance else "quiet-same"
        yield at.line(name, *([CHANCE] if chance else []), chance=chance, same=same)
    if answers.held_back:
        yield at.line("few-answers", PRIVACY, count=len(answers.held_back))


def ends(at: Comparing, interval: Sequence[float], signed: bool = False) -> str:
    """A figure, or two with a word between them where answers are missing; `signed` for a change."""
    low, high = (_signed(end) if signed else f"{end:.1f}" for end in interval)
    return low if low == high else at.say("compare-between", low=low, high=high)


def change(at: Comparing, total: GroupChange) -> str:
    """The change of a total; one too small to print is no `0.0` beside two different figures."""
    if any(total.change) or total.before == total.after:
        return ends(at, total.change, True)
    return at.say("compare-under")


def _signed(value: float, digits: int = 1) -> str:
    """A change with its sign, the minus as a typographer sets it; zero has none."""
    shown = f"{value:+.{digits}f}"
    return shown.replace("-", "\N{MINUS SIGN}") if shown.strip("+-0.") else shown[1:]
