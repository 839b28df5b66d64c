"""The `--pack` option, and the rule base that a command uses."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

import click

from advisor.cli.echo import echo
from advisor.cli.finding_lines import list_finding_lines
from advisor.errors import PackError
from advisor.loading.packs.load_rulebase import load
from advisor.loading.packs.pack_discovery import find_packs
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
    """Load the built-in pack, the packs that are found, and those named with `--pack`; name found ones on stderr.

    Raises PackError, also for a pack of the current folder that nobody has trusted.
    """
    rulebase = load_trusted_packs(packs)
    for pack in rulebase.packs:
        if pack.found_in:
            echo(
                f"the current folder adds the pack {pack.name} {pack.version}: {os.path.realpath(pack.found_in)}",
                err=True,
            )
    return rulebase


def load_trusted_packs(packs: Sequence[str]) -> RuleBase:
    """Load the same packs without a word. Raises PackError."""
    found = find_packs(packs)
    if any(pack.found_by for pack in found):
        from advisor.loading.packs.pack_trust import check_trust  # here, since most folders name no pack

        check_trust(found)
    rulebase = load([pack.folder for pack in found])
    if not any(pack.found_by for pack in found):
        return rulebase
    places = ("", *(pack.folder if pack.found_by else "" for pack in found))
    named = (pack._replace(found_in=place) for pack, place in zip(rulebase.packs, places, strict=True))
    return replace(rulebase, packs=tuple(named))
