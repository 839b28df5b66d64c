"""A decision table as it stands in someone's file, before anything in it is understood: headings, rows, cells."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from advisor.errors import Finding, Place

_NO_NOTES: Mapping[str, str] = MappingProxyType({})
_NO_COLUMNS: Mapping[str, int] = MappingProxyType({})


class Heading(NamedTuple):
    """The head of a column: what it asks or gives, and by which names a user may call it.

    `order` has the values of an output from the first in rank to the last; `default` is what holds where no row is met.
    `decision` is the decision of the same file whose outcome the column reads, "" where it reads none that is known.
    """

    text: str
    names: tuple[str, ...]
    place: Place
    order: tuple[str, ...] = ()
    default: str | None = None
    decision: str = ""


class GridRow(NamedTuple):
    """A row: its number from 1, cells and outputs as written, and notes by their headings (`title`, `because`).

    `columns` has the columns in which its notes stand, where that is known.
    """

    number: int
    cells: tuple[str, ...]
    outputs: tuple[str, ...]
    place: Place
    notes: Mapping[str, str] = _NO_NOTES
    columns: Mapping[str, int] = _NO_COLUMNS


class Grid(NamedTuple):
    """One decision table. `bare`: words stand without quotation marks, as in a spreadsheet."""

    name: str
    hit_policy: str
    inputs: tuple[Heading, ...]
    outputs: tuple[Heading, ...]
    rows: tuple[GridRow, ...]
    place: Place
    bare: bool = False


class ParsedFile(NamedTuple):
    """What a file holds: its tables, and what in it is no table that could be taken."""

    grids: tuple[Grid, ...]
    refusals: tuple[Finding, ...]
    marks: Mapping[str, str] = _NO_NOTES
    """What names in a model that we exported stand for, as it says itself: `name` or `name:value`."""
    remarks: tuple[Finding, ...] = ()
    """What is to be known of what was taken."""
