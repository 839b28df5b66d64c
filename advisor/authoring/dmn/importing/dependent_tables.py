"""Tables that lean on other decisions of their file: taken only where what they lean on is taken whole.

A column that reads what another decision comes to is no fact of the company, whatever its name. It is a conclusion
where rules were made of all of that decision, and they conclude just what the column asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.authoring.dmn.importing.column_mapping import ColumnMapper, UnmappedError
from advisor.authoring.dmn.importing.row_to_rule import build_row_finding
from advisor.authoring.dmn.importing.table_model import Grid, Heading
from advisor.errors import Finding

MAX_SHOWN_LENGTH = 60


class DecisionDependency(NamedTuple):
    """A column that reads what a decision comes to.

    `said` is what to say where that decision is not taken whole; `never`: its rules do not conclude what is asked for,
    so that it is said in any case.
    """

    decision: str
    finding: Finding
    is_broken: bool


def find_dependencies(grids: Iterable[Grid], columns: ColumnMapper) -> dict[str, tuple[DecisionDependency, ...]]:
    """The columns of each table that read what other decisions come to, by the name of the table."""
    tables = {grid.name: grid for grid in grids}
    gives = {name: _list_conclusions(grid, columns) for name, grid in tables.items()}
    return {name: tuple(_iter_dependencies(grid, gives, columns)) for name, grid in tables.items()}


def find_broken_dependents(
    tables: Iterable[str], broken_tables: Iterable[str], dependencies: Mapping[str, Sequence[DecisionDependency]]
) -> dict[str, list[Finding]]:
    """Which of the tables taken cannot stay, as others are `broken` or not taken at all, and why; by their names."""
    whole = set(tables)
    tables = sorted(whole)
    whole -= set(broken_tables)
    falling: dict[str, list[Finding]] = {}
    while True:
        found = {
            name: [lean.finding for lean in dependencies.get(name, ()) if lean.is_broken or lean.decision not in whole]
            for name in tables
            if name not in falling
        }
        fallen = {name: said for name, said in found.items() if said}
        if not fallen:
            return falling
        falling |= fallen
        whole -= fallen.keys()


def _list_conclusions(grid: Grid, columns: ColumnMapper) -> list[str]:
    """The conclusions that a table gives, one for each output that is understood."""
    found: list[str] = []
    for heading in grid.outputs:
        try:
            found.append(columns.resolve_output(heading).conclusion.name)
        except UnmappedError:
            continue
    return found


def _iter_dependencies(
    grid: Grid, conclusions: Mapping[str, list[str]], columns: ColumnMapper
) -> Iterator[DecisionDependency]:
    for heading in grid.inputs:
        if not heading.decision:
            continue
        try:
            name, _ = columns.find_target(heading)
        except UnmappedError:
            continue  # which is told already
        given = conclusions.get(heading.decision, [])
        if columns.is_mapped(heading):
            if name in given:
                way_out = f"leave `{heading.decision}` out with --decision"
                yield DecisionDependency(
                    heading.decision,
                    _build_dependency_finding(grid, heading, f"of which not everything is taken; {way_out}"),
                    False,
                )
            continue
        fact = name in columns.rulebase.facts
        what = f"not the fact `{name}`" if fact else f"not taken whole as rules that conclude `{name}` alone"
        link = "and" if fact else "which is"
        way_out = f"say what the column is with `--map '{heading.text[:MAX_SHOWN_LENGTH]}=NAME'`"
        yield DecisionDependency(
            heading.decision,
            _build_dependency_finding(grid, heading, f"{link} {what}; {way_out}"),
            fact or given != [name],
        )


def _build_dependency_finding(grid: Grid, heading: Heading, why: str) -> Finding:
    column, decision = heading.text[:MAX_SHOWN_LENGTH], heading.decision[:MAX_SHOWN_LENGTH]
    sentence = f"the column `{column}` is what decision `{decision}` of this file comes to, {why}"
    return build_row_finding(grid.name, None, sentence, heading.place)
