"""`advisor rules show`: everything about one rule, fact, conclusion, step, entry, caution, work or pack."""

from __future__ import annotations

import click

from advisor.authoring.reference.rule_reference import Reference
from advisor.authoring.reference.show import describe_id
from advisor.cli.completion import complete_ids
from advisor.cli.echo import echo
from advisor.cli.pack_option import pack_option
from advisor.loading.packs.pack_discovery import discover_packs


@click.command("show")
@click.argument("name", metavar="ID", shell_complete=complete_ids)
@pack_option
def command(name: str, packs: tuple[str, ...]) -> None:
    """Show everything about one ID: a rule, fact, conclusion, step, entry, caution, work or pack.

    For a rule, this is its condition in words, its source, what it reads and concludes, what it can lead to, and its
    cases. The ID of an entry begins with its section, such as `checklist/structure/1`.
    """
    for line in describe_id(name, Reference(discover_packs(packs))):
        echo(line)
