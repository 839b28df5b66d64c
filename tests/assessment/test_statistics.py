"""Bootstrap intervals, which depend only on the answers, and Cronbach's alpha by the textbook."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.assessment import statistics
from advisor.assessment.function_gaps import compute_gap
from advisor.assessment.scoring import Tally, build_bands
from advisor.assessment.survey_summary import summarize_survey
from advisor.loading.packs.load_rulebase import load
from advisor.model.instrument import build_instrument
from advisor.model.responses import PrivacyLimits, Respondent
from tests.profiles import examples

RULEBASE = load()
BANDS, INSTRUMENT = build_bands(RULEBASE.iter_entries("bands")), build_instrument(RULEBASE)
NUMBERS = (1, 2)
"""The statements to test; each person gives the same answer to all others."""

answers = st.one_of(st.integers(1, 5), st.integers(1, 5), st.none())
pairs = st.tuples(answers, answers)


def draw_side(function: str, least: int = 10, most: int = 14) -> st.SearchStrategy[list[Respondent]]:
    """Draw people of a function."""
    one = pairs.map(lambda each: Respondent(function, None, (*each, *[3] * 18)))
    return st.lists(one, min_size=least, max_size=most)


crowds = st.tuples(draw_side("sales"), draw_side("marketing")).map(lambda both: [*both[0], *both[1]])


def build_people(rows: list[list[int]]) -> list[Respondent]:
    return [Respondent("sales", None, tuple(row)) for row in rows]


def compute_textbook_alpha(rows: list[list[int]]) -> Fraction:
    """Compute Cronbach's alpha: k/(k-1) times (1 less the variances of the items over the variance of the sums)."""

    def compute_variance(values: list[int]) -> Fraction:
        mean = Fraction(sum(values), len(values))
        return sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1)

    items = len(rows[0])
    item_variances = sum((compute_variance([row[at] for row in rows]) for at in range(items)), Fraction(0))
    return Fraction(items, items - 1) * (1 - item_variances / compute_variance([sum(row) for row in rows]))


@examples(25)
@given(crowds, st.randoms(use_true_random=False))
def test_an_interval_depends_only_on_the_answers(people: list[Respondent], random: Random) -> None:
    found = statistics.compute_gap_intervals(people, NUMBERS)
    random.shuffle(people)
    assert statistics.compute_gap_intervals(people, NUMBERS[::-1]) == found
    assert statistics.compute_gap_intervals(people, NUMBERS[1:])[2] == found[2]


@examples(40)
@given(crowds)
def test_an_interval_contains_the_gap_and_stays_on_the_scale(people: list[Respondent]) -> None:
    for number, (low, high) in statistics.compute_gap_intervals(people, NUMBERS).items():
        ends = compute_gap(Tally(people), number)
        assert -4 <= low <= float(ends.low) + 1e-9
        assert float(ends.high) - 1e-9 <= high <= 4


def test_interval_is_a_point_if_all_answer_alike() -> None:
    people = [
        *build_people([[4] * 20] * 10),
        *(each._replace(function="marketing") for each in build_people([[2] * 20] * 11)),
    ]
    assert set(statistics.compute_gap_intervals(people, range(1, 21)).values()) == {(2.0, 2.0)}


def test_another_process_computes_the_same_intervals() -> None:
    program = (
        "from advisor.assessment.statistics import compute_gap_intervals; "
        "from advisor.model.responses import Respondent; "
        "print(compute_gap_intervals([Respondent(f, None, (a % 5 + 1,) * 20) for f in ('sales', 'marketing') "
        "for a in range(len(f) * 3)], [1, 20]))"
    )
    outputs = {subprocess.check_output([sys.executable, "-c", program], text=True) for _ in range(2)}
    people = [
        Respondent(name, None, (at % 5 + 1,) * 20) for name in ("sales", "marketing") for at in range(len(name) * 3)
    ]
    assert outputs == {f"{statistics.compute_gap_intervals(people, [1, 20])}\n"}


