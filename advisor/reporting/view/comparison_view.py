"""The view of two rounds compared, in reading order and ready for a template."""

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
    format_total_change,
    has_moved_statement,
    select_statements,
)
from advisor.reporting.view.numbered_notes import CitationNotes
from advisor.reporting.view.text_layout import CitedText, ReportTable
from advisor.reporting.view.wording import build_wording_lookup, capitalize, format_verdict, list_wordings, mark_verdict


class ComparisonView(NamedTuple):
    """Everything that a written comparison says."""

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
    """Build the view of a comparison.

    Args:
        comparison: the two rounds.
        rulebase: the rule base whose wording and works are used.
        intervals: whether to add the interval of chance to each tested change.
    """
    wording, notes = build_wording_lookup(rulebase), CitationNotes(rulebase)
    context = ComparisonContext(comparison, rulebase, wording, notes, intervals)
    answers = comparison.answers
    listed = select_statements(answers.statements)
    lead = "statements-lead" if has_moved_statement(listed) else "statements-untested"
    return ComparisonView(
        title=context.say("title-at" if comparison.company else "title", company=comparison.company),
        based_on=context.say("based-on"),
        states=_build_states_table(context),
        states_told=list(_describe_states(context)),
        totals=_build_totals_table(context) if answers.totals else None,
        totals_told=list(_describe_totals(context)),
        statements=build_statement_table(context, listed) if listed else None,
        statements_lead=context.say(lead) if listed else "",
        statements_told=list(describe_unlisted_statements(context, listed)),
        since=[*_describe_checklist(context), *_describe_steps(context)],
        cautions=list(_describe_cautions(context)),
        sources=[(work, [place.text for place in places]) for work, places in notes.list_works()],
    )


def _build_states_table(context: ComparisonContext) -> ReportTable:
    rounds = (context.comparison.before, context.comparison.after)
    rows = {
        "state": (_format_state(context, each) for each in rounds),
        "basis": (context.say(f"basis-{each.basis}") for each in rounds),
        "advice": (_format_advice(context, each) for each in rounds),
        "move": (_format_move(context, each) for each in rounds),
    }
    heads = ("", context.say("before"), context.say("after"))
    return ReportTable(heads, tuple((context.say(name), *cells) for name, cells in rows.items()))


def _format_state(context: ComparisonContext, round_state: RoundState) -> str:
    return round_state.state or context.say("state-possible", states=join_alternatives(round_state.possible_states))


def _format_advice(context: ComparisonContext, round_state: RoundState) -> str:
    if round_state.verdict in round_state.possible_verdicts:
        return " ".join(filter(None, (round_state.headline, mark_verdict(context.rulebase, round_state.verdict))))
    verdicts = join_alternatives([format_verdict(context.rulebase, each) for each in round_state.possible_verdicts])
    return context.say("verdicts-possible", headline=round_state.headline, verdicts=verdicts)


def _format_move(context: ComparisonContext, round_state: RoundState) -> str:
    move = round_state.move
    return context.say("move-up", start=move.from_, goal=move.to) if move else context.say("move-none")


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
        states = context.rulebase.states
        rise = states.index(after.state) - states.index(before.state)
        levels = context.say("level" if abs(rise) == 1 else "levels", count=abs(rise))
        locators = [f"instrument/scoring/{each.state}" for each in (before, after) if each.basis == "scores"]
        name = "state-up" if rise > 0 else "state-down" if rise else "state-same"
        yield context.cite_wording(name, *locators, levels=levels)


def _build_totals_table(context: ComparisonContext) -> ReportTable:
    totals = context.comparison.answers.totals
    with_people = any(all(total.people) for total in totals)
    names = ("head-group", "before", "after", "head-change", *(["head-people"] if with_people else []))
    rows = []
    for total in totals:
        values = (context.format_values(total.before), context.format_values(total.after))
        row = (context.wording(f"who-{total.who}"), *values, format_total_change(context, total))
        before, after = total.people
        rows.append((*row, context.say("people-both", before=before, after=after)) if with_people else row)
    return ReportTable(list_wordings(context.wording, "compare-", *names), tuple(rows))


