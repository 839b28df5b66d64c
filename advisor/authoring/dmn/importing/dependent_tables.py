"""Tables that lean on other decisions of their file: taken only where what they lean on is taken whole.

A column that reads what another decision comes to is no fact of the company, whatever its name. It is a conclusion
where rules were made of all of that decision, and they conclude just what the column asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.authoring.dmn.importing.column_mapping import Columns, UnmappedError
from advisor.authoring.dmn.importing.row_to_rule import said_of
from advisor.authoring.dmn.importing.table_model import Grid, Heading
from advisor.errors import Finding

SHOWN = 60


class Lean(NamedTuple):
    """A column that reads what a decision comes to.

    `said` is what to say where that decision is not taken whole; `never`: its rules do not conclude what is asked for,
    so that it is said in any case.
    """

    decision: str
    said: Finding
    never: bool


def leans_of(grids: Iterable[Grid], columns: Columns) -> dict[str, tuple[Lean, ...]]:
    """The columns of each table that read what other decisions come to, by the name of the table."""
    tables = {grid.name: grid for grid in grids}
    gives = {name: _gives(grid, columns) for name, grid in tables.items()}
    return {name: tuple(_leans(grid, gives, columns)) for name, grid in tables.items()}


def leaning(
    taken: Iterable[str], broken: Iterable[str], leans: Mapping[str, Sequence[Lean]]
) -> dict[str, list[Finding]]:
    """Which of the tables taken cannot stay, as others are `broken` or not taken at all, and why; by their names."""
    whole = set(taken)
    taken = sorted(whole)
    whole -= set(broken)
    falling: dict[str, list[Finding]] = {}
    while True:
        found = {
            name: [lean.said for lean in leans.get(name, ()) if lean.never or lean.decision not in whole]
            for name in taken
            if name not in falling
        }
        fallen = {name: said for name, said in found.items() if said}
        if not fallen:
            return falling
        falling |= fallen
        whole -= fallen.keys()


def _gives(grid: Grid, columns: Columns) -> list[str]:
    """The conclusions that a table gives, one for each output that is understood."""
    found: list[str] = []
    for heading in grid.outputs:
        try:
            found.append(columns.given(heading).conclusion.name)
        except UnmappedError:
            continue
    return found


def _leans(grid: Grid, gives: Mapping[str, list[str]], columns: Columns) -> Iterator[Lean]:
    for heading in grid.inputs:
        if not heading.decision:
            continue
        try:
            name, _ = columns.target(heading)
        except UnmappedError:
            continue  # which is told already
        given = gives.get(heading.decision, [])
        if columns.is_mapped(heading):
            if name in given:
                way_out = f"leave `{heading.decision}` out with --decision"
                yield Lean(
                    heading.decision, _said(grid, heading, f"of which not everything is taken; {way_out}"), False
                )
            continue
        fact = name in columns.rulebase.facts
        what = f"not the fact `{name}`" if fact else f"not taken whole as rules that conclude `{name}` alone"
        link = "and" if fact else "which is"
        way_out = f"say what the column is with `--map '{heading.text[:SHOWN]}=NAME'`"
        yield Lean(
            heading.decision,
            _said(grid, heading, f"{link} {what}; {way_out}"),
            fact or given != [name],
        )


def _said(grid: Grid, heading: Heading, why: str) -> Finding:
    column, decision = heading.text[:SHOWN], heading.decision[:SHOWN]
    sentence = f"the column `{column}` is what decision `{decision}` of this file comes to, {why}"
    return said_of(grid.name, None, sentence, heading.place)
