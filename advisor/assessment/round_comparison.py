"""Compare two rounds of the same company: the changes of the answers, and which are more than chance.

A change is the later figure less the earlier one, as an interval if answers are missing. A group is compared only if it
may be shown in both rounds, if the same functions answered for it in both, and if the difference does not reveal the
answers of the few who joined or left. Figures are rounded as they are printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from advisor.assessment import advice_progress, statistics
from advisor.assessment.function_gaps import compute_gap
from advisor.assessment.privacy import GROUPS, decide_release, find_shown_groups, list_members
from advisor.assessment.round_privacy import check_round_privacy
from advisor.assessment.scoring import Interval, Tally, list_respondents
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.instrument import Instrument
from advisor.model.responses import FUNCTIONS, PrivacyLimits, Respondents, Responses
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


class SurveyRound(NamedTuple):
    """One round: the facts of the company with its assessment, and the advice for it."""

    company: Company
    advice: Advice


class GroupTotal(NamedTuple):
    """A group's total, the functions of its people, and their number (0 if only totals are known)."""

    score: Interval
    functions: frozenset[str]
    people: int


def compare_rounds(
    before: SurveyRound, after: SurveyRound, showing: PrivacyLimits, instrument: Instrument, *, near_sizes: bool = False
) -> RoundComparison:
    """Compare two rounds of one company.

    Args:
        before: The earlier round, with an assessment that is not empty.
        after: The later round, with an assessment that is not empty.
        showing: The smallest group, and whether heads agreed to be shown.
        instrument: The wording of the statements.
        near_sizes: Show groups that reveal those who joined or left; only if these agree.
    """
    (earlier, _), (later, _) = before, after
    return RoundComparison(
        schema=COMPARISON_SCHEMA,
        company=later.name or earlier.name,
        before=advice_progress.build_round_state(before.advice, earlier.assessed, showing),
        after=advice_progress.build_round_state(after.advice, later.assessed, showing),
        answers=compare_answers(earlier.assessed, later.assessed, showing, instrument, near_sizes=near_sizes),
        checklist=advice_progress.compare_checklists(before.advice.checklist, after.advice.checklist),
        steps=advice_progress.compute_progress(before.advice, after.advice),
        rulebase=after.advice.rulebase,
    )


def compare_answers(
    before: Responses, after: Responses, showing: PrivacyLimits, instrument: Instrument, *, near_sizes: bool = False
) -> AnswerComparison:
    """Compare the answers of two rounds, as far as they may be shown; see `compare_rounds` for the arguments."""
    people_before, people_after = people = list_respondents(before), list_respondents(after)
    totals_before, totals_after = totals = compute_group_totals(before), compute_group_totals(after)
    shown = find_shown_groups(people_before, showing) & find_shown_groups(people_after, showing)
    in_both = [group for group in GROUPS if all(group in known for known in totals)]
    alike = [group for group in in_both if totals_before[group].functions == totals_after[group].functions]
    allowed = [group for group in alike if group in shown]
    totals_only = not all(people)
    near_functions, released, near_groups = check_round_privacy(*people, showing)
    compared = [group for group in allowed if near_sizes or totals_only or group in released]
    has_statements = not totals_only and (near_sizes or not near_functions)
    statements = _compare_statements(*people, showing, instrument) if has_statements else []
    numbers = {each.number for each in statements}
    sizes = {group: (totals_before[group].people, totals_after[group].people) for group in allowed}
    one_sided = any(name in totals_before or name in totals_after for name in FUNCTIONS if name not in in_both)
    return AnswerComparison(
        totals=[_build_group_change(group, totals_before[group], totals_after[group]) for group in compared],
        totals_only=totals_only,
        other_sides=in_both != alike or one_sided,
        too_small=any(group not in shown for group in in_both),
        min_group=showing.min_group,
        statements=statements,
        held_back=[each.number for each in instrument.statements if each.number not in numbers] if numbers else [],
        tested=[who for who in (*FUNCTIONS, COMPANY) if any(getattr(each, who).chance for each in statements)],
        too_few=[] if totals_only else statistics.find_small_functions(*people),
        least=statistics.MIN_PEOPLE,
        near_sizes=_list_near_sizes({group: sizes[group] for group in allowed if group in near_groups}, showing),
        near_held_back=[group for group in allowed if group not in compared],
    )


