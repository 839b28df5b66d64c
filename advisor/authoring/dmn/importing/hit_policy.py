"""Hit policies: which rows of a table may be met together, and which go before others where both are met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.authoring.dmn.importing.table_model import GridRow
from advisor.authoring.dmn.table_rows import Row, disjoint
from advisor.model.vocabulary import Atom

INDEPENDENT = ("UNIQUE", "ANY", "COLLECT")
RANKED = ("FIRST", "PRIORITY")
_LETTERS = {"U": "UNIQUE", "A": "ANY", "C": "COLLECT", "F": "FIRST", "P": "PRIORITY", "R": "RULE ORDER"}


class ReadRow(NamedTuple):
    """A row as far as it was understood: None stands for cells, or outputs, that were refused.

    A row without a number is what holds where no other is met.
    """

    row: GridRow
    cells: Row | None
    atoms: tuple[Atom, ...] | None


def policy_of(text: str) -> str:
    """The name of a hit policy that may be given by its letter."""
    return _LETTERS.get(text.upper(), text.upper())


def clashes(read: Sequence[ReadRow], policy: str) -> Iterator[tuple[int, list[int]]]:
    """Rows that can be met together with rows before them, with these, where the policy does not let them be.

    All pairs are compared, column by column, so that a table may not have too many rows.
    """
    for at, this in enumerate(read if policy in ("UNIQUE", "ANY") else ()):
        if not this.row.number or this.cells is None:
            continue
        met_with = [
            other
            for other, before in enumerate(read[:at])
            if before.cells is not None
            and (policy == "UNIQUE" or this.atoms != before.atoms)
            and not disjoint(this.cells, before.cells)
        ]
        if met_with:
            yield at, met_with


def winning(read: Sequence[ReadRow], at: int, policy: str, order: Sequence[str]) -> Sequence[ReadRow]:
    """The rows that count before this one wherever both are met. `order` has the outputs by their rank."""
    this = read[at]
    if not this.row.number:
        return [each for each in read if each.row.number]
    if policy in INDEPENDENT:
        return []
    if policy == "FIRST":
        return read[:at]
    return [each for each in read if each.row.number and rank(each, order) < rank(this, order)]


def rank(read: ReadRow, order: Sequence[str]) -> int:
    """The place of a row's output in the order of rank; what has none comes first, lest it be passed over."""
    text = read.row.outputs[0].strip()
    return order.index(text) if text in order else -1
