"""Comparisons of two rounds: laws for any two rounds, and chance, privacy and the checklist in some of them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.assessment import statistics
from advisor.assessment.advice_progress import compare_checklists, compute_progress
from advisor.assessment.privacy import find_shown_groups
from advisor.assessment.round_comparison import COMPANY, compare_answers
from advisor.consultation import Consultation
from advisor.model.company import Company
from advisor.model.funnel_checklist import TaskStatus
from advisor.model.instrument import build_instrument
from advisor.model.responses import FUNCTIONS, STATEMENT_COUNT, FunctionTotal, PrivacyLimits, Respondent
from advisor.model.round_comparison import BY_CHANCE, MOVED, SAME, UNTESTED, AnswerComparison, StatementChange
from advisor.model.rulebase import RuleBase
from tests.profiles import examples

OPEN = PrivacyLimits(1, True)
ROLES = st.sampled_from(["head", "staff", None])
Rounds = tuple[Respondent, ...]


def respondents(function: str, *, missing: bool = True) -> st.SearchStrategy[Respondent]:
    """Draw a person of a function; the answers repeat a short pattern, so that examples stay small."""
    answer = st.sampled_from([1, 2, 4, 5, None] if missing else [1, 2, 4, 5])
    some = st.lists(answer, min_size=4, max_size=4)
    return st.builds(lambda role, each: Respondent(function, role, tuple(each * 5)), ROLES, some)


def rounds(*, missing: bool = True, least: int = 1, most: int = 12) -> st.SearchStrategy[Rounds]:
    """Draw people of both functions, and sometimes one who heads both."""
    sides = [st.lists(respondents(name, missing=missing), min_size=least, max_size=most) for name in FUNCTIONS]
    both = st.lists(respondents("both", missing=missing), max_size=1)
    return st.tuples(*sides, both).map(lambda parts: tuple(each for part in parts for each in part))


def compare(
    builtin: RuleBase, before: Rounds, after: Rounds, showing: PrivacyLimits = OPEN, near: bool = False
) -> AnswerComparison:
    """Compare with few draws; the tests are valid for any number of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statistics, "RESAMPLES", 100)
        return compare_answers(before, after, showing, build_instrument(builtin), near_sizes=near)


def list_sides(each: StatementChange) -> tuple:  # type: ignore[type-arg]
    return each.sales, each.marketing, each.company


def flip(ends: list[float]) -> list[float]:
    return [-ends[1] + 0.0, -ends[0] + 0.0]


def build_equal_people(people: int, answer: int, function: str) -> Rounds:
    return (Respondent(function, "staff", (answer,) * STATEMENT_COUNT),) * people


def build_both_sides(sales: int, marketing: int, count: int = 10) -> Rounds:
    return build_equal_people(count, sales, "sales") + build_equal_people(count, marketing, "marketing")


@examples(25)
@given(people=rounds(missing=False))
def test_a_round_compared_with_itself_shows_no_change(builtin: RuleBase, people: Rounds) -> None:
    found = compare(builtin, people, people)
    assert found.totals
    assert len(found.statements) == STATEMENT_COUNT
    assert all(each.change == [0, 0] for each in found.totals)
    assert all(side.reading == SAME and side.change == [0, 0] for each in found.statements for side in list_sides(each))
    assert all(each.gap.reading == "same" for each in found.statements)
    assert found.near_sizes == []


@examples(25)
@given(people=rounds())
def test_missing_answers_widen_a_change_symmetrically(builtin: RuleBase, people: Rounds) -> None:
    found = compare(builtin, people, people)
    for each in found.totals:
        assert each.change == flip(each.change)
    for each in found.statements:
        assert all(side.change == flip(side.change) and side.reading != MOVED for side in list_sides(each))
        assert each.gap.reading in ("same", "open")


