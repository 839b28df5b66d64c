"""`advisor packs trust DIR`: use a pack that the current folder names."""

from __future__ import annotations

import os

import click

from advisor.cli.echo import echo
from advisor.cli.packs.trust_store import write_trusted_packs
from advisor.loading.packs.load_rulebase import load
from advisor.loading.packs.pack_discovery import discover_packs
from advisor.loading.packs.pack_trust import compute_content_digest, read_trusted_packs
from advisor.model.rulebase import Pack, RuleBase
from advisor.model.word_lists import format_count


@click.command("trust")
@click.argument("folders", metavar="DIR...", nargs=-1, required=True)
def command(folders: tuple[str, ...]) -> None:
    """Trust the packs in DIR, so that `advisor.toml` and ADVISOR_PACKS can add them to the guidance.

    Trust holds for this folder with its present content. If a file of the pack changes, trust it again. The list of
    trusted packs is in your folder for settings. `--pack DIR` needs no trust.
    """
    rulebase = load(discover_packs(folders))
    trusted = {**read_trusted_packs()}
    lines = []
    for folder in folders:
        path = os.path.realpath(folder)
        trusted[path] = compute_content_digest(path)
        pack = next(pack for pack in rulebase.packs if os.path.realpath(os.path.dirname(pack.templates)) == path)  # noqa: PTH120
        lines.append(f"{path}: trusted; {_describe_pack(pack, rulebase)}")
    write_trusted_packs(trusted)
    echo("\n".join(lines))


def _describe_pack(pack: Pack, rulebase: RuleBase) -> str:
    """Say what a pack adds and what it changes: `acme 0.1.0 has 3 rules, and changes 1 entry of other packs`."""
    rules = sum(rule.pack == pack.name for rule in rulebase.rules)
    changes = sum(override.by == pack.name for override in rulebase.overrides)
    entries = f", and changes {changes} {'entry' if changes == 1 else 'entries'} of other packs" if changes else ""
    return f"{pack.name} {pack.version} has {format_count(rules, 'rule')}{entries}"
