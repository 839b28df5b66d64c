"""Two rounds compared, in the order of reading and ready for a template; and the forms a comparison is written in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.model.round_comparison import RoundComparison, RoundState
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import join_alternatives, join_words
from advisor.reporting.view.changed_statements import (
    CHANCE_LOCATOR,
    PRIVACY_LOCATOR,
    ComparisonContext,
    build_statement_table,
    describe_unlisted_statements,
    format_interval,
    format_total_change,
    has_moved_statement,
    select_statements,
)
from advisor.reporting.view.citations import CitationNotes
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.text_table import ReportTable
from advisor.reporting.view.wording import build_wording_lookup, capitalize


class ComparisonView(NamedTuple):
    """Everything a written comparison says. Tables come in plain text and as tables."""

    title: str
    based_on: str
    states: ReportTable
    states_told: list[CitedText]
    totals: ReportTable | None
    totals_told: list[CitedText]
    statements: ReportTable | None
    statements_lead: str
    statements_told: list[CitedText]
    since: list[CitedText]
    cautions: list[CitedText]
    sources: list[tuple[str, list[str]]]


def build_comparison_view(
    comparison: RoundComparison, rulebase: RuleBase, *, intervals: bool = False
) -> ComparisonView:
    """A comparison, laid out for a reader; with `intervals`, what chance could do stands beside each tested change."""
    at = ComparisonContext(
        comparison, rulebase, build_wording_lookup(rulebase), CitationNotes(rulebase.works), intervals
    )
    answers = comparison.answers
    those = select_statements(answers.statements)
    lead = "statements-lead" if has_moved_statement(those) else "statements-untested"
    return ComparisonView(
        title=at.wording("compare-title-at", company=comparison.company) if comparison.company else at.wording("compare-title"),
        based_on=at.wording("compare-based-on"),
        states=_build_states_table(at),
        states_told=list(_describe_states(at)),
        totals=_build_totals_table(at) if answers.totals else None,
        totals_told=list(_describe_totals(at)),
        statements=build_statement_table(at, those) if those else None,
        statements_lead=at.wording(f"compare-{lead}") if those else "",
        statements_told=list(describe_unlisted_statements(at, those)),
        since=[*_describe_checklist(at), *_describe_steps(at)],
        cautions=list(_describe_cautions(at)),
        sources=[
            (". ".join(filter(None, (work.authors, work.title, work.published_in or work.year))) if work else "",
             [f"{mark} {place}" for mark, place in places])
            for work, places in at.notes.list_works()
        ],
    )  # fmt: skip


def _build_states_table(context: ComparisonContext) -> ReportTable:
    rounds = (context.comparison.before, context.comparison.after)
    rows = {
        "state": [_format_state(context, each) for each in rounds],
        "basis": [context.wording(f"compare-basis-{each.basis}") for each in rounds],
        "advice": [_format_advice(context, each) for each in rounds],
        "move": [_format_move(context, each) for each in rounds],
    }
    heads = ("", context.wording("compare-before"), context.wording("compare-after"))
    return ReportTable(heads, tuple((context.wording(f"compare-{name}"), *cells) for name, cells in rows.items()))


def _format_state(context: ComparisonContext, round_state: RoundState) -> str:
    return round_state.state or context.wording(
        "compare-state-possible", states=join_alternatives(round_state.possible_states)
    )


def _format_advice(context: ComparisonContext, round_state: RoundState) -> str:
    if round_state.verdict in round_state.possible_verdicts:
        return round_state.headline
    return context.wording(
        "compare-verdicts-possible",
        headline=round_state.headline,
        verdicts=join_alternatives(round_state.possible_verdicts),
    )


def _format_move(context: ComparisonContext, round_state: RoundState) -> str:
    if round_state.move is None:
        return context.wording("compare-move-none")
    return context.wording("compare-move-up", start=round_state.move.from_, goal=round_state.move.to)


def _describe_states(context: ComparisonContext) -> Iterator[CitedText]:
    before, after = context.comparison.before, context.comparison.after
    bases = {before.basis, after.basis}
    if len(bases) > 1:
        yield context.cite_wording("basis-differs", "policy/rounds/basis")
    elif bases == {"scores"} and before.sides != after.sides:
        yield context.cite_wording("state-sides", "policy/rounds/other-sides")
    elif bases == {"scores"} and None in (before.people, after.people):
        yield context.cite_wording("state-few", PRIVACY_LOCATOR, least=context.comparison.answers.min_group)
    elif before.state is None or after.state is None:
        yield context.cite_wording("state-open")
    else:
        levels = [context.rulebase.states.index(each.state or "") for each in (before, after)]
        up = levels[1] - levels[0]
        words = context.wording("compare-level") if abs(up) == 1 else context.wording("compare-levels", count=abs(up))
        where = [f"instrument/scoring/{each.state}" for each in (before, after) if each.basis == "scores"]
        yield context.cite_wording("state-up" if up > 0 else "state-down" if up else "state-same", *where, levels=words)


def _build_totals_table(context: ComparisonContext) -> ReportTable:
    people = any(all(each.people) for each in context.comparison.answers.totals)
    names = ("head-group", "before", "after", "head-change", *(["head-people"] if people else []))
    rows = []
    for each in context.comparison.answers.totals:
        row = [
            context.wording(f"who-{each.who}"),
            format_interval(context, each.before),
            format_interval(context, each.after),
            format_total_change(context, each),
        ]
        if people:
            row.append(context.wording("compare-people-both", before=each.people[0], after=each.people[1]))
        rows.append(tuple(row))
    return ReportTable(tuple(context.wording(f"compare-{name}") for name in names), tuple(rows))


def _describe_totals(context: ComparisonContext) -> Iterator[CitedText]:
    answers = context.comparison.answers
    yield context.cite_wording("totals-lead" if answers.totals else "totals-none", "instrument/scoring")
    if answers.too_small:
        yield context.cite_wording("held-back", PRIVACY_LOCATOR, least=answers.min_group)
    if answers.near_held_back:
        held = [context.wording(f"who-{who}") for who in answers.near_held_back]
        yield context.cite_wording("near-held", PRIVACY_LOCATOR, least=answers.min_group, groups=join_words(held))
    if answers.other_sides:
        yield context.cite_wording("other-sides", "policy/rounds/other-sides")


def _describe_checklist(context: ComparisonContext) -> Iterator[CitedText]:
    tasks = context.comparison.checklist
    if tasks is None:
        return
    now, then = tasks.done_after is not None, tasks.done_before is not None
    name = "count" if now and then else "now" if now else "then" if then else "untold"
    yield context.cite_wording(
        f"tasks-{name}", tasks.source, before=tasks.done_before, after=tasks.done_after, total=tasks.total
    )
    groups = {"done-since": tasks.done_since, "under-way": tasks.under_way, "no-longer": tasks.no_longer_done}
    for name, titles in groups.items():
        if titles:
            yield context.cite_wording(name, tasks=join_words(titles))


def _describe_steps(context: ComparisonContext) -> Iterator[CitedText]:
    if not context.comparison.steps:
        yield context.cite_wording("steps-none")
    for status in ("in-place", "ahead", "untold"):
        named = [each.short or each.title for each in context.comparison.steps if each.status == status]
        if named:
            yield context.cite_wording(f"steps-{status}", "policy/rounds/steps", steps=join_words(named))


def _describe_cautions(context: ComparisonContext) -> Iterator[CitedText]:
    answers = context.comparison.answers
    if answers.statements:
        if answers.tested:
            yield context.cite_wording(
                "chance" if has_moved_statement(answers.statements) else "chance-none", CHANCE_LOCATOR
            )
        elif len(answers.too_few) < 2:
            yield context.cite_wording("chance-missing", CHANCE_LOCATOR)
        if answers.too_few:
            groups = join_words(context.wording(f"who-{who}") for who in answers.too_few)
            yield context.cite_wording("too-few", CHANCE_LOCATOR, least=answers.least, groups=groups)
    elif answers.totals:
        yield context.cite_wording("totals-chance", CHANCE_LOCATOR)
    shown = {each.who for each in answers.totals}
    if any(each.who in shown for each in answers.near_sizes):
        sizes = (
            context.wording(
                "compare-sizes", who=context.wording(f"who-{each.who}"), before=each.before, after=each.after
            )
            for each in answers.near_sizes
        )
        yield context.cite_wording(
            "near-sizes", PRIVACY_LOCATOR, least=answers.min_group, groups=capitalize("; ".join(sizes))
        )
    elif answers.totals and not answers.totals_only:
        yield context.cite_wording("replaced", PRIVACY_LOCATOR)
    yield context.cite_wording("no-cause", "policy/rounds/no-cause")
