"""Two rounds of the same company: what changed in the answers, and which changes are more than chance could do.

A change is what came after less what was before, as an interval where answers are missing. A group is compared only
where it may be shown in both rounds, where the same functions spoke for it in both, and where the difference does not
give away the few who joined or left. Figures are rounded as they are printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from advisor.assessment import advice_progress as since
from advisor.assessment import statistics as chance
from advisor.assessment.function_gaps import gap, shown_statements
from advisor.assessment.privacy import GROUPS, members, released
from advisor.assessment.round_privacy import between
from advisor.assessment.scoring import Interval, Tally, answer_to, by_function, company, respondents
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.instrument import Instrument
from advisor.model.responses import FUNCTIONS, Assessed, Respondent, Showing
from advisor.model.round_comparison import (
    BY_CHANCE,
    MOVED,
    SAME,
    SCHEMA,
    UNTESTED,
    AnswersCompared,
    Change,
    Comparison,
    GapChange,
    GroupChange,
    GroupSizes,
    StatementChange,
)

COMPANY = "company"
DIGITS = 1
Ends = tuple[float, float]


class Round(NamedTuple):
    """One round: what is known of the company, assessed, and the advice for it."""

    company: Company
    advice: Advice


class Total(NamedTuple):
    """A group's total, the functions that speak in it, and how many people (0 where totals only are known)."""

    score: Interval
    functions: frozenset[str]
    people: int


def compare(
    before: Round, after: Round, showing: Showing, instrument: Instrument, *, near_sizes: bool = False
) -> Comparison:
    """Two rounds of one company, each with an assessment that is not empty.

    With `near_sizes`, groups are shown that give away those who joined or left; only if these agree.
    """
    (was, _), (now, _) = before, after
    return Comparison(
        schema=SCHEMA,
        company=now.name or was.name,
        before=since.stood(before.advice, was.assessed, showing),
        after=since.stood(after.advice, now.assessed, showing),
        answers=answers(was.assessed, now.assessed, showing, instrument, near_sizes=near_sizes),
        checklist=since.checklist(before.advice.checklist, after.advice.checklist),
        steps=since.steps(before.advice, after.advice),
        rulebase=after.advice.rulebase,
    )


def answers(
    before: Assessed, after: Assessed, showing: Showing, instrument: Instrument, *, near_sizes: bool = False
) -> AnswersCompared:
    """What changed in the answers of two rounds, as far as it may be shown."""
    was, now = respondents(before), respondents(after)
    known = groups(before), groups(after)
    shown = frozenset.intersection(*(_shown(people, showing) for people in (was, now)))
    in_both = [who for who in GROUPS if all(who in totals for totals in known)]
    alike = [who for who in in_both if known[0][who].functions == known[1][who].functions]
    allowed = [who for who in alike if who in shown]
    totals_only = not (was and now)
    near, told_of = between(was, now, showing)
    compared = [who for who in allowed if near_sizes or totals_only or who in told_of]
    statements = [] if totals_only or (near and not near_sizes) else _statements(was, now, showing, instrument)
    few = [] if totals_only else chance.too_few(was, now)
    told = {each.number for each in statements}
    return AnswersCompared(
        totals=[_total(who, known[0][who], known[1][who]) for who in compared],
        totals_only=totals_only,
        other_sides=any(who not in alike for who in in_both)
        or bool((known[0].keys() ^ known[1].keys()) & {*FUNCTIONS}),
        too_small=any(who not in shown for who in in_both),
        min_group=showing.min_group,
        statements=statements,
        held_back=[each.number for each in instrument.statements if each.number not in told] if told else [],
        tested=[who for who in (*FUNCTIONS, COMPANY) if any(_side(each, who).chance for each in statements)],
        too_few=few,
        least=chance.LEAST,
        near_sizes=_near_sizes({who: (known[0][who].people, known[1][who].people) for who in allowed}, showing),
        near_held_back=[who for who in allowed if who not in compared],
    )


