"""The condition language: its three values, and the laws of its functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.model.conditions import (
    ALWAYS,
    NEVER,
    All,
    Any,
    Condition,
    Lookup,
    Not,
    Status,
    Test,
    combine_conditions,
    evaluate,
    iter_leaves,
    iter_negated_leaves,
    iter_open_leaves,
    iter_required_leaves,
    iter_supporting_leaves,
    join_conditions,
    normalize_condition,
    reduce_condition,
)
from tests.profiles import examples

HOLDS, OPEN, FAILS = Status.HOLDS, Status.OPEN, Status.FAILS
NAMES = "abcde"
LEAVES = [Test(name, frozenset({"yes"})) for name in NAMES]
A, B, C = LEAVES[:3]


def build_lookup(*statuses: Status) -> Lookup:
    """Build a lookup that gives the leaves a, b, c … these statuses, in this order; the others are open."""
    by_name = dict(zip(NAMES, statuses, strict=False))
    return lambda test: by_name.get(test.name, OPEN)


leaf_statuses = st.lists(st.sampled_from(Status), min_size=len(NAMES), max_size=len(NAMES))
conditions: st.SearchStrategy[Condition] = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Any(tuple(parts))),
    ),
    max_leaves=10,
)
many_conditions = st.lists(conditions, max_size=4)


def evaluate_by_table(condition: Condition, lookup: Lookup) -> int:
    """Evaluate by Kleene's tables as numbers: minimum, maximum and inversion."""
    if isinstance(condition, Test):
        return int(lookup(condition))
    if isinstance(condition, Not):
        return 2 - evaluate_by_table(condition.part, lookup)
    parts = [evaluate_by_table(part, lookup) for part in condition.parts]
    return min(parts, default=2) if isinstance(condition, All) else max(parts, default=0)


def iter_nodes(condition: Condition) -> Iterator[Condition]:
    yield condition
    if isinstance(condition, Not):
        yield from iter_nodes(condition.part)
    elif not isinstance(condition, Test):
        for part in condition.parts:
            yield from iter_nodes(part)


def is_flat(condition: Condition) -> bool:
    """Return whether no `all` is directly in an `all`, no `any` directly in an `any`, and no part occurs twice."""
    return all(
        not any(type(part) is type(node) for part in node.parts) and len(set(node.parts)) == len(node.parts)
        for node in iter_nodes(condition)
        if isinstance(node, All | Any)
    )


# --- the three values


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (HOLDS, HOLDS, HOLDS, HOLDS),
        (HOLDS, OPEN, OPEN, HOLDS),
        (HOLDS, FAILS, FAILS, HOLDS),
        (OPEN, OPEN, OPEN, OPEN),
        (OPEN, FAILS, FAILS, OPEN),
        (FAILS, FAILS, FAILS, FAILS),
    ],
)
def test_all_needs_all_and_any_needs_one(left: Status, right: Status, both: Status, either: Status) -> None:
    for lookup in (build_lookup(left, right), build_lookup(right, left)):
        assert evaluate(All((A, B)), lookup) is both
        assert evaluate(Any((A, B)), lookup) is either


@pytest.mark.parametrize(("status", "opposite"), [(HOLDS, FAILS), (OPEN, OPEN), (FAILS, HOLDS)])
def test_not_inverts_known_statuses_and_keeps_open_ones(status: Status, opposite: Status) -> None:
    assert evaluate(Not(A), build_lookup(status)) is opposite


def test_an_empty_all_holds_and_an_empty_any_fails() -> None:
    assert evaluate(ALWAYS, build_lookup()) is HOLDS
    assert evaluate(NEVER, build_lookup()) is FAILS


def test_conditions_of_different_forms_are_not_equal() -> None:
    assert All((A,)) != Any((A,))
    assert ALWAYS != NEVER
    assert Not(A) != A
    assert All((A, B)) != All((B, A))
    assert len({ALWAYS, NEVER, Not(ALWAYS), Not(NEVER)}) == 4


def test_a_status_prints_its_name_in_lower_case() -> None:
    assert [str(status) for status in Status] == ["fails", "open", "holds"]


@examples(200)
@given(conditions, leaf_statuses)
def test_a_condition_has_the_status_of_the_truth_tables(condition: Condition, statuses: list[Status]) -> None:
    assert evaluate(condition, build_lookup(*statuses)) == evaluate_by_table(condition, build_lookup(*statuses))


@examples(200)
@given(conditions, leaf_statuses, leaf_statuses)
def test_settling_open_leaves_never_changes_a_settled_condition(
    condition: Condition, statuses: list[Status], more: list[Status]
) -> None:
    refined = [new if old is OPEN else old for old, new in zip(statuses, more, strict=True)]
    before = evaluate(condition, build_lookup(*statuses))
    if before is not OPEN:
        assert evaluate(condition, build_lookup(*refined)) is before


