"""`advisor rules import`: write the decision tables of a DMN file or a spreadsheet as a pack of rules."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from advisor.authoring.dmn.importing.build_pack import build_pack_files, drop_invalid_rules
from advisor.authoring.dmn.importing.import_file import read_tables, sort_findings
from advisor.authoring.dmn.importing.sheet_reader import DEFAULT_HIT_POLICY
from advisor.authoring.dmn.importing.table_model import ImportChoices
from advisor.cli.echo import echo
from advisor.cli.output_files import build_output_error, check_no_overwrite, write_files
from advisor.cli.pack_option import pack_option
from advisor.errors import Finding, Place, TableError
from advisor.loading.finding_codes import LEFTOVER_FILE, NOT_A_TABLE
from advisor.loading.load_rulebase import load
from advisor.loading.pack_discovery import discover_packs
from advisor.model.word_lists import format_count

REFUSAL_FILE = "refused.txt"
HIT_POLICIES = ("UNIQUE", "ANY", "FIRST", "COLLECT")
MAX_REMARKS = 20


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--out", metavar="DIR", required=True, help="Write the pack into this folder; it is created if missing.")
@click.option(
    "--map",
    "mapped",
    metavar="COLUMN=NAME",
    multiple=True,
    help="Use a column as this fact or conclusion; NAME:VALUE for a column of true and false. Can be repeated.",
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
@click.option("--force", is_flag=True, help="Replace files with the same names in DIR.")
@pack_option
def command(
    file: str,
    out: str,
    mapped: tuple[str, ...],
    decisions: tuple[str, ...],
    sheet: str | None,
    hit_policy: str | None,
    encoding: str | None,
    partial: bool,
    force: bool,
    packs: tuple[str, ...],
) -> None:
    """Import a decision table (DMN 1.1 to 1.5, XLSX or CSV) as a pack of rules.

    A spreadsheet has a header row, then one rule in each row; `-` allows any value. If rules cannot express part of the
    table exactly, this lists each problem with its place and writes nothing; with --partial, it imports the rest.
    """
    folders = discover_packs(packs)
    policy = hit_policy.upper() if hit_policy else None
    choices = ImportChoices(_parse_mapping(mapped), decisions, sheet, policy, encoding)
    imported = read_tables(file, load(folders), choices)
    tables, invalid = drop_invalid_rules(imported, file, folders)
    refusals = sort_findings((*imported.refusals, *invalid))
    rule_count = sum(len(rules) for _, rules in tables)
    if refusals and not (partial and rule_count):
        raise TableError(refusals)
    if not rule_count:
        nothing = Finding(Place(file), "no row concludes anything; fill in an output", NOT_A_TABLE)
        raise TableError(imported.remarks or [nothing])
    pack = build_pack_files(tables, imported.rows, file, folders)
    files = dict(pack.files)
    if refusals:
        files[REFUSAL_FILE] = "".join(f"{finding}\n" for finding in refusals)
    folder = Path(out)
    if not force:
        check_no_overwrite((folder / path for path in files), "choose another folder, or replace it with --force")
    write_files(folder, files)
    leftovers = _remove_stale_files(folder, files) if force else []
    problems = f", {format_count(len(refusals), 'problem')} listed in {REFUSAL_FILE}" if refusals else ""
    echo(f"{out}: {format_count(rule_count, 'rule')}{problems}")
    remarks = [*leftovers, *sort_findings((*imported.remarks, *pack.remarks))]
    for remark in remarks[:MAX_REMARKS]:
        echo(str(remark), err=True)
    if len(remarks) > MAX_REMARKS:
        echo(f"and {format_count(len(remarks) - MAX_REMARKS, 'more remark')}", err=True)
    options = " ".join(f"--pack {shlex.quote(folder)}" for folder in (*folders, out))
    echo(f"next, check these rules: advisor rules check {options}", err=True)


def _parse_mapping(options: tuple[str, ...]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for option in options:
        column, _, name = option.rpartition("=")
        if not column.strip() or not name.strip():
            raise click.UsageError(f"`--map {option}` is not COLUMN=NAME; write it as `Conflicts=current_conflicts`")
        mapping[column.strip()] = name.strip()
    return mapping


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
