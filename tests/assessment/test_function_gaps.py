"""Gaps between the functions, compared with all completions and all choices of statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.assessment.answer_spread import WIDE
from advisor.assessment.function_gaps import AdviceOutcomes, compute_statement_gaps, find_statements_to_align
from advisor.assessment.scoring import build_bands
from advisor.loading.packs.load_rulebase import load
from advisor.model.responses import PrivacyLimits, Respondent
from tests.assessment import plain_scores as plain
from tests.assessment.groups import build_person, build_sheet, respondents
from tests.profiles import examples

BANDS = build_bands(load().iter_entries("bands"))
ALL = PrivacyLimits(1, True)
STATES = [name for name, _, _ in plain.BANDS]
groups = respondents(most=4, odd=2).filter(lambda people: plain.count_completions(people) <= 130)
AdviceAt = Callable[[str], AdviceOutcomes]


def build_advice(verdicts: str) -> AdviceAt:
    """Return the advice at each of the four states, one letter each."""
    return lambda state: frozenset({(verdicts[STATES.index(state)], None)})


advices = st.sampled_from(["abcd", "aaaa", "aabb", "abba", "abbb", "aaab"]).map(build_advice)


ABCD = build_advice("abcd")


@st.composite
def opposed_sides(draw: st.DrawFn, *, missing: bool = False) -> tuple[Respondent, ...]:
    """Draw two sides that differ on a few statements, Sales mostly above Marketing, perhaps with missing answers."""
    few, common = draw(st.integers(1, 7)), draw(st.integers(2, 4))  # 20 answers of 2, 3 or 4 reach an edge
    people = []
    for side in draw(st.sampled_from([("sales", "marketing"), ("sales", "sales", "marketing")])):
        low, high = (common - 1, 5) if side == "sales" else (1, common + 1)
        own = draw(st.lists(st.integers(low, high), min_size=few, max_size=few))
        people.append(Respondent(side, None, (*own, *[common] * (20 - few))))
    if missing:
        for at, place in draw(st.sets(st.tuples(st.integers(0, 1), st.integers(0, 7)), min_size=1, max_size=3)):
            answers_ = list(people[at].answers)
            answers_[place] = None
            people[at] = people[at]._replace(answers=tuple(answers_))
    return tuple(people)


@given(groups, advices)
def test_gap_spans_exactly_the_gaps_of_completions(people: tuple[Respondent, ...], advice_at: AdviceAt) -> None:
    complete = list(plain.iter_completions(people))
    for each in compute_statement_gaps(people, ALL, BANDS, advice_at):
        sides = [{side: plain.compute_score(one, side, [each.number]) for side in plain.SIDES} for one in complete]
        gaps = [one["sales"] - one["marketing"] for one in sides]
        if any(one.function == "both" and one.answers[each.number - 1] is None for one in people):
            assert each.gap.low <= min(gaps)  # wider, so as not to show who left the statement out
            assert each.gap.high >= max(gaps)
        else:
            assert each.gap == (min(gaps), max(gaps))
        assert each.sales.score == (min(one["sales"] for one in sides), max(one["sales"] for one in sides))
        given_ = [one.answers[each.number - 1] for one in people if plain.counts_for(one, "marketing")]
        assert each.marketing.answer_count == len([answer for answer in given_ if answer])


@examples(30)
@given(respondents(most=8))
def test_sorts_statements_by_gap(people: tuple[Respondent, ...]) -> None:
    found = compute_statement_gaps(people, ALL, BANDS, ABCD)
    widths = [abs(each.gap.low + each.gap.high) for each in found]
    assert widths == sorted(widths, reverse=True)
    assert len({each.number for each in found}) == len(found)


def test_spread_is_the_standard_deviation_of_the_answers_given() -> None:
    people = [build_person("sales", answer) for answer in (1, 5, None, 3) for _ in range(7)]
    people.append(build_person("marketing", 4))
    side = next(each for each in compute_statement_gaps(people, ALL, BANDS, ABCD) if each.number == 1).sales
    assert side.spread == (1.6, WIDE)
    assert side.answer_count == 21


@examples(30)
@given(groups | opposed_sides(missing=True), advices)
def test_consequences_are_those_of_either_reading(people: tuple[Respondent, ...], advice_at: AdviceAt) -> None:
    complete = list(plain.iter_completions(people))
    for each in compute_statement_gaps(people, ALL, BANDS, advice_at):
        if each.number > 9:
            continue  # everybody gives the same answer to these, or they repeat an earlier one
        readings = []
        for one in plain.SIDES:
            readings.append(
                {plain.find_state(compute_score_with_one_reading(group, one, each.number)) for group in complete}
            )
        first, second = readings
        if len(first) > 1 or len(second) > 1 or first == second:
            assert each.consequences == ()
        else:
            same = advice_at(first.pop()) == advice_at(second.pop())
            assert each.consequences == (("state",) if same else ("state", "verdict"))


def compute_score_with_one_reading(people: Sequence[Respondent], one: str, number: int) -> Fraction:
    """Compute the company's score if both sides scored one statement as `one` of them does."""
    rest = [each for each in range(1, 21) if each != number]
    sides = [
        (plain.compute_score(people, side, rest) or 0) + (plain.compute_score(people, one, [number]) or 0)
        for side in plain.SIDES
    ]
    return Fraction(sum(sides)) / 2


