"""Two rounds compared, in the order of reading and ready for a template; and the forms a comparison is written in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.model.clauses import either, joined_words
from advisor.model.round_comparison import Comparison, RoundState
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.changed_statements import (
    CHANCE,
    PRIVACY,
    Comparing,
    change,
    ends,
    listed,
    starred,
    table,
    told,
)
from advisor.reporting.view.citations import Notes
from advisor.reporting.view.text_layout import Line
from advisor.reporting.view.text_table import Table
from advisor.reporting.view.wording import opened, sayer


class View(NamedTuple):
    """Everything a written comparison says. Tables come in plain text and as tables."""

    title: str
    based_on: str
    states: Table
    states_told: list[Line]
    totals: Table | None
    totals_told: list[Line]
    statements: Table | None
    statements_lead: str
    statements_told: list[Line]
    since: list[Line]
    cautions: list[Line]
    sources: list[tuple[str, list[str]]]


def laid_out(compared: Comparison, rulebase: RuleBase, *, intervals: bool = False) -> View:
    """A comparison, laid out for a reader; with `intervals`, what chance could do stands beside each tested change."""
    at = Comparing(compared, rulebase, sayer(rulebase), Notes(rulebase.works), intervals)
    answers = compared.answers
    those = listed(answers.statements)
    lead = "statements-lead" if starred(those) else "statements-untested"
    return View(
        title=at.say("compare-title-at", company=compared.company) if compared.company else at.say("compare-title"),
        based_on=at.say("compare-based-on"),
        states=_states(at),
        states_told=list(_states_told(at)),
        totals=_totals(at) if answers.totals else None,
        totals_told=list(_totals_told(at)),
        statements=table(at, those) if those else None,
        statements_lead=at.say(f"compare-{lead}") if those else "",
        statements_told=list(told(at, those)),
        since=[*_checklist(at), *_steps(at)],
        cautions=list(_cautions(at)),
        sources=[
            (". ".join(filter(None, (work.authors, work.title, work.published_in or work.year))) if work else "",
             [f"{mark} {place}" for mark, place in places])
            for work, places in at.notes.told()
        ],
    )  # fmt: skip


def _states(at: Comparing) -> Table:
    rounds = (at.compared.before, at.compared.after)
    rows = {
        "state": [_state(at, each) for each in rounds],
        "basis": [at.say(f"compare-basis-{each.basis}") for each in rounds],
        "advice": [_advice(at, each) for each in rounds],
        "move": [_move(at, each) for each in rounds],
    }
    heads = ("", at.say("compare-before"), at.say("compare-after"))
    return Table(heads, tuple((at.say(f"compare-{name}"), *cells) for name, cells in rows.items()))


def _state(at: Comparing, each: RoundState) -> str:
    return each.state or at.say("compare-state-possible", states=either(each.possible_states))


def _advice(at: Comparing, each: RoundState) -> str:
    if each.verdict in each.possible_verdicts:
        return each.headline
    return at.say("compare-verdicts-possible", headline=each.headline, verdicts=either(each.possible_verdicts))


def _move(at: Comparing, each: RoundState) -> str:
    if each.move is None:
        return at.say("compare-move-none")
    return at.say("compare-move-up", start=each.move.from_, goal=each.move.to)


def _states_told(at: Comparing) -> Iterator[Line]:
    before, after = at.compared.before, at.compared.after
    bases = {before.basis, after.basis}
    if len(bases) > 1:
        yield at.line("basis-differs", "policy/rounds/basis")
    elif bases == {"scores"} and before.sides != after.sides:
        yield at.line("state-sides", "policy/rounds/other-sides")
    elif bases == {"scores"} and None in (before.people, after.people):
        yield at.line("state-few", PRIVACY, least=at.compared.answers.min_group)
    elif before.state is None or after.state is None:
        yield at.line("state-open")
    else:
        levels = [at.rulebase.states.index(each.state or "") for each in (before, after)]
        up = levels[1] - levels[0]
        words = at.say("compare-level") if abs(up) == 1 else at.say("compare-levels", count=abs(up))
        where = [f"instrument/scoring/{each.state}" for each in (before, after) if each.basis == "scores"]
        yield at.line("state-up" if up > 0 else "state-down" if up else "state-same", *where, levels=words)


def _totals(at: Comparing) -> Table:
    people = any(all(each.people) for each in at.compared.answers.totals)
    names = ("head-group", "before", "after", "head-change", *(["head-people"] if people else []))
    rows = []
    for each in at.compared.answers.totals:
        row = [at.say(f"who-{each.who}"), ends(at, each.before), ends(at, each.after), change(at, each)]
        if people:
            row.append(at.say("compare-people-both", before=each.people[0], after=each.people[1]))
        rows.append(tuple(row))
    return Table(tuple(at.say(f"compare-{name}") for name in names), tuple(rows))


def _totals_told(at: Comparing) -> Iterator[Line]:
    answers = at.compared.answers
    yield at.line("totals-lead" if answers.totals else "totals-none", "instrument/scoring")
    if answers.too_small:
        yield at.line("held-back", PRIVACY, least=answers.min_group)
    if answers.near_held_back:
        held = [at.say(f"who-{who}") for who in answers.near_held_back]
        yield at.line("near-held", PRIVACY, least=answers.min_group, groups=joined_words(held))
    if answers.other_sides:
        yield at.line("other-sides", "policy/rounds/other-sides")


def _checklist(at: Comparing) -> Iterator[Line]:
    tasks = at.compared.checklist
    if tasks is None:
        return
    now, then = tasks.done_after is not None, tasks.done_before is not None
    name = "count" if now and then else "now" if now else "then" if then else "untold"
    yield at.line(f"tasks-{name}", tasks.source, before=tasks.done_before, after=tasks.done_after, total=tasks.total)
    groups = {"done-since": tasks.done_since, "under-way": tasks.under_way, "no-longer": tasks.no_longer_done}
    for name, titles in groups.items():
        if titles:
            yield at.line(name, tasks=joined_words(titles))


def _steps(at: Comparing) -> Iterator[Line]:
    if not at.compared.steps:
        yield at.line("steps-none")
    for status in ("in-place", "ahead", "untold"):
        named = [each.short or each.title for each in at.compared.steps if each.status == status]
        if named:
            yield at.line(f"steps-{status}", "policy/rounds/steps", steps=joined_words(named))


def _cautions(at: Comparing) -> Iterator[Line]:
    answers = at.compared.answers
    if answers.statements:
        if answers.tested:
            yield at.line("chance" if starred(answers.statements) else "chance-none", CHANCE)
        elif len(answers.too_few) < 2:
            yield at.line("chance-missing", CHANCE)
        if answers.too_few:
            groups = joined_words(at.say(f"who-{who}") for who in answers.too_few)
            yield at.line("too-few", CHANCE, least=answers.least, groups=groups)
    elif answers.totals:
        yield at.line("totals-chance", CHANCE)
    shown = {each.who for each in answers.totals}
    if any(each.who in shown for each in answers.near_sizes):
        sizes = (
            at.say("compare-sizes", who=at.say(f"who-{each.who}"), before=each.before, after=each.after)
            for each in answers.near_sizes
        )
        yield at.line("near-sizes", PRIVACY, least=answers.min_group, groups=opened("; ".join(sizes)))
    elif answers.totals and not answers.totals_only:
        yield at.line("replaced", PRIVACY)
    yield at.line("no-cause", "policy/rounds/no-cause")
