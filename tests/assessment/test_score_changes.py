"""The margin of a score and the way to the next level, compared with brute force over every choice of answers."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.assessment.score_margin import find_crossings
from advisor.assessment.score_route import choose_statements, find_score_route
from advisor.assessment.scoring import StateBand, Tally
from advisor.model.responses import FunctionTotal, PrivacyLimits, Respondent
from tests.profiles import examples

BANDS = (
    StateBand("undefined", 20, 40),
    StateBand("defined", 40, 60),
    StateBand("aligned", 60, 80),
    StateBand("integrated", 80, 101),
)
OPEN = PrivacyLimits(1, heads=True)


def build_people(rows: dict[str, list[list[int | None]]], rest: int) -> tuple[Respondent, ...]:
    """Build people who answer the first statements as given, and all others with the same number."""
    return tuple(
        Respondent(function, "staff", (*row, *[rest] * (20 - len(row))))
        for function, each in rows.items()
        for row in each
    )


def shift(people: tuple[Respondent, ...], places: tuple[tuple[int, int], ...], step: int) -> tuple[Respondent, ...]:
    answers = [list(each.answers) for each in people]
    for person, number in places:
        given_answer = answers[person][number]
        assert given_answer is not None
        answers[person][number] = given_answer + step
    return tuple(each._replace(answers=tuple(row)) for each, row in zip(people, answers, strict=True))


ratings = st.lists(st.sampled_from([1, 2, 3, 4, 5, None]), min_size=20, max_size=20)


@examples(40)
@given(st.lists(ratings, min_size=1, max_size=2), st.lists(ratings, max_size=2), st.integers(0, 3))
def test_no_fewer_answers_off_by_one_reach_another_level(
    sales: list[list[int | None]], marketing: list[list[int | None]], most: int
) -> None:
    """Every choice of up to `most` answers is tried, all one point up or all one point down."""
    people = build_people({"sales": sales, "marketing": marketing}, 3)
    needed = {each.state: each.answers for each in find_crossings(people, BANDS)}
    present = Tally(people).compute_company_score().find_states(BANDS)
    # answers of one person weigh alike, so only how many of each person move matters
    for step, end in ((1, 5), (-1, 1)):
        movable = [
            [number for number, answer in enumerate(each.answers) if answer not in (None, end)] for each in people
        ]
        for counts in product(*(range(min(most, len(each)) + 1) for each in movable)):
            if sum(counts) > most:
                continue
            places = tuple(
                (person, number) for person, count in enumerate(counts) for number in movable[person][:count]
            )
            reached = Tally(shift(people, places, step)).compute_company_score().find_states(BANDS)
            for state in set(reached) - set(present):
                assert needed[state] <= sum(counts)
    for state, count in needed.items():
        if count <= most:
            assert is_reachable(people, state, count)


def is_reachable(people: tuple[Respondent, ...], state: str, count: int) -> bool:
    for step, end in ((1, 5), (-1, 1)):
        movable = [
            (person, number)
            for person, each in enumerate(people)
            for number, answer in list(enumerate(each.answers))
            if answer not in (None, end)
        ]
        by_person = [[place for place in movable if place[0] == person] for person in range(len(people))]
        for counts in product(*(range(min(count, len(each)) + 1) for each in by_person)):
            if sum(counts) == count:
                places = tuple(place for each, number in zip(by_person, counts, strict=True) for place in each[:number])
                if state in Tally(shift(people, places, step)).compute_company_score().find_states(BANDS):
                    return True
    return False


@pytest.mark.parametrize(
    ("total", "state", "answers"), [(59.0, "aligned", 2), (60.0, "defined", 1), (79.5, "integrated", 1)]
)
def test_a_bare_total_counts_the_answers_that_can_move(total: float, state: str, answers: int) -> None:
    crossings = dict(find_crossings((FunctionTotal("sales", total), FunctionTotal("marketing", total)), BANDS))
    assert crossings[state] == answers


def test_a_single_answer_of_a_lone_function_moves_the_score_by_one_point() -> None:
    assert dict(find_crossings((FunctionTotal("sales", 59.0),), BANDS))["aligned"] == 1


@examples(60)
@given(st.dictionaries(st.integers(1, 7), st.integers(1, 5), min_size=1, max_size=7), st.integers(1, 20))
def test_no_fewer_statements_give_the_points(levels: dict[int, int], points: int) -> None:
    chosen = choose_statements(levels, points)
    for size in range(len(levels) + 1):
        for numbers in combinations(levels, size):
            if sum(5 - levels[number] for number in numbers) >= points:
                assert len(chosen) == size
                assert sum(each.after - each.before for each in chosen) == points
                assert all(each.before == levels[each.number] < each.after <= 5 for each in chosen)
                return
    assert chosen == ()


def test_the_route_leads_to_the_next_level() -> None:
    people = build_people({"sales": [[1, 2, 3]] * 3, "marketing": [[1, 2, 3]] * 3}, 3)
    route = find_score_route(people, OPEN, BANDS)
    assert route is not None
    assert (route.state, route.next_state, route.points) == ("defined", "aligned", 3.0)
    assert [(each.number, each.before, each.after) for each in route.statements] == [(1, 1, 4)]


def test_there_is_no_route_without_shown_scores_or_beyond_the_highest_level() -> None:
    people = build_people({"sales": [[5]], "marketing": [[5]]}, 5)
    assert find_score_route(people, OPEN, BANDS) is None
    assert find_score_route((), OPEN, BANDS) is None
    few = build_people({"sales": [[1]], "marketing": [[1]]}, 3)
    assert find_score_route(few, PrivacyLimits(), BANDS) is None