@pytest.mark.parametrize(
    ("verdicts", "turns"), [("abcd", ("state", "verdict")), ("aacd", ("state",)), ("abbd", ("state", "verdict"))]
)
def test_one_statement_changes_the_state_at_an_edge(verdicts: str, turns: tuple[str, ...]) -> None:
    # Both sides have 38 points in 19 statements; at the last one Sales gives 5 and Marketing 1.
    people = [Respondent("sales", None, (5, *[2] * 19)), Respondent("marketing", None, (1, *[2] * 19))]
    found = compute_statement_gaps(people, ALL, BANDS, build_advice(verdicts))
    assert [each.consequences for each in found if each.number == 1] == [turns]
    assert {each.consequences for each in found if each.number != 1} == {()}


def iter_closed_readings(high: Fraction, low: Fraction, closed: Fraction) -> Iterable[tuple[Fraction, Fraction]]:
    """Yield the two readings after gaps of this sum are closed: one fell by some of it, one rose by the rest.

    They include both ends, and every point at which a reading reaches an edge or is next to one.
    """
    points = {Fraction(0), closed}
    for edge in (40, 60, 80):
        for at in (high - edge, low + closed - edge):
            points |= {at - Fraction(1, 1000), at, at + Fraction(1, 1000)}
    for moved in sorted(points):
        if 0 <= moved <= closed:
            yield high - moved, low + closed - moved


def has_same_advice(one: Fraction, other: Fraction, advice_at: AdviceAt) -> bool:
    """Return whether the advice is the same for two totals and every one between them."""
    low, high = sorted((one, other))
    edges = [Fraction(edge) for edge in (40, 60, 80) if low < edge <= high]
    return len({advice_at(plain.find_state(points)) for points in (low, *edges)}) == 1


def is_enough(gaps: Iterable[Fraction], high: Fraction, low: Fraction, advice_at: AdviceAt) -> bool:
    """Return whether closing these gaps can make the advice the same."""
    return any(
        has_same_advice(*readings, advice_at) for readings in iter_closed_readings(high, low, sum(gaps, Fraction(0)))
    )


def iter_choices(numbers: Sequence[int]) -> Iterable[tuple[int, ...]]:
    return chain.from_iterable(combinations(numbers, count) for count in range(len(numbers) + 1))


