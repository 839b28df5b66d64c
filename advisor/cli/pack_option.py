"""The `--pack` option, and the rule base that a command uses."""

from __future__ import annotations

from collections.abc import Sequence

import click

from advisor.cli.echo import echo
from advisor.cli.finding_lines import list_finding_lines
from advisor.errors import PackError
from advisor.loading.load_rulebase import load
from advisor.loading.pack_discovery import discover_packs
from advisor.model.rulebase import RuleBase

pack_option = click.option(
    "--pack", "packs", metavar="DIR", multiple=True, help="Also use the rule pack in DIR; can be repeated."
)


def load_or_exit(folders: Sequence[str]) -> RuleBase:
    """Load packs for a command that checks them: it prints what is wrong with them and exits with code 1."""
    try:
        return load(folders)
    except PackError as error:
        for line in list_finding_lines(error.findings, error.rest):
            echo(line)
        raise click.exceptions.Exit(1) from None


def load_rulebase(packs: Sequence[str]) -> RuleBase:
    """Load the built-in pack, the packs that are discovered, and those named with `--pack`. Raises PackError."""
    return load(discover_packs(packs))
