"""`advisor rules import`: a decision table from a DMN file or a spreadsheet, as a pack of rules."""

from __future__ import annotations

import os
from pathlib import Path

import click

from advisor.authoring.dmn.faults import TableError
from advisor.authoring.dmn.importing import Choices, read_tables
from advisor.authoring.dmn.packing import pack_files
from advisor.cli.output import write
from advisor.cli.packs import pack_option
from advisor.errors import Finding, OutputError, Place
from advisor.loading.discovery import discovered
from advisor.loading.packs import load

REFUSED = "refused.txt"
POLICIES = ("UNIQUE", "ANY", "FIRST", "COLLECT")


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
    type=click.Choice(POLICIES, case_sensitive=False),
    default="UNIQUE",
    show_default=True,
    help="How the rows of a spreadsheet go together.",
)
@click.option("--partial", is_flag=True, help=f"Take what can be taken, and list the rest in {REFUSED}.")
@click.option("--force", is_flag=True, help="Replace files of these names that are in DIR already.")
@pack_option
def command(
    file: str,
    out: str,
    mapped: tuple[str, ...],
    decisions: tuple[str, ...],
    sheet: str | None,
    hit_policy: str,
    partial: bool,
    force: bool,
    packs: tuple[str, ...],
) -> None:
    """Read a decision table (DMN 1.1 to 1.5, XLSX or CSV) into a pack of rules.

    A spreadsheet has a row of headings and then one rule a row; `-` stands for any value. What rules cannot say
    exactly is listed with its place, and nothing is written, unless --partial asks for the rest.
    """
    folders = discovered(packs)
    read = read_tables(file, load(folders), Choices(_mapping(mapped), decisions, sheet, hit_policy.upper()))
    number = sum(len(rules) for _, rules in read.tables)
    if read.refused and not (partial and number):
        raise TableError(read.refused)
    if not number:
        raise TableError([Finding(Place(file), "no row of it concludes anything")])
    files = {path: text for path, text in pack_files(read.tables, file, folders).items() if text}
    if read.refused:
        files[REFUSED] = "".join(f"{finding}\n" for finding in read.refused)
    _put(Path(out), files, force)
    refused = f", {len(read.refused)} things refused, listed in {REFUSED}" if read.refused else ""
    click.echo(f"{out}: {number} rules{refused}")


def _mapping(given: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in given:
        column, sign, name = each.rpartition("=")
        if not sign or not column.strip() or not name.strip():
            raise click.UsageError(
                f"`--map {each}` is not of the form COLUMN=NAME, as in `Conflicts=current_conflicts`"
            )
        found[column.strip()] = name.strip()
    return found


def _put(folder: Path, files: dict[str, str], force: bool) -> None:
    """Write all files, or none if one is there already."""
    try:
        there = [folder / path for path in files if os.path.lexists(folder / path)]
        if there and not force:
            way_out = "this file is there already; name another folder, or replace it with --force"
            raise OutputError([Finding(Place(str(path)), way_out) for path in there])
        (folder / "rules").mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError):
        shown = str(folder).replace("\0", "?")
        raise OutputError([Finding(Place(shown), "this folder cannot be made; name another one with --out")]) from None
    for path, text in files.items():
        write(text, str(folder / path))
