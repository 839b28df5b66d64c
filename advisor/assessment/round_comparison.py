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
from advisor.assessment.function_gaps import compute_gap, find_shown_statements
from advisor.assessment.privacy import GROUPS, find_shown_groups, list_members
from advisor.assessment.round_privacy import check_round_privacy
from advisor.assessment.scoring import (
    Interval,
    Tally,
    compute_company_score,
    compute_function_scores,
    list_respondents,
    select_statement,
)
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.instrument import Instrument
from advisor.model.responses import FUNCTIONS, PrivacyLimits, Respondent, Responses
from advisor.model.round_comparison import (
    BY_CHANCE,
    COMPARISON_SCHEMA,
    MOVED,
    SAME,
    UNTESTED,
    AnswerComparison,
    GapChange,
    GroupChange,
    GroupSizes,
    MeanChange,
    RoundComparison,
    StatementChange,
)

COMPANY = "company"
DIGITS = 1
IntervalEnds = tuple[float, float]


class SurveyRound(NamedTuple):
    """One round: what is known of the company, assessed, and the advice for it."""

    company: Company
    advice: Advice


class GroupTotal(NamedTuple):
    """A group's total, the functions that speak in it, and how many people (0 where totals only are known)."""

    score: Interval
    functions: frozenset[str]
    people: int


def compare_rounds(
    before: SurveyRound, after: SurveyRound, showing: PrivacyLimits, instrument: Instrument, *, near_sizes: bool = False
) -> RoundComparison:
    """Two rounds of one company, each with an assessment that is not empty.

    With `near_sizes`, groups are shown that give away those who joined or left; only if these agree.
    """
    (was, _), (now, _) = before, after
    return RoundComparison(
        schema=COMPARISON_SCHEMA,
        company=now.name or was.name,
        before=since.build_round_state(before.advice, was.assessed, showing),
        after=since.build_round_state(after.advice, now.assessed, showing),
        answers=compare_answers(was.assessed, now.assessed, showing, instrument, near_sizes=near_sizes),
        checklist=since.compare_checklists(before.advice.checklist, after.advice.checklist),
        steps=since.compute_progress(before.advice, after.advice),
        rulebase=after.advice.rulebase,
    )


def compare_answers(
    before: Responses, after: Responses, showing: PrivacyLimits, instrument: Instrument, *, near_sizes: bool = False
) -> AnswerComparison:
    """What changed in the answers of two rounds, as far as it may be shown."""
    was, now = list_respondents(before), list_respondents(after)
    known = compute_group_totals(before), compute_group_totals(after)
    shown = frozenset.intersection(*(_list_comparable_groups(people, showing) for people in (was, now)))
    in_both = [who for who in GROUPS if all(who in totals for totals in known)]
    alike = [who for who in in_both if known[0][who].functions == known[1][who].functions]
    allowed = [who for who in alike if who in shown]
    totals_only = not (was and now)
    near, told_of = check_round_privacy(was, now, showing)
    compared = [who for who in allowed if near_sizes or totals_only or who in told_of]
    statements = [] if totals_only or (near and not near_sizes) else _compare_statements(was, now, showing, instrument)
    few = [] if totals_only else chance.find_small_functions(was, now)
    told = {each.number for each in statements}
    return AnswerComparison(
        totals=[_build_group_change(who, known[0][who], known[1][who]) for who in compared],
        totals_only=totals_only,
        other_sides=any(who not in alike for who in in_both)
        or bool((known[0].keys() ^ known[1].keys()) & {*FUNCTIONS}),
        too_small=any(who not in shown for who in in_both),
        min_group=showing.min_group,
        statements=statements,
        held_back=[each.number for each in instrument.statements if each.number not in told] if told else [],
        tested=[who for who in (*FUNCTIONS, COMPANY) if any(_select_change(each, who).chance for each in statements)],
        too_few=few,
        least=chance.MIN_PEOPLE,
        near_sizes=_find_near_sizes({who: (known[0][who].people, known[1][who].people) for who in allowed}, showing),
        near_held_back=[who for who in allowed if who not in compared],
    )


