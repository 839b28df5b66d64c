"""Reasons for and against, side by side.

Reasons on the same answers share a row with the sources of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from advisor.model.advice import Reason
from advisor.model.vocabulary import Stage
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import ReportContext, capitalize

SIDES = ("tighten", "stay")


class ReasonsView(NamedTuple):
    """The reasons on each side, a text for a side without reasons, and the answers that are no reason.

    The answers that are no reason come at the end of a report, so they are listed after its other parts are built.
    """

    fors: list[CitedText]
    againsts: list[CitedText]
    none_for: str
    none_against: str
    not_found: list[CitedText]

    @property
    def says_more(self) -> bool:
        """Whether the section says more than the first page, which lists the answers behind the reasons."""
        return any(". " in line.text for line in (*self.fors, *self.againsts))

    @property
    def rows(self) -> list[tuple[CitedText, CitedText]]:
        """The two sides row by row, for a table."""
        return list(zip_longest(self.fors, self.againsts, fillvalue=CitedText("")))


def build_reasons_view(context: ReportContext) -> ReasonsView:
    """Build the section on reasons for and against."""
    by_side = [[reason for reason in context.advice.reasons if reason.favours == side] for side in SIDES]
    fors, againsts = (
        [
            _cite_reasons(context, group)
            for group in group_reasons(context, [each for each in reasons if each.status == "holds"])
        ]
        for reasons in by_side
    )
    none_for, none_against = (
        context.wording("none-known" if any(each.status == "open" for each in reasons) else "none-holds")
        for reasons in by_side
    )
    return ReasonsView(fors, againsts, none_for, none_against, [])


def group_reasons(context: ReportContext, reasons: list[Reason]) -> list[list[Reason]]:
    """Group each reason with later ones on the same or fewer facts.

    The first of a group says it all.
    """
    facts_by_rule = context.facts_by_rule
    groups: dict[str, list[Reason]] = {}
    for reason in reasons:
        facts = facts_by_rule[reason.rule]
        wider = [each for each in reasons if facts and facts <= facts_by_rule[each.rule]] or [reason]
        widest = max(wider, key=lambda each: len(facts_by_rule[each.rule]))
        group = groups.setdefault(widest.rule, [widest])
        group.extend([reason] if reason is not widest else [])
    return list(groups.values())


def _cite_reasons(context: ReportContext, reasons: list[Reason]) -> CitedText:
    widest = reasons[0]
    sources = [reason.source for reason in reasons]
    if context.rulebase.rules_by_id[widest.rule].stage is Stage.DECIDE:  # the verdict already has its sentence
        return context.cite_text(f"{widest.title}.", *sources)
    return context.cite_text(widest.because, *sources, strong=widest.known)


def list_failing_clauses(context: ReportContext) -> Iterator[CitedText]:
    """List the answers that rule a reason out, unless another reason speaks of them."""
    reasons = context.advice.reasons
    text = " ".join(reason.because for reason in reasons if reason.status == "holds")
    sources: dict[str, list[str]] = {}
    for reason in reasons:
        if context.rulebase.rules_by_id[reason.rule].stage is Stage.WEIGH:
            for clause in reason.failing:
                if clause not in text:
                    sources.setdefault(clause, []).append(reason.source)
    for clause, locators in sources.items():
        yield context.cite_text(f"{capitalize(clause)}.", *locators)
