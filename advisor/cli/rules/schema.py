"""`advisor rules schema`: JSON Schemas for the files of a rule base, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.authoring.schema.schemas import build_schemas
from advisor.cli.output_files import replace_file
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.errors import Finding, OutputError, Place


@click.command("schema")
@click.option("--out", "folder", metavar="DIR", required=True, help="The folder to write the schemas into.")
@pack_option
def command(folder: str, packs: tuple[str, ...]) -> None:
    """Write JSON Schemas for rules, cases, knowledge, headers, facts and mapping files.

    An editor with a YAML language server then completes facts and values, explains them, and marks what is wrong while
    it is typed. With --pack, the facts and steps of those packs are known too.
    """
    rulebase = load_rulebase(packs)
    target = Path(folder)
    made = build_schemas(rulebase)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            replace_file(target / name, text)
            (target / name).chmod(0o644)  # a schema holds no answers; editors and CI of others read it
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be used"
        sentence = f"the schemas were not written: {reason[:1].lower()}{reason[1:]}"
        raise OutputError([Finding(Place(folder.replace("\0", "?")), sentence)]) from None
    for name in made:
        click.echo(str(target / name))
