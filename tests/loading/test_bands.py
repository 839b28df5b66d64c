"""Bands of `filled_from` and limits of counts: what the loader refuses, and what the check reports."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.check.band_checks import NumberRange, find_gaps
from advisor.authoring.check.run_checks import check_packs
from advisor.authoring.schema.schema_parts import build_answer_schema
from advisor.errors import FactsError, PackError
from advisor.interview.answer_parser import AnswerError, parse_answer
from advisor.loading import finding_codes as codes
from advisor.loading.facts.fact_values import describe_allowed_values
from advisor.loading.facts.facts_format import FactsFormat
from advisor.loading.facts.facts_mapping import facts_from
from advisor.loading.facts.facts_writer import iter_value_lines
from advisor.loading.packs import load_rulebase
from advisor.loading.packs.load_rulebase import load
from advisor.logic.relevant_values import list_interval_starts
from advisor.model.conditions import Test as Leaf
from advisor.model.vocabulary import CountBand, Fact, Kind
from tests.authoring.small_packs import CORE, MINE, change_file, write_pack
from tests.cli.command import run

OWN, RULES = "knowledge/own.yaml", "rules/own.yaml"
BANDS = "{small: {at_most: 9}, large: {at_least: 10}}"
COUNT = "    clause: both functions have {value} people"


@pytest.fixture(autouse=True)
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_pack(tmp_path / "core", CORE)
    monkeypatch.setattr(load_rulebase, "find_builtin_folder", lambda: str(folder))


def list_codes(tmp_path: Path, files: dict[str, str]) -> list[tuple[str, str, int | None]]:
    pack = write_pack(tmp_path / "mine", files)
    found = check_packs([str(pack)])
    return [(each.code, each.place.file.removeprefix(f"{pack}{os.sep}"), each.place.line) for each in found]


@pytest.mark.parametrize(
    ("bands", "code"),
    [
        ("{small: {at_most: 9}, large: {at_least: 9}}", codes.INVALID_BANDS),
        ("{small: {at_most: 9}, large: {}}", codes.INVALID_BANDS),
        ("{small: {at_least: 9, at_most: 1}, large: {at_least: 10}}", codes.INVALID_BANDS),
        ("{small: {at_most: -1}, large: {at_least: 0}}", codes.INVALID_BANDS),
        ("{}", codes.INVALID_BANDS),
        ("{small: {at_most: 9}, large: {at_least: ten}}", codes.WRONG_SHAPE),
        ("{small: {at_most: 9}, larg: {at_least: 10}}", codes.UNKNOWN_VALUE),
    ],
)
def test_refuses_bands_that_overlap_or_hold_nothing(bands: str, code: str, tmp_path: Path) -> None:
    files = change_file(OWN, BANDS, bands)
    assert [each[0] for each in list_codes(tmp_path, files)] == [code]
    with pytest.raises(PackError):
        load([tmp_path / "mine"])


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ("{small: {at_most: 9}, large: {at_least: 15}}", ["ADV505"]),
        ("{small: {at_least: 1, at_most: 9}, large: {at_least: 10, at_most: 99}}", ["ADV505", "ADV505"]),
        ("{small: {at_most: 9}}", ["ADV505", "ADV506"]),
        ("{large: {at_least: 10}, small: {at_most: 9}}", []),
    ],
)
def test_reports_gaps_and_values_without_a_band(bands: str, expected: list[str], tmp_path: Path) -> None:
    found = list_codes(tmp_path, change_file(OWN, BANDS, bands))
    assert found == [(code, OWN, 19) for code in expected]
    load([tmp_path / "mine"])


def test_a_choice_can_follow_only_from_a_count(tmp_path: Path) -> None:
    files = change_file(OWN, "{fact: people, bands", "{fact: meetings, bands")
    assert [each[:2] for each in list_codes(tmp_path, files)] == [(codes.INVALID_BANDS, OWN)]


def test_two_choices_cannot_follow_from_each_other(tmp_path: Path) -> None:
    other = f"""\
  team:
    kind: choice
    question: Is the team small or large?
    label: team
    values: {{small: the team is small, large: the team is large}}
    filled_from: {{fact: crew, bands: {BANDS}, source: mine/people}}
    source: mine/people
