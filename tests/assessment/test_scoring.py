"""Scores, states and facts for rules, compared with all ways to fill in missing answers (`plain_scores`)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from advisor.assessment.derived_facts import compute_score_facts
from advisor.assessment.scoring import Interval, Tally, build_bands, compute_levels
from advisor.assessment.survey_summary import compute_scores
from advisor.loading.packs.load_rulebase import load
from advisor.model.answers import OneOf, Value
from advisor.model.responses import FunctionTotal, PrivacyLimits, Respondent, Responses
from tests.assessment import plain_scores as plain
from tests.assessment.groups import build_person, build_sheet, respondents
from tests.profiles import examples

BANDS = build_bands(load().iter_entries("bands"))
ALL = PrivacyLimits(1, True)
MAX_COMPLETIONS = 130


def compute_function_scores(people: Responses) -> dict[str, Interval]:
    """Compute the score of each function."""
    return Tally(people).compute_function_scores()


def compute_company_score(people: Responses, *numbers: int) -> Interval:
    """Compute the company's score over some statements, or all."""
    return Tally(people).compute_company_score(numbers or range(1, 21))


def has_few_ways(people: tuple[Respondent, ...]) -> bool:
    """Return whether there are few enough completions to try all."""
    return plain.count_completions(people) <= MAX_COMPLETIONS


groups = respondents(most=4, odd=2).filter(has_few_ways)


def derive_facts(people: Responses, showing: PrivacyLimits = ALL) -> dict[str, Value]:
    return compute_score_facts(people, showing, BANDS)


def summarize(people: Responses) -> tuple[object, ...]:
    """Compute everything about people, in one value."""
    return derive_facts(people), derive_facts(people, PrivacyLimits()), compute_scores(people, PrivacyLimits(2), BANDS)


def find_agreed_value(values: set[str]) -> Value | None:
    """Return the value of all completions, if they agree."""
    return next(iter(values)) if len(values) == 1 else None


def test_the_scoring_key_has_the_bands_of_the_article() -> None:
    assert [tuple(band) for band in BANDS] == list(plain.BANDS)


@given(respondents(most=1))
def test_missing_answers_count_from_one_to_five_in_a_total(people: tuple[Respondent]) -> None:
    given_ = [answer for answer in people[0].answers if answer]
    missing = 20 - len(given_)
    assert compute_company_score(people) == (sum(given_) + missing, sum(given_) + 5 * missing)


@given(groups)
def test_intervals_span_exactly_the_completions(people: tuple[Respondent, ...]) -> None:
    complete = list(plain.iter_completions(people))
    for side, interval in compute_function_scores(people).items():
        reached = [plain.compute_score(each, side) for each in complete]
        assert interval == (min(reached), max(reached))
    reached = [plain.compute_company_score(each) for each in complete]
    assert compute_company_score(people) == (min(reached), max(reached))


@given(groups, st.integers(1, 20))
def test_a_statements_score_and_levels_are_those_of_the_completions(
    people: tuple[Respondent, ...], number: int
) -> None:
    complete = list(plain.iter_completions(people))
    reached = {plain.compute_company_score(each, [number]) for each in complete}
    score = compute_company_score(people, number)
    assert score == (min(reached), max(reached))
    assert compute_levels(score) == {plain.find_level(each) for each in reached}


@given(groups)
def test_names_a_state_if_every_completion_agrees(people: tuple[Respondent, ...]) -> None:
    reached = {plain.find_state(plain.compute_company_score(each)) for each in plain.iter_completions(people)}
    named = derive_facts(people)["score_state"]
    assert named == find_agreed_value(reached) or named == OneOf(frozenset(reached))


@given(groups)
def test_facts_are_those_that_every_completion_shares(people: tuple[Respondent, ...]) -> None:
    near, differ = set(), set()
    for each in plain.iter_completions(people):
        near.add("yes" if plain.is_near_edge(plain.compute_company_score(each)) else "no")
        sides = {
            plain.find_state(points) for side in plain.SIDES if (points := plain.compute_score(each, side)) is not None
        }
        differ.add("yes" if len(sides) == 2 else "no")
    facts = derive_facts(people)
    assert facts.get("score_near_edge") == find_agreed_value(near)
    if facts["score_one_side_only"] == "yes":
        assert "score_states_differ" not in facts
    elif any(None in each.answers and each.function == "both" for each in people):
        # An answer that moves both sides may settle this even if their separate intervals do not.
        assert facts.get("score_states_differ") in (None, find_agreed_value(differ))
    else:
        assert facts.get("score_states_differ") == find_agreed_value(differ)


