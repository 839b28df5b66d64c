"""Hit policies: which rows of a table may match together, and which row wins if several match."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.authoring.dmn.importing.output_values import normalize_output
from advisor.authoring.dmn.importing.table_model import GridRow
from advisor.authoring.dmn.table_rows import Row, is_disjoint
from advisor.model.vocabulary import Atom

INDEPENDENT_POLICIES = ("UNIQUE", "ANY", "COLLECT")
RANKED_POLICIES = ("FIRST", "PRIORITY")
_POLICY_BY_LETTER = {"U": "UNIQUE", "A": "ANY", "C": "COLLECT", "F": "FIRST", "P": "PRIORITY", "R": "RULE ORDER"}


class ParsedRow(NamedTuple):
    """A row with its parsed cells and outputs; None for cells, or outputs, that were refused."""

    row: GridRow
    cells: Row | None
    atoms: tuple[Atom, ...] | None


def parse_hit_policy(text: str) -> str:
    """Return the name of a hit policy: `f` gives `FIRST`, `any` gives `ANY`."""
    return _POLICY_BY_LETTER.get(text.upper(), text.upper())


def iter_clashes(rows: Sequence[ParsedRow], policy: str) -> Iterator[tuple[int, list[int]]]:
    """Yield positions of rows with those of earlier rows that can match together although the policy forbids it.

    This compares all pairs, so the number of rows must be limited.
    """
    for position, later in enumerate(rows if policy in ("UNIQUE", "ANY") else ()):
        if not later.row.number or later.cells is None:
            continue
        clashing = [
            earlier
            for earlier, other in enumerate(rows[:position])
            if other.cells is not None
            and (policy == "UNIQUE" or later.atoms != other.atoms)
            and not is_disjoint(later.cells, other.cells)
        ]
        if clashing:
            yield position, clashing


def find_winners(rows: Sequence[ParsedRow], position: int, policy: str, order: Sequence[str]) -> Sequence[ParsedRow]:
    """Return the rows that win over a row if both match.

    Args:
        rows: All rows of the table.
        position: The position of the row in `rows`.
        policy: The hit policy.
        order: The outputs by rank, highest first.
    """
    losing = rows[position]
    if not losing.row.number:
        return [other for other in rows if other.row.number]
    if policy in INDEPENDENT_POLICIES:
        return []
    if policy == "FIRST":
        return rows[:position]
    return [other for other in rows if other.row.number and rank_row(other, order) < rank_row(losing, order)]


def rank_row(parsed_row: ParsedRow, order: Sequence[str]) -> int:
    """Return the rank of a row's output, from 0; -1, before all others, for an output without a rank."""
    ranked = [normalize_output(text) for text in order]
    text = normalize_output(parsed_row.row.outputs[0])
    return ranked.index(text) if text in ranked else -1
