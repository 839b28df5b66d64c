"""Hit policies: which rows of a table may be met together, and which go before others where both are met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.authoring.dmn.importing.table_model import GridRow
from advisor.authoring.dmn.table_rows import Row, is_disjoint
from advisor.model.vocabulary import Atom

INDEPENDENT_POLICIES = ("UNIQUE", "ANY", "COLLECT")
RANKED_POLICIES = ("FIRST", "PRIORITY")
_POLICY_BY_LETTER = {"U": "UNIQUE", "A": "ANY", "C": "COLLECT", "F": "FIRST", "P": "PRIORITY", "R": "RULE ORDER"}


class ParsedRow(NamedTuple):
    """A row as far as it was understood: None stands for cells, or outputs, that were refused.

    A row without a number is what holds where no other is met.
    """

    row: GridRow
    cells: Row | None
    atoms: tuple[Atom, ...] | None


def parse_hit_policy(text: str) -> str:
    """The name of a hit policy that may be given by its letter."""
    return _POLICY_BY_LETTER.get(text.upper(), text.upper())


def iter_clashes(rows: Sequence[ParsedRow], policy: str) -> Iterator[tuple[int, list[int]]]:
    """Rows that can be met together with rows before them, with these, where the policy does not let them be.

    All pairs are compared, column by column, so that a table may not have too many rows.
    """
    for at, this in enumerate(rows if policy in ("UNIQUE", "ANY") else ()):
        if not this.row.number or this.cells is None:
            continue
        met_with = [
            other
            for other, before in enumerate(rows[:at])
            if before.cells is not None
            and (policy == "UNIQUE" or this.atoms != before.atoms)
            and not is_disjoint(this.cells, before.cells)
        ]
        if met_with:
            yield at, met_with


def find_winning_rows(
    rows: Sequence[ParsedRow], position: int, policy: str, order: Sequence[str]
) -> Sequence[ParsedRow]:
    """The rows that count before this one wherever both are met. `order` has the outputs by their rank."""
    this = rows[position]
    if not this.row.number:
        return [each for each in rows if each.row.number]
    if policy in INDEPENDENT_POLICIES:
        return []
    if policy == "FIRST":
        return rows[:position]
    return [each for each in rows if each.row.number and rank_row(each, order) < rank_row(this, order)]


def rank_row(parsed_row: ParsedRow, order: Sequence[str]) -> int:
    """The place of a row's output in the order of rank; what has none comes first, lest it be passed over."""
    text = parsed_row.row.outputs[0].strip()
    return order.index(text) if text in order else -1