@examples(30)
@given(respondents(), st.randoms(use_true_random=False))
def test_the_order_of_respondents_never_matters(people: tuple[Respondent, ...], random: Random) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)
    assert summarize(tuple(shuffled)) == summarize(people)


@given(respondents(), st.data())
def test_more_answers_never_widen_an_interval(people: tuple[Respondent, ...], data: st.DataObject) -> None:
    gaps = [(at, place) for at, each in enumerate(people) for place, given_ in enumerate(each.answers) if not given_]
    assume(gaps)
    at, place = data.draw(st.sampled_from(gaps))
    answers = list(people[at].answers)
    answers[place] = data.draw(st.integers(1, 5))
    more = tuple(each._replace(answers=tuple(answers)) if at == which else each for which, each in enumerate(people))
    wide, narrow = compute_company_score(people), compute_company_score(more)
    assert wide.low <= narrow.low <= narrow.high <= wide.high
    assert narrow.high - narrow.low < wide.high - wide.low
    assert set(narrow.find_states(BANDS)) <= set(wide.find_states(BANDS))


@given(respondents(), st.integers(1, 20))
def test_a_missing_answer_is_never_a_zero(people: tuple[Respondent, ...], number: int) -> None:
    assert compute_company_score(people, number).low >= 1
    assert compute_company_score(people).low >= 20


@given(respondents(most=3), st.sampled_from(["sales", "marketing"]), st.integers(2, 9))
def test_the_weight_of_a_function_does_not_depend_on_its_size(
    people: tuple[Respondent, ...], side: str, times: int
) -> None:
    assume(all(each.function != "both" for each in people))
    many = tuple(each for each in people for _ in range(times if each.function == side else 1))
    assert compute_company_score(many) == compute_company_score(people)


@given(respondents(most=4), st.integers(0, 3))
def test_a_person_for_both_counts_once_on_each_side(people: tuple[Respondent, ...], at: int) -> None:
    at %= len(people)
    both = people[at]._replace(function="both")
    whole = (*people[:at], both, *people[at + 1 :])
    split = (*people[:at], *(both._replace(function=side) for side in plain.SIDES), *people[at + 1 :])
    assert compute_function_scores(whole) == compute_function_scores(split)
    by_group = [
        {each.who: each for each in compute_scores(group, ALL, BANDS) if each.who in (*plain.SIDES, "company")}
        for group in (whole, split)
    ]
    for who in (*plain.SIDES, "company"):
        assert by_group[0][who][2:] == by_group[1][who][2:]


@given(groups)
def test_group_scores_follow_the_policy(people: tuple[Respondent, ...]) -> None:
    complete = list(plain.iter_completions(people))
    inside = {
        "company": people,
        **{
            role: [each for each in people if each.role == one] for role, one in (("heads", "head"), ("staff", "staff"))
        },
    }
    for score in compute_scores(people, ALL, BANDS):
        if score.who in plain.SIDES:
            reached = [plain.compute_score(each, score.who) for each in complete]
        else:
            places = [at for at, each in enumerate(people) if each in inside[score.who]]
            reached = [plain.compute_company_score([each[at] for at in places]) for each in complete]
        assert (score.low, score.high) == (float(min(reached)), float(max(reached)))
        assert set(score.states) == {plain.find_state(each) for each in reached}


@pytest.mark.parametrize(
    ("totals", "state"),
    [
        ((20, 20), "undefined"),
        ((39, 40.9), "undefined"),
        ((39.5, 40.5), "defined"),
        ((40, 40), "defined"),
        ((59.9, 60), "defined"),
        ((60, 60), "aligned"),
        ((79.9, 80), "aligned"),
        ((80, 80), "integrated"),
        ((100, 100), "integrated"),
    ],
)
def test_bands_include_their_lower_edge_and_not_their_upper_one(totals: tuple[float, float], state: str) -> None:
    assert (
        derive_facts((FunctionTotal("sales", totals[0]), FunctionTotal("marketing", totals[1])))["score_state"] == state
    )


