"""`advisor rules check`: everything in the rule base that does not fit."""

from __future__ import annotations

import click

from advisor.cli.packs import checked, pack_option
from advisor.loading.discovery import discovered


@click.command("check")
@pack_option
def command(packs: tuple[str, ...]) -> None:
    """Load the rule base and tell of everything in it that does not fit; exit 1 if there is anything."""
    rulebase = checked(discovered(packs))
    click.echo(f"{len(rulebase.rules)} rules, {len(rulebase.facts)} facts and {len(rulebase.steps)} steps fit together")