@examples(12)
@given(
    before=rounds(least=8), after=rounds(least=8), showing=st.sampled_from([OPEN, PrivacyLimits(3), PrivacyLimits(5)])
)
def test_exchanging_the_rounds_flips_every_sign(
    builtin: RuleBase, before: Rounds, after: Rounds, showing: PrivacyLimits
) -> None:
    forward, backward = compare(builtin, before, after, showing), compare(builtin, after, before, showing)
    assert [each.who for each in forward.totals] == [each.who for each in backward.totals]
    for one, other in zip(forward.totals, backward.totals, strict=True):
        assert (one.before, one.after, one.people) == (other.after, other.before, other.people[::-1])
        assert one.change == flip(other.change)
    assert [each.number for each in forward.statements] == [each.number for each in backward.statements]
    mirrored = {"narrowed": "widened", "widened": "narrowed"}
    for one, other in zip(forward.statements, backward.statements, strict=True):
        for side, opposite in zip(list_sides(one), list_sides(other), strict=True):
            assert side.change == flip(opposite.change)
            assert side.reading == opposite.reading
            assert (side.chance and flip(side.chance)) == opposite.chance
        assert one.gap.change == flip(other.gap.change)
        assert mirrored.get(one.gap.reading, one.gap.reading) == other.gap.reading
    rest = ("totals_only", "other_sides", "too_small", "held_back", "tested", "too_few", "near_held_back")
    assert [getattr(forward, name) for name in rest] == [getattr(backward, name) for name in rest]
    assert [(who, one, other) for who, other, one in forward.near_sizes] == [
        tuple(each) for each in backward.near_sizes
    ]


@examples(25)
@given(before=rounds(), after=rounds(), data=st.data())
def test_the_order_of_respondents_never_matters(
    builtin: RuleBase, before: Rounds, after: Rounds, data: st.DataObject
) -> None:
    shuffled = [tuple(data.draw(st.permutations(people))) for people in (before, after)]
    assert compare(builtin, *shuffled) == compare(builtin, before, after)


def fill_in(people: Rounds, data: st.DataObject) -> Rounds:
    """Return the same people, with every missing answer given."""
    given_ = st.integers(1, 5)
    return tuple(
        each._replace(answers=tuple(data.draw(given_) if answer is None else answer for answer in each.answers))
        for each in people
    )


@examples(25)
@given(before=rounds(most=3), after=rounds(most=3), data=st.data())
def test_change_spans_all_ways_to_fill_in_answers(
    builtin: RuleBase, before: Rounds, after: Rounds, data: st.DataObject
) -> None:
    partly = compare(builtin, before, after)
    whole = compare(builtin, fill_in(before, data), fill_in(after, data))
    complete = {each.who: each for each in whole.totals}
    for each in partly.totals:
        assert each.change[0] - 1e-9 <= complete[each.who].change[0] <= each.change[1] + 1e-9
    by_number = {each.number: each for each in whole.statements}
    assert len(by_number) == STATEMENT_COUNT
    for known in partly.statements:
        full = by_number[known.number]
        for side, exact in zip((*list_sides(known), known.gap), (*list_sides(full), full.gap), strict=True):
            assert exact.change[0] == exact.change[1]
            assert side.change[0] - 1e-9 <= exact.change[0] <= side.change[1] + 1e-9
        if known.gap.reading != "open":
            assert known.gap.reading == full.gap.reading


@given(before=rounds(most=7), after=rounds(most=7), least=st.integers(1, 6), heads=st.booleans())
@examples(40)
def test_compares_only_groups_that_both_rounds_may_show(
    builtin: RuleBase, before: Rounds, after: Rounds, least: int, heads: bool
) -> None:
    showing = PrivacyLimits(least, heads)
    found = compare(builtin, before, after, showing)
    allowed = find_shown_groups(before, showing) & find_shown_groups(after, showing)
    assert {each.who for each in found.totals} <= allowed
    assert {each.who for each in found.near_sizes} <= allowed
    if not allowed.issuperset(FUNCTIONS):
        assert found.statements == []
        assert found.held_back == []


@pytest.mark.parametrize(("before", "after", "reading"), [(4, 5, MOVED), (4, 4, SAME), (5, 3, MOVED)])
def test_a_change_of_everybody_is_beyond_chance(builtin: RuleBase, before: int, after: int, reading: str) -> None:
    found = compare(builtin, build_both_sides(before, 3), build_both_sides(after, 3))
    assert found.tested == ["sales", "marketing", "company"]
    assert {each.sales.reading for each in found.statements} == {reading}
    assert {each.marketing.reading for each in found.statements} == {SAME}
    assert {each.sales.chance == [after - before] * 2 for each in found.statements} == {True}