"""
    files = change_file(OWN, "{fact: people, bands", "{fact: team, bands")
    files[OWN] = files[OWN].replace("steps:\n", f"{other}steps:\n")
    assert [each[0] for each in list_codes(tmp_path, files)] == [codes.INVALID_BANDS] * 2


@pytest.mark.parametrize("kind", ["many", "count"])
def test_no_list_and_no_count_can_follow_from_a_count(kind: str, tmp_path: Path) -> None:
    files = change_file(OWN, "kind: choice\n    question: Is the crew", f"kind: {kind}\n    question: Is the crew")
    files[OWN] = files[OWN].replace(
        "    label: crew\n", "    label: crew\n    clause: it is {value}\n    empty: none\n"
    )
    assert codes.INVALID_BANDS in [each[0] for each in list_codes(tmp_path, files)]


def test_scores_without_a_band_are_reported(tmp_path: Path) -> None:
    bands = "bands:\n  undefined: {from: 20, below: 40, source: policy/b}\n"
    files = {**MINE, "knowledge/bands.yaml": bands}
    assert [each[:2] for each in list_codes(tmp_path, files)] == [
        ("ADV505", "knowledge/bands.yaml"),
        ("ADV506", "knowledge/bands.yaml"),
    ]


def test_a_count_has_a_maximum(tmp_path: Path) -> None:
    rulebase = load([write_pack(tmp_path / "mine", change_file(OWN, COUNT, f"{COUNT}\n    maximum: 100"))])
    fact = rulebase.facts["people"]
    assert (fact.minimum, fact.maximum) == (0, 100)
    assert facts_from({"people": 100}, rulebase).stated == {"people": 100}
    with pytest.raises(FactsError) as error:
        facts_from({"people": 101}, rulebase)
    assert "from 0 to 100" in error.value.findings[0].sentence
    assert parse_answer(fact, "100", ()) == 100
    with pytest.raises(AnswerError):
        parse_answer(fact, "101", ())


def test_every_form_says_the_maximum(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "mine", change_file(OWN, COUNT, f"{COUNT}\n    maximum: 100"))
    rulebase = load([pack])
    fact = rulebase.facts["people"]
    assert "from 0 to 100" in describe_allowed_values(fact)
    assert [*iter_value_lines(fact, FactsFormat.YAML)] == ["a whole number from 0 to 100"]
    schema = json.dumps(build_answer_schema(fact))
    assert '"maximum": 100' in schema
    assert "from 0 to 100" in schema
    shown = run("rules", "show", "people", "--pack", pack).out
    assert "from 0 to 100" in shown
    (listed,) = [
        each for each in json.loads(run("facts", "--format", "json", "--pack", pack).out) if each["name"] == "people"
    ]
    assert (listed["minimum"], listed["maximum"]) == (0, 100)


@pytest.mark.parametrize(
    ("condition", "code"),
    [("{at_least: 101}", codes.WRONG_SHAPE), ("101", codes.UNKNOWN_VALUE), ("{at_least: 100}", "ADV503")],
)
def test_a_rule_cannot_ask_for_more_than_the_maximum(condition: str, code: str, tmp_path: Path) -> None:
    files = change_file(OWN, COUNT, f"{COUNT}\n    maximum: 100")
    files[RULES] = files[RULES].replace("crew: small}", f"crew: large, people: {condition}}}")
    assert code in [each[0] for each in list_codes(tmp_path, files)]


@pytest.mark.parametrize(
    ("where", "limits"),
    [(COUNT, "minimum: 5\n    maximum: 4"), (COUNT, "maximum: 2000000000000"), (COUNT, "maximum: much")],
)
def test_refuses_limits_that_hold_no_count(where: str, limits: str, tmp_path: Path) -> None:
    assert [each[0] for each in list_codes(tmp_path, change_file(OWN, where, f"{where}\n    {limits}"))] == [
        codes.WRONG_SHAPE
    ]


def test_only_a_count_has_limits(tmp_path: Path) -> None:
    files = change_file(OWN, "    label: crew\n", "    label: crew\n    maximum: 4\n")
    assert [each[0] for each in list_codes(tmp_path, files)] == [codes.WRONG_SHAPE]


NUMBERS = st.integers(-3, 12)
BOUNDS = st.one_of(st.none(), NUMBERS)


@given(st.builds(CountBand, st.just("a"), BOUNDS, BOUNDS), st.builds(CountBand, st.just("b"), BOUNDS, BOUNDS))
def test_bands_overlap_exactly_if_they_share_a_count(one: CountBand, other: CountBand) -> None:
    shared = [number for number in range(-20, 30) if one.includes(number) and other.includes(number)]
    if not one.is_empty and not other.is_empty:
        assert one.overlaps(other) is bool(shared)
    assert one.is_empty is not any(map(one.includes, range(-20, 30)))


@given(st.lists(st.builds(NumberRange, NUMBERS, BOUNDS), max_size=5), NUMBERS, NUMBERS)
def test_gaps_are_exactly_what_no_range_holds(ranges: list[NumberRange], low: int, high: int) -> None:
    ranges = [each for each in ranges if each.high is None or each.low <= each.high]
    held = {n for n in range(low, high + 1) if any(r.low <= n and (r.high is None or n <= r.high) for r in ranges)}
    gaps = [number for gap in find_gaps(ranges, low, high) for number in range(gap.low, (gap.high or 0) + 1)]
    assert gaps == [n for n in range(low, high + 1) if n not in held]


@given(NUMBERS, NUMBERS, BOUNDS, BOUNDS)
def test_intervals_have_only_counts_that_the_fact_takes(
    minimum: int, width: int, low: int | None, high: int | None
) -> None:
    fact = Fact("n", Kind.COUNT, "n", "", "", minimum=minimum, maximum=minimum + abs(width))
    tests = [Leaf("n", at_least=low, at_most=high)]
    starts = list_interval_starts(fact, tests)
    assert starts[0] == minimum
    assert all(map(fact.takes_count, starts))
    for number in range(fact.minimum, fact.maximum + 1):
        start = max(each for each in starts if each <= number)
        assert tests[0].is_within_bounds(number) is tests[0].is_within_bounds(start)