@examples(200)
@given(opposed_sides(), advices)
def test_finds_the_smallest_choice_that_is_enough(people: tuple[Respondent, ...], advice_at: AdviceAt) -> None:
    totals = {side: plain.compute_score(people, side) or Fraction(0) for side in plain.SIDES}
    upper, lower = sorted(plain.SIDES, key=lambda side: -totals[side])
    gaps = {
        number: (plain.compute_score(people, upper, [number]) or Fraction(0))
        - (plain.compute_score(people, lower, [number]) or 0)
        for number in range(1, 21)
    }
    numbers = [number for number in gaps if gaps[number] > 0]
    sufficient_choices = [
        choice
        for choice in iter_choices(numbers)
        if is_enough([gaps[number] for number in choice], totals[upper], totals[lower], advice_at)
    ]
    found = find_statements_to_align(people, BANDS, advice_at)
    # Closing every gap in favour of one side is always enough, and all gaps sum up to the difference at least.
    assert found is not None
    assert found in sufficient_choices
    assert len(found) == min(map(len, sufficient_choices))
    assert (found == ()) == has_same_advice(*totals.values(), advice_at)
    assert list(found) == sorted(found)
    smallest = [
        sorted((gaps[number] for number in choice), reverse=True)
        for choice in sufficient_choices
        if len(choice) == len(found)
    ]
    assert sorted((gaps[number] for number in found), reverse=True) == max(smallest)


@examples(120)
@given(opposed_sides(missing=True), advices)
def test_choice_is_enough_for_all_missing_answers(people: tuple[Respondent, ...], advice_at: AdviceAt) -> None:
    found = find_statements_to_align(people, BANDS, advice_at)
    complete = list(plain.iter_completions(people))
    if found is None:
        return
    rest = [number for number in range(1, 21) if number not in found]
    left = [[plain.compute_score(each, side, rest) or Fraction(0) for side in plain.SIDES] for each in complete]
    # What they agree on adds the same to both sides: some one sum has to do for all completions.
    shared_sums = [Fraction(points, 4) for points in range(4 * len(found), 4 * 5 * len(found) + 1)]
    assert any(all(has_same_advice(one + more, two + more, advice_at) for one, two in left) for more in shared_sums)
    if found == ():
        assert all(has_same_advice(one, two, advice_at) for one, two in left)


@given(opposed_sides(), advices)
def test_choice_is_the_same_for_exchanged_sides(people: tuple[Respondent, ...], advice_at: AdviceAt) -> None:
    other = {"sales": "marketing", "marketing": "sales"}
    exchanged = [each._replace(function=other[each.function]) for each in people]
    assert find_statements_to_align(exchanged, BANDS, advice_at) == find_statements_to_align(people, BANDS, advice_at)


@given(opposed_sides(), advices, st.sets(st.integers(1, 20)))
def test_names_only_allowed_statements(people: tuple[Respondent, ...], advice_at: AdviceAt, numbers: set[int]) -> None:
    found, free = (
        find_statements_to_align(people, BANDS, advice_at, numbers),
        find_statements_to_align(people, BANDS, advice_at),
    )
    assert set(found or ()) <= numbers
    assert free is not None
    assert found is None or len(found) >= len(free)


def test_finds_nothing_for_one_side() -> None:
    assert find_statements_to_align([build_person("sales", 1)], BANDS, ABCD) is None
    assert compute_statement_gaps([build_person("sales", 1)], ALL, BANDS, ABCD) == ()


def test_finds_nothing_if_too_much_is_missing() -> None:
    people = [build_person("sales", *[None] * 20), Respondent("marketing", None, build_sheet([]))]
    assert find_statements_to_align(people, BANDS, ABCD) is None
    assert find_statements_to_align(people, BANDS, build_advice("aaaa")) == ()


@examples(20)
@given(respondents(most=3).map(lambda people: tuple(each._replace(function="both") for each in people)))
def test_people_for_both_have_no_gap(people: tuple[Respondent, ...]) -> None:
    assert {each.gap for each in compute_statement_gaps(people, ALL, BANDS, ABCD)} <= {(0, 0)}
