"""`advisor rules import`: a decision table from a DMN file or a spreadsheet, as a pack of rules."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from advisor.authoring.dmn.errors import TableError
from advisor.authoring.dmn.importing.build_pack import build_pack_files, drop_invalid_rules
from advisor.authoring.dmn.importing.import_file import DEFAULT_HIT_POLICY, ImportChoices, read_tables, sort_findings
from advisor.cli.output_files import write_output
from advisor.cli.pack_option import pack_option
from advisor.errors import Finding, OutputError, Place
from advisor.loading.load_rulebase import load
from advisor.loading.pack_discovery import discover_packs

REFUSAL_FILE = "refused.txt"
HIT_POLICIES = ("UNIQUE", "ANY", "FIRST", "COLLECT")
MAX_REMARKS = 20


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--out", metavar="DIR", required=True, help="The folder of the new pack; made where it is missing.")
@click.option(
    "--map",
    "mapped",
    metavar="COLUMN=NAME",
    multiple=True,
    help="What a column is: a fact or conclusion, or NAME:VALUE where its cells are true or false. May be given again.",
)
@click.option("--decision", "decisions", metavar="NAME", multiple=True, help="Take this decision of a DMN file alone.")
@click.option("--sheet", metavar="NAME", help="The sheet to take of a workbook.")
@click.option(
    "--hit-policy",
    type=click.Choice(HIT_POLICIES, case_sensitive=False),
    help=f"How the rows of a spreadsheet go together.  [default: {DEFAULT_HIT_POLICY}]",
)
@click.option("--encoding", metavar="NAME", help="The encoding of a CSV file that is not UTF-8, such as cp1252.")
@click.option("--partial", is_flag=True, help=f"Take what can be taken, and list the rest in {REFUSAL_FILE}.")
@click.option("--force", is_flag=True, help="Replace files of these names that are in DIR already.")
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
    """Read a decision table (DMN 1.1 to 1.5, XLSX or CSV) into a pack of rules.

    A spreadsheet has a row of headings and then one rule a row; `-` stands for any value. What rules cannot say
    exactly is listed with its place, and nothing is written, unless --partial asks for the rest.
    """
    folders = discover_packs(packs)
    policy = hit_policy.upper() if hit_policy else None
    read = read_tables(file, load(folders), ImportChoices(_parse_mapping(mapped), decisions, sheet, policy, encoding))
    fitted = drop_invalid_rules(read, file, folders)
    refused = sort_findings((*read.refusals, *fitted.refusals))
    number = sum(len(rules) for _, rules in fitted.tables)
    if refused and not (partial and number):
        raise TableError(refused)
    if not number:
        raise TableError(read.remarks or [Finding(Place(file), "no row of it concludes anything")])
    packed = build_pack_files(fitted.tables, read.rows, file, folders)
    files = dict(packed.files)
    if refused:
        files[REFUSAL_FILE] = "".join(f"{finding}\n" for finding in refused)
    left = _write_pack(Path(out), files, force)
    told = f", {len(refused)} things refused, listed in {REFUSAL_FILE}" if refused else ""
    click.echo(f"{out}: {number} rules{told}")
    remarks = [str(finding) for finding in (*left, *sort_findings((*read.remarks, *packed.remarks)))]
    for remark in remarks[:MAX_REMARKS]:
        click.echo(remark, err=True)
    if len(remarks) > MAX_REMARKS:
        click.echo(f"and {len(remarks) - MAX_REMARKS} more remarks of this kind", err=True)
    given = " ".join(f"--pack {shlex.quote(each)}" for each in (*folders, out))
    click.echo(f"to see what else is to be said of these rules: advisor rules check {given}", err=True)


def _parse_mapping(options: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in options:
        column, sign, name = each.rpartition("=")
        if not sign or not column.strip() or not name.strip():
            raise click.UsageError(
                f"`--map {each}` is not of the form COLUMN=NAME, as in `Conflicts=current_conflicts`"
            )
        found[column.strip()] = name.strip()
    return found


def _write_pack(folder: Path, files: dict[str, str], force: bool) -> list[Finding]:
    """Write all files, or none if one is there already; what is said of rules that were there before."""
    try:
        there = [folder / path for path in files if os.path.lexists(folder / path)]
        if there and not force:
            way_out = "this file is there already; name another folder, or replace it with --force"
            raise OutputError([Finding(Place(str(path)), way_out) for path in there])
        (folder / "rules").mkdir(parents=True, exist_ok=True)
        left = _remove_stale_files(folder, files) if force else []
    except (OSError, ValueError):
        shown = str(folder).replace("\0", "?")
        raise OutputError([Finding(Place(shown), "this folder cannot be made; name another one with --out")]) from None
    for path, text in files.items():
        write_output(text, str(folder / path))
    return left


def _remove_stale_files(folder: Path, files: dict[str, str]) -> list[Finding]:
    """Take away what an earlier import wrote under the same names and this one does not; say what else is there."""
    tables = [path.removesuffix(".yaml") for path in files if path.startswith("rules/")]
    for stale in {REFUSAL_FILE, *(f"{path}.cases.yaml" for path in tables)} - files.keys():
        (folder / stale).unlink(missing_ok=True)
    before = sorted(each for each in (folder / "rules").rglob("*.yaml"))
    sentence = "this file was there before and counts as well; take it away if its rules are not wanted any more"
    return [Finding(Place(str(path)), sentence) for path in before if path.relative_to(folder).as_posix() not in files]