@examples(15)
@given(draw_side("sales", 1, 9), draw_side("marketing", 10, 14))
def test_gives_no_intervals_for_a_small_side(few: list[Respondent], many: list[Respondent]) -> None:
    assert statistics.compute_gap_intervals([*few, *many], NUMBERS) == {}
    summary = summarize_survey((*few, *many), PrivacyLimits(1), INSTRUMENT, BANDS, lambda state: frozenset())
    assert summary is not None
    assert {each.chance for each in summary.statements} == {None}


def test_people_for_both_count_on_both_sides() -> None:
    people = [each._replace(function="both") for each in build_people([[4] * 20] * 10)]
    assert len(statistics.compute_gap_intervals(people, NUMBERS)) == 2


def test_claims_nothing_without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [Respondent(name, None, (at % 5 + 1,) * 20) for name in ("sales", "marketing") for at in range(12)]
    with_numpy = summarize_survey(tuple(people), PrivacyLimits(1), INSTRUMENT, BANDS, lambda state: frozenset())
    known = importlib.util.find_spec
    monkeypatch.setattr(statistics, "find_spec", lambda name: None if name == "numpy" else known(name))
    monkeypatch.setitem(sys.modules, "numpy", None)  # importing it fails
    without_numpy = summarize_survey(tuple(people), PrivacyLimits(1), INSTRUMENT, BANDS, lambda state: frozenset())
    assert with_numpy is not None
    assert without_numpy is not None
    assert with_numpy.reliability
    assert all(each.chance for each in with_numpy.statements)
    assert without_numpy.reliability is None
    assert without_numpy.statements == [each._replace(chance=None) for each in with_numpy.statements]


@given(
    st.lists(st.lists(st.integers(1, 5), min_size=20, max_size=20), min_size=10, max_size=15).filter(
        lambda rows: len({sum(row) for row in rows}) > 1
    )
)
def test_alpha_equals_the_textbook_formula(rows: list[list[int]]) -> None:
    found = statistics.compute_reliability(build_people(rows))
    assert found is not None
    assert found.alpha == pytest.approx(float(compute_textbook_alpha(rows)))
    assert found.people == len(rows)
    by_edge = {"very-high": 0.9, "high": 0.8, "acceptable": 0.7, "doubtful": 0.6, "low": float("-inf")}
    assert found.reading == next(words for words, least in by_edge.items() if found.alpha >= least)


def test_alpha_of_ten_people_and_three_questions() -> None:
    # The data of the example of `CronbachAlpha` in the R package fmsb; the value is worked out by hand in `textbook`.
    by_item = ((1, 5, 2, 3, 4, 2, 3, 4, 3, 2), (2, 4, 1, 2, 4, 1, 2, 5, 2, 1), (2, 5, 1, 3, 3, 2, 2, 4, 2, 2))
    rows = [list(each) for each in zip(*by_item, strict=True)]
    found = statistics.compute_reliability(build_people(rows))
    assert found is not None
    assert found.alpha == pytest.approx(float(compute_textbook_alpha(rows)))
    assert (round(found.alpha, 4), found.reading) == (0.9295, "very-high")


def test_alpha_is_1_if_each_person_gives_one_answer_to_all_statements() -> None:
    found = statistics.compute_reliability(build_people([[at % 5 + 1] * 20 for at in range(10)]))
    assert found is not None
    assert found.alpha == pytest.approx(1)


def test_alpha_needs_ten_complete_sheets_that_differ() -> None:
    rows = [[at % 5 + 1] * 20 for at in range(10)]
    assert statistics.compute_reliability(build_people(rows[:9])) is None
    assert (
        statistics.compute_reliability([*build_people(rows[:9]), Respondent("sales", None, (None, *[3] * 19))]) is None
    )
    assert statistics.compute_reliability(build_people([[3] * 20] * 12)) is None
    assert statistics.compute_reliability(build_people([[2, 4] * 10, [4, 2] * 10] * 6)) is None  # all sums are equal
