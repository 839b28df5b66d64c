"""The option that names packs, and the rule base of all packs that a command is to use."""

from __future__ import annotations

from collections.abc import Sequence

import click

from advisor.errors import PackError
from advisor.loading.load_rulebase import load
from advisor.loading.pack_discovery import discover_packs
from advisor.model.rulebase import RuleBase

pack_option = click.option(
    "--pack", "packs", metavar="DIR", multiple=True, help="A folder of further guidance; may be given again."
)


def load_or_exit(folders: Sequence[str]) -> RuleBase:
    """The rule base of some packs, for a command whose task is to check them: findings are its result (exit 1)."""
    try:
        return load(folders)
    except PackError as error:
        for finding in error.findings:
            click.echo(str(finding))
        raise click.exceptions.Exit(1) from None


def load_rulebase(packs: Sequence[str]) -> RuleBase:
    """The rule base of the built-in pack, of those found by themselves, and of those named. Raises PackError."""
    return load(discover_packs(packs))