def test_one_change_among_ten_people_is_chance(builtin: RuleBase) -> None:
    one = Respondent("sales", "staff", (5,) * STATEMENT_COUNT)
    before = build_both_sides(3, 3)
    found = compare(builtin, before, (one, *before[1:]))
    assert {each.sales.reading for each in found.statements} == {BY_CHANCE}
    low, high = found.statements[0].sales.chance or ()
    assert low == 0 < high


def test_tests_nothing_below_ten_people(builtin: RuleBase) -> None:
    found = compare(builtin, build_both_sides(1, 1, 9), build_both_sides(5, 1, 30))
    assert (found.tested, found.too_few) == ([], ["sales", "marketing"])
    assert {each.sales.reading for each in found.statements} == {UNTESTED}
    assert {each.sales.chance for each in found.statements} == {None}


def test_a_function_is_tested_alone_and_the_company_only_with_both(builtin: RuleBase) -> None:
    before, after = (
        build_equal_people(10, each, "sales") + build_equal_people(6, each, "marketing") for each in (2, 4)
    )
    found = compare(builtin, before, after)
    assert (found.tested, found.too_few) == (["sales"], ["marketing"])
    assert {tuple(side.reading for side in list_sides(each)) for each in found.statements} == {
        (MOVED, UNTESTED, UNTESTED)
    }


def test_without_numpy_nothing_is_tested(builtin: RuleBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "has_numpy", lambda: False)
    found = compare(builtin, build_both_sides(2, 2), build_both_sides(4, 4))
    assert (found.tested, found.too_few) == ([], [])
    assert {each.sales.reading for each in found.statements} == {UNTESTED}


def compute_all_draws(before: list[int], after: list[int]) -> dict[Fraction, float]:
    """Compute every change that drawing both rounds again can give, with its probability."""

    def compute_means(answers_: list[int]) -> dict[Fraction, float]:
        spread = {Fraction(0): 1.0}
        for _ in answers_:
            further: dict[Fraction, float] = {}
            for value, weight in spread.items():
                for each in answers_:
                    at = value + Fraction(each, len(answers_))
                    further[at] = further.get(at, 0) + weight / len(answers_)
            spread = further
        return spread

    changes: dict[Fraction, float] = {}
    for one, weight in compute_means(before).items():
        for other, other_weight in compute_means(after).items():
            changes[other - one] = changes.get(other - one, 0) + weight * other_weight
    return changes


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1] * 3 + [3] * 5 + [5] * 2, [2] * 4 + [4] * 8),
        ([2] * 6 + [3] * 5, [2] * 5 + [3] * 7),
        ([1, 5] * 5, [1, 5] * 6),
    ],
)
def test_drawn_interval_equals_the_exact_one(before: list[int], after: list[int]) -> None:
    people = [
        [Respondent("sales", None, (each,) * STATEMENT_COUNT) for each in each_round] for each_round in (before, after)
    ]
    drawn = statistics.compute_change_intervals(*people, [1, 12])
    exact = compute_all_draws(before, after)
    for number in (1, 12):
        assert set(drawn[number]) == {"sales"}
        low, high = drawn[number]["sales"]
        below = sum(weight for change, weight in exact.items() if change < low - 1e-6)
        above = sum(weight for change, weight in exact.items() if change > high + 1e-6)
        at = [sum(weight for change, weight in exact.items() if abs(change - end) < 1e-6) for end in (low, high)]
        assert below < 0.032
        assert below + at[0] > 0.018
        assert above < 0.032
        assert above + at[1] > 0.018


def test_interval_spans_missing_answers() -> None:
    full = list(build_both_sides(3, 3))
    partly = [full[0]._replace(answers=(None,) * STATEMENT_COUNT), *full[1:]]
    (known,) = statistics.compute_change_intervals(full, full, [5]).values()
    (open_,) = statistics.compute_change_intervals(full, partly, [5]).values()
    assert known["sales"] == (0, 0)
    assert open_["sales"][0] < 0 < open_["sales"][1]
    assert open_["marketing"] == (0, 0)


def test_compares_only_totals_if_one_round_has_only_totals(builtin: RuleBase) -> None:
    totals = (FunctionTotal("sales", 50.5), FunctionTotal("marketing", 60))
    found = compare_answers(totals, build_both_sides(3, 3), PrivacyLimits(), build_instrument(builtin))
    assert found.totals_only
    assert [(each.who, each.change, each.people) for each in found.totals] == [
        (COMPANY, [4.8, 4.8], [0, 20]),
        ("sales", [9.5, 9.5], [0, 10]),
        ("marketing", [0, 0], [0, 10]),
    ]
    assert (found.statements, found.near_sizes, found.too_few) == ([], [], [])


