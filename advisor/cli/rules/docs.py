"""`advisor rules docs`: the rule base as pages to browse, without a network."""

from __future__ import annotations

import os
from pathlib import Path

import click

from advisor.authoring.reference.html_pages import GENERATOR_TAG, build_pages
from advisor.authoring.reference.rule_reference import Reference
from advisor.cli.output_files import write_files
from advisor.cli.pack_option import pack_option
from advisor.errors import Finding, OutputError, Place
from advisor.loading.pack_discovery import discover_packs


@click.command("docs")
@click.option("--out", metavar="DIR", required=True, help="The folder to write into; made where it is missing.")
@click.option("--force", is_flag=True, help="Also replace files that were not written by this command.")
@pack_option
def command(out: str, force: bool, packs: tuple[str, ...]) -> None:
    """Write a reference of the rules: what each reads and leads to, facts, steps, sources and the decision tables.

    Begin with `index.html`. Pages that this command wrote before are replaced; other files are not.
    """
    made = build_pages(Reference(discover_packs(packs)))
    folder = Path(out)
    others = (
        []
        if force
        else [name for name in made if os.path.lexists(folder / name) and not _is_generated_page(folder / name)]
    )
    if others:
        way_out = "this file is there already and was not written by this command; replace it with --force"
        raise OutputError([Finding(Place(str(folder / name)), way_out) for name in others])
    write_files(folder, made)
    click.echo(f"{folder / 'index.html'}: {len(made)} pages")


def _is_generated_page(path: Path) -> bool:
    try:
        return GENERATOR_TAG.encode() in path.read_bytes()[:2_000]
    except OSError:
        return False