# --- a leaf


@pytest.mark.parametrize(
    ("test", "inside", "outside"),
    [
        (Test("n", at_least=3), (3, 4, 1000), (2, 0)),
        (Test("n", at_most=3), (3, 0), (4, 1000)),
        (Test("n", at_least=3, at_most=3), (3,), (2, 4)),
        (Test("n", at_least=0, at_most=0), (0,), (1,)),
    ],
)
def test_bounds_include_their_ends(test: Test, inside: tuple[int, ...], outside: tuple[int, ...]) -> None:
    assert test.is_bound
    assert all(test.is_within_bounds(number) for number in inside)
    assert not any(test.is_within_bounds(number) for number in outside)


def test_a_test_of_values_is_no_bound() -> None:
    assert not A.is_bound


# --- walks over the tree


def test_leaves_are_listed_in_order_with_repetitions() -> None:
    assert list(iter_leaves(All((B, Not(Any((A, C))), B)))) == [B, A, C, B]
    assert list(iter_leaves(ALWAYS)) == []


def test_only_an_odd_number_of_nots_negates() -> None:
    condition = All((A, Not(All((B, Not(C))))))
    assert list(iter_negated_leaves(condition)) == [B]
    assert list(iter_negated_leaves(condition, negated=True)) == [A, C]


@given(conditions)
def test_every_leaf_is_negated_in_a_condition_or_in_its_negation(condition: Condition) -> None:
    both = [*iter_negated_leaves(condition), *iter_negated_leaves(Not(condition))]
    assert sorted(leaf.name for leaf in both) == sorted(leaf.name for leaf in iter_leaves(condition))


@examples(200)
@given(conditions, leaf_statuses, leaf_statuses)
def test_raising_leaves_that_are_not_negated_never_lowers_the_status(
    condition: Condition, statuses: list[Status], others: list[Status]
) -> None:
    against = {leaf.name for leaf in iter_negated_leaves(condition)}
    raised = [old if name in against else max(old, new) for name, old, new in zip(NAMES, statuses, others, strict=True)]
    assert evaluate(condition, build_lookup(*raised)) >= evaluate(condition, build_lookup(*statuses))


@examples(200)
@given(conditions, leaf_statuses)
def test_a_required_leaf_holds_whenever_the_condition_does(condition: Condition, statuses: list[Status]) -> None:
    if evaluate(condition, build_lookup(*statuses)) is HOLDS:
        assert all(build_lookup(*statuses)(leaf) is HOLDS for leaf in iter_required_leaves(condition))


def test_required_leaves_are_outside_any_and_not() -> None:
    assert list(iter_required_leaves(All((A, All((B,)), Any((C,)), Not(C))))) == [A, B]


@examples(200)
@given(conditions, leaf_statuses)
def test_supporting_leaves_alone_give_the_same_status(condition: Condition, statuses: list[Status]) -> None:
    lookup = build_lookup(*statuses)
    wanted = evaluate(condition, lookup)
    if wanted is OPEN:
        return
    supporting = set(iter_supporting_leaves(condition, lookup, wanted))
    assert all(lookup(leaf) is not OPEN for leaf in supporting)
    assert evaluate(condition, lambda test: lookup(test) if test in supporting else OPEN) is wanted


def test_supporting_leaves_exclude_parts_without_effect() -> None:
    condition = Any((A, B, Not(C)))
    assert list(iter_supporting_leaves(condition, build_lookup(FAILS, HOLDS, FAILS))) == [B, C]
    assert list(iter_supporting_leaves(condition, build_lookup(FAILS, FAILS, HOLDS), FAILS)) == [A, B, C]


@examples(200)
@given(conditions, leaf_statuses)
def test_open_leaves_exist_exactly_if_the_condition_is_open(condition: Condition, statuses: list[Status]) -> None:
    lookup = build_lookup(*statuses)
    found = list(iter_open_leaves(condition, lookup))
    assert bool(found) is (evaluate(condition, lookup) is OPEN)
    assert all(lookup(leaf) is OPEN for leaf in found)


@examples(200)
@given(conditions, leaf_statuses, leaf_statuses)
def test_only_open_leaves_can_still_change_the_status(
    condition: Condition, statuses: list[Status], others: list[Status]
) -> None:
    lookup = build_lookup(*statuses)
    open_leaves = set(iter_open_leaves(condition, lookup))
    settled = [new if old is OPEN else old for old, new in zip(statuses, others, strict=True)]

    def look_up(test: Test) -> Status:
        return lookup(test) if test in open_leaves else build_lookup(*settled)(test)

    assert evaluate(condition, look_up) is evaluate(condition, lookup)


