"""Two rounds together: no combination of their figures depends on the few who joined or left."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.assessment.privacy import find_shown_groups
from advisor.assessment.round_comparison import compute_group_totals
from advisor.assessment.round_privacy import check_round_privacy
from advisor.model.responses import FUNCTIONS, STATEMENT_COUNT, PrivacyLimits, Respondent
from tests.profiles import examples


def find_revealed_sets(cells: dict[str, int], rows: list[dict[str, Fraction]], least: int) -> list[set[str]]:
    """Find the sets of fewer than `least` people on whom a combination of the rows depends, and on nobody else."""

    def compute_rank(names: list[str]) -> int:
        table = [[row.get(name, Fraction(0)) for name in names] for row in rows]
        found = 0
        for at in range(len(names)):
            pivot = next((row for row in table[found:] if row[at]), None)
            if pivot is None:
                continue
            table.remove(pivot)
            table.insert(found, pivot)
            found += 1
            for row in table[found:]:
                row[:] = [value - row[at] / pivot[at] * other for value, other in zip(row, pivot, strict=True)]
        return found

    names = sorted(cells)
    sets = chain.from_iterable(combinations(names, count) for count in range(1, len(names) + 1))
    return [
        {*small}
        for small in sets
        if sum(cells[name] for name in small) < least
        and compute_rank([n for n in names if n not in small]) < compute_rank(names)
    ]


SIZES = st.fixed_dictionaries(
    {(function, role): st.integers(0, 12) for function in FUNCTIONS for role in ("head", "staff")}
)


@examples(150)
@given(
    before=SIZES,
    after=SIZES,
    same=st.sets(st.sampled_from([(f, r) for f in FUNCTIONS for r in ("head", "staff")])),
    heads=st.booleans(),
)
def test_two_rounds_reveal_no_small_group(
    before: dict[tuple[str, str], int], after: dict[tuple[str, str], int], same: set[tuple[str, str]], heads: bool
) -> None:
    after = {cell: before[cell] if cell in same else count for cell, count in after.items()}
    sizes = (before, after)
    assume(all(sum(each.values()) for each in sizes))
    # One who replaces another where as many answer as before cannot be seen in any number of people.
    sums = [{name: sum(each[name, role] for role in ("head", "staff")) for name in FUNCTIONS} for each in sizes]
    assume(not any(sums[0][name] == sums[1][name] and any(before[name, r] != after[name, r] for r in ("head", "staff"))
                   for name in FUNCTIONS))  # fmt: skip
    people = [
        tuple(Respondent(*cell, (3,) * STATEMENT_COUNT) for cell, count in each.items() for _ in range(count))
        for each in sizes
    ]
    showing = PrivacyLimits(5, heads)
    shown = (
        frozenset.intersection(*(find_shown_groups(each, showing) for each in people))
        & check_round_privacy(*people, showing).shown_groups
    )
    totals = [compute_group_totals(each) for each in people]
    shown = {who for who in shown if totals[0][who].functions == totals[1][who].functions}  # as others are not compared
    cells: dict[str, int] = {}
    for cell in before:
        if not (heads and cell[1] == "head"):
            low = min(before[cell], after[cell])
            parts = {"stayed": low, "left": before[cell] - low, "joined": after[cell] - low}
            cells |= {f"{cell} {part}": count for part, count in parts.items() if count}
    rows = []
    for who in shown:
        for each, moved in zip(sizes, ("left", "joined"), strict=True):
            inside = [c for c in each if who in ("company", c[0]) or who.rstrip("s") == c[1].rstrip("s")]
            counts = {name: sum(each[c] for c in inside if c[0] == name) for name in FUNCTIONS}
            rows.append(
                {f"{c} {part}": Fraction(1, counts[c[0]])
                 for c in inside if each[c] for part in ("stayed", moved) if f"{c} {part}" in cells}
            )  # fmt: skip
    assert find_revealed_sets(cells, rows, 5) == []