def _describe_totals(context: ComparisonContext) -> Iterator[CitedText]:
    answers = context.comparison.answers
    yield context.cite_wording("totals-lead" if answers.totals else "totals-none", "instrument/scoring")
    if answers.too_small:
        yield context.cite_wording("held-back", PRIVACY_LOCATOR, least=answers.min_group)
    if answers.near_held_back:
        groups = _join_groups(context, answers.near_held_back)
        has_near_size = any(sizes.who in answers.near_held_back for sizes in answers.near_sizes)
        name = "near-held-sizes" if has_near_size else "near-held"
        values = {"least": answers.min_group, "groups": groups, "sizes": _format_sizes(context)}
        yield context.cite_wording(name, PRIVACY_LOCATOR, **values)
    if answers.other_sides:
        yield context.cite_wording("other-sides", "policy/rounds/other-sides")


def _join_groups(context: ComparisonContext, groups: list[str]) -> str:
    return join_words(context.wording(f"who-{group}") for group in groups)


def _describe_checklist(context: ComparisonContext) -> Iterator[CitedText]:
    tasks = context.comparison.checklist
    if tasks is None:
        return
    before, after = tasks.done_before, tasks.done_after
    name = {(True, True): "untold", (True, False): "now", (False, True): "then", (False, False): "count"}[
        (before is None, after is None)
    ]
    yield context.cite_wording(f"tasks-{name}", tasks.source, before=before, after=after, total=tasks.total)
    titles_by_change = {"done-since": tasks.done_since, "under-way": tasks.under_way, "no-longer": tasks.no_longer_done}
    for change, titles in titles_by_change.items():
        if titles:
            yield context.cite_wording(change, tasks=join_words(titles))


def _describe_steps(context: ComparisonContext) -> Iterator[CitedText]:
    if not context.comparison.steps:
        yield context.cite_wording("steps-none")
    for status in ("in-place", "ahead", "untold"):
        steps = [step.short or step.title for step in context.comparison.steps if step.status == status]
        if steps:
            yield context.cite_wording(f"steps-{status}", "policy/rounds/steps", steps=join_words(steps))


def _describe_cautions(context: ComparisonContext) -> Iterator[CitedText]:
    answers = context.comparison.answers
    if answers.statements:
        if answers.tested:
            name = "chance" if has_moved_statement(answers.statements) else "chance-none"
            yield context.cite_wording(name, CHANCE_LOCATOR)
        elif len(answers.too_few) < 2:
            yield context.cite_wording("chance-missing", CHANCE_LOCATOR)
        if answers.too_few:
            groups = _join_groups(context, answers.too_few)
            yield context.cite_wording("too-few", CHANCE_LOCATOR, least=answers.least, groups=groups)
    elif answers.totals:
        yield context.cite_wording("totals-chance", CHANCE_LOCATOR)
    if {total.who for total in answers.totals} & {sizes.who for sizes in answers.near_sizes}:
        yield _describe_near_sizes(context)
    elif answers.totals and not answers.totals_only:
        yield context.cite_wording("replaced", PRIVACY_LOCATOR)
    yield context.cite_wording("no-cause", "policy/rounds/no-cause")


def _describe_near_sizes(context: ComparisonContext) -> CitedText:
    least, groups = context.comparison.answers.min_group, capitalize(_format_sizes(context))
    return context.cite_wording("near-sizes", PRIVACY_LOCATOR, least=least, groups=groups)


def _format_sizes(context: ComparisonContext) -> str:
    """List the groups that changed by a few people, with their numbers of people in both rounds."""
    return "; ".join(
        context.say("sizes", who=context.wording(f"who-{group.who}"), before=group.before, after=group.after)
        for group in context.comparison.answers.near_sizes
    )