def test_does_not_compare_one_side_with_both(builtin: RuleBase) -> None:
    found = compare(builtin, build_equal_people(10, 2, "sales"), build_both_sides(3, 3))
    assert found.other_sides
    assert [each.who for each in found.totals] == ["sales"]
    assert found.statements == []


@pytest.mark.parametrize(("after", "named"), [(10, []), (11, ["sales"]), (14, ["sales"]), (15, []), (6, ["sales"])])
def test_sizes_that_differ_by_few_people_are_named(builtin: RuleBase, after: int, named: list[str]) -> None:
    people = build_equal_people(after, 3, "sales") + build_equal_people(10, 3, "marketing")
    showing = PrivacyLimits()
    staff = compare(builtin, build_both_sides(3, 3), people, showing)
    assert [each.who for each in staff.near_sizes if each.who != "staff"] == named


def test_names_the_size_of_the_company_if_no_function_may_be_shown(builtin: RuleBase) -> None:
    few = build_equal_people(3, 3, "sales") + build_equal_people(4, 3, "marketing")
    found = compare(builtin, tuple(each._replace(role=None) for each in few), (*few[:1], *few), PrivacyLimits(7))
    assert [tuple(each) for each in found.near_sizes] == [(COMPANY, 7, 8)]
    assert found.statements == []
    assert found.too_small


def draw_people(count: int, function: str) -> st.SearchStrategy[Rounds]:
    return st.lists(respondents(function), min_size=count, max_size=count).map(tuple)


@examples(40)
@given(data=st.data(), function=st.sampled_from(FUNCTIONS), few=st.integers(1, 4), joined=st.booleans())
def test_no_figure_depends_on_the_few_people_who_joined_or_left(
    builtin: RuleBase, data: st.DataObject, function: str, few: int, joined: bool
) -> None:
    stayed = data.draw(rounds(least=6))
    # Groups whose answers are all at one end of the scale are not shown at all.
    for name in FUNCTIONS:
        assume(
            len({answer for each in stayed if each.function in (name, "both") for answer in each.answers} - {None}) > 1
        )
    one, other = (data.draw(draw_people(few, function)) for _ in range(2))
    other = tuple(each._replace(role=same.role) for each, same in zip(other, one, strict=True))
    shown = [
        compare(builtin, *((stayed, (*stayed, *each)) if joined else ((*stayed, *each), stayed)), PrivacyLimits())
        for each in (one, other)
    ]
    assert shown[0] == shown[1]
    assert {each.who for each in shown[0].totals} == {*FUNCTIONS} - {function}
    assert shown[0].statements == []
    assert {function, COMPANY} <= {*shown[0].near_held_back}


def change_answers(people: Rounds, count: int) -> Rounds:
    """Change the first `count` answers of each person."""
    return tuple(
        each._replace(answers=(*((answer or 0) % 5 + 1 for answer in each.answers[:count]), *each.answers[count:]))
        for each in people
    )


@examples(30)
@given(data=st.data(), function=st.sampled_from(FUNCTIONS), few=st.integers(1, 4), changes=st.integers(1, 4))
def test_a_few_other_answers_do_not_hide_the_people_who_joined(
    builtin: RuleBase, data: st.DataObject, function: str, few: int, changes: int
) -> None:
    stayed = data.draw(rounds(least=6))
    joined = data.draw(draw_people(few, function))
    found = compare(builtin, stayed, (*change_answers(stayed, changes), *joined), PrivacyLimits())
    assert not {each.who for each in found.totals} & {function, COMPANY}
    assert found.statements == []


def build_mixed_people(count: int, function: str, first: int) -> Rounds:
    """Build people whose sheets all differ from each other, and from those built with another `first`."""
    return tuple(
        Respondent(
            function, "staff", tuple(1 + (at * first + number * number + at * number) % 5 for number in range(20))
        )
        for at in range(count)
    )


