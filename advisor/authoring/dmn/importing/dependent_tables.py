"""Tables that depend on other decisions of their file; they are accepted only if those decisions are accepted whole.

A column that reads the result of another decision is not a fact, whatever its name is. It is a conclusion if all of
that decision became rules, and these rules conclude only what the column asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.authoring.dmn.importing.column_mapping import ColumnMapper, UnmappedError
from advisor.authoring.dmn.importing.table_model import Grid, build_row_finding
from advisor.errors import Finding
from advisor.loading.documents.nodes import format_excerpt
from advisor.loading.finding_codes import DEPENDS_ON_REJECTED


class DecisionDependency(NamedTuple):
    """A column that reads the result of a decision.

    `finding` is reported if the decision is not accepted whole. `is_broken`: it is reported in any case, because the
    rules of the decision do not conclude what the column asks for.
    """

    decision: str
    finding: Finding
    is_broken: bool


def find_dependencies(grids: Iterable[Grid], columns: ColumnMapper) -> dict[str, tuple[DecisionDependency, ...]]:
    """Return the dependencies on other decisions by the name of the table."""
    tables = {grid.name: grid for grid in grids}
    conclusions = {name: list(_iter_conclusions(grid, columns)) for name, grid in tables.items()}
    return {name: tuple(_iter_dependencies(grid, conclusions, columns)) for name, grid in tables.items()}


def find_broken_dependents(
    tables: Iterable[str], broken_tables: Iterable[str], dependencies: Mapping[str, Sequence[DecisionDependency]]
) -> dict[str, list[Finding]]:
    """Find the tables that depend, directly or through others, on one that is not accepted whole.

    Args:
        tables: The names of the accepted tables.
        broken_tables: The names of those with refused parts.
        dependencies: The dependencies by the name of the table.

    Returns:
        The findings by the name of the table.
    """
    names = sorted(tables)
    complete_tables = set(names).difference(broken_tables)
    broken: dict[str, list[Finding]] = {}
    while True:
        findings = {
            name: [
                each.finding
                for each in dependencies.get(name, ())
                if each.is_broken or each.decision not in complete_tables
            ]
            for name in names
            if name not in broken
        }
        newly_broken = {name: reasons for name, reasons in findings.items() if reasons}
        if not newly_broken:
            return broken
        broken |= newly_broken
        complete_tables -= newly_broken.keys()


def _iter_conclusions(grid: Grid, columns: ColumnMapper) -> Iterator[str]:
    """Yield the conclusion of each output that has one."""
    for heading in grid.outputs:
        try:
            yield columns.resolve_output(heading).conclusion.name
        except UnmappedError:
            continue


def _iter_dependencies(
    grid: Grid, conclusions: Mapping[str, Sequence[str]], columns: ColumnMapper
) -> Iterator[DecisionDependency]:
    for heading in grid.inputs:
        if not heading.decision:
            continue
        try:
            name, _ = columns.find_target(heading)
        except UnmappedError:
            continue  # already reported
        concluded = conclusions.get(heading.decision, [])
        column, decision = format_excerpt(heading.text), format_excerpt(heading.decision)
        way_out = f"say what the column is with `--map '{column}=NAME'`"
        if columns.is_mapped(heading):
            if name not in concluded:
                continue
            is_broken = False
            problem = f"and a part of that was refused; fix that part, or leave `{decision}` out with --decision"
        elif name in columns.rulebase.facts:
            is_broken, problem = True, f"and not the fact `{name}`; {way_out}"
        else:
            is_broken = concluded != [name]
            problem = f"which did not become rules that conclude only `{name}`; {way_out}"
        sentence = f"column `{column}` is the result of decision `{decision}` of this file, {problem}"
        finding = build_row_finding(grid.name, None, sentence, heading.place, DEPENDS_ON_REJECTED)
        yield DecisionDependency(heading.decision, finding, is_broken)
