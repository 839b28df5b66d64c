"""`advisor rules schema`: JSON Schemas for the files of a rule base, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.authoring.schema.schemas import build_schemas
from advisor.cli.echo import echo
from advisor.cli.output_files import write_files
from advisor.cli.pack_option import pack_option
from advisor.loading.packs.load_rulebase import load
from advisor.loading.packs.pack_discovery import discover_packs


@click.command("schema")
@click.option("--out", "folder", metavar="DIR", required=True, help="Write the schemas to this folder.")
@pack_option
def command(folder: str, packs: tuple[str, ...]) -> None:
    """Write JSON Schemas for rules, cases, knowledge, pack headers, facts and mapping files.

    An editor with a YAML language server uses them to complete and explain facts and values, and to mark errors while
    you type. With --pack, the schemas also know the facts, rules and steps of those packs.
    """
    schemas = build_schemas(load(discover_packs(packs)))
    target = Path(folder)
    write_files(target, schemas, keeps_others=True)
    for name in schemas:
        (target / name).chmod(0o644)  # a schema holds no answers; other users and their editors read it
        echo(str(target / name))
