"""Reasons for and against, side by side: what rests on the same answers is told once, with the places of both."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

from advisor.model.advice import Reason
from advisor.model.vocabulary import Stage
from advisor.model.word_lists import join_words
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import ReportContext

SIDES = ("tighten", "stay")


class ReasonsView(NamedTuple):
    """The reasons that hold on each side, what is said where a side has none, and what was checked and not found."""

    fors: list[CitedText]
    againsts: list[CitedText]
    none_for: str
    none_against: str
    not_found: list[CitedText]

    @property
    def rows(self) -> list[tuple[CitedText, CitedText]]:
        """The two sides row by row, for a table."""
        return list(zip_longest(self.fors, self.againsts, fillvalue=CitedText("")))


def build_reasons_view(context: ReportContext) -> ReasonsView:
    """The reasons of one advice, as a reader compares them."""
    by_side = {side: [each for each in context.advice.reasons if each.favours == side] for side in SIDES}
    held = {side: [each for each in reasons if each.status == "holds"] for side, reasons in by_side.items()}
    fors, againsts = ([_cite_reasons(context, row) for row in group_reasons(context, held[side])] for side in SIDES)
    none = [
        context.wording("none-known" if any(each.status == "open" for each in by_side[side]) else "none-holds")
        for side in SIDES
    ]
    not_found = [line for side in SIDES for line in _describe_failing_clauses(context, side, by_side[side])]
    return ReasonsView(fors, againsts, none[0], none[1], not_found)


def group_reasons(context: ReportContext, reasons: list[Reason]) -> list[list[Reason]]:
    """The reasons of one side, each with those after it that say no more than it says."""
    rests_on = context.facts_by_rule
    rows: dict[str, list[Reason]] = {}
    for reason in reasons:
        facts = rests_on[reason.rule]
        wider = [each for each in reasons if facts and facts <= rests_on[each.rule]] or [reason]
        widest = max(wider, key=lambda each: len(rests_on[each.rule]))
        row = rows.setdefault(widest.rule, [widest])
        row.extend([reason] if reason is not widest else [])
    return list(rows.values())


def _cite_reasons(context: ReportContext, row: list[Reason]) -> CitedText:
    widest = row[0]
    sources = [each.source for each in row]
    if context.rulebase.rules_by_id[widest.rule].stage is Stage.DECIDE:  # its sentence stands in the verdict already
        return context.cite_text(f"{widest.title}.", *sources)
    return context.cite_text(widest.because, *sources, strong=widest.known)


def _describe_failing_clauses(context: ReportContext, side: str, reasons: Iterable[Reason]) -> Iterable[CitedText]:
    told = " ".join(each.because for each in reasons)
    clauses: dict[str, str] = {}
    for reason in reasons:
        if context.rulebase.rules_by_id[reason.rule].stage is Stage.WEIGH:
            clauses.update((words, reason.source) for words in reason.failing if words not in told)
    if clauses:
        first, *others = clauses
        told_clauses = join_words([first, *(f"that {words}" for words in others)])
        yield context.cite_text(context.wording(f"not-found-{side}", clauses=told_clauses), *clauses.values())