def compute_group_totals(assessed: Responses) -> dict[str, GroupTotal]:
    """Compute the total of each group that answered, whether it may be shown or not."""
    people = list_respondents(assessed)
    groups = {group: list_members(group, people) if people else assessed for group in GROUPS[: None if people else 3]}
    totals = {}
    for group, members in groups.items():
        tally = Tally(members)
        scores = tally.compute_function_scores()
        if group in FUNCTIONS:
            scores = {name: score for name, score in scores.items() if name == group}
        if scores:
            totals[group] = GroupTotal(
                scores[group] if group in FUNCTIONS else tally.compute_company_score(),
                frozenset(scores),
                len(members) if people else 0,
            )
    return totals


def _build_group_change(group: str, before: GroupTotal, after: GroupTotal) -> GroupChange:
    people = [before.people, after.people]
    return GroupChange(group, people, *map(_round_ends, (before.score, after.score, after.score - before.score)))


def _list_near_sizes(sizes: Mapping[str, tuple[int, int]], showing: PrivacyLimits) -> list[GroupSizes]:
    """List the groups that changed by a few people; the company only if no other group did.

    Heads who agreed to be shown are no secret.
    """
    near = [
        GroupSizes(group, *counts)
        for group, counts in sizes.items()
        if all(counts) and not (group == "heads" and showing.heads)
    ]
    return [each for each in near if each.who != COMPANY] or near


def _compare_statements(
    before: Respondents, after: Respondents, showing: PrivacyLimits, instrument: Instrument
) -> list[StatementChange]:
    """Compare the statements that may be shown in both rounds, the largest change of a function first."""
    shown = sorted(decide_release(before, showing).statements & decide_release(after, showing).statements)
    intervals = statistics.compute_change_intervals(before, after, shown)
    statements = {each.number: each for each in instrument.statements}
    tallies = Tally(before), Tally(after)
    changes = []
    for number in shown:
        means_before, means_after = (_compute_means(tally, number) for tally in tallies)
        sales, marketing, company = (
            _build_change(means_before[group], means_after[group], intervals[number].get(group))
            for group in (*FUNCTIONS, COMPANY)
        )
        gap = _build_gap_change(*(compute_gap(tally, number) for tally in tallies))
        words = statements[number]
        changes.append(StatementChange(number, words.title, words.text, sales, marketing, company, gap, words.source))
    return sorted(changes, key=lambda change: (-_measure_largest_change(change), change.number))


def _compute_means(tally: Tally, number: int) -> dict[str, Interval]:
    return {**tally.compute_function_scores((number,)), COMPANY: tally.compute_company_score((number,))}


def _build_change(before: Interval, after: Interval, interval: tuple[float, float] | None) -> MeanChange:
    change = after - before
    if change.low == change.high == 0:
        reading = SAME
    elif interval is None:
        reading = UNTESTED
    else:
        reading = MOVED if interval[0] > 0 or interval[1] < 0 else BY_CHANCE
    chance = [round(end, 2) + 0.0 for end in interval] if interval else None
    return MeanChange(_round_ends(before), _round_ends(after), _round_ends(change), chance, reading)


def _build_gap_change(before: Interval, after: Interval) -> GapChange:
    """Compare the distance between the functions, whichever of them is higher."""
    distances = [Interval(max(gap.low, -gap.high, Fraction(0)), max(gap.high, -gap.low)) for gap in (before, after)]
    change = distances[1] - distances[0]
    if change.low == change.high == 0:
        reading = "same"
    else:
        reading = "narrowed" if change.high < 0 else "widened" if change.low > 0 else "open"
    return GapChange(_round_ends(distances[0]), _round_ends(distances[1]), _round_ends(change), reading)


def _measure_largest_change(change: StatementChange) -> float:
    return max(abs(sum(side.change)) for side in (change.sales, change.marketing))


def _round_ends(interval: Interval) -> list[float]:
    """Round the ends as they are printed; finer figures would reveal more about single people."""
    return [round(end, DIGITS) + 0.0 for end in interval.ends]