def compute_group_totals(assessed: Responses) -> dict[str, GroupTotal]:
    """The total of each group that answered, whether it may be shown or not."""
    people = list_respondents(assessed)
    if not people:
        sides = compute_function_scores(assessed)
        totals = {name: GroupTotal(score, frozenset({name}), 0) for name, score in sides.items()}
        return {COMPANY: GroupTotal(compute_company_score(assessed), frozenset(sides), 0), **totals}
    found = {}
    for group in GROUPS:
        those = list_members(group, people)
        if those:
            functions = frozenset({group}) if group in FUNCTIONS else frozenset(compute_function_scores(those))
            score = compute_function_scores(those)[group] if group in FUNCTIONS else compute_company_score(those)
            found[group] = GroupTotal(score, functions, len(those))
    return found


def _list_comparable_groups(people: Sequence[Respondent], showing: PrivacyLimits) -> frozenset[str]:
    return find_shown_groups(people, showing) if people else frozenset((COMPANY, *FUNCTIONS))


def _build_group_change(group: str, before: GroupTotal, after: GroupTotal) -> GroupChange:
    people = [before.people, after.people]
    return GroupChange(group, people, *map(_round_ends, (before.score, after.score, after.score - before.score)))


def _find_near_sizes(sizes: Mapping[str, tuple[int, int]], showing: PrivacyLimits) -> list[GroupSizes]:
    """The groups whose sizes differ, but by fewer people than may be shown; the company only where no other does.

    Heads who agreed to be shown are no secret.
    """
    found = [
        GroupSizes(who, *counts)
        for who, counts in sizes.items()
        if all(counts) and 0 < abs(counts[1] - counts[0]) < showing.min_group and not (who == "heads" and showing.heads)
    ]
    return [each for each in found if each.who != COMPANY] or found


def _compare_statements(
    before: Sequence[Respondent], after: Sequence[Respondent], showing: PrivacyLimits, instrument: Instrument
) -> list[StatementChange]:
    """The statements that may be shown in both rounds, the largest change of a function first."""
    shown = sorted(find_shown_statements(before, showing) & find_shown_statements(after, showing))
    by_chance = chance.compute_change_intervals(before, after, shown)
    worded = {each.number: each for each in instrument.statements}
    found = []
    tallies = Tally(before), Tally(after)
    for number in shown:
        sides = [_compute_means(tally, number) for tally in tallies]
        sales, marketing, whole = (
            _build_change(sides[0][who], sides[1][who], by_chance[number].get(who)) for who in (*FUNCTIONS, COMPANY)
        )
        apart = _build_gap_change(*(compute_gap(tally, number) for tally in tallies))
        of = worded[number]
        found.append(StatementChange(number, of.title, of.text, sales, marketing, whole, apart, of.source))
    return sorted(found, key=lambda each: (-_measure_largest_change(each), each.number))


def _compute_means(tally: Tally, number: int) -> dict[str, Interval]:
    return {
        **tally.compute_function_scores(select_statement(number)),
        COMPANY: tally.compute_company_score(select_statement(number)),
    }


def _build_change(before: Interval, after: Interval, chance_ends: IntervalEnds | None) -> MeanChange:
    change = after - before
    if change.low == change.high == 0:
        reading = SAME
    elif chance_ends is None:
        reading = UNTESTED
    else:
        reading = MOVED if chance_ends[0] > 0 or chance_ends[1] < 0 else BY_CHANCE
    return MeanChange(
        _round_ends(before),
        _round_ends(after),
        _round_ends(change),
        [round(end, 2) + 0.0 for end in chance_ends] if chance_ends else None,
        reading,
    )


def _build_gap_change(before: Interval, after: Interval) -> GapChange:
    """How the distance between the functions changed, whichever of them is higher."""
    was, now = _compute_distance(before), _compute_distance(after)
    change = now - was
    if change.low == change.high == 0:
        reading = "same"
    else:
        reading = "narrowed" if change.high < 0 else "widened" if change.low > 0 else "open"
    return GapChange(_round_ends(was), _round_ends(now), _round_ends(change), reading)


def _compute_distance(gap: Interval) -> Interval:
    return Interval(max(gap.low, -gap.high, Fraction(0)), max(gap.high, -gap.low))


def _select_change(statement_change: StatementChange, group: str) -> MeanChange:
    return {
        "sales": statement_change.sales,
        "marketing": statement_change.marketing,
        COMPANY: statement_change.company,
    }[group]


def _measure_largest_change(statement_change: StatementChange) -> float:
    return max(abs(sum(side.change)) for side in (statement_change.sales, statement_change.marketing))


def _round_ends(interval: Interval) -> list[float]:
    """The ends as they are printed: anything finer would tell more about single people."""
    return [round(float(end), DIGITS) + 0.0 for end in interval]