def test_sizes_that_differ_by_few_are_shown_if_everybody_answers_otherwise(builtin: RuleBase) -> None:
    """The difference then depends on all answers of both rounds, not on those of the few."""
    before = (*build_mixed_people(14, "sales", 2), *build_mixed_people(11, "marketing", 2))
    after = change_answers((*before[:12], *build_mixed_people(13, "marketing", 3)), 20)
    found = compare(builtin, before, after, PrivacyLimits())
    assert {each.who for each in found.totals} >= {*FUNCTIONS, COMPANY}
    assert len(found.statements) > 0
    assert (found.near_sizes, found.near_held_back) == ([], [])


def test_four_new_sheets_are_too_few_to_hide_those_who_left(builtin: RuleBase) -> None:
    stayed = (*build_mixed_people(14, "sales", 2), *build_mixed_people(14, "marketing", 2))
    after = (*change_answers(stayed[:4], 20), *stayed[4:12], *stayed[14:])
    found = compare(builtin, stayed, after, PrivacyLimits())
    assert [tuple(each) for each in found.near_sizes] == [("sales", 14, 12)]
    assert {each.who for each in found.totals} <= {"marketing"}


def test_people_who_joined_or_left_may_agree_to_be_shown(builtin: RuleBase) -> None:
    after = (*build_both_sides(3, 3, 6), Respondent("sales", "head", (5,) * STATEMENT_COUNT))
    found = compare(builtin, build_both_sides(3, 3, 6), after, PrivacyLimits(), near=True)
    assert found.near_held_back == []
    assert {each.who for each in found.totals} >= {*FUNCTIONS, COMPANY}
    assert len(found.statements) == STATEMENT_COUNT


@examples(25)
@given(before=rounds(), after=rounds())
def test_no_figure_is_finer_than_printed(builtin: RuleBase, before: Rounds, after: Rounds) -> None:
    found = compare(builtin, before, after)
    measured = [*found.totals, *(side for each in found.statements for side in (*list_sides(each), each.gap))]
    ends = [end for each in measured for part in (each.before, each.after, each.change) for end in part]
    assert [end for end in ends if end != round(end, 1)] == []


def build_tasks(**status: str | None) -> list[TaskStatus]:
    return [
        TaskStatus(name, f"title of {name}", "activities", each, "", "checklist/x") for name, each in status.items()
    ]


def test_compares_tasks_that_both_rounds_know() -> None:
    before = build_tasks(a="not", b="done", c="under_way", d="done", e="not")
    found = compare_checklists(before, build_tasks(a="done", b="done", c="done", d="under_way", e="under_way"))
    assert found is not None
    assert (found.done_before, found.done_after, found.total) == (2, 3, 5)
    assert found.done_since == ["title of a", "title of c"]
    assert found.no_longer_done == ["title of d"]
    assert found.under_way == ["title of d", "title of e"]


@pytest.mark.parametrize("unknown", [None, build_tasks(a=None, b=None), build_tasks(a=None, b="under_way")])
def test_a_task_of_unknown_status_is_not_newly_done(unknown: list[TaskStatus] | None) -> None:
    found = compare_checklists(unknown, build_tasks(a="done", b="not"))
    assert found is not None
    assert (found.done_before, found.done_after, found.done_since) == (None, 1, [])
    backward = compare_checklists(build_tasks(a="done", b="not"), unknown)
    assert backward is not None
    assert (backward.done_before, backward.done_after, backward.no_longer_done) == (1, None, [])


def test_leaves_out_a_checklist_of_neither_round() -> None:
    assert compare_checklists(None, None) is None


def test_steps_are_in_place_ahead_or_unknown(builtin: RuleBase) -> None:
    consultation = Consultation(builtin)
    stated = {"relationship": "undefined", "current_conflicts": "frequent", "resources_contested": "yes"}
    before = consultation.advise(Company(stated))
    assert {each.id for each in before.steps} >= {"rules-of-engagement", "lead-handoff", "resource-agreement"}
    same_level = compute_progress(before, consultation.advise(Company({**stated, "lead_handoff_agreed": "yes"})))
    status = {each.id: each.status for each in same_level}
    assert [each.id for each in same_level] == [each.id for each in before.steps]
    assert status["lead-handoff"] == "in-place"
    assert {each for name, each in status.items() if name != "lead-handoff"} == {"ahead"}
    higher = compute_progress(
        before, consultation.advise(Company({"relationship": "defined", "lead_handoff_agreed": "yes"}))
    )
    assert {each.id: each.status for each in higher}["lead-handoff"] == "in-place"
    assert {each.id: each.status for each in higher}["resource-agreement"] == "untold"
