"""An import of a DMN file or a spreadsheet: the rules of its tables, and everything that was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.dmn.export.feel_writer import make_slug
from advisor.authoring.dmn.importing.column_mapping import ColumnMapper
from advisor.authoring.dmn.importing.column_meanings import TableColumnMeaning, iter_column_meanings
from advisor.authoring.dmn.importing.dependent_tables import (
    DecisionDependency,
    find_broken_dependents,
    find_dependencies,
)
from advisor.authoring.dmn.importing.dmn_reader import read_dmn
from advisor.authoring.dmn.importing.idle_options import iter_idle_options
from advisor.authoring.dmn.importing.new_facts import build_new_facts, parse_new_columns
from advisor.authoring.dmn.importing.sheet_reader import read_sheet
from advisor.authoring.dmn.importing.table_model import EMPTY, Grid, ImportChoices, ParsedFile, SourceRow
from advisor.authoring.dmn.importing.table_to_rules import convert_table
from advisor.authoring.pack_source.stubs import NewFact
from advisor.errors import Finding, Place, TableError
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.loading.finding_codes import DUPLICATE_DECISION, EMPTY_FILE, INVALID_OPTION
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.tabular.tables import read_bytes

XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")


class ImportedFile(NamedTuple):
    """The result of an import: rules by table, and refusals and remarks by place.

    `rows` has the row of each rule by rule id, `dependencies` those on other decisions by table, `facts` the new facts
    of the pack, and `columns` how each column was understood.
    """

    tables: tuple[tuple[str, Sequence[Rule]], ...]
    refusals: tuple[Finding, ...]
    rows: Mapping[str, SourceRow]
    remarks: tuple[Finding, ...] = ()
    dependencies: Mapping[str, Sequence[DecisionDependency]] = EMPTY
    facts: tuple[NewFact, ...] = ()
    columns: tuple[TableColumnMeaning, ...] = ()


def read_tables(path: str, rulebase: RuleBase, choices: ImportChoices) -> ImportedFile:
    """Convert the tables of a DMN file or a spreadsheet to rules.

    Args:
        path: The file; `-` is standard input.
        rulebase: The facts and conclusions that columns may be.
        choices: The user's options.

    Raises:
        TableError: The file cannot be read as a table at all.
        MissingExtraError: A library for this kind of file is not installed.
    """
    try:
        data, name = read_bytes(path)
    except UnreadableError as error:
        raise TableError([error.finding]) from None
    new_columns, problems = parse_new_columns(choices, rulebase, name)
    mapping = {**choices.mapping, **{column.column: column.name for column in new_columns}}
    choices = choices._replace(mapping=mapping)
    parsed = _parse_file(data, name, ColumnMapper(rulebase, mapping), choices)
    new = build_new_facts(new_columns, parsed.grids, name)
    rulebase = replace(rulebase, facts=new.extend_rulebase(rulebase.facts))
    columns = ColumnMapper(rulebase, mapping, parsed.marks, choices.values, new.spellings)
    refusals = [*problems, *parsed.refusals, *new.refusals]
    grids: dict[str, Grid] = {}
    for grid in parsed.grids:
        if grids.setdefault(make_slug(grid.name), grid) is not grid:
            sentence = f"decision `{grid.name}` has nearly the same name as another one; rename it"
            refusals.append(Finding(grid.place, sentence, DUPLICATE_DECISION))
    converted = {grid.name: convert_table(grid, columns, make_slug(Path(name).stem)) for grid in grids.values()}
    dependencies = find_dependencies(grids.values(), columns)
    incomplete = [name for name, table in converted.items() if table.refusals]
    broken = find_broken_dependents(converted, incomplete, dependencies)
    refusals += [finding for table in converted.values() for finding in table.refusals]
    refusals += [finding for findings in broken.values() for finding in findings]
    accepted = {name: table for name, table in converted.items() if name not in broken}
    remarks = [*parsed.remarks, *(finding for table in accepted.values() for finding in table.remarks)]
    rows = {rule_id: row for table in accepted.values() for rule_id, row in table.rows.items()}
    tables = tuple((name, accepted[name].rules if name in accepted else ()) for name in converted)
    refusals += iter_idle_options(name, parsed, columns, new_columns)
    meanings = tuple(meaning for grid in grids.values() for meaning in iter_column_meanings(grid, columns))
    return ImportedFile(
        tables, sort_findings(refusals), rows, sort_findings(remarks), dependencies, new.facts, meanings
    )


def _parse_file(data: bytes, name: str, columns: ColumnMapper, choices: ImportChoices) -> ParsedFile:
    if not data.strip():
        raise TableError.at(name, "this file is empty; export the table again", EMPTY_FILE)
    if data.lstrip()[:4].startswith(XML_STARTS) or Path(name).suffix.lower() in (".dmn", ".xml"):
        idle = {"--sheet": choices.sheet, "--hit-policy": choices.hit_policy, "--encoding": choices.encoding}
        _refuse_options(name, "a DMN file has its own hit policy and encoding, and no sheets", idle)
        return read_dmn(data, name, choices.decisions)
    _refuse_options(name, "a spreadsheet has no decisions to choose from", {"--decision": choices.decisions})
    return read_sheet(data, name, choices, columns)


def _refuse_options(name: str, reason: str, options: Mapping[str, object]) -> None:
    """Refuse options that have no effect on this kind of file."""
    if idle := [option for option, value in options.items() if value]:
        raise TableError(Finding(Place(name), f"{reason}; leave `{option}` out", INVALID_OPTION) for option in idle)


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by place, and drop duplicates."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda each: (each.place.file, each.place.line or 0, each.place.column or 0)))