@pytest.mark.parametrize("edge", [40, 60, 80])
@pytest.mark.parametrize(("off", "near"), [(-2.1, "no"), (-2, "yes"), (0, "yes"), (2, "yes"), (2.1, "no")])
def test_two_points_from_an_edge_is_near(edge: int, off: float, near: str) -> None:
    assert (
        derive_facts((FunctionTotal("sales", edge + off), FunctionTotal("marketing", edge + off)))["score_near_edge"]
        == near
    )


def test_the_ends_of_the_scale_are_no_edges() -> None:
    assert derive_facts((FunctionTotal("sales", 20), FunctionTotal("marketing", 20)))["score_near_edge"] == "no"
    assert derive_facts((FunctionTotal("sales", 100), FunctionTotal("marketing", 100)))["score_near_edge"] == "no"


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ([("sales", None)], {"one_side_only": "yes", "one_respondent": "yes", "one_person_both": "no"}),
        ([("both", "head")], {"one_side_only": "no", "one_person_both": "yes", "heads_only": "yes"}),
        ([("both", None)] * 2, {"one_side_only": "no", "one_respondent": "no", "one_person_both": "no"}),
        ([("sales", "head"), ("marketing", "head")], {"heads_only": "yes", "one_side_only": "no"}),
        ([("sales", "head"), ("marketing", "staff")], {"heads_only": "no"}),
        ([("sales", "head"), ("marketing", None)], {"heads_only": None}),
        ([("sales", "staff"), ("marketing", None)], {"heads_only": "no"}),
        ([("marketing", "head")], {"one_side_only": "yes", "heads_only": "yes"}),
    ],
)
def test_derives_facts_on_respondents(shape: list[tuple[str, str | None]], expected: dict[str, str | None]) -> None:
    facts = derive_facts(tuple(build_person(function, role=role) for function, role in shape))
    assert {name: facts.get(f"score_{name}") for name in expected} == expected


def test_totals_alone_give_no_facts_about_people_or_statements() -> None:
    facts = derive_facts((FunctionTotal("sales", 50), FunctionTotal("marketing", 70)), PrivacyLimits(5))
    assert facts == {
        "score_state": "aligned",
        "score_one_side_only": "no",
        "score_figures_held_back": "no",
        "score_near_edge": "yes",
        "score_states_differ": "yes",
    }


@given(st.fractions(1, 5))
@example(Fraction(5, 2))
@example(Fraction(9, 2))
def test_a_level_is_the_nearest_point_with_halves_rounded_up(points: Fraction) -> None:
    score = compute_company_score((build_person("sales"),))._replace(low=points, high=points)
    assert compute_levels(score) == {plain.find_level(points)}


@given(respondents(), st.integers(1, 6), st.booleans())
def test_derives_only_state_and_respondents_of_few_people(
    people: tuple[Respondent, ...], least: int, heads: bool
) -> None:
    facts = derive_facts(people, PrivacyLimits(least, heads))
    assert facts["score_state"] == derive_facts(people)["score_state"]
    hidden = [each for each in people if not (heads and each.role == "head")]
    if hidden and len(people) < least and len(hidden) < least:
        always = {"score_state", "score_one_side_only", "score_figures_held_back", "score_one_respondent"}
        assert facts.keys() <= always | {"score_one_person_both", "score_heads_only"}
        assert facts["score_figures_held_back"] == "yes"


def test_the_sides_of_one_person_for_both_never_differ() -> None:
    assert derive_facts((build_person("both", None, None),))["score_states_differ"] == "no"


def test_an_empty_sheet_leaves_every_reachable_state_open() -> None:
    facts = derive_facts((build_person("sales", *[None] * 20), build_person("marketing", *build_sheet([]))))
    assert facts["score_state"] == OneOf(frozenset({"defined", "aligned", "integrated"}))
