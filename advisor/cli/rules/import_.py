"""`advisor rules import`: write the decision tables of a DMN file or a spreadsheet as a pack of rules."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from advisor.authoring.dmn.importing.build_pack import FACT_FILE, build_pack_files, drop_invalid_rules
from advisor.authoring.dmn.importing.import_file import ImportedFile, read_tables, sort_findings
from advisor.authoring.dmn.importing.output_values import normalize_output
from advisor.authoring.dmn.importing.sheet_reader import DEFAULT_HIT_POLICY
from advisor.authoring.dmn.importing.table_model import ImportChoices
from advisor.cli.echo import echo
from advisor.cli.output_files import build_output_error, check_no_overwrite, write_files
from advisor.cli.pack_option import pack_option
from advisor.errors import Finding, Place, TableError
from advisor.loading.finding_codes import INVALID_OPTION, LEFTOVER_FILE, NOT_A_TABLE
from advisor.loading.packs.load_rulebase import load
from advisor.loading.packs.pack_discovery import discover_packs
from advisor.model.word_lists import format_count

REFUSAL_FILE = "refused.txt"
HIT_POLICIES = ("UNIQUE", "ANY", "FIRST", "COLLECT")
MAX_REMARKS = 20


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--out", metavar="DIR", help="Write the pack into this folder; it is created if missing.")
@click.option(
    "--map",
    "mapped",
    metavar="COLUMN=NAME",
    multiple=True,
    help="Use a column as this fact or conclusion; NAME:VALUE for a column of true and false. Can be repeated.",
)
@click.option(
    "--values",
    metavar="COLUMN:VALUE=NAME",
    multiple=True,
    help="Use an output value, such as a number, as this value of the conclusion; `-` for none. Can be repeated.",
)
@click.option(
    "--new-fact",
    "new_facts",
    metavar="COLUMN[: VALUES]",
    multiple=True,
    help="Make a new fact of a column that names none. VALUES: `a, b`, yes_no or count; else from the cells. "
    "Can be repeated.",
)
@click.option("--decision", "decisions", metavar="NAME", multiple=True, help="Import only this DMN decision.")
@click.option("--sheet", metavar="NAME", help="Import this sheet of a workbook.")
@click.option(
    "--hit-policy",
    type=click.Choice(HIT_POLICIES, case_sensitive=False),
    help=f"Combine the rows of a spreadsheet by this policy.  [default: {DEFAULT_HIT_POLICY}]",
)
@click.option("--encoding", metavar="NAME", help="Read a CSV file in this encoding, such as cp1252; else in UTF-8.")
@click.option("--partial", is_flag=True, help=f"Import what is possible, and list the rest in {REFUSAL_FILE}.")
@click.option("--dry-run", is_flag=True, help="Print how each column is understood; write nothing.")
@click.option("--force", is_flag=True, help="Replace files with the same names in DIR.")
@pack_option
def command(
    file: str,
    out: str | None,
    mapped: tuple[str, ...],
    values: tuple[str, ...],
    new_facts: tuple[str, ...],
    decisions: tuple[str, ...],
    sheet: str | None,
    hit_policy: str | None,
    encoding: str | None,
    partial: bool,
    dry_run: bool,
    force: bool,
    packs: tuple[str, ...],
) -> None:
    """Import a decision table (DMN 1.1 to 1.6, XLSX or CSV) as a pack of rules.

    A spreadsheet has a header row, then one rule in each row; `-` allows any value. If rules cannot express part of the
    table exactly, this lists each problem with its place and writes nothing; with --partial, it imports the rest.
    """
    if out is None and not dry_run:
        raise click.UsageError("name a folder with --out, or add --dry-run")
    folders = discover_packs(packs)
    choices = _build_choices(mapped, values, new_facts, decisions)._replace(
        sheet=sheet, hit_policy=hit_policy.upper() if hit_policy else None, encoding=encoding
    )
    imported = read_tables(file, load(folders), choices)
    if dry_run:
        for line in _iter_column_lines(imported):
            echo(line)
    tables, invalid = drop_invalid_rules(imported, file, folders)
    refusals = sort_findings((*imported.refusals, *invalid))
    rule_count = sum(len(rules) for _, rules in tables)
    is_option = any(finding.code == INVALID_OPTION for finding in refusals)  # is no part of a table
    if refusals and (is_option or not (partial and rule_count)):
        raise TableError(refusals)
    if not rule_count:
        nothing = Finding(Place(file), "no row concludes anything; fill in an output", NOT_A_TABLE)
        raise TableError(imported.remarks or [nothing])
    pack = build_pack_files(tables, imported, file, folders)
    files = dict(pack.files)
    if refusals:
        files[REFUSAL_FILE] = "".join(f"{finding}\n" for finding in refusals)
    problems = f", {format_count(len(refusals), 'problem')} listed in {REFUSAL_FILE}" if refusals else ""
    if dry_run:
        echo(f"this would write {format_count(rule_count, 'rule')}{problems}: {', '.join(files)}")
        _print_remarks(sort_findings((*imported.remarks, *pack.remarks)))
        return
    assert out is not None
    folder = Path(out)
    if not force:
        check_no_overwrite((folder / path for path in files), "choose another folder, or replace it with --force")
    write_files(folder, files)
    leftovers = _remove_stale_files(folder, files) if force else []
    echo(f"{out}: {format_count(rule_count, 'rule')}{problems}")
    if imported.facts:
        echo(f"{folder / FACT_FILE}: {format_count(len(imported.facts), 'new fact')}; replace the stubs in it")
    _print_remarks([*leftovers, *sort_findings((*imported.remarks, *pack.remarks))])
    options = " ".join(f"--pack {shlex.quote(folder)}" for folder in (*folders, out))
    echo(f"next, check these rules: advisor rules check {options}", err=True)


def _iter_column_lines(imported: ImportedFile) -> Iterator[str]:
    """Yield the lines of a dry run: each table with the meaning of its columns."""
    for table in dict.fromkeys(meaning.table for meaning in imported.columns):
        yield f"table `{table}`"
        yield from (f"  {meaning}" for meaning in imported.columns if meaning.table == table)


def _print_remarks(remarks: Sequence[Finding]) -> None:
    for remark in remarks[:MAX_REMARKS]:
        echo(str(remark), err=True)
    if len(remarks) > MAX_REMARKS:
        echo(f"and {format_count(len(remarks) - MAX_REMARKS, 'more remark')}", err=True)


def _build_choices(
    mapped: tuple[str, ...], values: tuple[str, ...], new_facts: tuple[str, ...], decisions: tuple[str, ...]
) -> ImportChoices:
    """Return the options about columns; raise UsageError for one without its form or given twice."""
    mapping: dict[str, str] = {}
    for option in mapped:
        column, _, name = (part.strip() for part in option.rpartition("="))
        if not column or not name:
            raise click.UsageError(f"`--map {option}` is not COLUMN=NAME; write it as `Conflicts=current_conflicts`")
        _refuse_twice(column in mapping, f"--map for the column `{column}`")
        mapping[column] = name
    outputs: dict[tuple[str, str], str] = {}
    for option in values:
        output, _, name = (part.strip() for part in option.rpartition("="))
        column, _, value = (part.strip() for part in output.rpartition(":"))
        if not column or not value or not name:
            raise click.UsageError(f"`--values {option}` is not COLUMN:VALUE=NAME; write it as `limit:500=stay`")
        key = (column, normalize_output(value))
        _refuse_twice(key in outputs, f"--values for `{column}:{value}`")
        outputs[key] = name
    for names, option in ((new_facts, "--new-fact"), (decisions, "--decision")):
        for name in names:
            _refuse_twice(names.count(name) > 1, f"{option} `{name}`")
    return ImportChoices(mapping, decisions, values=outputs, new_facts=new_facts)


def _refuse_twice(is_twice: bool, option: str) -> None:
    if is_twice:
        raise click.UsageError(f"{option} is there twice; leave one of them out")


def _remove_stale_files(folder: Path, files: dict[str, str]) -> list[Finding]:
    """Remove files that an earlier import of the same tables wrote; report other rule files in the folder."""
    tables = [path.removesuffix(".yaml") for path in files if path.startswith("rules/")]
    for stale in {REFUSAL_FILE, *(f"{path}.cases.yaml" for path in tables)} - files.keys():
        try:
            (folder / stale).unlink(missing_ok=True)
        except OSError as error:
            problem = "this file of an earlier import cannot be deleted, so delete it yourself"
            raise build_output_error(folder / stale, problem, error) from None
    sentence = "this file is from an earlier import and still counts; delete it if you do not want its rules"
    return [
        Finding(Place(str(path)), sentence, LEFTOVER_FILE)
        for path in sorted((folder / "rules").rglob("*.yaml"))
        if path.relative_to(folder).as_posix() not in files
    ]
