"""A file of someone else's to rules of ours: which kind of file it is, and what of it was taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from advisor.authoring.dmn.errors import TableError
from advisor.authoring.dmn.importing.column_mapping import ColumnMapper
from advisor.authoring.dmn.importing.dependent_tables import (
    DecisionDependency,
    find_broken_dependents,
    find_dependencies,
)
from advisor.authoring.dmn.importing.dmn_reader import read_dmn
from advisor.authoring.dmn.importing.row_to_rule import SourceRow, make_slug
from advisor.authoring.dmn.importing.sheet_reader import read_sheet
from advisor.authoring.dmn.importing.table_model import Grid, ParsedFile
from advisor.authoring.dmn.importing.table_to_rules import convert_table
from advisor.errors import Finding, Place
from advisor.loading.yaml_reader import UnreadableError
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.tabular.tables import read_bytes

DEFAULT_HIT_POLICY = "UNIQUE"
XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")

_NO_DEPENDENCIES: Mapping[str, Sequence[DecisionDependency]] = MappingProxyType({})


class ImportChoices(NamedTuple):
    """What the user chose: what columns are, which decisions (none: all) or sheet, and how rows of a sheet combine."""

    mapping: Mapping[str, str]
    decisions: tuple[str, ...] = ()
    sheet: str | None = None
    hit_policy: str | None = None
    encoding: str | None = None


class ImportedFile(NamedTuple):
    """What a file came to: rules by the name of their table, and what was refused, in the order of its place.

    `rows` has the row of each rule by the rule's id; `remarks` say what was left out since it says nothing, and what
    was hidden. `leans` has the columns that read what other decisions come to, by the name of their table.
    """

    tables: tuple[tuple[str, Sequence[Rule]], ...]
    refusals: tuple[Finding, ...]
    rows: Mapping[str, SourceRow]
    remarks: tuple[Finding, ...] = ()
    dependencies: Mapping[str, Sequence[DecisionDependency]] = _NO_DEPENDENCIES


def read_tables(path: str, rulebase: RuleBase, choices: ImportChoices) -> ImportedFile:
    """The rules of a DMN file or a spreadsheet. Raises TableError, MissingExtraError for one that cannot be read."""
    try:
        data, name = read_bytes(path)
    except UnreadableError as error:
        raise TableError([error.finding]) from None
    taken = _parse_file(data, name, ColumnMapper(rulebase, choices.mapping), choices)
    columns = ColumnMapper(rulebase, choices.mapping, taken.marks)
    refused = list(taken.refusals)
    grids: list[Grid] = []
    named: dict[str, str] = {}
    for grid in taken.grids:
        if make_slug(grid.name) in named:
            refused.append(Finding(grid.place, f"decision `{grid.name}` has the name of another one; rename it"))
        else:
            named[make_slug(grid.name)] = grid.name
            grids.append(grid)
    came = {grid.name: convert_table(grid, columns, make_slug(Path(name).stem)) for grid in grids}
    leans = find_dependencies(grids, columns)
    falling = find_broken_dependents(came, [table for table, each in came.items() if each.refusals], leans)
    refused += [finding for each in came.values() for finding in each.refusals]
    refused += [finding for said in falling.values() for finding in said]
    stay = {table: each for table, each in came.items() if table not in falling}
    remarks = [*taken.remarks, *(finding for each in stay.values() for finding in each.remarks)]
    rows = {rule: row for each in stay.values() for rule, row in each.rows.items()}
    tables = tuple((table, stay[table].rules if table in stay else ()) for table in came)
    return ImportedFile(tables, sort_findings(refused), rows, sort_findings(remarks), leans)


def _parse_file(data: bytes, name: str, columns: ColumnMapper, choices: ImportChoices) -> ParsedFile:
    if not data.strip():
        raise TableError([Finding(Place(name), "this file is empty")])
    if data.lstrip()[:4].startswith(XML_STARTS) or Path(name).suffix.lower() in (".dmn", ".xml"):
        _refuse_options(
            name,
            "a DMN file, which says itself how its rows go together and in what it is written",
            {"--sheet": choices.sheet, "--hit-policy": choices.hit_policy, "--encoding": choices.encoding},
        )
        return read_dmn(data, name, choices.decisions)
    _refuse_options(name, "no DMN file, and has no decisions to choose from", {"--decision": choices.decisions})
    mapped = frozenset(choices.mapping)
    policy = choices.hit_policy or DEFAULT_HIT_POLICY
    return read_sheet(data, name, choices.sheet, choices.encoding, policy, columns.is_output, mapped)


def _refuse_options(name: str, description: str, options: Mapping[str, object]) -> None:
    """Refuse what was chosen and would be of no effect."""
    idle = [
        Finding(Place(name), f"this is {description}; leave `{option}` out")
        for option, chosen in options.items()
        if chosen
    ]
    if idle:
        raise TableError(idle)


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of their places, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=_build_sort_key))


def _build_sort_key(finding: Finding) -> tuple[str, int, int]:
    return finding.place.file, finding.place.line or 0, finding.place.column or 0
