"""Reasons for and against, side by side: what rests on the same answers is told once, with the places of both."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

from advisor.model.advice import Reason
from advisor.model.clauses import joined_words
from advisor.model.vocabulary import Stage
from advisor.reporting.view.text_layout import Line
from advisor.reporting.view.wording import Setting

SIDES = ("tighten", "stay")


class Balance(NamedTuple):
    """The reasons that hold on each side, what is said where a side has none, and what was checked and not found."""

    fors: list[Line]
    againsts: list[Line]
    none_for: str
    none_against: str
    not_found: list[Line]

    @property
    def rows(self) -> list[tuple[Line, Line]]:
        """The two sides row by row, for a table."""
        return list(zip_longest(self.fors, self.againsts, fillvalue=Line("")))


def balance(setting: Setting) -> Balance:
    """The reasons of one advice, as a reader compares them."""
    by_side = {side: [each for each in setting.advice.reasons if each.favours == side] for side in SIDES}
    held = {side: [each for each in reasons if each.status == "holds"] for side, reasons in by_side.items()}
    fors, againsts = ([_line(setting, row) for row in grouped(setting, held[side])] for side in SIDES)
    none = [
        setting.say("none-known" if any(each.status == "open" for each in by_side[side]) else "none-holds")
        for side in SIDES
    ]
    not_found = [line for side in SIDES for line in _not_found(setting, side, by_side[side])]
    return Balance(fors, againsts, none[0], none[1], not_found)


def grouped(setting: Setting, reasons: list[Reason]) -> list[list[Reason]]:
    """The reasons of one side, each with those after it that say no more than it says."""
    rests_on = setting.rests_on
    rows: dict[str, list[Reason]] = {}
    for reason in reasons:
        facts = rests_on[reason.rule]
        wider = [each for each in reasons if facts and facts <= rests_on[each.rule]] or [reason]
        widest = max(wider, key=lambda each: len(rests_on[each.rule]))
        row = rows.setdefault(widest.rule, [widest])
        row.extend([reason] if reason is not widest else [])
    return list(rows.values())


def _line(setting: Setting, row: list[Reason]) -> Line:
    widest = row[0]
    sources = [each.source for each in row]
    if setting.rulebase.by_id[widest.rule].stage is Stage.DECIDE:  # its sentence stands in the verdict already
        return setting.line(f"{widest.title}.", *sources)
    return setting.line(widest.because, *sources, strong=widest.known)


def _not_found(setting: Setting, side: str, reasons: Iterable[Reason]) -> Iterable[Line]:
    told = " ".join(each.because for each in reasons)
    clauses: dict[str, str] = {}
    for reason in reasons:
        if setting.rulebase.by_id[reason.rule].stage is Stage.WEIGH:
            clauses.update((words, reason.source) for words in reason.failing if words not in told)
    if clauses:
        first, *others = clauses
        told_clauses = joined_words([first, *(f"that {words}" for words in others)])
        yield setting.line(setting.say(f"not-found-{side}", clauses=told_clauses), *clauses.values())