def groups(assessed: Assessed) -> dict[str, Total]:
    """The total of each group that answered, whether it may be shown or not."""
    people = respondents(assessed)
    if not people:
        sides = by_function(assessed)
        totals = {name: Total(score, frozenset({name}), 0) for name, score in sides.items()}
        return {COMPANY: Total(company(assessed), frozenset(sides), 0), **totals}
    found = {}
    for group in GROUPS:
        those = members(group, people)
        if those:
            functions = frozenset({group}) if group in FUNCTIONS else frozenset(by_function(those))
            score = by_function(those)[group] if group in FUNCTIONS else company(those)
            found[group] = Total(score, functions, len(those))
    return found


def _shown(people: Sequence[Respondent], showing: Showing) -> frozenset[str]:
    return released(people, showing) if people else frozenset((COMPANY, *FUNCTIONS))


def _total(who: str, before: Total, after: Total) -> GroupChange:
    people = [before.people, after.people]
    return GroupChange(who, people, *map(_ends, (before.score, after.score, after.score - before.score)))


def _near_sizes(sizes: Mapping[str, tuple[int, int]], showing: Showing) -> list[GroupSizes]:
    """The groups whose sizes differ, but by fewer people than may be shown; the company only where no other does.

    Heads who agreed to be shown are no secret.
    """
    found = [
        GroupSizes(who, *counts)
        for who, counts in sizes.items()
        if all(counts) and 0 < abs(counts[1] - counts[0]) < showing.min_group and not (who == "heads" and showing.heads)
    ]
    return [each for each in found if each.who != COMPANY] or found


def _statements(
    before: Sequence[Respondent], after: Sequence[Respondent], showing: Showing, instrument: Instrument
) -> list[StatementChange]:
    """The statements that may be shown in both rounds, the largest change of a function first."""
    shown = sorted(shown_statements(before, showing) & shown_statements(after, showing))
    by_chance = chance.changes(before, after, shown)
    worded = {each.number: each for each in instrument.statements}
    found = []
    tallies = Tally(before), Tally(after)
    for number in shown:
        sides = [_means(tally, number) for tally in tallies]
        sales, marketing, whole = (
            _change(sides[0][who], sides[1][who], by_chance[number].get(who)) for who in (*FUNCTIONS, COMPANY)
        )
        apart = _gap(*(gap(tally, number) for tally in tallies))
        of = worded[number]
        found.append(StatementChange(number, of.title, of.text, sales, marketing, whole, apart, of.source))
    return sorted(found, key=lambda each: (-_largest(each), each.number))


def _means(tally: Tally, number: int) -> dict[str, Interval]:
    return {**tally.by_function(answer_to(number)), COMPANY: tally.company(answer_to(number))}


def _change(before: Interval, after: Interval, by_chance: Ends | None) -> Change:
    change = after - before
    if change.low == change.high == 0:
        reading = SAME
    elif by_chance is None:
        reading = UNTESTED
    else:
        reading = MOVED if by_chance[0] > 0 or by_chance[1] < 0 else BY_CHANCE
    return Change(
        _ends(before),
        _ends(after),
        _ends(change),
        [round(end, 2) + 0.0 for end in by_chance] if by_chance else None,
        reading,
    )


def _gap(before: Interval, after: Interval) -> GapChange:
    """How the distance between the functions changed, whichever of them is higher."""
    was, now = _distance(before), _distance(after)
    change = now - was
    if change.low == change.high == 0:
        reading = "same"
    else:
        reading = "narrowed" if change.high < 0 else "widened" if change.low > 0 else "open"
    return GapChange(_ends(was), _ends(now), _ends(change), reading)


def _distance(between: Interval) -> Interval:
    return Interval(max(between.low, -between.high, Fraction(0)), max(between.high, -between.low))


def _side(each: StatementChange, who: str) -> Change:
    return {"sales": each.sales, "marketing": each.marketing, COMPANY: each.company}[who]


def _largest(each: StatementChange) -> float:
    return max(abs(sum(side.change)) for side in (each.sales, each.marketing))


def _ends(interval: Interval) -> list[float]:
    """The ends as they are printed: anything finer would tell more about single people."""
    return [round(float(end), DIGITS) + 0.0 for end in interval]