# --- rewriting


@examples(200)
@given(conditions, leaf_statuses, st.booleans())
def test_the_normal_form_means_the_same(condition: Condition, statuses: list[Status], negated: bool) -> None:
    lookup = build_lookup(*statuses)
    whole = Not(condition) if negated else condition
    assert evaluate(normalize_condition(condition, negated=negated), lookup) is evaluate(whole, lookup)


@examples(200)
@given(conditions)
def test_the_normal_form_negates_only_leaves_and_is_flat(condition: Condition) -> None:
    form = normalize_condition(condition)
    assert all(isinstance(node.part, Test) for node in iter_nodes(form) if isinstance(node, Not))
    assert is_flat(form)
    assert form in (ALWAYS, NEVER) or not {ALWAYS, NEVER} & set(iter_nodes(form))
    assert normalize_condition(form) == form


@examples(200)
@given(conditions)
def test_the_normal_form_negates_the_same_leaves(condition: Condition) -> None:
    assert set(iter_negated_leaves(normalize_condition(condition))) <= set(iter_negated_leaves(condition))


def build_settler(lookup: Lookup, final: set[str]) -> Callable[[Test, bool], Condition]:
    """Build a function that settles the leaves named in `final` unless they are open."""

    def settle(test: Test, negated: bool) -> Condition:
        status = lookup(test)
        if test.name not in final or status is OPEN:
            return Not(test) if negated else test
        return ALWAYS if status is (FAILS if negated else HOLDS) else NEVER

    return settle


@examples(200)
@given(conditions, leaf_statuses, st.sets(st.sampled_from(NAMES)))
def test_a_reduced_condition_means_the_same(condition: Condition, statuses: list[Status], final: set[str]) -> None:
    lookup = build_lookup(*statuses)
    left = reduce_condition(normalize_condition(condition), build_settler(lookup, final))
    assert evaluate(left, lookup) is evaluate(condition, lookup)
    assert not [leaf for leaf in iter_leaves(left) if leaf.name in final and lookup(leaf) is not OPEN]


@given(conditions, leaf_statuses)
def test_a_settled_condition_reduces_to_always_or_never(condition: Condition, statuses: list[Status]) -> None:
    lookup = build_lookup(*statuses)
    left = reduce_condition(normalize_condition(condition), build_settler(lookup, set(NAMES)))
    expected = {HOLDS: ALWAYS, FAILS: NEVER}
    status = evaluate(condition, lookup)
    assert left == expected[status] if status in expected else left not in expected.values()


@given(conditions)
def test_reducing_without_settled_leaves_keeps_the_normal_form(condition: Condition) -> None:
    form = normalize_condition(condition)
    assert reduce_condition(form, build_settler(build_lookup(), set())) == form


@examples(200)
@given(many_conditions, leaf_statuses, st.booleans())
def test_combined_parts_mean_all_or_any_of_them(
    parts: list[Condition], statuses: list[Status], conjunction: bool
) -> None:
    lookup = build_lookup(*statuses)
    whole = All(tuple(parts)) if conjunction else Any(tuple(parts))
    assert evaluate(combine_conditions(parts, conjunction=conjunction), lookup) is evaluate(whole, lookup)


@given(many_conditions, st.booleans())
def test_combining_flat_parts_gives_a_flat_condition(parts: list[Condition], conjunction: bool) -> None:
    assert is_flat(combine_conditions([normalize_condition(part) for part in parts], conjunction=conjunction))


def test_combining_drops_redundant_parts() -> None:
    assert combine_conditions([], conjunction=True) == ALWAYS
    assert combine_conditions([], conjunction=False) == NEVER
    assert combine_conditions([A, ALWAYS, A], conjunction=True) == A
    assert combine_conditions([A, NEVER], conjunction=False) == A
    assert combine_conditions([A, NEVER, B], conjunction=True) == NEVER
    assert combine_conditions([A, ALWAYS, B], conjunction=False) == ALWAYS
    assert combine_conditions([A, All((B, A))], conjunction=True) == All((A, B))
    assert combine_conditions([A, Any((B,))], conjunction=True) == All((A, Any((B,))))


@examples(200)
@given(many_conditions, leaf_statuses)
def test_joined_conditions_mean_all_of_them(parts: list[Condition], statuses: list[Status]) -> None:
    lookup = build_lookup(*statuses)
    assert evaluate(join_conditions(*parts), lookup) is evaluate(All(tuple(parts)), lookup)


def test_joining_with_always_changes_nothing() -> None:
    assert join_conditions(ALWAYS, A) == A
    assert join_conditions(A, All((B, C))) == All((A, B, C))
    assert join_conditions() == ALWAYS
