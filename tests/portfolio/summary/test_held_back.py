"""No small group of companies can be worked out from the numbers of a portfolio."""

from __future__ import annotations

from collections import Counter
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.model.portfolio_figures import Showing, Shown
from advisor.portfolio.summary.held_back import is_safe, release_table, show_group
from tests.portfolio.summary.attacker import find_fitting_sizes, find_isolated
from tests.profiles import examples

LEVELS, VERDICTS = ("", "defined", "aligned"), ("stay", "tighten", "undetermined")
CELLS = list(product(LEVELS, VERDICTS))
SIZES = st.sampled_from((0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 20))
TABLES = st.dictionaries(st.sampled_from(CELLS), SIZES, max_size=len(CELLS))


def known_groups(sizes: dict[tuple[str, str], int], least: int) -> list[frozenset[tuple[str, str]]]:
    return list(release_table(sizes, least).shown)


@examples(300)
@given(TABLES, st.integers(2, 6))
def test_no_small_group_follows_from_the_table(sizes: dict[tuple[str, str], int], least: int) -> None:
    assert find_isolated(known_groups(sizes, least), sizes, least) is None


@examples(300)
@given(TABLES, st.integers(2, 6))
def test_every_number_of_the_table_counts_enough_companies(sizes: dict[tuple[str, str], int], least: int) -> None:
    for group in known_groups(sizes, least):
        assert sum(sizes.get(cell, 0) for cell in group) >= least


@examples(40)
@given(st.dictionaries(st.sampled_from(CELLS[:4]), st.integers(0, 4), min_size=2))
def test_no_size_of_a_cell_held_back_is_certain(sizes: dict[tuple[str, str], int]) -> None:
    least = 3
    filled = [cell for cell, size in sizes.items() if size]
    groups = known_groups(sizes, least)
    numbers = {group: sum(sizes[cell] for cell in group) for group in groups}
    assume(numbers)
    for cell in filled:
        if sizes[cell] < least:
            assert len(find_fitting_sizes(numbers, filled, {cell})) > 1


@examples(300)
@given(TABLES, st.data(), st.integers(2, 6))
def test_no_small_group_follows_from_a_list_even_if_its_numbers_were_exact(
    sizes: dict[tuple[str, str], int], data: st.DataObject, least: int
) -> None:
    group = {cell: data.draw(st.integers(0, size)) for cell, size in sizes.items()}
    shown = show_group(group, sizes, release_table(sizes, least))
    count, total = sum(group.values()), sum(sizes.values())
    if shown.how is Showing.FEW:
        assert 0 < count < least
    elif shown.how is Showing.MOST:
        assert 0 < total - count < least
    elif shown.how is Showing.NUMBER and count:
        assert shown.number % least == 0
        assert 0 <= count - shown.number < least
        parts = {(cell, True): inside for cell, inside in group.items()}
        parts |= {(cell, False): size - group[cell] for cell, size in sizes.items()}
        groups = [frozenset(product(cells, (True, False))) for cells in known_groups(sizes, least)]
        assert find_isolated([*groups, frozenset((cell, True) for cell in group)], parts, least) is None


@examples(200)
@given(
    st.lists(st.sets(st.integers(0, 6)), min_size=1, max_size=5), st.lists(st.integers(1, 6), min_size=7, max_size=7)
)
def test_numbers_are_safe_exactly_if_the_attacker_finds_nothing(groups: list[set[int]], counts: list[int]) -> None:
    sizes = dict(enumerate(counts))
    assert is_safe(groups, sizes, 4) is (find_isolated(groups, sizes, 4) is None)


@examples(200)
@given(st.integers(2, 9), st.integers(0, 60), st.integers(0, 60))
def test_the_difference_of_two_numbers_of_lists_is_no_size(least: int, inner: int, more: int) -> None:
    table = release_table({("defined", "stay"): 1_000}, least)
    inside, outside = (
        show_group({("defined", "stay"): count}, {("defined", "stay"): 1_000}, table) for count in (inner, inner + more)
    )
    assume(inside.number and outside.number)
    possible = {
        second - first
        for first in range(inside.number, inside.number + least)
        for second in range(outside.number, outside.number + least)
        if second >= first
    }
    assert more in possible
    assert len(possible & set(range(least))) > 1 or min(possible) >= least - 1


@given(TABLES)
def test_a_limit_of_one_shows_everything(sizes: dict[tuple[str, str], int]) -> None:
    table = release_table(sizes, 1)
    assert all(table.may_show([cell]) for cell in CELLS)
    assert show_group(sizes, sizes, table) == Shown.at(sum(sizes.values()))


def test_a_single_small_cell_takes_a_second_one_with_it() -> None:
    sizes = Counter({("defined", "stay"): 30, ("defined", "tighten"): 3, ("aligned", "stay"): 40})
    table = release_table(sizes, 5)
    assert table.may_show(sizes)
    assert not table.may_show([("defined", "tighten")])
    assert [cell for cell in sizes if table.may_show([cell])] in ([("aligned", "stay")], [("defined", "stay")])


def test_all_but_a_few_is_said_in_words() -> None:
    sizes = {("defined", "stay"): 50}
    table = release_table(sizes, 5)
    assert show_group({("defined", "stay"): 48}, sizes, table) == Shown.most()
    assert show_group({("defined", "stay"): 2}, sizes, table) == Shown.few()
    assert show_group({("defined", "stay"): 44}, sizes, table) == Shown.at(40)
    assert show_group({("defined", "stay"): 50}, sizes, table) == Shown.at(50)
